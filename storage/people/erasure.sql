-- name: live_sign_ups(member_id, now)
-- The seats and waitlist places that a person holds on shifts that are not over.
SELECT sign_ups.id FROM sign_ups JOIN shifts ON shifts.id = sign_ups.shift_id
WHERE sign_ups.member_id = :member_id AND sign_ups.state <> 'cancelled' AND shifts.ends_at > :now ORDER BY sign_ups.id;

-- name: drop_live_codes(member_id)!
-- A leader's check-in code is no longer renewed on their screen.
DELETE FROM live_codes WHERE :member_id = (
    SELECT chats.member_id FROM outbox JOIN chats ON chats.id = outbox.chat_id WHERE outbox.id = live_codes.outbox_id);

-- name: draft_photos(member_id)
-- The photos of the announcements that a person has not sent.
SELECT file_id FROM broadcasts WHERE author_id = :member_id AND state = 'draft' AND file_id IS NOT NULL;

-- name: drop_drafts(member_id)!
-- The announcements that a person has not sent.
DELETE FROM broadcasts WHERE author_id = :member_id AND state = 'draft';

-- name: leave_announcements(member_id)!
-- The announcements of a person that go out are the other organisers' from now on.
UPDATE broadcasts SET author_id = NULL WHERE author_id = :member_id AND ended_at IS NULL;

-- name: end_imports(member_id)!
-- What a person was importing ends as it stands.
UPDATE imports SET state = 'undone', name = '' WHERE member_id = :member_id;

-- name: drop_grants(member_id)!
-- A person's roles.
DELETE FROM grants WHERE member_id = :member_id;

-- name: drop_requests(member_id)!
-- What a person asked of leaders.
DELETE FROM requests WHERE member_id = :member_id;

-- name: void_invites(member_id)!
-- Invitations that a person made and nobody redeemed end with them.
DELETE FROM invites WHERE created_by = :member_id AND redeemed_at IS NULL;

-- name: chats(member_id)
-- Where a person wrote from, and what was under way there.
SELECT id, channel, address, state FROM chats WHERE member_id = :member_id ORDER BY id;

-- name: drop_link_codes(member_id)!
-- The codes that would link an account of theirs.
DELETE FROM link_codes WHERE member_id = :member_id OR chat_id IN (SELECT id FROM chats WHERE member_id = :member_id)
    OR other_id IN (SELECT id FROM chats WHERE member_id = :member_id);

-- name: drop_left_accounts(member_id)!
-- Which accounts were theirs before.
DELETE FROM left_accounts WHERE member_id = :member_id;

-- name: leave_chats(member_id)!
-- A person's chats are nobody's, and nothing is under way in them.
UPDATE chats SET member_id = NULL, chosen = 0, state = '{}' WHERE member_id = :member_id;

-- name: names(member_id)
-- What a person is called and was called, and since when somebody may have been shown it.
SELECT name, created_at AS since FROM members WHERE id = :member_id
UNION ALL
SELECT name, since FROM former_names WHERE member_id = :member_id;

-- name: drop_former_names(member_id)!
-- What a person was called before.
DELETE FROM former_names WHERE member_id = :member_id;

-- name: empty_member(member_id)!
-- The person's record says nothing any more; it goes when nothing points to it.
UPDATE members SET name = '', search_key = '', birth_year = NULL, guardian = NULL, language = 'vi', state = 'entered',
    consented_at = NULL, consent_version = NULL
WHERE id = :member_id;

-- name: newest_row()^
-- The newest row of the outbox.
SELECT coalesce(max(id), 0) AS id FROM outbox;

-- name: row_from(row_id)^
-- The first row of the outbox from an id on, and when it was queued.
SELECT id, queued_at FROM outbox WHERE id >= :row_id ORDER BY id LIMIT 1;

-- name: begin(member_id, traces, first_row, last_row, part, chat_id, instead, late, goodbye, now)!
-- An erasure goes on from here.
INSERT INTO erasures (member_id, traces, first_row, last_row, part, place, chat_id, instead, late, goodbye, begun_at)
VALUES (:member_id, :traces, :first_row, :last_row, :part, 0, :chat_id, :instead, :late, :goodbye, :now);
