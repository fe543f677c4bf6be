-- name: add(unit_id, author_id, body, file_id, campaign_id, late, again_of, now)^
-- A draft.
INSERT INTO broadcasts (unit_id, author_id, body, file_id, campaign_id, late, again_of, state, created_at, changed_at)
VALUES (:unit_id, :author_id, :body, :file_id, :campaign_id, :late, :again_of, 'draft', :now, :now)
RETURNING id;

-- name: add_part(broadcast_id, outside, kind, unit_id, campaign_id, value)!
-- A part of whom it is for.
INSERT INTO broadcast_parts (broadcast_id, outside, kind, unit_id, campaign_id, value)
VALUES (:broadcast_id, :outside, :kind, :unit_id, :campaign_id, :value);

-- name: parts(broadcast_id)
-- Whom it is for.
SELECT outside, kind, unit_id, campaign_id, value FROM broadcast_parts WHERE broadcast_id = :broadcast_id
ORDER BY outside, kind, unit_id, campaign_id, value;

-- name: managed_by(member_id, broadcast_id, most)
-- The broadcasts of the units that somebody organises (or the one of this id), the newest first.
SELECT broadcasts.*, units.name AS unit_name, units.path AS unit_path, files.state AS file_state, files.sha256,
    files.media_type
FROM broadcasts
JOIN units ON units.id = broadcasts.unit_id
LEFT JOIN files ON files.id = broadcasts.file_id
WHERE (:broadcast_id = 0 OR broadcasts.id = :broadcast_id) AND EXISTS (
    SELECT 1 FROM scopes WHERE scopes.member_id = :member_id AND scopes.role IN ('organiser', 'admin')
        AND units.path LIKE scopes.path || '%')
ORDER BY broadcasts.id DESC LIMIT :most;

-- name: begin_count(broadcast_id, chat_id)!
-- Whom a draft reaches is counted anew, among the members that there are now.
UPDATE broadcasts SET reach = '{}', counted_upto = 0, count_chat = :chat_id,
    count_to = (SELECT coalesce(max(id), 0) FROM members)
WHERE id = :broadcast_id AND state = 'draft';

-- name: draft_of(broadcast_id)^
-- A draft.
SELECT broadcasts.*, units.name AS unit_name, units.path AS unit_path FROM broadcasts
JOIN units ON units.id = broadcasts.unit_id WHERE broadcasts.id = :broadcast_id AND broadcasts.state = 'draft';

-- name: counted(broadcast_id)^
-- How far the count of a draft has come.
SELECT id, reach, counted_upto, count_to, count_chat FROM broadcasts WHERE id = :broadcast_id AND state = 'draft';

-- name: to_count()
-- The drafts whose count somebody waits for.
SELECT id, reach, counted_upto, count_to, count_chat FROM broadcasts
WHERE state = 'draft' AND count_chat IS NOT NULL ORDER BY id;

-- name: set_counted(broadcast_id, upto, reach)!
-- So far it is counted.
UPDATE broadcasts SET counted_upto = :upto, reach = :reach WHERE id = :broadcast_id;

-- name: count_shown(broadcast_id)!
-- Nobody waits for the count any more.
UPDATE broadcasts SET count_chat = NULL WHERE id = :broadcast_id;

-- name: reach(broadcast_id, after, upto, windowed, free_since, open_since)
-- Of the members of these ids who are in its audience, how many can be reached over which channel, and how many cannot,
-- where it costs nothing or else where it costs something now, or where nothing gets through now;
-- and why; not of whoever is being erased.
SELECT coalesce(
        (SELECT CASE stages.stage WHEN 0 THEN stages.channel WHEN 1 THEN stages.channel || ':paid'
                ELSE stages.channel || ':closed' END
            FROM (SELECT open_chats.channel, open_chats.chosen, open_chats.heard_at, open_chats.chat_id, CASE
                    WHEN open_chats.channel NOT IN (SELECT value FROM json_each(:windowed)) THEN 0
                    WHEN coalesce(chats.interacted_at, '') > :free_since THEN 0
                    WHEN coalesce(chats.interacted_at, '') > :open_since THEN 1
                    ELSE 2 END AS stage
                FROM open_chats JOIN chats ON chats.id = open_chats.chat_id
                WHERE open_chats.member_id = members.id AND members.state = 'active') AS stages
            ORDER BY stages.stage, stages.chosen DESC, stages.heard_at DESC, stages.chat_id DESC LIMIT 1),
        CASE WHEN members.state = 'entered' THEN '!entered'
            WHEN EXISTS (SELECT 1 FROM chats AS any_chat WHERE any_chat.member_id = members.id) THEN '!blocked'
            ELSE '!no_chat' END) AS way,
    count(*) AS people
