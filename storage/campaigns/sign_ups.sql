-- name: live(shift_id, member_id)^
-- A member's seat or place on the waitlist of a shift.
SELECT id, shift_id, member_id, state FROM sign_ups
WHERE shift_id = :shift_id AND member_id = :member_id AND state <> 'cancelled';

-- name: add(shift_id, member_id, unit_id, state, now)^
-- A seat or a place on the waitlist; no row comes back where the member has one.
INSERT INTO sign_ups (shift_id, member_id, unit_id, state, created_at, changed_at)
VALUES (:shift_id, :member_id, :unit_id, :state, :now, :now)
ON CONFLICT DO NOTHING RETURNING id, shift_id, member_id, state;

-- name: set_state(sign_up_id, state, now)!
-- Seated, waiting or cancelled.
UPDATE sign_ups SET state = :state, changed_at = :now WHERE id = :sign_up_id;

-- name: position(shift_id, sign_up_id)^
-- Which place of the waitlist this is, from 1.
SELECT count(*) AS position FROM sign_ups WHERE shift_id = :shift_id AND state = 'waiting' AND id <= :sign_up_id;

-- name: waiting_count(shift_id)^
-- How many wait for a seat.
SELECT count(*) AS waiting FROM sign_ups WHERE shift_id = :shift_id AND state = 'waiting';

-- name: by_id(sign_up_id)^
-- One sign-up.
SELECT id, shift_id, member_id, state FROM sign_ups WHERE id = :sign_up_id;

-- name: first_waiting(shift_id, now)^
-- Who has waited longest for a shift that is not over.
SELECT sign_ups.id, sign_ups.shift_id, sign_ups.member_id, sign_ups.state
FROM sign_ups JOIN shifts ON shifts.id = sign_ups.shift_id
WHERE sign_ups.shift_id = :shift_id AND sign_ups.state = 'waiting' AND shifts.ends_at > :now
ORDER BY sign_ups.id LIMIT 1;

-- name: clashing(member_id, shift_id, starts_at, ends_at)^
-- Another shift of the member's that overlaps this time.
SELECT shifts.id, campaigns.title, shifts.starts_at, shifts.ends_at
FROM sign_ups
JOIN shifts ON shifts.id = sign_ups.shift_id
JOIN campaigns ON campaigns.id = shifts.campaign_id
WHERE sign_ups.member_id = :member_id AND sign_ups.state <> 'cancelled' AND shifts.id <> :shift_id
    AND shifts.state = 'open' AND shifts.starts_at < :ends_at AND shifts.ends_at > :starts_at
ORDER BY shifts.starts_at LIMIT 1;

-- name: of_member(member_id, now)
-- The shifts to come that a member has a seat or a place for.
SELECT sign_ups.id, sign_ups.shift_id, sign_ups.member_id, sign_ups.state, campaigns.title, campaigns.place,
    shifts.starts_at, shifts.ends_at,
    (SELECT count(*) FROM sign_ups AS ahead WHERE ahead.shift_id = sign_ups.shift_id AND ahead.state = 'waiting'
        AND ahead.id <= sign_ups.id) AS queue_position,
    (SELECT count(*) FROM check_ins WHERE check_ins.shift_id = sign_ups.shift_id
        AND check_ins.member_id = sign_ups.member_id AND check_ins.state <> 'undone') AS checked_in
FROM sign_ups
JOIN shifts ON shifts.id = sign_ups.shift_id
JOIN campaigns ON campaigns.id = shifts.campaign_id
WHERE sign_ups.member_id = :member_id AND sign_ups.state <> 'cancelled' AND shifts.state = 'open'
    AND shifts.ends_at > :now
ORDER BY shifts.starts_at, shifts.id;
