-- name: spend(channel, month, priority, messages, cost)!
-- So many messages more; fewer, where they were not sent after all.
INSERT INTO spending (channel, month, priority, messages, cost)
VALUES (:channel, :month, :priority, :messages, :cost)
ON CONFLICT (channel, month, priority) DO UPDATE SET
    messages = max(0, spending.messages + excluded.messages), cost = max(0, spending.cost + excluded.cost);

-- name: spent(channel, month)^
-- What a month's messages came to.
SELECT coalesce(sum(messages), 0) AS messages, coalesce(sum(cost), 0) AS cost FROM spending
WHERE channel = :channel AND month = :month;

-- name: unpaid(channel, now)^
-- Whether the vendor has said lately that nothing is left to pay with.
SELECT until FROM unpaid_until WHERE channel = :channel AND until > :now;

-- name: set_unpaid(channel, until)!
-- It says so now.
INSERT INTO unpaid_until (channel, until) VALUES (:channel, :until)
ON CONFLICT (channel) DO UPDATE SET until = excluded.until;

-- name: people(channel, groups)^
-- How many people a channel talks with; a group's address begins so.
SELECT count(*) AS people FROM chats WHERE channel = :channel AND address NOT LIKE :groups || '%';

-- name: rank(chat_id, groups)^
-- The how many-th person of its channel a chat is.
SELECT count(*) AS rank FROM chats AS others JOIN chats ON chats.id = :chat_id
WHERE others.channel = chats.channel AND others.id <= chats.id AND others.address NOT LIKE :groups || '%';

-- name: charge(broadcast_id, cost)!
-- A broadcast has cost so much more; less, where a message was not sent after all.
UPDATE broadcasts SET cost = max(0, cost + :cost) WHERE id = :broadcast_id;

-- name: all_spent(month)
-- What a month's messages came to, by channel.
SELECT channel, sum(messages) AS messages, sum(cost) AS cost FROM spending WHERE month = :month
GROUP BY channel ORDER BY channel;
