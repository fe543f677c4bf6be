-- A campaign has a cover photo, shown with its card and in announcements of it.
ALTER TABLE campaigns ADD COLUMN cover_id INTEGER REFERENCES files (id);
CREATE INDEX campaigns_by_cover ON campaigns (cover_id) WHERE cover_id IS NOT NULL;
