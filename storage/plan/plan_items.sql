-- name: by_key(key)^
-- An item by what its file calls it, with the year of the plan that it comes from.
SELECT plan_items.id, plan_items.plan_id, plan_items.kind, plan_items.title, plan_items.day, plan_items.month,
    plan_items.year, plan_items.lunar, plan_items.starts_on, plan_items.ends_on, plan_items.movement, plan_items.field,
    plan_items.edited, plan_items.renamed, plan_items.title_en, coalesce(plans.year, 0) AS plan_year
FROM plan_items LEFT JOIN plans ON plans.id = plan_items.plan_id
WHERE plan_items.key = :key;

-- name: insert_laid(plan_id, key, kind, title, day, month, year, lunar, starts_on, ends_on, movement, field, title_en, now)!
-- A new item of a plan file.
INSERT INTO plan_items (plan_id, key, kind, title, day, month, year, lunar, starts_on, ends_on, movement, field,
    title_en, changed_at)
VALUES (:plan_id, :key, :kind, :title, :day, :month, :year, :lunar, :starts_on, :ends_on, :movement, :field, :title_en,
    :now);

-- name: update_laid(item_id, plan_id, kind, title, day, month, year, lunar, starts_on, ends_on, movement, field, title_en, now)!
-- An item as its file has it now.
UPDATE plan_items SET plan_id = :plan_id, kind = :kind, title = :title, day = :day, month = :month, year = :year,
    lunar = :lunar, starts_on = :starts_on, ends_on = :ends_on, movement = :movement, field = :field,
    title_en = :title_en, changed_at = :now
WHERE id = :item_id;

-- name: keys_of_plan(plan_id)
-- The items that came from a plan's file.
SELECT id, key, edited FROM plan_items WHERE plan_id = :plan_id;

-- name: let_go(item_id)!
-- Nobody's plan has this item any more, but somebody edited it: it stays.
UPDATE plan_items SET plan_id = NULL WHERE id = :item_id;

-- name: erase(item_id)!
-- An item that its file does not have any more.
DELETE FROM plan_items WHERE id = :item_id;

-- name: dated()
-- What can be due: every item with a day that is not switched off.
SELECT plan_items.id, plan_items.plan_id, plan_items.key, plan_items.unit_id, coalesce(units.path, '') AS path,
    plan_items.kind, plan_items.title, plan_items.day, plan_items.month, plan_items.year, plan_items.lunar,
    plan_items.starts_on, plan_items.ends_on, plan_items.movement, plan_items.field, plan_items.off, plan_items.title_en
FROM plan_items LEFT JOIN units ON units.id = plan_items.unit_id
WHERE plan_items.off = 0 AND plan_items.gone = 0 AND plan_items.kind <> 'drive' AND (plan_items.day IS NOT NULL OR plan_items.starts_on IS NOT NULL)
ORDER BY plan_items.id;

-- name: by_id(item_id)^
-- One item.
SELECT plan_items.id, plan_items.plan_id, plan_items.key, plan_items.unit_id, coalesce(units.path, '') AS path,
    plan_items.kind, plan_items.title, plan_items.day, plan_items.month, plan_items.year, plan_items.lunar,
    plan_items.starts_on, plan_items.ends_on, plan_items.movement, plan_items.field, plan_items.off, plan_items.title_en
FROM plan_items LEFT JOIN units ON units.id = plan_items.unit_id
WHERE plan_items.id = :item_id AND plan_items.gone = 0;

-- name: seen_by(path)
-- What concerns a unit: everybody's items, and those of the units above it and below it.
SELECT plan_items.id, plan_items.plan_id, plan_items.key, plan_items.unit_id, coalesce(units.path, '') AS path,
    plan_items.kind, plan_items.title, plan_items.day, plan_items.month, plan_items.year, plan_items.lunar,
    plan_items.starts_on, plan_items.ends_on, plan_items.movement, plan_items.field, plan_items.off, plan_items.title_en
FROM plan_items LEFT JOIN units ON units.id = plan_items.unit_id
WHERE plan_items.gone = 0 AND (units.path IS NULL OR :path LIKE units.path || '%')
ORDER BY plan_items.id;

-- name: managed_by(member_id)
-- What an organiser may change: the items of their units and those below; everybody's belong to those at the top.
SELECT plan_items.id, plan_items.plan_id, plan_items.key, plan_items.unit_id, coalesce(units.path, '') AS path,
    plan_items.kind, plan_items.title, plan_items.day, plan_items.month, plan_items.year, plan_items.lunar,
    plan_items.starts_on, plan_items.ends_on, plan_items.movement, plan_items.field, plan_items.off, plan_items.title_en
FROM plan_items LEFT JOIN units ON units.id = plan_items.unit_id
WHERE plan_items.gone = 0 AND EXISTS (
    SELECT 1 FROM scopes JOIN units AS held ON held.id = scopes.unit_id
    WHERE scopes.member_id = :member_id AND scopes.role IN ('organiser', 'admin')
        AND (units.path LIKE scopes.path || '%' OR (units.path IS NULL AND held.parent_id IS NULL))
)
ORDER BY plan_items.id;

-- name: add(key, unit_id, kind, title, day, month, year, lunar, starts_on, ends_on, field, now)^
-- An item that a person adds.
INSERT INTO plan_items (key, unit_id, kind, title, day, month, year, lunar, starts_on, ends_on, field, edited, changed_at)
VALUES (:key, :unit_id, :kind, :title, :day, :month, :year, :lunar, :starts_on, :ends_on, :field, 1, :now)
RETURNING id;

-- name: set_dates(item_id, day, month, lunar, starts_on, ends_on, now)!
-- A person gives an item its day or days, or moves it.
UPDATE plan_items SET day = :day, month = :month, lunar = :lunar, starts_on = :starts_on,
    ends_on = :ends_on, edited = 1, changed_at = :now
WHERE id = :item_id;

-- name: rename(item_id, title, title_en, now)!
-- A person gives an item other titles.
UPDATE plan_items SET title = :title, title_en = :title_en, edited = 1, renamed = 1, changed_at = :now
WHERE id = :item_id;

-- name: remove(item_id, now)!
-- A person takes an item out of the plan.
UPDATE plan_items SET gone = 1, edited = 1, changed_at = :now WHERE id = :item_id;

-- name: switch(item_id, off, now)!
-- Reminders of this item stop, or go on.
UPDATE plan_items SET off = :off, edited = 1, changed_at = :now WHERE id = :item_id;

-- name: above(path, unit_id)
-- Everybody's items, and those of the units above one.
SELECT plan_items.id, plan_items.plan_id, plan_items.key, plan_items.unit_id, coalesce(units.path, '') AS path,
    plan_items.kind, plan_items.title, plan_items.day, plan_items.month, plan_items.year, plan_items.lunar,
    plan_items.starts_on, plan_items.ends_on, plan_items.movement, plan_items.field, plan_items.off, plan_items.title_en
FROM plan_items LEFT JOIN units ON units.id = plan_items.unit_id
WHERE plan_items.gone = 0
    AND (units.path IS NULL OR (units.id <> :unit_id AND :path LIKE units.path || '%'))
ORDER BY plan_items.id;
