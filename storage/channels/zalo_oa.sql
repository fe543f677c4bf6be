-- name: pair(app_id)^
-- The tokens of an app.
SELECT app_id, access_token, refresh_token, since, until, asked_at, refused, refused_with, given
FROM zalo_oa_tokens WHERE app_id = :app_id;

-- name: keep(app_id, access_token, refresh_token, until, given, now)!
-- A new pair takes the place of the one before; which first pair was given stays, unless it is this one.
INSERT INTO zalo_oa_tokens (app_id, access_token, refresh_token, since, until, given)
VALUES (:app_id, :access_token, :refresh_token, :now, :until, coalesce(:given, ''))
ON CONFLICT (app_id) DO UPDATE SET access_token = excluded.access_token, refresh_token = excluded.refresh_token,
    since = excluded.since, until = excluded.until, given = coalesce(:given, given), asked_at = NULL, refused = '',
    refused_with = '';

-- name: ask(app_id, now)!
-- A refresh is about to be sent.
UPDATE zalo_oa_tokens SET asked_at = :now WHERE app_id = :app_id;

-- name: answered(app_id)!
-- A refresh was answered without a new pair, so that the old one is as good as before.
UPDATE zalo_oa_tokens SET asked_at = NULL WHERE app_id = :app_id;

-- name: refuse(app_id, why, refused_with)!
-- Zalo refuses to refresh this pair.
UPDATE zalo_oa_tokens SET refused = :why, refused_with = :refused_with, asked_at = NULL WHERE app_id = :app_id;

-- name: heard(app_id)^
-- Up to when everything that was written to an account is known.
SELECT app_id, upto FROM zalo_oa_heard WHERE app_id = :app_id;

-- name: hear(app_id, upto)!
-- What was written up to then is known; never less than before.
INSERT INTO zalo_oa_heard (app_id, upto) VALUES (:app_id, :upto)
ON CONFLICT (app_id) DO UPDATE SET upto = max(upto, excluded.upto);

-- name: seen(key)^
-- Whether an update of this key was received.
SELECT 1 AS seen FROM seen_updates WHERE key = :key;

-- name: begin_consent(state, app_id, verifier, now)!
-- Somebody is sent to Zalo to consent.
INSERT INTO zalo_oa_consents (state, app_id, verifier, began_at) VALUES (:state, :app_id, :verifier, :now);

-- name: take_consent(state, app_id, since)^
-- A consent that was begun since then, once.
DELETE FROM zalo_oa_consents WHERE state = :state AND app_id = :app_id AND began_at >= :since RETURNING verifier;

-- name: forget_consents(before)!
-- Consents that nobody finished.
DELETE FROM zalo_oa_consents WHERE began_at < :before;
