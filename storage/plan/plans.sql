-- name: save(year, name, body, sample, now)!
-- A plan of this year and name, in its newest text.
INSERT INTO plans (year, name, body, sample, loaded_at) VALUES (:year, :name, :body, :sample, :now)
ON CONFLICT (year, name) DO UPDATE SET body = excluded.body, sample = excluded.sample, loaded_at = excluded.loaded_at,
    counts = CASE WHEN plans.body = excluded.body THEN plans.counts ELSE '{}' END
WHERE plans.body <> excluded.body OR plans.sample <> excluded.sample;

-- name: find(year, name)^
-- A plan by what makes it that plan.
SELECT id FROM plans WHERE year = :year AND name = :name;

-- name: loaded()
-- Every plan, the newest year first, and of one year what was loaded last.
SELECT id, year, name, body, counts, sample, loaded_at FROM plans ORDER BY year DESC, loaded_at DESC, id DESC;

-- name: choose_counts(plan_id, counts)!
-- What the figures of a plan count, by an organiser's choice.
UPDATE plans SET counts = :counts WHERE id = :plan_id;
