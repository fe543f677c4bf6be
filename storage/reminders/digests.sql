-- name: enrol(day, now)!
-- Everybody who leads a unit has a digest from the day on which that is first seen.
INSERT INTO digests (member_id, looked_on, told_upto, told_sign_up)
SELECT DISTINCT scopes.member_id, :day, :now, (SELECT coalesce(max(id), 0) FROM sign_ups) FROM scopes
WHERE NOT EXISTS (SELECT 1 FROM digests WHERE digests.member_id = scopes.member_id)
ON CONFLICT (member_id) DO NOTHING;

-- name: to_check(day, far, quiet, most)
-- Leaders who can be reached, are not in quiet hours, and whose digest was not checked on this day, or on one that
-- a clock far ahead had made up.
SELECT digests.member_id, digests.rhythm, digests.looked_on AS checked_on, digests.told_upto,
    digests.told_sign_up, recipients.chat_id
FROM digests JOIN recipients ON recipients.member_id = digests.member_id
WHERE (digests.looked_on < :day OR digests.looked_on > :far) AND digests.rhythm <> 'off'
    AND :quiet NOT LIKE '%' || recipients.quiet_hours || '%'
    AND EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = digests.member_id)
ORDER BY digests.member_id LIMIT :most;

-- name: leaders(organiser_id)
-- The leaders who can be sent a digest and want one; of an organiser (0: of nobody in particular), those who lead nothing
-- beyond what they organise. Whoever is not known yet has a digest from now on.
SELECT members.id AS member_id, coalesce(digests.rhythm, 'usual') AS rhythm, digests.told_upto, digests.told_sign_up,
    recipients.quiet_hours
FROM members
JOIN recipients ON recipients.member_id = members.id
LEFT JOIN digests ON digests.member_id = members.id
WHERE coalesce(digests.rhythm, 'usual') <> 'off'
    AND EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = members.id)
    AND (:organiser_id = 0 OR NOT EXISTS (
        SELECT 1 FROM scopes AS theirs WHERE theirs.member_id = members.id AND NOT EXISTS (
            SELECT 1 FROM scopes AS mine WHERE mine.member_id = :organiser_id AND mine.role IN ('organiser', 'admin')
                AND theirs.path LIKE mine.path || '%')))
ORDER BY members.id;

-- name: mark_checked(member_id, day)!
-- A leader's digest was checked on this day.
UPDATE digests SET looked_on = :day WHERE member_id = :member_id;

-- name: mark_told(member_id, now)!
-- A leader's digest has told everything until now.
UPDATE digests SET told_upto = :now, told_sign_up = (SELECT coalesce(max(id), 0) FROM sign_ups)
WHERE member_id = :member_id;

-- name: rhythm(member_id)^
-- How often a leader wants their digest.
SELECT rhythm FROM digests WHERE member_id = :member_id;

-- name: set_rhythm(member_id, rhythm, day, now)!
-- A leader chooses how often their digest comes.
INSERT INTO digests (member_id, rhythm, looked_on, told_upto, told_sign_up)
VALUES (:member_id, :rhythm, :day, :now, (SELECT coalesce(max(id), 0) FROM sign_ups))
ON CONFLICT (member_id) DO UPDATE SET rhythm = excluded.rhythm;

-- name: cancel_waiting(member_id, keys)!
-- A digest that still waits for this leader is not wanted any more.
UPDATE outbox SET state = 'cancelled', error = 'not wanted any more'
WHERE state IN ('waiting', 'held', 'closed') AND key LIKE :keys
    AND chat_id IN (SELECT id FROM chats WHERE member_id = :member_id);

-- name: runs(asker_id, first, upto)^
-- A shift in this time that is the asker's: of a campaign of their units, hosted by one, or with their people on it.
SELECT shifts.id FROM shifts
JOIN campaigns ON campaigns.id = shifts.campaign_id AND campaigns.state IN ('open', 'closed')
JOIN units AS owner ON owner.id = campaigns.unit_id
JOIN units AS host ON host.id = shifts.host_unit_id
WHERE shifts.ends_at > :first AND shifts.starts_at < :upto AND shifts.state = 'open' AND EXISTS (
    SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND (owner.path LIKE scopes.path || '%'
        OR host.path LIKE scopes.path || '%' OR EXISTS (
            SELECT 1 FROM sign_ups JOIN units ON units.id = sign_ups.unit_id
            WHERE sign_ups.shift_id = shifts.id AND sign_ups.state <> 'cancelled'
                AND units.path LIKE scopes.path || '%'))
)
LIMIT 1;

