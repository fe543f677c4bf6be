-- name: both_attended(entered_id, member_id)
-- The shifts that both records were checked in at, with the two check-ins and their reports.
SELECT own.id AS own_id, own.state AS own_state, other.id AS other_id, other.state AS other_state,
    (SELECT id FROM reports WHERE check_in_id = own.id) AS own_report_id,
    (SELECT state FROM reports WHERE check_in_id = own.id) AS own_report_state,
    (SELECT id FROM reports WHERE check_in_id = other.id) AS other_report_id,
    (SELECT state FROM reports WHERE check_in_id = other.id) AS other_report_state
FROM check_ins AS own JOIN check_ins AS other ON other.shift_id = own.shift_id
WHERE own.member_id = :member_id AND other.member_id = :entered_id ORDER BY own.id;

-- name: attach_report(report_id, check_in_id)!
-- A report of the one check-in becomes the other's.
UPDATE reports SET check_in_id = :check_in_id WHERE id = :report_id;

-- name: drop_report(report_id)!
-- The weaker of two reports on the same shift.
DELETE FROM reports WHERE id = :report_id;

-- name: drop_check_in(check_in_id)!
-- The weaker of two check-ins at the same shift.
DELETE FROM check_ins WHERE id = :check_in_id;

-- name: unverify_reports(entered_id, member_id)!
-- What the member themselves, or somebody who is erased, verified of the entered person's reports awaits another leader.
UPDATE reports SET state = 'waiting', minutes_verified = NULL, decided_by = NULL, decided_at = NULL, decider_gone = 0
WHERE state = 'verified'
    AND (decided_by = :member_id OR decider_gone = 1 OR decided_by IN (SELECT member_id FROM going)
        OR decided_by IN (SELECT once_id FROM once WHERE once.member_id = :member_id))
    AND check_in_id IN (SELECT id FROM check_ins WHERE check_ins.member_id = :entered_id);

-- name: unverify_check_ins(entered_id, member_id)!
-- What the member themselves, or somebody who is erased, verified of the entered person's check-ins awaits another leader.
UPDATE check_ins SET state = 'waiting', minutes_verified = NULL, hours_pending = 0, decided_by = NULL,
    decided_at = NULL, decider_gone = 0
WHERE state = 'verified'
    AND (decided_by = :member_id OR decider_gone = 1 OR decided_by IN (SELECT member_id FROM going)
        OR decided_by IN (SELECT once_id FROM once WHERE once.member_id = :member_id))
    AND member_id = :entered_id;

-- name: hand_over_check_ins(entered_id, member_id)!
-- The entered person's check-ins are the member's.
UPDATE check_ins SET member_id = :member_id WHERE member_id = :entered_id;

-- name: both_signed_up(entered_id, member_id)
-- The shifts that both records have a seat or a place on the waitlist of.
SELECT own.id AS own_id, own.state AS own_state, other.id AS other_id, other.state AS other_state
FROM sign_ups AS own JOIN sign_ups AS other ON other.shift_id = own.shift_id
WHERE own.member_id = :member_id AND own.state <> 'cancelled'
    AND other.member_id = :entered_id AND other.state <> 'cancelled' ORDER BY own.id;

-- name: hand_over_sign_ups(entered_id, member_id)!
-- The entered person's sign-ups are the member's.
UPDATE sign_ups SET member_id = :member_id WHERE member_id = :entered_id;

-- name: hand_over_import_rows(entered_id, member_id)!
-- What an import wrote down is the member: it cannot be taken back any more.
UPDATE import_rows SET member_id = :member_id WHERE member_id = :entered_id;

-- name: remove_entered(entered_id)!
-- The entered record, once nothing hangs on it.
DELETE FROM members WHERE id = :entered_id AND state = 'entered';

-- name: begin(gone_id, kept_id)!
-- From here until the end of it, what only grows may point to the kept record where it pointed to the one that goes.
INSERT INTO merging (gone_id, member_id) VALUES (:gone_id, :kept_id);

-- name: end(gone_id)!
-- The two are one.
DELETE FROM merging WHERE gone_id = :gone_id;

-- name: unverify_reports_between(gone_id, kept_id)!
-- What either of the two, or somebody who is erased, verified of the other's reports, or of an entry that either says is
-- theirs, awaits another leader.
UPDATE reports SET state = 'waiting', minutes_verified = NULL, decided_by = NULL, decided_at = NULL, decider_gone = 0
WHERE state = 'verified' AND (
    (check_in_id IN (SELECT id FROM check_ins WHERE check_ins.member_id IN (:gone_id, :kept_id))
        AND (decider_gone = 1 OR decided_by IN (SELECT member_id FROM going)
            OR decided_by IN (SELECT once_id FROM once WHERE once.member_id IN (:gone_id, :kept_id))))
    OR (decided_by IN (:gone_id, :kept_id) AND check_in_id IN (
        SELECT check_ins.id FROM check_ins JOIN selves ON selves.self_id = check_ins.member_id
        WHERE selves.member_id IN (:gone_id, :kept_id))));

