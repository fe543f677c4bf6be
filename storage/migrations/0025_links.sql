-- Signed links: what they are signed with, and which generation of them is good. A link itself is kept nowhere.

CREATE TABLE link_secrets (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret BLOB NOT NULL
);

-- Of what has no row here the generation is 0. `holder` is what links are of: a chat, or a campaign, by its number.
CREATE TABLE link_generations (
    kind TEXT NOT NULL CHECK (kind IN ('chat', 'campaign')),
    holder INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    PRIMARY KEY (kind, holder)
) WITHOUT ROWID;
