"""Many people at once, in real time: a database with members, a shift that is open for check-in, and one to come."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.attendance.check_ins import code_at
from storage.broadcasts import broadcasts
from storage.broadcasts.records import AudiencePart, BroadcastBody
from storage.campaigns import campaigns
from storage.campaigns.records import Shift
from storage.database import Transaction, transaction
from storage.database_file import connect
from storage.messages import chats
from storage.organisation import grants, units
from storage.people import members
from storage.records import Role
from storage.schema import migrate

FIRST_CHAT = 500_000_001


@dataclass(frozen=True)
class Crowd:
    """Members by the number of their Telegram chat, and the two shifts."""

    path: Path
    chats: range
    now: Shift
    tomorrow: Shift

    def code(self) -> str:
        """The code that the leader of the shift shows right now."""
        return code_at(self.now, datetime.now(UTC))


def gather(path: Path, size: int) -> Crowd:
    """A new database with so many members."""
    connection = connect(path)
    migrate(connection)
    with transaction(connection, datetime.now(UTC)) as tx:
        province = units.add(tx, None, "province", "Tỉnh đoàn Sóc Trăng")
        branch = units.add(tx, province, "branch", "Chi đoàn Ấp 1")
        people = range(FIRST_CHAT, FIRST_CHAT + size)
        for number in people:
            member = members.join(
                tx, name=f"Đoàn viên {number}", birth_year=2004, guardian=None, unit_id=branch.id, language="vi"
            )
            chats.set_member(tx, chats.find_or_open(tx, "telegram", str(number), "vi").id, member.id)
        now = _shift(tx, province.id, "Điểm danh ngay", timedelta(hours=-1), size)
        tomorrow = _shift(tx, province.id, "Trồng cây xanh", timedelta(days=1), size)
    connection.close()
    return Crowd(path, people, now, tomorrow)


def _shift(tx: Transaction, unit_id: int, title: str, starts_in: timedelta, capacity: int) -> Shift:
    campaign = campaigns.add(tx, unit_id=unit_id, title=title, about=title, field="bảo vệ môi trường", proof="code")
    starts = tx.now + starts_in
    made = campaigns.add_shift(
        tx,
        campaign_id=campaign.id,
        host_unit_id=unit_id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=8),
        capacity=capacity,
    )
    secret = hashlib.sha256(title.encode()).digest()[:16]
    tx.connection.execute("UPDATE shifts SET secret = ? WHERE id = ?", (secret, made.id))
    return campaigns.shift(tx, made.id)


def say_to_everybody(crowd: Crowd) -> int:
    """An organiser of the whole province has said yes."""
    connection = connect(crowd.path)
    with transaction(connection, datetime.now(UTC)) as tx:
        unit_id = tx.connection.execute("SELECT min(id) AS id FROM units").fetchone()["id"]
        organiser = members.join(tx, name="Sơn Thị Hoa", birth_year=1996, guardian=None, unit_id=unit_id, language="vi")
        grants.give(tx, organiser.id, Role.ORGANISER, unit_id)
        asker = grants.asker(tx, members.by_id(tx, organiser.id) or organiser)
        chats.set_member(tx, chats.find_or_open(tx, "telegram", "1", "vi").id, organiser.id)
        whom = [AudiencePart(kind="unit", unit_id=unit_id)]
        broadcast_id = broadcasts.draft(
            tx, asker, unit_id, BroadcastBody(text="*Chào* {tên}, Chủ nhật này trồng cây nhé!"), whom
        )
        assert broadcasts.send(tx, asker, broadcast_id, tx.now)
    connection.close()
    return broadcast_id
