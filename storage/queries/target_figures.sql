-- name: add(kind, year, target, place, unit_id, amount, as_of, source, replaces, entered_by, now)^
-- An entry; it may replace one of the same figure of the same unit. No row comes back where that was replaced already.
INSERT INTO target_figures (kind, year, target, place, unit_id, amount, as_of, source, replaces, entered_by, entered_at)
VALUES (:kind, :year, :target, :place, :unit_id, :amount, :as_of, :source, :replaces, :entered_by, :now)
ON CONFLICT (replaces) DO NOTHING
RETURNING id;

-- name: by_id(asker_id, entry_id)^
-- One entry that stands, of a unit that the asker organises.
SELECT standing_figures.id, kind, year, target, place, unit_id, units.path, amount, as_of, source, entered_at
FROM standing_figures JOIN units ON units.id = standing_figures.unit_id WHERE standing_figures.id = :entry_id
    AND EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND units.path LIKE scopes.path || '%' AND scopes.role <> 'leader');

-- name: standing(asker_id, path, year, upto)
-- What stands for a unit of this path and for those below it, on or before a day, if the asker leads it: of each figure
-- of each unit the latest entry, with its unit's path.
SELECT kind, target, place, unit_id, path, amount, as_of, source
FROM (
    SELECT standing_figures.kind, standing_figures.target, standing_figures.place, standing_figures.unit_id, units.path,
        standing_figures.amount, standing_figures.as_of, standing_figures.source,
        row_number() OVER (
            PARTITION BY standing_figures.kind, standing_figures.unit_id, standing_figures.target, standing_figures.place
            ORDER BY standing_figures.as_of DESC, standing_figures.id DESC) AS age
    FROM units CROSS JOIN standing_figures
    WHERE units.path >= :path AND units.path < :path || '~' AND standing_figures.unit_id = units.id
        AND standing_figures.year = :year AND standing_figures.as_of <= :upto
        AND EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND :path LIKE scopes.path || '%')
) AS entries
WHERE age = 1
ORDER BY length(path), path;

-- name: history(asker_id, unit_id, year, target, place, most)
-- Every entry about a figure of a unit that the asker organises, the latest first: who made it, and which later entry
-- replaced it.
SELECT entry.id, entry.kind, entry.year, entry.target, entry.place, entry.unit_id, units.path, entry.amount, entry.as_of,
    entry.source, entry.entered_at, entry.replaces, members.name AS entered_by, newer.id AS replaced_by
FROM target_figures AS entry
JOIN units ON units.id = entry.unit_id
LEFT JOIN members ON members.id = entry.entered_by
LEFT JOIN target_figures AS newer ON newer.replaces = entry.id
WHERE entry.unit_id = :unit_id AND entry.year = :year AND entry.target = :target AND entry.place = :place
    AND EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND units.path LIKE scopes.path || '%' AND scopes.role <> 'leader')
ORDER BY entry.id DESC LIMIT :most;
