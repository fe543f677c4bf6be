-- The plan: titles in English, what a person took out of it, and changes that can be taken back for a day; and what each
-- unit is to do of a target.

-- The title for readers of English; the other one where it is empty.
ALTER TABLE plan_items ADD COLUMN title_en TEXT NOT NULL DEFAULT '';

-- What a person took out stays out, also when its file is loaded again.
ALTER TABLE plan_items ADD COLUMN gone INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1));

-- What a person changed, so that it can be taken back for a day: rows as they were before and after, as JSON. `unit_id` is
-- whose items they are, NULL for everybody's; `name` is the document's or the item's. Rows go after two days.
CREATE TABLE plan_changes (
    id INTEGER PRIMARY KEY,
    unit_id INTEGER REFERENCES units (id),
    kind TEXT NOT NULL CHECK (kind IN ('read', 'add', 'date', 'rename', 'switch', 'remove')),
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    made_at TEXT NOT NULL
);
CREATE INDEX plan_changes_by_time ON plan_changes (made_at);
CREATE INDEX plan_changes_by_unit ON plan_changes (unit_id);

-- A unit's own share of a target's figure (`place`: which of the target's, from 1).
CREATE TABLE target_shares (
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL,
    target INTEGER NOT NULL,
    place INTEGER NOT NULL,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    amount INTEGER NOT NULL CHECK (amount > 0),
    UNIQUE (unit_id, year, target, place)
);
