-- A tick on the roster while a shift is on says that somebody is there; what it counts comes when the shift is over.
-- Until then the check-in is verified with no hours, and this says that they are still to come.
ALTER TABLE check_ins ADD COLUMN hours_pending INTEGER NOT NULL DEFAULT 0 CHECK (hours_pending IN (0, 1));
CREATE INDEX check_ins_without_hours ON check_ins (shift_id) WHERE hours_pending = 1;

-- What a report that was returned had claimed, the least of all its times: whoever verifies the next one sees both.
ALTER TABLE reports ADD COLUMN minutes_before INTEGER CHECK (minutes_before >= 0);
ALTER TABLE report_quantities ADD COLUMN before INTEGER CHECK (before >= 0);
