-- The year's targets: sums of what check-ins count, kept per unit and year, and the figures that organisers enter.

-- The year that a shift counts for is the one at home (Asia/Ho_Chi_Minh, seven hours ahead of UTC all year).
ALTER TABLE shifts ADD COLUMN year INTEGER
    GENERATED ALWAYS AS (CAST(strftime('%Y', starts_at, '+7 hours') AS INTEGER)) VIRTUAL;

-- What one check-in counts, for the unit of its day: itself as a turn, and each figure of its report that its campaign
-- counts towards a target (`target` 0: towards none). Returned and undone ones count nothing.
CREATE VIEW contributions AS
SELECT check_ins.id AS check_in_id, check_ins.shift_id, check_ins.member_id, check_ins.unit_id, check_ins.state,
    shifts.year, 0 AS target, 'turns' AS quantity, 1 AS claimed, CASE check_ins.state WHEN 'verified' THEN 1 ELSE 0 END AS verified
FROM check_ins CROSS JOIN shifts
WHERE shifts.id = check_ins.shift_id AND shifts.state = 'open' AND check_ins.state IN ('waiting', 'verified')
UNION ALL
SELECT check_ins.id, check_ins.shift_id, check_ins.member_id, check_ins.unit_id, check_ins.state, shifts.year,
    coalesce(campaign_quantities.target, 0), report_quantities.quantity, report_quantities.claimed,
    CASE WHEN check_ins.state = 'verified' AND reports.state = 'verified'
        THEN coalesce(report_quantities.verified, 0) ELSE 0 END
FROM check_ins CROSS JOIN reports CROSS JOIN report_quantities CROSS JOIN shifts
LEFT JOIN campaign_quantities ON campaign_quantities.campaign_id = shifts.campaign_id
    AND campaign_quantities.quantity = report_quantities.quantity
WHERE reports.check_in_id = check_ins.id AND reports.state IN ('waiting', 'verified')
    AND report_quantities.report_id = reports.id
    AND shifts.id = check_ins.shift_id AND shifts.state = 'open' AND check_ins.state IN ('waiting', 'verified');

-- The sums of these for verified check-ins, so that a province is read without reading them; those that await a word are
-- few, and are read. The triggers below keep the sums: what a row counts is taken away before it changes and added after,
-- in the same transaction. To check in changes none of them.
CREATE TABLE tallies (
    unit_id INTEGER NOT NULL REFERENCES units (id),
    year INTEGER NOT NULL,
    target INTEGER NOT NULL,
    quantity TEXT NOT NULL,
    claimed INTEGER NOT NULL,
    verified INTEGER NOT NULL,
    PRIMARY KEY (unit_id, year, target, quantity)
) WITHOUT ROWID;

INSERT INTO tallies (unit_id, year, target, quantity, claimed, verified)
SELECT unit_id, year, target, quantity, sum(claimed), sum(verified) FROM contributions
WHERE state = 'verified'
GROUP BY unit_id, year, target, quantity;

-- What is to be added (sign 1) or taken away (sign -1) for one check-in: to insert here is to do it; it holds no rows.
CREATE VIEW tallying AS SELECT 0 AS check_in_id, 0 AS sign WHERE 0;
CREATE TRIGGER tally_check_in INSTEAD OF INSERT ON tallying
BEGIN
    INSERT INTO tallies (unit_id, year, target, quantity, claimed, verified)
    SELECT unit_id, year, target, quantity, new.sign * claimed, new.sign * verified
    FROM contributions WHERE check_in_id = new.check_in_id AND state = 'verified'
    ON CONFLICT (unit_id, year, target, quantity) DO UPDATE
        SET claimed = tallies.claimed + excluded.claimed, verified = tallies.verified + excluded.verified;
END;

CREATE TRIGGER tally_check_in_added AFTER INSERT ON check_ins WHEN new.state = 'verified'
BEGIN
    INSERT INTO tallying VALUES (new.id, 1);
END;
CREATE TRIGGER tally_check_in_changes BEFORE UPDATE OF state, unit_id, shift_id ON check_ins
WHEN old.state = 'verified'
BEGIN
    INSERT INTO tallying VALUES (old.id, -1);
END;
CREATE TRIGGER tally_check_in_changed AFTER UPDATE OF state, unit_id, shift_id ON check_ins
WHEN new.state = 'verified'
BEGIN
    INSERT INTO tallying VALUES (new.id, 1);
END;
CREATE TRIGGER tally_check_in_goes BEFORE DELETE ON check_ins WHEN old.state = 'verified'
BEGIN
    INSERT INTO tallying VALUES (old.id, -1);
END;

CREATE TRIGGER tally_report_changes BEFORE UPDATE OF state, check_in_id ON reports
BEGIN
    INSERT INTO tallying VALUES (old.check_in_id, -1);
    INSERT INTO tallying SELECT new.check_in_id, -1 WHERE new.check_in_id <> old.check_in_id;
END;
CREATE TRIGGER tally_report_changed AFTER UPDATE OF state, check_in_id ON reports
BEGIN
    INSERT INTO tallying VALUES (new.check_in_id, 1);
    INSERT INTO tallying SELECT old.check_in_id, 1 WHERE new.check_in_id <> old.check_in_id;
