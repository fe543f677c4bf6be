-- An erasure goes on in steps, and knows what a person was called before.

-- What a person was called, by themselves or by a leader who wrote them down, and since when: for as long as something
-- may still show it.
CREATE TABLE former_names (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    since TEXT NOT NULL,
    changed_at TEXT NOT NULL
);
CREATE INDEX former_names_by_member ON former_names (member_id);
CREATE INDEX former_names_by_time ON former_names (changed_at);
CREATE INDEX campaigns_by_contact ON campaigns (contact_name) WHERE contact_name <> '';

-- An erasure under way: `traces` is what is sought (JSON), `part` and `place` are how far it has come. `goodbye` is what
-- `chat_id` is told at the end, `instead` stands where something was shown, `late` where something was still to be sent.
CREATE TABLE erasures (
    id INTEGER PRIMARY KEY,
    member_id INTEGER NOT NULL,
    traces TEXT NOT NULL,
    first_row INTEGER NOT NULL,
    last_row INTEGER NOT NULL,
    part TEXT NOT NULL,
    place INTEGER NOT NULL,
    chat_id INTEGER,
    instead TEXT NOT NULL,
    late TEXT NOT NULL,
    goodbye TEXT NOT NULL,
    begun_at TEXT NOT NULL
);

-- Who is being erased, until their record goes: another record may have its number afterwards.
CREATE VIEW going AS
SELECT members.id AS member_id FROM erasures JOIN members ON members.id = erasures.member_id WHERE members.name = '';

-- What somebody who is going verified counts as what somebody verified who is gone.
DROP TRIGGER check_in_is_handed_over;
CREATE TRIGGER check_in_is_handed_over BEFORE UPDATE OF member_id ON check_ins
WHEN new.member_id IS NOT NULL AND old.member_id IS NOT new.member_id AND (
    (new.state = 'verified' AND (new.decided_by = new.member_id OR new.decider_gone = 1
        OR new.decided_by IN (SELECT member_id FROM going)))
    OR EXISTS (SELECT 1 FROM reports WHERE reports.check_in_id = new.id AND reports.state = 'verified'
        AND (reports.decided_by = new.member_id OR reports.decider_gone = 1
            OR reports.decided_by IN (SELECT member_id FROM going))))
BEGIN
    SELECT RAISE(ABORT, 'nobody confirms themselves');
END;

-- Whoever goes is looked for wherever somebody is pointed to, and so is a file; without these each reads a whole table.
CREATE INDEX requests_by_member ON requests (member_id);
CREATE INDEX requests_by_decider ON requests (decided_by) WHERE decided_by IS NOT NULL;
CREATE INDEX grants_by_giver ON grants (given_by) WHERE given_by IS NOT NULL;
CREATE INDEX invites_by_maker ON invites (created_by) WHERE created_by IS NOT NULL;
CREATE INDEX invites_by_taker ON invites (redeemed_by) WHERE redeemed_by IS NOT NULL;
CREATE INDEX broadcasts_by_author ON broadcasts (author_id) WHERE author_id IS NOT NULL;
CREATE INDEX broadcasts_by_file ON broadcasts (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX report_photos_by_file ON report_photos (file_id);
CREATE INDEX jobs_by_file ON jobs (file_id) WHERE file_id IS NOT NULL;
CREATE INDEX jobs_by_result ON jobs (result_id) WHERE result_id IS NOT NULL;
CREATE INDEX imports_by_table ON imports (plan_id) WHERE plan_id IS NOT NULL;
CREATE INDEX files_gone ON files (sha256) WHERE state = 'lost' AND sha256 IS NOT NULL;
