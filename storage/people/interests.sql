-- name: of_member(member_id)
-- What a member is interested in.
SELECT field FROM interests WHERE member_id = :member_id ORDER BY field;

-- name: forget(member_id)!
-- A member is interested in nothing, for all that we know.
DELETE FROM interests WHERE member_id = :member_id;

-- name: add(member_id, field)!
-- A member is interested in a field.
INSERT INTO interests (member_id, field) VALUES (:member_id, :field) ON CONFLICT DO NOTHING;
