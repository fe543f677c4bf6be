-- name: shifts(asker_id, ended_after, starts_before)
-- The shifts of these days of which the asker may see the roster, or a part of it: led by them through the campaign's
-- unit or the host, or with somebody of a unit of theirs on it.
SELECT shifts.id, shifts.campaign_id, campaigns.title, owner.path AS campaign_path, shifts.host_unit_id,
    host.name AS host_name, host.path AS host_path, shifts.starts_at, shifts.ends_at, shifts.opens_at,
    shifts.capacity, shifts.seats_taken, shifts.secret, shifts.generation, shifts.state
FROM shifts
JOIN campaigns ON campaigns.id = shifts.campaign_id
JOIN units AS owner ON owner.id = campaigns.unit_id
JOIN units AS host ON host.id = shifts.host_unit_id
WHERE shifts.ends_at > :ended_after AND shifts.starts_at < :starts_before AND shifts.state = 'open'
    AND EXISTS (
        SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND (owner.path LIKE scopes.path || '%'
            OR host.path LIKE scopes.path || '%' OR EXISTS (
                SELECT 1 FROM sign_ups JOIN units ON units.id = sign_ups.unit_id
                WHERE sign_ups.shift_id = shifts.id AND sign_ups.state <> 'cancelled'
                    AND units.path LIKE scopes.path || '%')
            OR EXISTS (
                SELECT 1 FROM check_ins JOIN units ON units.id = check_ins.unit_id
                WHERE check_ins.shift_id = shifts.id AND units.path LIKE scopes.path || '%'))
    )
ORDER BY shifts.starts_at, shifts.id;

-- name: people(asker_id, shift_id)
-- Who signed up for a shift or checked in there, as far as the asker may see them.
SELECT members.id AS member_id, members.name, members.search_key, members.birth_year, members.state AS member_state,
    unit.name AS unit, coalesce(sign_ups.state, '') AS seat, check_ins.id AS check_in_id, check_ins.state, check_ins.proof,
    check_ins.weak, check_ins.checked_in_at, check_ins.minutes_claimed, check_ins.reason,
    coalesce(check_ins.hours_pending, 0) AS hours_pending, returned.minutes_claimed AS minutes_returned,
    EXISTS (SELECT 1 FROM selves WHERE selves.member_id = :asker_id AND selves.self_id = members.id) AS own,
    coalesce(reports.minutes_verified, check_ins.minutes_verified) AS minutes_verified
FROM (
    SELECT sign_ups.member_id FROM sign_ups WHERE sign_ups.shift_id = :shift_id AND sign_ups.state <> 'cancelled'
    UNION SELECT check_ins.member_id FROM check_ins WHERE check_ins.shift_id = :shift_id
) AS there
JOIN members ON members.id = there.member_id
JOIN shifts ON shifts.id = :shift_id
JOIN campaigns ON campaigns.id = shifts.campaign_id
JOIN units AS owner ON owner.id = campaigns.unit_id
JOIN units AS host ON host.id = shifts.host_unit_id
LEFT JOIN sign_ups ON sign_ups.shift_id = :shift_id AND sign_ups.member_id = members.id
    AND sign_ups.state <> 'cancelled'
LEFT JOIN check_ins ON check_ins.shift_id = :shift_id AND check_ins.member_id = members.id
LEFT JOIN reports ON reports.check_in_id = check_ins.id AND reports.state = 'verified'
LEFT JOIN reports AS returned ON returned.check_in_id = check_ins.id AND returned.state = 'returned'
JOIN units AS unit ON unit.id = coalesce(check_ins.unit_id, sign_ups.unit_id)
WHERE EXISTS (
    SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND (unit.path LIKE scopes.path || '%'
        OR owner.path LIKE scopes.path || '%' OR host.path LIKE scopes.path || '%')
);

-- name: tick_off(asker_id, shift_id, member_id, minutes, now)^
-- A leader vouches for somebody: a check-in that is verified at once, or one that was undone or returned made good; its
-- hours come when the shift is over. No row comes back where one stands, where it is a record of their own, out of their
-- scope, or before check-in opens.
INSERT INTO check_ins (shift_id, member_id, unit_id, proof, walk_in, checked_in_at, minutes_claimed,
    minutes_verified, hours_pending, state, decided_by, decided_at)
SELECT shifts.id, members.id, members.unit_id, 'leader', CASE WHEN EXISTS (
        SELECT 1 FROM sign_ups WHERE sign_ups.shift_id = shifts.id AND sign_ups.member_id = members.id
            AND sign_ups.state = 'seated') THEN 0 ELSE 1 END,
    :now, :minutes, CASE WHEN shifts.ends_at > :now THEN 0 ELSE :minutes END,
    CASE WHEN shifts.ends_at > :now THEN 1 ELSE 0 END, 'verified', :asker_id, :now
