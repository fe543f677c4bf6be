"""Disks full, files moved, replaced and damaged, torn logs as a power cut leaves them, clocks a day off.

`python -m tests.torture.disks_and_clocks` plays them all against the real process and a strict Bot API server on
loopback, and prints its figures as JSON; exit code 1 where any is not as it must be. People check in by the code; who
was told so is *confirmed*, and must be in the database whatever happens.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil

from storage.database_file import connect
from tests.bot_api.account import TOKEN
from tests.bot_api.remote import Remote
from tests.support.crowd import Crowd, gather
from tests.support.paths import ROOT

CONFIRMED = "Đã điểm danh"
PATIENCE = 60.0
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
TABLES = ("members", "check_ins", "outbox", "seen_updates", "chats", "shifts", "units")
DAY = timedelta(days=1)
Figures = dict[str, Any]


class Wrong(AssertionError):
    """Something that must not happen."""


def must(true: object, what: str) -> None:
    if not true:
        raise Wrong(what)


@dataclass
class Place:
    """A folder with a bot's database, the crowd in it, the server that it polls, and the bot, where it runs."""

    folder: Path
    crowd: Crowd
    server: Remote
    photos: Path
    process: subprocess.Popen[str] | None = None
    port: int = 0
    sent: list[int] = field(default_factory=list)  # chats that have typed the code
    seen_calls: int = 0
    told: set[int] = field(default_factory=set)

    @property
    def database(self) -> Path:
        return self.crowd.path

    def start(self, **environment: str) -> None:
        """Start the bot and wait until it serves."""
        self.process = self.popen(**environment)
        line = self.process.stdout.readline()
        if "Open http" not in line:
            raise Wrong(f"it did not start: {line} {self.process.stderr.read()}")
        self.port = int(line.split("Open ")[1].split()[0].rstrip("/").rpartition(":")[2])

    def popen(self, **environment: str) -> subprocess.Popen[str]:
        ours = {
            "DIEMDANH_DATABASE": str(self.database),
            "DIEMDANH_FILES": str(self.photos),
            "DIEMDANH_TELEGRAM_TOKEN": TOKEN,
            "DIEMDANH_TELEGRAM_BASE_URL": f"http://127.0.0.1:{self.server.port}",
            "DIEMDANH_TELEGRAM_PER_SECOND": "0",
            "DIEMDANH_WEB_PORT": "0",
            "DIEMDANH_LOG_LEVEL": "warning",
            "PYTHONPATH": str(ROOT),
        }
        log = (self.folder / "log").open("a")
        with log:
            return subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=self.folder,
                env={**os.environ, **ours, **environment},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def ends(self, within: float = PATIENCE) -> int:
        """How the bot ends by itself."""
        code = self.process.wait(timeout=within)
        self.process.stdout.close()
        self.process = None
        return code

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop or kill the bot, if it runs; returns how it ended."""
        if self.process is None:
            return 0
        self.process.send_signal(how)
        return self.ends()

    def health(self) -> tuple[int, dict[str, str], dict[str, Any]]:
        """The status of /healthz, its alarms with what they say, and all of it."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=20) as answer:
                status, report = answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            status, report = error.code, json.load(error)
        return status, {one["alarm"]: one["say"] for one in report["alarms"]}, report

    def alarmed(self, *names: str, within: float = 20) -> str:
        """Wait until one of these alarms is up; returns what it says."""
        said: list[str] = []

        def up() -> bool:
            status, alarms, _report = self.health()
            said[:] = [alarms[name] for name in names if name in alarms and status == 503]
            return bool(said)

        wait_until(up, f"no alarm {names}", within)
        return said[0]

    def well(self, within: float = 90) -> None:
        wait_until(lambda: self.health()[0] == 200, "the alarm does not end", within)

    def check_in(self, people: int) -> list[int]:
        """So many more people type the code; returns who."""
        who = [self.crowd.chats[len(self.sent) + number] for number in range(people)]
        code = self.crowd.code()
        for chat in who:
            self.server.push({"chat": chat, "text": "/diemdanh"}, {"chat": chat, "text": code})
        self.sent += who
        return who

    def confirmed(self) -> set[int]:
        """Whom the bot has told that they are checked in."""
        for call in self.server.calls(after=self.seen_calls, method="sendMessage"):
            self.seen_calls = max(self.seen_calls, call["number"])
            if CONFIRMED in call["params"]["text"]:
                self.told.add(call["params"]["chat_id"])
        return self.told

    def all_confirmed(self, who: list[int], within: float = PATIENCE) -> None:
        wait_until(lambda: set(who) <= self.confirmed(), "not everybody was confirmed", within)

    def log(self) -> str:
        return (self.folder / "log").read_text()


