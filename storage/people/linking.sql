-- name: void(chat_id)!
-- A chat that shows a new code shows no older one.
DELETE FROM link_codes WHERE chat_id = :chat_id;

-- name: void_of(member_id)!
-- Nor does an organiser who frees somebody's accounts again.
DELETE FROM link_codes WHERE member_id = :member_id;

-- name: make(code_hash, chat_id, member_id, freed_by, expires_at)!
-- A code, known only by its hash.
INSERT INTO link_codes (code_hash, chat_id, member_id, freed_by, expires_at)
VALUES (:code_hash, :chat_id, :member_id, :freed_by, :expires_at);

-- name: find(code_hash, now)^
-- The code of this hash, if it can still be typed.
SELECT id, chat_id, member_id, freed_by, other_id FROM link_codes
WHERE code_hash = :code_hash AND expires_at > :now AND other_id IS NULL;

-- name: offer(code_id, other_id, expires_at, now)^
-- Somebody typed it and said yes; no row comes back where somebody else was faster.
UPDATE link_codes SET other_id = :other_id, expires_at = :expires_at
WHERE id = :code_id AND other_id IS NULL AND expires_at > :now RETURNING id;

-- name: offered(chat_id, now)^
-- What this chat has yet to say yes to.
SELECT id, chat_id, member_id, freed_by, other_id FROM link_codes
WHERE chat_id = :chat_id AND other_id IS NOT NULL AND expires_at > :now ORDER BY id DESC LIMIT 1;

-- name: use(code_id)^
-- A code is used up; no row comes back where it was.
DELETE FROM link_codes WHERE id = :code_id RETURNING id;

-- name: tried(chat_id, member_id, now)!
-- A wrong code.
INSERT INTO link_tries (chat_id, member_id, tried_at) VALUES (:chat_id, :member_id, :now);

-- name: tries(chat_id, member_id, since)^
-- How many wrong codes came from a chat, or from its person, since then.
SELECT count(*) AS tries FROM link_tries
WHERE tried_at > :since AND (chat_id = :chat_id OR member_id = :member_id);

-- name: all_tries(since)^
-- How many came from everybody.
SELECT count(*) AS tries FROM link_tries WHERE tried_at > :since;

-- name: forget_codes(before, most)!
-- Codes that ended before this moment, some at a time.
DELETE FROM link_codes WHERE id IN (SELECT id FROM link_codes WHERE expires_at < :before LIMIT :most);

-- name: forget_tries(before, most)!
-- Wrong ones from before this moment, the oldest first, some at a time.
DELETE FROM link_tries WHERE tried_at IN (
    SELECT oldest.tried_at FROM link_tries AS oldest WHERE oldest.tried_at < :before ORDER BY oldest.tried_at LIMIT :most);

-- name: joined_first(one_id, other_id)^
-- Which of two members joined first.
SELECT id FROM members WHERE id IN (:one_id, :other_id) AND state = 'active' ORDER BY consented_at, id LIMIT 1;

-- name: freeable(asker_id, search_key, most)
-- Who writes from some account and is of the units that somebody organises.
SELECT members.id, members.name, members.search_key, members.birth_year, units.name AS unit_name, units.path AS unit_path
FROM members JOIN units ON units.id = members.unit_id
WHERE members.state = 'active' AND members.id <> :asker_id
    AND EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND scopes.role IN ('organiser', 'admin')
        AND units.path LIKE scopes.path || '%')
    AND members.search_key LIKE '%' || :search_key || '%'
ORDER BY members.search_key, members.id LIMIT :most;

-- name: remember(chat_id)!
-- Whose it was.
INSERT INTO left_accounts (chat_id, member_id)
SELECT id, member_id FROM chats WHERE id = :chat_id AND member_id IS NOT NULL ON CONFLICT DO NOTHING;

-- name: leave(chat_id)!
-- A chat is nobody's any more, and nothing is under way in it.
UPDATE chats SET member_id = NULL, chosen = 0, state = '{}' WHERE id = :chat_id;
