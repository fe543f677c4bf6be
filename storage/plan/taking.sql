-- name: taken_out(key)^
-- An item that somebody took out of the plan.
SELECT id FROM plan_items WHERE key = :key AND gone = 1;

-- name: keyed(key)^
-- Whatever has this key.
SELECT id FROM plan_items WHERE key = :key;

-- name: put_back(item_id, title, year, now)!
-- An item that was taken out is in the plan again.
UPDATE plan_items SET gone = 0, off = 0, title = :title, year = :year, edited = 1, changed_at = :now WHERE id = :item_id;
