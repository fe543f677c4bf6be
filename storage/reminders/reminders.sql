-- name: quiet(member_id)^
-- A person's own quiet hours, if they chose any.
SELECT begins, ends FROM quiet_hours WHERE member_id = :member_id;

-- name: set_quiet(member_id, begins, ends)!
-- A person chooses their quiet hours.
INSERT INTO quiet_hours (member_id, begins, ends) VALUES (:member_id, :begins, :ends)
ON CONFLICT (member_id) DO UPDATE SET begins = excluded.begins, ends = excluded.ends;

-- name: in_use()
-- The quiet hours that people have chosen.
SELECT DISTINCT begins, ends FROM quiet_hours;

-- name: unwanted(member_id)
-- What a person does not want to be reminded of.
SELECT moment FROM unwanted WHERE member_id = :member_id;

-- name: refuse(member_id, moment)!
-- A person does not want these reminders.
INSERT INTO unwanted (member_id, moment) VALUES (:member_id, :moment) ON CONFLICT DO NOTHING;

-- name: want(member_id, moment)!
-- A person wants these reminders again.
DELETE FROM unwanted WHERE member_id = :member_id AND moment = :moment;

-- name: cancel_waiting(member_id, keys)!
-- Reminders of this kind that still wait for this person are not wanted any more; that a shift was moved or cancelled
-- they hear all the same.
UPDATE outbox SET state = 'cancelled', error = 'not wanted any more'
WHERE state IN ('waiting', 'held', 'closed') AND key LIKE :keys AND key NOT LIKE '%:moved' AND key NOT LIKE '%:cancelled'
    AND chat_id IN (SELECT id FROM chats WHERE member_id = :member_id);
