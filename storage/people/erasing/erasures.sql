-- name: under_way()
-- The erasures under way, the oldest first.
SELECT * FROM erasures ORDER BY id;

-- name: by_id(erasure_id)^
-- One erasure.
SELECT * FROM erasures WHERE id = :erasure_id;

-- name: set_place(erasure_id, part, place)!
-- So far an erasure has come.
UPDATE erasures SET part = :part, place = :place WHERE id = :erasure_id;

-- name: set_traces(erasure_id, traces)!
-- What is sought by an erasure.
UPDATE erasures SET traces = :traces WHERE id = :erasure_id;
