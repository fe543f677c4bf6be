-- name: live_sign_ups(member_id)
-- The seats and waitlist places that a person holds.
SELECT id FROM sign_ups WHERE member_id = :member_id AND state <> 'cancelled' ORDER BY id;

-- name: drop_sign_ups(member_id)!
-- All that a person ever signed up for.
DELETE FROM sign_ups WHERE member_id = :member_id;

-- name: photos(member_id)
-- The files of a person's reports.
SELECT DISTINCT report_photos.file_id FROM report_photos
JOIN reports ON reports.id = report_photos.report_id
JOIN check_ins ON check_ins.id = reports.check_in_id
WHERE check_ins.member_id = :member_id ORDER BY report_photos.file_id;

-- name: drop_photos(member_id)!
-- A person's reports are without photos.
DELETE FROM report_photos WHERE report_id IN (
    SELECT reports.id FROM reports JOIN check_ins ON check_ins.id = reports.check_in_id
    WHERE check_ins.member_id = :member_id);

-- name: let_go_of_file(file_id)!
-- A file that no report holds any more; its bytes are to be deleted.
UPDATE files SET state = 'lost', vendor_id = NULL, unique_id = NULL, due_at = NULL
WHERE id = :file_id AND NOT EXISTS (SELECT 1 FROM report_photos WHERE report_photos.file_id = files.id);

-- name: drop_unverified_check_ins(member_id)!
-- Check-ins that nobody verified, with their reports.
DELETE FROM check_ins WHERE member_id = :member_id AND state <> 'verified';

-- name: drop_unverified_reports(member_id)!
-- Reports that nobody verified.
DELETE FROM reports WHERE state <> 'verified'
    AND check_in_id IN (SELECT id FROM check_ins WHERE member_id = :member_id);

-- name: blank_reports(member_id)!
-- Verified reports keep their figures alone.
UPDATE reports SET note = '', reason = NULL
WHERE check_in_id IN (SELECT id FROM check_ins WHERE member_id = :member_id);

-- name: let_go_of_check_ins(member_id)!
-- Verified check-ins are nobody's.
UPDATE check_ins SET member_id = NULL, distance_m = NULL, reason = NULL WHERE member_id = :member_id;

-- name: blank_request_notices(keys, instead)!
-- What others were told of a person's requests and roles says nothing any more.
UPDATE outbox SET body = :instead, state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END
WHERE key LIKE :keys;

-- name: blank_digests(mention, instead)!
-- Leaders' digests that name a person say nothing any more.
UPDATE outbox SET body = :instead, state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END
WHERE key >= 'digest:' AND key < 'digest;' AND body LIKE :mention ESCAPE '!';

-- name: name(member_id)^
-- What a person is called.
SELECT name FROM members WHERE id = :member_id;

-- name: shown_to_leaders(mention)
-- The messages, sent or given up, in which a name stands that somebody who leads or led was shown.
SELECT id, body FROM outbox
WHERE chat_id IN (SELECT chats.id FROM chats JOIN grants ON grants.member_id = chats.member_id)
    AND kind <> 'edit' AND state <> 'waiting' AND body LIKE :mention ESCAPE '!';

-- name: blank_message(row_id, instead)!
-- This message says nothing any more.
UPDATE outbox SET body = :instead WHERE id = :row_id;

-- name: drop_live_codes(member_id)!
-- A leader's check-in code is no longer renewed on their screen.
DELETE FROM live_codes WHERE outbox_id IN (
    SELECT outbox.id FROM outbox JOIN chats ON chats.id = outbox.chat_id WHERE chats.member_id = :member_id);

-- name: drop_messages(member_id)!
-- Our messages to a person, but for the last question in each chat and what came after it: a web chat counts on from
-- its number, its buttons are still to be taken away, and no newer row may get the id of one that is under way.
DELETE FROM outbox
WHERE chat_id IN (SELECT id FROM chats WHERE member_id = :member_id) AND state <> 'waiting' AND id < (
    SELECT coalesce(max(newest.id), 0) FROM outbox AS newest
    WHERE newest.chat_id = outbox.chat_id AND newest.kind = 'reply');

-- name: blank_messages(member_id, instead)!
-- What is left of our messages says nothing any more, and what was not sent is not sent.
UPDATE outbox SET body = CASE kind WHEN 'edit' THEN body ELSE :instead END, key = 'erased:' || id,
    state = CASE state WHEN 'waiting' THEN 'cancelled' ELSE state END
WHERE chat_id IN (SELECT id FROM chats WHERE member_id = :member_id);

-- name: chats(member_id)
-- Where a person wrote from.
SELECT channel, address FROM chats WHERE member_id = :member_id ORDER BY id;

-- name: drop_parked(mention)!
-- What a person wrote and we failed on.
DELETE FROM parked_updates WHERE body LIKE :mention ESCAPE '!';

-- name: leave_chats(member_id)!
-- A person's chats are nobody's, and nothing is under way in them.
UPDATE chats SET member_id = NULL, state = '{}' WHERE member_id = :member_id;

-- name: void_invites(member_id)!
-- Invitations that a person made and nobody redeemed end with them.
DELETE FROM invites WHERE created_by = :member_id AND redeemed_at IS NULL;

-- name: drop_member(member_id)!
-- The person; their roles, requests and wrong codes go with them.
DELETE FROM members WHERE id = :member_id;
