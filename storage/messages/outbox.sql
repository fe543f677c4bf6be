-- name: queue(key, chat_id, lane, kind, body, cause, now, due_at, useful_until)^
-- A message to a person, once per key; no row comes back where the key was queued before.
INSERT INTO outbox (key, chat_id, lane, kind, body, cause, queued_at, due_at, useful_until, state)
VALUES (:key, :chat_id, :lane, :kind, :body, :cause, :now, :due_at, :useful_until, 'waiting')
ON CONFLICT (key) DO NOTHING
RETURNING id;

-- name: waiting(channel, upto, most)
-- What waits on a channel (null: on any) and is due by this moment, in the order of lanes and age.
SELECT outbox.id, outbox.key, outbox.chat_id, chats.channel, chats.address, chats.language, outbox.lane, outbox.kind,
    outbox.body, outbox.due_at, outbox.useful_until, outbox.attempts, outbox.broadcast_id, chats.interacted_at
FROM outbox JOIN chats ON chats.id = outbox.chat_id
WHERE outbox.state = 'waiting' AND outbox.due_at <= :upto AND chats.channel = coalesce(:channel, chats.channel)
ORDER BY outbox.lane, outbox.id LIMIT :most;

-- name: waiting_in_lane(channel, lane, upto, most, known, without)
-- What waits in one lane of a channel and is due by this moment, oldest first, but for these rows and these chats (JSON).
SELECT outbox.id, outbox.key, outbox.chat_id, chats.channel, chats.address, chats.language, outbox.lane, outbox.kind,
    outbox.body, outbox.due_at, outbox.useful_until, outbox.attempts, outbox.broadcast_id, chats.interacted_at
FROM outbox JOIN chats ON chats.id = outbox.chat_id
WHERE outbox.state = 'waiting' AND outbox.lane = :lane AND outbox.due_at <= :upto AND chats.channel = :channel
    AND outbox.id NOT IN (SELECT value FROM json_each(:known))
    AND outbox.chat_id NOT IN (SELECT value FROM json_each(:without))
ORDER BY outbox.id LIMIT :most;

-- name: by_id(row_id)^
-- One row with where it goes, sent or not.
SELECT outbox.id, outbox.key, outbox.chat_id, chats.channel, chats.address, chats.language, outbox.lane, outbox.kind,
    outbox.body, outbox.due_at, outbox.useful_until, outbox.attempts, outbox.broadcast_id, chats.interacted_at
FROM outbox JOIN chats ON chats.id = outbox.chat_id WHERE outbox.id = :row_id;

-- name: was_seen(key)^
-- Whether an update of this key came lately.
SELECT key FROM seen_updates WHERE key = :key;

-- name: newest()^
-- The newest row.
SELECT coalesce(max(id), 0) AS id FROM outbox;

-- name: told_last(chat_id, now)^
-- The newest message of a chat, where nothing that its person wrote was its cause.
SELECT outbox.id, outbox.key, outbox.chat_id, chats.channel, chats.address, chats.language, outbox.lane, outbox.kind,
    outbox.body, outbox.due_at, outbox.useful_until, outbox.attempts, outbox.broadcast_id, chats.interacted_at
FROM outbox JOIN chats ON chats.id = outbox.chat_id
WHERE outbox.id = (SELECT max(id) FROM outbox AS newest WHERE newest.chat_id = :chat_id AND newest.kind <> 'edit'
        AND newest.state IN ('waiting', 'sent') AND newest.due_at <= :now)
    AND (outbox.kind = 'notice' OR outbox.cause IS NULL);

-- name: mark_sent(row_id, vendor_id, now)!
-- The vendor took it, even if it was cancelled while it was under way.
UPDATE outbox SET state = 'sent', vendor_id = :vendor_id, sent_at = :now, attempts = attempts + 1, error = NULL
WHERE id = :row_id AND state IN ('waiting', 'cancelled');

-- name: mark_said(row_id, vendor_id, now)!
-- What a message said that said several was said.
UPDATE outbox SET state = 'sent', vendor_id = :vendor_id, sent_at = :now, attempts = attempts + 1, error = NULL
WHERE id IN (SELECT row_id FROM held WHERE in_row = :row_id) AND state IN ('held', 'closed', 'cancelled');

-- name: take_apart(row_id)!
-- A message that was to say several is not sent: each is held as before.
UPDATE held SET in_row = NULL WHERE in_row = :row_id;

-- name: take_apart_chat(chat_id)!
-- The same of all that waits in a chat.
UPDATE held SET in_row = NULL
WHERE in_row IN (SELECT id FROM outbox WHERE chat_id = :chat_id AND state = 'waiting' AND key GLOB 'unread:*');

-- name: mark_ended(row_id, state, error)!
-- It will not be sent: failed, cancelled or missed.
UPDATE outbox SET state = :state, error = :error WHERE id = :row_id AND state IN ('waiting', 'held', 'closed');

-- name: mark_retry(row_id, error, tries)!
-- It was tried and will be tried again. When it is due stays: what was paused meanwhile is not due.
UPDATE outbox SET attempts = attempts + :tries, error = :error WHERE id = :row_id AND state = 'waiting';

