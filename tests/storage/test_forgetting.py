"""What is too old goes, each kind after its own time: not a moment earlier, so many at a time, and the rest stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.workers.housekeeping import CHORES
from storage.links import short_codes
from storage.reminders import mailings
from tests.support.world import World

YOUNG = 3
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Kind:
    """Rows of one kind: after how long they go, how many at a time, one of them by its number, and where they are."""

    after: timedelta
    most: int
    add: str  # :number, :at
    there: str


def rows_in(table: str, **values: str) -> str:
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())})"


KINDS: dict[str, dict[str, Kind]] = {
    "wrong short codes": {
        "theirs": Kind(
            short_codes.ALL_WITHIN, 500, rows_in("short_code_tries", tried_at=":at"), "FROM short_code_tries"
        )
    },
    "unfinished conversations": {
        "theirs": Kind(
            DAY,
            200,
            rows_in("chats", channel="'t'", address=":number", heard_at=":at", state="'{\"a\": 1}'", member_id="1"),
            "FROM chats WHERE state <> '{}'",
        )
    },
    "chats of strangers": {
        "theirs": Kind(
            DAY,
            200,
            rows_in("chats", channel="'t'", address=":number", heard_at=":at"),
            "FROM chats WHERE channel = 't'",
        )
    },
    "ended messages": {
        "keys": Kind(7 * DAY, 500, rows_in("seen_updates", key=":number", seen_at=":at"), "FROM seen_updates"),
        "ended": Kind(
            90 * DAY,
            500,
            rows_in(
                "outbox",
                key=":number",
                chat_id="1",
                lane="0",
                kind="'reply'",
                body="''",
                queued_at=":at",
                due_at=":at",
                state="'sent'",
            ),
            "FROM outbox",
        ),
        "parked": Kind(
            90 * DAY,
            500,
            rows_in("parked_updates", reference="''", key=":number", body="''", error="''", parked_at=":at"),
            "FROM parked_updates",
        ),
    },
    "jobs": {
        "theirs": Kind(
            2 * DAY,
            200,
            rows_in("jobs", chat_id="1", token=":number", kind="'table'", facts="''", created_at=":at"),
            "FROM jobs",
        )
    },
    "changes of the plan": {
        "theirs": Kind(
            2 * DAY,
            500,
            rows_in("plan_changes", kind="'add'", name=":number", body="''", made_at=":at"),
            "FROM plan_changes",
        )
    },
    "former names": {
        "theirs": Kind(
            91 * DAY,
            500,
            rows_in("former_names", member_id="1", name=":number", since="''", changed_at=":at"),
            "FROM former_names",
        )
    },
}
IMPORT = rows_in("imports", id=":id", kind="'members'", name="''", state="'done'", begun_at=":at")
IMPORTED = rows_in("import_rows", import_id=":id", line=":number", entered="0")
PHOTO = rows_in("files", id=":id", media_type="''", state="'stored'", sha256=":id", created_at="''")
BROADCAST = rows_in(
    "broadcasts",
    id=":id",
    unit_id="1",
    body="''",
    file_id=":id",
    state="'done'",
    created_at="''",
    said_at="''",
    at="''",
    changed_at="''",
    ended_at=":at",
)


def steps(world: World, chore: Callable) -> list[int]:
    """What each step says how much it forgot, up to the one that finds nothing."""
    counts: list[int] = []
    while not counts or counts[-1]:
        with world.change() as tx:
            counts.append(chore(tx))
    return counts


def count(world: World, there: str) -> int:
    return int(world.one(f"SELECT count(*) {there}"))


def test_each_kind_goes_after_its_time_so_many_at_a_time(world):
    for name, kinds in KINDS.items():
        world.connection.execute("DELETE FROM chats WHERE channel = 't'")
        for kind in kinds.values():
            last = world.now - kind.after
            old = [{"number": number, "at": last - timedelta(milliseconds=1)} for number in range(kind.most + 1)]
            young = [{"number": number, "at": last} for number in range(kind.most + 1, kind.most + 1 + YOUNG)]
            world.connection.executemany(kind.add, old + young)
        assert steps(world, CHORES[name]) == [sum(kind.most for kind in kinds.values()), len(kinds), 0], name
        for what, kind in kinds.items():
            assert count(world, kind.there) == YOUNG, (name, what)
    elsewhere = {"imports", "audiences of broadcasts", "codes that link accounts"}  # below; test_linking.py
    assert KINDS.keys() | elsewhere == CHORES.keys()


def test_an_import_goes_with_its_last_row(world):
    """A young one has all its rows still."""
    last = world.now - 2 * DAY
    for number, at in enumerate((last - timedelta(milliseconds=1), last), 1):
        world.connection.execute(IMPORT, {"id": number, "at": at})
        world.connection.executemany(IMPORTED, [{"id": number, "number": line} for line in range(502)])
    assert steps(world, CHORES["imports"]) == [500, 2 + 1, 0]
    assert world.rows("SELECT import_id, count(*) AS rows FROM import_rows GROUP BY import_id") == [
        {"import_id": 2, "rows": 502}
    ]
    assert world.rows("SELECT id FROM imports") == [{"id": 2}]


def test_of_an_announcement_its_people_and_its_picture_go(world):
    """Its sums stay, and so does all of one that has not been over for so long."""
    last = world.now - 90 * DAY
    people = [{"number": -number} for number in range(1, 2003)]
    world.connection.execute("PRAGMA foreign_keys = OFF")  # as many people as no small world has
    for number, at in enumerate((last - timedelta(milliseconds=1), last), 1001):
        world.connection.execute(PHOTO, {"id": number})
        world.connection.execute(BROADCAST, {"id": number, "at": at})
        world.connection.executemany(
            f"INSERT INTO broadcast_people (broadcast_id, member_id) VALUES ({number}, :number)", people
        )
    assert steps(world, CHORES["audiences of broadcasts"]) == [2000 + 1, 2, 0]
    assert world.rows("SELECT broadcast_id, count(*) AS people FROM broadcast_people GROUP BY broadcast_id") == [
        {"broadcast_id": 1002, "people": 2002}
    ]
    assert world.rows("SELECT id, file_id FROM broadcasts ORDER BY id") == [
        {"id": 1001, "file_id": None},
        {"id": 1002, "file_id": 1002},
    ]
    assert world.rows("SELECT id, state FROM files WHERE id > 1000 ORDER BY id") == [
        {"id": 1001, "state": "lost"},
        {"id": 1002, "state": "stored"},
    ]


def test_of_mailings_those_go_that_are_over_and_from_before(world):
    add = rows_in(
        "mailings",
        key=":number",
        subject="''",
        moment="''",
        audience="'everyone'",
        body="''",
        at=":at",
        useful_until="''",
        next_at="''",
        state=":state",
    )
    earlier = world.now - timedelta(milliseconds=1)
    rows = [
        ("old", earlier, "done"),
        ("dropped", earlier, "dropped"),
        ("open", earlier, "open"),
        ("young", world.now, "done"),
    ]
    world.connection.executemany(add, [{"number": key, "at": at, "state": how} for key, at, how in rows])
    with world.change() as tx:
        mailings.forget(tx, tx.now)
    assert world.rows("SELECT key FROM mailings ORDER BY key") == [{"key": "open"}, {"key": "young"}]