-- name: signed_up(asker_id, after, since, now, most)
-- Who signed up in this time and after this sign-up, the newest first, and how many they are:
-- people of the asker's units, or on their shifts.
WITH mine AS (
    SELECT units.id FROM scopes JOIN units ON units.path >= scopes.path AND units.path < scopes.path || '~'
    WHERE scopes.member_id = :asker_id
)
SELECT members.name, count(*) OVER () AS people
FROM sign_ups
CROSS JOIN shifts CROSS JOIN campaigns CROSS JOIN members
WHERE sign_ups.id > :after AND sign_ups.created_at > :since AND sign_ups.created_at <= :now
    AND sign_ups.state <> 'cancelled' AND sign_ups.member_id <> :asker_id
    AND shifts.id = sign_ups.shift_id AND shifts.state = 'open'
    AND campaigns.id = shifts.campaign_id AND campaigns.state <> 'cancelled'
    AND (sign_ups.unit_id IN (SELECT id FROM mine) OR campaigns.unit_id IN (SELECT id FROM mine)
        OR shifts.host_unit_id IN (SELECT id FROM mine))
    AND members.id = sign_ups.member_id
GROUP BY members.id, members.name
ORDER BY max(sign_ups.id) DESC LIMIT :most;

-- name: past(asker_id, since, now, most)
-- The shifts that ended in this time, the latest first: how many came and how many with a seat did not, of those whom
-- the asker may see; and the sums of all of them. Where joins are CROSS, the few shifts of that time are to come first.
WITH mine AS (
    SELECT units.id FROM scopes JOIN units ON units.path >= scopes.path AND units.path < scopes.path || '~'
    WHERE scopes.member_id = :asker_id
), ended AS (
    SELECT shifts.id, campaigns.title, shifts.starts_at, CASE WHEN campaigns.unit_id IN (SELECT id FROM mine)
        OR shifts.host_unit_id IN (SELECT id FROM mine) THEN 1 ELSE 0 END AS whole
    FROM shifts JOIN campaigns ON campaigns.id = shifts.campaign_id
    WHERE shifts.ends_at > :since AND shifts.ends_at <= :now AND shifts.state = 'open' AND campaigns.state <> 'cancelled'
)
SELECT there.id AS shift_id, there.title, there.starts_at, sum(there.came) AS came, sum(there.absent) AS absent, count(*) OVER () AS shifts,
    sum(sum(there.came)) OVER () AS came_in_all, sum(sum(there.absent)) OVER () AS absent_in_all
FROM (
    SELECT ended.id, ended.title, ended.starts_at, 1 AS came, 0 AS absent FROM ended CROSS JOIN check_ins
    WHERE check_ins.shift_id = ended.id AND check_ins.state IN ('waiting', 'verified')
    AND (ended.whole = 1 OR check_ins.unit_id IN (SELECT id FROM mine))
    UNION ALL
    SELECT ended.id, ended.title, ended.starts_at, 0, 1 FROM ended CROSS JOIN sign_ups
    WHERE sign_ups.shift_id = ended.id AND sign_ups.state <> 'cancelled' AND sign_ups.state = 'seated'
    AND (ended.whole = 1 OR sign_ups.unit_id IN (SELECT id FROM mine))
    AND NOT EXISTS (SELECT 1 FROM check_ins WHERE check_ins.shift_id = ended.id
        AND check_ins.member_id = sign_ups.member_id AND check_ins.state IN ('waiting', 'verified'))
) AS there
GROUP BY there.id, there.title, there.starts_at
ORDER BY there.starts_at DESC, there.id LIMIT :most;

-- name: empty(asker_id, since, now, most)
-- The shifts that the asker's units run or whose campaign is theirs, that ended in this time and that nobody had signed up
-- for or came to, the latest first; and how many they are.
WITH mine AS (
    SELECT units.id FROM scopes JOIN units ON units.path >= scopes.path AND units.path < scopes.path || '~'
    WHERE scopes.member_id = :asker_id
)
SELECT campaigns.title, shifts.starts_at, count(*) OVER () AS shifts
FROM shifts JOIN campaigns ON campaigns.id = shifts.campaign_id
WHERE shifts.ends_at > :since AND shifts.ends_at <= :now AND shifts.state = 'open' AND campaigns.state <> 'cancelled'
    AND (campaigns.unit_id IN (SELECT id FROM mine) OR shifts.host_unit_id IN (SELECT id FROM mine))
    AND NOT EXISTS (SELECT 1 FROM sign_ups WHERE sign_ups.shift_id = shifts.id AND sign_ups.state = 'seated')
    AND NOT EXISTS (SELECT 1 FROM check_ins WHERE check_ins.shift_id = shifts.id
        AND check_ins.state IN ('waiting', 'verified'))
ORDER BY shifts.starts_at DESC, shifts.id LIMIT :most;

