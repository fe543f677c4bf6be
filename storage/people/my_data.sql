-- name: profile(member_id)
-- Who a person is here.
SELECT members.name, members.birth_year, members.guardian, units.name AS unit, members.language, members.state,
    members.consented_at, members.consent_version, members.created_at
FROM members JOIN units ON units.id = members.unit_id WHERE members.id = :member_id;

-- name: former_names(member_id)
-- What they were called before.
SELECT name, since, changed_at FROM former_names WHERE member_id = :member_id ORDER BY id;

-- name: chats(member_id)
-- Where they write from.
SELECT channel, address, language, menu, heard_at, blocked_at, chosen, CASE state WHEN '{}' THEN 0 ELSE 1 END AS unfinished
FROM chats WHERE member_id = :member_id ORDER BY id;

-- name: roles(member_id)
-- What they hold or held.
SELECT grants.role, units.name AS unit, grants.given_at, grants.revoked_at
FROM grants JOIN units ON units.id = grants.unit_id WHERE grants.member_id = :member_id ORDER BY grants.id;

-- name: invitations(member_id)
-- The invitations that they made or accepted.
SELECT CASE WHEN invites.created_by = :member_id THEN 'made' ELSE 'accepted' END AS part, invites.role,
    units.name AS unit, invites.created_at, invites.expires_at, invites.redeemed_at
FROM invites JOIN units ON units.id = invites.unit_id
WHERE invites.created_by = :member_id OR invites.redeemed_by = :member_id ORDER BY invites.id;

-- name: requests(member_id)
-- What they asked of leaders.
SELECT requests.kind, units.name AS unit, requests.state, requests.created_at, requests.decided_at
FROM requests JOIN units ON units.id = requests.unit_id WHERE requests.member_id = :member_id ORDER BY requests.id;

-- name: sign_ups(member_id)
-- What they signed up for.
SELECT campaigns.title AS campaign, shifts.starts_at, units.name AS unit, sign_ups.state, sign_ups.created_at,
    sign_ups.changed_at
FROM sign_ups
JOIN shifts ON shifts.id = sign_ups.shift_id
JOIN campaigns ON campaigns.id = shifts.campaign_id
JOIN units ON units.id = sign_ups.unit_id
WHERE sign_ups.member_id = :member_id ORDER BY shifts.starts_at, sign_ups.id;

-- name: check_ins(member_id)
-- Where they checked in.
SELECT campaigns.title AS campaign, shifts.starts_at, units.name AS unit, check_ins.proof, check_ins.weak,
    check_ins.distance_m, check_ins.walk_in, check_ins.checked_in_at, check_ins.minutes_claimed,
    check_ins.minutes_verified, check_ins.hours_pending, check_ins.state, check_ins.decided_at, check_ins.reason
FROM check_ins
JOIN shifts ON shifts.id = check_ins.shift_id
JOIN campaigns ON campaigns.id = shifts.campaign_id
JOIN units ON units.id = check_ins.unit_id
WHERE check_ins.member_id = :member_id ORDER BY shifts.starts_at, check_ins.id;

-- name: reports(member_id)
-- What they reported.
SELECT campaigns.title AS campaign, shifts.starts_at, reports.note, reports.minutes_claimed, reports.minutes_verified,
    reports.minutes_before, reports.state, reports.reported_at, reports.decided_at, reports.reason
FROM check_ins
JOIN reports ON reports.check_in_id = check_ins.id
JOIN shifts ON shifts.id = check_ins.shift_id
JOIN campaigns ON campaigns.id = shifts.campaign_id
WHERE check_ins.member_id = :member_id ORDER BY shifts.starts_at, reports.id;

-- name: link_codes(member_id)
-- The codes that are shown to link an account of theirs, or were made for them.
SELECT chats.channel, link_codes.expires_at FROM link_codes LEFT JOIN chats ON chats.id = link_codes.chat_id
WHERE link_codes.member_id = :member_id OR chats.member_id = :member_id ORDER BY link_codes.id;

-- name: link_tries(member_id)
-- Their wrong codes of that kind.
SELECT tried_at FROM link_tries WHERE member_id = :member_id ORDER BY tried_at;

-- name: short_code_tries(member_id)
-- Their wrong codes of posters, campaigns and invitations.
SELECT tried_at FROM short_code_tries WHERE member_id = :member_id ORDER BY tried_at;