FROM members
WHERE members.id > :after AND members.id <= :upto AND members.name <> ''
    AND NOT EXISTS (SELECT 1 FROM broadcast_parts AS kinds WHERE kinds.broadcast_id = :broadcast_id AND kinds.outside = 0
        AND NOT EXISTS (SELECT 1 FROM broadcast_hits AS hits WHERE hits.broadcast_id = :broadcast_id
            AND hits.member_id = members.id AND hits.outside = 0 AND hits.kind = kinds.kind))
    AND NOT EXISTS (SELECT 1 FROM broadcast_hits AS hits
        WHERE hits.broadcast_id = :broadcast_id AND hits.member_id = members.id AND hits.outside = 1)
GROUP BY way ORDER BY way;

-- name: newest_member()^
-- The highest number of a member.
SELECT coalesce(max(id), 0) AS id FROM members;

-- name: say(broadcast_id, at, now)^
-- Its organiser has confirmed it: it goes out from then on. No row comes back where it was no draft any more.
UPDATE broadcasts SET state = 'sending', said_at = :now, changed_at = :now, at = :at,
    newest = (SELECT coalesce(max(id), 0) FROM members)
WHERE id = :broadcast_id AND state = 'draft'
RETURNING id;

-- name: drop_draft(broadcast_id)!
-- A draft that is not wanted.
DELETE FROM broadcasts WHERE id = :broadcast_id AND state = 'draft';

-- name: set_state(broadcast_id, state, was, now)^
-- Paused, going on, or cancelled; no row comes back where it was in another state.
UPDATE broadcasts SET state = :state, changed_at = :now
WHERE id = :broadcast_id AND state = :was AND ended_at IS NULL RETURNING id;

-- name: take_back(broadcast_id, now)^
-- What goes out later is a draft again, as if it had never been confirmed; -1 says that its audience is to be forgotten.
-- No row comes back where it goes out already.
UPDATE broadcasts SET state = 'draft', said_at = NULL, at = NULL, changed_at = :now, collected_upto = -1,
    newest = 0, fed_upto = 0, people = 0, fed = 0, no_chat = 0, blocked_before = 0, blocked_since = 0, joined_later = 0
WHERE id = :broadcast_id AND state IN ('sending', 'paused') AND at > :now AND again_of IS NULL AND NOT EXISTS (
    SELECT 1 FROM outbox WHERE outbox.broadcast_id = broadcasts.id AND outbox.state <> 'waiting')
RETURNING id;

-- name: drop_waiting(broadcast_id)!
-- Whoever signed up since it was confirmed has a message of it in the outbox: it is taken out again.
DELETE FROM outbox WHERE broadcast_id = :broadcast_id AND state = 'waiting';

-- name: taken_back()
-- The drafts that were taken back, and whose audience is not all forgotten.
SELECT id FROM broadcasts WHERE collected_upto < 0 ORDER BY id;

-- name: forget_audience(broadcast_id, most)!
-- Some of the audience of a draft that was taken back.
DELETE FROM broadcast_people WHERE broadcast_id = :broadcast_id AND member_id IN (
    SELECT people.member_id FROM broadcasts JOIN broadcast_people AS people ON people.broadcast_id = broadcasts.id
    WHERE broadcasts.id = :broadcast_id AND broadcasts.collected_upto < 0 ORDER BY people.member_id LIMIT :most);

