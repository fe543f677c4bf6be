-- name: roles_over(unit_id)
-- The roles over this very unit.
SELECT id, member_id, role FROM grants WHERE unit_id = :unit_id AND revoked_at IS NULL ORDER BY id;

-- name: move_role(grant_id, to_id)^
-- A role goes on over another unit; no row comes back where its person holds the same one there.
UPDATE grants SET unit_id = :to_id WHERE id = :grant_id AND NOT EXISTS (
    SELECT 1 FROM grants AS there WHERE there.member_id = grants.member_id AND there.role = grants.role
        AND there.unit_id = :to_id AND there.revoked_at IS NULL)
RETURNING id;

-- name: end_role(grant_id, now)!
-- A role ends.
UPDATE grants SET revoked_at = :now WHERE id = :grant_id;
