-- name: named_campaigns(needles)
-- The campaigns in whose contact or words one of these texts (JSON) stands.
SELECT id, contact_name, contact_phone, title, about, bring, place FROM campaigns WHERE EXISTS (
    SELECT 1 FROM json_each(:needles) AS needle
    WHERE instr(lower(contact_name || ' ' || title || ' ' || about || ' ' || bring || ' ' || place), needle.value) > 0)
ORDER BY id;

-- name: campaign(campaign_id)^
-- What a campaign says of itself.
SELECT id, contact_name, contact_phone, title, about, bring, place FROM campaigns WHERE id = :campaign_id;

-- name: set_campaign(campaign_id, contact_name, contact_phone, title, about, bring, place)!
-- What a campaign says of itself from now on.
UPDATE campaigns SET contact_name = :contact_name, contact_phone = :contact_phone, title = :title, about = :about,
    bring = :bring, place = :place
WHERE id = :campaign_id;

-- name: sign_ups(member_id, most)
-- What a person signed up for, some of it.
SELECT id FROM sign_ups WHERE member_id = :member_id ORDER BY id LIMIT :most;

-- name: drop_sign_ups(ids)!
-- These sign-ups.
DELETE FROM sign_ups WHERE id IN (SELECT value FROM json_each(:ids));

-- name: check_ins(member_id, most)
-- Where a person checked in, some of it.
SELECT id FROM check_ins WHERE member_id = :member_id ORDER BY id LIMIT :most;

-- name: photos(ids)
-- The photos of the reports on these check-ins.
SELECT DISTINCT report_photos.file_id FROM reports JOIN report_photos ON report_photos.report_id = reports.id
WHERE reports.check_in_id IN (SELECT value FROM json_each(:ids));

-- name: drop_photos(ids)!
-- The reports on these check-ins are without photos.
DELETE FROM report_photos WHERE report_id IN (
    SELECT id FROM reports WHERE check_in_id IN (SELECT value FROM json_each(:ids)));

-- name: drop_unverified_check_ins(ids)!
-- Those of these check-ins that nobody verified, with their reports.
DELETE FROM check_ins WHERE id IN (SELECT value FROM json_each(:ids)) AND state <> 'verified';

-- name: drop_unverified_reports(ids)!
-- The reports on these check-ins that nobody verified.
DELETE FROM reports WHERE check_in_id IN (SELECT value FROM json_each(:ids)) AND state <> 'verified';

-- name: blank_reports(ids)!
-- Verified reports keep their figures alone.
UPDATE reports SET note = '', reason = NULL WHERE check_in_id IN (SELECT value FROM json_each(:ids));

-- name: let_go_of_check_ins(ids)!
-- Verified check-ins are nobody's.
UPDATE check_ins SET member_id = NULL, distance_m = NULL, reason = NULL
WHERE id IN (SELECT value FROM json_each(:ids));

-- name: own_rows(chats, last_row, most)
-- Our messages to a person, but for what was blanked already.
SELECT id FROM outbox
WHERE chat_id IN (SELECT value FROM json_each(:chats)) AND id <= :last_row AND key NOT GLOB 'erased:*'
ORDER BY id LIMIT :most;

-- name: last_questions(chats, last_row)
-- The last question in each of these chats: its buttons are still to be taken away.
SELECT max(id) AS id FROM outbox
WHERE chat_id IN (SELECT value FROM json_each(:chats)) AND id <= :last_row AND kind = 'reply' GROUP BY chat_id;

-- name: drop_rows(row_ids)!
-- These messages.
DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(:row_ids));

-- name: blank_own_rows(row_ids, instead)!
-- These messages say nothing any more, and what was not sent is not sent.
UPDATE outbox SET body = :instead, key = 'erased:' || id, cause = NULL,
    error = NULL, state = CASE WHEN state IN ('waiting', 'held', 'closed') THEN 'cancelled' ELSE state END
WHERE id IN (SELECT value FROM json_each(:row_ids));

