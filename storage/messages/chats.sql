-- name: find(channel, address)^
-- The chat of this address, if it ever wrote.
SELECT id, channel, address, member_id, language, state, blocked_at, menu, interacted_at
FROM chats WHERE channel = :channel AND address = :address;

-- name: by_id(chat_id)^
-- One chat.
SELECT id, channel, address, member_id, language, state, blocked_at, menu, interacted_at FROM chats WHERE id = :chat_id;

-- name: of_row(row_id)^
-- The chat of a row of the outbox.
SELECT chats.id, chats.channel, chats.address, chats.member_id, chats.language, chats.state, chats.blocked_at
FROM outbox JOIN chats ON chats.id = outbox.chat_id WHERE outbox.id = :row_id;

-- name: open(channel, address, language, now)^
-- A chat that writes for the first time.
INSERT INTO chats (channel, address, language, heard_at) VALUES (:channel, :address, :language, :now)
RETURNING id, channel, address, member_id, language, state, blocked_at, menu, interacted_at;

-- name: save(chat_id, state, now)!
-- The conversation's state after a message; who writes is reachable again.
UPDATE chats SET state = :state, heard_at = :now, blocked_at = NULL WHERE id = :chat_id;

-- name: save_state(chat_id, state)!
-- The conversation's state, changed by something else than a message.
UPDATE chats SET state = :state WHERE id = :chat_id;

-- name: interacted(chat_id, now)!
-- Its person did something that their vendor knows of; what comes late moves nothing back.
UPDATE chats SET interacted_at = max(coalesce(interacted_at, ''), :now) WHERE id = :chat_id;

-- name: set_closed(chat_id)!
-- The vendor lets nothing through until its person does something.
UPDATE chats SET interacted_at = NULL WHERE id = :chat_id;

-- name: set_menu(chat_id, menu)!
-- Which command menu it shows.
UPDATE chats SET menu = :menu WHERE id = :chat_id;

-- name: set_blocked(chat_id, now)!
-- The person blocked the bot, or the address is gone.
UPDATE chats SET blocked_at = :now WHERE id = :chat_id;

-- name: set_language(chat_id, language)!
-- The language of a chat, also before its person has joined.
UPDATE chats SET language = :language WHERE id = :chat_id;

-- name: set_member(chat_id, member_id)!
-- Whose chat this is.
UPDATE chats SET member_id = :member_id, chosen = 0 WHERE id = :chat_id;

-- name: of_member(member_id)
-- The chats of one person: the one where they chose to be told things, then the one heard from last.
SELECT id, channel, address, member_id, language, state, blocked_at, menu, chosen, heard_at, interacted_at FROM chats
WHERE member_id = :member_id ORDER BY chosen DESC, heard_at DESC, id DESC;

-- name: choose_none(member_id)!
-- A person is told things in the chat that they were heard from last.
UPDATE chats SET chosen = 0 WHERE member_id = :member_id AND chosen = 1;

-- name: choose(member_id, chat_id)!
-- A person is told things in this chat of theirs.
UPDATE chats SET chosen = 1 WHERE id = :chat_id AND member_id = :member_id;

-- name: idle_since(before, most)
-- Chats with a conversation left unfinished since before this moment, some at a time.
SELECT id, channel, address, member_id, language, state, blocked_at, menu FROM chats
WHERE heard_at < :before AND state <> '{}' LIMIT :most;

-- name: forget_strangers(before, most)!
-- Chats of nobody that have been silent since before this moment, some at a time.
DELETE FROM chats WHERE id IN (SELECT id FROM chats WHERE member_id IS NULL AND heard_at < :before LIMIT :most);