-- name: absent(asker_id, shift_id, most)
-- Who had a seat on a shift and did not come, as far as the asker may see them.
WITH mine AS (
    SELECT units.id FROM scopes JOIN units ON units.path >= scopes.path AND units.path < scopes.path || '~'
    WHERE scopes.member_id = :asker_id
), ended AS (
    SELECT shifts.id, CASE WHEN campaigns.unit_id IN (SELECT id FROM mine)
        OR shifts.host_unit_id IN (SELECT id FROM mine) THEN 1 ELSE 0 END AS whole
    FROM shifts JOIN campaigns ON campaigns.id = shifts.campaign_id
    WHERE shifts.id = :shift_id
)
SELECT members.name
FROM ended CROSS JOIN sign_ups CROSS JOIN members
WHERE members.id = sign_ups.member_id AND sign_ups.shift_id = ended.id AND sign_ups.state <> 'cancelled' AND sign_ups.state = 'seated'
    AND (ended.whole = 1 OR sign_ups.unit_id IN (SELECT id FROM mine))
    AND NOT EXISTS (SELECT 1 FROM check_ins WHERE check_ins.shift_id = ended.id
        AND check_ins.member_id = sign_ups.member_id AND check_ins.state IN ('waiting', 'verified'))
GROUP BY members.id, members.name, members.search_key
ORDER BY members.search_key, members.id LIMIT :most;

-- name: came(asker_id, shift_id, most)
-- Who was there on a shift, as far as the asker may see them.
WITH mine AS (
    SELECT units.id FROM scopes JOIN units ON units.path >= scopes.path AND units.path < scopes.path || '~'
    WHERE scopes.member_id = :asker_id
), ended AS (
    SELECT shifts.id, CASE WHEN campaigns.unit_id IN (SELECT id FROM mine)
        OR shifts.host_unit_id IN (SELECT id FROM mine) THEN 1 ELSE 0 END AS whole
    FROM shifts JOIN campaigns ON campaigns.id = shifts.campaign_id
    WHERE shifts.id = :shift_id
)
SELECT members.name
FROM ended CROSS JOIN check_ins CROSS JOIN members
WHERE members.id = check_ins.member_id AND check_ins.shift_id = ended.id AND check_ins.state IN ('waiting', 'verified')
    AND (ended.whole = 1 OR check_ins.unit_id IN (SELECT id FROM mine))
GROUP BY members.id, members.name, members.search_key
ORDER BY members.search_key, members.id LIMIT :most;

-- name: waiting(asker_id, now)^
-- How many check-ins, reports and requests await the asker's decision, and since when the first of them does: of shifts
-- that are over, and no report that waits for its sender.
WITH mine AS (
    SELECT units.id FROM scopes JOIN units ON units.path >= scopes.path AND units.path < scopes.path || '~'
    WHERE scopes.member_id = :asker_id
)
SELECT count(*) AS things, min(open.since) AS since
FROM (
    SELECT coalesce(reports.reported_at, check_ins.checked_in_at) AS since, check_ins.member_id, check_ins.unit_id,
        campaigns.unit_id AS owner_id, shifts.host_unit_id AS host_id
    FROM check_ins
    JOIN shifts ON shifts.id = check_ins.shift_id AND shifts.ends_at <= :now
    JOIN campaigns ON campaigns.id = shifts.campaign_id
    LEFT JOIN reports ON reports.check_in_id = check_ins.id
    WHERE check_ins.state = 'waiting' AND coalesce(reports.state, '') <> 'returned'
    UNION ALL
    SELECT reports.reported_at, check_ins.member_id, check_ins.unit_id, campaigns.unit_id, shifts.host_unit_id
    FROM reports
    JOIN check_ins ON check_ins.id = reports.check_in_id AND check_ins.state = 'verified'
    JOIN shifts ON shifts.id = check_ins.shift_id AND shifts.ends_at <= :now
    JOIN campaigns ON campaigns.id = shifts.campaign_id
    WHERE reports.state = 'waiting'
    UNION ALL
    SELECT created_at, member_id, unit_id, 0, 0 FROM requests WHERE state = 'waiting'
) AS open
WHERE open.member_id <> :asker_id AND (open.unit_id IN (SELECT id FROM mine)
    OR open.owner_id IN (SELECT id FROM mine) OR open.host_id IN (SELECT id FROM mine));

-- name: free(asker_id, now, upto, most)
-- The next shifts with empty seats, and how many they are: those of the asker's units, and those that a unit above runs
-- for all.
SELECT campaigns.title, shifts.starts_at, shifts.capacity, shifts.capacity - shifts.seats_taken AS seats_left,
    count(*) OVER () AS shifts
