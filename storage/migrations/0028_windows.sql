-- What may not go out now, or would cost more than is given for it, is held; and what a channel's messages of a month cost.

-- When its person last did something that their vendor knows of: its windows begin there. Null: it says they are closed.
ALTER TABLE chats ADD COLUMN interacted_at TEXT;
UPDATE chats SET interacted_at = heard_at;

-- `held` costs too much now, `closed` gets nowhere now; both go out when that changes. A new word among those that a column
-- takes changes nothing that is stored, so the table is not written anew (SQLite, "Making Other Kinds Of Table Schema
-- Changes").
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, '''cancelled'', ''missed''))', '''cancelled'', ''missed'', ''held'', ''closed''))')
WHERE type = 'table' AND name = 'outbox';
PRAGMA writable_schema = RESET;

-- What is held: how important it is, how many messages of its channel it takes, and where several are said in one, which.
CREATE TABLE held (
    row_id INTEGER PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
    priority INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    since TEXT NOT NULL,
    in_row INTEGER REFERENCES outbox (id) ON DELETE SET NULL
);
CREATE INDEX held_in ON held (in_row) WHERE in_row IS NOT NULL;
CREATE INDEX outbox_held ON outbox (chat_id, id) WHERE state IN ('held', 'closed');

-- What was sent, or may have been, of what is counted: in each month of Vietnam's calendar, by how important it was.
CREATE TABLE spending (
    channel TEXT NOT NULL,
    month TEXT NOT NULL,
    priority INTEGER NOT NULL,
    messages INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    PRIMARY KEY (channel, month, priority)
) WITHOUT ROWID;

-- Until when nothing that costs is tried, because a vendor said that its quota or money is used up.
CREATE TABLE unpaid_until (
    channel TEXT PRIMARY KEY,
    until TEXT NOT NULL
) WITHOUT ROWID;