-- name: unverify_check_ins_between(gone_id, kept_id)!
-- The same of their check-ins.
UPDATE check_ins SET state = 'waiting', minutes_verified = NULL, hours_pending = 0, decided_by = NULL,
    decided_at = NULL, decider_gone = 0
WHERE state = 'verified' AND (
    (member_id IN (:gone_id, :kept_id)
        AND (decider_gone = 1 OR decided_by IN (SELECT member_id FROM going)
            OR decided_by IN (SELECT once_id FROM once WHERE once.member_id IN (:gone_id, :kept_id))))
    OR (decided_by IN (:gone_id, :kept_id) AND member_id IN (
        SELECT self_id FROM selves WHERE selves.member_id IN (:gone_id, :kept_id))));

-- name: unverify_reports_of(member_id)!
-- What somebody who is erased, or whose account is now the member's, verified of the member's reports awaits another
-- leader.
UPDATE reports SET state = 'waiting', minutes_verified = NULL, decided_by = NULL, decided_at = NULL, decider_gone = 0
WHERE state = 'verified' AND (decider_gone = 1 OR decided_by IN (SELECT member_id FROM going)
        OR decided_by IN (SELECT once_id FROM once WHERE once.member_id = :member_id))
    AND check_in_id IN (SELECT id FROM check_ins WHERE check_ins.member_id = :member_id);

-- name: unverify_check_ins_of(member_id)!
-- The same of their check-ins.
UPDATE check_ins SET state = 'waiting', minutes_verified = NULL, hours_pending = 0, decided_by = NULL,
    decided_at = NULL, decider_gone = 0
WHERE state = 'verified' AND (decider_gone = 1 OR decided_by IN (SELECT member_id FROM going)
        OR decided_by IN (SELECT once_id FROM once WHERE once.member_id = :member_id))
    AND member_id = :member_id;

-- name: end_double_grants(gone_id, kept_id, now)!
-- A role that both hold is held once.
UPDATE grants SET revoked_at = :now WHERE member_id = :gone_id AND revoked_at IS NULL AND EXISTS (
    SELECT 1 FROM grants AS own WHERE own.member_id = :kept_id AND own.revoked_at IS NULL
        AND own.role = grants.role AND own.unit_id = grants.unit_id);

-- name: hand_over_grants(gone_id, kept_id)!
-- The roles of one are the person's.
UPDATE grants SET member_id = :kept_id WHERE member_id = :gone_id;

-- name: hand_over_given_grants(gone_id, kept_id)!
-- And what it gave.
UPDATE grants SET given_by = :kept_id WHERE given_by = :gone_id;

-- name: hand_over_made_invites(gone_id, kept_id)!
-- And what it invited to.
UPDATE invites SET created_by = :kept_id WHERE created_by = :gone_id;

-- name: hand_over_taken_invites(gone_id, kept_id)!
-- And what it was invited to.
UPDATE invites SET redeemed_by = :kept_id WHERE redeemed_by = :gone_id;

-- name: drop_double_requests(gone_id, kept_id)!
-- The kept record's unit stays, and so does what it asks already.
DELETE FROM requests WHERE member_id = :gone_id AND state = 'waiting' AND (kind = 'move' OR EXISTS (
    SELECT 1 FROM requests AS own WHERE own.member_id = :kept_id AND own.state = 'waiting' AND own.kind = requests.kind));

-- name: hand_over_requests(gone_id, kept_id)!
-- What the other asked of leaders is the person's.
UPDATE requests SET member_id = :kept_id WHERE member_id = :gone_id;

-- name: hand_over_request_decisions(gone_id, kept_id)!
-- And what it decided.
UPDATE requests SET decided_by = :kept_id WHERE decided_by = :gone_id;

-- name: hand_over_check_in_decisions(gone_id, kept_id)!
-- And what it decided of others' check-ins.
UPDATE check_ins SET decided_by = :kept_id WHERE decided_by = :gone_id;

-- name: hand_over_report_decisions(gone_id, kept_id)!
-- And of others' reports.
UPDATE reports SET decided_by = :kept_id WHERE decided_by = :gone_id;

-- name: hand_over_entries(gone_id, kept_id)!
-- And whom it wrote down.
UPDATE members SET entered_by = :kept_id WHERE entered_by = :gone_id;

-- name: hand_over_imports(gone_id, kept_id)!
-- And what it imported.
UPDATE imports SET member_id = :kept_id WHERE member_id = :gone_id;

