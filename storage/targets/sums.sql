-- name: counted(asker_id, path, year)
-- What check-ins of a unit of this path and those below it count in a year, if the asker leads it: what was claimed, and
-- what was verified. Where joins are CROSS, the few units, or the few things that await a decision, are to come first.
SELECT found.quantity, sum(found.claimed) AS claimed, sum(found.verified) AS verified
FROM (
    SELECT tallies.quantity, tallies.claimed, tallies.verified
    FROM units CROSS JOIN tallies
    WHERE units.path >= :path AND units.path < :path || '~' AND tallies.unit_id = units.id AND tallies.year = :year
    UNION ALL
    SELECT awaiting.quantity, awaiting.claimed, 0
    FROM awaiting CROSS JOIN units
    WHERE awaiting.year = :year AND units.id = awaiting.unit_id AND units.path >= :path AND units.path < :path || '~'
) AS found
WHERE EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND :path LIKE scopes.path || '%')
GROUP BY found.quantity
HAVING sum(found.claimed) > 0
ORDER BY found.quantity;

-- name: counted_for(asker_id, year)
-- The same for all units that somebody leads, each of them once.
WITH mine AS (
    SELECT DISTINCT units.id FROM scopes JOIN units ON units.path >= scopes.path AND units.path < scopes.path || '~'
    WHERE scopes.member_id = :asker_id
)
SELECT found.quantity, sum(found.claimed) AS claimed, sum(found.verified) AS verified
FROM (
    SELECT tallies.quantity, tallies.claimed, tallies.verified
    FROM mine CROSS JOIN tallies WHERE tallies.unit_id = mine.id AND tallies.year = :year
    UNION ALL
    SELECT awaiting.quantity, awaiting.claimed, 0
    FROM awaiting WHERE awaiting.year = :year AND awaiting.unit_id IN (SELECT id FROM mine)
) AS found
GROUP BY found.quantity
HAVING sum(found.claimed) > 0
ORDER BY found.quantity;

-- name: counted_below(asker_id, unit_id, path, year)
-- The same for each unit right below one, closed ones too.
SELECT found.unit_id, found.quantity, sum(found.claimed) AS claimed, sum(found.verified) AS verified
FROM (
    SELECT child.id AS unit_id, tallies.quantity, tallies.claimed, tallies.verified
    FROM units AS child CROSS JOIN units AS below CROSS JOIN tallies
    WHERE child.parent_id = :unit_id AND below.path >= child.path AND below.path < child.path || '~'
        AND tallies.unit_id = below.id AND tallies.year = :year
    UNION ALL
    SELECT child.id, awaiting.quantity, awaiting.claimed, 0
    FROM awaiting CROSS JOIN units AS below CROSS JOIN units AS child
    WHERE awaiting.year = :year AND below.id = awaiting.unit_id AND child.parent_id = :unit_id
        AND below.path >= child.path AND below.path < child.path || '~'
) AS found
WHERE EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND :path LIKE scopes.path || '%')
GROUP BY found.unit_id, found.quantity
HAVING sum(found.claimed) > 0
ORDER BY found.unit_id, found.quantity;

-- name: own(member_id, year)
-- What a member's own check-ins count in a year.
SELECT quantity, sum(claimed) AS claimed, sum(verified) AS verified
FROM contributions WHERE member_id = :member_id AND year = :year
GROUP BY quantity ORDER BY quantity;

-- name: rank(asker_id, unit_id, path, year)^
-- Where a unit that the asker leads stands among those beside it by its verified turns: how many have more, of how many.
WITH beside AS (
    SELECT sibling.id, sibling.path FROM units AS sibling JOIN units AS own ON own.parent_id = sibling.parent_id
    WHERE own.id = :unit_id AND sibling.closed_at IS NULL
), turned AS (
    SELECT beside.id, coalesce(sum(tallies.verified), 0) AS turns
    FROM beside JOIN units AS below ON below.path >= beside.path AND below.path < beside.path || '~'
    LEFT JOIN tallies ON tallies.unit_id = below.id AND tallies.year = :year AND tallies.quantity = 'turns'
    GROUP BY beside.id
)
SELECT count(*) AS units, sum(turns > (SELECT turns FROM turned WHERE id = :unit_id)) AS ahead,
    (SELECT turns FROM turned WHERE id = :unit_id) AS turns
FROM turned
WHERE EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND :path LIKE scopes.path || '%');
