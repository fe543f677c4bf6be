"""A tick with 100,000 members and 10,000 due rows, beside APScheduler date jobs for the same: time, stalls, memory.

Each side runs in a process of its own. Ours queues the rows durably in the outbox, in steps; the date jobs only count.
`python -m tests.bench.tick` runs it alone.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

MEMBERS = 100_000
SHIFTS = 100
SEATS = 100  # on each shift: 10,000 rows are due
NOW = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)  # 18:00 in Vietnam


def main() -> int:
    """Run both sides and print the table."""
    print(f"\n{'a tick: 100,000 members, 10,000 due':<44}{'time':>10}{'longest stall':>16}{'memory':>10}")
    for side, name in (("ours", "the schedule: looked up, queued durably"), ("jobs", "APScheduler: 100,000 date jobs")):
        found = json.loads(
            subprocess.run(
                [sys.executable, "-m", "tests.bench.tick", side], check=True, capture_output=True, text=True
            ).stdout
        )
        for line, (seconds, stall, megabytes) in found.items():
            print(f"{line or name:<44}{seconds * 1000:>7.0f} ms{stall * 1000:>13.1f} ms{megabytes:>7.1f} MB")
    print("A stall is what everybody else waits for: the longest step of ours, the longest pause of the jobs' loop.")
    return 0


def memory() -> float:
    """Megabytes that this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# Ours ----------------------------------------------------------------------------------------------------------------


def ours() -> dict[str, tuple[float, float, float]]:
    """The tick at 18:00 before 100 shifts; one with nothing to say; one after ten days, with an anniversary for all."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tick.db"
        subprocess.run([sys.executable, "-m", "tests.bench.tick", "build", str(path)], check=True)
        from schedules.due import due
        from storage.database_file import connect

        connection = connect(path)
        before = memory()
        first, rows = run(due, connection, NOW), count(connection)
        if rows != SHIFTS * SEATS:
            raise RuntimeError(f"{rows} rows were queued")
        grown = memory() - before
        idle = run(due, connection, NOW + timedelta(minutes=1))
        everybody = run(due, connection, datetime(2026, 12, 2, 0, 0, tzinfo=UTC))
        rows = count(connection) - rows
        return {
            "": (*first, grown),
            "  the same, a minute later: nothing is due": (*idle, grown),
            f"  ten days off, and an anniversary: {rows:,} rows": (*everybody, memory() - before),
        }


def run(due, connection, now: datetime) -> tuple[float, float]:
    """One tick, each step committed; returns its time, and that of its longest step."""
    from storage.database import transaction

    place, longest, began = due.START, 0.0, perf_counter()
    while place is not None:
        step_began = perf_counter()
        with transaction(connection, now) as tx:
            place = due.step(tx, place)
        longest = max(longest, perf_counter() - step_began)
    return perf_counter() - began, longest


def count(connection) -> int:
    return connection.execute("SELECT count(*) AS n FROM outbox").fetchone()["n"]


def build(path: Path) -> None:
    """100,000 members with a chat each, 100 shifts tomorrow morning with 100 seats, and the plan."""
    from schedules.due import due
    from schedules.plan import plan
    from storage.campaigns import campaigns
    from storage.database import transaction
    from storage.database_file import connect
    from storage.organisation import units
    from storage.schema import migrate

    connection = connect(path)
    migrate(connection)
    long_ago = NOW - timedelta(days=30)
    with transaction(connection, long_ago) as tx:
        root = units.add(tx, None, "province", "Tỉnh đoàn")
        branches = [units.add(tx, root, "branch", f"Chi đoàn {n}").id for n in range(1500)]
        plan.load(tx, plan.SOC_TRANG_2024.read_text(encoding="utf-8"))
        tx.connection.executemany(
            "INSERT INTO members (id, name, search_key, unit_id, state, consented_at, created_at) "
            "VALUES (?, ?, ?, ?, 'active', ?, ?)",
            ((n, f"Người {n}", f"nguoi {n}", branches[n % 1500], long_ago, long_ago) for n in range(1, MEMBERS + 1)),
        )
        tx.connection.executemany(
            "INSERT INTO chats (channel, address, member_id, heard_at) VALUES ('telegram', ?, ?, ?)",
            ((str(n), n, long_ago) for n in range(1, MEMBERS + 1)),
        )
        made = campaigns.add(tx, unit_id=root.id, title="Trồng cây", about="", field="bảo vệ môi trường")
        start = NOW + timedelta(hours=13)
        for n in range(SHIFTS):
            shift = campaigns.add_shift(
                tx,
                campaign_id=made.id,
                host_unit_id=root.id,
                starts_at=start,
                ends_at=start + timedelta(hours=4),
                capacity=SEATS,
            )
            tx.connection.executemany(
                "INSERT INTO sign_ups (shift_id, member_id, unit_id, state, created_at, changed_at) "
                "VALUES (?, ?, ?, 'seated', ?, ?)",
                ((shift.id, n + 1 + SHIFTS * m, branches[0], long_ago, long_ago) for m in range(SEATS)),
            )
    run(due, connection, NOW - timedelta(minutes=1))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


# APScheduler ---------------------------------------------------------------------------------------------------------


async def jobs() -> dict[str, tuple[float, float, float]]:
    """A date job for each of 100,000 members, 10,000 of which are due: added, and run."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    ran, done = [], asyncio.Event()

    async def job(member: int) -> None:
        ran.append(member)
        if len(ran) == SHIFTS * SEATS:
            done.set()

    before = memory()
    scheduler = AsyncIOScheduler(timezone="UTC")
    began = perf_counter()
    soon, later = datetime.now(UTC), datetime.now(UTC) + timedelta(days=30)
    for member in range(MEMBERS):
        when = soon if member < SHIFTS * SEATS else later
        scheduler.add_job(job, "date", run_date=when, args=[member], misfire_grace_time=None)
    added = perf_counter() - began
    pauses = asyncio.create_task(longest_pause())
    await asyncio.sleep(0.01)
    began = perf_counter()
    scheduler.start()
    await done.wait()
    fired = perf_counter() - began
    pauses.cancel()
    stall = await pauses
    scheduler.shutdown(wait=False)
    return {
        "": (added + fired, stall, memory() - before),
        "  of that, to run the 10,000 that are due": (fired, stall, memory() - before),
    }


async def longest_pause() -> float:
    """How long the loop was kept from turning, at most, until cancelled."""
    longest, last = 0.0, perf_counter()
    try:
        while True:
            await asyncio.sleep(0)
            now = perf_counter()
            longest, last = max(longest, now - last), now
    except asyncio.CancelledError:
        return max(longest, perf_counter() - last)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["build", path]:
            build(Path(path))
        case ["ours"]:
            print(json.dumps(ours()))
        case ["jobs"]:
            print(json.dumps(asyncio.run(jobs())))
            sys.stdout.flush()
            os._exit(0)  # 90,000 jobs are left
        case _:
            sys.exit(main())
