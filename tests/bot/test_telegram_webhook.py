"""Telegram by webhook: the strict server posts as Telegram does, and nothing is lost, doubled or out of order."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from contextlib import asynccontextmanager

import pytest

from bot.channels.telegram.updates import KINDS
from bot.channels.telegram.webhook import PATH, SECRET_HEADER
from bot.health.signs import Reception
from tests.bot_api import TOKEN, serving
from tests.bot_api.channel import Taker, channel_to, polling, until
from tests.support.door import free_port, heard, request, served, status
from tests.support.running import running_bot


@pytest.fixture
async def server():
    async with serving() as server:
        yield server


@asynccontextmanager
async def posted_to(server, take, **about):
    """A channel that the server posts to, through a door."""
    public = free_port()
    channel = channel_to(server, public_url=f"http://127.0.0.1:{public}", **about)
    routes = channel.routes(take)

    async with served(routes, port=public):
        await channel.start()
        async with polling(channel, take):
            yield channel
        await channel.close()


def texts(messages):
    said = defaultdict(list)
    for message in messages:
        said[message.address].append(message.text)
    return said


async def test_what_people_write_is_posted_and_nothing_is_polled(server):
    take = Taker()
    server.account.says(1, "trước khi bắt đầu")
    async with posted_to(server, take):
        server.account.says(1, "chào")
        await take.come(2)
        await until(lambda: not server.account.waiting)
        assert server.account.allowed == set(KINDS)
    assert [message.text for message in take.messages] == ["trước khi bắt đầu", "chào"]
    assert server.account.counts["getUpdates"] == 0


@pytest.mark.parametrize("overlaps", [False, True])
async def test_a_chats_messages_stay_in_order_though_posts_overlap(server, overlaps):
    """Telegram posts those of one chat one after another; the worst case is that it would not."""
    account, take = server.account, Taker()
    account.overlaps, account.jumble = overlaps, 0.02
    async with posted_to(server, take):
        for number in range(300):
            account.says(number % 7 + 1, str(number))
        await take.come(300)
        await until(lambda: not account.waiting)
        assert account.poster.most_at_once > 5
    for address, said in texts(take.messages).items():
        assert said == [str(number) for number in range(300) if str(number % 7 + 1) == address]


async def test_200_is_answered_only_after_the_commit(server):
    committed, began = asyncio.Event(), asyncio.Event()

    async def take(_messages):
        began.set()
        await committed.wait()

    async with posted_to(server, take):
        server.account.says(1, "chào")
        await began.wait()
        await asyncio.sleep(0.05)
        assert server.account.waiting
        assert server.account.poster.posts == 1
        committed.set()
        await until(lambda: not server.account.waiting)


async def test_what_could_not_be_committed_is_posted_again(server):
    class Failing(Taker):
        tries = 0

        async def __call__(self, messages):
            self.tries += 1
            if self.tries % 3 == 1:
                raise OSError("disk full")
            await super().__call__(messages)

    account, take = server.account, Failing()
    async with posted_to(server, take):
        for number in range(60):
            account.says(number % 5 + 1, str(number))
        await until(lambda: not account.waiting)
    for address, said in texts(take.messages).items():
        assert said == [str(number) for number in range(60) if str(number % 5 + 1) == address]


UNREADABLE = [
    '{"update_id": 1, "message": {"text": "\\ud83c"}}',
    "{",
    "[]",
    "7",
    '{"update_id": "x"}',
    '{"update_id": true}',
    "[" * 90_000,
]


async def test_what_cannot_be_read_is_not_posted_for_ever(server):
    take = Taker()
    async with posted_to(server, take):
        for number, content in enumerate(UNREADABLE, 800_000_000):
            server.account.forces(number, content)
        server.account.forces(
            900_000_000, json.dumps({"update_id": 900_000_000, "message": {"date": "hôm nay", "chat": {"id": 1}}})
        )
        server.account.says(1, "tiếp")
        await until(lambda: not server.account.waiting)
    assert [message.kind for message in take.messages if message.kind == "text"] == ["text"]


async def test_only_telegram_may_post(server):
    take = Taker()
    async with posted_to(server, take) as channel:
        secret = server.account.poster.secret
        port = int(server.account.poster.url.split(":")[2].split("/")[0])
        update = json.dumps(
            {
                "update_id": 1,
                "message": {
                    "message_id": 1,
                    "date": 0,
                    "chat": {"id": 1, "type": "private"},
                    "from": {"id": 1, "is_bot": False, "first_name": "x"},
                    "text": "giả",
                },
            }
        ).encode()
        wrong = ["", secret[:-1], secret + "0", secret.upper(), TOKEN, f"Bearer {secret}"]
        for given in wrong:
            answer = await heard(port, request(PATH, "POST", update, **{SECRET_HEADER: given}))
            assert status(answer) in {403, 429}
        assert status(await heard(port, request(PATH, "POST", update))) in {403, 429}
        assert take.messages == []
        assert status(await heard(port, request(PATH, "POST", update, **{SECRET_HEADER: secret}))) == 200
        assert status(await heard(port, request(PATH, "GET"))) in {405, 429}
    assert [message.text for message in take.messages] == ["giả"]
    assert TOKEN.partition(":")[2] not in secret
    assert channel.routes(take)[0].path == PATH


async def test_two_tokens_have_two_secrets(server):
    channels = [
        channel_to(server, token, public_url="https://x.example") for token in (TOKEN, "123456789:another-token")
    ]
    assert len({channel._secret for channel in channels}) == 2


async def test_an_address_that_telegram_does_not_take_is_told_with_what_to_do(server, caplog):
    reception = Reception()
    server.fails(
        "error",
        method="setWebhook",
        times=2,
        status=400,
        description="Bad Request: bad webhook: IP address 10.0.0.1 is reserved",
    )
    take = Taker()
    async with posted_to(server, take, reception=reception):
        await until(lambda: reception.trouble is not None)
        assert reception.trouble.needs_hand
        assert "is reserved" in reception.trouble.why
        assert "mend DIEMDANH_PUBLIC_URL" in reception.trouble.why
    assert "Telegram takes no webhook at http://127.0.0.1" in caplog.text


async def test_that_telegram_cannot_post_is_told(server, monkeypatch):
    monkeypatch.setattr("bot.channels.telegram.webhook.LOOK_EVERY", 0.05)
    reception = Reception()

    async def never(_messages):
        raise OSError("no room")

    async with posted_to(server, never, reception=reception):
        server.account.says(1, "chào")
        await until(lambda: reception.trouble is not None and "500" in reception.trouble.why)
        assert "Telegram cannot post to" in reception.trouble.why


async def test_a_webhook_that_somebody_else_set_is_set_again(server, monkeypatch, caplog):
    monkeypatch.setattr("bot.channels.telegram.webhook.LOOK_EVERY", 0.05)
    take = Taker()
    async with posted_to(server, take):
        ours = server.account.poster.url
        server.account.poster.url = "http://127.0.0.1:1/elsewhere"
        await until(lambda: server.account.poster.url == ours)
        server.account.says(1, "chào")
        await take.come(1)
    assert "mine is set again" in caplog.text


# The whole bot --------------------------------------------------------------------------------------------------------

LAN = 700


@asynccontextmanager
async def running(world, server, public):
    at = {"public_url": f"http://127.0.0.1:{public}", "public_port": public} if public else {}
    telegram = {"telegram_token": TOKEN, "telegram_base_url": server.url, "telegram_per_second": 0}
    async with running_bot(world, **telegram, **at) as (app, _task):
        yield app


async def test_switching_between_polling_and_webhook_loses_and_doubles_nothing(world, server):
    """Back and forth by the one setting, while people write, and while the bot is off."""
    account, said = server.account, 0
    public = free_port()

    def write(count):
        nonlocal said
        for _ in range(count):
            account.says(LAN + said % 3, f"câu {said}")
            said += 1

    for address in (public, None, public, None, None, public):
        async with running(world, server, address):
            write(10)
            await until(lambda: len(account.waiting) < 8)
            write(10)  # some of these are under way when the bot stops
        write(5)
    async with running(world, server, public) as app:
        await until(lambda: not account.waiting)
        await app.inbox.do(lambda _tx: None)
    assert world.one("SELECT count(*) FROM seen_updates") == said == 150
    assert len({call.params["chat_id"] for call in account.received(method="sendMessage")}) == 3


async def test_the_log_holds_no_secret(world, server, caplog):
    caplog.set_level(logging.DEBUG)
    async with running(world, server, free_port()):
        server.account.says(LAN, "chào")
        await until(lambda: server.account.received(LAN, "sendMessage"))
        secret = server.account.poster.secret
    assert secret not in caplog.text
