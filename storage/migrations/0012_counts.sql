-- What counts towards which target is the year's plan's to say: a campaign keeps what it counts, and no target's number,
-- which was that of one year's plan alone. Hours are kept beside turns.

-- What was chosen in chat of what a plan's figures count, beside its text, by target and place: {"2.1": ["trees"]}.
ALTER TABLE plans ADD COLUMN counts TEXT NOT NULL DEFAULT '{}';

-- Ideas count when they are supported and made real; those that were sent in with reports did not.
UPDATE plans SET body = replace(replace(body, ', counts = ["ideas"]', ''), 'counts = ["ideas"], ', '');

DROP TRIGGER tally_check_in;
DROP TRIGGER tally_check_in_changes;
DROP TRIGGER tally_check_in_changed;
DROP TRIGGER tally_report_changes;
DROP TRIGGER tally_report_changed;
DROP VIEW contributions;
DROP VIEW awaiting;
ALTER TABLE campaign_quantities DROP COLUMN target;

-- What one check-in brings, for the unit of its day: itself as a turn, its minutes (those of its verified report before
-- its own), and each figure of its report. Returned and undone ones bring nothing. What was decided is
-- claimed as it was verified: what a leader corrected does not await a word for ever.
CREATE VIEW contributions AS
SELECT check_ins.id AS check_in_id, check_ins.shift_id, check_ins.member_id, check_ins.unit_id, check_ins.state,
    shifts.year, 'turns' AS quantity, 1 AS claimed, CASE check_ins.state WHEN 'verified' THEN 1 ELSE 0 END AS verified
FROM check_ins CROSS JOIN shifts
WHERE shifts.id = check_ins.shift_id AND shifts.state = 'open' AND check_ins.state IN ('waiting', 'verified')
UNION ALL
SELECT check_ins.id, check_ins.shift_id, check_ins.member_id, check_ins.unit_id, check_ins.state, shifts.year,
    'minutes', coalesce(reports.minutes_verified, check_ins.minutes_verified, check_ins.minutes_claimed),
    CASE check_ins.state WHEN 'verified' THEN coalesce(reports.minutes_verified, check_ins.minutes_verified) ELSE 0 END
FROM check_ins CROSS JOIN shifts
LEFT JOIN reports ON reports.check_in_id = check_ins.id AND reports.state = 'verified' AND check_ins.state = 'verified'
WHERE shifts.id = check_ins.shift_id AND shifts.state = 'open' AND check_ins.state IN ('waiting', 'verified')
UNION ALL
SELECT check_ins.id, check_ins.shift_id, check_ins.member_id, check_ins.unit_id, check_ins.state, shifts.year,
    report_quantities.quantity,
    CASE WHEN check_ins.state = 'verified' AND reports.state = 'verified'
        THEN coalesce(report_quantities.verified, 0) ELSE report_quantities.claimed END,
    CASE WHEN check_ins.state = 'verified' AND reports.state = 'verified'
        THEN coalesce(report_quantities.verified, 0) ELSE 0 END
FROM check_ins CROSS JOIN reports CROSS JOIN report_quantities CROSS JOIN shifts
WHERE reports.check_in_id = check_ins.id AND reports.state IN ('waiting', 'verified')
    AND report_quantities.report_id = reports.id
    AND shifts.id = check_ins.shift_id AND shifts.state = 'open' AND check_ins.state IN ('waiting', 'verified');

-- What awaits a word brings the same; read from the few check-ins that do.
CREATE VIEW awaiting AS
SELECT check_ins.unit_id, shifts.year, 'turns' AS quantity, 1 AS claimed
FROM check_ins CROSS JOIN shifts
WHERE check_ins.state = 'waiting' AND shifts.id = check_ins.shift_id AND shifts.state = 'open'
UNION ALL
SELECT check_ins.unit_id, shifts.year, 'minutes', coalesce(reports.minutes_claimed, check_ins.minutes_claimed)
FROM check_ins CROSS JOIN shifts
LEFT JOIN reports ON reports.check_in_id = check_ins.id AND reports.state IN ('waiting', 'verified')
WHERE check_ins.state = 'waiting' AND shifts.id = check_ins.shift_id AND shifts.state = 'open'
UNION ALL
SELECT check_ins.unit_id, shifts.year, report_quantities.quantity, report_quantities.claimed
FROM check_ins CROSS JOIN reports CROSS JOIN report_quantities CROSS JOIN shifts
WHERE check_ins.state = 'waiting' AND reports.check_in_id = check_ins.id AND reports.state IN ('waiting', 'verified')
    AND report_quantities.report_id = reports.id AND shifts.id = check_ins.shift_id AND shifts.state = 'open';

-- The kept sums, made anew.
DROP TABLE tallies;
CREATE TABLE tallies (
    unit_id INTEGER NOT NULL REFERENCES units (id),
    year INTEGER NOT NULL,
    quantity TEXT NOT NULL,
    claimed INTEGER NOT NULL,
    verified INTEGER NOT NULL,
    PRIMARY KEY (unit_id, year, quantity)
) WITHOUT ROWID;
INSERT INTO tallies (unit_id, year, quantity, claimed, verified)
SELECT unit_id, year, quantity, sum(claimed), sum(verified) FROM contributions
WHERE state = 'verified'
GROUP BY unit_id, year, quantity;

CREATE TRIGGER tally_check_in INSTEAD OF INSERT ON tallying
BEGIN
    INSERT INTO tallies (unit_id, year, quantity, claimed, verified)
    SELECT unit_id, year, quantity, new.sign * claimed, new.sign * verified
    FROM contributions WHERE check_in_id = new.check_in_id AND state = 'verified'
    ON CONFLICT (unit_id, year, quantity) DO UPDATE
        SET claimed = tallies.claimed + excluded.claimed, verified = tallies.verified + excluded.verified;
END;

CREATE TRIGGER tally_check_in_changes
BEFORE UPDATE OF state, unit_id, shift_id, minutes_claimed, minutes_verified ON check_ins
WHEN old.state = 'verified'
BEGIN
    INSERT INTO tallying VALUES (old.id, -1);
END;
CREATE TRIGGER tally_check_in_changed
AFTER UPDATE OF state, unit_id, shift_id, minutes_claimed, minutes_verified ON check_ins
WHEN new.state = 'verified'
BEGIN
    INSERT INTO tallying VALUES (new.id, 1);
END;
CREATE TRIGGER tally_report_changes BEFORE UPDATE OF state, check_in_id, minutes_claimed, minutes_verified ON reports
BEGIN
    INSERT INTO tallying VALUES (old.check_in_id, -1);
    INSERT INTO tallying SELECT new.check_in_id, -1 WHERE new.check_in_id <> old.check_in_id;
END;
CREATE TRIGGER tally_report_changed AFTER UPDATE OF state, check_in_id, minutes_claimed, minutes_verified ON reports
BEGIN
    INSERT INTO tallying VALUES (new.check_in_id, 1);
    INSERT INTO tallying SELECT old.check_in_id, 1 WHERE new.check_in_id <> old.check_in_id;
END;

-- A campaign that counts something more changes no sum any more.
DROP TRIGGER tally_counting_comes;
DROP TRIGGER tally_counting_came;
