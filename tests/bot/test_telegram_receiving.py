"""Receiving over Telegram: nothing is acknowledged before it is taken, nothing is lost, each update is understood."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.telegram.updates import KINDS, Me, not_understood, understand
from handlers.engine.message import Incoming, Location, UploadedFile
from tests.bot_api import BotApi, serving
from tests.bot_api.channel import Taker, channel_to, connected, polling, until
from tests.bot_api.faults import BLOCKED

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ME = Me(123456789, "diem_danh_test_bot")


@pytest.fixture
async def server():
    async with serving() as server:
        yield server


@pytest.fixture
async def channel(server):
    async with connected(server) as channel:
        yield channel


# Acknowledging -------------------------------------------------------------------------------------------------------


async def test_an_update_is_acknowledged_only_after_it_was_taken(server, channel):
    account = server.account
    began, committed = asyncio.Event(), asyncio.Event()

    async def take(_messages):
        began.set()
        await committed.wait()

    numbers = [account.says(1, text) for text in ("một", "hai", "ba")]
    async with polling(channel, take):
        await began.wait()
        account.says(1, "bốn")
        assert list(account.waiting)[:3] == numbers
        assert account.counts["getUpdates"] == 1
        committed.set()
        await until(lambda: not account.waiting)
    assert account.confirmed == 4


async def test_what_could_not_be_taken_comes_again_in_order(server, channel, caplog):
    class Failing(Taker):
        tries = 0

        async def __call__(self, messages):
            self.tries += 1
            if self.tries in {1, 2, 4}:
                raise OSError("disk full")
            await super().__call__(messages)

    take = Failing()
    texts = [f"câu {number}" for number in range(250)]
    for text in texts:
        server.account.says(1, text)
    async with polling(channel, take):
        await take.come(250)
        await until(lambda: not server.account.waiting)
    assert [message.text for message in take.messages] == texts
    assert take.tries == 6
    assert "they will come again" in caplog.text


async def test_what_a_stopped_bot_did_not_acknowledge_the_next_one_gets(server):
    first, second = Taker(), Taker()
    server.account.says(1, "một")
    async with connected(server) as channel:
        held = asyncio.Event()

        async def take(messages):
            await first(messages)
            held.set()
            await asyncio.Event().wait()

        async with polling(channel, take):
            await held.wait()
    async with connected(server) as channel, polling(channel, second):
        await second.come(1)
    assert [message.key for message in first.messages] == [message.key for message in second.messages]


async def test_updates_come_a_hundred_at_a_time_and_only_kinds_that_we_use(server, channel):
    sizes = []
    take = Taker()

    async def counting(messages):
        sizes.append(len(messages))
        await take(messages)

    for number in range(150):
        server.account.says(number % 3 + 1, str(number))
    async with polling(channel, counting):
        await take.come(150)
    assert sizes == [100, 50]
    assert server.account.allowed == set(KINDS)


async def test_ids_that_start_anew_after_a_quiet_week_are_not_missed(server, channel):
    take = Taker()
    server.account.says(1, "trước")
    async with polling(channel, take):
        await take.come(1)
        await until(lambda: server.account.poll is not None and not server.account.waiting)
        server.account.poll.set_result(True)  # an empty answer, as after thirty quiet seconds
        old = server.account.poll
        await until(lambda: server.account.poll is not old)
        server.account.push({"update_id": 5, "message": server.account.message(1, text="sau")})
        assert [message.text for message in await take.come(2)] == ["trước", "sau"]


async def test_what_is_nobodys_word_is_acknowledged_without_being_taken(server, channel):
    take = Taker()
    account = server.account
    account.push({"message": account.message(-9, kind="channel", text="bài đăng")})
    account.edits(account.message(1, location={"latitude": 9.6, "longitude": 105.9, "live_period": 60}))
    async with polling(channel, take):
        await until(lambda: account.confirmed == 2)
    assert take.messages == []


async def test_an_update_that_makes_no_sense_is_neither_lost_nor_fatal(server, channel, caplog):
    take = Taker()
    account = server.account
    chat = account.room(1).about
    account.push({"message": {"message_id": 1, "chat": chat, "date": "hôm nay", "text": "?"}})
    account.push({"callback_query": {"id": "1", "message": {"chat": chat, "message_id": 1}}})
    account.push({"message": {"message_id": 2}})
    account.says(1, "tiếp")
    async with polling(channel, take):
        await take.come(3)
        await until(lambda: not account.waiting)
    assert [(message.kind, message.address) for message in take.messages] == [
        ("other", "1"),
        ("other", "1"),
        ("text", "1"),
    ]
    assert caplog.text.count("not as the Bot API describes it") == 3


UNREADABLE = {
    "half a character": '"text": "\\ud83c"',
    "an escape that is none": '"text": "\\x"',
    "no value": '"text": }, {',
    "deep": f'"text": {"[" * 500}{"]" * 500}',
    "deeper": f'"text": {"[" * 100_000}{"]" * 100_000}',
}


@pytest.mark.parametrize("what", UNREADABLE)
async def test_an_update_that_cannot_be_read_at_all_keeps_no_other_back(server, channel, caplog, what):
    take = Taker()
    for number in range(1, 8):
        text = UNREADABLE[what] if number in {3, 4, 7} else f'"text": "{number}"'
        chat = '"chat": {"id": 1, "type": "private"}'
        server.account.forces(number, f'{{"update_id": {number}, "message": {{"date": 1700000000, {chat}, {text}}}}}')
    async with polling(channel, take):
        await take.come(4)
        await until(lambda: not server.account.waiting)
    assert [message.text for message in take.messages] == ["1", "2", "5", "6"]
    assert caplog.text.count("cannot be read at all") == 3


async def test_updates_that_were_cut_on_the_way_are_not_passed_over(server, channel):
    take = Taker()
    cut = f'{{"ok": true, "result": [{{"update_id": {server.account.says(1, "một")}, "message": {{"te'
    server.fails("answer", method="getUpdates", times=3, status=200, body=cut)
    async with polling(channel, take):
        await take.come(1)


# When it cannot be reached -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error", "status": 500},
        {"kind": "error", "status": 401, "description": "Unauthorized"},
        {"kind": "garbage", "status": 502, "description": "<html>"},
        {"kind": "garbage", "status": 200, "description": "<html>"},
        {"kind": "drop"},
        {"kind": "drop_after"},
    ],
    ids=str,
)
async def test_polling_goes_on_after_a_failure(server, channel, fault):
    take = Taker()
    server.fails(method="getUpdates", times=3, **fault)
    numbers = [f"telegram:{server.account.says(1, text)}" for text in ("một", "hai")]
    async with polling(channel, take):
        await take.come(2)
        await until(lambda: not server.account.waiting)
    assert [message.key for message in take.messages] == numbers


@pytest.mark.parametrize("answer", ["true", "null", "{}", '{"id": 1}'])
async def test_an_odd_answer_to_who_we_are_does_not_keep_the_bot_from_starting(server, caplog, answer):
    """As of something in between: a portal, a proxy."""
    server.fails("garbage", method="getMe", status=200, description=f'{{"ok": true, "result": {answer}}}')
    server.account.says(1, "một")
    take = Taker()
    async with connected(server) as channel, polling(channel, take):
        await take.come(1)
    assert "cannot be reached yet" in caplog.text


async def test_a_flood_answer_is_waited_out(server, channel):
    waits = []
    server.fails("flood", method="getUpdates", retry_after=3)
    original, channel._rest = channel._rest, lambda *about: waits.append(original(*about)) or 0.0
    take = Taker()
    server.account.says(1, "một")
    async with polling(channel, take):
        await take.come(1)
    assert len(waits) == 1
    assert 3 <= waits[0] < 4


def test_rests_grow_to_a_minute_and_are_never_in_step(caplog):
    caplog.set_level(logging.CRITICAL)
    from telegram.error import NetworkError

    channel = channel_to(BotApi(), first_rest=1.0)
    rests = [channel._rest(NetworkError("x"), failures) for failures in (1, 2, 3, 20, 5000)]
    for rest, longest in zip(rests, (1, 2, 4, 60, 60), strict=True):
        assert longest / 2 <= rest <= longest
    assert len({channel._rest(NetworkError("x"), 5) for _ in range(5)}) == 5


async def test_another_program_with_the_same_token_is_named_as_the_trouble(server, channel, caplog):
    take = Taker()
    async with polling(channel, take):
        await until(lambda: server.account.poll is not None)
        server.account.poll.set_result(False)
        await until(lambda: "Stop the other one" in caplog.text)
        server.account.says(1, "một")
        await take.come(1)


async def test_a_bot_that_started_without_a_network_serves_once_it_is_back(caplog):
    async with BotApi() as server:
        channel = channel_to(server)
    await channel.start()
    assert "cannot be reached yet" in caplog.text
    take = Taker()
    async with polling(channel, take):
        await until(lambda: "I keep trying" in caplog.text)
        async with BotApi(port=server.port) as back:
            back.account.says(1, "một")
            await take.come(1)
            assert channel.features.link("x") == "https://t.me/diem_danh_test_bot?start=x"
            assert len(back.account.commands) == 3
    await channel.close()


# Understanding -------------------------------------------------------------------------------------------------------


async def test_each_kind_of_update_is_understood(server):
    account = server.account
    account.room(1)
    pushed = [
        account.says(1, "Xin chào"),
        account.says(1, "/dangky 12"),
        account.says(1, "/start"),
        account.says(1, "/start 1-2-abc_DEF"),
        account.says(1, "/start@diem_danh_test_bot xyz"),
        account.says(1, "/startnow"),
        account.presses_button(1, "7:0"),
        account.sends_location(1, 9.6025, 105.9739),
        account.sends_location(1, 9.6025, 105.9739, live=True),
        account.sends_photo(1, b"x" * 5000, caption="trồng cây"),
        account.sends_document(1, b"y" * 300, "image/png"),
        account.sends_document(1, b"%PDF", "application/pdf", "bao-cao.pdf"),
        account.push({"message": account.message(1, sticker={"file_id": "s", "emoji": "🌱"})}),
        account.push({"message": account.message(1, voice={"file_id": "v", "duration": 1})}),
        account.edits(account.message(1, text="một"), text="hai"),
        account.blocks(1, BLOCKED),
        account.blocks(1, None),
    ]
    take = Taker()
    async with connected(server) as channel, polling(channel, take):
        await take.come(len(pushed))
    press = next(iter(account.presses))
    place = Location(latitude=9.6025, longitude=105.9739)
    expected = [
        {"kind": "text", "text": "Xin chào"},
        {"kind": "text", "text": "/dangky 12"},
        {"kind": "start"},
        {"kind": "start", "start": "1-2-abc_DEF"},
        {"kind": "start", "start": "xyz"},
        {"kind": "text", "text": "/startnow"},
        {"kind": "choice", "choice": "7:0", "press": press},
        {"kind": "location", "location": place},
        {"kind": "location", "location": place.model_copy(update={"live": True, "accuracy_m": 12.0})},
        {
            "kind": "photo",
            "text": "trồng cây",
            "file": UploadedFile(media_type="image/jpeg", size=5000, vendor_id="AgAC-1-1280", unique_id="uAgAC-1-1280"),
        },
        {
            "kind": "photo",
            "file": UploadedFile(media_type="image/png", size=300, vendor_id="BQAC-2", unique_id="uBQAC-2"),
        },
        {
            "kind": "document",
            "file": UploadedFile(
                media_type="application/pdf", name="bao-cao.pdf", size=4, vendor_id="BQAC-3", unique_id="uBQAC-3"
            ),
        },
        {"kind": "other", "medium": "sticker"},
        {"kind": "other", "medium": "voice"},
        {"kind": "edited"},
        {"kind": "blocked"},
        {"kind": "unblocked"},
    ]
    about = {"channel": "telegram", "address": "1", "at": NOW, "language": "vi"}
    for number, message, wanted in zip(pushed, take.messages, expected, strict=True):
        assert message.model_copy(update={"at": NOW}) == Incoming(key=f"telegram:{number}", **about, **wanted)


def update(**content):
    message = {"message_id": 1, "date": int(NOW.timestamp()), "chat": {"id": 1, "type": "private"}, **content}
    return {"update_id": 9, "message": message}


@pytest.mark.parametrize(("late", "at"), [(-3600, NOW - timedelta(hours=1)), (0, NOW), (90, NOW)])
def test_a_message_counts_from_when_it_was_sent_and_never_from_the_future(late, at):
    assert understand(update(text="x", date=int(NOW.timestamp()) + late), ME, NOW).at == at


def test_a_press_counts_from_now():
    query = {"id": "1", "from": {"id": 1}, "data": "7:0", "message": update(text="?")["message"] | {"date": 0}}
    assert understand({"update_id": 9, "callback_query": query}, ME, NOW).at == NOW


@pytest.mark.parametrize(("code", "language"), [("vi", "vi"), ("en-GB", "en"), ("EN", "en"), ("", None), (None, None)])
def test_the_language_is_the_first_two_letters(code, language):
    assert understand(update(text="x", **{"from": {"id": 1, "language_code": code}}), ME, NOW).language == language


def test_a_live_location_that_was_forwarded_is_not_live():
    place = {"latitude": 9.6, "longitude": 105.9, "live_period": 60}
    assert understand(update(location=place), ME, NOW).location.live
    assert not understand(update(location=place, forward_origin={"type": "user"}), ME, NOW).location.live


GROUP = {"id": -100, "type": "supergroup"}


@pytest.mark.parametrize(
    ("content", "addressed"),
    [
        ({"text": "chào cả nhà"}, False),
        ({"text": "/diemdanh"}, True),
        ({"text": "/diemdanh@Diem_Danh_Test_Bot ngay"}, True),
        ({"text": "/diemdanh@another_bot"}, False),
        ({"text": "/start@diem_danh_test_bot"}, True),
        ({"text": "ơi @diem_danh_test_bot giúp với"}, True),
        ({"text": "ơi @diem_danh_test_bot2 giúp với"}, False),
        ({"text": "cảm ơn", "reply_to_message": {"from": {"id": ME.id}}}, True),
        ({"text": "cảm ơn", "reply_to_message": {"from": {"id": 5}}}, False),
        ({"photo": [{"file_id": "p", "width": 1, "height": 1}], "caption": "@diem_danh_test_bot"}, True),
        ({"new_chat_members": []}, False),
    ],
    ids=str,
)
def test_in_a_group_the_bot_knows_when_it_is_spoken_to(content, addressed):
    message = understand(update(chat=GROUP, **content), ME, NOW)
    assert (message.private, message.addressed, message.address) == (False, addressed, "-100")


def test_what_happens_to_the_bot_in_a_group_is_no_ones_block():
    change = {"chat": GROUP, "from": {"id": 1}, "date": 1, "new_chat_member": {"status": "kicked"}}
    assert understand({"update_id": 9, "my_chat_member": change}, ME, NOW) is None


@pytest.mark.parametrize(
    "broken", [{"update_id": 9}, {"update_id": 9, "message": 5}, {"update_id": 9, "poll": {"id": "1"}}]
)
def test_an_update_without_a_chat_has_nobody_to_answer(broken):
    assert not_understood(broken, NOW) is None


@pytest.mark.parametrize("odd", ["", " ", "7", True, False, 0, 7.0, 2**52, -(2**70), None, [], {"id": 7}], ids=repr)
def test_a_chat_whose_id_is_none_gets_no_row_that_nothing_can_be_sent_to(odd):
    chat = {"id": odd, "type": "private"}
    for kind, content in {
        "message": {"date": 1, "text": "Xin chào", "chat": chat},
        "edited_message": {"date": 1, "edit_date": 1, "text": "Xin chào", "chat": chat},
        "callback_query": {"id": "1", "from": {"id": 7}, "data": "1:1", "message": {"chat": chat}},
        "my_chat_member": {"date": 1, "chat": chat, "new_chat_member": {"status": "kicked"}},
    }.items():
        update = {"update_id": 1, kind: content}
        with pytest.raises(ValueError, match="no number of a chat"):
            understand(update, ME, NOW)
        assert not_understood(update, NOW) is None
