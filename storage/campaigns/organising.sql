-- name: managed_by(member_id, now)
-- The campaigns of the units that a person organises and of those below, the newest first.
SELECT campaigns.id, campaigns.unit_id, units.name AS unit_name, units.path AS unit_path, campaigns.title,
    campaigns.about, campaigns.field, campaigns.bring, campaigns.contact_name, campaigns.contact_phone,
    campaigns.place, campaigns.latitude, campaigns.longitude, campaigns.radius_m, campaigns.proof,
    campaigns.walk_ins, campaigns.state, campaigns.sample, campaigns.opens_before_min,
    (SELECT min(shifts.starts_at) FROM shifts WHERE shifts.campaign_id = campaigns.id AND shifts.state = 'open'
        AND shifts.ends_at > :now) AS next_at,
    (SELECT max(shifts.starts_at) FROM shifts WHERE shifts.campaign_id = campaigns.id) AS last_at
FROM campaigns JOIN units ON units.id = campaigns.unit_id
WHERE EXISTS (
    SELECT 1 FROM scopes WHERE scopes.member_id = :member_id AND scopes.role IN ('organiser', 'admin')
        AND units.path LIKE scopes.path || '%'
)
ORDER BY campaigns.id DESC;

-- name: open_units(member_id)
-- The open units that a person organises, parents before children.
SELECT id, parent_id, level, name, search_key, path, former FROM units
WHERE closed_at IS NULL AND EXISTS (
    SELECT 1 FROM scopes WHERE scopes.member_id = :member_id AND scopes.role IN ('organiser', 'admin')
        AND units.path LIKE scopes.path || '%'
)
ORDER BY path, id;

-- name: shifts_of(campaign_id)
-- Every shift of a campaign, with how many wait for a seat and how many checked in.
SELECT shifts.id, shifts.campaign_id, campaigns.title, owner.path AS campaign_path, shifts.host_unit_id,
    host.name AS host_name, host.path AS host_path, shifts.starts_at, shifts.ends_at, shifts.opens_at,
    shifts.capacity, shifts.seats_taken, shifts.secret, shifts.generation, shifts.state,
    (SELECT count(*) FROM sign_ups WHERE sign_ups.shift_id = shifts.id AND sign_ups.state = 'waiting') AS waiting,
    (SELECT count(*) FROM check_ins WHERE check_ins.shift_id = shifts.id AND check_ins.state <> 'undone') AS came
FROM shifts
JOIN campaigns ON campaigns.id = shifts.campaign_id
JOIN units AS owner ON owner.id = campaigns.unit_id
JOIN units AS host ON host.id = shifts.host_unit_id
WHERE shifts.campaign_id = :campaign_id
ORDER BY shifts.starts_at, shifts.id;

-- name: set_title(campaign_id, title)!
-- What it is called.
UPDATE campaigns SET title = :title WHERE id = :campaign_id;

-- name: set_about(campaign_id, about)!
-- What it is.
UPDATE campaigns SET about = :about WHERE id = :campaign_id;

-- name: set_bring(campaign_id, bring)!
-- What to bring.
UPDATE campaigns SET bring = :bring WHERE id = :campaign_id;

-- name: set_contact(campaign_id, contact_name, contact_phone)!
-- Whom its members may call.
UPDATE campaigns SET contact_name = :contact_name, contact_phone = :contact_phone WHERE id = :campaign_id;

-- name: set_place(campaign_id, place, latitude, longitude)!
-- Where it is.
UPDATE campaigns SET place = :place, latitude = :latitude, longitude = :longitude WHERE id = :campaign_id;

-- name: set_check_in(campaign_id, proof, radius_m, walk_ins)!
-- What check-in asks for, from how near, and whether also of those who did not sign up.
UPDATE campaigns SET proof = :proof, radius_m = :radius_m, walk_ins = :walk_ins WHERE id = :campaign_id;

-- name: set_state(campaign_id, state)!
-- Open, closed or cancelled.
UPDATE campaigns SET state = :state WHERE id = :campaign_id;

-- name: move_shift(shift_id, starts_at, ends_at, opens_at)!
-- A shift at another time.
UPDATE shifts SET starts_at = :starts_at, ends_at = :ends_at, opens_at = :opens_at WHERE id = :shift_id;

-- name: cancel_shift(shift_id)!
-- A shift that will not take place.
UPDATE shifts SET state = 'cancelled' WHERE id = :shift_id;

-- name: set_capacity(shift_id, capacity)!
-- How many a shift takes.
UPDATE shifts SET capacity = :capacity WHERE id = :shift_id;

-- name: tell_signed_up(campaign_id, subject, body, now, due_at, useful_until, quiet_hours)!
-- Queue a notice, once, for everybody with a seat or a place on a shift to come who has these quiet hours.
INSERT INTO outbox (key, chat_id, lane, kind, body, cause, queued_at, due_at, useful_until, state)
SELECT 'notice:' || :subject || ':member-' || recipients.member_id, recipients.chat_id, 1, 'notice', :body, :subject,
    :now, :due_at, :useful_until, 'waiting'
FROM recipients
WHERE recipients.quiet_hours = :quiet_hours AND recipients.member_id IN (
    SELECT sign_ups.member_id FROM sign_ups JOIN shifts ON shifts.id = sign_ups.shift_id
    WHERE shifts.campaign_id = :campaign_id AND sign_ups.state <> 'cancelled' AND shifts.state = 'open'
        AND shifts.ends_at > :now
)
ON CONFLICT (key) DO NOTHING;

-- name: signed_up(campaign_id, now)^
-- How many people have a seat or a place on a shift to come.
SELECT count(DISTINCT sign_ups.member_id) AS people
FROM sign_ups JOIN shifts ON shifts.id = sign_ups.shift_id
WHERE shifts.campaign_id = :campaign_id AND sign_ups.state <> 'cancelled' AND shifts.state = 'open'
    AND shifts.ends_at > :now;
