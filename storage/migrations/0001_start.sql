-- Units, members, campaigns, check-ins, reports, chats, the outbox: what the main job keeps.
-- Moments are UTC text of fixed width; flags are 0 or 1; durations are whole minutes.

CREATE TABLE units (
    id INTEGER PRIMARY KEY,
    parent_id INTEGER REFERENCES units (id),
    level TEXT NOT NULL,
    name TEXT NOT NULL,
    search_key TEXT NOT NULL,
    path TEXT NOT NULL,
    closed_at TEXT
);
CREATE UNIQUE INDEX units_once ON units (coalesce(parent_id, 0), search_key) WHERE closed_at IS NULL;
CREATE INDEX units_by_path ON units (path);

CREATE TABLE members (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    search_key TEXT NOT NULL,
    birth_year INTEGER,
    guardian TEXT,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    language TEXT NOT NULL DEFAULT 'vi',
    state TEXT NOT NULL CHECK (state IN ('entered', 'active')),
    consented_at TEXT,
    consent_version TEXT,
    entered_by INTEGER REFERENCES members (id) ON DELETE SET NULL,
    created_at TEXT NOT NULL,
    CHECK (state = 'entered' OR consented_at IS NOT NULL)
);
CREATE INDEX members_by_unit ON members (unit_id, search_key);
CREATE INDEX members_by_name ON members (search_key);

CREATE TABLE grants (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('leader', 'organiser', 'admin')),
    unit_id INTEGER NOT NULL REFERENCES units (id),
    given_by INTEGER REFERENCES members (id) ON DELETE SET NULL,
    given_at TEXT NOT NULL,
    revoked_at TEXT
);
CREATE UNIQUE INDEX grants_once ON grants (member_id, role, unit_id) WHERE revoked_at IS NULL;

-- Who may see what: a live grant, as a role over a unit's path and all paths that begin with it.
CREATE VIEW scopes AS
SELECT grants.member_id, grants.role, units.id AS unit_id, units.path
FROM grants JOIN units ON units.id = grants.unit_id
WHERE grants.revoked_at IS NULL;

CREATE TABLE invites (
    id INTEGER PRIMARY KEY,
    code_hash TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('leader', 'organiser', 'admin')),
    unit_id INTEGER NOT NULL REFERENCES units (id),
    created_by INTEGER REFERENCES members (id) ON DELETE SET NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    redeemed_by INTEGER REFERENCES members (id) ON DELETE SET NULL,
    redeemed_at TEXT
);

CREATE TABLE campaigns (
    id INTEGER PRIMARY KEY,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    title TEXT NOT NULL,
    about TEXT NOT NULL,
    field TEXT NOT NULL,
    bring TEXT NOT NULL DEFAULT '',
    contact_name TEXT NOT NULL DEFAULT '',
    contact_phone TEXT NOT NULL DEFAULT '',
    place TEXT NOT NULL DEFAULT '',
    latitude REAL,
    longitude REAL,
    radius_m INTEGER NOT NULL DEFAULT 200 CHECK (radius_m > 0),
    proof TEXT NOT NULL,
    walk_ins INTEGER NOT NULL DEFAULT 1 CHECK (walk_ins IN (0, 1)),
    opens_before_min INTEGER NOT NULL DEFAULT 30 CHECK (opens_before_min >= 0),
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('draft', 'open', 'closed', 'cancelled')),
    sample INTEGER NOT NULL DEFAULT 0 CHECK (sample IN (0, 1)),
    created_at TEXT NOT NULL
);
CREATE INDEX campaigns_by_unit ON campaigns (unit_id, state);

CREATE TABLE campaign_quantities (
    campaign_id INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    quantity TEXT NOT NULL,
    target INTEGER,
    most INTEGER NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (campaign_id, quantity)
);

CREATE TABLE shifts (
    id INTEGER PRIMARY KEY,
    campaign_id INTEGER NOT NULL REFERENCES campaigns (id) ON DELETE CASCADE,
    host_unit_id INTEGER NOT NULL REFERENCES units (id),
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    opens_at TEXT NOT NULL,
    capacity INTEGER NOT NULL CHECK (capacity > 0),
    seats_taken INTEGER NOT NULL DEFAULT 0,
    secret BLOB NOT NULL,
    generation INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'cancelled')),
    CHECK (ends_at > starts_at),
    CHECK (opens_at <= starts_at),
    CHECK (seats_taken BETWEEN 0 AND capacity)
);
CREATE INDEX shifts_by_campaign ON shifts (campaign_id, starts_at);
CREATE INDEX shifts_by_time ON shifts (ends_at, opens_at);
CREATE INDEX shifts_by_host ON shifts (host_unit_id, starts_at);

