-- name: add(year, target, position, unit_id, amount, as_of, source, entered_by, now)!
-- How a figure stands for a unit.
INSERT INTO target_figures (year, target, place, unit_id, amount, as_of, source, entered_by, entered_at)
VALUES (:year, :target, :position, :unit_id, :amount, :as_of, :source, :entered_by, :now);

-- name: standing(asker_id, path, year)
-- What stands for a unit of this path and for those below it, from the top down, if the asker leads it: of each figure of
-- each unit the latest entry.
SELECT target, place AS position, path, amount, as_of, source
FROM (
    SELECT target_figures.target, target_figures.place, units.path, target_figures.amount, target_figures.as_of,
        target_figures.source, row_number() OVER (
            PARTITION BY target_figures.unit_id, target_figures.target, target_figures.place
            ORDER BY target_figures.as_of DESC, target_figures.id DESC) AS age
    FROM units CROSS JOIN target_figures
    WHERE units.path >= :path AND units.path < :path || '~' AND target_figures.unit_id = units.id
        AND target_figures.year = :year
        AND EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND :path LIKE scopes.path || '%')
) AS entries
WHERE age = 1
ORDER BY length(path), path;

-- name: history(asker_id, unit_id, year, target, position, most)
-- The entries about a figure of a unit that the asker organises, the latest first, and who made them.
SELECT entry.amount, entry.as_of, entry.source, entry.entered_at, members.name AS entered_by
FROM target_figures AS entry
JOIN units ON units.id = entry.unit_id
LEFT JOIN members ON members.id = entry.entered_by
WHERE entry.unit_id = :unit_id AND entry.year = :year AND entry.target = :target AND entry.place = :position
    AND EXISTS (SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id AND scopes.role IN ('organiser', 'admin')
        AND units.path LIKE scopes.path || '%')
ORDER BY entry.id DESC LIMIT :most;
