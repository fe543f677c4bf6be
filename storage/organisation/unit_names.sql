-- name: set_former(unit_id, former)!
-- What a unit was before, as JSON.
UPDATE units SET former = :former WHERE id = :unit_id;
