-- What a chat waits for while it is worked out beside the writer: a document is read, a table compared with the records.

-- `token` is the number of the question that waits for it; `facts` is JSON.
CREATE TABLE errands (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    token INTEGER NOT NULL,
    kind TEXT NOT NULL,
    facts TEXT NOT NULL,
    file_id INTEGER REFERENCES files (id),
    result_id INTEGER REFERENCES files (id),
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'dropped')),
    created_at TEXT NOT NULL
);
CREATE INDEX errands_waiting ON errands (id) WHERE state = 'waiting';
CREATE INDEX errands_by_chat ON errands (chat_id);
CREATE INDEX errands_by_time ON errands (created_at);

-- With an errand go the document that came and what was found in it; a file's row belongs to one errand alone.
CREATE TRIGGER errands_let_go_of_files AFTER DELETE ON errands
BEGIN
    UPDATE files SET state = 'lost', vendor_id = NULL, due_at = NULL WHERE id IN (old.file_id, old.result_id);
END;
