-- name: open_to(path, now)
-- The open campaigns of a unit and those above it that still have a shift to come, with what is left of them.
SELECT campaigns.id, campaigns.unit_id, units.name AS unit_name, units.path AS unit_path, campaigns.title,
    campaigns.about, campaigns.field, campaigns.bring, campaigns.contact_name, campaigns.contact_phone,
    campaigns.place, campaigns.latitude, campaigns.longitude, campaigns.radius_m, campaigns.proof,
    campaigns.walk_ins, campaigns.state, campaigns.sample, min(shifts.starts_at) AS next_at,
    sum(shifts.capacity - shifts.seats_taken) AS seats_left
FROM campaigns
JOIN units ON units.id = campaigns.unit_id
JOIN shifts ON shifts.campaign_id = campaigns.id AND shifts.state = 'open' AND shifts.ends_at > :now
WHERE campaigns.state = 'open' AND :path LIKE units.path || '%'
GROUP BY campaigns.id, campaigns.unit_id, units.name, units.path
ORDER BY next_at, campaigns.id;

-- name: by_id(campaign_id)^
-- One campaign.
SELECT campaigns.id, campaigns.unit_id, units.name AS unit_name, units.path AS unit_path, campaigns.title,
    campaigns.about, campaigns.field, campaigns.bring, campaigns.contact_name, campaigns.contact_phone,
    campaigns.place, campaigns.latitude, campaigns.longitude, campaigns.radius_m, campaigns.proof,
    campaigns.walk_ins, campaigns.state, campaigns.sample
FROM campaigns JOIN units ON units.id = campaigns.unit_id WHERE campaigns.id = :campaign_id;

-- name: quantities(campaign_id)
-- What a campaign counts.
SELECT quantity, most FROM campaign_quantities WHERE campaign_id = :campaign_id ORDER BY place;

-- name: phone_of(name, path)^
-- The number that somebody gave as the contact of a campaign which is seen from this unit; the newest.
SELECT campaigns.contact_phone FROM campaigns JOIN units ON units.id = campaigns.unit_id
WHERE campaigns.contact_name = :name AND campaigns.contact_name <> '' AND campaigns.contact_phone <> ''
    AND :path LIKE units.path || '%'
ORDER BY campaigns.id DESC LIMIT 1;

-- name: add(unit_id, title, about, field, bring, contact_name, contact_phone, place, latitude, longitude, radius_m, proof, walk_ins, opens_before_min, sample, now)^
-- A new campaign, open at once.
INSERT INTO campaigns (unit_id, title, about, field, bring, contact_name, contact_phone, place, latitude, longitude,
    radius_m, proof, walk_ins, opens_before_min, sample, created_at)
VALUES (:unit_id, :title, :about, :field, :bring, :contact_name, :contact_phone, :place, :latitude, :longitude,
    :radius_m, :proof, :walk_ins, :opens_before_min, :sample, :now)
RETURNING id;

-- name: add_quantity(campaign_id, quantity, most, position)!
-- A campaign counts this figure.
INSERT INTO campaign_quantities (campaign_id, quantity, most, place)
VALUES (:campaign_id, :quantity, :most, :position);
