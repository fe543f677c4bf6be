"""An erasure beside an outbox of 20,000 and one of 2,000,000 rows: how long the writer is held, and until all is done.

One person has been there all the time, was at 400 shifts, and stands in a thousand messages to leaders. One leader has
decided, written down and changed 100,000 things. One person joined just now.
`python -m tests.bench.erasure` runs it; the large database takes some GB in the folder for temporary files.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time
from typing import Any

from bot.channels.web.channel import WEB, WebChatChannel
from bot.delivery.outdated import Outdated
from bot.files import FileStore
from bot.inbox import Inbox
from bot.workers.erasures import ErasureWorker
from bot.workers.files import FileWorker
from handlers.engine.message import Incoming
from storage.campaigns import campaigns
from storage.database import Transaction, open_database, transaction
from storage.database_file import connect
from storage.messages import chats
from storage.organisation import grants, units
from storage.people import members
from storage.records import Role
from storage.schema import migrate

NOW = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
NAMED = 1_000  # rows of leaders in which the person stands
LEADERS = 50
SIZES = (20_000, 2_000_000)
SHIFTS = 400
DEEDS = 50_000  # of a leader: people written down, and as many entries of the log
WHO = ("since the beginning", "a busy leader", "joined just now")
NAME = "Quách Thị Tuyết Nhung"


class TimedInbox(Inbox):
    """Knows how long each transaction held the writer, in seconds, and how much of that it worked itself."""

    held: list[float]
    worked: list[float]

    def _transact(self, connection: sqlite3.Connection, *args: Any, **more: Any) -> Any:
        begins, worked = perf_counter(), thread_time()
        try:
            return super()._transact(connection, *args, **more)
        finally:
            self.held.append(perf_counter() - begins)
            self.worked.append(thread_time() - worked)


def main() -> int:
    """Erase on both sizes and print the table; 1 where the writer was held for longer than 20 ms."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.erasure")
    parser.add_argument("--rows", type=int, nargs="*", default=SIZES)
    heads = f"{'steps':>8}{'longest step':>16}{'its own work':>14}{'median':>10}{'until done':>14}"
    print(f"{'outbox':>12}  {'who':<22}{heads}")
    late = False
    for rows in parser.parse_args().rows:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "erasure.db"
            build(path, rows)
            for who in WHO:
                held, worked, seconds = asyncio.run(erase(path, who))
                late = late or max(held) > 0.020
                print(
                    f"{rows:>12,}  {who:<22}{len(held):>8}{max(held) * 1000:>13.1f} ms{max(worked) * 1000:>11.1f} ms"
                    f"{median(held) * 1000:>7.1f} ms{seconds:>12.1f} s",
                    flush=True,
                )
    print(
        "A step is one transaction of the one writer, its commit with it; everybody else waits so long. Beside its own"
    )
    print("work a step waits for the disk, and on a busy machine for its turn.")
    return int(late)


def build(path: Path, rows: int) -> None:
    """A database with so many messages of the last 90 days, some of them to leaders, of which a thousand name one."""
    connection = connect(path)
    migrate(connection)
    connection.execute("PRAGMA synchronous = OFF")
    with transaction(connection, NOW - timedelta(days=90)) as tx:
        province = units.add(tx, None, "province", "Tỉnh đoàn Sóc Trăng")
        branch = units.add(tx, province, "branch", "Chi đoàn Ấp 1")
        person = join(tx, "since the beginning", NAME, branch.id)
        busy = join(tx, "a busy leader", "Danh Thị Siêng Năng", branch.id)
        grants.give(tx, busy, Role.LEADER, province.id)
        for number in range(LEADERS):
            leader = join(tx, f"leader {number}", f"Bí thư số {number}", branch.id)
            grants.give(tx, leader, Role.LEADER, province.id)
    with transaction(connection, NOW) as tx:
        fill(tx, rows)
        attend(tx, person, province.id)
        decide(tx, busy, branch.id)
        join(tx, "joined just now", "Kim Thị Sa Rươne", branch.id)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def join(tx: Transaction, address: str, name: str, unit_id: int) -> int:
    """One more member, with a web chat under this address."""
    member = members.join(tx, name=name, birth_year=2004, guardian=None, unit_id=unit_id, language="vi")
    chats.set_member(tx, chats.find_or_open(tx, WEB, address.replace(" ", "-"), "vi").id, member.id)
    return member.id


