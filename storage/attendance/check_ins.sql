-- name: open_for(member_id, path, now)
-- The shifts whose check-in is open now and that a member may come to: signed up for, or open to walk-ins of the unit.
SELECT shifts.id, shifts.campaign_id, campaigns.title, owner.path AS campaign_path, shifts.host_unit_id,
    host.name AS host_name, host.path AS host_path, shifts.starts_at, shifts.ends_at, shifts.opens_at,
    shifts.capacity, shifts.seats_taken, shifts.secret, shifts.generation, shifts.state
FROM shifts
JOIN campaigns ON campaigns.id = shifts.campaign_id
JOIN units AS owner ON owner.id = campaigns.unit_id
JOIN units AS host ON host.id = shifts.host_unit_id
LEFT JOIN sign_ups ON sign_ups.shift_id = shifts.id AND sign_ups.member_id = :member_id
    AND sign_ups.state <> 'cancelled'
WHERE shifts.opens_at <= :now AND shifts.ends_at >= :now AND shifts.state = 'open' AND campaigns.state = 'open'
    AND (sign_ups.state = 'seated' OR (campaigns.walk_ins = 1 AND :path LIKE owner.path || '%'))
ORDER BY CASE WHEN sign_ups.state = 'seated' THEN 0 ELSE 1 END, shifts.starts_at, shifts.id;

-- name: next_opening(member_id, now)^
-- The next shift that a member has a seat on and whose check-in is still to open.
SELECT shifts.id, campaigns.title, shifts.starts_at, shifts.opens_at
FROM sign_ups
JOIN shifts ON shifts.id = sign_ups.shift_id
JOIN campaigns ON campaigns.id = shifts.campaign_id
WHERE sign_ups.member_id = :member_id AND sign_ups.state = 'seated' AND shifts.opens_at > :now
    AND shifts.state = 'open'
ORDER BY shifts.opens_at LIMIT 1;

-- name: find(shift_id, member_id)^
-- A member's check-in at a shift, an undone one too.
SELECT id, shift_id, member_id, unit_id, proof, weak, distance_m, walk_in, checked_in_at, minutes_claimed,
    minutes_verified, state, reason
FROM check_ins WHERE shift_id = :shift_id AND member_id = :member_id;

-- name: add(shift_id, member_id, unit_id, proof, weak, distance_m, minutes, now)^
-- A check-in that awaits its verifier, a walk-in's where the member has no seat; an undone one begins again; no row
-- comes back where one stands already.
INSERT INTO check_ins (shift_id, member_id, unit_id, proof, weak, distance_m, walk_in, checked_in_at,
    minutes_claimed, state)
VALUES (:shift_id, :member_id, :unit_id, :proof, :weak, :distance_m,
    CASE WHEN EXISTS (SELECT 1 FROM sign_ups WHERE sign_ups.shift_id = :shift_id
        AND sign_ups.member_id = :member_id AND sign_ups.state = 'seated') THEN 0 ELSE 1 END,
    :now, :minutes, 'waiting')
ON CONFLICT (shift_id, member_id) DO UPDATE SET state = 'waiting', unit_id = excluded.unit_id,
    proof = excluded.proof, weak = excluded.weak, distance_m = excluded.distance_m, walk_in = excluded.walk_in,
    checked_in_at = excluded.checked_in_at, minutes_claimed = excluded.minutes_claimed, decided_by = NULL,
    decided_at = NULL, reason = NULL
WHERE check_ins.state = 'undone'
RETURNING id, shift_id, member_id, unit_id, proof, weak, distance_m, walk_in, checked_in_at, minutes_claimed,
    minutes_verified, state, reason;

-- name: add_try(shift_id, member_id, chat_id, now)!
-- A wrong code.
INSERT INTO code_tries (shift_id, member_id, chat_id, tried_at) VALUES (:shift_id, :member_id, :chat_id, :now);

-- name: tries(shift_id, member_id, chat_id, since)^
-- How many wrong codes a person has tried at a shift since a moment, or anybody from this chat.
SELECT count(*) AS tries FROM code_tries
WHERE shift_id = :shift_id AND tried_at > :since AND (member_id = :member_id OR chat_id = :chat_id);

-- name: shift_tries(shift_id, since)^
-- How many wrong codes everybody has tried at a shift since a moment, and how many people are checked in there.
SELECT (SELECT count(*) FROM code_tries WHERE shift_id = :shift_id AND tried_at > :since) AS tries,
    (SELECT count(*) FROM check_ins WHERE shift_id = :shift_id AND state IN ('waiting', 'verified')) AS there;
