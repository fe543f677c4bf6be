"""The bot as a process that polls the strict server under load, killed at random twenty times: nothing is lost.

What may happen, and nothing else: a message that was in flight when the bot was killed is sent again. In between it is
stopped cleanly a few times; that repeats nothing. And killed once at each moment that matters; `make torture` does that
hundreds of times.
"""

from __future__ import annotations

import random
import signal
import time
from collections import Counter

import pytest

from handlers.engine.choices import YES
from handlers.engine.message import Reply
from handlers.engine.text import HOME, say
from tests.bot_api.remote import Remote
from tests.support.crowd import gather
from tests.support.hunt import PATIENCE, Hunt, hunting
from tests.torture import kills

KILLS = 20
STOPS = 4
CROWD = 1200
SIGN_UPS = 60


def test_nothing_is_lost_when_the_bot_is_killed(hunt):
    dice = random.Random()
    loading = hunt.helper.submit(load, hunt)
    pid = hunt.start()
    ends = [signal.SIGKILL] * KILLS + [signal.SIGTERM] * STOPS
    dice.shuffle(ends)
    for how in ends:
        time.sleep(dice.uniform(0.03, 0.6) if how is signal.SIGKILL else dice.uniform(0.8, 1.2))
        hunt.die(pid, how)
        pid = hunt.start()
    loading.result()
    settle(hunt)
    assert hunt.end(pid, signal.SIGTERM) == 0
    assert sum(death.unread > 0 for death in hunt.deaths) >= KILLS // 4, "it was hardly under load"
    check_the_database(hunt)
    check_what_people_got(hunt)
    assert hunt.server.counts()["violations"] == []


def test_a_kill_at_each_moment_that_matters_loses_and_doubles_nothing():
    figures, met = kills.play([*kills.MOMENTS, "random"], random.Random(), 300)
    assert {name: figures[name] for name in kills.WRONG if figures.get(name)} == {}
    assert set(met) == {*kills.MOMENTS, "random"}
    assert figures["told_checked_in"] > 20


def load(hunt: Hunt) -> None:
    """People write all the time: most check in with the code, some sign up with buttons."""
    with Remote(hunt.server.port) as server:
        people = iter(hunt.crowd.chats)
        yes = say(YES, "vi")
        starts = hunt.crowd.tomorrow.starts_at.astimezone(HOME).strftime("%d/%m/%Y")
        for _person in range(SIGN_UPS):
            steps = [f"/dangky {hunt.crowd.tomorrow.campaign_id}", {"press": starts}, {"press": yes}]
            server.play({next(people): steps})
        for number in people:
            said = [{"chat": number, "text": text} for text in ("/diemdanh", hunt.crowd.code())]
            hunt.updates += server.push(*said)
            if hunt.over.wait(0.006):
                return


def settle(hunt: Hunt) -> None:
    """Wait until every update is taken and every message is out."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        unsent = hunt.rows("SELECT count(*) AS rows FROM outbox WHERE state = 'waiting'")[0]["rows"]
        counts = hunt.server.counts()
        if not unsent and not counts["waiting"] and not counts["unplayed"]:
            return
        time.sleep(0.1)
    pytest.fail(f"it did not settle: {unsent} unsent, {counts}")


def check_the_database(hunt: Hunt) -> None:
    """Everybody is checked in or signed up, once; every update was taken once and answered; the file is sound."""
    assert hunt.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert hunt.rows("PRAGMA foreign_key_check") == []
    here = hunt.rows("SELECT address FROM check_ins JOIN chats ON chats.member_id = check_ins.member_id")
    assert sorted(int(row["address"]) for row in here) == list(hunt.crowd.chats[SIGN_UPS:])
    seats = hunt.rows("SELECT state FROM sign_ups")
    assert [row["state"] for row in seats] == ["seated"] * SIGN_UPS
    taken = hunt.rows("SELECT seats_taken FROM shifts ORDER BY id")
    assert [row["seats_taken"] for row in taken] == [0, SIGN_UPS]
    answered = {row["cause"] for row in hunt.rows("SELECT DISTINCT cause FROM outbox WHERE state = 'sent'")}
    assert {f"telegram:{number}" for number in hunt.updates} <= answered
    assert hunt.rows("SELECT key, error FROM parked_updates") == []
    assert {row["state"] for row in hunt.rows("SELECT DISTINCT state FROM outbox WHERE kind = 'reply'")} == {"sent"}


def check_what_people_got(hunt: Hunt) -> None:
    """Every reply arrived, in order; what arrived again was in flight at a kill, and not oftener than that."""
    arrived: dict[int, list[tuple[str, float]]] = {}
    for call in hunt.server.calls():
        if call["method"] in {"sendMessage", "sendDocument"}:
            text = call["params"].get("text") or call["params"]["caption"]
            arrived.setdefault(call["params"]["chat_id"], []).append((text, call["wall"]))
    replies: dict[int, list[tuple[int, str]]] = {}
    for row in hunt.rows(
        "SELECT outbox.id, address, body FROM outbox JOIN chats ON chats.id = outbox.chat_id "
        "WHERE kind = 'reply' ORDER BY outbox.id"
    ):
        text = Reply.model_validate_json(row["body"]).text
        replies.setdefault(int(row["address"]), []).append((row["id"], text))
    repeats = 0
    for chat, rows in replies.items():
        got = arrived[chat]
        assert list(dict.fromkeys(text for text, _at in got)) == list(dict.fromkeys(text for _row, text in rows))
        times = Counter(text for text, _at in got)
        for row, text in rows:
            first = min(at for found, at in got if found == text)
            in_flight = sum(row in death.waiting and first < death.next_start for death in hunt.deaths)
            assert times[text] <= 1 + in_flight, f"chat {chat} got “{text}” {times[text]} times"
        repeats += len(got) - len(rows)
    print(f"{sum(map(len, replies.values()))} messages, {repeats} of them twice; {len(hunt.deaths)} kills")


@pytest.fixture
def hunt(tmp_path):
    with hunting(gather(tmp_path / "crowd.db", CROWD)) as made:
        yield made
