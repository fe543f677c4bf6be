-- name: set_body(broadcast_id, body)!
-- What a draft says.
UPDATE broadcasts SET body = :body WHERE id = :broadcast_id AND state = 'draft';

-- name: set_photo(broadcast_id, file_id)!
-- The photo that goes with a draft.
UPDATE broadcasts SET file_id = :file_id WHERE id = :broadcast_id AND state = 'draft';

-- name: set_button(broadcast_id, campaign_id)!
-- The campaign that a draft's button opens.
UPDATE broadcasts SET campaign_id = :campaign_id WHERE id = :broadcast_id AND state = 'draft';

-- name: set_late(broadcast_id, late)!
-- Whether those who sign up later get a draft too, once it is sent.
UPDATE broadcasts SET late = :late WHERE id = :broadcast_id AND state = 'draft';

-- name: drop_parts(broadcast_id)!
-- Whom a draft is for is put together anew.
DELETE FROM broadcast_parts WHERE broadcast_id = :broadcast_id;
