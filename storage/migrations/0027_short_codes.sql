-- Codes that are typed where no link carries anything: what each stands for, and wrong ones.

-- What a code opens: the check-in of a shift, or a campaign. It counts while its generation is that of the shift's
-- posters, or of the campaign's links.
CREATE TABLE short_codes (
    code TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('poster', 'campaign')),
    subject INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    UNIQUE (kind, subject, generation)
) WITHOUT ROWID;

-- Codes that are nobody's. Of a person who goes, and of a chat that is let go of, the try still counts for all.
CREATE TABLE short_code_tries (
    chat_id INTEGER REFERENCES chats (id) ON DELETE SET NULL,
    member_id INTEGER REFERENCES members (id) ON DELETE SET NULL,
    tried_at TEXT NOT NULL
);
CREATE INDEX short_code_tries_by_chat ON short_code_tries (chat_id);
CREATE INDEX short_code_tries_by_member ON short_code_tries (member_id);
CREATE INDEX short_code_tries_by_time ON short_code_tries (tried_at);
