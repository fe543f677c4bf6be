-- name: set_field(campaign_id, field)!
-- Its field of volunteering.
UPDATE campaigns SET field = :field WHERE id = :campaign_id;

-- name: set_unit(campaign_id, unit_id)!
-- The unit that it is open to, with all below.
UPDATE campaigns SET unit_id = :unit_id WHERE id = :campaign_id;

-- name: reported(campaign_id)
-- The figures that reports on it tell already.
SELECT DISTINCT report_quantities.quantity
FROM shifts
JOIN check_ins ON check_ins.shift_id = shifts.id AND check_ins.state <> 'undone'
JOIN reports ON reports.check_in_id = check_ins.id
JOIN report_quantities ON report_quantities.report_id = reports.id
WHERE shifts.campaign_id = :campaign_id
ORDER BY report_quantities.quantity;

-- name: clear_quantities(campaign_id)!
-- It counts nothing, until something is added.
DELETE FROM campaign_quantities WHERE campaign_id = :campaign_id;

-- name: set_host(shift_id, host_unit_id)!
-- The unit that runs a shift.
UPDATE shifts SET host_unit_id = :host_unit_id WHERE id = :shift_id;

-- name: set_opening(campaign_id, minutes)!
-- How long before a shift check-in opens.
UPDATE campaigns SET opens_before_min = :minutes WHERE id = :campaign_id;

-- name: set_opens_at(shift_id, opens_at)!
-- When check-in at a shift opens.
UPDATE shifts SET opens_at = :opens_at WHERE id = :shift_id;
