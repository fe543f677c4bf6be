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
-- An invitation that can still be redeemed.
SELECT id, role, unit_id, created_by FROM invites
WHERE code_hash = :code_hash AND redeemed_at IS NULL AND expires_at > :now;

-- name: redeem(invite_id, member_id, now)^
-- Use an invitation up; no row comes back where somebody was faster.
UPDATE invites SET redeemed_by = :member_id, redeemed_at = :now
WHERE id = :invite_id AND redeemed_at IS NULL RETURNING id;

-- name: leaders_over(path)
-- Who leads this unit or one above it, the nearest first.
SELECT scopes.member_id, members.name, scopes.role, scopes.unit_id, units.name AS unit_name, scopes.path
FROM scopes JOIN members ON members.id = scopes.member_id JOIN units ON units.id = scopes.unit_id
WHERE :path LIKE scopes.path || '%' ORDER BY length(scopes.path) DESC, scopes.member_id;
