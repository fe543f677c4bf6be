-- name: row(row_id)^
-- A row of the outbox, whether its reader leads or led, and what they are called.
SELECT outbox.id, outbox.key, outbox.kind, outbox.state, outbox.body, outbox.chat_id, members.search_key AS reader,
    CASE WHEN EXISTS (SELECT 1 FROM grants WHERE grants.member_id = members.id) THEN 1 ELSE 0 END AS leads
FROM outbox JOIN chats ON chats.id = outbox.chat_id LEFT JOIN members ON members.id = chats.member_id
WHERE outbox.id = :row_id;

-- name: somebody_is_called(search_key)^
-- Whether somebody is called so.
SELECT EXISTS (SELECT 1 FROM members WHERE search_key = :search_key) AS known;
