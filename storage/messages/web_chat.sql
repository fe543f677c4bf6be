-- name: chat(channel, address)^
-- One chat with the number of its newest message.
SELECT chats.id, chats.language, chats.state,
    (SELECT coalesce(max(outbox.number), 0) FROM outbox WHERE outbox.chat_id = chats.id) AS last
FROM chats WHERE chats.channel = :channel AND chats.address = :address;

-- name: caused(chat_id, cause)
-- What one update made this chat show, in order.
SELECT id, number, kind, body, sent_at FROM outbox
WHERE chat_id = :chat_id AND cause = :cause AND number IS NOT NULL ORDER BY number;

-- name: number_of(chat_id, row_id)^
-- Under which number a chat shows a message.
SELECT number FROM outbox WHERE id = :row_id AND chat_id = :chat_id AND number IS NOT NULL;

-- name: people()
-- Who has written in the web chat, oldest first, with whom the bot knows them as.
SELECT chats.channel, chats.address, members.name, units.name AS unit
FROM chats
LEFT JOIN members ON members.id = chats.member_id
LEFT JOIN units ON units.id = members.unit_id
WHERE chats.channel IN ('web', 'plain', 'web_zalo', 'web_zalo_oa') ORDER BY chats.id;

-- name: sample_places()
-- Where the sample's campaigns are.
SELECT title, place, latitude, longitude FROM campaigns
WHERE sample = 1 AND latitude IS NOT NULL AND longitude IS NOT NULL ORDER BY title, id;

-- name: data_version()^
-- A figure that differs once another connection has committed something.
PRAGMA data_version;
