"""The small world that tests play in: a tree, people, campaigns; a clock; and actions that change it.

Everything is stable: ids, secrets and codes are the same in every run. It is 07:00 on Sunday, 22 November 2026.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.files import FileStore
from bot.sandbox.documents import tables
from bot.workers.imports import next_lines
from bot.workers.jobs import JobResults, JobWorker
from handlers import dispatcher
from handlers.attendance import live_code
from handlers.broadcasts import allowances
from handlers.broadcasts import progress as broadcast_progress
from handlers.broadcasts.draft import counted_edits
from handlers.engine.features import Features, Services
from handlers.engine.message import Incoming, JobDone
from handlers.engine.text import HOME
from handlers.imports import columns as import_columns
from handlers.imports import match as matching
from handlers.imports import steps as import_steps
from schedules.due import digests, due
from schedules.plan import plan
from storage.attendance import check_ins
from storage.attendance import roster as rosters
from storage.broadcasts import queue as broadcast_queue
from storage.broadcasts import reach
from storage.campaigns import campaigns, sign_ups
from storage.campaigns.records import Quantity, Shift
from storage.database import Transaction, transaction
from storage.database_file import connect
from storage.errors import UnreadableError
from storage.files import files, jobs
from storage.imports import imports
from storage.links import links
from storage.messages import chats, held, outbox, spending
from storage.messages.priorities import Priority
from storage.messages.tariffs import Tariff
from storage.organisation import grants, unit_changes, units
from storage.people import members, requests
from storage.people.erasing import ending, erasures, parts
from storage.people.records import Member
from storage.records import Asker, Role
from storage.reports import reports, verification
from storage.schema import migrate
from tests.support.paths import DOCUMENTS

START = datetime(2026, 11, 22, 7, 0, tzinfo=HOME).astimezone(UTC)
LINK = "https://t.me/diemdanh_bot"
WITHOUT_BUTTONS = {"takes_files": False, "buttons": False}
LIKE_ZALO = {
    **WITHOUT_BUTTONS,
    "edits": False,
    "in_place": False,
    "location": False,
    "live_location": False,
    "one_message": True,
    "payloads": False,
}
LIKE_ZALO_OA = {
    **LIKE_ZALO,
    "buttons": True,
    "location": True,
    "most_buttons": 5,
    "shows_pictures": True,
    "reads_documents": True,
    "shows_presses": False,
}
# What channels cannot do, or do otherwise than Telegram; test_each_channel.py holds it against what they say.
CANNOT: dict[str, dict[str, Any]] = {
    "plain": WITHOUT_BUTTONS,
    "zalo_bot": LIKE_ZALO,
    "zalo_oa": LIKE_ZALO_OA,
    "web_zalo": LIKE_ZALO,
    "web_zalo_oa": LIKE_ZALO_OA,
}

TREE = {
    "Tỉnh đoàn Sóc Trăng": {
        "Huyện đoàn Mỹ Xuyên": {
            "Đoàn xã Đại Tâm": {"Chi đoàn Ấp Đại Ân": {}, "Chi đoàn Ấp Đại Nghĩa Thắng": {}},
            "Đoàn xã Tham Đôn": {"Chi đoàn Ấp Tắc Gồng": {}},
        },
        "Huyện đoàn Kế Sách": {"Đoàn xã An Mỹ": {"Chi đoàn Ấp An Khương": {}, "Chi đoàn Ấp Phú Tây": {}}},
    },
}
LEVELS = ("province", "district", "commune", "branch")

# name in transcripts: (channel, full name, birth year, unit, role)
PEOPLE: dict[str, tuple[str, str, int, str, Role]] = {
    "lan": ("telegram", "Nguyễn Thị Lan", 2004, "Chi đoàn Ấp Đại Ân", Role.MEMBER),
    "an": ("telegram", "Lê Văn An", 2006, "Chi đoàn Ấp Đại Ân", Role.MEMBER),
    "binh": ("telegram", "Thạch Bình", 2001, "Chi đoàn Ấp Đại Ân", Role.MEMBER),
    "khoa": ("telegram", "Trương Đăng Khoa", 2003, "Đoàn xã An Mỹ", Role.MEMBER),
    "minh": ("telegram", "Phạm Quang Minh", 1998, "Đoàn xã Đại Tâm", Role.LEADER),
    "hoa": ("telegram", "Sơn Thị Hoa", 1996, "Tỉnh đoàn Sóc Trăng", Role.ORGANISER),
    "bao": ("plain", "Lý Gia Bảo", 2005, "Chi đoàn Ấp Đại Ân", Role.MEMBER),
}
STRANGERS = ("tam", "nga")
ENTERED = ("Trần Văn Út", "Chi đoàn Ấp Đại Ân")


@dataclass
class World:
    """A database with the small world in it, and what time it is there."""

    path: Path
    now: datetime = START
    connection: sqlite3.Connection = field(init=False)
    features: Features = field(init=False)
    services: Services = field(init=False)
    store: FileStore = field(init=False)

    def __post_init__(self) -> None:
        self.connection = connect(self.path)
        self.features = Features(link=link_to)
        self.keep_files_in(self.path.with_suffix(".files"))

    def keep_files_in(self, folder: Path) -> None:
        """Let its files be in this folder, which worlds may share: each is under its hash."""
        self.store = FileStore(folder)
        self.services = Services(job_result=JobResults(self.store).overview)

    @contextmanager
    def change(self) -> Iterator[Transaction]:
        """A transaction at this world's moment, committed at the end."""
        with transaction(self.connection, self.now) as tx:
            yield tx

    def features_of(self, channel: str) -> Features:
        """What a channel of this world can do: as its own channel says it (bot/channels)."""
        return replace(self.features, **CANNOT.get(channel, {}))

    def restart(self) -> None:
        """Close the database and open it again: what was only in memory is gone."""
        self.connection.close()
        self.connection = connect(self.path)

    def close(self) -> None:
        self.connection.close()

    def rows(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        """What a query finds: for looking at what a test did."""
        return self.connection.execute(statement, values).fetchall()

    def one(self, statement: str, *values: Any) -> Any:
        """The single value of a query."""
        (row,) = self.rows(statement, *values)
        (value,) = row.values()
        return value

    # What is in it ---------------------------------------------------------------------------------------------------

    def member(self, name: str) -> Member:
        """A person of the cast (or anybody, by their full name)."""
        full_name = PEOPLE[name][1] if name in PEOPLE else name
        with self.change() as tx:
            found = members.by_id(tx, self.one("SELECT min(id) FROM members WHERE name = ?", full_name))
        assert found is not None, f"nobody here is called {name}"
        return found

    def asker(self, name: str) -> Asker:
        member = self.member(name)
        with self.change() as tx:
            return grants.asker(tx, member)

    def shift(self, name: str = "trees") -> Shift:
        """A shift by its name in `SHIFTS`, as it is now."""
        with self.change() as tx:
            return campaigns.shift(tx, SHIFTS[name])

    def unit_id(self, name: str) -> int:
        return int(self.one("SELECT id FROM units WHERE name = ?", name))

    def campaign_id(self, name: str) -> int:
        """A campaign by the name of its first shift."""
        return int(self.one("SELECT campaign_id FROM shifts WHERE id = ?", SHIFTS[name]))

    def code(self, shift: str = "trees") -> str:
        """The code that proves being at a shift right now."""
        return check_ins.code_at(self.shift(shift), self.now)

    def poster(self, shift: str = "cleanup") -> str:
        """The start payload on the poster of a shift."""
        return check_ins.poster_payload(self.shift(shift))


def link_to(payload: str) -> str:
    """The link that opens the bot of this world."""
    return f"{LINK}?start={payload}" if payload else LINK


# Making it -----------------------------------------------------------------------------------------------------------

SHIFTS: dict[str, int] = {}  # name -> id; the same in every database, because it is built in the same order


def build(path: Path) -> None:
    """Make the small world in a new file."""
    connection = connect(path)
    migrate(connection)
    with transaction(connection, START - timedelta(days=1)) as tx:
        links.sql.set_secret(tx.connection, secret=hashlib.sha256(b"links").digest())
        ids: dict[str, int] = {}
        _plant(tx, TREE, ids)
        _settle(tx, ids)
        _announce(tx, ids)
        for name, shift_id in SHIFTS.items():
            secret = hashlib.sha256(name.encode()).digest()[:16]
            tx.connection.execute("UPDATE shifts SET secret = ? WHERE id = ?", (secret, shift_id))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _plant(tx: Transaction, tree: dict[str, Any], ids: dict[str, int], parent: Any = None, depth: int = 0) -> None:
    for name, below in tree.items():
        unit = units.add(tx, parent, LEVELS[depth], name)
        ids[name] = unit.id
        _plant(tx, below, ids, unit, depth + 1)


def _settle(tx: Transaction, ids: dict[str, int]) -> None:
    for name, (channel, full_name, born, unit, role) in PEOPLE.items():
        member = members.join(tx, name=full_name, birth_year=born, guardian=None, unit_id=ids[unit], language="vi")
        chats.set_member(tx, chats.find_or_open(tx, channel, name, "vi").id, member.id)
        if role > Role.MEMBER:
            grants.give(tx, member.id, role, ids[unit])
    members.enter(tx, None, name=ENTERED[0], unit_id=ids[ENTERED[1]], birth_year=2002)


def _announce(tx: Transaction, ids: dict[str, int]) -> None:
    def campaign(unit: str, title: str, proof: str, **more: Any) -> int:
        facts = {
            "about": f"{title}: hoạt động của {unit}.",
            "field": "bảo vệ môi trường",
            "bring": "nón, nước uống",
            "contact_name": "Phạm Quang Minh",
            "contact_phone": "0900000001",
            "place": "UBND xã Đại Tâm",
        }
        return campaigns.add(tx, unit_id=ids[unit], title=title, proof=proof, **{**facts, **more}).id

    def shift(name: str, campaign_id: int, hours: tuple[int, int, int], capacity: int, host: str) -> None:
        day, first, last = hours
        midnight = datetime(2026, 11, 1, tzinfo=HOME) + timedelta(days=day - 1)
        SHIFTS[name] = campaigns.add_shift(
            tx,
            campaign_id=campaign_id,
            host_unit_id=ids[host],
            starts_at=midnight + timedelta(hours=first),
            ends_at=midnight + timedelta(hours=last),
            capacity=capacity,
        ).id

    commune, district, province = "Đoàn xã Đại Tâm", "Huyện đoàn Mỹ Xuyên", "Tỉnh đoàn Sóc Trăng"
    trees = campaign(province, "Trồng cây xanh", "code", quantities=(Quantity(quantity="trees", most=500),))
    shift("trees", trees, (22, 7, 11), 3, commune)
    shift("trees-tomorrow", trees, (23, 7, 11), 3, commune)
    shift("trees-sunday", trees, (29, 7, 11), 3, commune)
    cleanup = campaign(commune, "Chủ nhật xanh", "link", place="Chợ Đại Tâm")
    shift("cleanup", cleanup, (22, 7, 9), 20, commune)
    school = campaign(
        district,
        "Điểm trường mùa thu",
        "place",
        place="Trường tiểu học Đại Tâm 1",
        field="an sinh xã hội",
        latitude=9.5600,
        longitude=105.9000,
        radius_m=300,
    )
    shift("school", school, (22, 7, 16), 10, district)
    blood = campaign(
        province,
        "Hiến máu tình nguyện",
        "code+link",
        walk_ins=False,
        field="an sinh xã hội",
        place="Bệnh viện Đa khoa tỉnh",
    )
    shift("blood", blood, (22, 7, 11), 30, province)
    teach = campaign(
        province,
        "Dạy học miễn phí",
        "leader",
        field="an sinh xã hội",
        place="Nhà văn hóa xã Đại Tâm",
        quantities=(Quantity(quantity="children", most=300),),
    )
    shift("teach", teach, (22, 18, 20), 5, commune)
    shift("trees-last-year", trees, (22 - 365, 8, 10), 3, commune)


@cache
def template() -> Path:
    """The small world, built once in a process, for those who have no fixtures: state machines."""
    path = Path(tempfile.mkdtemp()) / "world.db"
    build(path)
    atexit.register(shutil.rmtree, path.parent)
    return path


def copied(template: Path, to: Path) -> World:
    """A world of its own, from a file that `build` made."""
    shutil.copyfile(template, to)
    return World(to)


# What can happen in it -----------------------------------------------------------------------------------------------

ACTIONS: dict[str, Callable[..., None]] = {}


def action(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function an action: `! <name> <arguments>` in a transcript calls it with the world and the arguments."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        ACTIONS[name] = function
        return function

    return register


def act(world: World, line: str) -> None:
    """Do what an action's line says; the action of the longest name that it begins with."""
    words = line.split()
    for length in range(len(words), 0, -1):
        if (found := ACTIONS.get(" ".join(words[:length]))) is not None:
            found(world, *words[length:])
            return
    raise LookupError(f"no action {line!r}; there are: {', '.join(sorted(ACTIONS))}")


@action("restart")
def restart(world: World) -> None:
    """restart: the process dies and comes back."""
    world.restart()


@action("clock")
def clock(world: World, to: str, time: str = "") -> None:
    """clock 07:30 | clock +10m | clock +2h | clock +1d | clock 2026-11-23 06:45."""
    if to.startswith("+"):
        unit = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}[to[-1]]
        world.now += timedelta(**{unit: int(to[1:-1])})
        return
    day = f"{world.now.astimezone(HOME):%Y-%m-%d}" if not time else to
    moment = datetime.fromisoformat(f"{day} {time or to}")
    world.now = moment.replace(tzinfo=HOME).astimezone(UTC)


@action("public door")
def public_door(world: World) -> None:
    """public door: it has a public address from now on."""
    world.services = replace(world.services, public_url="https://diemdanh.example")


@action("close campaign")
def close_campaign(world: World, shift: str = "trees") -> None:
    """close campaign [shift]: the campaign of that shift takes nobody any more."""
    with world.change() as tx:
        tx.connection.execute("UPDATE campaigns SET state = 'closed' WHERE id = ?", (world.campaign_id(shift),))


@action("cancel shift")
def cancel_shift(world: World, shift: str = "trees") -> None:
    """cancel shift [shift]."""
    with world.change() as tx:
        tx.connection.execute("UPDATE shifts SET state = 'cancelled' WHERE id = ?", (SHIFTS[shift],))


@action("end shift")
def end_shift(world: World, shift: str = "trees") -> None:
    """end shift [shift]: it was on until now."""
    length = world.shift(shift).minutes
    with world.change() as tx:
        tx.connection.execute(
            "UPDATE shifts SET starts_at = ?, opens_at = ?, ends_at = ? WHERE id = ?",
            (*[tx.now - timedelta(minutes=length)] * 2, tx.now, SHIFTS[shift]),
        )


@action("fill shift")
def fill_shift(world: World, shift: str = "trees", leave: str = "0") -> None:
    """fill shift [shift] [seats to leave]: other people take the seats."""
    for number in range(world.shift(shift).seats_left - int(leave)):
        asker = newcomer(world, f"Người Thứ {number + 1}")
        with world.change() as tx:
            assert sign_ups.take_seat(tx, asker, SHIFTS[shift]) is not None


@action("sign up")
def sign_up(world: World, name: str, shift: str = "trees") -> None:
    """sign up <person> [shift]: a seat, or a place on the waitlist."""
    asker = world.asker(name)
    with world.change() as tx:
        assert sign_ups.take_seat(tx, asker, SHIFTS[shift]) or sign_ups.wait(tx, asker, SHIFTS[shift])


@action("cancel sign up")
def cancel_sign_up(world: World, *name: str) -> None:
    """cancel sign up <person>: the person gives up the first of their shifts to come."""
    asker = world.asker(" ".join(name))
    with world.change() as tx:
        sign_ups.cancel(tx, asker, sign_ups.of_member(tx, asker)[0].id)


@action("check in")
def check_in(world: World, name: str, shift: str = "trees") -> None:
    """check in <person> [shift]: with the proof that its campaign wants; it awaits verification."""
    asker, at = world.asker(name), world.shift(shift)
    with world.change() as tx:
        proof = campaigns.by_id(tx, at.campaign_id).proof
        assert check_ins.check_in(tx, asker, at, proof=proof) is not None


@action("move member")
def move_member(world: World, name: str, *unit: str) -> None:
    """move member <person> <unit's full name>."""
    member, unit_id = world.member(name), world.unit_id(" ".join(unit))
    with world.change() as tx:
        tx.connection.execute("UPDATE members SET unit_id = ? WHERE id = ?", (unit_id, member.id))


@action("invite")
def invite(world: World, role: str, code: str, *unit: str) -> None:
    """invite <role> <code> <unit's full name>: an invitation with a code that the test knows."""
    code_hash = hashlib.sha256(code.encode()).hexdigest()
    with world.change() as tx:
        grants.sql.invite(
            tx.connection,
            code_hash=code_hash,
            role=role,
            unit_id=world.unit_id(" ".join(unit)),
            created_by=None,
            now=world.now,
            expires_at=world.now + grants.INVITE_LASTS,
        )


@action("close unit")
def close_unit(world: World, *unit: str) -> None:
    """close unit <full name>: nobody can join it any more."""
    with world.change() as tx:
        tx.connection.execute("UPDATE units SET closed_at = ? WHERE id = ?", (world.now, world.unit_id(" ".join(unit))))


@action("revoke")
def revoke(world: World, name: str) -> None:
    """revoke <person>: their roles are taken back."""
    member = world.member(name)
    with world.change() as tx:
        tx.connection.execute(
            "UPDATE grants SET revoked_at = ? WHERE member_id = ? AND revoked_at IS NULL", (world.now, member.id)
        )


def newcomer(world: World, name: str, unit: str = "Chi đoàn Ấp Đại Ân") -> Asker:
    """One more active member, with a chat of their own under their name."""
    unit_id = world.unit_id(unit)
    with world.change() as tx:
        member = members.join(tx, name=name, birth_year=2004, guardian=None, unit_id=unit_id, language="vi")
        chats.set_member(tx, chats.find_or_open(tx, "telegram", name, "vi").id, member.id)
        return grants.asker(tx, member)


@action("on")
def on(world: World, channel: str, *names: str) -> None:
    """on <channel> <person>…: they are on this channel instead of Telegram."""
    with world.change() as tx:
        for name in names:
            tx.connection.execute("UPDATE chats SET channel = ? WHERE address = ?", (channel, name))


@action("undo")
def undo(world: World, name: str, shift: str = "trees") -> None:
    """undo <person> [shift]: a leader takes the check-in back."""
    member = world.member(name)
    with world.change() as tx:
        tx.connection.execute(
            "UPDATE check_ins SET state = 'undone', minutes_verified = NULL WHERE member_id = ? AND shift_id = ?",
            (member.id, SHIFTS[shift]),
        )


@action("report")
def report(world: World, name: str, shift: str = "trees", minutes: str = "240", *counted: str) -> None:
    """report <person> [shift] [minutes] [trees=12 …]: on a shift that they checked in at."""
    asker = world.asker(name)
    with world.change() as tx:
        due = next(one for one in reports.to_report(tx, asker) if one.shift_id == SHIFTS[shift])
        quantities = {what: int(number) for what, _equals, number in (one.partition("=") for one in counted)}
        assert reports.save(tx, asker, due.check_in_id, minutes=int(minutes), quantities=quantities, photos=[], note="")


@action("photos arrive")
def photos_arrive(world: World) -> None:
    """photos arrive: the bytes of every photo that its vendor held are here now."""
    with world.change() as tx:
        for found in files.wanted(tx, most=100):
            files.stored(tx, found.id, hashlib.sha256(found.vendor_id.encode()).hexdigest(), 1000)


@action("work")
def work(world: World) -> None:
    """work: what chats wait for is worked out: documents are read."""
    with world.change() as tx:
        waiting = jobs.waiting(tx, most=100)
    for job in waiting:
        worked = worked_out(world, job)
        message = Incoming(
            channel=job.channel,
            address=job.address,
            key=f"job:{job.id}",
            at=world.now,
            kind="job_done",
            job=worked,
        )
        with world.change() as tx:
            dispatcher.receive(tx, message, world.features, world.services)
            jobs.done(tx, job, worked.sha256 or None, 1)


@action("imported")
def imported(world: World, name: str, file: str) -> None:
    """imported <person> <file of tests/data/documents>: they have sent it, said yes, and it is written."""
    overview, *lines = tables.read_table((DOCUMENTS / file).read_bytes(), file)
    at, layout = next(
        (at, layout)
        for at, sheet in enumerate(overview["sheets"])
        if (layout := import_columns.understand(sheet["head"])) is not None
    )
    asker = world.asker(name)
    match = jobs.MatchMembers(sheet=at, heading=layout.heading, columns=layout.columns, unit_id=asker.unit_id)
    with world.change() as tx:
        compared = matching.members(tx, asker, match, lines)
        plan = world.store.save(b"".join(json.dumps(one).encode() + b"\n" for one in compared))
        imports.begin(tx, asker, "members", name=file, plan_sha256=plan)
    import_(world)


@action("import")
def import_(world: World) -> None:
    """import: what was confirmed is written, or taken back, to its end."""
    while True:
        with world.change() as tx:
            found = imports.next_open(tx)
        if found is None:
            return
        lines, place = next_lines(world.store, found) if found.state == "running" else ([], 0)
        with world.change() as tx:
            if found.state == "undoing":
                import_steps.take_back(tx, found, 2)
            elif lines:
                import_steps.write(tx, found, lines, place)
            else:
                import_steps.finish(tx, found)


def worked_out(world: World, job: jobs.Job) -> JobDone:
    """What a job comes to, in this process."""
    shell = JobWorker(SimpleNamespace(clock=lambda: world.now), world.store, world.path, SimpleNamespace())
    try:
        made = b"".join(shell.task(job).run())
    except UnreadableError as error:
        return JobDone(token=job.token, error=error.key, facts=error.facts)
    name = job.work.name if isinstance(job.work, jobs.ReadDocument) else ""
    return JobDone(token=job.token, sha256=world.store.save(made), name=name, file_sha256=job.sha256 or "")


@action("make leader")
def make_leader(world: World, name: str, *unit: str) -> None:
    """make leader <person> <unit's full name>: they lead it from now on."""
    member, unit_id = world.member(name), world.unit_id(" ".join(unit))
    with world.change() as tx:
        grants.give(tx, member.id, Role.LEADER, unit_id)


@action("ask to move")
def ask_to_move(world: World, name: str, *unit: str) -> None:
    """ask to move <person> <unit's full name>: its leader is to accept."""
    asker, unit_id = world.asker(name), world.unit_id(" ".join(unit))
    with world.change() as tx:
        requests.ask(tx, asker, "move", unit_id=unit_id)


@action("claim to be")
def claim_to_be(world: World, name: str, *entered: str) -> None:
    """claim to be <person> <an entered person's full name>: a leader is to confirm."""
    asker, written_down = world.asker(name), world.member(" ".join(entered))
    with world.change() as tx:
        requests.ask(tx, asker, "same_person", unit_id=written_down.unit_id, entered_id=written_down.id)


@action("renew codes")
def renew_codes(world: World) -> None:
    """renew codes: what the clock's tick does for codes that are on a screen."""
    with world.change() as tx:
        live_code.due_edits(tx)


@action("make organiser")
def make_organiser(world: World, name: str, *unit: str) -> None:
    """make organiser <person> <unit's full name>."""
    member, unit_id = world.member(name), world.unit_id(" ".join(unit))
    with world.change() as tx:
        grants.give(tx, member.id, Role.ORGANISER, unit_id)


@action("add unit")
def add_unit(world: World, *words: str) -> None:
    """add unit <full name> [below <full name>]: by the command line, so that it may be another root."""
    name, _below, above = " ".join(words).partition(" below ")
    with world.change() as tx:
        parent = units.by_id(tx, world.unit_id(above)) if above else None
        level = LEVELS[parent.path.count(".")] if parent else LEVELS[0]
        units.add(tx, parent, level, name)


@action("rename unit")
def rename_unit(world: World, name: str, *words: str) -> None:
    """rename unit <person> <full name> to <full name>: this organiser does it."""
    before, _to, after = " ".join(words).partition(" to ")
    asker = world.asker(name)
    with world.change() as tx:
        unit_changes.rename(tx, asker, world.one("SELECT id FROM units WHERE name = ?", before), after)


@action("make admin")
def make_admin(world: World, name: str, *unit: str) -> None:
    """make admin <person> <unit's full name>."""
    member, unit_id = world.member(name), world.unit_id(" ".join(unit))
    with world.change() as tx:
        grants.give(tx, member.id, Role.ADMIN, unit_id)


@action("verify")
def verify(world: World, name: str) -> None:
    """verify <person>: everything that awaits this leader's word this evening, as it was claimed."""
    asker = world.asker(name)
    evening = world.now.astimezone(HOME).replace(hour=20, minute=0, second=0)
    with transaction(world.connection, max(world.now, evening.astimezone(UTC))) as tx:
        for item in verification.awaiting(tx, asker):
            claimed = {one.quantity: one.claimed for one in verification.claimed_in(tx, item)}
            verification.verify(tx, asker, item, minutes=item.minutes, quantities=claimed)


@action("load plan")
def load_plan(world: World) -> None:
    """load plan: the plan of 2024, as its file is."""
    with world.change() as tx:
        plan.load(tx, plan.SOC_TRANG_2024.read_text(encoding="utf-8"))


@action("tick")
def tick(world: World) -> None:
    """tick: what the clock's tick does for what is due."""
    place: due.TickCursor | None = due.START
    while place:
        with world.change() as tx:
            place = due.step(tx, place)


@action("give hours")
def give_hours(world: World) -> None:
    """give hours: what the clock's tick does for those whom leaders ticked, once their shifts are over."""
    with world.change() as tx:
        while rosters.give_hours(tx):
            pass


@action("digests")
def due_digests(world: World) -> None:
    """digests: what the clock's tick does for leaders' digests."""
    more = True
    while more:
        with world.change() as tx:
            more = digests.due(tx)


@action("broadcast")
def broadcast(world: World) -> None:
    """broadcast: audiences are collected, and messages fed to the outbox."""
    for step in (broadcast_queue.collect, broadcast_queue.feed):
        more = True
        while more:
            with world.change() as tx:
                more = step(tx)
    with world.change() as tx:
        broadcast_progress.due_edits(tx)


@action("crowd")
def crowd(world: World, number: str) -> None:
    """crowd <number>: so many members more in Đoàn xã An Mỹ, every second without a chat."""
    unit_id, begin = world.unit_id("Đoàn xã An Mỹ"), world.one("SELECT max(id) FROM members") + 1
    ids = range(begin, begin + int(number))
    with world.change() as tx:
        tx.connection.executemany(
            "INSERT INTO members (id, name, search_key, unit_id, state, consented_at, created_at) "
            "VALUES (?, ?, '', ?, 'active', ?, ?)",
            ((n, f"Người Thứ {n}", unit_id, START - timedelta(days=9), START - timedelta(days=9)) for n in ids),
        )
        tx.connection.executemany(
            "INSERT INTO chats (channel, address, member_id, heard_at) VALUES ('telegram', ?, ?, ?)",
            ((f"crowd-{n}", n, START - timedelta(days=9)) for n in ids if n % 2),
        )


@action("count")
def count(world: World) -> None:
    """count: whom drafts reach is counted to its end, and shown."""
    more = True
    while more:
        with world.change() as tx:
            more = reach.count(tx)
    with world.change() as tx:
        counted_edits(tx, replace(world.services, paces={"telegram": 30.0}))


@action("zalo_costs")
def zalo_costs(world: World, budget: str, spent: str = "0") -> None:
    """zalo_costs BUDGET [SPENT]: an Official Account's messages cost 55đ; so many may be spent a month."""
    tariff = Tariff(windows=True, price=55, limit=int(budget), source="bảng giá Zalo OA từ 1/6/2026")
    bot = Tariff(windows=False, limit=3000, people=50)
    world.services = replace(world.services, tariffs={"zalo_oa": tariff, "zalo_bot": bot})
    with world.change() as tx:
        messages = int(spent) // tariff.price
        spending.add(tx, "zalo_oa", tariff, Priority.ANNOUNCEMENT, messages)


@action("warn")
def warn(world: World) -> None:
    """warn: administrators are told of allowances that are nearly used up."""
    with world.change() as tx:
        allowances.warn(tx, world.services.tariffs)


@action("on_zalo")
def on_zalo(world: World, name: str, hours: str) -> None:
    """on_zalo PERSON HOURS: somebody writes by an Official Account alone, and did so that many hours ago."""
    member, heard_at = world.member(name), world.now - timedelta(hours=int(hours))
    with world.change() as tx:
        tx.connection.execute(
            "UPDATE chats SET channel = 'zalo_oa', interacted_at = ?, heard_at = ? WHERE member_id = ?",
            (heard_at, heard_at, member.id),
        )


@action("deliver")
def deliver(world: World, *blocked: str) -> None:
    """deliver [person …]: what waits of broadcasts is sent, but these people have blocked the bot."""
    addresses = {world.one("SELECT address FROM chats WHERE member_id = ?", world.member(name).id) for name in blocked}
    with world.change() as tx:
        for row in outbox.due(tx, tx.now):
            if row.broadcast_id is not None and row.address in addresses:
                outbox.mark_ended(tx, row.id, "failed", "blocked: Forbidden")
                outbox.address_gone(tx, row.chat_id)
            elif row.broadcast_id is not None and held.ask(tx, row, world.services.tariffs, 1).receipt is not None:
                outbox.mark_sent(tx, row.id, "1")
    broadcast(world)


@action("erase on")
def erase_on(world: World, *, parts: int | None = None) -> None:
    """erase on: erasures under way are carried to their end, as the worker of the bot does it; or so many parts on."""
    come_to: list[str] = []
    while True:
        with world.change() as tx:
            if not (open_ := erasures.under_way(tx)):
                return
        come_to += [open_[0].part] if open_[0].part not in come_to else []
        if parts is not None and len(come_to) > parts:
            return
        _carry_on(world, open_[0])


def _carry_on(world: World, erasure: erasures.Erasure) -> None:
    if erasure.part == erasures.DOCUMENTS:
        with world.change() as tx:
            for sha256 in ending.documents(tx):
                if world.store.path(sha256).exists() and erasure.traces.in_bytes(world.store.read(sha256)):
                    ending.drop_document(tx, sha256)
            for sha256 in ending.unheld(tx, erasure):
                world.store.delete(sha256)
            ending.documents_done(tx, erasure)
    elif erasure.part == erasures.CLOSING:
        with world.change() as tx:
            for sha256 in files.orphans(tx):
                world.store.delete(sha256)
                files.forget_orphan(tx, sha256)
        assert ending.empty_log(world.connection)
        with world.change() as tx:
            ending.end(tx, erasure)
    else:
        with world.change() as tx:
            seen = parts.look(tx, erasure)
            for first in range(0, len(seen.ids), seen.at_once):
                parts.change(tx, erasure, seen.ids[first : first + seen.at_once])
            parts.go_on(tx, erasure, seen)


@action("speak")
def speak(world: World, name: str, language: str) -> None:
    """speak <person> <vi or en>: the language of their chats from now on."""
    member = world.member(name)
    with world.change() as tx:
        tx.connection.execute("UPDATE chats SET language = ? WHERE member_id = ?", (language, member.id))
        tx.connection.execute("UPDATE members SET language = ? WHERE id = ?", (language, member.id))


@action("link")
def link(world: World, name: str, account: str) -> None:
    """link <person> <channel:address>: that account is theirs too."""
    member = world.member(name)
    channel, _colon, address = account.partition(":")
    with world.change() as tx:
        chats.set_member(tx, chats.find_or_open(tx, channel, address, "vi").id, member.id)


@action("joins anew")
def joins_anew(world: World, name: str, account: str) -> None:
    """joins anew <person> <channel:address>: another record of the same name and birth year, of that account."""
    member = world.member(name)
    channel, _colon, address = account.partition(":")
    with world.change() as tx:
        again = members.join(
            tx,
            name=member.name,
            birth_year=member.birth_year or 2000,
            guardian=None,
            unit_id=member.unit_id,
            language="vi",
        )
        chats.set_member(tx, chats.find_or_open(tx, channel, address, "vi").id, again.id)


@action("tick off")
def tick_off(world: World, leader: str, name: str, shift: str = "trees") -> None:
    """tick off <leader> <person> [shift]: the leader ticks the person on the roster."""
    asker, member, at = world.asker(leader), world.member(name), world.shift(shift)
    with world.change() as tx:
        assert rosters.tick_off(tx, asker, at, member.id) is not None
