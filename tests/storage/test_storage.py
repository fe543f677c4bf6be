"""The file, its transactions, and what the database keeps whatever the code above it does."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from handlers.audit import LogPage
from handlers.engine.state import Answer, State
from handlers.people import Joining
from handlers.reports import Verifying
from storage.campaigns import campaigns, sign_ups
from storage.database import Transaction, open_database, to_text, transaction
from storage.database_file import connect
from storage.errors import DatabaseError
from storage.failures import is_storage_failure
from storage.messages import chats, outbox
from storage.organisation import grants, units
from storage.people import members
from storage.records import Role
from storage.schema import available_migrations, migrate, schema_version
from tests.support import world as worlds
from tests.support.world import SHIFTS, START


@pytest.fixture
def opened():
    """Opens files as the program does, and closes them after the test."""
    with ExitStack() as stack:
        yield lambda path, **how: stack.enter_context(closing(connect(path, **how)))


# The file -----------------------------------------------------------------------------------------------------------


def test_what_was_under_way_goes_on_under_the_names_of_today(tmp_path, opened):
    connection = opened(tmp_path / "old.db")
    for number, path in available_migrations():
        if number < 13:
            connection.executescript(path.read_text(encoding="utf-8") + f"; PRAGMA user_version = {number}")
    before = {
        "lan": '{"running":{"name":"dangky","args":{"of":"7"},"answers":[{"step":"campaign","value":"7"}]}}',
        "minh": '{"running":{"name":"duyet","args":{"item":"report.4","skip":"a b","passed":""}}}',
        "moi": '{"running":{"name":"start","args":{"payload":"","then":"/dangky 7"}}}',
        "hoa": '{"running":{"name":"nhatky","args":{"upto":"","person":"3","unit":""}}}',
        "khoa": '{"running":{"name":"nhatky","args":{"upto":"12","person":"","unit":"4"}}}',
        "ranh": "{}",
    }
    for address, state in before.items():
        connection.execute(
            "INSERT INTO chats (channel, address, state, heard_at) VALUES ('telegram', ?, ?, '')", (address, state)
        )
    migrate(connection)
    after = {
        row["address"]: State.model_validate_json(row["state"])
        for row in connection.execute("SELECT address, state FROM chats")
    }
    assert {name: state.running and state.running.name for name, state in after.items()} == {
        "lan": "sign_up",
        "minh": "verify",
        "moi": "join",
        "hoa": "audit_log",
        "khoa": "audit_log",
        "ranh": None,
    }
    assert after["lan"].running.args == {"of": "7"}
    assert after["lan"].running.answers == [Answer(step="campaign", value="7")]
    assert Verifying.model_validate(after["minh"].running.args) == Verifying(item="report.4")
    assert Joining.model_validate(after["moi"].running.args) == Joining()
    assert LogPage.model_validate(after["hoa"].running.args) == LogPage(person=3)
    assert LogPage.model_validate(after["khoa"].running.args) == LogPage(upto=12, unit=4)


def test_an_empty_file_gets_every_migration_once(tmp_path, opened):
    connection = opened(tmp_path / "new.db")
    numbers = [number for number, _path in available_migrations()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert migrate(connection) == numbers
    assert migrate(connection) == []
    assert schema_version(connection) == numbers[-1]


def test_a_newer_database_is_refused_and_left_alone(tmp_path, opened):
    connection = opened(tmp_path / "newer.db")
    migrate(connection)
    connection.execute("PRAGMA user_version = 9000")
    before = connection.execute("SELECT count(*) AS tables FROM sqlite_master").fetchone()
    with pytest.raises(DatabaseError, match="9000"):
        migrate(connection)
    assert schema_version(connection) == 9000
    assert connection.execute("SELECT count(*) AS tables FROM sqlite_master").fetchone() == before


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path, opened):
    (tmp_path / "0001_broken.sql").write_text("CREATE TABLE one (id INTEGER);\nCREATE TABLE one (id INTEGER);")
    connection = opened(tmp_path / "broken.db")
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, tmp_path)
    connection.rollback()
    assert schema_version(connection) == 0
    assert connection.execute("SELECT * FROM sqlite_master").fetchall() == []


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path):
    (tmp_path / "letter.db").write_text("Dear committee, this is no database at all." * 100)
    with pytest.raises(DatabaseError, match=r"letter\.db"):
        connect(tmp_path / "letter.db")
    assert "letter.db" not in {Path(one.path).name for one in psutil.Process().open_files()}, "it is closed again"


def test_every_connection_is_durable_and_keeps_foreign_keys(world):
    settings = {name: world.one(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_reader_cannot_write(world, opened):
    reader = opened(world.path, read_only=True)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM chats")


async def test_a_job_runs_whole_on_the_databases_own_thread(world):
    async with open_database(world.path) as database:
        threads = [await database.run(lambda _connection: threading.get_ident()) for _ in range(2)]
        assert threads[0] == threads[1] != threading.get_ident()
        with pytest.raises(ZeroDivisionError):
            await database.run(lambda _connection: 1 // 0)


async def test_jobs_given_at_once_run_one_after_the_other_and_each_has_its_own_result(world):
    ran = []

    def job(number):
        def work(_connection):
            ran.append(number)
            return number * number

        return work

    async with open_database(world.path) as database:
        assert await asyncio.gather(*(database.run(job(number)) for number in range(50))) == [n * n for n in range(50)]
    assert ran == list(range(50))


async def test_a_job_commits_and_rolls_back_as_it_likes_and_no_lock_outlives_it(world):
    def write(connection):
        connection.executescript("BEGIN; CREATE TABLE trial (n INTEGER); INSERT INTO trial VALUES (1); COMMIT;")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE regretted (n INTEGER)")
        connection.execute("DELETE FROM trial")
        connection.execute("ROLLBACK")
        beside = connect(world.path)
        try:
            beside.execute("INSERT INTO trial VALUES (2)")
        finally:
            beside.close()
        seen = [row["n"] for row in connection.execute("SELECT n FROM trial ORDER BY n")]
        return seen, connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()["busy"]

    async with open_database(world.path) as database:
        assert await database.run(write) == ([1, 2], 0)
        await database.run(lambda connection: connection.execute("DROP TABLE trial"))
    assert world.rows("SELECT name FROM sqlite_master WHERE name IN ('trial', 'regretted')") == []


async def test_a_job_is_done_although_nobody_waits_for_it_any_more(world):
    begun, go_on, done = threading.Event(), threading.Event(), []

    def hold(_connection):
        begun.set()
        assert go_on.wait(20)

    async with open_database(world.path) as database:
        holding = asyncio.create_task(database.run(hold))
        await asyncio.to_thread(begun.wait, 20)
        forgotten = asyncio.create_task(database.run(lambda _connection: done.append("done")))
        await asyncio.sleep(0)
        forgotten.cancel()
        with pytest.raises(asyncio.CancelledError):
            await forgotten
        go_on.set()
        await holding
    assert done == ["done"]


async def test_an_error_that_no_future_takes_keeps_nobody_waiting(world):
    async with open_database(world.path) as database:
        with pytest.raises(RuntimeError):
            await asyncio.wait_for(database.run(lambda _connection: next(iter([]))), 20)


async def test_a_closed_database_refuses_a_job(world):
    async with open_database(world.path) as database:
        pass
    with pytest.raises(ValueError, match="closed"):
        await database.run(lambda _connection: None)


# Transactions -------------------------------------------------------------------------------------------------------


def names(world) -> set[str]:
    return {row["name"] for row in world.rows("SELECT name FROM units WHERE level = 'test'")}


def add(tx: Transaction, name: str) -> None:
    units.add(tx, None, "test", name)


def break_off(tx: Transaction, name: str) -> None:
    """Write something, and then what the database refuses."""
    add(tx, name)
    tx.connection.execute("UPDATE shifts SET seats_taken = -1")


def test_an_error_undoes_the_whole_transaction(world):
    with pytest.raises(sqlite3.IntegrityError), world.change() as tx:
        break_off(tx, "one")
    assert names(world) == set()
    assert not world.connection.in_transaction


def test_a_savepoint_undoes_its_own_part_alone(world):
    with world.change() as tx:
        add(tx, "before")
        with tx.savepoint():
            add(tx, "outer")
            with pytest.raises(sqlite3.IntegrityError), tx.savepoint():
                break_off(tx, "inner")
        with tx.savepoint():
            add(tx, "kept")
        add(tx, "after")
    assert names(world) == {"before", "outer", "kept", "after"}


def test_moments_are_utc_text_of_one_width(world):
    with world.change() as tx:
        assert world.one("SELECT ?", tx.now) == "2026-11-22T00:00:00.000+00:00"
    assert to_text(datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)) == "2026-01-02T03:04:05.678+00:00"
    with pytest.raises(ValueError, match="naive"):
        to_text(datetime(2026, 1, 1))  # noqa: DTZ001 - this is what must not pass


def test_a_second_writer_waits_for_the_first(world, opened):
    other = opened(world.path)
    other.execute("PRAGMA busy_timeout = 0")
    with world.change() as tx:
        add(tx, "first")
        with pytest.raises(sqlite3.OperationalError, match="locked") as caught, transaction(other, START):
            pass
    assert is_storage_failure(caught.value)
    with transaction(other, START) as tx:
        add(tx, "second")
    assert names(world) == {"first", "second"}


def test_what_is_the_disks_fault_and_what_is_ours(world):
    with pytest.raises(sqlite3.OperationalError) as ours:
        world.connection.execute("SELECT nothing FROM nowhere")
    with pytest.raises(sqlite3.IntegrityError) as rule:
        world.connection.execute("UPDATE shifts SET seats_taken = 99")
    assert not is_storage_failure(ours.value)
    assert not is_storage_failure(rule.value)
    assert not is_storage_failure(ValueError())


def fill(tx: Transaction) -> None:
    for number in range(100_000):
        add(tx, f"unit {number}")


def test_a_full_disk_is_the_disks_fault(world):
    world.connection.execute(f"PRAGMA max_page_count = {world.one('PRAGMA page_count')}")
    with pytest.raises(sqlite3.OperationalError) as caught, world.change() as tx:
        fill(tx)
    assert is_storage_failure(caught.value)
    assert names(world) == set()


# What the database itself refuses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE shifts SET seats_taken = capacity + 1 WHERE id = 1",
        "UPDATE shifts SET seats_taken = -1 WHERE id = 1",
        "UPDATE shifts SET ends_at = starts_at WHERE id = 1",
        "UPDATE shifts SET opens_at = ends_at WHERE id = 1",
        (
            "INSERT INTO sign_ups (shift_id, member_id, unit_id, state, created_at, changed_at) "
            "SELECT shift_id, member_id, unit_id, 'waiting', created_at, changed_at FROM sign_ups"
        ),
        (
            "INSERT INTO check_ins (shift_id, member_id, unit_id, proof, checked_in_at, minutes_claimed, state) "
            "SELECT shift_id, member_id, unit_id, proof, checked_in_at, 0, 'waiting' FROM check_ins"
        ),
        "UPDATE check_ins SET state = 'verified', minutes_verified = NULL",
        "UPDATE check_ins SET minutes_verified = 5",
        "DELETE FROM units WHERE id = 1",
        "INSERT INTO members (name, search_key, unit_id, state, created_at) VALUES ('A', 'a', 1, 'active', 'now')",
    ],
)
def test_a_rule_that_holds_whatever_the_code_does(world, statement):
    worlds.act(world, "sign up lan trees")
    worlds.act(world, "check in lan trees")
    with pytest.raises(sqlite3.IntegrityError):
        world.connection.execute(statement)


# Units --------------------------------------------------------------------------------------------------------------


def test_a_unit_added_twice_is_one_and_spelt_as_given_last(world):
    with world.change() as tx:
        parent = units.by_id(tx, world.unit_id("Đoàn xã Đại Tâm"))
        first = units.add(tx, parent, "branch", "chi doan ap dai an")
        again = units.add(tx, parent, "branch", "Chi đoàn  Ấp Đại Ân")
    assert first.id == again.id
    assert again.name == "Chi đoàn Ấp Đại Ân"


def test_a_units_path_leads_from_the_root(world):
    with world.change() as tx:
        branch = units.by_id(tx, world.unit_id("Chi đoàn Ấp Đại Ân"))
        line = units.ancestors(tx, branch)
    assert [one.name for one in line] == [
        "Tỉnh đoàn Sóc Trăng",
        "Huyện đoàn Mỹ Xuyên",
        "Đoàn xã Đại Tâm",
        "Chi đoàn Ấp Đại Ân",
    ]
    assert branch.path == "".join(f"{one.id}." for one in line)


def test_a_path_is_no_prefix_of_a_neighbours(world):
    """Unit 1 is not above unit 10: each id in a path ends with a dot."""
    with world.change() as tx:
        asker = grants.asker(tx, world_member(tx, world, "minh"))
        inside = units.by_id(tx, world.unit_id("Chi đoàn Ấp Đại Ân")).path
        scope = asker.scopes[0].path
    assert asker.may(Role.LEADER, inside)
    assert not asker.may(Role.ORGANISER, inside)
    assert not asker.may(Role.LEADER, scope.rstrip(".") + "0.")


def world_member(tx, world, name):
    return members.by_id(tx, world.one("SELECT id FROM members WHERE name = ?", worlds.PEOPLE[name][1]))


# Who sees what ------------------------------------------------------------------------------------------------------


def test_campaigns_are_those_of_my_unit_and_those_above_it(world):
    lan, khoa = world.asker("lan"), world.asker("khoa")
    with world.change() as tx:
        seen = {
            name: {one.title for one in campaigns.open_to(tx, asker)} for name, asker in [("lan", lan), ("khoa", khoa)]
        }
    assert seen["lan"] == {
        "Trồng cây xanh",
        "Chủ nhật xanh",
        "Điểm trường mùa thu",
        "Hiến máu tình nguyện",
        "Dạy học miễn phí",
    }
    assert seen["khoa"] == {"Trồng cây xanh", "Hiến máu tình nguyện", "Dạy học miễn phí"}


def test_a_campaign_that_closed_or_is_over_is_not_open(world):
    worlds.act(world, "close campaign cleanup")
    worlds.act(world, "clock +2d")
    with world.change() as tx:
        assert [one.title for one in campaigns.open_to(tx, world_asker(tx, world, "lan"))] == ["Trồng cây xanh"]


def world_asker(tx, world, name):
    return grants.asker(tx, world_member(tx, world, name))


def test_a_seat_keeps_the_unit_of_its_day(world):
    worlds.act(world, "sign up lan trees")
    worlds.act(world, "move member lan Chi đoàn Ấp Tắc Gồng")
    kept = world.one("SELECT unit_id FROM sign_ups WHERE member_id = ?", world.member("lan").id)
    assert kept == world.unit_id("Chi đoàn Ấp Đại Ân") != world.member("lan").unit_id


def test_the_same_shift_twice_is_the_same_seat(world):
    lan = world.asker("lan")
    with world.change() as tx:
        first = sign_ups.take_seat(tx, lan, SHIFTS["trees"])
        again = sign_ups.take_seat(tx, lan, SHIFTS["trees"])
        waiting = sign_ups.wait(tx, lan, SHIFTS["trees"])
    assert first == again == waiting
    assert world.shift().seats_taken == 1


def test_a_seat_that_is_given_up_goes_to_whoever_waited_longest_and_only_once(world):
    seats = world.shift().seats_left
    askers = [worlds.newcomer(world, f"Đoàn viên {n}") for n in range(seats + 2)]
    with world.change() as tx:
        seated = [sign_ups.take_seat(tx, asker, SHIFTS["trees"]) for asker in askers[:seats]]
        waiting = [sign_ups.wait(tx, asker, SHIFTS["trees"]) for asker in askers[seats:]]
        assert ({one.state for one in seated}, [one.position for one in waiting]) == ({"seated"}, [1, 2])
        moved = sign_ups.give_up(tx, seated[0].id)
        assert (moved.id, moved.state) == (waiting[0].id, "seated")
        assert sign_ups.give_up(tx.at(tx.now + timedelta(hours=1)), seated[0].id) is None
        assert sign_ups.give_up(tx, 987_654) is None
    assert world.shift().seats_taken == seats
    assert world.one("SELECT state FROM sign_ups WHERE id = ?", waiting[1].id) == "waiting"
    given_up = "SELECT changed_at FROM sign_ups WHERE id = ?"
    assert world.one(given_up, seated[0].id) == world.one(given_up, waiting[0].id)


# Invitations --------------------------------------------------------------------------------------------------------


def test_an_invitation_is_redeemed_once_and_kept_only_as_a_hash(world):
    lan, an, unit = world.member("lan"), world.member("an"), world.unit_id("Huyện đoàn Mỹ Xuyên")
    with world.change() as tx:
        code = grants.invite(tx, Role.LEADER, unit)
        invitation = grants.find_invite(tx, code.upper())
        assert grants.redeem(tx, invitation, lan)
        assert not grants.redeem(tx, invitation, an)
        assert grants.find_invite(tx, code) is None
    assert code not in str(world.rows("SELECT * FROM invites"))
    assert [scope.unit_id for scope in world.asker("lan").scopes] == [unit]
    assert world.asker("an").scopes == ()


def test_an_invitation_lasts_a_week(world):
    with world.change() as tx:
        code = grants.invite(tx, Role.ADMIN, 1)
        assert grants.find_invite(tx.at(tx.now + timedelta(days=6, hours=23)), code)
        assert grants.find_invite(tx.at(tx.now + timedelta(days=7, seconds=1)), code) is None
        assert grants.find_invite(tx, code[:-1]) is None


def test_a_role_that_was_taken_back_is_gone(world):
    assert world.asker("minh").rank == Role.LEADER
    worlds.act(world, "revoke minh")
    assert world.asker("minh").rank == Role.MEMBER


# The outbox ---------------------------------------------------------------------------------------------------------


def queue(tx, chat, key, **more):
    return outbox.queue(tx, chat, key=key, kind="reply", body="{}", **more)


def test_a_key_is_queued_once(world):
    with world.change() as tx:
        chat = chats.find_or_open(tx, "telegram", "lan", "vi")
        first = queue(tx, chat, "reminder:1")
        assert first is not None
        assert queue(tx, chat, "reminder:1") is None
        assert [row.id for row in outbox.due(tx, tx.now)] == [first.id]


def test_rows_are_due_by_lane_and_age_once_their_time_has_come(world):
    with world.change() as tx:
        chat = chats.find_or_open(tx, "telegram", "lan", "vi")
        queue(tx, chat, "b", lane=outbox.BROADCAST)
        queue(tx, chat, "n", lane=outbox.NOTICE)
        queue(tx, chat, "later", due_at=tx.now + timedelta(hours=1))
        queue(tx, chat, "r1")
        queue(tx, chat, "r2")
        assert [row.key for row in outbox.due(tx, tx.now)] == ["r1", "r2", "n", "b"]
        assert [row.key for row in outbox.due(tx, tx.now + timedelta(hours=1))] == ["later", "r1", "r2", "n", "b"]


def test_a_row_ends_once(world):
    with world.change() as tx:
        row = queue(tx, chats.find_or_open(tx, "telegram", "lan", "vi"), "k")
        outbox.mark_sent(tx, row.id, "77")
        outbox.mark_ended(tx, row.id, "failed", "too late to fail")
        outbox.mark_retry(tx, row.id, "too late to wait")
        assert outbox.vendor_id(tx, row.id) == "77"
    assert world.one("SELECT state FROM outbox WHERE id = ?", row.id) == "sent"


def test_who_blocked_us_is_left_alone_until_they_write_again(world):
    lan = world.member("lan")
    with world.change() as tx:
        chat = chats.find_or_open(tx, "telegram", "lan", "vi")
        row = queue(tx, chat, "k")
        outbox.address_gone(tx, chat.id)
        assert outbox.due(tx, tx.now) == []
        assert chats.reachable(tx, lan.id) is None
        chats.save(tx, chat.id, "{}")
        assert chats.reachable(tx, lan.id).id == chat.id
    assert world.one("SELECT state FROM outbox WHERE id = ?", row.id) == "cancelled"


def test_updates_are_remembered_for_a_week(world):
    with world.change() as tx:
        assert outbox.remember_update(tx, "telegram:1")
        assert not outbox.remember_update(tx, "telegram:1")
        outbox.forget_old(tx.at(tx.now + timedelta(days=6)))
        assert not outbox.remember_update(tx, "telegram:1")
        outbox.forget_old(tx.at(tx.now + timedelta(days=8)))
        assert outbox.remember_update(tx, "telegram:1")


def test_a_notice_goes_to_the_chat_that_was_heard_last(world):
    lan = world.member("lan")
    with world.change() as tx:
        other = chats.find_or_open(tx.at(tx.now + timedelta(hours=1)), "zalo", "lan-2", "vi")
        chats.set_member(tx, other.id, lan.id)
        assert chats.reachable(tx, lan.id).id == other.id
        assert len(chats.of_member(tx, lan.id)) == 2


KEPT = outbox.ENDED_KEPT_FOR  # 90 days


@pytest.mark.parametrize("age", [KEPT - timedelta(seconds=1), KEPT, KEPT + timedelta(milliseconds=1), 5 * KEPT])
def test_ended_rows_are_erased_after_90_days_and_what_waits_never(world, age):
    """A row waits as long as it must: for a far day, for a paused broadcast, for a channel that is switched off."""
    ends = ("sent", "failed", "cancelled", "missed")
    with world.change() as tx:
        chat = chats.find_or_open(tx, "telegram", "lan", "vi")
        waiting = queue(tx, chat, "waiting")
        later = queue(tx, chat, "later", due_at=tx.now + 6 * KEPT)
        ended = {state: queue(tx, chat, state) for state in ends}
        outbox.mark_sent(tx, ended["sent"].id, "1")
        for state in ends[1:]:
            outbox.mark_ended(tx, ended[state].id, state)
        outbox.forget_old(tx.at(tx.now + age))
    left = {row["key"] for row in world.rows("SELECT key FROM outbox")}
    assert left == {"waiting", "later"} | (set() if age > KEPT else set(ends))
    with world.change() as tx:
        assert [row.id for row in outbox.due(tx, tx.now + 6 * KEPT)] == [waiting.id, later.id]


def test_what_waits_keeps_nothing_from_being_erased(world):
    """A few rows are looked at each time, the oldest; those that wait must not stand before the others for ever."""
    with world.change() as tx:
        chat = chats.find_or_open(tx, "telegram", "lan", "vi")
        for number in range(600):
            queue(tx, chat, f"waiting {number}")
        outbox.mark_sent(tx, queue(tx, chat, "sent").id, "1")
        outbox.forget_old(tx.at(tx.now + 2 * KEPT))
    assert world.one("SELECT count(*) FROM outbox WHERE state = 'sent'") == 0
    assert world.one("SELECT count(*) FROM outbox WHERE state = 'waiting'") == 600