-- name: audience_forgotten(broadcast_id)!
-- Nobody is in its audience any more.
UPDATE broadcasts SET collected_upto = 0 WHERE id = :broadcast_id AND collected_upto < 0;

-- name: hold(broadcast_id, never)!
-- What is in the outbox of a paused broadcast is not due.
UPDATE outbox SET due_at = :never WHERE broadcast_id = :broadcast_id AND state = 'waiting';

-- name: release_held(broadcast_id, never, due)!
-- It is due again.
UPDATE outbox SET due_at = :due WHERE broadcast_id = :broadcast_id AND state = 'waiting' AND due_at = :never;

-- name: cancel_waiting(broadcast_id)!
-- What is in the outbox of a cancelled broadcast is not wanted any more.
UPDATE outbox SET state = 'cancelled', error = 'the broadcast was cancelled'
WHERE broadcast_id = :broadcast_id AND state IN ('waiting', 'held', 'closed');

-- name: running(only)
-- What was confirmed and has not ended, or the one of this id (null: any).
SELECT broadcasts.*, units.name AS unit_name, units.path AS unit_path FROM broadcasts
JOIN units ON units.id = broadcasts.unit_id
WHERE said_at IS NOT NULL AND ended_at IS NULL AND broadcasts.id = coalesce(:only, broadcasts.id)
ORDER BY at, broadcasts.id;

-- name: running_ids()
-- The same by their ids alone, which is read even where one of them is broken.
SELECT id FROM broadcasts WHERE said_at IS NOT NULL AND ended_at IS NULL ORDER BY at, id;

-- name: collect(broadcast_id, said_at, after, upto)!
-- The members of these ids who are in the audience, and whether they could be reached when it was confirmed.
INSERT INTO broadcast_people (broadcast_id, member_id, reach)
SELECT :broadcast_id, members.id, CASE
    WHEN EXISTS (SELECT 1 FROM chats WHERE chats.member_id = members.id
        AND (chats.blocked_at IS NULL OR chats.blocked_at >= :said_at)) THEN ''
    WHEN EXISTS (SELECT 1 FROM chats WHERE chats.member_id = members.id) THEN 'blocked'
    ELSE 'no_chat' END
FROM members
WHERE members.id > :after AND members.id <= :upto AND members.state = 'active' AND members.consented_at <= :said_at
    AND NOT EXISTS (SELECT 1 FROM broadcast_parts AS kinds WHERE kinds.broadcast_id = :broadcast_id AND kinds.outside = 0
        AND NOT EXISTS (SELECT 1 FROM broadcast_hits AS hits WHERE hits.broadcast_id = :broadcast_id
            AND hits.member_id = members.id AND hits.outside = 0 AND hits.kind = kinds.kind))
    AND NOT EXISTS (SELECT 1 FROM broadcast_hits AS hits
        WHERE hits.broadcast_id = :broadcast_id AND hits.member_id = members.id AND hits.outside = 1)
ORDER BY members.id
ON CONFLICT (broadcast_id, member_id) DO NOTHING;

-- name: collect_failed(broadcast_id, again_of, said_at, after, upto)!
-- The members of these ids whom the broadcast before did not reach, but not those whose turn it never was.
INSERT INTO broadcast_people (broadcast_id, member_id, reach)
SELECT :broadcast_id, people.member_id, CASE
    WHEN EXISTS (SELECT 1 FROM chats WHERE chats.member_id = members.id
        AND (chats.blocked_at IS NULL OR chats.blocked_at >= :said_at)) THEN ''
    WHEN EXISTS (SELECT 1 FROM chats WHERE chats.member_id = members.id) THEN 'blocked'
    ELSE 'no_chat' END
FROM broadcast_people AS people
JOIN broadcasts AS before ON before.id = people.broadcast_id
JOIN members ON members.id = people.member_id AND members.state = 'active'
LEFT JOIN outbox ON outbox.key = 'broadcast:' || :again_of || ':member-' || people.member_id
WHERE people.broadcast_id = :again_of AND people.member_id > :after AND people.member_id <= :upto
    AND people.member_id <= before.fed_upto
    AND (outbox.id IS NULL OR outbox.state = 'failed' OR (outbox.state = 'cancelled' AND outbox.error LIKE 'blocked%'))
