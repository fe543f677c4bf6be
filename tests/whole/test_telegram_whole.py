"""The whole way over Telegram: the wired bot on a real database, against the strict server."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest

from handlers.engine.message import Reply
from storage.messages import chats, outbox
from tests.bot_api import TOKEN, serving
from tests.bot_api.account import buttons
from tests.bot_api.channel import until
from tests.support.running import running_bot
from tests.support.world import act

LAN = 700


@pytest.fixture
async def server():
    async with serving() as server:
        server.account.room(LAN)
        yield server


@pytest.fixture
def lan(world):
    """The world, with Lan's chat under an address as Telegram has them."""
    with world.change() as tx:
        tx.connection.execute("UPDATE chats SET address = ? WHERE address = 'lan'", (str(LAN),))
    return world


@asynccontextmanager
async def running(world, server):
    telegram = {"telegram_token": TOKEN, "telegram_base_url": server.url, "telegram_per_second": 0}
    async with running_bot(world, **telegram) as (app, _task):
        yield app


async def answer(server, does):
    """Do something as Lan, and return the bot's next message."""
    room = server.account.rooms[LAN]
    ours = [number for number, message in room.messages.items() if message["from"]["is_bot"]]
    does()
    await until(
        lambda: any(message["from"]["is_bot"] and number not in ours for number, message in room.messages.items())
    )
    return next(
        message for number, message in room.messages.items() if message["from"]["is_bot"] and number not in ours
    )


async def test_lan_signs_up_by_buttons_and_no_press_is_left_spinning(lan, server):
    account = server.account

    def press(message):
        data = buttons(message)[0]["callback_data"]
        return lambda: account.presses_button(LAN, data, message["message_id"])

    async with running(lan, server):
        campaigns = await answer(server, lambda: account.says(LAN, "/dangky"))
        stale = press(campaigns)
        shifts = await answer(server, stale)
        sure = await answer(server, press(shifts))
        labels = [button["text"] for button in buttons(sure)]
        again = await answer(server, stale)
        await until(lambda: not any(buttons(message) for message in (campaigns, shifts, sure)))
        assert [button["text"] for button in buttons(again)] == labels
        yes = press(again)
        yes()
        yes()
        await until(lambda: lan.one("SELECT count(*) FROM sign_ups") == 1)
        await until(lambda: not account.waiting and all(account.presses.values()))
        await until(lambda: account.received(LAN, "sendDocument"))
    assert len(account.presses) == 5
    assert lan.one("SELECT count(*) FROM sign_ups") == 1
    assert [call.method for call in account.received(LAN) if call.method == "sendDocument"] == ["sendDocument"]


async def test_lan_checks_in_with_a_live_location(lan, server):
    account = server.account
    async with running(lan, server):
        shown = await answer(server, lambda: account.says(LAN, "/diemdanh"))
        school = next(button for button in buttons(shown) if "Điểm trường" in button["text"])
        await answer(server, lambda: account.presses_button(LAN, school["callback_data"], shown["message_id"]))
        asked = account.received(LAN, "sendMessage")[-1].params["reply_markup"]
        assert asked["keyboard"][0][0] == {"text": "Gửi vị trí", "request_location": True}
        account.sends_location(LAN, 9.5601, 105.9001, live=True)
        await until(lambda: lan.one("SELECT count(*) FROM check_ins") == 1)
        await until(lambda: not account.waiting)
    assert lan.one("SELECT count(*) FROM seen_updates") == 3


async def test_what_was_committed_but_not_acknowledged_is_not_done_twice(lan, server):
    account = server.account
    account.says(LAN, "/dangky")
    async with running(lan, server) as app:
        await until(lambda: account.received(LAN, "sendMessage"))
        await until(lambda: not account.waiting)
    again = account.push({"update_id": 740_000_001, "message": account.message(LAN, text="/dangky")})
    assert again == 740_000_001
    async with running(lan, server) as app:
        await until(lambda: not account.waiting)
        await app.inbox.do(lambda _tx: None)
    assert len(account.received(LAN, "sendMessage")) == 1


async def test_what_is_under_way_at_a_clean_stop_is_not_said_again(lan, server):
    account = server.account
    server.answer_ms = 300
    async with running(lan, server):
        account.says(LAN, "/dangky")
        await until(lambda: account.received(LAN, "sendMessage"))
    assert lan.one("SELECT count(*) FROM outbox WHERE state = 'waiting'") == 0
    server.answer_ms = 0
    async with running(lan, server) as app:
        await until(lambda: not account.waiting)
        await app.inbox.do(lambda _tx: None)
    assert len(account.received(LAN, "sendMessage")) == 1


async def test_what_waited_before_a_restart_goes_before_the_answer_to_what_was_written_meanwhile(lan, server):
    with lan.change() as tx:
        chat = chats.find_or_open(tx, "telegram", str(LAN), "vi")
        outbox.queue(tx, chat, key="older", kind="reply", body=Reply(text="older").model_dump_json())
    server.account.says(LAN, "/dangky")
    async with running(lan, server):
        await until(lambda: len(server.account.received(LAN, "sendMessage")) == 2)
    assert server.account.received(LAN, "sendMessage")[0].params["text"] == "older"


async def test_a_chat_has_the_commands_of_its_persons_role_and_language(lan, server):
    """The menu is set once, with a message, and again where the role or the language has changed."""
    account = server.account

    def menus():
        return [
            call.params for call in account.received(method="setMyCommands") if call.params["scope"]["type"] == "chat"
        ]

    async with running(lan, server):
        await answer(server, lambda: account.says(LAN, "xin chào"))
        await answer(server, lambda: account.says(LAN, "xin chào"))
        await until(lambda: not account.waiting)
        assert [menu["scope"]["chat_id"] for menu in menus()] == [LAN]
        names = {command["command"] for command in menus()[0]["commands"]}
        assert "dangky" in names
        assert "duyet" not in names
        act(lan, "make leader lan Đoàn xã Đại Tâm")
        await answer(server, lambda: account.says(LAN, "xin chào"))
        await until(lambda: len(menus()) == 2)
        names = {command["command"] for command in menus()[1]["commands"]}
        assert {"dangky", "duyet", "tiendo"} <= names
        assert "moi" not in names
