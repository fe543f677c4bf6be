-- name: documents()
-- What was found in documents that people sent, by the hash of the bytes, and whether an import still works on it.
SELECT files.sha256, max(CASE WHEN imports.state IN ('running', 'undoing') THEN 1 ELSE 0 END) AS in_use
FROM (
    SELECT result_id AS file_id FROM jobs WHERE result_id IS NOT NULL
    UNION
    SELECT file_id FROM jobs WHERE file_id IS NOT NULL
    UNION
    SELECT plan_id FROM imports WHERE plan_id IS NOT NULL) AS held
JOIN files ON files.id = held.file_id AND files.state = 'stored'
LEFT JOIN imports ON imports.plan_id = held.file_id
GROUP BY files.sha256 ORDER BY files.sha256;

-- name: drop_jobs(sha256)!
-- The jobs that hold these bytes, with all that they hold.
DELETE FROM jobs WHERE id IN (
    SELECT jobs.id FROM files JOIN jobs ON jobs.result_id = files.id OR jobs.file_id = files.id
    WHERE files.sha256 = :sha256);

-- name: drop_tables(sha256)!
-- The imports that had this table are without it: they are over.
UPDATE imports SET plan_id = NULL WHERE plan_id IN (SELECT id FROM files WHERE sha256 = :sha256);

-- name: let_go_of_bytes(sha256)!
-- No record holds these bytes any more.
UPDATE files SET state = 'lost', vendor_id = NULL, unique_id = NULL, due_at = NULL WHERE sha256 = :sha256 AND state = 'stored'
    AND NOT EXISTS (SELECT 1 FROM report_photos WHERE report_photos.file_id = files.id)
    AND NOT EXISTS (SELECT 1 FROM broadcasts WHERE broadcasts.file_id = files.id)
    AND NOT EXISTS (SELECT 1 FROM campaigns WHERE campaigns.cover_id = files.id);

-- name: bytes_left()^
-- How many files are still to be deleted from the disk.
SELECT count(*) AS files FROM files AS gone WHERE state = 'lost' AND sha256 IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM files WHERE files.sha256 = gone.sha256 AND files.state = 'stored');

-- name: wait_for_nobody()^
-- This connection gives up at once where another one is in its way (SQLite).
PRAGMA busy_timeout = 0;

-- name: copy_log()^
-- What is committed goes from the write-ahead log into the file, as far as that keeps nobody waiting (SQLite).
PRAGMA wal_checkpoint(PASSIVE);

-- name: empty_log()^
-- The rest too, and nothing is left of the log; `busy` where somebody is in the way (SQLite).
PRAGMA wal_checkpoint(TRUNCATE);

-- name: end(erasure_id)!
-- An erasure is done.
DELETE FROM erasures WHERE id = :erasure_id;
