-- Whom a broadcast reaches is counted in steps while its organiser looks at the draft; what members are interested in is
-- an audience; an item of the plan can be renamed.

-- `reach` is JSON: how many over which channel, and how many not and why, among the members up to `counted_upto`; the
-- count goes to `count_to`, and is then shown in the chat `count_chat`, where nobody has been shown it yet.
ALTER TABLE broadcasts ADD COLUMN reach TEXT NOT NULL DEFAULT '{}';
ALTER TABLE broadcasts ADD COLUMN counted_upto INTEGER NOT NULL DEFAULT 0;
ALTER TABLE broadcasts ADD COLUMN count_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE broadcasts ADD COLUMN count_chat INTEGER REFERENCES chats (id) ON DELETE SET NULL;
CREATE INDEX broadcasts_to_count ON broadcasts (id) WHERE state = 'draft' AND count_chat IS NOT NULL;
CREATE INDEX broadcasts_by_count_chat ON broadcasts (count_chat) WHERE count_chat IS NOT NULL;

-- Of those in the audience who were come to: who has no chat, and who had blocked the bot by then.
ALTER TABLE broadcasts ADD COLUMN no_chat INTEGER NOT NULL DEFAULT 0;
ALTER TABLE broadcasts ADD COLUMN blocked_before INTEGER NOT NULL DEFAULT 0;

-- The fields that a member has said they are interested in; gone with the member.
CREATE TABLE interests (
    member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    PRIMARY KEY (member_id, field)
) WITHOUT ROWID;

-- A title that a person gave an item stays, whatever the plan's file calls it.
ALTER TABLE plan_items ADD COLUMN renamed INTEGER NOT NULL DEFAULT 0 CHECK (renamed IN (0, 1));

-- A part of an audience may be who is interested in a field.
DROP VIEW broadcast_hits;
ALTER TABLE broadcast_parts RENAME TO broadcast_parts_before;
CREATE TABLE broadcast_parts (
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
    outside INTEGER NOT NULL CHECK (outside IN (0, 1)),
    kind TEXT NOT NULL CHECK (kind IN ('unit', 'role', 'field', 'interest', 'campaign', 'joined')),
    unit_id INTEGER REFERENCES units (id),
    campaign_id INTEGER REFERENCES campaigns (id),
    value TEXT NOT NULL DEFAULT ''
);
INSERT INTO broadcast_parts (broadcast_id, outside, kind, unit_id, campaign_id, value)
SELECT broadcast_id, outside, kind, unit_id, campaign_id, value FROM broadcast_parts_before;
DROP TABLE broadcast_parts_before;
CREATE INDEX broadcast_parts_of ON broadcast_parts (broadcast_id, outside, kind);

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
    WHEN 'interest' THEN EXISTS (
        SELECT 1 FROM interests WHERE interests.member_id = members.id AND interests.field = parts.value)
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