FROM members
JOIN units AS unit ON unit.id = members.unit_id
JOIN shifts ON shifts.id = :shift_id AND shifts.state = 'open' AND shifts.opens_at <= :now
JOIN campaigns ON campaigns.id = shifts.campaign_id
JOIN units AS owner ON owner.id = campaigns.unit_id
JOIN units AS host ON host.id = shifts.host_unit_id
WHERE members.id = :member_id
    AND NOT EXISTS (SELECT 1 FROM selves WHERE selves.member_id = :asker_id AND selves.self_id = members.id)
    AND EXISTS (
    SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND (unit.path LIKE scopes.path || '%'
        OR owner.path LIKE scopes.path || '%' OR host.path LIKE scopes.path || '%')
)
ON CONFLICT (shift_id, member_id) DO UPDATE SET state = 'verified', unit_id = excluded.unit_id, proof = 'leader',
    weak = 0, distance_m = NULL, walk_in = excluded.walk_in, checked_in_at = excluded.checked_in_at,
    minutes_claimed = excluded.minutes_claimed, minutes_verified = excluded.minutes_verified,
    hours_pending = excluded.hours_pending, decided_by = excluded.decided_by, decided_at = excluded.decided_at, reason = NULL
WHERE check_ins.state IN ('undone', 'returned')
RETURNING id;

-- name: undo(check_in_id, reason, decided_by, now)^
-- A check-in is taken back, with a reason; it stays in the history.
UPDATE check_ins SET state = 'undone', minutes_verified = NULL, hours_pending = 0, reason = :reason, decided_by = :decided_by,
    decided_at = :now
WHERE id = :check_in_id AND state IN ('waiting', 'verified') RETURNING id;

-- name: verify_minutes(check_in_id, minutes, decided_by, now)^
-- What a check-in counts, as a leader decides; one that waited is verified by it.
UPDATE check_ins SET state = 'verified', minutes_verified = :minutes, hours_pending = 0, decided_by = :decided_by,
    decided_at = :now
WHERE id = :check_in_id AND state IN ('waiting', 'verified') RETURNING id;

-- name: vouch(check_in_id, decided_by, now)^
-- While a shift is on: somebody who checked in is there, as a leader says; what it counts comes at the end.
UPDATE check_ins SET state = 'verified', minutes_verified = 0, hours_pending = 1, decided_by = :decided_by,
    decided_at = :now
WHERE id = :check_in_id AND state = 'waiting' RETURNING id;

-- name: without_hours(now, most)
-- Check-ins that a leader vouched for while the shift was on, now that it is over: what they count, which is no more than
-- their own report says.
SELECT check_ins.id, CASE WHEN reports.minutes_claimed < check_ins.minutes_claimed THEN reports.minutes_claimed
    ELSE check_ins.minutes_claimed END AS minutes
FROM check_ins
JOIN shifts ON shifts.id = check_ins.shift_id
LEFT JOIN reports ON reports.check_in_id = check_ins.id
WHERE check_ins.hours_pending = 1 AND check_ins.state = 'verified' AND shifts.state = 'open' AND shifts.ends_at <= :now
ORDER BY check_ins.id LIMIT :most;

-- name: give_hours(check_in_id, minutes)!
-- What it counts, now that the shift is over: nobody decides anew.
UPDATE check_ins SET minutes_verified = :minutes, hours_pending = 0 WHERE id = :check_in_id AND hours_pending = 1;

-- name: correct_report(check_in_id, minutes, decided_by, now)!
-- A verified report counts before its check-in: its hours are corrected with it, by the same leader.
UPDATE reports SET minutes_verified = :minutes, decided_by = :decided_by, decided_at = :now
WHERE check_in_id = :check_in_id AND state = 'verified';

-- name: last_bulk(asker_id, shift_id, since)
-- Whom a leader ticked last at a shift at one moment, since another, as far as it stands as they left it.
SELECT check_ins.member_id, check_ins.decided_at AS at FROM check_ins
WHERE check_ins.shift_id = :shift_id AND check_ins.member_id IS NOT NULL AND check_ins.state = 'verified'
    AND check_ins.proof = 'leader' AND check_ins.decided_by = :asker_id
    AND check_ins.checked_in_at = check_ins.decided_at AND check_ins.decided_at = (
        SELECT max(latest.decided_at) FROM check_ins AS latest
        WHERE latest.shift_id = :shift_id AND latest.state = 'verified' AND latest.proof = 'leader'
            AND latest.decided_by = :asker_id AND latest.checked_in_at = latest.decided_at
            AND latest.decided_at > :since)
ORDER BY check_ins.member_id;

-- name: named(asker_id, search_key)
-- The people of the asker's units whose name is, or ends with, what was typed; who was only written down comes first.
SELECT members.id AS member_id, members.name, members.state AS member_state, units.name AS unit
FROM members JOIN units ON units.id = members.unit_id
WHERE (members.search_key = :search_key OR members.search_key LIKE '% ' || :search_key)
    AND EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND units.path LIKE scopes.path || '%')
ORDER BY CASE WHEN members.state = 'entered' THEN 0 ELSE 1 END, members.id LIMIT 8;

-- name: units(asker_id)
-- The units that the asker leads, those at the top first.
SELECT id, parent_id, level, name, search_key, path, former FROM units
WHERE closed_at IS NULL AND EXISTS (
    SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND units.path LIKE scopes.path || '%')
ORDER BY length(path), id;

-- name: is_own(asker_id, member_id)^
-- Whether a record is the asker's own, or one that they say is theirs.
SELECT EXISTS (SELECT 1 FROM selves WHERE selves.member_id = :asker_id AND selves.self_id = :member_id) AS own;