def fill(tx: Transaction, rows: int) -> None:
    """The messages, evenly over 90 days."""
    tx.connection.execute(
        """
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :rows)
        INSERT INTO outbox (key, chat_id, lane, kind, body, queued_at, due_at, state, number)
        SELECT 'telegram:' || n || ':0', 3 + n % :leaders, 0, 'reply',
            '{"text":"' || CASE WHEN n % :every = 0 THEN 'Đã duyệt: ' || :name || ', 4 giờ. ' ELSE '' END
                || 'Bạn có chỗ trong ca “Trồng cây xanh”, Chủ nhật, 22/11/2026, 07:00–11:00. '
                || 'Địa điểm: UBND xã Đại Tâm. Mang theo: nón, nước uống. '
                || 'Mình nhắc bạn tối hôm trước và hai giờ trước khi bắt đầu nhé.",'
                || '"choices":[{"id":"/lichcuatoi","label":"Lịch của tôi"},{"id":"/huy","label":"Hủy"}]}',
            strftime('%Y-%m-%dT%H:%M:%f+00:00', :begins, '+' || (n * 7776000 / :rows) || ' seconds'),
            strftime('%Y-%m-%dT%H:%M:%f+00:00', :begins, '+' || (n * 7776000 / :rows) || ' seconds'), 'sent', n
        FROM numbers
        """,
        {
            "rows": rows,
            "leaders": LEADERS,
            "every": max(1, rows // NAMED),
            "name": NAME,
            "begins": (NOW - timedelta(days=90)).isoformat(),
        },
    )


def attend(tx: Transaction, member_id: int, unit_id: int) -> None:
    """The person has been at many shifts, each with a report and two photos, and has as many messages again."""
    campaign = campaigns.add(tx, unit_id=unit_id, title="Trồng cây", about="", field="", proof="code")
    for number in range(SHIFTS):
        begins = NOW - timedelta(days=80, hours=-number)
        shift = campaigns.add_shift(
            tx,
            campaign_id=campaign.id,
            host_unit_id=unit_id,
            starts_at=begins,
            ends_at=begins + timedelta(hours=1),
            capacity=9,
        )
        facts = {"shift": shift.id, "member": member_id, "unit": unit_id, "at": begins, "hash": f"{number:064x}"}
        for statement in (
            (
                "INSERT INTO sign_ups (shift_id, member_id, unit_id, state, created_at, changed_at) "
                "VALUES (:shift, :member, :unit, 'seated', :at, :at)"
            ),
            (
                "INSERT INTO check_ins (shift_id, member_id, unit_id, proof, checked_in_at, minutes_claimed, state, "
                "minutes_verified) VALUES (:shift, :member, :unit, 'code', :at, 60, 'verified', 60)"
            ),
            (
                "INSERT INTO reports (check_in_id, minutes_claimed, minutes_verified, note, state, reported_at) "
                "SELECT max(id), 60, 60, 'Trồng được mười hai cây ở bờ kênh', 'verified', :at FROM check_ins"
            ),
            (
                "INSERT INTO files (sha256, media_type, size, state, created_at) "
                "VALUES (:hash, 'image/jpeg', 9, 'stored', :at)"
            ),
            "INSERT INTO report_photos SELECT max(reports.id), (SELECT max(id) FROM files) FROM reports",
        ):
            tx.connection.execute(statement, facts)
    tx.connection.execute("UPDATE shifts SET seats_taken = 1")


def decide(tx: Transaction, member_id: int, unit_id: int) -> None:
    """A leader has imported many people, and done as much again."""
    tx.connection.executemany(
        "INSERT INTO members (name, search_key, unit_id, state, entered_by, created_at) "
        "VALUES (?, ?, ?, 'entered', ?, ?)",
        ((f"Người số {n}", f"nguoi so {n}", unit_id, member_id, NOW) for n in range(DEEDS)),
    )
    tx.connection.executemany(
        "INSERT INTO audit (at, actor_id, action, subject, detail) VALUES (?, ?, 'enter', 'member', '{}')",
        ((NOW, member_id) for _n in range(DEEDS)),
    )


async def erase(path: Path, who: str) -> tuple[list[float], list[float], float]:
    """Say yes in the chat, and let the workers do the rest; returns the seconds of each step, of its work, of all."""
    store = FileStore(path.with_suffix(".files"))
    store.make()
    channels = {WEB: WebChatChannel(WEB, "http://127.0.0.1")}
    async with open_database(path) as database, open_database(path, read_only=True) as reader:
        inbox = TimedInbox(database, channels, lambda: NOW)
        inbox.held, inbox.worked = [], []
        writer = asyncio.create_task(inbox.run())
        worker = ErasureWorker(inbox, reader, store, asyncio.Event(), outdated=Outdated(), orphaned=asyncio.Event().set)
        address = who.replace(" ", "-")
        for number, text in enumerate(("/hoso", "/xoadulieu", "có")):
            inbox.held.clear()
            inbox.worked.clear()  # the first messages only warm up
            begins = perf_counter()
            key = f"web:{address}:{number}"
            await inbox.take([Incoming(channel=WEB, address=address, key=key, at=NOW, kind="text", text=text)])
        while await worker.run_once() is not None:
            await FileWorker(inbox, store, asyncio.Event()).run_once()
        seconds = perf_counter() - begins
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)
    with contextlib.closing(connect(path)) as connection:
        (left,) = connection.execute(
            "SELECT (SELECT count(*) FROM outbox WHERE body LIKE :name) + (SELECT count(*) FROM erasures) AS left",
            {"name": {"since the beginning": f"%{NAME}%", "a busy leader": "%Siêng%"}.get(who, "%Rươne%")},
        ).fetchall()
        assert left["left"] == 0, left
    return inbox.held, inbox.worked, seconds


if __name__ == "__main__":
    sys.exit(main())
