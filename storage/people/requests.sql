-- name: ask(kind, member_id, entered_id, unit_id, now)^
-- A member asks the leaders of a unit.
INSERT INTO requests (kind, member_id, entered_id, unit_id, state, created_at)
VALUES (:kind, :member_id, :entered_id, :unit_id, 'waiting', :now) RETURNING id;

-- name: withdraw(kind, member_id)!
-- A member asks anew: what they asked before is void.
DELETE FROM requests WHERE kind = :kind AND member_id = :member_id AND state = 'waiting';

-- name: by_id(request_id)^
-- One request that waits, with the words that a leader needs.
SELECT requests.id, requests.kind, requests.member_id, members.name AS member_name, members.birth_year AS member_born,
    home.name AS member_unit, requests.unit_id, units.name AS unit_name, units.path AS unit_path, requests.entered_id,
    entered.name AS entered_name, entered.birth_year AS entered_born,
    (SELECT count(*) FROM check_ins WHERE check_ins.member_id = requests.entered_id
        AND check_ins.state <> 'undone') AS entered_check_ins,
    requests.created_at
FROM requests
JOIN members ON members.id = requests.member_id
JOIN units AS home ON home.id = members.unit_id
JOIN units ON units.id = requests.unit_id
LEFT JOIN members AS entered ON entered.id = requests.entered_id
WHERE requests.id = :request_id AND requests.state = 'waiting';

-- name: waiting_of(member_id)
-- What a member waits for.
SELECT requests.id, requests.kind, requests.member_id, members.name AS member_name, members.birth_year AS member_born,
    home.name AS member_unit, requests.unit_id, units.name AS unit_name, units.path AS unit_path, requests.entered_id,
    entered.name AS entered_name, entered.birth_year AS entered_born,
    (SELECT count(*) FROM check_ins WHERE check_ins.member_id = requests.entered_id
        AND check_ins.state <> 'undone') AS entered_check_ins,
    requests.created_at
FROM requests
JOIN members ON members.id = requests.member_id
JOIN units AS home ON home.id = members.unit_id
JOIN units ON units.id = requests.unit_id
LEFT JOIN members AS entered ON entered.id = requests.entered_id
WHERE requests.member_id = :member_id AND requests.state = 'waiting' ORDER BY requests.id;

-- name: waiting_for(asker_id)
-- What waits for somebody who leads the unit or one above it; nobody decides about themselves.
SELECT requests.id, requests.kind, requests.member_id, members.name AS member_name, members.birth_year AS member_born,
    home.name AS member_unit, requests.unit_id, units.name AS unit_name, units.path AS unit_path, requests.entered_id,
    entered.name AS entered_name, entered.birth_year AS entered_born,
    (SELECT count(*) FROM check_ins WHERE check_ins.member_id = requests.entered_id
        AND check_ins.state <> 'undone') AS entered_check_ins,
    requests.created_at
FROM requests
JOIN members ON members.id = requests.member_id
JOIN units AS home ON home.id = members.unit_id
JOIN units ON units.id = requests.unit_id
LEFT JOIN members AS entered ON entered.id = requests.entered_id
WHERE requests.state = 'waiting' AND requests.member_id <> :asker_id AND EXISTS (
    SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND units.path LIKE scopes.path || '%')
ORDER BY requests.id;

-- name: rivals(request_id, entered_id)
-- Other members who say that they are the same entered person.
SELECT id FROM requests
WHERE entered_id = :entered_id AND id <> :request_id AND state = 'waiting' ORDER BY id;

-- name: decide(request_id, state, decided_by, now)^
-- A leader's decision; the entered record is named no more, and no row comes back where it was decided already.
UPDATE requests SET state = :state, decided_by = :decided_by, decided_at = :now, entered_id = NULL
WHERE id = :request_id AND state = 'waiting' RETURNING id;
