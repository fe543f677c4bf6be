"""A Zalo bot by webhook: every shape of a post, nothing lost that can be kept, and what is told where it fails."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels import SendError
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_bot.verification import HINTS, problem
from bot.channels.zalo_bot.webhook import PATH, SECRET_HEADER
from bot.health.signs import Reception
from tests.bot_api.channel import Taker, until
from tests.support.door import free_port, heard, request, served, status
from tests.support.running import running_bot
from tests.zalo_api.bot_server import TOKEN, WEBHOOKS_A_DAY, ZaloBotApi

DATA = Path(__file__).parents[1] / "data"
EVENTS = json.loads((DATA / "zalo_bot_events.json").read_text(encoding="utf-8"))
ANSWERS = json.loads((DATA / "zalo_bot_answers.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
MAY = "b7c1d9e0f2a34c56d801"
SECRET = "bi-mat-webhook-khong-that-01"


@pytest.fixture
async def server():
    async with ZaloBotApi() as server:
        yield server
        server.check()


def channel_to(server, **about):
    about = {"clock": lambda: NOW, "base_url": server.url, "per_second": None, "first_rest": 0.01, **about}
    return ZaloBotChannel(TOKEN, **about)


@asynccontextmanager
async def posted_to(server, take, *, port=None, **about):
    """A channel that the server posts to, through a door; gives it and the door's port."""
    port = port or free_port()
    channel = channel_to(server, **{"public_url": f"http://127.0.0.1:{port}", "secret": SECRET, **about})
    async with served(channel.routes(take), port=port):
        await channel.start()
        running = asyncio.create_task(channel.run(take))
        try:
            await until(lambda: server.webhook != "")
            yield channel, port
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await channel.close()


async def post(port, content, **headers):
    headers = {SECRET_HEADER: SECRET, "User-Agent": "Java/1.8.0_192", **headers}
    return status(await heard(port, request(PATH, "POST", content, **headers)))


# What comes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrapped", [False, True])
async def test_what_people_write_is_posted_and_nothing_is_polled(server, wrapped):
    server.wrapped = wrapped
    take = Taker()
    async with posted_to(server, take):
        server.writes(MAY, "chào")
        await take.come(1)
        await until(lambda: server.posted == [200])
    assert [message.text for message in take.messages] == ["chào"]
    assert "getUpdates" not in server.calls


async def test_every_case_is_answered_200_and_taken_at_most_once(server):
    """Flat and wrapped, without `message`, blank, stickers, groups: answered and understood as when it was polled."""
    take = Taker()
    cases = [case for case in EVENTS if isinstance(case.get("body"), dict)]
    async with posted_to(server, take) as (_channel, port):
        for case in cases:
            assert await post(port, json.dumps(case["body"]).encode()) == 200, case["name"]
    nothing = [case for case in cases if case["means"].startswith("nothing")]
    assert len(cases) - len(nothing) - 3 <= len(take.messages) <= len(cases)
    assert {"text", "photo", "other", "start"} <= {message.kind for message in take.messages}


