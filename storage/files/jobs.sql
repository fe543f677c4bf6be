-- name: queue(chat_id, token, kind, facts, file_id, now)^
-- Something is to be worked out for a chat.
INSERT INTO jobs (chat_id, token, kind, facts, file_id, created_at)
VALUES (:chat_id, :token, :kind, :facts, :file_id, :now) RETURNING id;

-- name: drop_of_chat(chat_id)!
-- Nobody waits any more for what this chat sent off before.
UPDATE jobs SET state = 'dropped' WHERE chat_id = :chat_id AND state = 'waiting';

-- name: waiting(most, only)
-- The jobs to run now, or the one of this id (null: any), the oldest first: a document of theirs is here, or will never be.
SELECT jobs.id, jobs.chat_id, chats.channel, chats.address, chats.member_id, jobs.token, jobs.kind, jobs.facts,
    jobs.created_at, files.sha256,
    CASE WHEN files.state = 'lost' AND files.vendor_id IS NULL THEN 'refused' ELSE coalesce(files.state, '') END
        AS file_state
FROM jobs JOIN chats ON chats.id = jobs.chat_id LEFT JOIN files ON files.id = jobs.file_id
WHERE jobs.state = 'waiting' AND (files.id IS NULL OR files.state <> 'wanted') AND jobs.id = coalesce(:only, jobs.id)
ORDER BY jobs.id LIMIT :most;

-- name: waiting_ids(without, most)
-- The same by their ids alone, but for these (JSON): which is read even where one of them is broken.
SELECT jobs.id FROM jobs LEFT JOIN files ON files.id = jobs.file_id
WHERE jobs.state = 'waiting' AND (files.id IS NULL OR files.state <> 'wanted')
    AND jobs.id NOT IN (SELECT value FROM json_each(:without))
ORDER BY jobs.id LIMIT :most;

-- name: end(job_id, state)^
-- A job is done, or nobody waits for it; no row comes back where it had ended or was erased with its person.
UPDATE jobs SET state = :state WHERE id = :job_id AND state = 'waiting' RETURNING id;

-- name: set_result(job_id, result_id)!
-- What a job found.
UPDATE jobs SET result_id = :result_id WHERE id = :job_id;

-- name: forget(before, most)!
-- Jobs from before this moment, with their documents, some at a time.
DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE created_at < :before LIMIT :most);

-- name: forget_of_member(member_id)!
-- The jobs of a person's chats, with their documents.
DELETE FROM jobs WHERE chat_id IN (SELECT id FROM chats WHERE member_id = :member_id);
