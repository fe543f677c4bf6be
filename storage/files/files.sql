-- name: add_stored(sha256, media_type, size, now)^
-- A file whose bytes we hold.
INSERT INTO files (sha256, media_type, size, state, created_at)
VALUES (:sha256, :media_type, :size, 'stored', :now) RETURNING id;

-- name: add_wanted(channel, vendor_id, unique_id, media_type, size, now)^
-- A file that its vendor still holds and that is to be fetched.
INSERT INTO files (channel, vendor_id, unique_id, media_type, size, state, due_at, created_at)
VALUES (:channel, :vendor_id, :unique_id, :media_type, :size, 'wanted', :now, :now) RETURNING id;

-- name: add_gone(sha256, now)!
-- Bytes that nothing holds, to be deleted.
INSERT INTO files (sha256, media_type, state, created_at) VALUES (:sha256, '', 'lost', :now);

-- name: wanted(now, most)
-- The files to fetch now.
SELECT id, channel, vendor_id, attempts FROM files
WHERE state = 'wanted' AND due_at <= :now ORDER BY due_at, id LIMIT :most;

-- name: set_stored(file_id, sha256, size)!
-- Its bytes are here.
UPDATE files SET state = 'stored', sha256 = :sha256, size = :size, due_at = NULL
WHERE id = :file_id AND state = 'wanted';

-- name: set_retry(file_id, due_at)!
-- It could not be fetched and will be tried again.
UPDATE files SET attempts = attempts + 1, due_at = :due_at WHERE id = :file_id AND state = 'wanted';

-- name: tried_in_vain()^
-- How many files could not be fetched so far.
SELECT count(*) AS files FROM files WHERE state = 'wanted' AND attempts > 0;

-- name: set_lost(file_id)!
-- Its vendor does not have it any more.
UPDATE files SET state = 'lost', due_at = NULL WHERE id = :file_id AND state = 'wanted';

-- name: set_refused(file_id)!
-- It is of a kind that is not taken: where it lies is forgotten too.
UPDATE files SET state = 'lost', vendor_id = NULL, due_at = NULL WHERE id = :file_id AND state = 'wanted';

-- name: release(file_id)!
-- A file that nothing shows any more; its bytes are to be deleted.
UPDATE files SET state = 'lost', vendor_id = NULL, unique_id = NULL, due_at = NULL
WHERE id = :file_id AND NOT EXISTS (SELECT 1 FROM broadcasts WHERE broadcasts.file_id = files.id)
    AND NOT EXISTS (SELECT 1 FROM report_photos WHERE report_photos.file_id = files.id)
    AND NOT EXISTS (SELECT 1 FROM campaigns WHERE campaigns.cover_id = files.id);

-- name: in_use(sha256)^
-- How many records hold these bytes.
SELECT count(*) AS uses FROM files WHERE sha256 = :sha256 AND state = 'stored';

-- name: in_a_chat(mention)^
-- How many conversations under way hold these bytes.
SELECT count(*) AS uses FROM chats WHERE state <> '{}' AND state LIKE :mention;

-- name: orphans()
-- Bytes that no report holds any more and that are to be deleted.
SELECT DISTINCT sha256 FROM files AS gone
WHERE state = 'lost' AND sha256 IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM files WHERE files.sha256 = gone.sha256 AND files.state = 'stored')
ORDER BY sha256;

-- name: forget_orphan(sha256)!
-- Its bytes are deleted.
DELETE FROM files WHERE sha256 = :sha256 AND state = 'lost';