-- name: number_sent(row_id, vendor_id, body, now)!
-- A message of the web chat is sent by standing in its chat under the next number; its words are kept as shown.
UPDATE outbox SET state = 'sent', sent_at = :now, vendor_id = :vendor_id, body = :body,
    number = (SELECT coalesce(max(seen.number), 0) + 1 FROM outbox AS seen WHERE seen.chat_id = outbox.chat_id)
WHERE id = :row_id AND state = 'waiting';

-- name: shown(chat_id, after)
-- What a web chat shows, in order.
SELECT id, number, kind, body, sent_at FROM outbox WHERE chat_id = :chat_id AND number > :after ORDER BY number;

-- name: vendor_id(row_id)^
-- What the vendor calls the message of this row, if it is known, and whether it still waits.
SELECT vendor_id, state FROM outbox WHERE id = :row_id;

-- name: body(row_id)^
-- What a row says.
SELECT body FROM outbox WHERE id = :row_id;

-- name: cancel_chat(chat_id, why)!
-- Nothing more goes to this chat.
UPDATE outbox SET state = 'cancelled', error = :why
WHERE chat_id = :chat_id AND state IN ('waiting', 'held', 'closed');

-- name: waiting_notices(chat_id)
-- What waits in a chat and may be said in another of its person's, the oldest first.
SELECT id FROM outbox
WHERE chat_id = :chat_id AND state IN ('waiting', 'held', 'closed') AND lane > 0 AND key NOT GLOB 'unread:*' ORDER BY id;

-- name: next_chat(row_id)^
-- The best chat of a waiting notice's person, but for those in which it failed: there stands its key with the chat behind.
SELECT open_chats.chat_id FROM outbox
JOIN chats ON chats.id = outbox.chat_id
JOIN open_chats ON open_chats.member_id = chats.member_id AND open_chats.chat_id <> outbox.chat_id
WHERE outbox.id = :row_id AND outbox.state IN ('waiting', 'held', 'closed') AND outbox.lane > 0
    AND outbox.key NOT GLOB 'unread:*' AND NOT EXISTS (
    SELECT 1 FROM outbox AS before WHERE before.key = outbox.key || '!' || open_chats.chat_id)
ORDER BY open_chats.chosen DESC, open_chats.heard_at DESC, open_chats.chat_id DESC LIMIT 1;

-- name: step_aside(row_id)!
-- A row leaves its key to the one that takes its place in another chat.
UPDATE outbox SET key = key || '!' || chat_id WHERE id = :row_id;

-- name: queue_again(row_id, chat_id, now)^
-- The same in another chat, under the key that it had.
INSERT INTO outbox (key, chat_id, lane, kind, body, cause, queued_at, due_at, useful_until, state, broadcast_id)
SELECT substr(key, 1, length(key) - length('!' || chat_id)), :chat_id, lane, kind, body, cause, :now,
    due_at, useful_until, 'waiting', broadcast_id
FROM outbox WHERE id = :row_id
RETURNING id;

-- name: let_go_of_broadcast(row_id)!
-- What took its place is counted, not this.
UPDATE outbox SET broadcast_id = NULL WHERE id = :row_id;

-- name: waiting_counts(now)
-- How much waits and is due, by channel, and since when the oldest has been due.
SELECT chats.channel, count(*) AS waiting, min(outbox.due_at) AS oldest_due
FROM outbox JOIN chats ON chats.id = outbox.chat_id
WHERE outbox.state = 'waiting' AND outbox.due_at <= :now GROUP BY chats.channel;

-- name: erase_old(before, most)!
-- Ended rows from before this moment, which nobody reads again: of the oldest ones, so that nobody waits for it.
DELETE FROM outbox WHERE id IN (
    SELECT oldest.id FROM (
        SELECT id, queued_at FROM outbox WHERE state NOT IN ('waiting', 'held', 'closed') ORDER BY id LIMIT :most) AS oldest
    WHERE oldest.queued_at < :before
);

-- name: remember_update(key, now)!
-- Note an update's key; no row is written where it was noted before.
INSERT INTO seen_updates (key, seen_at) VALUES (:key, :now) ON CONFLICT (key) DO NOTHING;

-- name: forget_updates(before, most)!
-- Keys from before this moment, some at a time: their vendor will not send them again.
DELETE FROM seen_updates WHERE key IN (SELECT key FROM seen_updates WHERE seen_at < :before LIMIT :most);

-- name: park(reference, key, body, error, now)!
-- An update that we failed on, with its traceback.
INSERT INTO parked_updates (reference, key, body, error, parked_at) VALUES (:reference, :key, :body, :error, :now);

-- name: erase_parked(before, most)!
-- Parked updates from before this moment, some at a time: they hold what people wrote.
DELETE FROM parked_updates WHERE id IN (SELECT id FROM parked_updates WHERE parked_at < :before LIMIT :most);

-- name: parked()^
-- How many updates are parked.
SELECT count(*) AS parked FROM parked_updates;
