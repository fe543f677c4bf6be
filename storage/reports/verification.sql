-- name: awaiting(asker_id, first_id, last_id, first_shift, last_shift, most, now)
-- The check-ins (each with its report, if one waits) of these ids and shifts that await a decision and that the asker may
-- give it on: by the member's unit of that day, the campaign's unit or the shift's host. Nobody's own, none whose shift
-- is not over, and none whose report was returned: it waits for its sender. The oldest shift first, and reports that come
-- again behind all others. `minutes_decided` is what the check-in was verified with before its report came. Where the
-- member checked in at another shift of the same hours, it says at which campaign.
SELECT check_ins.id AS check_in_id, check_ins.state AS check_in_state, check_ins.shift_id, check_ins.member_id,
    members.name AS member, unit.name AS unit, campaigns.title, campaigns.id AS campaign_id, shifts.starts_at,
    shifts.ends_at, check_ins.checked_in_at, check_ins.proof, check_ins.weak, check_ins.distance_m,
    check_ins.walk_in, coalesce(reports.minutes_claimed, check_ins.minutes_claimed) AS minutes,
    reports.id AS report_id, reports.reported_at, coalesce(reports.note, '') AS note,
    reports.minutes_before, CASE WHEN check_ins.hours_pending = 0 THEN check_ins.minutes_verified END AS minutes_decided,
    (SELECT min(at_once.title) FROM check_ins AS other
        JOIN shifts AS other_shift ON other_shift.id = other.shift_id
        JOIN campaigns AS at_once ON at_once.id = other_shift.campaign_id
        WHERE other.member_id = check_ins.member_id AND other.id <> check_ins.id
            AND other.state IN ('waiting', 'verified')
            AND other_shift.starts_at < shifts.ends_at AND other_shift.ends_at > shifts.starts_at) AS also_at
FROM (
    SELECT check_ins.id FROM check_ins WHERE check_ins.state = 'waiting' AND NOT EXISTS (
        SELECT 1 FROM reports WHERE reports.check_in_id = check_ins.id AND reports.state = 'returned')
    UNION SELECT reports.check_in_id FROM reports WHERE reports.state = 'waiting'
) AS open
JOIN check_ins ON check_ins.id = open.id AND check_ins.state IN ('waiting', 'verified')
LEFT JOIN reports ON reports.check_in_id = check_ins.id AND reports.state = 'waiting'
JOIN members ON members.id = check_ins.member_id
    AND NOT EXISTS (SELECT 1 FROM selves WHERE selves.member_id = :asker_id AND selves.self_id = members.id)
JOIN units AS unit ON unit.id = check_ins.unit_id
JOIN shifts ON shifts.id = check_ins.shift_id AND shifts.ends_at <= :now
JOIN campaigns ON campaigns.id = shifts.campaign_id
JOIN units AS owner ON owner.id = campaigns.unit_id
JOIN units AS host ON host.id = shifts.host_unit_id
WHERE check_ins.id BETWEEN :first_id AND :last_id AND check_ins.shift_id BETWEEN :first_shift AND :last_shift
    AND EXISTS (
        SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND (unit.path LIKE scopes.path || '%'
            OR owner.path LIKE scopes.path || '%' OR host.path LIKE scopes.path || '%')
    )
ORDER BY reports.minutes_before IS NOT NULL, shifts.starts_at, shifts.id, check_ins.id LIMIT :most;

-- name: sent_back(asker_id, most)
-- The reports that were returned and have not come again, of those that the asker may decide on: the oldest shift first.
SELECT members.name AS member, campaigns.title, shifts.starts_at, reports.minutes_claimed AS minutes,
    count(*) OVER () AS count
FROM reports
JOIN check_ins ON check_ins.id = reports.check_in_id AND check_ins.state IN ('waiting', 'verified')
JOIN members ON members.id = check_ins.member_id
    AND NOT EXISTS (SELECT 1 FROM selves WHERE selves.member_id = :asker_id AND selves.self_id = members.id)
JOIN units AS unit ON unit.id = check_ins.unit_id
JOIN shifts ON shifts.id = check_ins.shift_id AND shifts.state = 'open'
JOIN campaigns ON campaigns.id = shifts.campaign_id
JOIN units AS owner ON owner.id = campaigns.unit_id
JOIN units AS host ON host.id = shifts.host_unit_id
WHERE reports.state = 'returned' AND EXISTS (
    SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND (unit.path LIKE scopes.path || '%'
        OR owner.path LIKE scopes.path || '%' OR host.path LIKE scopes.path || '%'))
ORDER BY shifts.starts_at, shifts.id, check_ins.id LIMIT :most;

-- name: quantities(report_id)
-- The figures of a report as claimed, in its campaign's order, with the most that one may be.
SELECT report_quantities.quantity, report_quantities.claimed, report_quantities.before,
    coalesce(campaign_quantities.most, report_quantities.claimed) AS most
