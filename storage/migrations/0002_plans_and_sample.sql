-- The year's plans that were loaded, and what in this database is sample data.

CREATE TABLE plans (
    id INTEGER PRIMARY KEY,
    year INTEGER NOT NULL,
    name TEXT NOT NULL,
    body TEXT NOT NULL,
    sample INTEGER NOT NULL DEFAULT 0 CHECK (sample IN (0, 1)),
    loaded_at TEXT NOT NULL,
    UNIQUE (year, name)
);

-- The sample's own people; the played ones are persons of the web chat, the others only fill its lists.
CREATE TABLE sample_members (
    member_id INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
    played INTEGER NOT NULL CHECK (played IN (0, 1))
);

-- Which place in the sample's week a shift has, so that it can be laid around today again.
CREATE TABLE sample_shifts (
    shift_id INTEGER PRIMARY KEY REFERENCES shifts (id) ON DELETE CASCADE,
    slot TEXT NOT NULL
);
