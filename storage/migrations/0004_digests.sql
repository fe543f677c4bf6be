-- Leaders' digests: how often each leader wants theirs, on which day it was last looked after, and until when it told.

-- `usual` is weekly, and daily while a campaign of theirs runs. `looked_on` is a day such as 2026-11-23. Sign-ups are
-- told by their ids: one that arrives late has its own earlier time.
CREATE TABLE digests (
    member_id INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
    rhythm TEXT NOT NULL DEFAULT 'usual' CHECK (rhythm IN ('usual', 'weekly', 'daily', 'off')),
    looked_on TEXT NOT NULL,
    told_upto TEXT NOT NULL,
    told_sign_up INTEGER NOT NULL
);
CREATE INDEX digests_by_look ON digests (looked_on, member_id);

CREATE INDEX sign_ups_by_time ON sign_ups (created_at);
