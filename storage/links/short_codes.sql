-- name: add(code, kind, subject, generation)^
-- What a code stands for; no row comes back where it stands for something already, or that has its code.
INSERT INTO short_codes (code, kind, subject, generation) VALUES (:code, :kind, :subject, :generation)
ON CONFLICT DO NOTHING RETURNING code;

-- name: of(kind, subject, generation)^
-- The code of something, where it has one.
SELECT code FROM short_codes WHERE kind = :kind AND subject = :subject AND generation = :generation;

-- name: find(code)^
-- What a code stands for.
SELECT kind, subject, generation FROM short_codes WHERE code = :code;

-- name: tried(chat_id, member_id, now)!
-- A code that is nobody's.
INSERT INTO short_code_tries (chat_id, member_id, tried_at) VALUES (:chat_id, :member_id, :now);

-- name: tries(chat_id, member_id, since)^
-- How many of them came from a chat, or from its person, since then.
SELECT count(*) AS tries FROM short_code_tries
WHERE tried_at > :since AND (chat_id = :chat_id OR member_id = :member_id);

-- name: all_tries(since)^
-- How many came from everybody.
SELECT count(*) AS tries FROM short_code_tries WHERE tried_at > :since;

-- name: forget_tries(before, most)!
-- Those from before this moment, the oldest first, some at a time.
DELETE FROM short_code_tries WHERE rowid IN (
    SELECT oldest.rowid FROM short_code_tries AS oldest WHERE oldest.tried_at < :before
    ORDER BY oldest.tried_at LIMIT :most);