ORDER BY people.member_id;

-- name: collected(broadcast_id, after, upto, people)!
-- So far the audience is known, and who of it could not be reached.
UPDATE broadcasts SET collected_upto = :upto, people = people + :people,
    no_chat = no_chat + (SELECT count(*) FROM broadcast_people AS found WHERE found.broadcast_id = :broadcast_id
        AND found.member_id > :after AND found.member_id <= :upto AND found.reach = 'no_chat'),
    blocked_before = blocked_before + (SELECT count(*) FROM broadcast_people AS found
        WHERE found.broadcast_id = :broadcast_id
            AND found.member_id > :after AND found.member_id <= :upto AND found.reach = 'blocked')
WHERE id = :broadcast_id;

-- name: in_outbox(now)^
-- How many messages of broadcasts wait in the outbox and are due.
SELECT count(*) AS waiting FROM outbox WHERE state = 'waiting' AND lane = 2 AND due_at <= :now;

-- name: next_people(broadcast_id, after, upto, most)^
-- The last of the next people of its audience who can be reached.
SELECT max(page.member_id) AS upto, count(*) AS people FROM (
    SELECT member_id FROM broadcast_people
    WHERE broadcast_id = :broadcast_id AND member_id > :after AND member_id <= :upto AND reach = ''
    ORDER BY member_id LIMIT :most
) AS page;

-- name: feed(broadcast_id, after, upto, body, now)!
-- Messages for the people of these ids who can be reached, then and now: over the chat that each is told things in.
INSERT INTO outbox (key, chat_id, lane, kind, body, cause, queued_at, due_at, state, broadcast_id)
SELECT 'broadcast:' || :broadcast_id || ':member-' || people.member_id, recipients.chat_id, 2, 'notice', :body,
    'broadcast:' || :broadcast_id, :now, :now, 'waiting', :broadcast_id
FROM broadcast_people AS people
CROSS JOIN recipients
WHERE people.broadcast_id = :broadcast_id AND people.member_id > :after AND people.member_id <= :upto
    AND people.reach = '' AND recipients.member_id = people.member_id
ORDER BY people.member_id
ON CONFLICT (key) DO NOTHING;

-- name: blocked_since(broadcast_id, after, upto)^
-- How many of these people could be reached when it was confirmed, and have blocked the bot in each chat since.
-- Whoever is being erased is not among them.
SELECT count(*) AS people FROM broadcast_people AS people
JOIN members ON members.id = people.member_id AND members.state = 'active'
WHERE people.broadcast_id = :broadcast_id AND people.member_id > :after AND people.member_id <= :upto
    AND people.reach = '' AND EXISTS (SELECT 1 FROM chats WHERE chats.member_id = people.member_id)
    AND NOT EXISTS (SELECT 1 FROM chats WHERE chats.member_id = people.member_id AND chats.blocked_at IS NULL);

-- name: set_fed(broadcast_id, upto, people, blocked)!
-- These people's messages are in the outbox, or they cannot be reached any more.
UPDATE broadcasts SET fed_upto = :upto, fed = fed + :people, blocked_since = blocked_since + :blocked
WHERE id = :broadcast_id;

-- name: keep_held(broadcast_id)!
-- It has ended, and these people's messages are held.
UPDATE broadcast_people SET held = 1 WHERE broadcast_id = :broadcast_id AND EXISTS (
    SELECT 1 FROM outbox WHERE outbox.key = 'broadcast:' || broadcast_people.broadcast_id || ':member-'
            || broadcast_people.member_id
        AND outbox.state IN ('held', 'closed'));

-- name: end(broadcast_id, state, now, sent, blocked, failed, cancelled)!
-- Nothing is left to send of it; its sums stay.
UPDATE broadcasts SET state = :state, ended_at = :now, sent = :sent, blocked = :blocked, failed = :failed,
    cancelled = :cancelled
