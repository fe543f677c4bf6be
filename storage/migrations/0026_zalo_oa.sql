-- The pair of tokens by which a Zalo Official Account speaks. Each refresh kills the pair before it, so a new one is kept here
-- before it is used; `asked_at` says that a refresh was sent whose answer is not kept (yet).
CREATE TABLE zalo_oa_tokens (
    app_id TEXT PRIMARY KEY,
    access_token TEXT NOT NULL,
    refresh_token TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT, -- null: not known, for a pair that somebody pasted
    asked_at TEXT,
    refused TEXT NOT NULL DEFAULT '', -- why Zalo refuses this pair for good; a person must consent again
    refused_with TEXT NOT NULL DEFAULT '', -- the hash of what was refused: other settings may be tried again
    given TEXT NOT NULL DEFAULT '' -- the hash of the first pair of the settings that was taken over
) WITHOUT ROWID;

-- Up to when everything that people wrote to the account is known.
CREATE TABLE zalo_oa_heard (
    app_id TEXT PRIMARY KEY,
    upto TEXT NOT NULL
) WITHOUT ROWID;

-- A first consent under way: what Zalo is to send back, and what proves that it is we who asked.
CREATE TABLE zalo_oa_consents (
    state TEXT PRIMARY KEY,
    app_id TEXT NOT NULL,
    verifier TEXT NOT NULL,
    began_at TEXT NOT NULL
) WITHOUT ROWID;
