-- name: item(item_id)^
-- An item's row, whole but for when it was changed; also one that was taken out.
SELECT id, plan_id, key, unit_id, kind, title, title_en, day, month, year, lunar, starts_on, ends_on, movement, field, off,
    edited, renamed, gone
FROM plan_items WHERE id = :item_id;

-- name: put_item(id, plan_id, key, unit_id, kind, title, title_en, day, month, year, lunar, starts_on, ends_on, movement, field, off, edited, renamed, gone, now)!
-- An item's row as it was before.
UPDATE plan_items SET plan_id = :plan_id, key = :key, unit_id = :unit_id, kind = :kind, title = :title,
    title_en = :title_en, day = :day, month = :month, year = :year, lunar = :lunar, starts_on = :starts_on,
    ends_on = :ends_on, movement = :movement, field = :field, off = :off, edited = :edited, renamed = :renamed,
    gone = :gone, changed_at = :now
WHERE id = :id;

-- name: drop_item(item_id)!
-- An item that was not there before.
DELETE FROM plan_items WHERE id = :item_id;

-- name: plan(year, name)^
-- A plan's row, whole.
SELECT id, year, name, body, counts, sample, loaded_at FROM plans WHERE year = :year AND name = :name;

-- name: put_plan(id, year, name, body, counts, sample, loaded_at)!
-- A plan's row as it was before.
UPDATE plans SET year = :year, name = :name, body = :body, counts = :counts, sample = :sample, loaded_at = :loaded_at
WHERE id = :id;

-- name: drop_plan(plan_id)!
-- A plan that was not there before.
DELETE FROM plans WHERE id = :plan_id;

-- name: note(unit_id, kind, name, body, now)^
-- What was changed.
INSERT INTO plan_changes (unit_id, kind, name, body, made_at) VALUES (:unit_id, :kind, :name, :body, :now) RETURNING id;

-- name: undoable(member_id, since)
-- What may still be taken back of the items that somebody may change, the newest first.
SELECT plan_changes.id, plan_changes.unit_id, plan_changes.kind, plan_changes.name, plan_changes.body, plan_changes.made_at
FROM plan_changes LEFT JOIN units ON units.id = plan_changes.unit_id
WHERE plan_changes.made_at > :since AND EXISTS (
    SELECT 1 FROM scopes JOIN units AS held ON held.id = scopes.unit_id
    WHERE scopes.member_id = :member_id AND scopes.role IN ('organiser', 'admin')
        AND (units.path LIKE scopes.path || '%' OR (units.path IS NULL AND held.parent_id IS NULL))
)
ORDER BY plan_changes.id DESC;

-- name: drop(change_id)!
-- A change that was taken back.
DELETE FROM plan_changes WHERE id = :change_id;

-- name: forget(before, most)!
-- Changes that can be taken back no more.
DELETE FROM plan_changes WHERE id IN (SELECT id FROM plan_changes WHERE made_at < :before ORDER BY made_at LIMIT :most);