WHERE id = :broadcast_id;

-- name: message(row_id)^
-- What is sent to one person: the broadcast, and who reads it.
SELECT broadcasts.id, broadcasts.state, broadcasts.body, broadcasts.campaign_id, files.sha256, files.media_type,
    members.name, units.name AS unit
FROM outbox
JOIN broadcasts ON broadcasts.id = outbox.broadcast_id
JOIN chats ON chats.id = outbox.chat_id
JOIN members ON members.id = chats.member_id
JOIN units ON units.id = members.unit_id
LEFT JOIN files ON files.id = broadcasts.file_id
WHERE outbox.id = :row_id AND outbox.state IN ('waiting', 'held', 'closed');

-- name: people(broadcast_id)
-- Everybody in its audience, and what became of their message.
SELECT members.name, units.name AS unit, people.reach, chats.channel, outbox.state, outbox.sent_at, outbox.error
FROM broadcast_people AS people
JOIN members ON members.id = people.member_id AND members.state = 'active'
JOIN units ON units.id = members.unit_id
LEFT JOIN outbox ON outbox.key = 'broadcast:' || people.broadcast_id || ':member-' || people.member_id
LEFT JOIN chats ON chats.id = outbox.chat_id
WHERE people.broadcast_id = :broadcast_id
ORDER BY units.path, members.search_key, members.id;

-- name: late(campaign_id)^
-- The last instructions of a campaign that late sign-ups are to get.
SELECT id, state, at, fed_upto, newest, ended_at FROM broadcasts
WHERE late = 1 AND state IN ('sending', 'paused', 'done') AND EXISTS (
    SELECT 1 FROM broadcast_parts AS parts WHERE parts.broadcast_id = broadcasts.id AND parts.outside = 0
        AND parts.kind = 'campaign' AND parts.campaign_id = :campaign_id)
ORDER BY id DESC LIMIT 1;

-- name: add_late(broadcast_id, member_id)!
-- One more person in its audience.
INSERT INTO broadcast_people (broadcast_id, member_id) VALUES (:broadcast_id, :member_id)
ON CONFLICT (broadcast_id, member_id) DO NOTHING;

-- name: added_late(broadcast_id, fed)!
-- It has one more person, whose message is in the outbox already where `fed` is 1. The sums of one that has ended stay.
UPDATE broadcasts SET people = people + (ended_at IS NULL), fed = fed + :fed * (ended_at IS NULL),
    joined_later = joined_later + (ended_at IS NOT NULL)
WHERE id = :broadcast_id;

-- name: feed_late(broadcast_id, member_id, body, now, due_at)^
-- The message of somebody who signed up late, if they can be reached and do not have it.
INSERT INTO outbox (key, chat_id, lane, kind, body, cause, queued_at, due_at, state, broadcast_id)
SELECT 'broadcast:' || :broadcast_id || ':member-' || recipients.member_id, recipients.chat_id, 2, 'notice', :body,
    'broadcast:' || :broadcast_id, :now, :due_at, 'waiting', :broadcast_id
FROM recipients WHERE recipients.member_id = :member_id
ON CONFLICT (key) DO NOTHING
RETURNING id, chat_id;

-- name: old_photos(before)
-- The photos of broadcasts that ended before this moment.
SELECT file_id FROM broadcasts WHERE ended_at < :before AND file_id IS NOT NULL;

-- name: drop_photo(file_id)!
-- No broadcast shows this photo any more.
UPDATE broadcasts SET file_id = NULL WHERE file_id = :file_id;

-- name: forget_people(before, most)!
-- Who was in the audience of a broadcast that ended before this moment: some at a time.
DELETE FROM broadcast_people WHERE (broadcast_id, member_id) IN (
    SELECT people.broadcast_id, people.member_id FROM broadcasts
    JOIN broadcast_people AS people ON people.broadcast_id = broadcasts.id
    WHERE broadcasts.ended_at < :before LIMIT :most);
