-- One person writes from several accounts: a code that is shown in one chat and typed in another joins them.

-- Where a person wants to be told things; else it is the chat they were heard from last.
ALTER TABLE chats ADD COLUMN chosen INTEGER NOT NULL DEFAULT 0 CHECK (chosen IN (0, 1));
CREATE UNIQUE INDEX chats_chosen ON chats (member_id) WHERE chosen = 1 AND member_id IS NOT NULL;

-- The chats over which a person can be sent something; the best is the chosen one, then the one heard from last.
CREATE VIEW open_chats AS
SELECT id AS chat_id, member_id, channel, chosen, heard_at FROM chats
WHERE member_id IS NOT NULL AND blocked_at IS NULL;

-- Who can be sent a notice, over which chat, and their quiet hours.
DROP VIEW recipients;
CREATE VIEW recipients AS
SELECT members.id AS member_id, members.unit_id, best.chat_id, best.channel,
    coalesce(quiet_hours.begins || '-' || quiet_hours.ends, '21:00-06:30') AS quiet_hours
FROM members
JOIN open_chats AS best ON best.member_id = members.id
LEFT JOIN quiet_hours ON quiet_hours.member_id = members.id
WHERE members.state = 'active' AND NOT EXISTS (
    SELECT 1 FROM open_chats AS better WHERE better.member_id = members.id
        AND (better.chosen, better.heard_at, better.chat_id) > (best.chosen, best.heard_at, best.chat_id));

-- A code that joins two chats, by its hash: shown in `chat_id`, or made for `member_id` by the organiser `freed_by`
-- where that person lost their phone; typed, and said yes to, in `other_id`. It goes within days.
CREATE TABLE link_codes (
    id INTEGER PRIMARY KEY,
    code_hash TEXT NOT NULL UNIQUE,
    chat_id INTEGER REFERENCES chats (id) ON DELETE CASCADE,
    member_id INTEGER REFERENCES members (id) ON DELETE CASCADE,
    freed_by INTEGER REFERENCES members (id) ON DELETE CASCADE,
    other_id INTEGER REFERENCES chats (id) ON DELETE CASCADE,
    expires_at TEXT NOT NULL,
    CHECK ((chat_id IS NULL) = (member_id IS NOT NULL)),
    CHECK (member_id IS NULL OR freed_by IS NOT NULL)
);
CREATE INDEX link_codes_by_chat ON link_codes (chat_id);
CREATE INDEX link_codes_by_other ON link_codes (other_id);
CREATE INDEX link_codes_by_member ON link_codes (member_id);
CREATE INDEX link_codes_by_freer ON link_codes (freed_by);
CREATE INDEX link_codes_by_time ON link_codes (expires_at);

-- Wrong codes of this kind. Of a person who goes, and of a chat that is let go of, the try still counts for all.
CREATE TABLE link_tries (
    chat_id INTEGER REFERENCES chats (id) ON DELETE SET NULL,
    member_id INTEGER REFERENCES members (id) ON DELETE SET NULL,
    tried_at TEXT NOT NULL
);
CREATE INDEX link_tries_by_chat ON link_tries (chat_id);
CREATE INDEX link_tries_by_member ON link_tries (member_id);
CREATE INDEX link_tries_by_time ON link_tries (tried_at);

-- Whose account a chat was before it was taken off: what they confirmed counts for nobody who writes from it later.
CREATE TABLE left_accounts (
    chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    PRIMARY KEY (chat_id, member_id)
) WITHOUT ROWID;
CREATE INDEX left_accounts_by_member ON left_accounts (member_id);
CREATE VIEW once AS
SELECT chats.member_id, left_accounts.member_id AS once_id
FROM left_accounts JOIN chats ON chats.id = left_accounts.chat_id WHERE chats.member_id IS NOT NULL;

-- Two records of one person become one: holds a row only within the transaction that does it. Then, and only then, an
-- entry of the audit, or a figure, that points to the one may point to the other.
CREATE TABLE merging (
    gone_id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL
);
DROP TRIGGER audit_keeps_words;
CREATE TRIGGER audit_keeps_words BEFORE UPDATE ON audit
WHEN new.id <> old.id OR new.at <> old.at OR new.action <> old.action OR new.subject <> old.subject
    OR new.detail <> old.detail OR coalesce(new.unit_id, 0) <> coalesce(old.unit_id, 0)
    OR (new.actor_id IS NOT NULL AND new.actor_id <> coalesce(old.actor_id, 0) AND NOT EXISTS (
        SELECT 1 FROM merging WHERE gone_id = old.actor_id AND member_id = new.actor_id))
    OR (new.member_id IS NOT NULL AND new.member_id <> coalesce(old.member_id, 0) AND NOT EXISTS (
        SELECT 1 FROM merging WHERE gone_id = old.member_id AND member_id = new.member_id))
BEGIN
    SELECT RAISE(ABORT, 'the audit only grows');
END;

DROP TRIGGER target_figures_stay;
CREATE TRIGGER target_figures_stay BEFORE UPDATE ON target_figures
WHEN new.id <> old.id OR new.entered_at <> old.entered_at
    OR (new.entered_by IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM merging WHERE gone_id = old.entered_by AND member_id = new.entered_by))
    OR new.amount <> old.amount OR new.as_of <> old.as_of OR new.source <> old.source
    OR new.unit_id <> old.unit_id OR new.year <> old.year OR new.target <> old.target OR new.place <> old.place
BEGIN
    SELECT RAISE(ABORT, 'figures are only added');
END;
