"""A broadcast to 20,000 by the bot as a process, through the strict server, with kills, floods and blocked people.

Nobody is missed; a message comes twice only where it was in flight at a kill; and the counts are true.
"""

from __future__ import annotations

import random
import signal
import time
from collections import Counter

from tests.support.crowd import gather, say_to_everybody
from tests.support.hunt import Hunt, hunting

PEOPLE = 20_000
BLOCKED_BEFORE, BLOCKED_SINCE = 200, 50  # what the bot has heard of when it sends, and what it has not
KILLS = 6
FLOODS = 12
PATIENCE = 150.0


def test_twenty_thousand_get_it_whatever_happens(tmp_path):
    crowd = gather(tmp_path / "crowd.db", PEOPLE)
    broadcast_id = say_to_everybody(crowd)
    dice = random.Random(2026)
    blocked = dice.sample(crowd.chats, BLOCKED_BEFORE + BLOCKED_SINCE)
    refused = {"method": "sendMessage", "status": 403, "description": "Forbidden: bot was blocked by the user"}
    with hunting(crowd, anybody=True) as hunt:
        for number in blocked[:BLOCKED_BEFORE]:
            hunt.server.block(number)
        for number in blocked[BLOCKED_BEFORE:]:
            hunt.server.fault("error", chat=number, times=99, **refused)
        for number in range(FLOODS):
            hunt.server.fault("flood", method="sendMessage", skip=dice.randrange(PEOPLE - 1000) + number, retry_after=1)
        pid = hunt.start()
        for _kill in range(KILLS):
            time.sleep(dice.uniform(0.7, 1.5))
            hunt.die(pid, signal.SIGKILL)
            pid = hunt.start()
        ended(hunt, broadcast_id)
        assert hunt.end(pid, signal.SIGTERM) == 0
        check(hunt, broadcast_id, set(blocked))


def ended(hunt: Hunt, broadcast_id: int) -> None:
    """Wait until the bot says that the broadcast is done."""
    deadline = time.monotonic() + PATIENCE
    while hunt.rows(f"SELECT ended_at FROM broadcasts WHERE id = {broadcast_id}")[0]["ended_at"] is None:
        assert time.monotonic() < deadline, hunt.rows("SELECT state, count(*) FROM outbox GROUP BY state")
        time.sleep(0.2)


def check(hunt: Hunt, broadcast_id: int, blocked: set[int]) -> None:
    (row,) = hunt.rows(f"SELECT * FROM broadcasts WHERE id = {broadcast_id}")
    arrived: Counter[int] = Counter()
    first: dict[int, float] = {}
    for call in hunt.server.calls(method="sendMessage"):
        chat = call["params"]["chat_id"]
        arrived[chat] += 1
        first.setdefault(chat, call["wall"])
    everybody = set(hunt.crowd.chats) - blocked
    assert everybody <= set(arrived)
    assert not blocked & set(arrived)
    assert (row["people"], row["sent"], row["failed"]) == (PEOPLE + 1, PEOPLE + 1 - len(blocked), 0)
    assert BLOCKED_SINCE <= row["blocked"] <= len(blocked)  # of the others the bot may have heard before their turn
    rows = hunt.rows(
        "SELECT outbox.id, address FROM outbox JOIN chats ON chats.id = chat_id WHERE broadcast_id IS NOT NULL"
    )
    numbers = {int(one["address"]): one["id"] for one in rows}
    repeats = 0
    for chat in everybody:
        in_flight = sum(numbers[chat] in death.waiting and first[chat] < death.next_start for death in hunt.deaths)
        assert arrived[chat] <= 1 + in_flight, f"chat {chat} got it {arrived[chat]} times"
        repeats += arrived[chat] - 1
    assert hunt.server.counts()["violations"] == []
    assert hunt.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    print(f"{len(everybody)} people, {repeats} of them twice; {KILLS} kills, {FLOODS} floods")
