-- Imports: people whom a document brought, written row by row beside everything else, and taken back within a day.

-- `plan_id` is the compared table; `place` is how far it has been worked through (in bytes).
CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('members', 'attendance')),
    name TEXT NOT NULL,
    member_id INTEGER REFERENCES members (id) ON DELETE SET NULL,
    shift_id INTEGER REFERENCES shifts (id),
    with_new INTEGER NOT NULL DEFAULT 1 CHECK (with_new IN (0, 1)),
    plan_id INTEGER REFERENCES files (id),
    place INTEGER NOT NULL DEFAULT 0,
    entered INTEGER NOT NULL DEFAULT 0,
    ticked INTEGER NOT NULL DEFAULT 0,
    passed INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'undoing', 'undone')),
    begun_at TEXT NOT NULL
);
CREATE INDEX imports_open ON imports (id) WHERE state IN ('running', 'undoing');
CREATE INDEX imports_by_member ON imports (member_id, begun_at);

-- What a row of an import made, for taking it back. `was` is the state of a check-in that a tick made good, null where
-- it is new; `kept` says that others have used it, so that it stays.
CREATE TABLE import_rows (
    import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    line INTEGER NOT NULL,
    member_id INTEGER REFERENCES members (id) ON DELETE CASCADE,
    check_in_id INTEGER REFERENCES check_ins (id) ON DELETE CASCADE,
    entered INTEGER NOT NULL CHECK (entered IN (0, 1)),
    was TEXT,
    kept INTEGER NOT NULL DEFAULT 0 CHECK (kept IN (0, 1)),
    PRIMARY KEY (import_id, line)
);
CREATE INDEX import_rows_by_member ON import_rows (member_id);
CREATE INDEX import_rows_by_check_in ON import_rows (check_in_id);

CREATE TRIGGER imports_let_go_of_files AFTER DELETE ON imports
BEGIN
    UPDATE files SET state = 'lost', vendor_id = NULL, due_at = NULL WHERE id = old.plan_id;
END;

CREATE INDEX files_by_hash ON files (sha256) WHERE sha256 IS NOT NULL;

-- Whoever is deleted is looked for wherever somebody is pointed to; without these each deletion reads the whole table.
CREATE INDEX members_by_enterer ON members (entered_by) WHERE entered_by IS NOT NULL;
CREATE INDEX check_ins_by_decider ON check_ins (decided_by) WHERE decided_by IS NOT NULL;
CREATE INDEX reports_by_decider ON reports (decided_by) WHERE decided_by IS NOT NULL;
CREATE INDEX requests_by_entered ON requests (entered_id) WHERE entered_id IS NOT NULL;