-- name: page_end(after, upto, most)^
-- The last of so many rows of the outbox.
SELECT max(page.id) AS id FROM (
    SELECT id FROM outbox WHERE id > :after AND id <= :upto ORDER BY id LIMIT :most) AS page;

-- name: named_rows(after, upto, needles)
-- The rows of the outbox between these ids in which one of these texts (JSON) stands.
SELECT id FROM outbox
WHERE id > :after AND id <= :upto AND EXISTS (
    SELECT 1 FROM json_each(:needles) AS needle WHERE instr(lower(outbox.body), needle.value) > 0)
ORDER BY id;

-- name: set_body(row_id, body, state)!
-- What a message says from now on.
UPDATE outbox SET body = :body, state = :state WHERE id = :row_id;

-- name: named_chats(needles)
-- The chats in the middle of something in which one of these texts (JSON) stands.
SELECT id FROM chats
WHERE state <> '{}' AND EXISTS (
    SELECT 1 FROM json_each(:needles) AS needle WHERE instr(lower(chats.state), needle.value) > 0)
ORDER BY id;

-- name: chat(chat_id)^
-- Where a chat's conversation stands, and what its person is called.
SELECT chats.id, chats.state, members.search_key AS reader,
    CASE WHEN EXISTS (SELECT 1 FROM grants WHERE grants.member_id = members.id) THEN 1 ELSE 0 END AS leads
FROM chats LEFT JOIN members ON members.id = chats.member_id WHERE chats.id = :chat_id;

-- name: set_state(chat_id, state)!
-- Where it stands from now on.
UPDATE chats SET state = :state WHERE id = :chat_id;

-- name: named_parked(after, most, needles)
-- The updates that we failed on, after this one, and whether one of these texts (JSON) stands in them.
SELECT id, EXISTS (
    SELECT 1 FROM json_each(:needles) AS needle WHERE instr(lower(body || error), needle.value) > 0) AS named
FROM parked_updates WHERE id > :after ORDER BY id LIMIT :most;

-- name: parked(parked_id)^
-- An update that we failed on.
SELECT id, body, error FROM parked_updates WHERE id = :parked_id;

-- name: drop_parked(parked_id)!
-- An update that we failed on.
DELETE FROM parked_updates WHERE id = :parked_id;

-- name: has_keys(first, beyond)^
-- Whether updates of these keys were received.
SELECT EXISTS (SELECT 1 FROM seen_updates WHERE key >= :first AND key < :beyond) AS found;

-- name: drop_keys(first, beyond, most)!
-- The keys of these updates, some at a time.
DELETE FROM seen_updates WHERE key IN (
    SELECT key FROM seen_updates WHERE key >= :first AND key < :beyond LIMIT :most);

-- name: named_broadcasts(needles)
-- The announcements in which one of these texts (JSON) stands.
SELECT id FROM broadcasts WHERE EXISTS (
    SELECT 1 FROM json_each(:needles) AS needle
    WHERE instr(lower(broadcasts.body), needle.value) > 0)
ORDER BY id;

-- name: announcement(broadcast_id)^
-- What an announcement says.
SELECT id, body FROM broadcasts WHERE id = :broadcast_id;

-- name: set_announcement(broadcast_id, body)!
-- What it says from now on.
UPDATE broadcasts SET body = :body WHERE id = :broadcast_id;

-- name: first_thread(member_id)^
-- In which table something still points to a person: the first of the order of the queries below; null for none.
SELECT CASE
    WHEN EXISTS (SELECT 1 FROM audit WHERE actor_id = :member_id) THEN 0
    WHEN EXISTS (SELECT 1 FROM audit WHERE member_id = :member_id) THEN 1
    WHEN EXISTS (SELECT 1 FROM check_ins WHERE decided_by = :member_id) THEN 2
    WHEN EXISTS (SELECT 1 FROM reports WHERE decided_by = :member_id) THEN 3
    WHEN EXISTS (SELECT 1 FROM requests WHERE decided_by = :member_id) THEN 4
    WHEN EXISTS (SELECT 1 FROM members WHERE entered_by = :member_id) THEN 5
    WHEN EXISTS (SELECT 1 FROM grants WHERE given_by = :member_id) THEN 6
    WHEN EXISTS (SELECT 1 FROM target_figures WHERE entered_by = :member_id) THEN 7
    WHEN EXISTS (SELECT 1 FROM broadcast_people WHERE member_id = :member_id) THEN 8
    WHEN EXISTS (SELECT 1 FROM import_rows WHERE member_id = :member_id) THEN 9
    WHEN EXISTS (SELECT 1 FROM imports JOIN import_rows ON import_rows.import_id = imports.id
        WHERE imports.member_id = :member_id) THEN 10
    WHEN EXISTS (SELECT 1 FROM code_tries WHERE member_id = :member_id) THEN 11
