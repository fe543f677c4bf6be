-- name: of_campaign(campaign_id)^
-- A campaign's cover photo, as far as it is here.
SELECT files.id AS file_id, files.state, files.sha256, files.media_type, files.size, files.channel, files.vendor_id
FROM campaigns JOIN files ON files.id = campaigns.cover_id
WHERE campaigns.id = :campaign_id;

-- name: set_cover(campaign_id, file_id)!
-- Another cover photo, or none.
UPDATE campaigns SET cover_id = :file_id WHERE id = :campaign_id;