END;
CREATE TRIGGER tally_report_goes BEFORE DELETE ON reports
BEGIN
    INSERT INTO tallying VALUES (old.check_in_id, -1);
END;
CREATE TRIGGER tally_report_gone AFTER DELETE ON reports
BEGIN
    INSERT INTO tallying VALUES (old.check_in_id, 1);
END;

CREATE TRIGGER tally_figure_comes BEFORE INSERT ON report_quantities
BEGIN
    INSERT INTO tallying SELECT check_in_id, -1 FROM reports WHERE id = new.report_id;
END;
CREATE TRIGGER tally_figure_came AFTER INSERT ON report_quantities
BEGIN
    INSERT INTO tallying SELECT check_in_id, 1 FROM reports WHERE id = new.report_id;
END;
CREATE TRIGGER tally_figure_changes BEFORE UPDATE ON report_quantities
BEGIN
    INSERT INTO tallying SELECT check_in_id, -1 FROM reports WHERE id = old.report_id;
END;
CREATE TRIGGER tally_figure_changed AFTER UPDATE ON report_quantities
BEGIN
    INSERT INTO tallying SELECT check_in_id, 1 FROM reports WHERE id = new.report_id;
END;
CREATE TRIGGER tally_figure_goes BEFORE DELETE ON report_quantities
BEGIN
    INSERT INTO tallying SELECT check_in_id, -1 FROM reports WHERE id = old.report_id;
END;
CREATE TRIGGER tally_figure_gone AFTER DELETE ON report_quantities
BEGIN
    INSERT INTO tallying SELECT check_in_id, 1 FROM reports WHERE id = old.report_id;
END;

-- A shift that moves into another year, or is cancelled, takes what was counted at it along.
CREATE TRIGGER tally_shift_changes BEFORE UPDATE OF starts_at, state ON shifts
BEGIN
    INSERT INTO tallying SELECT id, -1 FROM check_ins WHERE shift_id = old.id;
END;
CREATE TRIGGER tally_shift_changed AFTER UPDATE OF starts_at, state ON shifts
BEGIN
    INSERT INTO tallying SELECT id, 1 FROM check_ins WHERE shift_id = new.id;
END;

CREATE TRIGGER tally_counting_comes BEFORE INSERT ON campaign_quantities
BEGIN
    INSERT INTO tallying SELECT check_ins.id, -1 FROM shifts JOIN check_ins ON check_ins.shift_id = shifts.id
    WHERE shifts.campaign_id = new.campaign_id;
END;
CREATE TRIGGER tally_counting_came AFTER INSERT ON campaign_quantities
BEGIN
    INSERT INTO tallying SELECT check_ins.id, 1 FROM shifts JOIN check_ins ON check_ins.shift_id = shifts.id
    WHERE shifts.campaign_id = new.campaign_id;
END;

-- What awaits a word counts the same; read from the few check-ins that do.
CREATE VIEW awaiting AS
SELECT check_ins.unit_id, shifts.year, 0 AS target, 'turns' AS quantity, 1 AS claimed
FROM check_ins CROSS JOIN shifts
WHERE check_ins.state = 'waiting' AND shifts.id = check_ins.shift_id AND shifts.state = 'open'
UNION ALL
SELECT check_ins.unit_id, shifts.year, coalesce(campaign_quantities.target, 0), report_quantities.quantity,
    report_quantities.claimed
FROM check_ins CROSS JOIN reports CROSS JOIN report_quantities CROSS JOIN shifts
LEFT JOIN campaign_quantities ON campaign_quantities.campaign_id = shifts.campaign_id
    AND campaign_quantities.quantity = report_quantities.quantity
WHERE check_ins.state = 'waiting' AND reports.check_in_id = check_ins.id AND reports.state IN ('waiting', 'verified')
    AND report_quantities.report_id = reports.id AND shifts.id = check_ins.shift_id AND shifts.state = 'open';

-- What organisers say of a target's figure that no check-in counts (`place`: which of the target's, from 1): how it stands
-- on a day, for a unit and all below it, and where that is from. Rows are only ever added; the latest by its day stands.
CREATE TABLE target_figures (
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL,
    target INTEGER NOT NULL,
    place INTEGER NOT NULL,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    amount REAL NOT NULL CHECK (amount >= 0),
    as_of TEXT NOT NULL,
    source TEXT NOT NULL,
    entered_by INTEGER REFERENCES members (id) ON DELETE SET NULL,
    entered_at TEXT NOT NULL
);
CREATE INDEX target_figures_by_unit ON target_figures (unit_id, year, target, place);
CREATE INDEX target_figures_by_author ON target_figures (entered_by);

CREATE TRIGGER target_figures_are_kept BEFORE DELETE ON target_figures
BEGIN
    SELECT RAISE(ABORT, 'figures are only added');
END;
CREATE TRIGGER target_figures_stay BEFORE UPDATE ON target_figures
WHEN new.id <> old.id OR new.entered_by IS NOT NULL OR new.entered_at <> old.entered_at
    OR new.amount <> old.amount OR new.as_of <> old.as_of OR new.source <> old.source
    OR new.unit_id <> old.unit_id OR new.year <> old.year OR new.target <> old.target OR new.place <> old.place
BEGIN
    SELECT RAISE(ABORT, 'figures are only added');
END;
