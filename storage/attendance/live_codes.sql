-- name: to_show(asker_id, now, opens_before)
-- The shifts whose check-in is open or opens by a moment, and whose code and poster the asker may show: led by them
-- through the campaign's unit or the host. The one that opens first comes first.
SELECT shifts.id, shifts.campaign_id, campaigns.title, owner.path AS campaign_path, shifts.host_unit_id,
    host.name AS host_name, host.path AS host_path, shifts.starts_at, shifts.ends_at, shifts.opens_at,
    shifts.capacity, shifts.seats_taken, shifts.secret, shifts.generation, shifts.state
FROM shifts
JOIN campaigns ON campaigns.id = shifts.campaign_id
JOIN units AS owner ON owner.id = campaigns.unit_id
JOIN units AS host ON host.id = shifts.host_unit_id
WHERE shifts.ends_at > :now AND shifts.opens_at <= :opens_before AND shifts.state = 'open'
    AND campaigns.state = 'open'
    AND EXISTS (
        SELECT 1 FROM scopes WHERE scopes.member_id = :asker_id
            AND (owner.path LIKE scopes.path || '%' OR host.path LIKE scopes.path || '%')
    )
ORDER BY shifts.opens_at, shifts.id;

-- name: void_posters(shift_id)!
-- A new generation: posters of those before it count no more.
UPDATE shifts SET generation = generation + 1 WHERE id = :shift_id;

-- name: add(outbox_id, shift_id, minute, until)!
-- A message shows the code of a shift, and is to be renewed until a moment.
INSERT INTO live_codes (outbox_id, shift_id, shown_minute, until) VALUES (:outbox_id, :shift_id, :minute, :until);

-- name: supersede(outbox_id, shift_id, now)!
-- A newer message of the same chat shows this shift's code: those before it are renewed no more.
UPDATE live_codes SET until = :now WHERE shift_id = :shift_id AND outbox_id <> :outbox_id AND outbox_id IN (
    SELECT older.id FROM outbox AS older JOIN outbox AS newest ON newest.chat_id = older.chat_id
    WHERE newest.id = :outbox_id);

-- name: due(minute, now)
-- The messages whose code is of an earlier minute or whose time is over; `may` says whether their chat's person still
-- leads there.
SELECT live_codes.outbox_id, live_codes.shift_id, live_codes.until, outbox.chat_id,
    CASE WHEN shifts.state = 'open' AND campaigns.state = 'open' AND EXISTS (
        SELECT 1 FROM scopes WHERE scopes.member_id = chats.member_id
            AND (owner.path LIKE scopes.path || '%' OR host.path LIKE scopes.path || '%')
    ) THEN 1 ELSE 0 END AS may
FROM live_codes
JOIN outbox ON outbox.id = live_codes.outbox_id
JOIN chats ON chats.id = outbox.chat_id
JOIN shifts ON shifts.id = live_codes.shift_id
JOIN campaigns ON campaigns.id = shifts.campaign_id
JOIN units AS owner ON owner.id = campaigns.unit_id
JOIN units AS host ON host.id = shifts.host_unit_id
WHERE live_codes.shown_minute < :minute OR live_codes.until <= :now
ORDER BY live_codes.outbox_id;

-- name: shown(outbox_id, minute)!
-- The message shows the code of this minute now.
UPDATE live_codes SET shown_minute = :minute WHERE outbox_id = :outbox_id;

-- name: remove(outbox_id)!
-- The message is renewed no more.
DELETE FROM live_codes WHERE outbox_id = :outbox_id;
