-- The plan's items as rows, what each person wishes to be reminded of, and the mailings by which reminders go out.
-- Days are text such as 2026-05-07; times of day, at home, such as 21:00.

-- An item of no unit is everybody's. What a person has `edited` (its dates, whether it is off) a reloaded file leaves.
CREATE TABLE plan_items (
    id INTEGER PRIMARY KEY,
    plan_id INTEGER REFERENCES plans (id) ON DELETE SET NULL,
    key TEXT NOT NULL UNIQUE,
    unit_id INTEGER REFERENCES units (id),
    kind TEXT NOT NULL CHECK (kind IN ('anniversary', 'campaign_day', 'campaign', 'drive')),
    title TEXT NOT NULL,
    day INTEGER CHECK (day BETWEEN 1 AND 31),
    month INTEGER CHECK (month BETWEEN 1 AND 12),
    year INTEGER,
    lunar INTEGER NOT NULL DEFAULT 0 CHECK (lunar IN (0, 1)),
    starts_on TEXT,
    ends_on TEXT,
    movement TEXT,
    field TEXT NOT NULL DEFAULT '',
    off INTEGER NOT NULL DEFAULT 0 CHECK (off IN (0, 1)),
    edited INTEGER NOT NULL DEFAULT 0 CHECK (edited IN (0, 1)),
    changed_at TEXT NOT NULL,
    CHECK ((day IS NULL) = (month IS NULL)),
    CHECK (day IS NULL OR starts_on IS NULL),
    CHECK (ends_on IS NULL OR starts_on <= ends_on)
);
CREATE INDEX plan_items_by_plan ON plan_items (plan_id);

-- Whoever has no row here has the quiet hours that everybody has.
CREATE TABLE quiet_hours (
    member_id INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
    begins TEXT NOT NULL,
    ends TEXT NOT NULL
);
CREATE INDEX quiet_hours_in_use ON quiet_hours (begins, ends);

-- The reminders that a person does not want; 'everything' is all of them.
CREATE TABLE unwanted (
    member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    moment TEXT NOT NULL,
    PRIMARY KEY (member_id, moment)
);

-- One thing that is to be said to many. It is worked through page by page (`after` is the last member of the page
-- before), in passes: those in quiet hours are left for the pass at `next_at`, when theirs are over.
CREATE TABLE mailings (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    moment TEXT NOT NULL,
    audience TEXT NOT NULL CHECK (audience IN ('everyone', 'leaders', 'seated', 'signed_up', 'here')),
    item_id INTEGER,
    shift_id INTEGER,
    path TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    at TEXT NOT NULL,
    useful_until TEXT NOT NULL,
    starts_at TEXT,
    urgent INTEGER NOT NULL DEFAULT 0 CHECK (urgent IN (0, 1)),
    next_at TEXT NOT NULL,
    pass_at TEXT,
    after INTEGER NOT NULL DEFAULT 0,
    told INTEGER NOT NULL DEFAULT 0,
    missed INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped'))
);
CREATE INDEX mailings_open ON mailings (next_at, id) WHERE state = 'open';
CREATE INDEX mailings_by_time ON mailings (at);

-- Where a mailing says something else to the members of a unit; erased when it is done.
CREATE TABLE mailing_bodies (
    mailing_id INTEGER NOT NULL REFERENCES mailings (id) ON DELETE CASCADE,
    unit_id INTEGER NOT NULL REFERENCES units (id),
    body TEXT NOT NULL,
    PRIMARY KEY (mailing_id, unit_id)
);

-- Since when there have been looks at what is due, and until when it is known: one row.
CREATE TABLE looks (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    began_at TEXT NOT NULL,
    looked_at TEXT NOT NULL
);

-- Who can be sent a notice, over which chat (the one heard from last), and their quiet hours.
CREATE VIEW recipients AS
SELECT members.id AS member_id, members.unit_id, chats.id AS chat_id,
    coalesce(quiet_hours.begins || '-' || quiet_hours.ends, '21:00-06:30') AS quiet_hours
FROM members
JOIN chats ON chats.member_id = members.id
LEFT JOIN quiet_hours ON quiet_hours.member_id = members.id
WHERE members.state = 'active' AND chats.blocked_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM chats AS newer
    WHERE newer.member_id = members.id AND newer.blocked_at IS NULL
        AND (newer.heard_at > chats.heard_at OR (newer.heard_at = chats.heard_at AND newer.id > chats.id))
);

-- Whom a mailing may be for, and since when: members by the path of their unit (leaders: of what they lead), people
-- with a seat or a place on a shift, people who were there and have not reported.
CREATE VIEW audiences AS
SELECT 'everyone' AS audience, members.id AS member_id, 0 AS shift_id, units.path, members.consented_at AS since
FROM members JOIN units ON units.id = members.unit_id
UNION ALL
SELECT 'leaders', scopes.member_id, 0, scopes.path, members.consented_at
FROM scopes JOIN members ON members.id = scopes.member_id
UNION ALL
SELECT 'seated', member_id, shift_id, '', changed_at FROM sign_ups WHERE state <> 'cancelled' AND state = 'seated'
UNION ALL
SELECT 'signed_up', member_id, shift_id, '', changed_at FROM sign_ups WHERE state <> 'cancelled'
UNION ALL
SELECT 'here', check_ins.member_id, check_ins.shift_id, '', check_ins.checked_in_at FROM check_ins
WHERE check_ins.state IN ('waiting', 'verified') AND check_ins.member_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM reports WHERE reports.check_in_id = check_ins.id);
