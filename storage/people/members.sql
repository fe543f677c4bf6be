-- name: by_id(member_id)^
-- One member, and whether anything was ever granted to them.
SELECT members.id, members.name, members.birth_year, members.guardian, members.unit_id, units.path AS unit_path,
    members.language, members.state,
    CASE WHEN EXISTS (SELECT 1 FROM grants WHERE grants.member_id = members.id) THEN 1 ELSE 0 END AS granted
FROM members JOIN units ON units.id = members.unit_id WHERE members.id = :member_id;

-- name: join_in(name, search_key, birth_year, guardian, unit_id, language, consent_version, now)^
-- A person joins, with consent.
INSERT INTO members (name, search_key, birth_year, guardian, unit_id, language, state, consented_at, consent_version,
    created_at)
VALUES (:name, :search_key, :birth_year, :guardian, :unit_id, :language, 'active', :now, :consent_version, :now)
RETURNING id;

-- name: enter(name, search_key, birth_year, unit_id, entered_by, now)^
-- A leader writes down a person who has not joined.
INSERT INTO members (name, search_key, birth_year, unit_id, state, entered_by, created_at)
VALUES (:name, :search_key, :birth_year, :unit_id, 'entered', :entered_by, :now)
RETURNING id;

-- name: set_language(member_id, language)!
-- The language of notices.
UPDATE members SET language = :language WHERE id = :member_id;

-- name: entered_near(path)
-- People whom a leader wrote down in this unit, those below or those above.
SELECT members.id, members.name, members.search_key, members.birth_year, members.unit_id, units.name AS unit_name
FROM members JOIN units ON units.id = members.unit_id
WHERE members.state = 'entered' AND (units.path LIKE :path || '%' OR :path LIKE units.path || '%')
ORDER BY members.id;

-- name: keep_name_longer(member_id, named_id, now)!
-- They are not called so any more, once more: the newer change counts.
UPDATE former_names SET changed_at = :now
WHERE member_id = :member_id AND name = (SELECT name FROM members WHERE id = :named_id);

-- name: keep_name(member_id, named_id, name, now)!
-- What a record is called becomes a former name of a member, unless it is what they will be called, or is one already.
INSERT INTO former_names (member_id, name, since, changed_at)
SELECT :member_id, name, created_at, :now FROM members
WHERE id = :named_id AND name <> :name AND NOT EXISTS (
    SELECT 1 FROM former_names WHERE former_names.member_id = :member_id AND former_names.name = members.name);

-- name: former_names(member_id)^
-- How many former names a member has.
SELECT count(*) AS names FROM former_names WHERE member_id = :member_id;

-- name: forget_names(before, most)!
-- Former names from before this moment, some at a time; not the one that a campaign still gives as its contact.
DELETE FROM former_names WHERE id IN (
    SELECT id FROM former_names
    WHERE changed_at < :before
        AND NOT EXISTS (SELECT 1 FROM campaigns WHERE contact_name = former_names.name AND contact_name <> '')
    LIMIT :most);

-- name: rename(member_id, name, search_key)!
-- A corrected name.
UPDATE members SET name = :name, search_key = :search_key WHERE id = :member_id;

-- name: set_birth_year(member_id, birth_year, guardian)!
-- A corrected birth year, with the guardian's name where there must be one.
UPDATE members SET birth_year = :birth_year, guardian = :guardian WHERE id = :member_id;

-- name: move(member_id, unit_id)!
-- A member's new unit.
UPDATE members SET unit_id = :unit_id WHERE id = :member_id;

-- name: unit_names(member_id, unit_id)^
-- What a member's unit is called, and another one.
SELECT units.name AS unit_before, (SELECT other.name FROM units AS other WHERE other.id = :unit_id) AS unit_after
FROM members JOIN units ON units.id = members.unit_id WHERE members.id = :member_id;
