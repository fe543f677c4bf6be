"""Telegram's wire on aiohttp: what goes over it, how it fails, and that no token ever gets out."""

from __future__ import annotations

import asyncio
import logging
import socket

import pytest
from telegram import Bot, InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.channels import AddressGone, MessageWrong, TryAgain
from bot.channels.telegram.answers import TooLarge, TooMany, failure
from bot.channels.telegram.wire import AiohttpRequest
from tests.bot_api import TOKEN, BotApi, serving
from tests.bot_api.channel import connected, until
from tests.bot_api.facts import Upload

SECRET = TOKEN.partition(":")[2]


@pytest.fixture
async def server():
    async with serving() as server:
        server.account.room(1)
        yield server


@pytest.fixture
async def bot(server):
    request = AiohttpRequest()
    await request.initialize()
    yield Bot(TOKEN, server.base_url, server.base_file_url, request, request)
    await request.shutdown()


def impatient(server: BotApi, seconds: float) -> tuple[Bot, AiohttpRequest]:
    request = AiohttpRequest(read=seconds, write=seconds, connect=seconds)
    return Bot(TOKEN, server.base_url, server.base_file_url, request, request), request


async def test_values_arrive_with_their_types(server, bot):
    shown = {"inline_keyboard": [[{"text": "Có ạ", "callback_data": "1:0"}]]}
    await bot.send_message(1, "Đúng 7 giờ 🌱", reply_markup=shown, disable_notification=True)
    (call,) = server.account.received(1)
    assert call.params == {
        "chat_id": 1,
        "text": "Đúng 7 giờ 🌱",
        "reply_markup": shown,
        "disable_notification": True,
    }


async def test_a_file_goes_up_beside_its_parameters(server, bot):
    content = b"BEGIN:VCALENDAR\r\n" + bytes(range(256))
    shown = {"inline_keyboard": [[{"text": "Có", "callback_data": "1:0"}]]}
    await bot.send_document(1, InputFile(content, "điểm danh.ics"), caption="Lịch của bạn", reply_markup=shown)
    (call,) = server.account.received(1)
    assert call.params == {
        "chat_id": 1,
        "caption": "Lịch của bạn",
        "reply_markup": shown,
        "document": Upload("điểm danh.ics", "text/calendar", content),
    }


async def test_a_download_comes_back_byte_by_byte(server, bot):
    content = bytes(range(256)) * 4000
    server.account.files["f"] = content
    file = await bot.get_file("f")
    assert bytes(await file.download_as_bytearray()) == content


async def test_a_late_answer_is_a_time_out(server):
    server.fails("late", ms=30_000)
    bot, request = impatient(server, 0.1)
    async with request:
        with pytest.raises(TimedOut):
            await bot.send_message(1, "một")
        assert server.account.texts(1) == ["một"]
        await bot.send_message(1, "hai")


@pytest.mark.parametrize("kind", ["drop", "drop_after"])
async def test_a_dropped_connection_is_a_network_error(server, bot, kind):
    server.fails(kind)
    with pytest.raises(NetworkError, match="connection to Telegram failed"):
        await bot.send_message(1, "một")
    await bot.send_message(1, "hai")


async def test_nobody_there_is_a_network_error():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with AiohttpRequest() as request:
        bot = Bot(TOKEN, f"http://127.0.0.1:{port}/bot", request=request, get_updates_request=request)
        with pytest.raises(NetworkError, match="connection to Telegram failed"):
            await bot.send_message(1, "một")


async def test_closing_twice_and_calling_after_it_does_no_harm(server):
    bot, request = impatient(server, 5)
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    with pytest.raises(NetworkError, match="not open"):
        await bot.send_message(1, "một")


async def test_connections_are_kept(server, bot):
    for number in range(20):
        await bot.send_message(1, str(number))
    assert server.connections() == 1


@pytest.mark.parametrize("status", [200, 400, 404, 429, 500, 502, 503])
async def test_an_answer_that_is_no_json_is_an_error_and_nothing_worse(server, bot, status):
    server.fails("garbage", status=status, description="<html>no such thing</html>")
    with pytest.raises(TelegramError):
        await bot.send_message(1, "một")


