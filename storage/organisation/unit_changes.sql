-- name: organised(asker_id)
-- The open units that somebody organises, parents before children.
SELECT id, parent_id, level, name, search_key, path, former FROM units
WHERE closed_at IS NULL AND EXISTS (
    SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND scopes.role IN ('organiser', 'admin')
        AND units.path LIKE scopes.path || '%')
ORDER BY path, id;

-- name: belongings(path, now)^
-- What belongs to a unit and those below it: open units, people, roles, shifts and campaigns to come.
SELECT
    (SELECT count(*) FROM units WHERE path LIKE :path || '%' AND path <> :path AND closed_at IS NULL) AS units,
    (SELECT count(*) FROM members JOIN units ON units.id = members.unit_id
        WHERE units.path LIKE :path || '%') AS members,
    (SELECT count(*) FROM scopes WHERE path LIKE :path || '%') AS roles,
    (SELECT count(*) FROM shifts JOIN units ON units.id = shifts.host_unit_id
        WHERE units.path LIKE :path || '%' AND shifts.state = 'open' AND shifts.ends_at > :now) AS shifts,
    (SELECT count(*) FROM campaigns JOIN units ON units.id = campaigns.unit_id
        WHERE units.path LIKE :path || '%' AND campaigns.state IN ('draft', 'open')) AS campaigns;

-- name: rename(unit_id, name, search_key)!
-- A unit's new name.
UPDATE units SET name = :name, search_key = :search_key WHERE id = :unit_id;

-- name: set_parent(unit_id, parent_id)!
-- A unit stands below another one.
UPDATE units SET parent_id = :parent_id WHERE id = :unit_id;

-- name: rewrite_paths(before, after)!
-- A unit and everything below it, closed units too, stand at another place of the tree.
UPDATE units SET path = :after || substr(path, length(:before) + 1) WHERE path LIKE :before || '%';

-- name: rewrite_mailings(before, after)!
-- What is being said to a part of the tree goes on being said to it.
UPDATE mailings SET path = :after || substr(path, length(:before) + 1)
WHERE state = 'open' AND path LIKE :before || '%';

-- name: close(unit_id, now)!
-- A unit is no more; what was counted for it stays its own.
UPDATE units SET closed_at = :now WHERE id = :unit_id;

-- name: hand_over_members(unit_id, to_id)!
-- The people of a unit belong to another one.
UPDATE members SET unit_id = :to_id WHERE unit_id = :unit_id;

-- name: hand_over_sign_ups(unit_id, to_id, now)!
-- Seats on shifts that are not over count for the new unit; those of the past stay.
UPDATE sign_ups SET unit_id = :to_id
WHERE unit_id = :unit_id AND shift_id IN (SELECT id FROM shifts WHERE ends_at > :now);

-- name: hand_over_shifts(unit_id, to_id, now)!
-- Another unit runs the shifts that are not over.
UPDATE shifts SET host_unit_id = :to_id WHERE host_unit_id = :unit_id AND ends_at > :now;

-- name: hand_over_campaigns(unit_id, to_id)!
-- Another unit has the campaigns that go on.
UPDATE campaigns SET unit_id = :to_id WHERE unit_id = :unit_id AND state IN ('draft', 'open');

-- name: hand_over_plan_items(unit_id, to_id)!
-- Another unit has the plan's items that were added for this one.
UPDATE plan_items SET unit_id = :to_id WHERE unit_id = :unit_id;

-- name: hand_over_shares(unit_id, to_id)!
-- Another unit is to do what this one was to do of the targets, beside its own share.
INSERT INTO target_shares (unit_id, year, target, place, amount)
SELECT :to_id, year, target, place, amount FROM target_shares WHERE unit_id = :unit_id
ON CONFLICT (unit_id, year, target, place) DO UPDATE SET amount = target_shares.amount + excluded.amount;

-- name: drop_shares(unit_id)!
-- A unit that is no more has no share.
DELETE FROM target_shares WHERE unit_id = :unit_id;

-- name: hand_over_requests(unit_id, to_id)!
-- Another unit's leaders decide what waits.
UPDATE requests SET unit_id = :to_id WHERE unit_id = :unit_id AND state = 'waiting';

-- name: hand_over_invites(unit_id, to_id)!
-- Invitations that nobody has redeemed are for the new unit.
UPDATE invites SET unit_id = :to_id WHERE unit_id = :unit_id AND redeemed_at IS NULL;

-- name: hand_over_mailings(path, to_path)!
-- What is being said to a merged unit is said to the one that it is a part of now.
UPDATE mailings SET path = :to_path WHERE state = 'open' AND path = :path;