def wait_until(true: Callable[[], bool], what: str, within: float = PATIENCE) -> None:
    deadline = time.monotonic() + within
    while not true():
        if time.monotonic() > deadline:
            raise Wrong(what)
        time.sleep(0.05)


def checked_in(database: Path) -> set[int]:
    """The chats of whoever the database says is checked in."""
    with closing(connect(database)) as connection:
        must(connection.execute("PRAGMA integrity_check").fetchall() == [{"integrity_check": "ok"}], "it is damaged")
        must(connection.execute("PRAGMA foreign_key_check").fetchall() == [], "rows point nowhere")
        rows = connection.execute(
            "SELECT address FROM check_ins JOIN chats ON chats.member_id = check_ins.member_id"
        ).fetchall()
    must(len(rows) == len({row["address"] for row in rows}), "somebody is checked in twice")
    return {int(row["address"]) for row in rows}


@contextmanager
def place(people: int = 200, *, folder: Path | None = None, photos: Path | None = None) -> Iterator[Place]:
    """A new place, whose processes end with it."""
    with tempfile.TemporaryDirectory(prefix="torture-") as made, serving() as server:
        home = folder or Path(made)
        crowd = gather(home / "diemdanh.db", people)
        here = Place(Path(made), crowd, server, photos or Path(made) / "photos")
        try:
            yield here
        finally:
            if here.process is not None:
                here.process.kill()
                here.ends()


@contextmanager
def serving() -> Iterator[Remote]:
    with subprocess.Popen([sys.executable, "-m", "tests.bot_api"], cwd=ROOT, stdout=subprocess.PIPE, text=True) as api:
        try:
            with Remote(int(api.stdout.readline())) as server:
                yield server
        finally:
            api.kill()


# Disks ---------------------------------------------------------------------------------------------------------------


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path | None]:
    """A disk of that size in memory; None where this user may not mount one."""
    with tempfile.TemporaryDirectory(prefix="torture-disk-") as folder:
        mounting = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", folder]
        try:
            subprocess.run(mounting, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            yield None
            return
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=False)


