"""The window over HTTP: the bot as a process against the strict OA server, killed while messages are on their way.

The server keeps the vendor's books. Whatever was in flight at a kill counts as spent, so the bill never passes the
budget; what is not paid for is held or closed, and goes out when its reader writes, in one message.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from bot.clock import system_clock
from storage.campaigns.notices import CampaignCancelled
from storage.messages import chats, outbox
from storage.people import members
from storage.reminders.notices import ShiftAhead
from tests.bot_api.channel import until
from tests.support.door import free_port
from tests.zalo_api.oa_server import APP_ID, APP_SECRET, SECRET_KEY, ZaloOaApi

PRICE, PAID, BUDGET = 55, 12, 6  # so many people to be paid for, and so many messages that the budget has
FREE, SHUT = 3, 3


@asynccontextmanager
async def running(world, server: ZaloOaApi):
    """The bot as a process, and where Zalo posts; it is killed at the end, whatever it does."""
    port = free_port()
    settings = {
        "DATABASE": world.path,
        "SAMPLE": "no",
        "WEB_PORT": 0,
        "ZALO_OA_APP_ID": APP_ID,
        "ZALO_OA_APP_SECRET": APP_SECRET,
        "ZALO_OA_SECRET_KEY": SECRET_KEY,
        "ZALO_OA_ACCESS_TOKEN": "access-0",
        "ZALO_OA_REFRESH_TOKEN": "refresh-0",
        "ZALO_OA_BASE_URL": server.url,
        "ZALO_OA_OAUTH_URL": server.url,
        "ZALO_OA_BUDGET": BUDGET * PRICE,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PUBLIC_PORT": port,
    }
    environment = os.environ | {f"DIEMDANH_{name}": str(value) for name, value in settings.items()}
    bot = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield bot, f"http://127.0.0.1:{port}/webhooks/zalo-oa"
    finally:
        if bot.returncode is None:
            bot.send_signal(signal.SIGKILL)
        await bot.wait()


def people(world, server: ZaloOaApi, now: datetime) -> dict[str, list[str]]:
    """People whose windows are free, paid for and closed, each with two messages that wait."""
    kinds = {"free": (FREE, 1), "paid": (PAID, 100), "shut": (SHUT, 200)}
    known: dict[str, list[str]] = {}
    for kind, (many, hours) in kinds.items():
        known[kind] = [str(8_000_000_000 + 1000 * hours + number) for number in range(many)]
        for who in known[kind]:
            server.silent[who] = hours
            with world.change() as tx:
                then = tx.at(now - timedelta(hours=hours))
                chat = chats.find_or_open(then, "zalo_oa", who, "vi")
                chats.interacted(then, chat.id)
                unit_id = tx.connection.execute("SELECT max(id) AS id FROM units").fetchone()["id"]
                member = members.join(
                    then, name=f"Bạn {who}", birth_year=2000, guardian=None, unit_id=unit_id, language="vi"
                )
                chats.set_member(tx, chat.id, member.id)
                for number, notice in enumerate((ahead(now), CampaignCancelled(campaign_id=1, title="Trồng cây"))):
                    outbox.queue(
                        tx.at(now),
                        chat,
                        key=f"{who}:{number}",
                        kind="notice",
                        body=notice.model_dump_json(),
                        lane=outbox.NOTICE,
                        useful_until=now + timedelta(days=1),
                    )
    return known


def ahead(now: datetime) -> ShiftAhead:
    day = {"starts_at": now, "ends_at": now, "opens_at": now}
    return ShiftAhead(moment="check-in-opens", shift_id=1, title="Hiến máu", place="", bring="", **day)


@pytest.mark.clock
async def test_a_kill_in_between_never_costs_more_than_the_budget_and_loses_nothing(world):
    now = system_clock()
    async with ZaloOaApi() as server:
        known = people(world, server, now)
        server.answer_ms = 300
        async with running(world, server) as (bot, _door):
            await until(lambda: len(server.charged) >= 2)
            bot.send_signal(signal.SIGKILL)
        server.answer_ms = 0

        def states() -> Counter[str]:
            rows = world.rows("SELECT state FROM outbox WHERE key GLOB '8*'")
            return Counter(row["state"] for row in rows)

        async with running(world, server) as (_bot, door):
            await until(lambda: not states()["waiting"] and states()["closed"] == 2 * SHUT)
            assert 2 <= len(server.charged) <= BUDGET
            spent = world.one("SELECT sum(cost) FROM spending WHERE channel = 'zalo_oa'")
            assert len(server.charged) * PRICE <= spent <= BUDGET * PRICE
            sent = {who for who in known["paid"] if server.texts(who)}
            assert states() == {
                "sent": 2 * FREE + paid_for(world),
                "held": 2 * PAID - paid_for(world),
                "closed": 2 * SHUT,
            }
            assert all(len(set(server.texts(who))) == 2 for who in known["free"])

            late = next(who for who in known["shut"])
            assert await server.writes(late, "xin chào", door, at=round(system_clock().timestamp() * 1000)) == 200
            await until(lambda: any("📬 2" in text for text in server.texts(late)))
            await until(lambda: states()["closed"] == 2 * (SHUT - 1))
        assert len(server.charged) <= BUDGET
        assert sent
        server.check()


def paid_for(world) -> int:
    """How many messages of people who cost something went out."""
    rows = world.rows("SELECT state FROM outbox WHERE key GLOB '80001*' AND state = 'sent'")
    return len(rows)
