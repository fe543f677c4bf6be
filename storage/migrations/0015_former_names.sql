-- What units were called before, and below what they stood: whoever still says it is understood.

-- JSON: `own` are former names of the unit itself, `parts` the names of those that became a part of it, `below` the
-- names of units that it stood below before.
ALTER TABLE units ADD COLUMN former TEXT NOT NULL DEFAULT '{}';

-- What is known of the past: renamings and moves stand in the audit, what was merged or closed below the unit that has
-- its people.
CREATE TEMP TABLE past (unit_id INTEGER NOT NULL, list TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (unit_id, list, name));
INSERT OR IGNORE INTO past
SELECT CAST(substr(subject, 6) AS INTEGER), 'own', json_extract(detail, '$.before') FROM audit
WHERE action = 'unit_rename' AND json_extract(detail, '$.before') IS NOT NULL ORDER BY id;
INSERT OR IGNORE INTO past
SELECT CAST(substr(subject, 6) AS INTEGER), 'below', json_extract(detail, '$.before') FROM audit
WHERE action = 'unit_move' AND json_extract(detail, '$.before') IS NOT NULL ORDER BY id;
WITH RECURSIVE gone (name, unit_id) AS (
    SELECT name, parent_id FROM units WHERE closed_at IS NOT NULL AND parent_id IS NOT NULL
    UNION
    SELECT past.name, units.parent_id FROM past JOIN units ON units.id = past.unit_id
    WHERE past.list = 'own' AND units.closed_at IS NOT NULL AND units.parent_id IS NOT NULL
    UNION
    SELECT gone.name, units.parent_id FROM gone JOIN units ON units.id = gone.unit_id
    WHERE units.closed_at IS NOT NULL AND units.parent_id IS NOT NULL
)
INSERT OR IGNORE INTO past SELECT unit_id, 'parts', name FROM gone;
UPDATE units SET former = json_object(
    'own', json((SELECT json_group_array(name) FROM past WHERE unit_id = units.id AND list = 'own')),
    'parts', json((SELECT json_group_array(name) FROM past WHERE unit_id = units.id AND list = 'parts')),
    'below', json((SELECT json_group_array(name) FROM past WHERE unit_id = units.id AND list = 'below'))
)
WHERE id IN (SELECT unit_id FROM past);
DROP TABLE past;
