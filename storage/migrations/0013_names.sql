-- The field's own words: what was called an errand is a job; a conversation's stored name is no command of a language.

DROP TRIGGER errands_let_go_of_files;
DROP INDEX errands_waiting;
DROP INDEX errands_by_chat;
DROP INDEX errands_by_time;
ALTER TABLE errands RENAME TO jobs;
CREATE INDEX jobs_waiting ON jobs (id) WHERE state = 'waiting';
CREATE INDEX jobs_by_chat ON jobs (chat_id);
CREATE INDEX jobs_by_time ON jobs (created_at);
CREATE TRIGGER jobs_let_go_of_files AFTER DELETE ON jobs
BEGIN
    UPDATE files SET state = 'lost', vendor_id = NULL, due_at = NULL WHERE id IN (old.file_id, old.result_id);
END;

CREATE TEMP TABLE conversation_names (before TEXT PRIMARY KEY, now TEXT NOT NULL);
INSERT INTO conversation_names VALUES
    ('start', 'join'), ('nhanquyen', 'redeem'), ('hoso', 'profile'), ('chiendich', 'campaigns'), ('dangky', 'sign_up'),
    ('lichcuatoi', 'my_shifts'), ('lich', 'coming'), ('nhacnho', 'reminders'), ('diemdanh', 'check_in'), ('baocao', 'report'),
    ('thanhtich', 'my_record'), ('duyet', 'verify'), ('danhsach', 'roster'), ('ma', 'show_code'), ('doiqr', 'void_posters'),
    ('bantin', 'digest'), ('tiendo', 'targets'), ('nhapexcel', 'import_table'), ('hoannhap', 'undo_import'),
    ('xuatexcel', 'export'), ('taochiendich', 'new_campaign'), ('quanlychiendich', 'manage_campaigns'),
    ('thongbao', 'broadcast'), ('kehoach', 'plan'), ('moi', 'invite'), ('quyen', 'rights'), ('donvi', 'units'),
    ('nhatky', 'audit_log'), ('ngonngu', 'language'), ('trogiup', 'help'), ('xoadulieu', 'erase');

-- What was under way goes on; who was joining on the way to somewhere still joins, and finds the menu behind it.
UPDATE chats SET state = json_set(
    json_remove(state, '$.running.args.then', '$.running.args.skip', '$.running.args.passed', '$.running.args.reach'),
    '$.running.name', (SELECT now FROM conversation_names WHERE before = json_extract(state, '$.running.name'))
)
WHERE json_extract(state, '$.running.name') IN (SELECT before FROM conversation_names);
DROP TABLE conversation_names;