-- name: left_accounts(member_id)
-- On which channels accounts were theirs before.
SELECT chats.channel FROM left_accounts JOIN chats ON chats.id = left_accounts.chat_id
WHERE left_accounts.member_id = :member_id ORDER BY chats.id;

-- name: figures(member_id)
-- What they counted in reports.
SELECT campaigns.title AS campaign, shifts.starts_at, report_quantities.quantity, report_quantities.claimed,
    report_quantities.verified, report_quantities.before
FROM check_ins
JOIN reports ON reports.check_in_id = check_ins.id
JOIN report_quantities ON report_quantities.report_id = reports.id
JOIN shifts ON shifts.id = check_ins.shift_id
JOIN campaigns ON campaigns.id = shifts.campaign_id
WHERE check_ins.member_id = :member_id ORDER BY shifts.starts_at, reports.id, report_quantities.quantity;

-- name: photos(member_id)
-- The photos of their reports.
SELECT campaigns.title AS campaign, shifts.starts_at, files.sha256, files.media_type, files.size, files.channel,
    files.vendor_id, files.unique_id, files.state, files.created_at
FROM check_ins
JOIN reports ON reports.check_in_id = check_ins.id
JOIN report_photos ON report_photos.report_id = reports.id
JOIN files ON files.id = report_photos.file_id
JOIN shifts ON shifts.id = check_ins.shift_id
JOIN campaigns ON campaigns.id = shifts.campaign_id
WHERE check_ins.member_id = :member_id ORDER BY shifts.starts_at, files.id;

-- name: wrong_codes(member_id)
-- The wrong codes that they typed.
SELECT campaigns.title AS campaign, shifts.starts_at, code_tries.tried_at
FROM code_tries
JOIN shifts ON shifts.id = code_tries.shift_id
JOIN campaigns ON campaigns.id = shifts.campaign_id
WHERE code_tries.member_id = :member_id ORDER BY code_tries.tried_at;

-- name: interests(member_id)
-- What they are interested in.
SELECT field FROM interests WHERE member_id = :member_id ORDER BY field;

-- name: quiet_hours(member_id)
-- When they are not to be disturbed.
SELECT begins, ends FROM quiet_hours WHERE member_id = :member_id;

-- name: unwanted(member_id)
-- What they do not want to be reminded of.
SELECT moment FROM unwanted WHERE member_id = :member_id ORDER BY moment;

-- name: digests(member_id)
-- How often they want a leader's digest.
SELECT rhythm, looked_on, told_upto FROM digests WHERE member_id = :member_id;

-- name: messages(member_id)
-- Our messages to them.
SELECT chats.channel, outbox.kind, outbox.state, outbox.queued_at, outbox.due_at, outbox.sent_at
FROM chats JOIN outbox ON outbox.chat_id = chats.id WHERE chats.member_id = :member_id ORDER BY outbox.id;

-- name: announcements(member_id)
-- The announcements that they were to get.
SELECT units.name AS unit, broadcasts.said_at
FROM broadcast_people AS people
JOIN broadcasts ON broadcasts.id = people.broadcast_id
JOIN units ON units.id = broadcasts.unit_id
WHERE people.member_id = :member_id ORDER BY broadcasts.id;

-- name: announced(member_id)
-- The announcements that they wrote.
SELECT broadcasts.body, units.name AS unit, broadcasts.state, broadcasts.created_at, broadcasts.said_at,
    broadcasts.ended_at
FROM broadcasts JOIN units ON units.id = broadcasts.unit_id WHERE broadcasts.author_id = :member_id
ORDER BY broadcasts.id;

-- name: documents(member_id)
-- The documents that they sent.
SELECT jobs.kind, CASE WHEN jobs.kind IN ('table', 'programme') THEN json_extract(jobs.facts, '$.name') END AS name,
    jobs.state, jobs.created_at
FROM chats JOIN jobs ON jobs.chat_id = chats.id WHERE chats.member_id = :member_id ORDER BY jobs.id;

-- name: imports(member_id)
-- The tables that they imported.
SELECT kind, name, entered, ticked, passed, state, begun_at FROM imports WHERE member_id = :member_id ORDER BY id;

-- name: import_rows(member_id)
-- The tables by which they were written down or ticked.
SELECT imports.kind, imports.begun_at, import_rows.line, import_rows.entered, import_rows.was, import_rows.kept
FROM import_rows JOIN imports ON imports.id = import_rows.import_id
WHERE import_rows.member_id = :member_id ORDER BY imports.id, import_rows.line;

