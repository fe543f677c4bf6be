-- name: by_id(shift_id)^
-- One shift with its campaign's title and the units that decide who may see it.
SELECT shifts.id, shifts.campaign_id, campaigns.title, owner.path AS campaign_path, shifts.host_unit_id,
    host.name AS host_name, host.path AS host_path, shifts.starts_at, shifts.ends_at, shifts.opens_at,
    shifts.capacity, shifts.seats_taken, shifts.secret, shifts.generation, shifts.state
FROM shifts
JOIN campaigns ON campaigns.id = shifts.campaign_id
JOIN units AS owner ON owner.id = campaigns.unit_id
JOIN units AS host ON host.id = shifts.host_unit_id
WHERE shifts.id = :shift_id;

-- name: of_campaign(campaign_id, now)
-- The shifts of a campaign that are not over.
SELECT shifts.id, shifts.campaign_id, campaigns.title, owner.path AS campaign_path, shifts.host_unit_id,
    host.name AS host_name, host.path AS host_path, shifts.starts_at, shifts.ends_at, shifts.opens_at,
    shifts.capacity, shifts.seats_taken, shifts.secret, shifts.generation, shifts.state
FROM shifts
JOIN campaigns ON campaigns.id = shifts.campaign_id
JOIN units AS owner ON owner.id = campaigns.unit_id
JOIN units AS host ON host.id = shifts.host_unit_id
WHERE shifts.campaign_id = :campaign_id AND shifts.state = 'open' AND shifts.ends_at > :now
ORDER BY shifts.starts_at, shifts.id;

-- name: add(campaign_id, host_unit_id, starts_at, ends_at, opens_at, capacity, secret)^
-- A new shift.
INSERT INTO shifts (campaign_id, host_unit_id, starts_at, ends_at, opens_at, capacity, secret)
VALUES (:campaign_id, :host_unit_id, :starts_at, :ends_at, :opens_at, :capacity, :secret) RETURNING id;

-- name: take_seat(shift_id)^
-- One seat less; no row comes back where none is left.
UPDATE shifts SET seats_taken = seats_taken + 1
WHERE id = :shift_id AND state = 'open' AND seats_taken < capacity RETURNING id;

-- name: free_seat(shift_id)!
-- One seat more.
UPDATE shifts SET seats_taken = seats_taken - 1 WHERE id = :shift_id;