FROM report_quantities
JOIN reports ON reports.id = report_quantities.report_id
JOIN check_ins ON check_ins.id = reports.check_in_id
JOIN shifts ON shifts.id = check_ins.shift_id
LEFT JOIN campaign_quantities ON campaign_quantities.campaign_id = shifts.campaign_id
    AND campaign_quantities.quantity = report_quantities.quantity
WHERE report_quantities.report_id = :report_id
ORDER BY campaign_quantities.place, report_quantities.quantity;

-- name: photos(report_id)
-- The photos of a report, but for those that its person had sent before, in it or with another report: the same bytes,
-- which are known once they are here, or the same to their vendor.
SELECT files.sha256, files.media_type, files.state
FROM report_photos
JOIN files ON files.id = report_photos.file_id
JOIN reports ON reports.id = report_photos.report_id
JOIN check_ins ON check_ins.id = reports.check_in_id
WHERE report_photos.report_id = :report_id AND NOT EXISTS (
    SELECT 1 FROM check_ins AS other_check_in
    JOIN reports AS other_report ON other_report.check_in_id = other_check_in.id
    JOIN report_photos AS other_photo ON other_photo.report_id = other_report.id
    JOIN files AS earlier ON earlier.id = other_photo.file_id
    WHERE other_check_in.member_id = check_ins.member_id AND earlier.id < files.id
        AND (earlier.sha256 = files.sha256 OR (earlier.channel = files.channel AND earlier.unique_id = files.unique_id))
)
ORDER BY files.id;

-- name: not_over(asker_id, now)
-- The shifts that are not over and at which somebody's check-in or report awaits the asker's decision, with how many.
SELECT campaigns.title, shifts.ends_at, count(*) AS count
FROM check_ins
JOIN shifts ON shifts.id = check_ins.shift_id AND shifts.ends_at > :now
JOIN campaigns ON campaigns.id = shifts.campaign_id
JOIN units AS unit ON unit.id = check_ins.unit_id
JOIN units AS owner ON owner.id = campaigns.unit_id
JOIN units AS host ON host.id = shifts.host_unit_id
WHERE (check_ins.state = 'waiting' OR (check_ins.state = 'verified' AND EXISTS (
        SELECT 1 FROM reports WHERE reports.check_in_id = check_ins.id AND reports.state = 'waiting')))
    AND NOT EXISTS (
        SELECT 1 FROM selves WHERE selves.member_id = :asker_id AND selves.self_id = check_ins.member_id)
    AND EXISTS (
        SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND (unit.path LIKE scopes.path || '%'
            OR owner.path LIKE scopes.path || '%' OR host.path LIKE scopes.path || '%')
    )
GROUP BY shifts.id, campaigns.title, shifts.ends_at
ORDER BY shifts.ends_at, shifts.id LIMIT 4;

-- name: verify_check_in(check_in_id, minutes, decided_by, now)^
-- A leader's yes; no row comes back where somebody decided before.
UPDATE check_ins SET state = 'verified', minutes_verified = :minutes, hours_pending = 0, decided_by = :decided_by,
    decided_at = :now, reason = NULL
WHERE id = :check_in_id AND state = 'waiting' RETURNING id;

-- name: return_check_in(check_in_id, reason, decided_by, now)^
-- A leader's no, with its reason; no row comes back where somebody decided before.
UPDATE check_ins SET state = 'returned', reason = :reason, decided_by = :decided_by, decided_at = :now
WHERE id = :check_in_id AND state = 'waiting' RETURNING id;

-- name: verify_report(report_id, minutes, decided_by, now)^
-- A leader's yes to a report; no row comes back where somebody decided before.
UPDATE reports SET state = 'verified', minutes_verified = :minutes, decided_by = :decided_by, decided_at = :now,
    reason = NULL
WHERE id = :report_id AND state = 'waiting' RETURNING id;

-- name: verify_quantity(report_id, quantity, verified)!
-- A figure as it counts; what was claimed stays beside it.
UPDATE report_quantities SET verified = :verified WHERE report_id = :report_id AND quantity = :quantity;

-- name: return_report(report_id, reason, decided_by, now)^
-- A leader's no to a report, with its reason; no row comes back where somebody decided before.
UPDATE reports SET state = 'returned', reason = :reason, decided_by = :decided_by, decided_at = :now
WHERE id = :report_id AND state = 'waiting' RETURNING id;

-- name: count_no_more_than_its_report(report_id)!
-- A check-in that a leader ticked counts no more than a report on it that was returned.
UPDATE check_ins SET minutes_verified = (SELECT minutes_claimed FROM reports WHERE id = :report_id)
WHERE id = (SELECT check_in_id FROM reports WHERE id = :report_id) AND state = 'verified'
    AND minutes_verified > (SELECT minutes_claimed FROM reports WHERE id = :report_id);
