-- name: hold(row_id, state, until, why)!
-- A waiting message is not sent now, and after that moment not at all.
UPDATE outbox SET state = :state, useful_until = min(coalesce(useful_until, :until), :until), error = :why
WHERE id = :row_id AND state IN ('waiting', 'held', 'closed');

-- name: note(row_id, priority, messages, now)!
-- Since when it is held, however often it was tried, and what it takes.
INSERT INTO held (row_id, priority, messages, since) VALUES (:row_id, :priority, :messages, :now)
ON CONFLICT (row_id) DO UPDATE SET priority = excluded.priority, messages = excluded.messages, in_row = NULL;

-- name: take_apart(in_row)!
-- The message that was to say them all is not sent: each is held as before.
UPDATE held SET in_row = NULL WHERE in_row = :in_row;

-- name: put_into(row_id, in_row)!
-- It is said in this message, together with others.
UPDATE held SET in_row = :in_row WHERE row_id = :row_id;

-- name: said_in(in_row)
-- What a message says, or said, that says several: the oldest first.
SELECT outbox.id, outbox.key, outbox.chat_id, chats.channel, chats.address, chats.language, outbox.lane, outbox.kind,
    outbox.body, outbox.due_at, outbox.useful_until, outbox.attempts, outbox.broadcast_id, chats.interacted_at
FROM held JOIN outbox ON outbox.id = held.row_id JOIN chats ON chats.id = outbox.chat_id
WHERE held.in_row = :in_row AND outbox.state IN ('held', 'closed', 'sent') ORDER BY outbox.id;

-- name: leave_out(row_id)!
-- It is not said in the message that was to say it with others.
UPDATE held SET in_row = NULL WHERE row_id = :row_id;

-- name: of_person(chat_id)
-- What is held for the person of a chat, in each of their chats; replies only in their own. The oldest first.
SELECT outbox.id, outbox.key, outbox.chat_id, chats.channel, chats.address, chats.language, outbox.lane, outbox.kind,
    outbox.body, outbox.due_at, outbox.useful_until, outbox.attempts, outbox.broadcast_id, chats.interacted_at,
    held.priority, held.messages
FROM outbox
JOIN chats ON chats.id = outbox.chat_id
JOIN held ON held.row_id = outbox.id
WHERE outbox.state IN ('held', 'closed') AND held.in_row IS NULL AND (outbox.chat_id = :chat_id OR (outbox.lane > 0
    AND outbox.chat_id IN (SELECT theirs.id FROM chats AS theirs JOIN chats AS own ON own.member_id = theirs.member_id
        WHERE own.id = :chat_id)))
ORDER BY outbox.id;

-- name: release(row_id, chat_id, now)!
-- It goes out now, in this chat of its person's.
UPDATE outbox SET state = 'waiting', chat_id = :chat_id, due_at = :now, attempts = 0
WHERE id = :row_id AND state IN ('held', 'closed');

-- name: too_late(now, most)
-- What is held and says nothing any more.
SELECT outbox.id FROM outbox JOIN held ON held.row_id = outbox.id
WHERE outbox.state IN ('held', 'closed') AND outbox.useful_until < :now AND held.in_row IS NULL LIMIT :most;

-- name: miss(row_id)!
-- It was held until it came too late to be of use.
UPDATE outbox SET state = 'missed', error = 'held until it came too late'
WHERE id = :row_id AND state IN ('held', 'closed');

-- name: close(channel, open_since)!
-- What was held for its price, in chats that have closed meanwhile.
UPDATE outbox SET state = 'closed' WHERE state = 'held' AND chat_id IN (
    SELECT id FROM chats WHERE channel = :channel AND coalesce(interacted_at, '') <= :open_since);

-- name: chats(channel, most)
-- The chats of a channel in which something is held that only its price holds, the most important first.
SELECT outbox.chat_id, min(held.priority) AS priority, min(outbox.id) AS oldest
FROM outbox JOIN held ON held.row_id = outbox.id JOIN chats ON chats.id = outbox.chat_id
WHERE outbox.state = 'held' AND held.in_row IS NULL AND chats.channel = :channel AND chats.blocked_at IS NULL
GROUP BY outbox.chat_id ORDER BY priority, oldest LIMIT :most;

-- name: other_chats(row_id)
-- The other chats of a waiting notice's person in which it was not tried before, the best first.
SELECT open_chats.chat_id, open_chats.channel, chats.interacted_at FROM outbox
JOIN chats AS own ON own.id = outbox.chat_id
JOIN open_chats ON open_chats.member_id = own.member_id AND open_chats.chat_id <> outbox.chat_id
JOIN chats ON chats.id = open_chats.chat_id
WHERE outbox.id = :row_id AND outbox.lane > 0 AND NOT EXISTS (
    SELECT 1 FROM outbox AS before WHERE before.key = outbox.key || '!' || open_chats.chat_id)
ORDER BY open_chats.chosen DESC, open_chats.heard_at DESC, open_chats.chat_id DESC;

-- name: move(row_id, chat_id)!
-- It is said in another chat of its person's; it was never sent.
UPDATE outbox SET chat_id = :chat_id, attempts = 0, error = NULL WHERE id = :row_id AND state = 'waiting';

-- name: counts()
-- What is held, by channel, state and priority.
SELECT chats.channel, outbox.state, held.priority, count(*) AS messages, count(DISTINCT outbox.chat_id) AS people
FROM outbox JOIN held ON held.row_id = outbox.id JOIN chats ON chats.id = outbox.chat_id
WHERE outbox.state IN ('held', 'closed') GROUP BY chats.channel, outbox.state, held.priority
ORDER BY chats.channel, outbox.state, held.priority;
