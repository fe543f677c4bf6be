-- name: counted(asker_id, path, year)
-- What check-ins of a unit of this path and those below it count in a year, if the asker leads it: what was claimed, and
-- what was verified.
SELECT tallies.target, tallies.quantity, sum(tallies.claimed) AS claimed, sum(tallies.verified) AS verified
FROM units CROSS JOIN tallies
WHERE units.path >= :path AND units.path < :path || '~' AND tallies.unit_id = units.id AND tallies.year = :year
    AND EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND :path LIKE scopes.path || '%')
GROUP BY tallies.target, tallies.quantity
HAVING sum(tallies.claimed) > 0
ORDER BY tallies.target, tallies.quantity;

-- name: counted_for(asker_id, year)
-- The same for all units that somebody leads, each of them once.
SELECT tallies.target, tallies.quantity, sum(tallies.claimed) AS claimed, sum(tallies.verified) AS verified
FROM (
    SELECT DISTINCT units.id FROM scopes JOIN units ON units.path >= scopes.path AND units.path < scopes.path || '~'
    WHERE scopes.member_id = :asker_id
) AS mine
CROSS JOIN tallies
WHERE tallies.unit_id = mine.id AND tallies.year = :year
GROUP BY tallies.target, tallies.quantity
HAVING sum(tallies.claimed) > 0
ORDER BY tallies.target, tallies.quantity;

-- name: counted_below(asker_id, unit_id, path, year)
-- The same for each unit right below one, closed ones too.
SELECT child.id AS unit_id, tallies.target, tallies.quantity, sum(tallies.claimed) AS claimed,
    sum(tallies.verified) AS verified
FROM units AS child CROSS JOIN units AS below CROSS JOIN tallies
WHERE child.parent_id = :unit_id AND below.path >= child.path AND below.path < child.path || '~'
    AND tallies.unit_id = below.id AND tallies.year = :year
    AND EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND :path LIKE scopes.path || '%')
GROUP BY child.id, tallies.target, tallies.quantity
HAVING sum(tallies.claimed) > 0
ORDER BY child.id, tallies.target, tallies.quantity;

-- name: own(member_id, year)
-- What a member's own check-ins count in a year.
SELECT target, quantity, sum(claimed) AS claimed, sum(verified) AS verified
FROM contributions WHERE member_id = :member_id AND year = :year
GROUP BY target, quantity ORDER BY target, quantity;