# What an error means to delivery -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (TimedOut(), TryAgain),
        (NetworkError("Bad Gateway"), TryAgain),
        (TelegramError("no idea"), TryAgain),
        (Conflict("two pollers"), TryAgain),
        (InvalidToken(), TryAgain),
        (TooLarge("Request Entity Too Large"), MessageWrong),
        (Forbidden("Forbidden: bot was blocked by the user"), AddressGone),
        (ChatMigrated(-100), AddressGone),
        (BadRequest("Bad Request: chat not found"), AddressGone),
        (BadRequest("Bad Request: user is deactivated"), AddressGone),
        (BadRequest("Bad Request: PEER_ID_INVALID"), AddressGone),
        (BadRequest("Bad Request: message text is empty"), MessageWrong),
    ],
)
def test_what_an_error_means(error, meaning):
    assert type(failure(error)) is meaning


def test_a_flood_holds_up_the_whole_channel():
    found = failure(TooMany(17.0))
    assert isinstance(found, TryAgain)
    assert (found.after, found.whole_channel) == (17.0, True)


# No token gets out ---------------------------------------------------------------------------------------------------


def told(error: BaseException | None) -> str:
    """All that a log of this error could hold: its text and those of the errors behind it."""
    lines = []
    while error is not None:
        lines += [str(error), repr(error)]
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


FAULTS = [
    {"kind": "flood"},
    {"kind": "drop"},
    {"kind": "drop_after"},
    {"kind": "error", "status": 500},
    {"kind": "error", "status": 401, "description": "Unauthorized"},
    {"kind": "error", "status": 404, "description": f"Not Found: /bot{TOKEN}/sendMessage"},
    {"kind": "error", "status": 400, "description": f"Bad Request: {TOKEN}"},
    {"kind": "garbage", "status": 502, "description": f"<html>/bot{TOKEN}/sendMessage was not found</html>"},
    {"kind": "garbage", "status": 200, "description": f"<html>/bot{TOKEN}/sendMessage</html>"},
    {"kind": "garbage", "status": 307, "description": f"/bot{TOKEN}/sendMessage"},
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault['kind']}-{fault.get('status', '')}")
async def test_no_error_and_no_log_line_holds_the_token(server, caplog, fault):
    caplog.set_level(logging.DEBUG)
    async with connected(server) as channel:
        server.fails(method="sendMessage", **fault)
        with pytest.raises(Exception) as caught:  # noqa: PT011 - whichever
            await channel._call("sendMessage", {"chat_id": 1, "text": "x"})
    assert SECRET not in told(caught.value)
    assert SECRET not in caplog.text


async def test_no_token_where_nobody_answers(caplog):
    caplog.set_level(logging.DEBUG)
    async with BotApi() as server:
        gone = server.base_url
        server.account.room(1)
        bot, request = impatient(server, 0.05)
        server.fails("late", ms=30_000)
        async with request:
            with pytest.raises(TimedOut) as late:
                await bot.send_message(1, "một")
    async with AiohttpRequest() as request:
        for address in (gone, "http://127.0.0.1:1/bot", "http://[::bad/bot", "nonsense://x/bot", "/bot"):
            bot = Bot(TOKEN, address, request=request, get_updates_request=request)
            with pytest.raises(NetworkError) as caught:
                await bot.send_message(1, "một")
            assert SECRET not in told(caught.value)
    assert SECRET not in told(late.value) + caplog.text


async def test_no_token_in_the_log_of_a_whole_start_and_poll(server, caplog):
    caplog.set_level(logging.DEBUG)
    async with connected(server) as channel:
        server.fails("error", method="getUpdates", status=500)
        server.fails("error", method="getUpdates", status=401, description="Unauthorized")
        server.fails("garbage", method="getUpdates", status=502, description=f"/bot{TOKEN}/")

        async def take(_messages):
            raise AssertionError("nothing was pushed")

        run = asyncio.create_task(channel.run(take))
        await until(lambda: server.account.poll is not None)
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
    assert "token was refused" in caplog.text
    assert SECRET not in caplog.text
