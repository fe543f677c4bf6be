-- name: by_id(member_id)^
-- One member.
SELECT id, name, birth_year, guardian, unit_id, language, state FROM members WHERE id = :member_id;

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
