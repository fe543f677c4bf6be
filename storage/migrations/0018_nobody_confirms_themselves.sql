-- Nobody confirms what they did themselves, whichever record of theirs it stands in; and wrong codes are counted by the
-- chat that they came from too, so that who is erased and joins anew has no more of them.

-- Who a person is: their own record, and the records that they say are theirs and that a leader has yet to decide on.
CREATE VIEW selves AS
SELECT id AS member_id, id AS self_id FROM members
UNION ALL
SELECT member_id, entered_id FROM requests
WHERE kind = 'same_person' AND state = 'waiting' AND entered_id IS NOT NULL;

-- Whoever verified it is erased: who that was is no longer known, so it may be the very person whom it is credited to.
ALTER TABLE check_ins ADD COLUMN decider_gone INTEGER NOT NULL DEFAULT 0 CHECK (decider_gone IN (0, 1));
ALTER TABLE reports ADD COLUMN decider_gone INTEGER NOT NULL DEFAULT 0 CHECK (decider_gone IN (0, 1));
CREATE TRIGGER check_in_decider_goes AFTER UPDATE OF decided_by ON check_ins
WHEN (old.decided_by IS NOT NULL AND new.decided_by IS NULL) OR (new.decided_by IS NOT NULL AND new.decider_gone = 1)
BEGIN
    UPDATE check_ins SET decider_gone = CASE WHEN new.decided_by IS NULL THEN 1 ELSE 0 END WHERE id = new.id;
END;
CREATE TRIGGER report_decider_goes AFTER UPDATE OF decided_by ON reports
WHEN (old.decided_by IS NOT NULL AND new.decided_by IS NULL) OR (new.decided_by IS NOT NULL AND new.decider_gone = 1)
BEGIN
    UPDATE reports SET decider_gone = CASE WHEN new.decided_by IS NULL THEN 1 ELSE 0 END WHERE id = new.id;
END;

-- What was credited so before this version awaits somebody else's decision.
UPDATE reports SET state = 'waiting', minutes_verified = NULL, decided_by = NULL, decided_at = NULL, decider_gone = 0
WHERE state = 'verified'
    AND decided_by = (SELECT check_ins.member_id FROM check_ins WHERE check_ins.id = reports.check_in_id);
UPDATE check_ins SET state = 'waiting', minutes_verified = NULL, decided_by = NULL, decided_at = NULL, decider_gone = 0
WHERE state = 'verified' AND decided_by = member_id;

-- The rule itself, for every way by which a turn or a report comes to a record.
CREATE TRIGGER check_in_comes_by_another BEFORE INSERT ON check_ins
WHEN new.state = 'verified' AND EXISTS (
    SELECT 1 FROM selves WHERE selves.member_id = new.decided_by AND selves.self_id = new.member_id)
BEGIN
    SELECT RAISE(ABORT, 'nobody confirms themselves');
END;
CREATE TRIGGER check_in_is_verified_by_another BEFORE UPDATE OF state, decided_by, minutes_verified ON check_ins
WHEN new.state = 'verified' AND new.decided_by IS NOT NULL AND EXISTS (
    SELECT 1 FROM selves WHERE selves.member_id = new.decided_by AND selves.self_id = new.member_id)
BEGIN
    SELECT RAISE(ABORT, 'nobody confirms themselves');
END;
CREATE TRIGGER check_in_is_handed_over BEFORE UPDATE OF member_id ON check_ins
WHEN new.member_id IS NOT NULL AND old.member_id IS NOT new.member_id AND (
    (new.state = 'verified' AND (new.decided_by = new.member_id OR new.decider_gone = 1))
    OR EXISTS (SELECT 1 FROM reports WHERE reports.check_in_id = new.id AND reports.state = 'verified'
        AND (reports.decided_by = new.member_id OR reports.decider_gone = 1)))
BEGIN
    SELECT RAISE(ABORT, 'nobody confirms themselves');
END;
CREATE TRIGGER report_comes_by_another BEFORE INSERT ON reports
WHEN new.state = 'verified' AND EXISTS (
    SELECT 1 FROM check_ins JOIN selves ON selves.self_id = check_ins.member_id
    WHERE check_ins.id = new.check_in_id AND selves.member_id = new.decided_by)
BEGIN
    SELECT RAISE(ABORT, 'nobody confirms themselves');
END;
CREATE TRIGGER report_is_verified_by_another
BEFORE UPDATE OF state, decided_by, minutes_verified, check_in_id ON reports
WHEN new.state = 'verified' AND EXISTS (
    SELECT 1 FROM check_ins JOIN selves ON selves.self_id = check_ins.member_id
    WHERE check_ins.id = new.check_in_id AND selves.member_id = new.decided_by)
BEGIN
    SELECT RAISE(ABORT, 'nobody confirms themselves');
END;

-- Wrong codes; those of before are forgiven, as they are after a quarter of an hour anyway.
DROP TABLE code_tries;
CREATE TABLE code_tries (
    shift_id INTEGER NOT NULL REFERENCES shifts (id) ON DELETE CASCADE,
    member_id INTEGER REFERENCES members (id) ON DELETE SET NULL,
    chat_id INTEGER REFERENCES chats (id) ON DELETE CASCADE,
    tried_at TEXT NOT NULL
);
CREATE INDEX code_tries_by_shift ON code_tries (shift_id, tried_at);
CREATE INDEX code_tries_by_member ON code_tries (member_id);
CREATE INDEX code_tries_by_chat ON code_tries (chat_id);

-- A name that begins with K' or H' is found by it however its mark was typed; a curly one was left out before.
UPDATE members SET search_key = substr(search_key, 1, 1) || ' ' || substr(search_key, 2)
WHERE (name LIKE 'K’%' OR name LIKE 'H’%' OR name LIKE 'K‘%' OR name LIKE 'H‘%' OR name LIKE 'Kʼ%' OR name LIKE 'Hʼ%')
    AND substr(search_key, 2, 1) <> ' ';
