-- name: attendances(asker_id, path, since, before)
-- The verified turns of a time in a unit and those below, as far as the asker leads them: whose, of which unit then.
SELECT check_ins.unit_id, check_ins.member_id, coalesce(members.name, '') AS name, shifts.starts_at,
    coalesce(reports.minutes_verified, check_ins.minutes_verified) AS minutes
FROM check_ins
JOIN units ON units.id = check_ins.unit_id
JOIN shifts ON shifts.id = check_ins.shift_id
LEFT JOIN members ON members.id = check_ins.member_id
LEFT JOIN reports ON reports.check_in_id = check_ins.id AND reports.state = 'verified'
WHERE check_ins.state = 'verified' AND units.path LIKE :path || '%'
    AND shifts.starts_at >= :since AND shifts.starts_at < :before
    AND EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND units.path LIKE scopes.path || '%')
ORDER BY check_ins.id;

-- name: units(asker_id, path)
-- A unit and those below, closed ones too, as far as the asker leads them, with how many people they have now.
SELECT units.id, units.name, units.path, units.closed_at,
    (SELECT count(*) FROM members WHERE members.unit_id = units.id AND members.state = 'active') AS joined,
    (SELECT count(*) FROM members WHERE members.unit_id = units.id AND members.state = 'entered') AS entered
FROM units
WHERE units.path LIKE :path || '%'
    AND EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND units.path LIKE scopes.path || '%')
ORDER BY units.path;
