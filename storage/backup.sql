-- name: counts()^
-- How much there is of what matters most.
SELECT (SELECT count(*) FROM units) AS units, (SELECT count(*) FROM members) AS members,
    (SELECT count(*) FROM check_ins) AS check_ins, (SELECT count(*) FROM reports) AS reports,
    (SELECT count(*) FROM outbox) AS outbox;

-- name: stored_files()
-- The photos that are kept by their hash.
SELECT DISTINCT sha256 FROM files WHERE state = 'stored';
