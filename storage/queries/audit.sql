-- name: note(now, actor_id, action, subject, detail)!
-- What was changed by whose word.
INSERT INTO audit (at, actor_id, action, subject, detail) VALUES (:now, :actor_id, :action, :subject, :detail);

-- name: forget_actor(actor_id)!
-- Who did it has asked to be forgotten.
UPDATE audit SET actor_id = NULL WHERE actor_id = :actor_id;
