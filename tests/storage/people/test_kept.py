"""What is kept of a person and where, held against the schema: /dulieu shows it, an erasure reaches it."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from datetime import timedelta

import pytest

from handlers.people import my_data_words
from storage.database import Transaction
from storage.messages import chats, outbox
from storage.organisation import grants
from storage.people import erasure, members, merging, my_data
from storage.people.erasing.sought import OTHERS_WORDS, SOUGHT
from storage.people.kept import KEPT, NOBODYS
from storage.records import Asker
from tests.support.world import ENTERED, SHIFTS, World, act, erase_on

GONE = '{"text":"(đã xóa)"}'
LATE = '{"text":"(không gửi nữa)"}'

# How a row of each table is Lan's. Written anew here, so that a query that forgets some is seen.
HERS = {
    "members": "id = :lan",
    "former_names": "member_id = :lan",
    "chats": "member_id = :lan",
    "grants": "member_id = :lan",
    "invites": "created_by = :lan OR redeemed_by = :lan",
    "requests": "member_id = :lan",
    "sign_ups": "member_id = :lan",
    "check_ins": "member_id = :lan",
    "reports": "check_in_id IN (SELECT id FROM check_ins WHERE member_id = :lan)",
    "report_quantities": "report_id IN (SELECT reports.id FROM reports JOIN check_ins ON check_ins.id = check_in_id "
    "WHERE member_id = :lan)",
    "report_photos": "report_id IN (SELECT reports.id FROM reports JOIN check_ins ON check_ins.id = check_in_id "
    "WHERE member_id = :lan)",
    "files": "id IN (SELECT file_id FROM report_photos JOIN reports ON reports.id = report_id "
    "JOIN check_ins ON check_ins.id = check_in_id WHERE member_id = :lan)",
    "code_tries": "member_id = :lan",
    "link_codes": "member_id = :lan OR chat_id IN (SELECT id FROM chats WHERE member_id = :lan)",
    "link_tries": "member_id = :lan",
    "short_code_tries": "member_id = :lan",
    "left_accounts": "member_id = :lan",
    "interests": "member_id = :lan",
    "quiet_hours": "member_id = :lan",
    "unwanted": "member_id = :lan",
    "digests": "member_id = :lan",
    "outbox": "chat_id IN (SELECT id FROM chats WHERE member_id = :lan)",
    "broadcast_people": "member_id = :lan",
    "broadcasts": "author_id = :lan",
    "jobs": "chat_id IN (SELECT id FROM chats WHERE member_id = :lan)",
    "imports": "member_id = :lan",
    "import_rows": "member_id = :lan",
    "target_figures": "entered_by = :lan",
    "audit": "actor_id = :lan OR member_id = :lan",
    "parked_updates": "id = (SELECT max(id) FROM parked_updates)",
    "campaigns": "contact_name = (SELECT name FROM members WHERE id = :lan)",
    "sample_members": "member_id = :lan",
}
NEVER_PLANTED = {  # what the program reads again: another value there is none that could be
    ("chats", "state"),
    ("parked_updates", "body"),
    ("jobs", "facts"),
    ("broadcasts", "body"),
    ("files", "sha256"),
    ("members", "name"),
    ("campaigns", "contact_name"),
}


def schema(world: World) -> dict[str, dict[str, str]]:
    """The type of each column of each table."""
    tables = [row["name"] for row in world.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        table: {row["name"]: row["type"] for row in world.rows(f"PRAGMA table_info({table})")}
        for table in tables
        if not table.startswith("sqlite_")
    }


@pytest.fixture
def lived(world):
    """Lan has a row in every table that can hold one."""
    for line in (
        "sign up lan trees",
        "check in lan trees",
        "report lan trees 240 trees=12",
        "verify minh",
        "sign up lan teach",
        "ask to move lan Đoàn xã An Mỹ",
        "make leader lan Đoàn xã Đại Tâm",
    ):
        act(world, line)
    lan = world.member("lan").id
    with world.change() as tx:
        members.rename(tx, asker_of(world, tx), "Nguyễn Thị Lan Hương")
        members.rename(tx, asker_of(world, tx), "Nguyễn Thị Lan")
        tx.connection.execute("UPDATE members SET guardian = 'Nguyễn Văn Cha' WHERE id = ?", (lan,))
        tx.connection.execute("UPDATE members SET entered_by = ? WHERE id = ?", (lan, world_id(world, "an")))
    statements = """
        INSERT INTO invites (code_hash, role, unit_id, created_by, created_at, expires_at)
            VALUES ('hash', 'leader', 1, :lan, :now, :now);
        INSERT INTO code_tries SELECT :trees, :lan, min(id), :now FROM chats WHERE member_id = :lan;
        INSERT INTO link_codes (code_hash, chat_id, expires_at)
            SELECT 'hash', id, :now FROM chats WHERE member_id = :lan;
        INSERT INTO link_tries SELECT id, :lan, :now FROM chats WHERE member_id = :lan;
        INSERT INTO short_code_tries SELECT id, :lan, :now FROM chats WHERE member_id = :lan;
        INSERT INTO left_accounts SELECT id, :lan FROM chats WHERE address = 'an';
        INSERT INTO interests VALUES (:lan, 'environment');
        INSERT INTO quiet_hours VALUES (:lan, '20:00', '06:00');
        INSERT INTO unwanted VALUES (:lan, 'eve');
        INSERT INTO digests VALUES (:lan, 'daily', '2026-11-22', :now, 1);
        INSERT INTO broadcasts (id, unit_id, author_id, body, state, created_at, changed_at, said_at, at)
            VALUES (7, 1, :lan, '{"vi": {"text": "Gọi Nguyễn Thị Lan 0912345678"}}', 'sending', :now, :now, :now, :now);
        INSERT INTO broadcast_people (broadcast_id, member_id) VALUES (7, :lan);
        INSERT INTO files (id, sha256, media_type, size, channel, vendor_id, unique_id, state, created_at)
            VALUES (70, :photo, 'image/jpeg', 9, 'telegram', 'photo-of-lan', 'again-of-lan', 'stored', :now);
        INSERT INTO report_photos SELECT reports.id, 70 FROM reports JOIN check_ins ON check_ins.id = check_in_id
            WHERE member_id = :lan;
        INSERT INTO jobs (chat_id, token, kind, facts, created_at)
            SELECT id, 1, 'table', '{"name": "của Lan.xlsx"}', :now FROM chats WHERE member_id = :lan;
        INSERT INTO imports (id, kind, name, member_id, state, begun_at)
            VALUES (5, 'members', 'a.xlsx', :lan, 'done', :now);
        INSERT INTO import_rows (import_id, line, member_id, entered, was) VALUES (5, 1, :lan, 1, 'returned');
        INSERT INTO target_figures (year, target, place, unit_id, amount, as_of, source, entered_by, entered_at)
            VALUES (2026, 1, 1, 1, 5, '2026-11-22', 'báo cáo', :lan, :now);
        INSERT INTO parked_updates (reference, key, body, error, parked_at)
            VALUES ('A1', 'k', '{"channel":"telegram","address":"lan","text":"viết gì đó"}', 'Traceback', :now);
        INSERT INTO sample_members VALUES (:lan, 1);
        INSERT INTO audit (at, actor_id, action, subject, detail, member_id)
            SELECT :now, :lan, 'verify', 'check_in:9', '{"minutes": 60}', id FROM members WHERE name LIKE '%Minh';
        UPDATE campaigns SET contact_name = 'Nguyễn Thị Lan', contact_phone = '0912345678' WHERE id = 1;
        UPDATE grants SET given_by = :lan WHERE member_id <> :lan;
        UPDATE requests SET decided_by = :lan, decided_at = :now;
        UPDATE check_ins SET distance_m = 40, reason = 'gần' WHERE member_id = :lan;
        UPDATE reports SET note = 'mệt mà vui', reason = 'được' WHERE minutes_claimed = 240
    """
    facts = {"lan": lan, "now": "2026-11-22T00:00:00.000+00:00", "trees": SHIFTS["trees"], "photo": "ab" * 32}
    for statement in statements.split(";"):
        world.connection.execute(statement, facts)
    with world.change() as tx:
        chats.save(tx, world.one("SELECT min(id) FROM chats WHERE member_id = ?", lan), '{"answers":["Lan"]}')
        tx.connection.execute(
            "INSERT INTO outbox (key, chat_id, lane, kind, body, cause, queued_at, due_at, state, vendor_id, error) "
            "SELECT 'mine', id, 0, 'notice', '{}', 'cause', ?, ?, 'failed', 'v1', 'e' FROM chats WHERE member_id = ?",
            (tx.now, tx.now, lan),
        )
    return world


def world_id(world: World, name: str) -> int:
    return int(world.one("SELECT member_id FROM chats WHERE address = ?", name))


def asker_of(world: World, tx: Transaction) -> Asker:
    """Lan, whatever she is called now."""
    member = members.by_id(tx, world_id(world, "lan"))
    assert member is not None
    return grants.asker(tx, member)


def asker_of_lan(world: World) -> Asker:
    with world.change() as tx:
        return asker_of(world, tx)


def of_lan(world: World, table: str, columns: str = "*") -> list[dict]:
    return world.connection.execute(
        f"SELECT {columns} FROM {table} WHERE {HERS[table]}", {"lan": world_id(world, "lan")}
    ).fetchall()


# The description ------------------------------------------------------------------------------------------------------


def test_every_table_and_column_is_described(world):
    tables = schema(world)
    assert set(KEPT) | set(NOBODYS) == set(tables)
    assert not set(KEPT) & set(NOBODYS)
    for table, kept in KEPT.items():
        assert set(kept.shown) | set(kept.hidden) == set(tables[table]), table
        assert not set(kept.shown) & set(kept.hidden), table
        assert set(kept.stays) <= {name for name, type_ in tables[table].items() if type_ == "TEXT"}, table
        assert all(kept.hidden.values()), table
        assert all(kept.stays.values()), table
    assert set(HERS) == set(KEPT)
    assert set(my_data_words.PARTS) == {part for kept in KEPT.values() for part in kept.parts}


def test_a_table_that_points_to_people_is_in_it(world):
    for table in schema(world):
        if any(row["table"] == "members" for row in world.rows(f"PRAGMA foreign_key_list({table})")):
            assert table in KEPT, table


# What is one of a few words, a number, a key or a moment: nobody can write a name there.
NO_WORDS = """
    units.level units.search_key units.path members.search_key members.language members.state members.consent_version
    grants.role invites.code_hash link_codes.code_hash invites.role campaigns.field campaigns.proof campaigns.state
    campaign_quantities.quantity shifts.state sign_ups.state check_ins.proof check_ins.state reports.state
    report_quantities.quantity files.sha256 files.media_type files.channel files.vendor_id files.unique_id files.state
    interests.field requests.kind requests.state audit.at audit.action audit.subject audit.detail chats.channel
    chats.address chats.language chats.menu parked_updates.reference parked_updates.key outbox.key outbox.kind
    outbox.cause outbox.useful_until outbox.state outbox.vendor_id outbox.error live_codes.until plans.counts
    sample_shifts.slot plan_items.key plan_items.kind plan_items.field quiet_hours.begins quiet_hours.ends
    plan_changes.kind unwanted.moment mailings.key link_generations.kind
    short_codes.code short_codes.kind
    mailings.moment mailings.audience mailings.path mailings.at mailings.useful_until
    mailings.state digests.rhythm digests.told_upto jobs.kind jobs.state broadcasts.reach broadcasts.state
    spending.channel spending.month unpaid_until.channel unpaid_until.until
    broadcast_people.reach broadcast_screens.shown broadcasts.at broadcast_parts.kind broadcast_parts.value
    imports.kind imports.state import_rows.was
    target_figures.as_of tallies.quantity erasures.traces erasures.part erasures.instead erasures.late
    erasures.goodbye
    zalo_oa_tokens.app_id zalo_oa_tokens.access_token zalo_oa_tokens.refresh_token zalo_oa_tokens.until
    zalo_oa_tokens.refused zalo_oa_tokens.refused_with zalo_oa_tokens.given zalo_oa_heard.app_id zalo_oa_heard.upto
    zalo_oa_consents.state zalo_oa_consents.app_id zalo_oa_consents.verifier
