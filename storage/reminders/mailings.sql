-- name: begin(now)!
-- The first look of all.
INSERT INTO looks (id, began_at, looked_at) VALUES (1, :now, :now) ON CONFLICT (id) DO NOTHING;

-- name: progress()^
-- Since when there have been looks, and until when it is known what was due.
SELECT began_at, looked_at AS known_until FROM looks WHERE id = 1;

-- name: set_known_until(now)!
-- What was due until this moment is known.
UPDATE looks SET looked_at = :now WHERE id = 1;

-- name: shifts_around(ends_from, starts_upto, after_ends, after_id, most)
-- A page of the shifts that something may be due for.
SELECT shifts.id, shifts.campaign_id, campaigns.title, campaigns.place, campaigns.bring, shifts.starts_at,
    shifts.ends_at, shifts.opens_at
FROM shifts JOIN campaigns ON campaigns.id = shifts.campaign_id
WHERE shifts.ends_at >= :ends_from AND (shifts.ends_at, shifts.id) > (:after_ends, :after_id)
    AND shifts.starts_at <= :starts_upto AND shifts.state = 'open' AND campaigns.state IN ('open', 'closed')
ORDER BY shifts.ends_at, shifts.id LIMIT :most;

-- name: shift(shift_id)^
-- One shift, whatever became of it.
SELECT shifts.id, shifts.campaign_id, campaigns.title, campaigns.place, campaigns.bring, shifts.starts_at,
    shifts.ends_at, shifts.opens_at, shifts.state, campaigns.state AS campaign_state
FROM shifts JOIN campaigns ON campaigns.id = shifts.campaign_id
WHERE shifts.id = :shift_id;

-- name: campaigns_on(starts_from, starts_upto)
-- The open campaigns with a shift that starts in this time, and when their first one does.
SELECT campaigns.id AS campaign_id, campaigns.title, campaigns.unit_id, min(shifts.starts_at) AS starts_at
FROM campaigns JOIN shifts ON shifts.campaign_id = campaigns.id
WHERE campaigns.state = 'open' AND shifts.state = 'open' AND shifts.starts_at >= :starts_from
    AND shifts.starts_at < :starts_upto
GROUP BY campaigns.id, campaigns.title, campaigns.unit_id
ORDER BY starts_at, campaigns.id;

-- name: unit_paths()
-- Every open unit with members, and the units above it.
SELECT id, path FROM units WHERE closed_at IS NULL AND EXISTS (SELECT 1 FROM members WHERE members.unit_id = units.id);

-- name: known(key)^
-- Whether this mailing is there already.
SELECT id FROM mailings WHERE key = :key;

-- name: add(key, subject, moment, audience, item_id, shift_id, path, body, at, useful_until, starts_at, urgent, next_at, state)^
-- Something to say to many; no row comes back where it is there already.
INSERT INTO mailings (key, subject, moment, audience, item_id, shift_id, path, body, at, useful_until, starts_at, urgent,
    next_at, state)
VALUES (:key, :subject, :moment, :audience, :item_id, :shift_id, :path, :body, :at, :useful_until, :starts_at, :urgent,
    :next_at, :state)
ON CONFLICT (key) DO NOTHING
RETURNING id;

-- name: add_body(mailing_id, unit_id, body)*!
-- What a mailing says to the members of one unit.
INSERT INTO mailing_bodies (mailing_id, unit_id, body) VALUES (:mailing_id, :unit_id, :body);

-- name: due(upto, most)
-- The mailings whose pass is due, the one that waits longest first.
SELECT id, key, subject, moment, audience, item_id, shift_id, path, body, at, useful_until, starts_at, urgent, next_at,
    pass_at, after, told, missed, state
FROM mailings WHERE state = 'open' AND next_at <= :upto ORDER BY next_at, id LIMIT :most;

-- name: next_pass()^
-- When the next pass of any mailing is due.
SELECT min(next_at) AS next_at FROM mailings WHERE state = 'open';

-- name: begin_pass(mailing_id, now)!
-- A pass through the audience begins.
UPDATE mailings SET pass_at = :now, after = 0 WHERE id = :mailing_id;

-- name: advance(mailing_id, after, told, missed)!
-- The pass has come to this member.
UPDATE mailings SET after = :after, told = told + :told, missed = missed + :missed WHERE id = :mailing_id;

-- name: wait(mailing_id, next_at)!
-- The pass is over; the next is due then.
UPDATE mailings SET next_at = :next_at, pass_at = NULL, after = 0 WHERE id = :mailing_id;

-- name: finish(mailing_id, state)!
-- Nothing is left to say.
UPDATE mailings SET state = :state, pass_at = NULL WHERE id = :mailing_id;

-- name: erase_bodies(mailing_id)!
-- What a mailing said to single units.
DELETE FROM mailing_bodies WHERE mailing_id = :mailing_id;

-- name: forget(before)!
-- Mailings from before this moment.
DELETE FROM mailings WHERE at < :before AND state <> 'open';

-- name: last_member()^
-- The newest member.
SELECT coalesce(max(id), 0) AS id FROM members;

-- name: page(audience, shift_id, after, most)^
-- The last of the next members of a shift's audience.
SELECT max(page.member_id) AS upto, count(*) AS people FROM (
    SELECT member_id FROM audiences WHERE audience = :audience AND shift_id = :shift_id AND member_id > :after
    ORDER BY member_id LIMIT :most
) AS page;

-- name: tell(mailing_id, audience, shift_id, path, since, after, upto, subject, moment, body, state, useful_until, now, wanted, quiet, early)!
-- Queue a mailing for one page of its audience, but not for those who do not want it, nor for those whose quiet hours
-- are among `quiet`; where there are any among `early`, only for those who have them.
INSERT INTO outbox (key, chat_id, lane, kind, body, cause, queued_at, due_at, useful_until, state)
SELECT 'reminder:' || :subject || ':member-' || recipients.member_id || ':' || :moment, recipients.chat_id, 1, 'notice',
    coalesce((SELECT bodies.body FROM mailing_bodies AS bodies
        WHERE bodies.mailing_id = :mailing_id AND bodies.unit_id = recipients.unit_id), :body),
    'mailing:' || :subject || ':' || :moment, :now, :now, :useful_until, :state
FROM audiences JOIN recipients ON recipients.member_id = audiences.member_id
WHERE audiences.audience = :audience AND audiences.shift_id = :shift_id AND audiences.path LIKE :path || '%'
    AND audiences.since <= :since AND audiences.member_id > :after AND audiences.member_id <= :upto
    AND :quiet NOT LIKE '%' || recipients.quiet_hours || '%'
    AND (:early = '' OR :early LIKE '%' || recipients.quiet_hours || '%')
    AND (:wanted = 0 OR NOT EXISTS (SELECT 1 FROM unwanted WHERE unwanted.member_id = recipients.member_id
        AND unwanted.moment IN (:moment, 'everything')))
ORDER BY audiences.member_id
ON CONFLICT (key) DO NOTHING;

-- name: queued(since)
-- What was queued since then: each wording of each mailing, and for how many people.
SELECT outbox.queued_at AS at, mailings.moment, mailings.subject, outbox.body, count(*) AS people
FROM outbox JOIN mailings ON outbox.cause = 'mailing:' || mailings.key
WHERE outbox.queued_at >= :since AND outbox.state = 'waiting'
GROUP BY outbox.queued_at, mailings.id, mailings.moment, mailings.subject, outbox.body
ORDER BY outbox.queued_at, mailings.id, people DESC;
