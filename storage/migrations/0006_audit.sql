-- The audit can be read: each entry says which unit it belongs to and which person it is about; and it is kept.

ALTER TABLE audit ADD COLUMN unit_id INTEGER;
ALTER TABLE audit ADD COLUMN member_id INTEGER;
UPDATE audit SET member_id = CAST(substr(subject, 8) AS INTEGER), subject = 'member' WHERE subject LIKE 'member:%';
UPDATE audit SET unit_id = (SELECT members.unit_id FROM members WHERE members.id = audit.member_id);
CREATE INDEX audit_by_unit ON audit (unit_id, id);
CREATE INDEX audit_by_member ON audit (member_id);
CREATE INDEX audit_by_actor ON audit (actor_id);

-- Entries are only ever added. The one change that there is lets go of a person who has asked to be erased.
CREATE TRIGGER audit_keeps_entries BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit only grows');
END;
CREATE TRIGGER audit_keeps_words BEFORE UPDATE ON audit
WHEN new.id <> old.id OR new.at <> old.at OR new.action <> old.action OR new.subject <> old.subject
    OR new.detail <> old.detail OR coalesce(new.unit_id, 0) <> coalesce(old.unit_id, 0)
    OR (new.actor_id IS NOT NULL AND new.actor_id <> coalesce(old.actor_id, 0))
    OR (new.member_id IS NOT NULL AND new.member_id <> coalesce(old.member_id, 0))
BEGIN
    SELECT RAISE(ABORT, 'the audit only grows');
END;

-- Open invitations are looked at when what their giver holds changes.
CREATE INDEX invites_open ON invites (unit_id) WHERE redeemed_at IS NULL;
