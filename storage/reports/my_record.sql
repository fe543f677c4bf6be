-- name: verified_check_ins(member_id)
-- A member's verified check-ins, the latest first, each with what it counts: its verified report's hours, if there is
-- one, before its own.
SELECT check_ins.id AS check_in_id, campaigns.title, shifts.starts_at,
    coalesce(reports.minutes_verified, check_ins.minutes_verified) AS minutes, check_ins.hours_pending
FROM check_ins
JOIN shifts ON shifts.id = check_ins.shift_id
JOIN campaigns ON campaigns.id = shifts.campaign_id
LEFT JOIN reports ON reports.check_in_id = check_ins.id AND reports.state = 'verified'
WHERE check_ins.member_id = :member_id AND check_ins.state = 'verified'
ORDER BY shifts.starts_at DESC, check_ins.id DESC;

-- name: quantities(member_id)
-- The figures of a member's verified reports on verified check-ins.
SELECT shifts.starts_at, report_quantities.quantity, report_quantities.verified AS number
FROM check_ins
JOIN reports ON reports.check_in_id = check_ins.id AND reports.state = 'verified'
JOIN report_quantities ON report_quantities.report_id = reports.id AND report_quantities.verified IS NOT NULL
JOIN shifts ON shifts.id = check_ins.shift_id
WHERE check_ins.member_id = :member_id AND check_ins.state = 'verified'
ORDER BY shifts.starts_at DESC, report_quantities.quantity;

-- name: undecided(member_id, since)
-- What of a member's is not verified yet, and what was returned or taken back since a moment, with the reason; the
-- latest first.
SELECT campaigns.title, shifts.starts_at, check_ins.state AS check_in_state, check_ins.reason AS check_in_reason,
    reports.state AS report_state, reports.reason AS report_reason
FROM check_ins
JOIN shifts ON shifts.id = check_ins.shift_id
JOIN campaigns ON campaigns.id = shifts.campaign_id
LEFT JOIN reports ON reports.check_in_id = check_ins.id AND reports.state IN ('waiting', 'returned')
WHERE check_ins.member_id = :member_id AND (
    check_ins.state = 'waiting'
    OR (check_ins.state = 'verified' AND reports.id IS NOT NULL)
    OR (check_ins.state IN ('returned', 'undone') AND check_ins.decided_at > :since))
ORDER BY shifts.starts_at DESC, check_ins.id DESC;
