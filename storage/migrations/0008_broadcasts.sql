-- Broadcasts: what an organiser says to many, to whom, and how far it has come.

-- Who is in its audience is frozen at `said_at`: `collected_upto` is the last member looked at, `newest` the last there was
-- then. `fed_upto` is the last whose message is in the outbox, `fed` how many were come to. The sums stay when it has ended.
CREATE TABLE broadcasts (
    id INTEGER PRIMARY KEY,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    author_id INTEGER REFERENCES members (id) ON DELETE SET NULL,
    body TEXT NOT NULL,
    file_id INTEGER REFERENCES files (id),
    campaign_id INTEGER REFERENCES campaigns (id),
    late INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
    again_of INTEGER REFERENCES broadcasts (id),
    state TEXT NOT NULL CHECK (state IN ('draft', 'sending', 'paused', 'cancelled', 'done')),
    created_at TEXT NOT NULL,
    said_at TEXT,
    at TEXT,
    changed_at TEXT NOT NULL,
    ended_at TEXT,
    newest INTEGER NOT NULL DEFAULT 0,
    collected_upto INTEGER NOT NULL DEFAULT 0,
    fed_upto INTEGER NOT NULL DEFAULT 0,
    people INTEGER NOT NULL DEFAULT 0,
    fed INTEGER NOT NULL DEFAULT 0,
    sent INTEGER,
    blocked INTEGER,
    failed INTEGER,
    cancelled INTEGER,
    progress_row INTEGER,
    progress TEXT NOT NULL DEFAULT '',
    CHECK (state = 'draft' OR (said_at IS NOT NULL AND at IS NOT NULL))
);
CREATE INDEX broadcasts_running ON broadcasts (at, id) WHERE said_at IS NOT NULL AND ended_at IS NULL;
CREATE INDEX broadcasts_late ON broadcasts (campaign_id, id) WHERE late = 1;

-- Whom it is for: of each kind one part at least must hold, and no part that is `outside` may.
CREATE TABLE broadcast_parts (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    outside INTEGER NOT NULL CHECK (outside IN (0, 1)),
    kind TEXT NOT NULL CHECK (kind IN ('unit', 'role', 'field', 'campaign', 'joined')),
    unit_id INTEGER REFERENCES units (id),
    campaign_id INTEGER REFERENCES campaigns (id),
    value TEXT NOT NULL DEFAULT ''
);
CREATE INDEX broadcast_parts_of ON broadcast_parts (broadcast_id, outside, kind);

CREATE TABLE broadcast_people (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    PRIMARY KEY (broadcast_id, member_id)
) WITHOUT ROWID;
CREATE INDEX broadcast_people_of ON broadcast_people (member_id);

-- Which parts hold of which members.
CREATE VIEW broadcast_hits AS
SELECT parts.broadcast_id, parts.outside, parts.kind, members.id AS member_id
FROM broadcast_parts AS parts
CROSS JOIN members
JOIN units ON units.id = members.unit_id
LEFT JOIN units AS whole ON whole.id = parts.unit_id
WHERE CASE parts.kind
    WHEN 'unit' THEN substr(units.path, 1, length(whole.path)) = whole.path
    WHEN 'role' THEN EXISTS (
        SELECT 1 FROM scopes WHERE scopes.member_id = members.id AND scopes.role = parts.value
            AND substr(scopes.path, 1, length(whole.path)) = whole.path)
    WHEN 'field' THEN EXISTS (
        SELECT 1 FROM sign_ups JOIN shifts ON shifts.id = sign_ups.shift_id
        JOIN campaigns ON campaigns.id = shifts.campaign_id
        WHERE sign_ups.member_id = members.id AND sign_ups.state <> 'cancelled' AND campaigns.field = parts.value)
        OR EXISTS (
        SELECT 1 FROM check_ins JOIN shifts ON shifts.id = check_ins.shift_id
        JOIN campaigns ON campaigns.id = shifts.campaign_id
        WHERE check_ins.member_id = members.id AND check_ins.state IN ('waiting', 'verified')
            AND campaigns.field = parts.value)
    WHEN 'campaign' THEN (parts.value = 'checked_in' OR EXISTS (
        SELECT 1 FROM sign_ups JOIN shifts ON shifts.id = sign_ups.shift_id
        WHERE sign_ups.member_id = members.id AND shifts.campaign_id = parts.campaign_id
            AND (sign_ups.state = 'seated' OR (sign_ups.state = 'waiting' AND parts.value = 'signed_up'))))
        AND (parts.value = 'signed_up' OR (parts.value = 'checked_in') = EXISTS (
        SELECT 1 FROM check_ins JOIN shifts ON shifts.id = check_ins.shift_id
        WHERE check_ins.member_id = members.id AND check_ins.state IN ('waiting', 'verified')
            AND shifts.campaign_id = parts.campaign_id))
    WHEN 'joined' THEN members.consented_at < parts.value
END;

-- A message of a broadcast; its words are made when it is sent.
ALTER TABLE outbox ADD COLUMN broadcast_id INTEGER REFERENCES broadcasts (id);
CREATE INDEX outbox_by_broadcast ON outbox (broadcast_id, state) WHERE broadcast_id IS NOT NULL;
