-- Of an announcement that has ended some messages may be held, and go out later: whose they are. What it has cost so far, in đồng.
ALTER TABLE broadcasts ADD COLUMN cost INTEGER NOT NULL DEFAULT 0;
ALTER TABLE broadcast_people ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
CREATE INDEX broadcast_people_held ON broadcast_people (broadcast_id, member_id) WHERE held = 1;
