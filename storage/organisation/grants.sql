-- name: scopes(member_id)
-- What was granted to a member and not revoked.
SELECT role, unit_id, path FROM scopes WHERE member_id = :member_id;

-- name: give(member_id, role, unit_id, given_by, now)!
-- A role over a unit and all below it, once.
INSERT INTO grants (member_id, role, unit_id, given_by, given_at)
VALUES (:member_id, :role, :unit_id, :given_by, :now)
ON CONFLICT DO NOTHING;

-- name: invite(code_hash, role, unit_id, created_by, now, expires_at)!
-- A one-time invitation, known only by the hash of its code.
INSERT INTO invites (code_hash, role, unit_id, created_by, created_at, expires_at)
VALUES (:code_hash, :role, :unit_id, :created_by, :now, :expires_at);

-- name: find_invite(code_hash, now)^
-- An invitation that can still be redeemed: of an open unit, and whoever made it has held since then what it takes.
SELECT invites.id, invites.role, invites.unit_id, invites.created_by
FROM invites JOIN units ON units.id = invites.unit_id
WHERE invites.code_hash = :code_hash AND invites.redeemed_at IS NULL AND invites.expires_at > :now
    AND units.closed_at IS NULL AND (invites.created_by IS NULL OR EXISTS (
        SELECT 1 FROM grants JOIN units AS held ON held.id = grants.unit_id
        WHERE grants.member_id = invites.created_by AND grants.revoked_at IS NULL
            AND grants.given_at <= invites.created_at AND units.path LIKE held.path || '%'
            AND (grants.role = 'admin' OR (grants.role = 'organiser' AND invites.role <> 'admin'))));

-- name: redeem(invite_id, member_id, now)^
-- Use an invitation up; no row comes back where somebody was faster.
UPDATE invites SET redeemed_by = :member_id, redeemed_at = :now
WHERE id = :invite_id AND redeemed_at IS NULL RETURNING id;

-- name: roles_over(member_id, unit_id)
-- The roles that somebody holds over this very unit.
SELECT role FROM grants WHERE member_id = :member_id AND unit_id = :unit_id AND revoked_at IS NULL ORDER BY id;

-- name: leaders_over(path)
-- Who leads this unit or one above it, the nearest first.
SELECT scopes.member_id, members.name, scopes.role, scopes.unit_id, units.name AS unit_name, scopes.path
FROM scopes JOIN members ON members.id = scopes.member_id JOIN units ON units.id = scopes.unit_id
WHERE :path LIKE scopes.path || '%' ORDER BY length(scopes.path) DESC, scopes.member_id;

-- name: holders()
-- Everybody who holds a role, those at the top first.
SELECT scopes.member_id, members.name, scopes.role, scopes.unit_id, units.name AS unit_name, scopes.path
FROM scopes JOIN members ON members.id = scopes.member_id JOIN units ON units.id = scopes.unit_id
ORDER BY length(scopes.path), scopes.member_id;

-- name: held(asker_id)
-- Who holds what over the units that the asker organises, the units in the tree's order.
SELECT grants.id, grants.member_id, members.name, members.search_key, grants.role, grants.unit_id,
    units.name AS unit_name, units.path, grants.given_at
FROM grants
JOIN members ON members.id = grants.member_id
JOIN units ON units.id = grants.unit_id
WHERE grants.revoked_at IS NULL AND EXISTS (
    SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND scopes.role IN ('organiser', 'admin')
        AND units.path LIKE scopes.path || '%')
ORDER BY units.path, CASE grants.role WHEN 'admin' THEN 0 WHEN 'organiser' THEN 1 ELSE 2 END, members.search_key,
    grants.id;

-- name: revoke(grant_id, now)^
-- A grant ends; no row comes back where it had ended.
UPDATE grants SET revoked_at = :now WHERE id = :grant_id AND revoked_at IS NULL RETURNING id;

-- name: other_admins(path, member_id)^
-- How many others are administrators over a unit.
SELECT count(*) AS others FROM scopes
WHERE role = 'admin' AND member_id <> :member_id AND :path LIKE path || '%';

-- name: admins()
-- Everybody who administers a unit.
SELECT DISTINCT member_id FROM scopes WHERE role = 'admin' ORDER BY member_id;