CREATE TABLE sign_ups (
    id INTEGER PRIMARY KEY,
    shift_id INTEGER NOT NULL REFERENCES shifts (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    state TEXT NOT NULL CHECK (state IN ('seated', 'waiting', 'cancelled')),
    created_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
);
CREATE UNIQUE INDEX sign_ups_once ON sign_ups (shift_id, member_id) WHERE state <> 'cancelled';
CREATE INDEX sign_ups_by_member ON sign_ups (member_id, shift_id);

CREATE TABLE check_ins (
    id INTEGER PRIMARY KEY,
    shift_id INTEGER NOT NULL REFERENCES shifts (id),
    member_id INTEGER REFERENCES members (id) ON DELETE SET NULL,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    proof TEXT NOT NULL,
    weak INTEGER NOT NULL DEFAULT 0 CHECK (weak IN (0, 1)),
    distance_m INTEGER,
    walk_in INTEGER NOT NULL DEFAULT 0 CHECK (walk_in IN (0, 1)),
    checked_in_at TEXT NOT NULL,
    minutes_claimed INTEGER NOT NULL CHECK (minutes_claimed >= 0),
    minutes_verified INTEGER CHECK (minutes_verified >= 0),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'verified', 'returned', 'undone')),
    decided_by INTEGER REFERENCES members (id) ON DELETE SET NULL,
    decided_at TEXT,
    reason TEXT,
    UNIQUE (shift_id, member_id),
    CHECK ((state = 'verified') = (minutes_verified IS NOT NULL))
);
CREATE INDEX check_ins_by_member ON check_ins (member_id);
CREATE INDEX check_ins_by_unit ON check_ins (unit_id, state);
CREATE INDEX check_ins_waiting ON check_ins (shift_id) WHERE state = 'waiting';

CREATE TABLE code_tries (
    shift_id INTEGER NOT NULL REFERENCES shifts (id) ON DELETE CASCADE,
    member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    tried_at TEXT NOT NULL
);
CREATE INDEX code_tries_by_member ON code_tries (member_id, shift_id, tried_at);

CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    check_in_id INTEGER NOT NULL UNIQUE REFERENCES check_ins (id) ON DELETE CASCADE,
    minutes_claimed INTEGER NOT NULL CHECK (minutes_claimed >= 0),
    minutes_verified INTEGER CHECK (minutes_verified >= 0),
    note TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('waiting', 'verified', 'returned')),
    reported_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES members (id) ON DELETE SET NULL,
    decided_at TEXT,
    reason TEXT
);
CREATE INDEX reports_waiting ON reports (check_in_id) WHERE state = 'waiting';

CREATE TABLE report_quantities (
    report_id INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    quantity TEXT NOT NULL,
    claimed INTEGER NOT NULL CHECK (claimed >= 0),
    verified INTEGER CHECK (verified >= 0),
    PRIMARY KEY (report_id, quantity)
);

-- A file is known by the hash of its bytes; a vendor's file that is still to be fetched has none yet.
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    sha256 TEXT,
    media_type TEXT NOT NULL,
    size INTEGER,
    channel TEXT,
    vendor_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('wanted', 'stored', 'lost')),
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at TEXT,
    created_at TEXT NOT NULL,
    CHECK (state <> 'stored' OR sha256 IS NOT NULL)
);
CREATE INDEX files_wanted ON files (due_at) WHERE state = 'wanted';

CREATE TABLE report_photos (
    report_id INTEGER NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
    file_id INTEGER NOT NULL REFERENCES files (id),
    PRIMARY KEY (report_id, file_id)
);

-- What a member asks of a leader: "that entered record is me", "take me into your unit".
CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('same_person', 'move')),
    member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    entered_id INTEGER REFERENCES members (id) ON DELETE CASCADE,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'refused')),
    created_at TEXT NOT NULL,
    decided_by INTEGER REFERENCES members (id) ON DELETE SET NULL,
    decided_at TEXT
);
CREATE UNIQUE INDEX requests_once ON requests (member_id, kind) WHERE state = 'waiting';
CREATE INDEX requests_by_unit ON requests (unit_id) WHERE state = 'waiting';

-- What was changed by whose word; rows are only ever added.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor_id INTEGER,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);

CREATE TABLE chats (
    id INTEGER PRIMARY KEY,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    member_id INTEGER REFERENCES members (id) ON DELETE SET NULL,
    language TEXT NOT NULL DEFAULT 'vi',
    state TEXT NOT NULL DEFAULT '{}',
    blocked_at TEXT,
    heard_at TEXT NOT NULL,
    UNIQUE (channel, address)
);
CREATE INDEX chats_by_member ON chats (member_id);
CREATE INDEX chats_by_heard ON chats (heard_at);

CREATE TABLE seen_updates (
    key TEXT PRIMARY KEY,
    seen_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX seen_updates_by_time ON seen_updates (seen_at);

CREATE TABLE parked_updates (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    error TEXT NOT NULL,
    parked_at TEXT NOT NULL
);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    lane INTEGER NOT NULL CHECK (lane BETWEEN 0 AND 2),
    kind TEXT NOT NULL CHECK (kind IN ('reply', 'notice', 'edit')),
    body TEXT NOT NULL,
    cause TEXT,
    queued_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    useful_until TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'cancelled', 'missed')),
    attempts INTEGER NOT NULL DEFAULT 0,
    sent_at TEXT,
    vendor_id TEXT,
    number INTEGER,
    error TEXT
);
CREATE INDEX outbox_waiting ON outbox (lane, id, due_at) WHERE state = 'waiting'; -- a page of it needs no sorting
CREATE INDEX outbox_by_chat ON outbox (chat_id, number);
CREATE INDEX outbox_by_cause ON outbox (cause);

-- A check-in code on somebody's screen, renewed by editing that message while the minute passes.
CREATE TABLE live_codes (
    outbox_id INTEGER PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
    shift_id INTEGER NOT NULL REFERENCES shifts (id) ON DELETE CASCADE,
    shown_minute INTEGER NOT NULL,
    until TEXT NOT NULL
);
