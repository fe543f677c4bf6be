-- name: people(asker_id)
-- The people of the units that the asker leads.
SELECT members.id, members.name, members.search_key, members.birth_year, members.unit_id, units.name AS unit_name
FROM members JOIN units ON units.id = members.unit_id
WHERE EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND units.path LIKE scopes.path || '%')
ORDER BY members.id;

-- name: begin(kind, name, member_id, shift_id, with_new, plan_id, now)^
-- An import begins.
INSERT INTO imports (kind, name, member_id, shift_id, with_new, plan_id, begun_at)
VALUES (:kind, :name, :member_id, :shift_id, :with_new, :plan_id, :now) RETURNING id;

-- name: next_open(without)^
-- The import to go on with, but for these (JSON): the oldest that is under way or is being taken back.
SELECT id FROM imports
WHERE state IN ('running', 'undoing') AND id NOT IN (SELECT value FROM json_each(:without)) ORDER BY id LIMIT 1;

-- name: by_id(import_id)^
-- One import.
SELECT imports.id, imports.kind, imports.name, imports.member_id, imports.shift_id, imports.with_new, imports.place AS done_upto,
    imports.entered, imports.ticked, imports.passed, imports.state, imports.begun_at, files.sha256
FROM imports LEFT JOIN files ON files.id = imports.plan_id AND files.state = 'stored' WHERE imports.id = :import_id;

-- name: undoable(asker_id, since)
-- The asker's imports since this moment that stand, the newest first.
SELECT imports.id, imports.kind, imports.name, imports.member_id, imports.shift_id, imports.with_new, imports.place AS done_upto,
    imports.entered, imports.ticked, imports.passed, imports.state, imports.begun_at, NULL AS sha256
FROM imports
WHERE imports.member_id = :asker_id AND imports.begun_at >= :since AND imports.state IN ('running', 'done')
    AND EXISTS (SELECT 1 FROM import_rows WHERE import_rows.import_id = imports.id)
ORDER BY imports.id DESC;

-- name: same_person(search_key, unit_id, birth_year)^
-- Somebody of this name in this unit whose birth year is this one, or whose or which is not known.
SELECT id FROM members WHERE search_key = :search_key AND unit_id = :unit_id
    AND (birth_year = :birth_year OR birth_year IS NULL OR :birth_year IS NULL)
ORDER BY id LIMIT 1;

-- name: enter(name, search_key, birth_year, unit_id, asker_id, now)^
-- Somebody who has not joined is written down; no row comes back where the unit is closed or not the asker's.
INSERT INTO members (name, search_key, birth_year, unit_id, state, entered_by, created_at)
SELECT :name, :search_key, :birth_year, units.id, 'entered', :asker_id, :now FROM units
WHERE units.id = :unit_id AND units.closed_at IS NULL AND EXISTS (
    SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND units.path LIKE scopes.path || '%')
RETURNING id;

-- name: check_in_state(shift_id, member_id)^
-- How somebody's check-in at a shift stands.
SELECT id, state FROM check_ins WHERE shift_id = :shift_id AND member_id = :member_id;

-- name: add_row(import_id, line, member_id, check_in_id, entered, was)!
-- What one row of a table made.
INSERT INTO import_rows (import_id, line, member_id, check_in_id, entered, was)
VALUES (:import_id, :line, :member_id, :check_in_id, :entered, :was);

-- name: note_progress(import_id, upto, entered, ticked, passed)!
-- How far an import has come.
UPDATE imports SET place = :upto, entered = entered + :entered, ticked = ticked + :ticked, passed = passed + :passed
WHERE id = :import_id;

-- name: set_state(import_id, state, was)^
-- An import is done, or is taken back; no row comes back where it stood otherwise.
UPDATE imports SET state = :state WHERE id = :import_id AND state = :was RETURNING id;

-- name: begin_undo(import_id, asker_id, since)^
-- An import of the asker's since this moment is to be taken back; no row comes back where there is none.
UPDATE imports SET state = 'undoing'
WHERE id = :import_id AND member_id = :asker_id AND begun_at >= :since AND state IN ('running', 'done') RETURNING id;

-- name: rows_to_undo(import_id, most)
-- Rows of an import that are still to be taken back, check-ins before people, with what became of what they made.
SELECT import_rows.line, import_rows.member_id, import_rows.check_in_id, import_rows.entered, import_rows.was,
    check_ins.state AS check_in_state, check_ins.decided_by, check_ins.decided_at,
    CASE WHEN EXISTS (SELECT 1 FROM reports WHERE reports.check_in_id = import_rows.check_in_id) THEN 1 ELSE 0 END
        AS reported
FROM import_rows LEFT JOIN check_ins ON check_ins.id = import_rows.check_in_id
WHERE import_rows.import_id = :import_id AND import_rows.kept = 0 ORDER BY import_rows.entered, import_rows.line DESC
LIMIT :most;

-- name: mark_used(import_id, line)!
-- What a row made is used by others and stays.
UPDATE import_rows SET kept = 1 WHERE import_id = :import_id AND line = :line;

-- name: drop_row(import_id, line)!
-- What a row made is taken back.
DELETE FROM import_rows WHERE import_id = :import_id AND line = :line;

-- name: drop_check_in(check_in_id)!
-- A check-in that the import made is taken back.
DELETE FROM check_ins WHERE id = :check_in_id;

-- name: restore_check_in(check_in_id, state, asker_id, now)!
-- A check-in that the import made good is as it was before.
UPDATE check_ins SET state = :state, minutes_verified = NULL, hours_pending = 0, decided_by = :asker_id,
    decided_at = :now
WHERE id = :check_in_id;

-- name: drop_entered(member_id)^
-- Somebody whom an import wrote down, if nobody has used them since; no row comes back where somebody has.
DELETE FROM members WHERE id = :member_id AND state = 'entered'
    AND NOT EXISTS (SELECT 1 FROM check_ins WHERE check_ins.member_id = members.id)
    AND NOT EXISTS (SELECT 1 FROM sign_ups WHERE sign_ups.member_id = members.id)
    AND NOT EXISTS (SELECT 1 FROM requests WHERE requests.entered_id = members.id)
RETURNING id;

-- name: used_names(import_id, most)
-- Whom a taken-back import leaves, since they are used.
SELECT members.name, units.name AS unit FROM import_rows
JOIN members ON members.id = import_rows.member_id JOIN units ON units.id = members.unit_id
WHERE import_rows.import_id = :import_id AND import_rows.kept = 1 ORDER BY import_rows.line LIMIT :most;

-- name: used_count(import_id)^
-- How many a taken-back import leaves.
SELECT count(*) AS used FROM import_rows WHERE import_id = :import_id AND kept = 1;

-- name: forget_rows(before, most)!
-- What imports from before this moment that are over have written, some rows at a time.
DELETE FROM import_rows WHERE (import_id, line) IN (
    SELECT import_rows.import_id, import_rows.line FROM imports
    JOIN import_rows ON import_rows.import_id = imports.id
    WHERE imports.begun_at < :before AND imports.state IN ('done', 'undone') LIMIT :most);

-- name: forget(before)!
-- Imports from before this moment that are over and have no rows any more, with their tables.
DELETE FROM imports WHERE begun_at < :before AND state IN ('done', 'undone')
    AND NOT EXISTS (SELECT 1 FROM import_rows WHERE import_rows.import_id = imports.id);
