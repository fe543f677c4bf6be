-- name: screens(broadcast_id)
-- The messages that show how far it has come, one in each chat.
SELECT broadcast_id, chat_id, row_id, shown FROM broadcast_screens WHERE broadcast_id = :broadcast_id ORDER BY chat_id;

-- name: screen(broadcast_id, chat_id)^
-- The one in this chat.
SELECT broadcast_id, chat_id, row_id, shown FROM broadcast_screens
WHERE broadcast_id = :broadcast_id AND chat_id = :chat_id;

-- name: set_screen(broadcast_id, chat_id, row_id, shown)!
-- This chat's message is from now on the one of this row, and says this.
INSERT INTO broadcast_screens (broadcast_id, chat_id, row_id, shown) VALUES (:broadcast_id, :chat_id, :row_id, :shown)
ON CONFLICT (broadcast_id, chat_id) DO UPDATE SET row_id = excluded.row_id, shown = excluded.shown;

-- name: drop_screens(broadcast_id)!
-- It has ended, and its messages say so: they change no more.
DELETE FROM broadcast_screens WHERE broadcast_id = :broadcast_id;
