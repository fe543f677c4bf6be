-- name: standing(asker_id, path, unit_id, year)
-- The shares of a unit and of those right below it, if the asker leads it.
SELECT target_shares.unit_id, target_shares.target, target_shares.place AS position, target_shares.amount
FROM units CROSS JOIN target_shares
WHERE (units.id = :unit_id OR units.parent_id = :unit_id) AND target_shares.unit_id = units.id
    AND target_shares.year = :year
    AND EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND :path LIKE scopes.path || '%');

-- name: of_member(member_id, year)
-- The shares of a member's own unit: those are no secret in it.
SELECT target_shares.unit_id, target_shares.target, target_shares.place AS position, target_shares.amount
FROM members CROSS JOIN target_shares
WHERE members.id = :member_id AND target_shares.unit_id = members.unit_id AND target_shares.year = :year;

-- name: of_unit(unit_id, year, target, position)^
-- A unit's share of one figure.
SELECT amount FROM target_shares
WHERE unit_id = :unit_id AND year = :year AND target = :target AND place = :position;

-- name: give(unit_id, year, target, position, amount)!
-- A unit's share of a figure, in the place of an earlier one.
INSERT INTO target_shares (unit_id, year, target, place, amount) VALUES (:unit_id, :year, :target, :position, :amount)
ON CONFLICT (unit_id, year, target, place) DO UPDATE SET amount = excluded.amount;

-- name: drop(unit_id, year, target, position)!
-- A unit has no share of a figure any more.
DELETE FROM target_shares WHERE unit_id = :unit_id AND year = :year AND target = :target AND place = :position;
