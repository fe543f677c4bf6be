-- name: campaigns()^
-- How many campaigns are sample data.
SELECT count(*) AS campaigns FROM campaigns WHERE sample = 1;

-- name: rows()^
-- How much there is that somebody may have written: units, members and chats.
SELECT (SELECT count(*) FROM units) + (SELECT count(*) FROM members) + (SELECT count(*) FROM chats) AS rows;

-- name: add_member(member_id, played)!
-- One of the sample's own people.
INSERT INTO sample_members (member_id, played) VALUES (:member_id, :played);

-- name: members()
-- The sample's own people that are left.
SELECT members.id, members.name FROM sample_members JOIN members ON members.id = sample_members.member_id
ORDER BY members.id;

-- name: add_shift(shift_id, slot)!
-- A shift takes a slot in the sample's week.
INSERT INTO sample_shifts (shift_id, slot) VALUES (:shift_id, :slot);

-- name: shifts()
-- The shift that has each slot in the sample's week now: the last that took it. `acted` counts what people did there:
-- check-ins of anybody who does more than fill lists, and decided ones.
SELECT sample_shifts.slot, shifts.id, shifts.starts_at, shifts.ends_at, (
    SELECT count(*) FROM check_ins
    LEFT JOIN sample_members ON sample_members.member_id = check_ins.member_id
    WHERE check_ins.shift_id = shifts.id
        AND (coalesce(sample_members.played, 1) = 1 OR check_ins.decided_at IS NOT NULL)
) AS acted
FROM sample_shifts JOIN shifts ON shifts.id = sample_shifts.shift_id
WHERE sample_shifts.shift_id IN (SELECT max(latest.shift_id) FROM sample_shifts AS latest GROUP BY latest.slot)
ORDER BY sample_shifts.shift_id;

-- name: move_shift(shift_id, starts_at, ends_at, opens_at)!
-- Lay a shift at another time.
UPDATE shifts SET starts_at = :starts_at, ends_at = :ends_at, opens_at = :opens_at WHERE id = :shift_id;

-- name: move_check_ins(shift_id, checked_in_at)!
-- Those who only fill lists were there at the new time.
UPDATE check_ins SET checked_in_at = :checked_in_at WHERE shift_id = :shift_id;

-- name: raise_sum(unit_id, year, quantity, amount)!
-- A unit has come to so much in a year, if it has not come further.
INSERT INTO tallies (unit_id, year, quantity, claimed, verified)
VALUES (:unit_id, :year, :quantity, :amount, :amount)
ON CONFLICT (unit_id, year, quantity) DO UPDATE
    SET claimed = max(claimed, excluded.claimed), verified = max(verified, excluded.verified);

-- name: campaign(title)^
-- A sample campaign by its title.
SELECT id FROM campaigns WHERE sample = 1 AND title = :title ORDER BY id LIMIT 1;