"""


def test_every_text_of_others_is_sought_or_has_its_reason(world):
    columns = [
        f"{table}.{column}"
        for table, columns in schema(world).items()
        for column, type_ in columns.items()
        if type_ == "TEXT" and not column.endswith(("_at", "_on", "since"))
    ]
    assert sorted([*SOUGHT, *OTHERS_WORDS, *NO_WORDS.split()]) == sorted(columns)


# What a person is given -----------------------------------------------------------------------------------------------


def test_everything_that_is_described_as_shown_is_in_the_json(lived):
    with lived.change() as tx:
        asker = asker_of(lived, tx)
        everything = json.loads(my_data_words.as_json(my_data.everything(tx, asker), tx.now))
    for table, kept in KEPT.items():
        rows = of_lan(lived, table)
        assert rows, f"Lan has nothing in {table}"
        for column, name in kept.shown.items():
            values = {value for part in kept.parts for row in everything[part] for value in [row.get(name)]}
            has_name = any(name in row for part in kept.parts for row in everything[part])
            assert has_name, f"{table}.{column} is not in {kept.parts} as {name}"
            if column == name and (table, column) != ("audit", "detail"):
                assert {row[column] for row in rows} <= values, f"{table}.{column}"


def test_nobody_else_is_in_it(lived):
    """Everybody else's names, addresses and numbers; also where Lan did something about them, as a leader."""
    lived.connection.execute("UPDATE campaigns SET contact_name = '', contact_phone = '' WHERE id <> 1")
    with lived.change() as tx:
        asker = asker_of(lived, tx)
        everything = my_data.everything(tx, asker)
        made = my_data_words.as_json(everything, tx.now) + my_data_words.as_text(everything, "vi")
    others = [row["name"] for row in lived.rows("SELECT name FROM members WHERE id <> ?", asker.member_id)]
    others += [row["address"] for row in lived.rows("SELECT address FROM chats WHERE address NOT IN ('lan', 'an')")]
    assert len(others) > 8
    assert [name for name in others if f'"{name}"' in made or (" " in name and name in made)] == []


