-- name: begin(chat_id, token, kind, facts, file_id, now)^
-- Something is to be worked out for a chat.
INSERT INTO errands (chat_id, token, kind, facts, file_id, created_at)
VALUES (:chat_id, :token, :kind, :facts, :file_id, :now) RETURNING id;

-- name: drop_of_chat(chat_id)!
-- Nobody waits any more for what this chat sent off before.
UPDATE errands SET state = 'dropped' WHERE chat_id = :chat_id AND state = 'waiting';

-- name: waiting(most)
-- The errands to run now, the oldest first: a document of theirs is here, or will never be.
SELECT errands.id, errands.chat_id, chats.channel, chats.address, chats.member_id, errands.token, errands.kind, errands.facts,
    coalesce(files.state, '') AS file_state, files.sha256
FROM errands JOIN chats ON chats.id = errands.chat_id LEFT JOIN files ON files.id = errands.file_id
WHERE errands.state = 'waiting' AND (files.id IS NULL OR files.state <> 'wanted')
ORDER BY errands.id LIMIT :most;

-- name: end(errand_id, state)^
-- An errand is done, or nobody waits for it; no row comes back where it had ended or was erased with its person.
UPDATE errands SET state = :state WHERE id = :errand_id AND state = 'waiting' RETURNING id;

-- name: set_result(errand_id, result_id)!
-- What an errand found.
UPDATE errands SET result_id = :result_id WHERE id = :errand_id;

-- name: forget(before)!
-- Errands from before this moment, with their documents.
DELETE FROM errands WHERE created_at < :before;

-- name: forget_of_member(member_id)!
-- The errands of a person's chats, with their documents.
DELETE FROM errands WHERE chat_id IN (SELECT id FROM chats WHERE member_id = :member_id);
