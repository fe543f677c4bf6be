-- Which command menu a chat shows: its language and its person's highest role, such as "vi:LEADER".

ALTER TABLE chats ADD COLUMN menu TEXT NOT NULL DEFAULT '';
