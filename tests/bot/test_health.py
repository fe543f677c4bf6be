"""Health: an alarm is up while its cause lasts, says what to do, and is logged when it begins and when it ends."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.clock import CheckedClock
from bot.errors import DatabaseLostError
from bot.health import health as healths
from bot.health.alarms import SENTENCES
from bot.health.disks import Disks
from bot.health.health import Health
from bot.health.signs import Reception, Sign
from bot.metrics import Metrics
from bot.supervision import Supervision
from storage.database import open_database
from storage.database_file import connect
from storage.messages import outbox
from tests.support.paths import ROOT

HOUR = timedelta(hours=1)


@dataclass
class Ward:
    """A health over a small world, whose clocks the test moves."""

    world: object
    folder: Path
    seconds: float = 5000.0
    wall: datetime = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
    again: list[str] = field(default_factory=list)
    health: Health = field(init=False)

    def monotonic(self) -> float:
        return self.seconds

    def make(self, database, reader) -> None:
        self.clock = CheckedClock(lambda: self.wall, self.monotonic)
        self.metrics = Metrics(self.clock, self.monotonic)
        self.committing = Sign(self.monotonic)
        self.reception = Reception(self.clock.prove, self.monotonic)
        self.photos = self.folder / "photos"
        self.photos.mkdir()
        self.health = Health(
            clock=self.clock,
            database=database,
            reader=reader,
            metrics=self.metrics,
            committing=self.committing,
            receptions={"telegram": self.reception},
            disks=Disks({"disk": self.world.path.parent, "photos": self.photos}),
            supervision=Supervision(self.metrics.part_failed),
            tick_again=lambda: self.again.append("tick"),
            monotonic=self.monotonic,
        )

    async def passes(self, seconds: float, *, well: bool = True) -> None:
        """Time goes by in which, unless told otherwise, everything works."""
        end = self.seconds + seconds
        while self.seconds < end:
            step = min(20.0, end - self.seconds)
            self.seconds += step
            self.wall += timedelta(seconds=step)
            if well:
                self.metrics.tick()
                if self.committing.trouble is None:
                    self.committing.works()
                if self.reception.trouble is None:
                    self.reception.works()
            await self.health.look()

    async def alarms(self) -> dict[str, str]:
        report = await self.health.report()
        assert report["ok"] is (not report["alarms"])
        return {one["alarm"]: one["say"] for one in report["alarms"]}


@asynccontextmanager
async def warded(world, tmp_path):
    ward = Ward(world, tmp_path)
    async with open_database(world.path) as database, open_database(world.path, read_only=True) as reader:
        ward.make(database, reader)
        yield ward


@pytest.fixture
async def ward(world, tmp_path):
    async with warded(world, tmp_path) as made:
        yield made


async def test_all_is_well_where_everything_works(ward):
    await ward.passes(600)
    assert await ward.alarms() == {}


# Each cause, what it does, what ends it ------------------------------------------------------------------------------


def refused(ward):
    ward.reception.fails("The token was refused. Copy it again.", needs_hand=True)


def unreachable(ward):
    ward.reception.fails("No connection. See that this machine reaches Telegram.")


def works_again(ward):
    ward.reception.works()


def full(ward):
    ward.committing.fails("database or disk is full")


def room(ward):
    ward.committing.works()


def photos_away(ward):
    ward.photos.rename(ward.folder / "away")


def photos_back(ward):
    (ward.folder / "away").rename(ward.photos)


def part_fails(ward):
    ward.metrics.part_failed("files")


def nothing(_ward):
    return None


def behind(ward):
    for _message in range(2):
        ward.reception.dated(ward.wall + HOUR)


def put_right(ward):
    ward.wall += HOUR


def put_back(ward):
    ward.wall -= HOUR


def moved_away(ward):
    ward.world.path.rename(ward.folder / "moved.db")


def moved_back(ward):
    (ward.folder / "moved.db").rename(ward.world.path)


def due_and_not_sent(ward):
    with ward.world.change() as tx:
        tx.connection.execute(
            "INSERT INTO outbox (key, chat_id, lane, kind, body, due_at, queued_at, state) "
            "SELECT 'k', id, 0, 'reply', '{}', ?, ?, 'waiting' FROM chats WHERE channel = 'telegram' LIMIT 1",
            (ward.clock(), ward.clock()),
        )


def sent(ward):
    with ward.world.change() as tx:
        tx.connection.execute("UPDATE outbox SET state = 'sent'")


@dataclass(frozen=True)
class Case:
    alarm: str
    begin: Callable
    end: Callable
    after: float  # seconds until it must be up
    says: str
    lasts: float = 0  # seconds that it stays after its cause is gone


CASES = [
    Case("receiving", refused, works_again, 0, "Copy it again"),
    Case("receiving", unreachable, works_again, 90, "reaches Telegram"),
    Case("committing", full, room, 0, "Make room"),
    Case("photos", photos_away, photos_back, 60, "photos wait"),
    Case("parts", part_fails, nothing, 0, "files", lasts=300),
    Case("clock", behind, put_right, 0, "timedatectl", lasts=300),
    Case("clock_jumped", put_back, nothing, 0, "timedatectl", lasts=300),
    Case("database_gone", moved_away, moved_back, 0, "Put it back"),
    Case("sending", due_and_not_sent, sent, 320, "token"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.alarm}-{case.begin.__name__}")
async def test_an_alarm_is_up_while_its_cause_lasts_and_is_logged_once(ward, caplog, case):
    await ward.passes(60)
    case.begin(ward)
    await ward.passes(case.after)
    await ward.health.look()
    said = await ward.alarms()
    assert case.alarm in said
    assert case.says in said[case.alarm]
    assert f'alarm="{case.alarm}"}} 1.0' in (await ward.health.exposition()).decode()
    for _second in range(20):
        await ward.health.look()
    case.end(ward)
    await ward.passes(case.lasts + 60)
    assert case.alarm not in await ward.alarms()
    assert caplog.text.count(f"Alarm “{case.alarm}”") == 1
    assert caplog.text.count(f"The alarm “{case.alarm}” is over") == 1


@pytest.mark.parametrize(("alarm", "silent"), [("receiving", 130), ("committing", 190), ("ticking", 310)])
async def test_silence_is_an_alarm_too(ward, alarm, silent):
    """Who is refused hears nothing any more, so that nothing becomes due: that must not look like peace."""
    await ward.passes(silent, well=False)
    assert alarm in await ward.alarms()
    assert alarm != "ticking" or ward.again, "a clock that was put back is not waited for"


async def test_every_alarm_says_what_to_do_in_the_docs():
    page = ROOT.joinpath("docs/operate.md").read_text(encoding="utf-8")
    table = dict(
        re.findall(r"^\| `(\w+)` \| (.+) \|$", page.split("### Alarms\n", 1)[1].split("\n### ", 1)[0], re.MULTILINE)
    )
    assert table.keys() == SENTENCES.keys()
    assert {name for name, what in table.items() if len(what) < 60} == set()


async def test_health_answers_where_the_database_cannot_be_read(ward):
    with ward.world.change() as tx:
        tx.connection.execute("ALTER TABLE outbox RENAME TO lost")
    assert "no such table" in (await ward.alarms())["database_unreadable"]


# The file ------------------------------------------------------------------------------------------------------------


async def test_a_removed_file_is_rescued_and_waited_for(ward):
    """Whoever starts a bot without a file gets an empty one, in which nobody is known: so it does not end."""
    with ward.world.change() as tx:
        outbox.remember_update(tx, "telegram:last")
    ward.world.path.unlink()
    for _look in range(20):
        await ward.passes(2)
        await ward.health._see_to_the_file()
    rescued = ward.folder / "diemdanh.db.rescued"
    assert str(rescued) in (await ward.alarms())["database_gone"]
    assert rescued.stat().st_mode & 0o077 == 0
    with closing(connect(rescued)) as connection:
        assert connection.execute("SELECT key FROM seen_updates").fetchall() == [{"key": "telegram:last"}]
        assert connection.execute("PRAGMA integrity_check").fetchall() == [{"integrity_check": "ok"}]


def put_a_copy(path: Path) -> None:
    copy = path.with_name("copy.db")
    copy.write_bytes(path.read_bytes())
    copy.replace(path)


def cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 4096)


def remove_log(path: Path) -> None:
    path.with_name(f"{path.name}-wal").unlink()


def remove_index(path: Path) -> None:
    path.with_name(f"{path.name}-shm").unlink()


@pytest.mark.parametrize(
    ("fault", "alarm"),
    [
        (put_a_copy, "database_replaced"),
        (cut, "database_replaced"),
        (remove_log, "database_log_gone"),
        (remove_index, "database_log_gone"),
    ],
)
async def test_another_file_ends_the_bot_once_it_has_been_there_for_a_while(world, tmp_path, fault, alarm):
    world.close()  # the bot's are the only connections, as they are when it runs
    async with warded(world, tmp_path) as ward:
        fault(world.path)
        assert alarm in await ward.alarms()
        await ward.health._see_to_the_file()
        await ward.passes(healths.ENDS_AFTER - 1)
        await ward.health._see_to_the_file()
        await ward.passes(2)
        with pytest.raises(DatabaseLostError, match="the bot"):
            await ward.health._see_to_the_file()


async def test_what_a_removed_log_held_is_written_into_the_file(world, tmp_path):
    world.close()
    async with warded(world, tmp_path) as ward:
        await ward.health.database.run(lambda connection: connection.execute("UPDATE units SET name = 'in the log'"))
        remove_log(world.path)
        for _look in range(2):
            with_end = SimpleNamespace(ended=False)
            try:
                await ward.health._see_to_the_file()
            except DatabaseLostError:
                with_end.ended = True
            await ward.passes(10)
        assert with_end.ended
        copy = tmp_path / "as-a-killed-process-leaves-it.db"
        copy.write_bytes(world.path.read_bytes())
        with closing(connect(copy)) as connection:
            names = connection.execute("SELECT DISTINCT name FROM units").fetchall()
        assert names == [{"name": "in the log"}]


async def test_looking_goes_on_by_itself(ward, monkeypatch):
    """`run` looks again and again, whatever one look runs into."""
    looks = []

    async def look() -> None:
        looks.append(1)
        if len(looks) == 1:
            raise RuntimeError

    monkeypatch.setattr(ward.health, "look", look)
    monkeypatch.setattr(healths, "LOOK_EVERY", 0)
    task = asyncio.create_task(ward.health.run())
    while len(looks) < 3:  # noqa: ASYNC110 - it tells nobody
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
