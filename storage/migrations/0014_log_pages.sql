-- A page of the log that is open is told by numbers; an older version kept "" where there was none.

UPDATE chats SET state = json_remove(state, '$.running.args.upto')
WHERE json_extract(state, '$.running.name') = 'audit_log' AND json_extract(state, '$.running.args.upto') = '';
UPDATE chats SET state = json_remove(state, '$.running.args.person')
WHERE json_extract(state, '$.running.name') = 'audit_log' AND json_extract(state, '$.running.args.person') = '';
UPDATE chats SET state = json_remove(state, '$.running.args.unit')
WHERE json_extract(state, '$.running.name') = 'audit_log' AND json_extract(state, '$.running.args.unit') = '';