FROM shifts
JOIN campaigns ON campaigns.id = shifts.campaign_id AND campaigns.state = 'open'
JOIN units AS owner ON owner.id = campaigns.unit_id
JOIN units AS host ON host.id = shifts.host_unit_id
WHERE shifts.starts_at > :now AND shifts.starts_at <= :upto AND shifts.ends_at > :now AND shifts.state = 'open'
    AND shifts.seats_taken < shifts.capacity AND EXISTS (
        SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND (owner.path LIKE scopes.path || '%'
            OR host.path LIKE scopes.path || '%'
            OR (scopes.path LIKE host.path || '%' AND scopes.path LIKE owner.path || '%')))
ORDER BY shifts.starts_at, shifts.id LIMIT :most;

-- name: nobody_came(asker_id, since, now, most)
-- Units below the asker's whose people had seats on shifts that ended in this time, and none of whose people came.
SELECT unit.name AS unit, coalesce(parent.name, '') AS parent, seats.people, count(*) OVER () AS calls
FROM (
    SELECT sign_ups.unit_id, count(*) AS people
    FROM shifts CROSS JOIN sign_ups JOIN campaigns ON campaigns.id = shifts.campaign_id
    WHERE shifts.ends_at > :since AND shifts.ends_at <= :now AND shifts.state = 'open' AND campaigns.state <> 'cancelled'
        AND sign_ups.shift_id = shifts.id AND sign_ups.state <> 'cancelled' AND sign_ups.state = 'seated'
    GROUP BY sign_ups.unit_id
) AS seats
JOIN units AS unit ON unit.id = seats.unit_id
LEFT JOIN units AS parent ON parent.id = unit.parent_id
WHERE EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND unit.path LIKE scopes.path || '%'
        AND unit.path <> scopes.path)
    AND seats.unit_id NOT IN (
        SELECT check_ins.unit_id FROM shifts CROSS JOIN check_ins
        WHERE shifts.ends_at > :since AND shifts.ends_at <= :now
            AND check_ins.shift_id = shifts.id AND check_ins.state IN ('waiting', 'verified'))
ORDER BY seats.people DESC, unit.id LIMIT :most;

-- name: nobody_verified(asker_id, before, most)
-- Units below the asker's whose leaders have left something waiting since before this moment: each thing is the nearest
-- leader's, found by going up from its unit.
WITH RECURSIVE mine AS (
    SELECT units.id FROM scopes JOIN units ON units.path >= scopes.path AND units.path < scopes.path || '~'
    WHERE scopes.member_id = :asker_id
), open AS (
    SELECT waiting.unit_id, count(*) AS things, min(waiting.since) AS since
    FROM (
        SELECT check_ins.unit_id, coalesce(reports.reported_at, check_ins.checked_in_at) AS since
        FROM check_ins LEFT JOIN reports ON reports.check_in_id = check_ins.id
        WHERE check_ins.state = 'waiting' AND coalesce(reports.state, '') <> 'returned'
        UNION ALL
        SELECT check_ins.unit_id, reports.reported_at
        FROM reports JOIN check_ins ON check_ins.id = reports.check_in_id AND check_ins.state = 'verified'
        WHERE reports.state = 'waiting'
    ) AS waiting
    WHERE waiting.since < :before AND waiting.unit_id IN (SELECT id FROM mine)
    GROUP BY waiting.unit_id
), up AS (
    SELECT open.unit_id AS at_id, open.things, open.since FROM open
    UNION ALL
    SELECT units.parent_id, up.things, up.since FROM up JOIN units ON units.id = up.at_id
    WHERE units.parent_id IS NOT NULL AND up.at_id NOT IN (SELECT unit_id FROM scopes)
)
SELECT led.name AS unit, coalesce(parent.name, '') AS parent, sum(up.things) AS things, min(up.since) AS since,
    count(*) OVER () AS calls
FROM up CROSS JOIN units AS led LEFT JOIN units AS parent ON parent.id = led.parent_id
WHERE led.id = up.at_id AND led.id IN (SELECT unit_id FROM scopes) AND led.id IN (SELECT id FROM mine)
    AND led.id NOT IN (SELECT unit_id FROM scopes WHERE member_id = :asker_id)
GROUP BY led.id, led.name, parent.name
ORDER BY min(up.since), led.id LIMIT :most;

-- name: units(asker_id)
-- The units that the asker leads, none that lies below another of them.
SELECT DISTINCT units.id, units.name, units.parent_id, length(units.path) AS depth
FROM scopes JOIN units ON units.id = scopes.unit_id
WHERE scopes.member_id = :asker_id AND NOT EXISTS (
    SELECT 1 FROM scopes AS wider WHERE wider.member_id = :asker_id AND wider.path <> units.path
        AND units.path LIKE wider.path || '%')
ORDER BY depth, units.id;
