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
    AND (decided_by = :member_id OR decider_gone = 1 OR decided_by IN (SELECT member_id FROM going))
    AND check_in_id IN (SELECT id FROM check_ins WHERE check_ins.member_id = :entered_id);

-- name: unverify_check_ins(entered_id, member_id)!
-- What the member themselves, or somebody who is erased, verified of the entered person's check-ins awaits another leader.
UPDATE check_ins SET state = 'waiting', minutes_verified = NULL, hours_pending = 0, decided_by = NULL,
    decided_at = NULL, decider_gone = 0
WHERE state = 'verified'
    AND (decided_by = :member_id OR decider_gone = 1 OR decided_by IN (SELECT member_id FROM going))
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