END AS thread;

-- name: forget_actor(member_id, most)!
-- Who did something, in the audit.
UPDATE audit SET actor_id = NULL WHERE id IN (SELECT id FROM audit WHERE actor_id = :member_id LIMIT :most);

-- name: forget_subject(member_id, most)!
-- Whom it was about.
UPDATE audit SET member_id = NULL WHERE id IN (SELECT id FROM audit WHERE member_id = :member_id LIMIT :most);

-- name: forget_check_in_decider(member_id, most)!
-- Who decided about check-ins.
UPDATE check_ins SET decided_by = NULL
WHERE id IN (SELECT id FROM check_ins WHERE decided_by = :member_id LIMIT :most);

-- name: forget_report_decider(member_id, most)!
-- Who decided about reports.
UPDATE reports SET decided_by = NULL WHERE id IN (SELECT id FROM reports WHERE decided_by = :member_id LIMIT :most);

-- name: forget_request_decider(member_id, most)!
-- Who decided about requests.
UPDATE requests SET decided_by = NULL WHERE id IN (SELECT id FROM requests WHERE decided_by = :member_id LIMIT :most);

-- name: forget_enterer(member_id, most)!
-- Who wrote others down.
UPDATE members SET entered_by = NULL WHERE id IN (SELECT id FROM members WHERE entered_by = :member_id LIMIT :most);

-- name: forget_giver(member_id, most)!
-- Who gave roles.
UPDATE grants SET given_by = NULL WHERE id IN (SELECT id FROM grants WHERE given_by = :member_id LIMIT :most);

-- name: forget_figures(member_id, most)!
-- Who entered figures.
UPDATE target_figures SET entered_by = NULL
WHERE id IN (SELECT id FROM target_figures WHERE entered_by = :member_id LIMIT :most);

-- name: forget_audiences(member_id, most)!
-- Whose audience they were in.
DELETE FROM broadcast_people WHERE (broadcast_id, member_id) IN (
    SELECT broadcast_id, member_id FROM broadcast_people WHERE member_id = :member_id LIMIT :most);

-- name: forget_rows_about(member_id, most)!
-- The rows of imports that wrote them down or ticked them.
DELETE FROM import_rows WHERE (import_id, line) IN (
    SELECT import_id, line FROM import_rows WHERE member_id = :member_id LIMIT :most);

-- name: forget_rows_of(member_id, most)!
-- The rows of their own imports.
DELETE FROM import_rows WHERE (import_id, line) IN (
    SELECT import_rows.import_id, import_rows.line FROM imports
    JOIN import_rows ON import_rows.import_id = imports.id
    WHERE imports.member_id = :member_id LIMIT :most);

-- name: forget_tries(member_id, most)!
-- Wrong codes are nobody's; they still count for the chat that they came from, so that an erasure gives no new ones.
UPDATE code_tries SET member_id = NULL
WHERE rowid IN (SELECT rowid FROM code_tries WHERE member_id = :member_id LIMIT :most);

-- name: drop_imports(member_id)!
-- Their imports, with the tables.
DELETE FROM imports WHERE member_id IN (SELECT going.member_id FROM going WHERE going.member_id = :member_id);

-- name: drop_member(member_id)!
-- The person; what is small goes with them. Nobody else, who may have this number once it is free.
DELETE FROM members WHERE id IN (SELECT going.member_id FROM going WHERE going.member_id = :member_id);
