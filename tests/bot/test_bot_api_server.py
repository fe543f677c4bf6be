"""The Bot API server of the tests: it keeps Telegram's promises, and what the specification forbids is refused."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import asynccontextmanager

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from tests.bot_api import TOKEN, Account, BotApi, Pace, Remote, serving
from tests.bot_api.account import buttons
from tests.bot_api.channel import until
from tests.bot_api.facts import FACTS, METHODS, check_type
from tests.bot_api.faults import BLOCKED
from tests.support.paths import ROOT, SHARED, TESTS

SPECIFICATION = SHARED / "telegram-bot-api-10.2.json"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture
async def server():
    async with serving() as server:
        server.account.room(1)
        yield server


@pytest.fixture
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(server, http):
    async def call(method, token=TOKEN, **params):
        async with http.post(f"{server.base_url}{token}/{method}", json=params) as answer:
            body = await answer.json()
            assert body["ok"] == (answer.status == 200)
            return body["result"] if body["ok"] else (answer.status, body["description"])

    return call


# What it is made from ------------------------------------------------------------------------------------------------


def test_the_facts_are_those_of_the_specification():
    if not SPECIFICATION.exists():
        pytest.skip(f"skipped: the specification is not beside this checkout ({SPECIFICATION})")
    derive = [sys.executable, TESTS / "data" / "derive_bot_api.py", SPECIFICATION]
    derived = subprocess.run(derive, capture_output=True, text=True, check=True, encoding="utf-8").stdout
    assert derived == (TESTS / "data" / "bot_api_10_2.json").read_text("utf-8")


def test_the_facts_hold_no_prose():
    assert "description" not in json.dumps([*FACTS["methods"].values()])


# Updates -------------------------------------------------------------------------------------------------------------


async def test_an_update_waits_until_a_higher_offset_confirms_it(server, call):
    first, second = (server.account.says(1, text) for text in ("một", "hai"))
    for _ in range(2):
        assert [update["update_id"] for update in await call("getUpdates")] == [first, second]
    assert [update["update_id"] for update in await call("getUpdates", offset=second)] == [second]
    assert await call("getUpdates", offset=second + 1) == []
    assert server.account.confirmed == 2


async def test_a_negative_offset_counts_from_the_end_and_forgets_the_rest(server, call):
    numbers = [server.account.says(1, str(number)) for number in range(5)]
    assert [update["update_id"] for update in await call("getUpdates", offset=-2)] == numbers[-2:]
    assert [update["update_id"] for update in await call("getUpdates")] == numbers[-2:]


async def test_limit_takes_the_earliest(server, call):
    numbers = [server.account.says(1, str(number)) for number in range(5)]
    assert [update["update_id"] for update in await call("getUpdates", limit=2)] == numbers[:2]


async def test_a_long_poll_ends_with_the_update(server, call):
    poll = asyncio.create_task(call("getUpdates", timeout=30))
    await until(lambda: server.account.poll is not None)
    server.account.says(1, "xin chào")
    assert [update["message"]["text"] for update in await poll] == ["xin chào"]


async def test_of_two_pollers_the_older_is_sent_away(server, call):
    older = asyncio.create_task(call("getUpdates", timeout=30))
    await until(lambda: server.account.poll is not None)
    newer = asyncio.create_task(call("getUpdates", timeout=30))
    status, why = await older
    assert (status, "terminated by other getUpdates request" in why) == (409, True)
    server.account.says(1, "xin chào")
    assert len(await newer) == 1


async def test_kinds_that_were_not_asked_for_do_not_come(server, call):
    await call("getUpdates", allowed_updates=["callback_query"])
    assert server.account.says(1, "xin chào") is None
    assert server.account.presses_button(1, "1:0") is not None
    assert len(await call("getUpdates")) == 1


async def test_what_people_do_is_told_as_the_specification_has_it(server, call):
    account = server.account
    await call(
        "sendMessage", chat_id=1, text="?", reply_markup={"inline_keyboard": [[{"text": "a", "callback_data": "1:0"}]]}
    )
    account.says(1, "/start abc")
    account.presses_button(1, "1:0")
    account.sends_location(1, 9.6, 105.97, live=True)
    account.sends_photo(1, PNG, caption="ảnh")
    account.sends_document(1, PNG, "image/png")
    account.edits(account.message(1, text="một"), text="hai")
    account.blocks(1, BLOCKED)
    updates = await call("getUpdates")
    assert len(updates) == 7
    for update in updates:
        check_type("Update", update)


# What is refused -----------------------------------------------------------------------------------------------------


async def test_a_wrong_token_is_unauthorised(call):
    assert await call("getMe", token="987654321:AAwrongwrongwrong") == (401, "Unauthorized")
    assert await call("getMe", token="no-token") == (404, "Not Found")


def keyboard(**button):
    return {"inline_keyboard": [[{"text": "a", **button}]]}


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", {"chat_id": 1}),
        ("sendMessage", {"chat_id": 1, "text": ""}),
        ("sendMessage", {"chat_id": 1, "text": "x" * 4097}),
        ("sendMessage", {"chat_id": 1, "text": "🌱" * 2049}),
        ("sendMessage", {"chat_id": 1, "text": 5}),
        ("sendMessage", {"chat_id": 1.5, "text": "x"}),
        ("sendMessage", {"chat_id": 1, "text": "x", "markup": {}}),
        ("sendMessage", {"chat_id": 1, "text": "x", "disable_notification": "yes"}),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": keyboard(callback_data="ế" * 33)}),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": keyboard(callback_data="")}),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": keyboard(data="1")}),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [{"text": "a"}]}}),
        ("sendMessage", {"chat_id": 1, "text": "x", "reply_markup": {"remove_keyboard": False}}),
        ("sendPhoto", {"chat_id": 1, "photo": "x", "caption": "x" * 1025}),
        ("getUpdates", {"limit": 0}),
        ("getUpdates", {"limit": 101}),
        ("getUpdates", {"allowed_updates": ["messages"]}),
        ("setMyCommands", {"commands": [{"command": "Start", "description": "x"}]}),
        ("setMyCommands", {"commands": [{"command": "start", "description": ""}]}),
        ("setMyCommands", {"commands": [{"command": "start", "description": "x"}] * 101}),
        ("setMyCommands", {"commands": [], "language_code": "vie"}),
        ("setMyCommands", {"commands": [], "scope": {"type": "everybody"}}),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}),
        ("editMessageText", {"chat_id": 1, "text": "x"}),
        ("sendEverything", {"chat_id": 1}),
    ],
)
async def test_what_the_specification_forbids_is_refused_and_remembered(server, call, method, params):
    status, _why = await call(method, **params)
    assert status == (400 if method in METHODS else 404)
    assert len(server.violations) == 1
    with pytest.raises(AssertionError, match=method):
        server.check()
    server.violations.clear()


@pytest.mark.parametrize("text", ["x" * 4096, "🌱" * 2048, "ế" * 4096])
async def test_the_limits_themselves_are_taken(call, text):
    sent = await call("sendMessage", chat_id=1, text=text, reply_markup=keyboard(callback_data="ế" * 21))
    check_type("Message", sent)


async def test_what_telegram_refuses_is_no_violation(server, call):
    assert await call("sendMessage", chat_id=2, text="x") == (400, "Bad Request: chat not found")
    assert await call("sendMessage", chat_id=1, text=" ") == (400, "Bad Request: message text is empty")
    server.account.blocks(1, BLOCKED)
    assert await call("sendMessage", chat_id=1, text="x") == (403, "Forbidden: bot was blocked by the user")
    server.account.blocks(1, None)
    assert (await call("sendMessage", chat_id=1, text="x"))["text"] == "x"


# What it does --------------------------------------------------------------------------------------------------------


async def test_the_librarys_own_client_gets_along_with_it(server):
    async with Bot(TOKEN, base_url=server.base_url, base_file_url=server.base_file_url) as bot:
        keys = InlineKeyboardMarkup([[InlineKeyboardButton("Có", callback_data="1:0")]])
        sent = await bot.send_message(1, "Bạn đồng ý chứ?", reply_markup=keys)
        photo = await bot.send_photo(1, PNG, caption="ảnh")
        file = await bot.get_file(photo.photo[-1].file_id)
        assert bytes(await file.download_as_bytearray()) == PNG
        server.account.presses_button(1, "1:0")
        (update,) = await bot.get_updates()
        assert update.callback_query.message.message_id == sent.message_id
        assert await update.callback_query.answer()
        with pytest.raises(BadRequest, match="Query is too old"):
            await update.callback_query.answer()


async def test_an_edit_needs_a_message_of_ours_and_a_difference(server, call):
    sent = await call("sendMessage", chat_id=1, text="một", reply_markup=keyboard(callback_data="1:0"))
    about = {"chat_id": 1, "message_id": sent["message_id"]}
    edited = await call("editMessageReplyMarkup", **about)
    assert "reply_markup" not in edited
    assert "message is not modified" in (await call("editMessageReplyMarkup", **about))[1]
    assert (await call("editMessageText", text="hai", **about))["text"] == "hai"
    assert "message is not modified" in (await call("editMessageText", text="hai", **about))[1]
    theirs = server.account.message(1, text="của tôi")["message_id"]
    assert "can't be edited" in (await call("editMessageText", chat_id=1, message_id=theirs, text="x"))[1]
    assert "message to edit not found" in (await call("editMessageText", chat_id=1, message_id=999, text="x"))[1]
    keyed = await call("sendMessage", chat_id=1, text="ba", reply_markup={"keyboard": [[{"text": "a"}]]})
    assert "can't be edited" in (await call("editMessageText", chat_id=1, message_id=keyed["message_id"], text="x"))[1]


async def test_a_location_is_asked_for_in_private_only(server, call):
    server.account.room(-5, "supergroup")
    keys = {"keyboard": [[{"text": "a", "request_location": True}]]}
    status, _why = await call("sendMessage", chat_id=-5, text="x", reply_markup=keys)
    assert status == 400


async def test_every_token_has_a_world_of_its_own(http):
    other = Account("555555555:BB-another_token-of-the-tests", anybody=True)
    async with BotApi(Account(), other) as server:
        server.account.says(1, "xin chào")
        async with http.get(f"{server.base_url}{other.token}/getUpdates") as answer:
            assert (await answer.json())["result"] == []


# What goes wrong on purpose ------------------------------------------------------------------------------------------


async def test_a_flood_answer_says_how_long(server, http):
    server.fails("flood", retry_after=7)
    async with http.post(f"{server.base_url}{TOKEN}/sendMessage", json={"chat_id": 1, "text": "x"}) as answer:
        assert answer.status == 429
        assert (await answer.json())["parameters"] == {"retry_after": 7}
    assert server.account.received(1) == []


async def test_a_fault_befalls_its_method_and_chat_so_often(server, call):
    server.account.room(2)
    server.fails("error", method="sendMessage", chat=2, times=1, skip=1, status=502, description="Bad Gateway")
    assert (await call("sendMessage", chat_id=2, text="một"))["text"] == "một"
    assert (await call("sendMessage", chat_id=1, text="một"))["text"] == "một"
    assert await call("sendMessage", chat_id=2, text="hai") == (502, "Bad Gateway")
    assert (await call("sendMessage", chat_id=2, text="ba"))["text"] == "ba"


@pytest.mark.parametrize(("kind", "sent"), [("drop", []), ("drop_after", ["x"])])
async def test_a_dropped_connection_leaves_the_sender_in_the_dark(server, call, kind, sent):
    server.fails(kind)
    with pytest.raises(aiohttp.ClientError):
        await call("sendMessage", chat_id=1, text="x")
    assert server.account.texts(1) == sent


async def test_a_late_answer_is_to_a_message_that_was_taken(server, call):
    server.fails("late", ms=60_000)
    sending = asyncio.create_task(call("sendMessage", chat_id=1, text="x"))
    await until(lambda: server.account.texts(1) == ["x"])
    assert not sending.done()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending


async def test_the_pace_takes_a_burst_and_then_one_a_second(server, call):
    server.pace = Pace(burst=3)
    answers = [await call("sendMessage", chat_id=1, text="x") for _ in range(4)]
    assert [isinstance(answer, dict) for answer in answers] == [True, True, True, False]
    assert answers[-1] == (429, "Too Many Requests: retry after 1")


async def test_the_pace_takes_so_many_a_second_over_all_chats(server, call):
    server.pace = Pace(per_second=2)
    for chat in (2, 3):
        server.account.room(chat)
    answers = [await call("sendMessage", chat_id=chat, text="x") for chat in (1, 2, 3)]
    assert [isinstance(answer, dict) for answer in answers] == [True, True, False]


async def test_a_scripted_person_goes_on_when_answered(server, call):
    server.account.plays(1, ["/dangky", {"press": "Có"}, {"text": "cảm ơn", "after": "xong"}])
    assert (await call("getUpdates"))[-1]["message"]["text"] == "/dangky"
    await call("sendMessage", chat_id=1, text="?", reply_markup=keyboard(callback_data="1:9"))
    assert len(server.account.waiting) == 1
    shown = {"inline_keyboard": [[{"text": "Không", "callback_data": "1:1"}, {"text": "Có", "callback_data": "1:0"}]]}
    sent = await call("sendMessage", chat_id=1, text="?", reply_markup=shown)
    assert [button["text"] for button in buttons(sent)] == ["Không", "Có"]
    assert (await call("getUpdates"))[-1]["callback_query"]["data"] == "1:0"
    await call("sendMessage", chat_id=1, text="chưa")
    assert len(server.account.waiting) == 2
    await call("sendMessage", chat_id=1, text="xong rồi")
    assert (await call("getUpdates"))[-1]["message"]["text"] == "cảm ơn"


# In a process of its own ---------------------------------------------------------------------------------------------


@asynccontextmanager
async def another_process():
    command = [sys.executable, "-m", "tests.bot_api"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
    try:
        yield int(await process.stdout.readline())
    finally:
        process.terminate()
        await process.communicate()


async def test_it_is_steered_from_another_process(http):
    async with another_process() as port:
        with Remote(port) as remote:
            first, second = remote.push({"chat": 1, "text": "/start"}, {"chat": 2, "location": [9.6, 105.97]})
            async with http.post(f"{remote.base_url}{TOKEN}/getUpdates", json={}) as answer:
                assert [update["update_id"] for update in (await answer.json())["result"]] == [first, second]
            remote.set(answer_ms=1)
            remote.fault("error", status=500)
            statuses = []
            for text in ("một", "hai"):
                params = {"chat_id": 1, "text": text}
                async with http.post(f"{remote.base_url}{TOKEN}/sendMessage", json=params) as answer:
                    statuses.append(answer.status)
            assert statuses == [500, 200]
            assert [call["params"]["text"] for call in remote.calls(method="sendMessage", chat=1)] == ["hai"]
            counts = remote.counts()
            assert (counts["waiting"], counts["confirmed"], counts["violations"]) == (2, 0, [])
            assert remote.play({1: ["/dangky", {"press": 0}]}) == 1
            assert remote.counts()["unplayed"] == 1
