-- name: note(now, actor_id, action, subject, unit_id, member_id, detail)!
-- What was changed, and by whom; it belongs to the unit that is named, else to the unit of the person it is about.
INSERT INTO audit (at, actor_id, action, subject, unit_id, member_id, detail)
VALUES (:now, :actor_id, :action, :subject,
    coalesce(:unit_id, (SELECT members.unit_id FROM members WHERE members.id = :member_id)), :member_id, :detail);

-- name: forget_actor(member_id)!
-- Who did it has asked to be forgotten.
UPDATE audit SET actor_id = NULL WHERE actor_id = :member_id;

-- name: forget_member(member_id)!
-- Whom it is about has asked to be forgotten.
UPDATE audit SET member_id = NULL WHERE member_id = :member_id;

-- name: page(asker_id, person_id, path, upto, most)
-- The newest entries up to an id that an administrator may read: of their units and those below; what belongs to no
-- unit is for those at the top. Of one person and of one unit's path, if these are given.
SELECT audit.id, audit.at, audit.action, audit.subject, audit.detail, audit.actor_id, actor.name AS actor,
    audit.member_id, member.name AS member, units.name AS unit
FROM audit
LEFT JOIN units ON units.id = audit.unit_id
LEFT JOIN members AS actor ON actor.id = audit.actor_id
LEFT JOIN members AS member ON member.id = audit.member_id
WHERE audit.id <= :upto
    AND (:person_id = 0 OR audit.actor_id = :person_id OR audit.member_id = :person_id)
    AND (:path = '' OR units.path LIKE :path || '%')
    AND EXISTS (
        SELECT 1 FROM scopes JOIN units AS held ON held.id = scopes.unit_id
        WHERE scopes.member_id = :asker_id AND scopes.role = 'admin'
            AND (units.path LIKE scopes.path || '%' OR (units.path IS NULL AND held.parent_id IS NULL)))
ORDER BY audit.id DESC LIMIT :most;

-- name: people(asker_id, search_key)
-- Who did, or is what was done about, in entries that an administrator may read, by name.
SELECT DISTINCT members.id, members.name, own.name AS unit
FROM audit
JOIN members ON members.id = audit.actor_id OR members.id = audit.member_id
JOIN units AS own ON own.id = members.unit_id
LEFT JOIN units ON units.id = audit.unit_id
WHERE members.search_key LIKE '%' || :search_key || '%' AND EXISTS (
    SELECT 1 FROM scopes JOIN units AS held ON held.id = scopes.unit_id
    WHERE scopes.member_id = :asker_id AND scopes.role = 'admin'
        AND (units.path LIKE scopes.path || '%' OR (units.path IS NULL AND held.parent_id IS NULL)))
ORDER BY members.name, members.id LIMIT 8;
