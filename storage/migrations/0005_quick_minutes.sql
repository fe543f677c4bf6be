-- What every minute looks for is found without reading all chats.
CREATE INDEX chats_unfinished ON chats (heard_at) WHERE state <> '{}';
CREATE INDEX chats_of_nobody ON chats (heard_at) WHERE member_id IS NULL;
DROP INDEX chats_by_heard; -- the two above are all that it was for