def fill(folder: Path) -> Path:
    """Fill a disk to its last byte; returns the file to remove."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    return filler


def database_disk_full(people: int = 60) -> Figures:
    """The database's disk is full while people check in; then there is room again."""
    with small_disk(24) as disk, place(people + 20, folder=disk) as here:
        here.start()
        here.all_confirmed(here.check_in(20))
        if disk is not None:
            make_room = fill(disk).unlink
        else:  # no file of the bot's may grow
            limits = resource.prlimit(here.process.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(here.process.pid, resource.RLIMIT_FSIZE, (1, limits[1]))
            make_room = lambda: resource.prlimit(here.process.pid, resource.RLIMIT_FSIZE, limits)  # noqa: E731
        before = len(here.confirmed())
        who = here.check_in(people)
        began = time.monotonic()
        say = here.alarmed("committing", "disk")
        alarmed = time.monotonic() - began
        time.sleep(3)
        meanwhile = len(here.confirmed()) - before
        lines = here.log().count("cannot be written")
        make_room()
        began = time.monotonic()
        here.all_confirmed(who)
        again = time.monotonic() - began
        here.well()
        here.stop()
        lost = here.confirmed() - checked_in(here.database)
        must(not lost, f"{len(lost)} confirmed check-ins are lost")
        must(lines <= 2, f"it was logged {lines} times")
        return {
            "by": "tmpfs" if disk else "RLIMIT_FSIZE",
            "confirmed": len(here.confirmed()),
            "confirmed while full": meanwhile,
            "lost": 0,
            "seconds to the alarm": round(alarmed, 1),
            "seconds to go on": round(again, 1),
            "said": say,
        }


def photo_disk_full(people: int = 20) -> Figures:
    """The photos' disk is full: check-ins go on, also over a start, and health says it."""
    with small_disk(2) as disk, place(2 * people, photos=disk and disk / "photos") as here:
        if disk is None:
            return {"skipped": "this user may mount nothing"}
        here.start()
        filler = fill(disk)
        say = here.alarmed("photos")
        here.all_confirmed(here.check_in(people))
        here.stop()
        here.start()
        here.alarmed("photos")
        here.all_confirmed(here.check_in(people))
        filler.unlink()
        here.well()
        return {"confirmed while full": 2 * people, "restarts that failed": 0, "said": say}


# Files ---------------------------------------------------------------------------------------------------------------


def moved_and_back(people: int = 20) -> Figures:
    """The database is moved away under the bot and back: nothing is confirmed in between, and nothing is lost."""
    with place(2 * people) as here:
        here.start()
        here.all_confirmed(here.check_in(people))
        away = here.database.with_name("away.db")
        here.database.rename(away)
        who = here.check_in(people)
        say = here.alarmed("database_gone")
        time.sleep(1)
        meanwhile = len(here.confirmed()) - people
        must(meanwhile == 0, f"{meanwhile} were confirmed into a file that is not there")
        away.rename(here.database)
        here.all_confirmed(who)
        here.well()
        must(here.stop() == 0, "it did not stop cleanly")
        must(here.confirmed() == checked_in(here.database), "confirmed and kept are not the same")
        return {"confirmed": 2 * people, "confirmed meanwhile": 0, "lost": 0, "said": say}


def removed(people: int = 20) -> Figures:
    """The database is removed under the bot: it rescues what it held, and a start with that goes on."""
    with place(2 * people) as here:
        here.start()
        here.all_confirmed(here.check_in(people))
        here.database.unlink()
        who = here.check_in(people)
        say = here.alarmed("database_gone")
        rescued = here.database.with_name("diemdanh.db.rescued")
        wait_until(rescued.exists, "nothing was rescued", 40)
        must(len(here.confirmed()) == people, "some were confirmed into a removed file")
        must(here.process.poll() is None, "it ended: the next start would make an empty database")
        here.stop()
        rescued.rename(here.database)
        here.start()
        here.all_confirmed(who)
        here.well()
        here.stop()
        must(here.confirmed() == checked_in(here.database), "confirmed and kept are not the same")
        return {"confirmed": 2 * people, "confirmed meanwhile": 0, "lost": 0, "said": say}


def put_a_copy(database: Path) -> None:
    copy = database.with_name("copy.db")
    with closing(connect(database, read_only=True)) as connection, closing(sqlite3.connect(copy)) as made:
        connection.backup(made)
    copy.replace(database)


def restore_without_a_stop(database: Path) -> None:
    put_a_copy(database)
    for ending in ("-wal", "-shm"):
        Path(f"{database}{ending}").unlink(missing_ok=True)


def remove_log(database: Path) -> None:
    Path(f"{database}-wal").unlink()


def remove_log_and_index(database: Path) -> None:
    remove_log(database)
    Path(f"{database}-shm").unlink()


def replace_log(database: Path) -> None:
    remove_log(database)
    Path(f"{database}-wal").touch()


ANOTHER_FILE = (put_a_copy, restore_without_a_stop, remove_log, remove_log_and_index, replace_log)


def another_file(people: int = 20) -> Figures:
    """Another file in the database's place, its log removed: nothing is confirmed, it ends, and a start goes on."""
    figures: Figures = {}
    for fault in ANOTHER_FILE:
        with place(2 * people) as here:
            here.start()
            here.all_confirmed(here.check_in(people))
            fault(here.database)
            who = here.check_in(people)
            say = here.alarmed("database_replaced", "database_log_gone", within=5)
            must(here.ends() == 1, "it should end with 1")
            must(say in here.log(), "the log does not say why")
            must(len(here.confirmed()) == people, "some were confirmed meanwhile")
            here.start()
            here.all_confirmed(who)
            here.well()
            here.stop()
            lost = here.confirmed() - checked_in(here.database)
            must(not lost, f"{fault.__name__}: {len(lost)} confirmed check-ins are lost")
            figures[fault.__name__] = {"confirmed meanwhile": 0, "lost": 0, "said": say}
    return figures


def damaged_pages(tables: tuple[str, ...] = TABLES) -> Figures:
    """A page of each table is noise at a start: one sentence that says what to do, exit code 1, nothing confirmed."""
    figures: Figures = {}
    for table in tables:
        with place(20) as here:
            here.check_in(5)
            with closing(sqlite3.connect(here.database)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                about = "SELECT rootpage FROM sqlite_master WHERE name = ?"
                (page,) = connection.execute(about, (table,)).fetchone()
            with here.database.open("r+b") as file:
                file.seek((page - 1) * 4096)
                file.write(random.randbytes(4096))
            here.process = here.popen()
            must(here.ends() == 1, f"{table}: it should end with 1")
            said = here.log()
            must("is damaged" in said and "newest backup" in said, f"{table}: {said}")
            must("Traceback" not in said, f"{table}: a traceback")
            must(not here.confirmed(), f"{table}: somebody was confirmed")
            figures[table] = said.strip()
    return figures


def damaged_while_it_runs(people: int = 20) -> Figures:
    """Pages turn to noise under the running bot: it ends with the sentence at the latest at the next start."""
    with place(2 * people) as here:
        here.start()
        here.all_confirmed(here.check_in(people))
        with closing(connect(here.database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(FULL)").fetchall()
        size = here.database.stat().st_size
        with here.database.open("r+b") as file:
            for page in range(1, size // 4096):
                file.seek(page * 4096)
                file.write(random.randbytes(4096))
        here.check_in(people)
        with suppress(subprocess.TimeoutExpired):
            here.process.wait(timeout=5)
        by_itself = here.process.poll() is not None
        here.stop(signal.SIGKILL)
        here.process = here.popen()
        must(here.ends() == 1, "a damaged database was served")
        said = here.log()
        must("damaged" in said and "newest backup" in said, said[-500:])
        must("Traceback" not in said, said[-3000:])
        return {"ended by itself": by_itself, "said at the next start": said.strip().splitlines()[-1]}


# A power cut ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Log:
    """A log as its frames lie (https://www.sqlite.org/fileformat2.html#walformat)."""

    content: bytes
    page_size: int
    committed: int  # bytes, up to the end of the last transaction
    pages: frozenset[int]  # that it has a newer version of


def read_log(content: bytes) -> Log:
    """Parse a log: its frames are valid as long as their salts are those of its head."""
    if len(content) < 32:
        return Log(content, 4096, 0, frozenset())
    page_size = struct.unpack(">I", content[8:12])[0]
    salts, at, committed = content[16:24], 32, 0
    pages: set[int] = set()
    new: set[int] = set()
    while at + 24 + page_size <= len(content) and content[at + 8 : at + 16] == salts:
        page, size_after = struct.unpack(">II", content[at : at + 8])
        new.add(page)
        at += 24 + page_size
        if size_after:
            committed, pages = at, pages | new
    return Log(content, page_size, committed, frozenset(pages))


def torn(database: bytes, log: Log, dice: random.Random) -> tuple[bytes, bytes]:
    """What a power cut may leave of the two files: what was synced stays, what was under way is anything.

    Under way may be the frames after the last commit, and the writing of pages, which the log has, into the database.
    """
    tail = dice.choice(
        [
            b"",
            dice.randbytes(dice.randrange(1, 20_000)),
            b"\0" * dice.randrange(1, 20_000),
            log.content[32 : 32 + dice.randrange(0, 20_000)],
            log.content[log.committed :][: dice.randrange(0, 20_000)],
        ]
    )
    pages = bytearray(database)
    for page in dice.sample(sorted(log.pages), min(len(log.pages), dice.randrange(4))):
        begin = (page - 1) * log.page_size
        if begin + log.page_size <= len(pages):
            half = dice.randrange(log.page_size)
            pages[begin : begin + half] = dice.randbytes(half)
    return bytes(pages), log.content[: log.committed] + tail


def power_cuts(cuts: int = 60, people: int = 900, seed: int | None = None) -> Figures:
    """At random moments under load the files are copied as they lie, torn, and opened: all confirmed are there."""
    seed = random.randrange(1 << 32) if seed is None else seed
    dice = random.Random(seed)
    lost, kept, rescued = 0, 0, 0
    with place(people) as here, tempfile.TemporaryDirectory(prefix="torture-cut-") as folder:
        here.start()
        process = psutil.Process(here.process.pid)
        each = people // cuts
        for number in range(cuts):
            here.check_in(each)
            time.sleep(dice.uniform(0.0, 0.25))
            process.suspend()
            try:
                confirmed = set(here.confirmed())
                database = here.database.read_bytes()
                log = read_log(Path(f"{here.database}-wal").read_bytes())
            finally:
                process.resume()
            copy = Path(folder) / f"{number}.db"
            for path, content in zip((copy, Path(f"{copy}-wal")), torn(database, log, dice), strict=True):
                path.write_bytes(content)
            there = checked_in(copy)
            lost += len(confirmed - there)
            kept += len(confirmed)
            rescued += len(there - confirmed)
        here.all_confirmed(here.sent)
        here.stop(signal.SIGKILL)
        must(here.confirmed() == checked_in(here.database), "confirmed and kept are not the same")
    must(not lost, f"{lost} confirmed check-ins are lost (seed {seed})")
    return {"cuts": cuts, "seed": seed, "confirmed, over all cuts": kept, "lost": 0, "kept, not yet confirmed": rescued}


# Clocks --------------------------------------------------------------------------------------------------------------


def with_clock(file: Path) -> dict[str, str]:
    """What lets a process go by a clock whose error a file says, such as "-1d"; its monotonic one goes on."""
    return {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def clocks(people: int = 10, errors: tuple[str, ...] = ("-1d", "-2h", "+1d")) -> Figures:
    """The bot's machine is off from the start; then its clock is put right, and then back while it runs."""
    if not FAKETIME.exists():
        return {"skipped": "libfaketime is not here"}
    figures: Figures = {}
    for error in errors:
        with place(4 * people) as here:
            file = here.folder / "clock"
            file.write_text(f"{error}\n")
            here.start(**with_clock(file))
            if error.startswith("-"):
                here.all_confirmed(here.check_in(people))
                here.alarmed("clock")
            file.write_text("+0\n")
            here.alarmed("clock_jumped")
            here.all_confirmed(here.check_in(people))
            file.write_text("-1d\n")
            here.all_confirmed(here.check_in(people))
            say = here.alarmed("clock")
            must(here.health()[2]["up_seconds"] >= 0, "it is younger than nothing")
            here.stop()
            refused = set(here.sent) - here.confirmed()
            figures[error] = {"checked in": len(here.confirmed()), "refused": len(refused), "said": say}
            must(not refused, f"{error}: {len(refused)} honest check-ins were refused")
    return figures


def ticks_go_on_after_a_clock_was_put_back() -> Figures:
    """Minutes go on to begin, though the machine's clock says that the next one is a day away."""
    if not FAKETIME.exists():
        return {"skipped": "libfaketime is not here"}
    with place(10) as here:
        file = here.folder / "clock"
        file.write_text("+0\n")
        here.start(**with_clock(file))
        wait_until(lambda: here.health()[2]["seconds_since_tick"] < here.health()[2]["up_seconds"], "no tick", 70)
        file.write_text("-1d\n")
        time.sleep(70)
        longest = 0
        for _look in range(30):
            longest = max(longest, here.health()[2]["seconds_since_tick"])
            time.sleep(5)
        must(longest < 240, f"no minute began for {longest} s")
        return {"longest without a tick, seconds": longest}


# All -----------------------------------------------------------------------------------------------------------------

SCENES: dict[str, Callable[[], Figures]] = {
    "database's disk full": database_disk_full,
    "photos' disk full": photo_disk_full,
    "moved and back": moved_and_back,
    "removed": removed,
    "another file": another_file,
    "damaged pages": damaged_pages,
    "damaged while it runs": damaged_while_it_runs,
    "power cuts": power_cuts,
    "clocks": clocks,
    "ticks after a clock was put back": ticks_go_on_after_a_clock_was_put_back,
}


def main(given: list[str] | None = None) -> int:
    """Play the scenes, all unless some are named, and print their figures as JSON; 1 where one went wrong."""
    options = argparse.ArgumentParser(prog="python -m tests.torture.disks_and_clocks", description=__doc__)
    options.add_argument("scenes", nargs="*", choices=[[], *SCENES], metavar="SCENE", help=", ".join(SCENES))
    chosen = options.parse_args(given).scenes or list(SCENES)
    figures: Figures = {}
    wrong = 0
    for name in chosen:
        began = time.monotonic()
        try:
            figures[name] = SCENES[name]()
        except (Wrong, subprocess.TimeoutExpired) as error:
            wrong += 1
            figures[name] = {"wrong": str(error)}
        figures[name]["seconds"] = round(time.monotonic() - began, 1)
        print(f"{name}: {'WRONG' if 'wrong' in figures[name] else 'ok'}", file=sys.stderr, flush=True)
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
