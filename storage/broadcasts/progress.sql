-- name: counts(broadcast_id)
-- How many of its messages are in which state.
SELECT state, count(*) AS messages FROM outbox WHERE broadcast_id = :broadcast_id GROUP BY state;

-- name: unsent(broadcast_id, state)^
-- How many of its messages in this state came to nothing because the person has blocked the bot, or the broadcast was
-- cancelled. Any other that was cancelled was for somebody who is no more.
SELECT coalesce(sum(error LIKE 'blocked%'), 0) AS blocked,
    coalesce(sum(error = 'the broadcast was cancelled'), 0) AS not_wanted
FROM outbox WHERE broadcast_id = :broadcast_id AND state = :state;

-- name: reached_again(broadcast_id)^
-- How many of those whom a broadcast did not reach can be reached now.
SELECT count(*) AS people
FROM broadcast_people AS people
JOIN broadcasts AS before ON before.id = people.broadcast_id
JOIN recipients ON recipients.member_id = people.member_id
LEFT JOIN outbox ON outbox.key = 'broadcast:' || people.broadcast_id || ':member-' || people.member_id
WHERE people.broadcast_id = :broadcast_id AND people.member_id <= before.fed_upto
    AND (outbox.id IS NULL OR outbox.state = 'failed' OR (outbox.state = 'cancelled' AND outbox.error LIKE 'blocked%'));

-- name: held_since_end(broadcast_id)
-- Of one that has ended, whose messages were held then: how many are in which state now.
SELECT coalesce(outbox.state, '') AS state, count(*) AS messages FROM broadcast_people AS people
LEFT JOIN outbox ON outbox.key = 'broadcast:' || people.broadcast_id || ':member-' || people.member_id
WHERE people.broadcast_id = :broadcast_id AND people.held = 1 GROUP BY outbox.state;

-- name: settled(most)
-- Messages that were held when their broadcast ended, and have ended since; some at a time.
SELECT people.broadcast_id, people.member_id, coalesce(outbox.state, '') AS state, outbox.error
FROM broadcast_people AS people
LEFT JOIN outbox ON outbox.key = 'broadcast:' || people.broadcast_id || ':member-' || people.member_id
WHERE people.held = 1 AND (outbox.id IS NULL OR outbox.state NOT IN ('waiting', 'held', 'closed')) LIMIT :most;

-- name: settle(broadcast_id, member_id)!
-- What became of it is in the sums.
UPDATE broadcast_people SET held = 0 WHERE broadcast_id = :broadcast_id AND member_id = :member_id;

-- name: add_end(broadcast_id, sent, blocked, failed, cancelled)!
-- The sums of one that has ended.
UPDATE broadcasts SET sent = sent + :sent, blocked = blocked + :blocked, failed = failed + :failed,
    cancelled = cancelled + :cancelled
WHERE id = :broadcast_id;