@pytest.mark.parametrize(
    ("content", "headers", "answer"),
    [
        (b"", {}, 200),
        (b"", {SECRET_HEADER: "another"}, 200),
        (b"{}", {}, 200),
        (b" {} ", {SECRET_HEADER: ""}, 200),
        (b"null", {}, 200),
        (b"[]", {}, 200),
        (b"khong phai json", {}, 400),
        (b'{"event_name"', {}, 400),
        (b"[" * 50_000, {}, 400),
        (b"7", {}, 200),
        (b'"chao"', {}, 200),
        (b'{"event_name": "message.text.received"}', {SECRET_HEADER: "khac"}, 403),
        (b'{"event_name": "message.text.received"}', {SECRET_HEADER: ""}, 403),
        (b'{"event_name": "message.text.received"}', {SECRET_HEADER: SECRET[:-1] + "é"}, 403),
        (b'{"event_name": "message.text.received"}', {SECRET_HEADER: SECRET.upper()}, 403),
        (b"x" * 5000, {SECRET_HEADER: "khac"}, 403),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_looks_are_answered_and_strangers_refused(server, content, headers, answer):
    take = Taker()
    async with posted_to(server, take) as (_channel, port):
        assert await post(port, content, **headers) == answer
    assert take.messages == []


async def test_a_chats_messages_stay_in_order_though_posts_overlap(server):
    take = Taker()
    async with posted_to(server, take):
        for number in range(60):
            server.writes(MAY, str(number))
            await asyncio.sleep(0)
        await take.come(60)
        await until(lambda: len(server.posted) == 60)
    assert server.posted == [200] * 60
    assert len({message.key for message in take.messages}) == 60


async def test_of_two_posts_the_one_that_began_first_is_first(server):
    """Its body is slow to come; the other one is whole at once."""
    take = Taker()

    def update(number):
        about = {"message_id": number, "from": {"id": MAY}, "text": number}
        return json.dumps({"event_name": "message.text.received", "message": about}).encode()

    async with posted_to(server, take) as (_channel, port):
        whole = request(PATH, "POST", update("một"), **{SECRET_HEADER: SECRET})
        slow = asyncio.create_task(heard(port, whole[:-20], whole[-20:], between=0.3))
        await asyncio.sleep(0.1)
        assert await post(port, update("hai")) == 200
        assert status(await slow) == 200
    assert [message.text for message in take.messages] == ["một", "hai"]


async def test_what_comes_while_zalo_does_not_say_who_we_are_is_kept(server, monkeypatch):
    monkeypatch.setattr("bot.channels.zalo_bot.webhook.KNOWN_WITHIN", 0.2)
    server.will_answer("getMe", 500, "<html>", times=1000)
    take = Taker()
    channel = channel_to(server, public_url="http://127.0.0.1:1", secret=SECRET)
    async with served(channel.routes(take)) as port:
        update = {
            "event_name": "message.text.received",
            "message": {"from": {"id": MAY}, "message_id": "a", "text": "hi"},
        }
        assert await post(port, json.dumps(update).encode()) == 200
    assert [message.text for message in take.messages] == ["hi"]


async def test_200_is_answered_only_after_the_commit_and_a_failure_is_none(server):
    may = asyncio.Event()

    async def take(_messages):
        await may.wait()
        raise OSError("disk full")

    async with posted_to(server, take):
        server.writes(MAY, "chào")
        await asyncio.sleep(0.1)
        assert server.posted == []
        may.set()
        await until(lambda: server.posted == [500])


# Having it come ------------------------------------------------------------------------------------------------------


async def test_the_webhook_is_set_only_where_it_differs(server, monkeypatch):
    """Zalo takes few a day: of five starts the first one alone sets it, however often it is looked at."""
    monkeypatch.setattr("bot.channels.zalo_bot.webhook.LOOK_EVERY", 0.01)
    port = free_port()
    for start in range(1, 6):
        async with posted_to(server, Taker(), port=port):
            await until(lambda: server.calls.count("getWebhookInfo") > 5 * start)  # noqa: B023 - called in this turn
    assert server.calls.count("setWebhook") == 1
    async with posted_to(server, Taker()) as (channel, _port):
        await until(lambda: server.webhook == channel._wanted)
    assert server.calls.count("setWebhook") == 2
    assert server.secret == SECRET


@pytest.mark.parametrize("said", ["", "none"])
async def test_none_is_told_in_either_way(server, said):
    if said:
        server.will_answer("getWebhookInfo", 200, {"ok": True, "result": {"url": "", "updated_at": 0}}, times=2)
    async with posted_to(server, Taker()) as (channel, _port):
        await until(lambda: server.webhook == channel._wanted)


async def test_a_secret_that_was_changed_is_set_once_more(server, monkeypatch):
    monkeypatch.setattr("bot.channels.zalo_bot.webhook.LOOK_EVERY", 0.02)
    port, take = free_port(), Taker()
    async with posted_to(server, take, port=port):
        pass
    async with posted_to(server, take, port=port, secret="another-secret"):
        server.writes(MAY, "chào")
        await until(lambda: server.secret == "another-secret")
        for _ in range(5):  # strangers do not make us set it again and again
            await post(port, b'{"a": 1}', **{SECRET_HEADER: "x"})
        await asyncio.sleep(0.1)
        server.writes(MAY, "nữa")
        await take.come(1)
    assert server.posted == [403, 200]
    assert server.calls.count("setWebhook") == 2


async def test_another_programs_webhook_is_told_of_and_replaced_only_when_told_to(server):
    server.webhook = "https://user:secret@elsewhere.invalid/hook?x=1"
    channel = channel_to(server, public_url="http://127.0.0.1:1")
    with pytest.raises(SendError, match=r"at elsewhere\.invalid.*TAKE_OVER=yes to have the webhook replaced") as caught:
        await channel.start()
    assert "secret@" not in str(caught.value)
    async with posted_to(server, Taker(), take_over=True) as (ours, _port):
        await until(lambda: server.webhook == ours._wanted)


async def test_another_program_that_sets_its_own_meanwhile_is_told_of_and_not_fought(server, monkeypatch):
    monkeypatch.setattr("bot.channels.zalo_bot.webhook.LOOK_EVERY", 0.02)
    reception = Reception()
    async with posted_to(server, Taker(), reception=reception):
        server.webhook = "https://elsewhere.invalid/hook"
        await until(lambda: reception.trouble is not None)
        assert "elsewhere.invalid" in reception.trouble.why
        assert reception.trouble.needs_hand
        await asyncio.sleep(0.1)
    assert server.calls.count("setWebhook") == 1


async def test_our_own_webhook_of_before_is_removed_where_we_poll(server):
    """Switching is the one setting's: no other one has to be set to poll again."""
    server.webhook = f"https://diemdanh.invalid{PATH}"
    channel = channel_to(server)
    await channel.start()
    await channel.close()
    assert server.webhook == ""


async def test_that_zalo_does_not_reach_us_is_told_until_something_comes(server, monkeypatch, caplog):
    monkeypatch.setattr("bot.channels.zalo_bot.webhook.LOOK_EVERY", 0.02)
    told = {"url": "x", "verification": {"ok": False, "outcome": "webhook.http.403", "status_code": 403, "hint": ""}}
    server.will_answer("setWebhook", 200, {"ok": True, "result": told}, taken=True)
    reception = Reception()
    async with posted_to(server, Taker(), reception=reception):
        await until(lambda: reception.trouble is not None)
        await asyncio.sleep(0.1)
        assert reception.trouble.needs_hand
        assert "Browser Integrity Check" in reception.trouble.why
        server.writes(MAY, "chào")
        await until(lambda: reception.trouble is None)
        await asyncio.sleep(0.1)
        assert reception.trouble is None
    assert "Browser Integrity Check" in caplog.text


async def test_that_zalo_takes_no_more_webhooks_today_is_told(server):
    server.webhooks_today = WEBHOOKS_A_DAY
    reception = Reception()
    channel = channel_to(server, public_url="http://127.0.0.1:1", reception=reception)
    await channel.start()
    running = asyncio.create_task(channel.run(Taker()))
    await until(lambda: reception.trouble is not None)
    assert "takes no more webhooks" in reception.trouble.why
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await channel.close()


OUTCOMES = [
    *HINTS,
    "webhook.http.502",
    "webhook.http.503",
    "webhook.http.401",
    "webhook.http.302",
    "webhook.err.new",
    "?",
]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_outcome_is_told_in_words(outcome):
    looked = {"ok": False, "outcome": outcome, "status_code": 0, "hint": "see the docs"}
    why = problem({"url": "x", "verification": looked})
    assert "see the docs" in why
    assert len(why.split()) > 5
    if "err.new" not in outcome and outcome != "?":
        assert outcome not in why
    assert problem({"verification": {**looked, "ok": True}}) is None


@pytest.mark.parametrize(
    "told",
    [
        None,
        True,
        [],
        {},
        {"verification": None},
        {"verification": []},
        {"verification": {}},
        {"verification": {"ok": None}},
    ],
)
def test_what_says_nothing_of_it_is_no_trouble(told):
    assert problem(told) is None


@pytest.mark.parametrize(
    "looked", [{"ok": False}, {"ok": False, "outcome": 7, "hint": 7}, {"ok": False, "status_code": 502}]
)
def test_a_failure_without_a_reason_is_told_all_the_same(looked):
    assert problem({"verification": looked})


@pytest.mark.parametrize(
    "case", [case for case in ANSWERS if case["method"] == "setWebhook"], ids=lambda case: case["name"]
)
async def test_whatever_setting_it_is_answered_posts_are_taken(server, case, caplog):
    server.will_answer("setWebhook", case["status"], case.get("text", case.get("body")), taken=True)
    take, reception = Taker(), Reception()
    async with posted_to(server, take, reception=reception):
        server.writes(MAY, "chào")
        await take.come(1)
    assert SECRET not in caplog.text
    assert TOKEN not in caplog.text


# The whole way -------------------------------------------------------------------------------------------------------


async def test_the_whole_bot_answers_what_is_posted(world, server, caplog):
    caplog.set_level(logging.DEBUG)
    port = free_port()
    zalo = {"zalo_bot_token": TOKEN, "zalo_bot_base_url": server.url, "zalo_bot_per_second": 0}
    door = {"zalo_bot_secret": SECRET, "public_url": f"http://127.0.0.1:{port}", "public_port": port}
    async with running_bot(world, **zalo, **door):
        await until(lambda: server.webhook != "")
        number = server.writes(MAY, "chào bot")
        await until(lambda: len(server.texts(MAY)) == 1)
        again = {
            "event_name": "message.text.received",
            "message": {"from": {"id": MAY}, "message_id": number, "text": "chào bot"},
        }
        assert await post(port, json.dumps({"ok": True, "result": again}).encode()) == 200
    assert len(server.texts(MAY)) == 1
    assert SECRET not in caplog.text
