-- Whether each of an audience can be reached is frozen at the yes too, so that the number that its organiser was shown is the
-- one of which the report tells; and each chat has one message that shows how far a broadcast has come, to its end.

-- '' for who can be reached; else they had no chat, or had blocked the bot in each, when it was confirmed.
ALTER TABLE broadcast_people ADD COLUMN reach TEXT NOT NULL DEFAULT '' CHECK (reach IN ('', 'no_chat', 'blocked'));

-- `no_chat` and `blocked_before` are counted as the audience is collected; `fed` counts those who can be reached.
-- `blocked_since`: who blocked the bot between the yes and their turn. `joined_later`: who signed up after all were sent.
ALTER TABLE broadcasts ADD COLUMN blocked_since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE broadcasts ADD COLUMN joined_later INTEGER NOT NULL DEFAULT 0;

-- The message in each chat that shows how far a broadcast has come; `shown` marks what it says.
CREATE TABLE broadcast_screens (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    row_id INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    shown TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (broadcast_id, chat_id)
) WITHOUT ROWID;
CREATE INDEX broadcast_screens_by_chat ON broadcast_screens (chat_id);
CREATE INDEX broadcast_screens_by_row ON broadcast_screens (row_id);
INSERT INTO broadcast_screens (broadcast_id, chat_id, row_id)
SELECT broadcasts.id, outbox.chat_id, outbox.id FROM broadcasts JOIN outbox ON outbox.id = broadcasts.progress_row
WHERE broadcasts.said_at IS NOT NULL AND broadcasts.ended_at IS NULL;
ALTER TABLE broadcasts DROP COLUMN progress_row;
ALTER TABLE broadcasts DROP COLUMN progress;

-- What is under way goes on by the new count.
UPDATE broadcasts SET fed = max(0, fed - no_chat - blocked_before) WHERE said_at IS NOT NULL AND ended_at IS NULL;
UPDATE broadcast_people SET reach = CASE
    WHEN EXISTS (SELECT 1 FROM chats WHERE chats.member_id = broadcast_people.member_id AND chats.blocked_at IS NULL) THEN ''
    WHEN EXISTS (SELECT 1 FROM chats WHERE chats.member_id = broadcast_people.member_id) THEN 'blocked'
    ELSE 'no_chat' END
WHERE EXISTS (SELECT 1 FROM broadcasts WHERE broadcasts.id = broadcast_people.broadcast_id
    AND broadcasts.said_at IS NOT NULL AND broadcasts.ended_at IS NULL
    AND broadcast_people.member_id > broadcasts.fed_upto);
UPDATE broadcasts SET
    no_chat = no_chat + (SELECT count(*) FROM broadcast_people AS people
        WHERE people.broadcast_id = broadcasts.id AND people.member_id > broadcasts.fed_upto AND people.reach = 'no_chat'),
    blocked_before = blocked_before + (SELECT count(*) FROM broadcast_people AS people
        WHERE people.broadcast_id = broadcasts.id AND people.member_id > broadcasts.fed_upto AND people.reach = 'blocked')
WHERE said_at IS NOT NULL AND ended_at IS NULL;

-- Whose later sign-ups get a broadcast is found by the campaign that it is for; its button may open another one.
DROP INDEX broadcasts_late;
CREATE INDEX broadcasts_late ON broadcasts (id) WHERE late = 1;
