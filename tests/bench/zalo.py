"""Both Zalo APIs for the benchmark, in a process of their own: many write at once, the last answer stops the clock.

Prints the servers' addresses; then, for each line of JSON on its input, does a step and prints its figures.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from datetime import UTC, datetime
from itertools import count
from typing import Any

import aiohttp

from tests.conformance.vendors import Vendor, ZaloBot, ZaloOa

AT_ONCE = {"zalo_bot": 100, "zalo_oa": 40}  # posts; the door takes no more of an address that shows no secret
PATIENCE = 120.0


async def step(vendor: Vendor, numbers: count[int], *, people: list[str], text: str, port: int) -> dict[str, float]:
    """Everybody writes this; returns the steps a second, and the longest time to a 200 in ms."""
    now, taken = datetime.now(UTC), len(vendor.server.sent)
    posts = [vendor.posted(who, text, next(numbers), now) for who in people]
    answered: list[float] = []
    connector = aiohttp.TCPConnector(limit=AT_ONCE[vendor.name])
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", connector=connector) as session:
        turns = asyncio.Semaphore(AT_ONCE[vendor.name])

        async def post(path: str, body: bytes, headers: dict[str, str]) -> None:
            async with turns:
                sent = time.perf_counter()
                async with session.post(path, data=body, headers=headers) as answer:
                    assert answer.status == 200, answer.status
                answered.append(time.perf_counter() - sent)

        begun = time.perf_counter()
        await asyncio.gather(*(post(*one) for one in posts))
        async with asyncio.timeout(PATIENCE):
            while len(vendor.server.sent) < taken + len(people):  # noqa: ASYNC110 - the bot's doing
                await asyncio.sleep(0.002)
    return {"rate": len(people) / (time.perf_counter() - begun), "slowest_ms": 1000 * max(answered)}


async def serve() -> None:
    """Do steps until the input ends."""
    async with ZaloBot() as bot, ZaloOa() as account:
        vendors: dict[str, Vendor] = {"zalo_bot": bot, "zalo_oa": account}
        numbers = count(1)
        gc.freeze()
        print(json.dumps({name: vendor.server.url for name, vendor in vendors.items()}), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            asked: dict[str, Any] = json.loads(line)
            print(json.dumps(await step(vendors[asked.pop("vendor")], numbers, **asked)), flush=True)
            for vendor in vendors.values():
                vendor.check()


if __name__ == "__main__":
    asyncio.run(serve())