def test_the_text_has_a_line_for_every_row_in_both_languages(lived):
    with lived.change() as tx:
        everything = my_data.everything(tx, asker_of(lived, tx))
    rows = sum(len(part) for part in everything.values())
    for language, interest in (("vi", "lĩnh vực: bảo vệ môi trường"), ("en", "field: Environment")):
        text = my_data_words.as_text(everything, language)
        assert f"• {interest}\n" in text.replace("Bảo", "bảo")
        assert text.count("\n• ") == rows
    assert "HỌ TÊN" not in text
    assert "22/11/2026 07:00" in text


# What an erasure reaches ----------------------------------------------------------------------------------------------


def plant(world: World) -> dict[tuple[str, str], str]:
    """A trace of its own in every text of Lan's rows that can take one; returns which."""
    planted = {}
    world.connection.execute("DROP TRIGGER audit_keeps_words")
    world.connection.execute("DROP TRIGGER target_figures_stay")
    for table, columns in schema(world).items():
        for column, type_ in columns.items():
            if table not in KEPT or type_ not in {"TEXT", "BLOB"} or (table, column) in NEVER_PLANTED:
                continue
            if column in KEPT[table].stays or column.endswith(("_at", "since")):
                continue
            trace = f"dau-vet-{table}-{column}"
            try:
                world.connection.execute(
                    f"UPDATE {table} SET {column} = :trace || '-' || rowid WHERE {HERS[table]}"
                    if table not in {"unwanted", "interests", "broadcast_people", "report_quantities"}
                    else f"UPDATE {table} SET {column} = :trace WHERE {HERS[table]}",
                    {"trace": trace, "lan": world_id(world, "lan")},
                )
            except sqlite3.IntegrityError:
                continue  # one of a few words
            planted[table, column] = trace
    return planted