-- name: hand_over_figures(gone_id, kept_id)!
-- And the figures that it entered.
UPDATE target_figures SET entered_by = :kept_id WHERE entered_by = :gone_id;

-- name: hand_over_announcements(gone_id, kept_id)!
-- And its announcements.
UPDATE broadcasts SET author_id = :kept_id WHERE author_id = :gone_id;

-- name: cancel_double_announcements(gone_id, kept_id)!
-- What an announcement has yet to say to the one, where the other has it or will.
UPDATE outbox SET state = 'cancelled', error = 'not wanted any more'
WHERE state IN ('waiting', 'held', 'closed') AND key = 'broadcast:' || broadcast_id || ':member-' || :gone_id AND EXISTS (
    SELECT 1 FROM broadcast_people AS people
    WHERE people.broadcast_id = outbox.broadcast_id AND people.member_id = :kept_id);

-- name: rename_announcements(gone_id, kept_id)!
-- What an announcement said to the one alone, it said to the person.
UPDATE outbox SET key = 'broadcast:' || broadcast_id || ':member-' || :kept_id
WHERE broadcast_id IN (SELECT people.broadcast_id FROM broadcast_people AS people WHERE people.member_id = :gone_id)
    AND key = 'broadcast:' || broadcast_id || ':member-' || :gone_id
    AND NOT EXISTS (SELECT 1 FROM broadcast_people AS people
        WHERE people.broadcast_id = outbox.broadcast_id AND people.member_id = :kept_id);

-- name: hand_over_audiences(gone_id, kept_id)!
-- Of an audience with the one alone it is the person.
UPDATE broadcast_people SET member_id = :kept_id WHERE member_id = :gone_id AND NOT EXISTS (
    SELECT 1 FROM broadcast_people AS own
    WHERE own.broadcast_id = broadcast_people.broadcast_id AND own.member_id = :kept_id);

-- name: hand_over_interests(gone_id, kept_id)!
-- What interests either interests the person.
INSERT INTO interests (member_id, field) SELECT :kept_id, field FROM interests WHERE member_id = :gone_id
ON CONFLICT DO NOTHING;

-- name: hand_over_unwanted(gone_id, kept_id)!
-- What either does not want to be reminded of, the person does not.
INSERT INTO unwanted (member_id, moment) SELECT :kept_id, moment FROM unwanted WHERE member_id = :gone_id
ON CONFLICT DO NOTHING;

-- name: hand_over_quiet_hours(gone_id, kept_id)!
-- The quiet hours of the one hold where the kept record has none of its own.
UPDATE quiet_hours SET member_id = :kept_id WHERE member_id = :gone_id
    AND NOT EXISTS (SELECT 1 FROM quiet_hours AS own WHERE own.member_id = :kept_id);

-- name: hand_over_digests(gone_id, kept_id)!
-- And how often its digest comes.
UPDATE digests SET member_id = :kept_id WHERE member_id = :gone_id
    AND NOT EXISTS (SELECT 1 FROM digests AS own WHERE own.member_id = :kept_id);

-- name: hand_over_names(gone_id, kept_id)!
-- What the one was called before.
UPDATE former_names SET member_id = :kept_id WHERE member_id = :gone_id;

-- name: hand_over_code_tries(gone_id, kept_id)!
-- The wrong codes of either are the person's.
UPDATE code_tries SET member_id = :kept_id WHERE member_id = :gone_id;

-- name: hand_over_link_tries(gone_id, kept_id)!
-- These too.
UPDATE link_tries SET member_id = :kept_id WHERE member_id = :gone_id;

-- name: hand_over_short_code_tries(gone_id, kept_id)!
-- And these.
UPDATE short_code_tries SET member_id = :kept_id WHERE member_id = :gone_id;

-- name: hand_over_chats(gone_id, kept_id)!
-- The person writes from all chats of both.
UPDATE chats SET member_id = :kept_id, chosen = 0 WHERE member_id = :gone_id;

-- name: hand_over_left(gone_id, kept_id)!
-- What was the one's account before, was the person's.
INSERT INTO left_accounts (chat_id, member_id) SELECT chat_id, :kept_id FROM left_accounts WHERE member_id = :gone_id
ON CONFLICT DO NOTHING;

-- name: hand_over_done(gone_id, kept_id)!
-- What the one did is in the log as the person's.
UPDATE audit SET actor_id = :kept_id WHERE actor_id = :gone_id;

-- name: hand_over_log(gone_id, kept_id)!
-- And what was done to it.
UPDATE audit SET member_id = :kept_id WHERE member_id = :gone_id;

-- name: remove_gone(gone_id)!
-- The other record, once nothing hangs on it.
DELETE FROM members WHERE id = :gone_id;
