-- name: to_report(member_id, now)
-- The shifts that a member attended and has not reported on, or whose report was returned; the latest first.
SELECT check_ins.id AS check_in_id, shifts.id AS shift_id, shifts.campaign_id, campaigns.title, shifts.starts_at,
    shifts.ends_at, CASE WHEN check_ins.hours_pending = 1 THEN check_ins.minutes_claimed
        ELSE coalesce(check_ins.minutes_verified, check_ins.minutes_claimed) END AS minutes,
    reports.reason AS returned
FROM check_ins
JOIN shifts ON shifts.id = check_ins.shift_id
JOIN campaigns ON campaigns.id = shifts.campaign_id
LEFT JOIN reports ON reports.check_in_id = check_ins.id
WHERE check_ins.member_id = :member_id AND check_ins.state IN ('waiting', 'verified') AND shifts.starts_at <= :now
    AND (reports.id IS NULL OR reports.state = 'returned')
ORDER BY shifts.starts_at DESC, check_ins.id DESC;

-- name: save(check_in_id, member_id, minutes, note, now)^
-- A report on one's own check-in, in the place of a returned one; no row comes back where another stands already.
INSERT INTO reports (check_in_id, minutes_claimed, note, state, reported_at)
SELECT check_ins.id, :minutes, :note, 'waiting', :now FROM check_ins
WHERE check_ins.id = :check_in_id AND check_ins.member_id = :member_id AND check_ins.state IN ('waiting', 'verified')
ON CONFLICT (check_in_id) DO UPDATE SET
    minutes_before = CASE WHEN reports.minutes_before < reports.minutes_claimed THEN reports.minutes_before
        ELSE reports.minutes_claimed END,
    minutes_claimed = excluded.minutes_claimed, minutes_verified = NULL,
    note = excluded.note, state = 'waiting', reported_at = excluded.reported_at, decided_by = NULL, decided_at = NULL,
    reason = NULL
WHERE reports.state = 'returned'
RETURNING id;

-- name: claimed_before(report_id)
-- The figures of a report that was returned, and the least of those before it.
SELECT quantity, claimed, before FROM report_quantities WHERE report_id = :report_id;

-- name: clear_quantities(report_id)!
-- A report that is sent again begins without figures.
DELETE FROM report_quantities WHERE report_id = :report_id;

-- name: clear_photos(report_id)!
-- A report that is sent again begins without photos.
DELETE FROM report_photos WHERE report_id = :report_id;

-- name: add_quantity(report_id, quantity, claimed, before)!
-- A figure of a report, as claimed, and the least that it was when the report was returned.
INSERT INTO report_quantities (report_id, quantity, claimed, before)
VALUES (:report_id, :quantity, :claimed, :before);

-- name: add_photo(report_id, file_id)!
-- A photo of a report; the same file twice is once.
INSERT INTO report_photos (report_id, file_id) VALUES (:report_id, :file_id) ON CONFLICT DO NOTHING;

-- name: sent_before(member_id, but, sha256, channel, unique_id)^
-- How often a person has sent a photo with reports on other check-ins than one: the same bytes, or the same to its vendor.
SELECT count(*) AS times
FROM check_ins
JOIN reports ON reports.check_in_id = check_ins.id
JOIN report_photos ON report_photos.report_id = reports.id
JOIN files ON files.id = report_photos.file_id
WHERE check_ins.member_id = :member_id AND check_ins.id <> :but
    AND (files.sha256 = :sha256 OR (files.channel = :channel AND files.unique_id = :unique_id));
