-- What a vendor calls the same file whenever it is sent: a photo that is sent twice counts once.
ALTER TABLE files ADD COLUMN unique_id TEXT;