def texts(world: World) -> str:
    """All that stands in the database."""
    tables = schema(world)
    return "\n".join(repr(list(row.values())) for table in tables for row in world.rows(f"SELECT * FROM {table}"))


def test_every_text_about_somebody_goes_with_them(lived):
    planted = plant(lived)
    before = texts(lived)
    assert {key for key, trace in planted.items() if trace in before} == set(planted)
    assert len(planted) >= 25
    with lived.change() as tx:
        erasure.erase(tx, asker_of(lived, tx), instead=GONE, late=LATE)
    erase_on(lived)
    left = texts(lived)
    assert {key for key, trace in planted.items() if trace in left} == set()
    for trace in (
        "Nguyễn Thị Lan",
        "nguyen thi lan",
        "Nguyễn Văn Cha",
        "0912345678",
        "mệt mà vui",
        "photo-of-lan",
        "again-of-lan",
    ):
        assert trace not in left, trace


FORMS = {
    "as stored": "Nguyễn Thị Lan",
    "large": "NGUYỄN THỊ LAN",
    "small": "nguyễn thị lan",
    "without accents": "nguyen thi lan",
    "without accents, large": "NGUYEN THI LAN",
    "as some keyboards write it": unicodedata.normalize("NFD", "Nguyễn Thị Lan"),
    "at a line's beginning": "…\nNguyễn Thị Lan",
    "former": "Nguyễn Thị Lan Hương",
    "with a number": "Nguyễn Thị Lan, 0399 888 777",
    "the contact's number": "0912345678",
    "the same in groups": "0912 345 678",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("reader", ["binh", "minh"])
def test_names_are_sought_in_what_others_were_shown_or_wrote(lived, form, reader):
    """In each column, in each spelling; for a leader and for a member."""
    name = FORMS[form]
    asker = asker_of_lan(lived)
    inside = json.dumps(name, ensure_ascii=False)[1:-1]
    facts = {"name": name, "json": f'{{"text":"Đây là {inside}, hôm nay."}}', "reader": reader, "now": "2026-11-22"}
    facts["state"] = f'{{"questions":1,"running":{{"name":"x","answers":[{{"step":"a","value":"{inside}"}}]}}}}'
    for statement in (
        "UPDATE campaigns SET title = :name, about = :name, bring = :name, place = :name WHERE id = 2",
        "UPDATE broadcasts SET body = :json",
        "UPDATE chats SET state = :state WHERE address = :reader",
        "INSERT INTO parked_updates (reference, key, body, error, parked_at) VALUES ('B', 'b', :json, '', :now)",
        "INSERT INTO parked_updates (reference, key, body, error, parked_at) VALUES ('C', 'c', '{}', :name, :now)",
        *(
            "INSERT INTO outbox (key, chat_id, lane, kind, body, queued_at, due_at, state) "
            f"SELECT '{kind}-{state}', id, 0, '{kind}', :json, '2026-11-22T00:00:00.000+00:00', :now, '{state}' "
            "FROM chats WHERE address = :reader"
            for kind in ("reply", "notice", "edit")
            for state in ("sent", "waiting", "failed")
        ),
    ):
        lived.connection.execute(statement, facts)
    with lived.change() as tx:
        erasure.erase(tx, asker, instead=GONE, late=LATE)
    erase_on(lived)
    left = texts(lived)
    assert [word for word in (name, inside, "0399", "Nguyễn Thị Lan", "Lan Hương") if word in left] == []
    assert left.count("hôm nay") == (9 + 1 if reader == "binh" else 3 + 1)  # the rest goes on; a leader's are blanked
    waiting = lived.rows("SELECT kind, body FROM outbox WHERE state = 'waiting' AND key LIKE '%-waiting'")
    assert {row["kind"] for row in waiting} == ({"reply", "notice", "edit"} if reader == "binh" else {"reply", "edit"})


def test_who_is_called_alike_keeps_their_own(world):
    """A longer name that a member has is that member's, and who has the same name reads on about themselves."""
    lan = world.member("lan").name
    with world.change() as tx:
        for name, address in ((lan, "cung-ten"), (f"{lan} Anh", "lan-anh"), (f"Lê {lan}", "le-lan")):
            member = members.join(tx, name=name, birth_year=2004, guardian=None, unit_id=1, language="vi")
            chats.set_member(tx, chats.find_or_open(tx, "telegram", address, "vi").id, member.id)
            tx.connection.execute(
                "INSERT INTO outbox (key, chat_id, lane, kind, body, queued_at, due_at, state) "
                "SELECT ?, id, 0, 'reply', ?, ?, ?, 'sent' FROM chats WHERE address = ?",
                (address, f'{{"text":"Hồ sơ: {name}"}}', tx.now, tx.now, address),
            )
        chat = chats.find_or_open(tx, "telegram", "minh", "vi")
        tx.connection.execute(
            "INSERT INTO outbox (key, chat_id, lane, kind, body, queued_at, due_at, state) "
            "VALUES ('list', ?, 0, 'reply', ?, ?, ?, 'sent')",
            (chat.id, f'{{"text":"• {lan} Anh\\n• Lê {lan}"}}', tx.now, tx.now),
        )
    with world.change() as tx:
        erasure.erase(tx, asker_of(world, tx), instead=GONE)
    erase_on(world)
    rows = {row["key"]: row["body"] for row in world.rows("SELECT key, body FROM outbox")}
    for key in ("cung-ten", "lan-anh", "le-lan", "list"):
        assert lan in rows[key], key


def test_what_stays_is_nobodys(lived):
    with lived.change() as tx:
        asker = asker_of(lived, tx)
        erasure.erase(tx, asker, instead=GONE)
    erase_on(lived)
    tables = schema(lived)
    for table, columns in tables.items():
        keys = [row["from"] for row in lived.rows(f"PRAGMA foreign_key_list({table})") if row["table"] == "members"]
        for column in {*keys, *({"actor_id", "member_id"} & set(columns))}:
            assert lived.rows(f"SELECT * FROM {table} WHERE {column} = ?", asker.member_id) == [], (table, column)
    assert lived.rows("SELECT * FROM members WHERE id = ? OR name = ''", asker.member_id) == []


def test_an_entered_name_is_sought_too_once_it_is_ones_own(world):
    """A leader wrote somebody down in another spelling, which others were shown; then it became the member's."""
    entered, asker, leader = world.member(ENTERED[0]), world.asker("lan"), world.asker("minh")
    with world.change() as tx:
        chat = chats.find_or_open(tx, "telegram", "minh", "vi")
        tx.connection.execute(
            "INSERT INTO outbox (key, chat_id, lane, kind, body, queued_at, due_at, state) "
            "VALUES ('r', ?, 0, 'reply', '{\"text\":\"• Trần Văn Út\"}', ?, ?, 'sent')",
            (chat.id, tx.now, tx.now),
        )
    with world.change() as tx:
        merging.merge(tx, leader, entered_id=entered.id, member_id=asker.member_id)
        erasure.erase(tx, asker, instead=GONE)
    erase_on(world)
    assert "Trần Văn Út" not in texts(world)


def test_a_name_is_not_changed_without_end(world):
    with world.change() as tx:
        asker = asker_of(world, tx)
        for number in range(members.MOST_NAMES):
            assert members.may_rename(tx, asker)
            members.rename(tx, asker, f"Lan {chr(97 + number)}")
        assert not members.may_rename(tx, asker)


def test_former_names_are_kept_for_as_long_as_something_may_show_them(world):
    with world.change() as tx:
        asker = asker_of(world, tx)
        members.rename(tx, asker, "Lan Anh")
        members.rename(tx, asker, "Lan Chi")
        tx.connection.execute("UPDATE campaigns SET contact_name = 'Lan Anh' WHERE id = 1")
        members.rename(tx, asker, "Lan Anh")
        members.rename(tx, asker, "Lan Chi")
    names = "SELECT name FROM former_names ORDER BY id"
    assert [row["name"] for row in world.rows(names)] == ["Nguyễn Thị Lan", "Lan Anh", "Lan Chi"]
    with world.change() as tx:
        assert members.forget_names(tx.at(tx.now + timedelta(days=90))) == 0
        assert members.forget_names(tx.at(tx.now + timedelta(days=92))) == 2
    assert [row["name"] for row in world.rows(names)] == ["Lan Anh"]


@pytest.mark.parametrize("address", ["lan-nha", "l", "la"])
def test_keys_of_posts_that_say_where_they_came_from_go(world, address):
    """Those of this address alone; the other keys still keep an update from being taken twice."""
    others = [f"web:{address}x:1", f"web:{address[:-1]}:1", "telegram:1", f"web:x:{address}:"]
    with world.change() as tx:
        chats.set_member(tx, chats.find_or_open(tx, "web", address, "vi").id, world_id(world, "lan"))
        for key in (*others, f"web:{address}:1", f"web:{address}:zz"):
            outbox.remember_update(tx, key)
    with world.change() as tx:
        erasure.erase(tx, asker_of(world, tx), instead=GONE)
    erase_on(world)
    assert sorted(row["key"] for row in world.rows("SELECT key FROM seen_updates")) == sorted(others)
