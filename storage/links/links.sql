-- name: secret()^
-- What links are signed with.
SELECT secret FROM link_secrets;

-- name: set_secret(secret)!
-- Keep it, unless there is one.
INSERT INTO link_secrets (id, secret) VALUES (1, :secret) ON CONFLICT (id) DO NOTHING;

-- name: generation(kind, holder)^
-- Which generation of the links of a chat or a campaign is good, unless it is the first.
SELECT generation FROM link_generations WHERE kind = :kind AND holder = :holder;

-- name: void(kind, holder)!
-- The next generation is good from now on, and no earlier one.
INSERT INTO link_generations (kind, holder, generation) VALUES (:kind, :holder, 1)
ON CONFLICT (kind, holder) DO UPDATE SET generation = link_generations.generation + 1;
