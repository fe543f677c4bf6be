-- name: by_id(unit_id)^
-- One unit.
SELECT id, parent_id, level, name, search_key, path, former FROM units WHERE id = :unit_id;

-- name: roots()
-- The units that stand below no other.
SELECT id, parent_id, level, name, search_key, path, former FROM units
WHERE parent_id IS NULL AND closed_at IS NULL ORDER BY id;

-- name: children(unit_id)
-- The units right below one.
SELECT id, parent_id, level, name, search_key, path, former FROM units
WHERE parent_id = :unit_id AND closed_at IS NULL ORDER BY id;

-- name: all_open()
-- Every open unit, parents before children.
SELECT id, parent_id, level, name, search_key, path, former FROM units WHERE closed_at IS NULL ORDER BY path, id;

-- name: ancestors(path)
-- A unit and those above it, from the root down.
SELECT id, parent_id, level, name, search_key, path, former FROM units WHERE :path LIKE path || '%' ORDER BY length(path);

-- name: find(parent_id, search_key)^
-- A unit by its name below its parent.
SELECT id, parent_id, level, name, search_key, path, former FROM units
WHERE coalesce(parent_id, 0) = coalesce(:parent_id, 0) AND search_key = :search_key AND closed_at IS NULL;

-- name: add(parent_id, level, name, search_key)^
-- A new unit; its path is set right after, when its id is known.
INSERT INTO units (parent_id, level, name, search_key, path) VALUES (:parent_id, :level, :name, :search_key, '')
RETURNING id;

-- name: set_path(unit_id, path)!
-- The ids from the root down.
UPDATE units SET path = :path WHERE id = :unit_id;

-- name: rename(unit_id, name, level)!
-- A loaded file spells a unit anew.
UPDATE units SET name = :name, level = :level WHERE id = :unit_id;

-- name: count()^
-- How many units there are.
SELECT count(*) AS units FROM units WHERE closed_at IS NULL;