-- name: figures_entered(member_id)
-- What they entered towards the year's targets.
SELECT target_figures.year, target_figures.target, target_figures.place, units.name AS unit, target_figures.amount,
    target_figures.as_of, target_figures.source, target_figures.entered_at
FROM target_figures JOIN units ON units.id = target_figures.unit_id
WHERE target_figures.entered_by = :member_id ORDER BY target_figures.id;

-- name: log(member_id)
-- The entries of the log about them, and those of what they did; whom that was about is not theirs.
SELECT audit.at, CASE WHEN audit.actor_id = :member_id THEN 'done by you' ELSE 'about you' END AS part, audit.action,
    audit.subject, CASE audit.member_id WHEN :member_id THEN audit.detail END AS detail, units.name AS unit
FROM audit LEFT JOIN units ON units.id = audit.unit_id
WHERE audit.actor_id = :member_id OR audit.member_id = :member_id ORDER BY audit.id;

-- name: decisions(member_id)
-- How often their decision stands somewhere.
SELECT
    (SELECT count(*) FROM check_ins WHERE decided_by = :member_id) AS check_ins,
    (SELECT count(*) FROM reports WHERE decided_by = :member_id) AS reports,
    (SELECT count(*) FROM requests WHERE decided_by = :member_id) AS requests,
    (SELECT count(*) FROM members WHERE entered_by = :member_id) AS people_written_down,
    (SELECT count(*) FROM grants WHERE given_by = :member_id) AS roles_given;

-- name: failed(member_id)
-- What they wrote and we failed on.
SELECT parked_updates.reference, json_extract(parked_updates.body, '$.text') AS text, parked_updates.parked_at
FROM chats JOIN parked_updates ON json_extract(parked_updates.body, '$.channel') = chats.channel
    AND json_extract(parked_updates.body, '$.address') = chats.address
WHERE chats.member_id = :member_id ORDER BY parked_updates.id;

-- name: contact_of(member_id)
-- The campaigns that give them as their contact.
SELECT campaigns.title AS campaign, campaigns.contact_name, campaigns.contact_phone
FROM members JOIN campaigns ON campaigns.contact_name = members.name AND campaigns.contact_name <> ''
WHERE members.id = :member_id ORDER BY campaigns.id;

-- name: sample(member_id)
-- Whether they are one of the sample's people.
SELECT played FROM sample_members WHERE member_id = :member_id;

-- name: counts(member_id)
-- How much there is of what a person may look for first, by part.
SELECT 'roles' AS part, count(*) AS number FROM grants WHERE member_id = :member_id AND revoked_at IS NULL
UNION ALL
SELECT 'sign_ups', count(*) FROM sign_ups WHERE member_id = :member_id
UNION ALL
SELECT 'check_ins', count(*) FROM check_ins WHERE member_id = :member_id
UNION ALL
SELECT 'reports', count(*) FROM check_ins JOIN reports ON reports.check_in_id = check_ins.id
WHERE check_ins.member_id = :member_id
UNION ALL
SELECT 'photos', count(*) FROM check_ins JOIN reports ON reports.check_in_id = check_ins.id
JOIN report_photos ON report_photos.report_id = reports.id WHERE check_ins.member_id = :member_id
UNION ALL
SELECT 'requests', count(*) FROM requests WHERE member_id = :member_id
UNION ALL
SELECT 'former_names', count(*) FROM former_names WHERE member_id = :member_id
UNION ALL
SELECT 'interests', count(*) FROM interests WHERE member_id = :member_id
UNION ALL
SELECT 'chats', count(*) FROM chats WHERE member_id = :member_id
UNION ALL
SELECT 'messages', count(*) FROM chats JOIN outbox ON outbox.chat_id = chats.id WHERE chats.member_id = :member_id
UNION ALL
SELECT 'announced', count(*) FROM broadcasts WHERE author_id = :member_id
UNION ALL
SELECT 'imports', count(*) FROM imports WHERE member_id = :member_id
UNION ALL
SELECT 'figures_entered', count(*) FROM target_figures WHERE entered_by = :member_id
UNION ALL
SELECT 'log', (SELECT count(*) FROM audit WHERE actor_id = :member_id)
    + (SELECT count(*) FROM audit WHERE member_id = :member_id);
