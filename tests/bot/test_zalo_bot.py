"""The Zalo bot: every update and answer of a table, nothing lost that was read, and the main job over HTTP."""

from __future__ import annotations

import asyncio
import json
import logging
import unicodedata
from collections import deque
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import AddressGone, MessageWrong, SendError, TryAgain
from bot.channels.plain_text import as_text
from bot.channels.zalo.cutting import LONGEST_TEXT
from bot.channels.zalo_bot.answers import Empty, Missing, NotZalo, TokenRefused, TooMany, Wrong, ZaloError, result
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_bot.layout import pieces
from bot.channels.zalo_bot.updates import understand
from handlers import dispatcher
from handlers.engine.marked import units
from handlers.engine.message import Choice, Mark, PictureAt, QrCode, Reply, StoredPhoto
from handlers.engine.said import PHOTO_ELSEWHERE
from handlers.engine.state import CANCEL
from handlers.engine.text import say
from storage.messages import chats
from tests.bot_api.channel import until
from tests.support.running import running_bot
from tests.zalo_api.bot_server import TOKEN, ZaloBotApi

DATA = Path(__file__).parents[1] / "data"
EVENTS = json.loads((DATA / "zalo_bot_events.json").read_text(encoding="utf-8"))
ANSWERS = json.loads((DATA / "zalo_bot_answers.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
ME, NAME = "3e7d21aa90c4b8f6e5d1", "Bot Điểm Danh"
MAY = "b7c1d9e0f2a34c56d801"

# What comes in -------------------------------------------------------------------------------------------------------


def meant(means: str) -> set[str]:
    """The kinds that a case allows, read from its words."""
    first = means.split(";", maxsplit=1)[0].split(":", maxsplit=1)[0]
    kinds = {kind for kind in ("text", "photo", "other", "start", "nothing") if kind in first.replace(",", " ").split()}
    return kinds | ({"nothing"} if first.startswith(("refused", "400")) else set())


ABOUT_UPDATES = [
    case
    for case in EVENTS
    if "body" in case and not any(word in case["name"] for word in ("secret", "a JSON list", "a duplicate"))
]


@pytest.mark.parametrize("case", ABOUT_UPDATES, ids=lambda case: case["name"][:60])
def test_an_update_is_what_its_case_says(case):
    message = understand(case["body"], ME, NAME, NOW)
    kind = message.kind if message is not None else "nothing"
    allowed = meant(case["means"]) | ({"start"} if "show the menu" in case["means"] else set())
    assert kind in allowed, (kind, case["means"])
    if message is not None:
        assert message.address, case["name"]
        assert message.private == ("private False" not in case["means"] and "zgr-" not in message.address)
        assert "@" not in message.text, message.text
        assert unicodedata.is_normalized("NFC", message.text)
        assert message.at <= NOW


def test_what_a_code_is_typed_after_is_a_start():
    payloads = {}
    for case in EVENTS:
        message = understand(case.get("body"), ME, NAME, NOW)
        if message is not None and message.kind == "start" and message.private:
            payloads[case["name"]] = message.start
    assert sorted(payloads.values()) == ["MA-7K2Q9F", "ma-7k2q9f"]


def test_the_same_message_has_the_same_key_in_either_envelope_and_without_an_id():
    flat = {"event_name": "message.text.received", "message": {"from": {"id": MAY}, "message_id": "a1", "text": "hi"}}
    keys = {understand(one, ME, NAME, NOW).key for one in (flat, {"ok": True, "result": flat})}
    assert keys == {"zalo_bot:a1"}
    nameless = {"event_name": "message.text.received", "message": {"from": {"id": MAY}, "date": 1, "text": "hi"}}
    other = {"event_name": "message.text.received", "message": {"from": {"id": MAY}, "date": 2, "text": "hi"}}
    first, again, next_one = (understand(one, ME, NAME, NOW).key for one in (nameless, nameless, other))
    assert first == again != next_one


def test_our_own_words_are_not_heard():
    ours = {"event_name": "message.text.received", "message": {"from": {"id": ME}, "message_id": "a", "text": "1"}}
    assert understand(ours, ME, NAME, NOW) is None


def test_what_cannot_be_read_is_answered_in_private_and_not_in_a_group(world):
    replies = {}
    for event in ("sticker", "voice", "unsupported"):
        for chat in ({"chat_type": "PRIVATE", "id": MAY}, {"chat_type": "GROUP", "id": "zgr-1"}):
            about = {"message_id": f"{event}{chat['id']}", "date": 1_795_827_600_000, "from": {"id": MAY}, "chat": chat}
            message = understand({"event_name": f"message.{event}.received", "message": about}, ME, NAME, world.now)
            with world.change() as tx:
                rows = dispatcher.receive(tx, message, world.features_of("zalo_bot"), world.services)
            replies[event, chat["chat_type"]] = [Reply.model_validate_json(row.body).text for row in rows]
    for (event, chat), said in replies.items():
        assert len(said) == (chat == "PRIVATE"), event


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "event_name",
                    "message",
                    "result",
                    "ok",
                    "from",
                    "chat",
                    "id",
                    "text",
                    "date",
                    "message_id",
                    "photo_url",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
EVENT_NAMES = st.sampled_from([case["body"].get("event_name") for case in EVENTS if isinstance(case.get("body"), dict)])


@given(ANYTHING, ANYTHING, EVENT_NAMES)
def test_no_shape_of_an_update_raises(anything, inner, event):
    understand(anything, ME, NAME, NOW)
    understand({"event_name": event, "message": inner}, ME, NAME, NOW)
    understand({"event_name": event, "message": {"from": {"id": MAY}, "chat": inner, "date": anything}}, ME, NAME, NOW)


# What answers mean ---------------------------------------------------------------------------------------------------


def content(case) -> bytes:
    return case["text"].encode() if "text" in case else json.dumps(case["body"]).encode()


@pytest.mark.parametrize("case", ANSWERS, ids=lambda case: f"{case['method']}: {case['name'][:50]}")
def test_an_answer_is_judged_by_its_class(case):
    try:
        result(case["status"], content(case))
    except ZaloError as error:
        judged = error
    else:
        judged = None
    match case["class"]:
        case "ok":
            assert judged is None or isinstance(judged, Empty | Missing), judged
        case "quota":
            assert isinstance(judged, TooMany)
        case "auth":
            assert judged is None or isinstance(judged, TokenRefused | NotZalo | Wrong | Empty), judged
        case "retryable":
            assert judged is not None
            assert not isinstance(judged, Wrong | TokenRefused | TooMany | Missing)
        case "permanent-message" | "permanent-user":
            assert judged is None or isinstance(judged, Wrong | Missing)


@pytest.mark.parametrize("status", [200, 403, 404, 500, 502])
@pytest.mark.parametrize(
    "page", ["<html>Forbidden</html>", "", "[]", '"ok"', '{"ok": "true"}', '{"ok": 1, "result": 1}']
)
def test_a_page_from_in_between_says_nothing(status, page):
    with pytest.raises(NotZalo):
        result(status, page.encode())


# Sending -------------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def connected(server, **about):
    about = {"clock": lambda: NOW, "base_url": server.url, "per_second": None, "first_rest": 0.01, **about}
    channel = ZaloBotChannel(TOKEN, media_hosts=(server.media_host,), **about)
    await channel.start()
    try:
        yield channel
    finally:
        await channel.close()


@pytest.fixture
async def server():
    async with ZaloBotApi() as server:
        yield server
        server.check()


SEND_CASES = [case for case in ANSWERS if case["method"] == "sendMessage" and case["class"] != "ok"]


@pytest.mark.parametrize("case", SEND_CASES, ids=lambda case: case["name"][:50])
async def test_a_send_that_fails_is_what_its_class_says(server, case):
    server.answers["sendMessage"] = deque()
    async with connected(server) as channel:
        await channel.send(MAY, Reply(text="trước đó"))
        body = case.get("text", case.get("body"))
        server.will_answer("sendMessage", case["status"], body, times=2)
        errors = []
        for _try in range(2):
            with pytest.raises(SendError) as caught:
                await channel.send(MAY, Reply(text="Đã ghi nhận"))
            errors.append(caught.value)
    first, second = errors
    match case["class"]:
        case "auth":
            assert isinstance(first, TryAgain)
            assert first.whole_channel
        case "quota":
            assert first.whole_channel
            assert second.after == 2 * first.after == 120
        case "retryable":
            assert isinstance(first, TryAgain)
            assert not first.whole_channel
        case "permanent-message":
            assert isinstance(first, MessageWrong)
        case "permanent-user":  # believed the second time
            assert isinstance(first, TryAgain)
            assert isinstance(second, AddressGone)


async def test_where_nothing_at_all_gets_through_a_404_blames_nobody(server):
    seconds = iter(range(0, 100_000, 1000))
    async with connected(server, monotonic=lambda: float(next(seconds))) as channel:
        for method in ("sendMessage", "getMe"):
            server.will_answer(method, 404, {"ok": False, "description": "Not found", "error_code": 404}, times=3)
        for _try in range(3):
            with pytest.raises(TryAgain) as caught:
                await channel.send(MAY, Reply(text="hi"))
            assert caught.value.whole_channel


async def test_marks_are_styles_and_choices_are_lines(server):
    reply = Reply(
        text="Chào 👩‍🌾 Mây! Xem bản đồ nhé.",
        marks=(
            Mark(style="bold", offset=5, length=5),
            Mark(style="link", offset=20, length=6, url="https://vi-du.invalid/b"),
            Mark(style="italic", offset=27, length=3),
        ),
        choices=(
            Choice(id="7:0", label="Có"),
            Choice(id="7:1", label="Không"),
            Choice(id=f"7:{CANCEL}", label="✕ Hủy", nav=True),
        ),
    )
    async with connected(server) as channel:
        await channel.send(MAY, as_text(reply, "vi"))
    [sent] = server.sent
    assert sent.text.startswith("Chào 👩‍🌾 Mây! Xem bản đồ (https://vi-du.invalid/b) nhé.\n\n1. Có\n2. Không\n\n")
    assert sent.text.splitlines()[-1] == "Gõ “huy” để thôi"
    assert sent.bold == ["👩‍🌾"]
    assert [style["st"] for style in sent.styles] == [["b"], ["i"]]
    italic = sent.styles[1]
    assert sent.text.encode("utf-16-le")[2 * italic["start"] :][: 2 * italic["len"]].decode("utf-16-le") == "nhé"


def test_of_a_qr_code_the_link_is_told():
    reply = Reply(text="Quét mã này:", attachment=QrCode(link="https://zalo.me/bot.ViDu → start cAB12"))
    assert "start cAB12" in as_text(reply, "vi").text


def test_of_a_photo_it_is_told_that_there_is_one():
    reply = Reply(text="Ảnh của Lan", attachment=StoredPhoto(sha256="0" * 64, media_type="image/jpeg"))
    assert as_text(reply, "vi").text == f"Ảnh của Lan\n\n{say(PHOTO_ELSEWHERE, 'vi')}"


async def test_a_picture_goes_by_its_address_with_its_words_below_as_one_message(server):
    photo = PictureAt(
        url="https://vi-du.invalid/f/k/anh.jpeg", instead="📎 anh.jpeg: https://vi-du.invalid/f/k/anh.jpeg"
    )
    long = "Một câu dài. " * 300
    async with connected(server) as channel:
        await channel.send(MAY, as_text(Reply(text="A\u0309nh ra quân", attachment=photo), "vi"))
        await channel.send(MAY, Reply(text="", attachment=photo))
        await channel.send(MAY, Reply(text=long, attachment=photo))
    assert [(sent.text, bool(sent.photo)) for sent in server.sent[:2]] == [("Ảnh ra quân", True), ("", True)]
    assert [bool(sent.photo) for sent in server.sent[2:]] == [False, True]
    assert " ".join(sent.text.strip() for sent in server.sent[2:]) == long.strip()
    assert server.calls.count("sendPhoto") == 3


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"ok": False, "description": "Bad request", "error_code": 400}),
        (404, {"ok": False, "description": "Not Found", "error_code": 404}),
    ],
)
async def test_where_zalo_does_not_take_a_picture_its_words_go_alone(server, status, body):
    photo = PictureAt(
        url="https://vi-du.invalid/f/k/anh.jpeg", instead="📎 anh.jpeg: https://vi-du.invalid/f/k/anh.jpeg"
    )
    bold = Mark(style="bold", offset=0, length=3)
    async with connected(server) as channel:
        for text, marks in (("Ảnh ra quân", (bold,)), ("", ()), ("Dài. " * 399, (bold,))):
            server.will_answer("sendPhoto", status, body)
            await channel.send(MAY, Reply(text=text, marks=marks, attachment=photo))
        server.will_answer("sendPhoto", status, body)
        with pytest.raises((MessageWrong, AddressGone, TryAgain)):
            await channel.send(MAY, Reply(text="", attachment=PictureAt(url="https://vi-du.invalid/x.png")))
    assert [sent.photo for sent in server.sent] == [""] * 4
    assert server.sent[0].text == f"Ảnh ra quân\n\n{photo.instead}"
    assert server.sent[0].bold == ["Ảnh"]
    assert server.sent[1].text == photo.instead
    assert server.sent[3].text.endswith(photo.instead)


async def test_too_many_and_a_broken_connection_are_no_reason_to_leave_a_picture_out(server):
    photo = PictureAt(url="https://vi-du.invalid/f/k/anh.jpeg", instead="x")
    async with connected(server) as channel:
        for status, body in (
            (200, {"ok": False, "error_code": 429}),
            (502, "<html>"),
            (200, {"ok": False, "error_code": 401}),
        ):
            server.will_answer("sendPhoto", status, body)
            with pytest.raises(TryAgain):
                await channel.send(MAY, Reply(text="Ảnh", attachment=photo))
    assert server.sent == []


WORDS = st.lists(
    st.sampled_from(
        [
            "hôm",
            "nay",
            "trồng.",
            "cây!",
            "👩‍🌾",
            "ơi\n",
            "\n\n",
            "nhé",
            "Đ" + "i" * 300,
            unicodedata.normalize("NFD", "điểm"),
        ]
    ),
    min_size=1,
    max_size=900,
).map(" ".join)


@given(WORDS, st.data())
def test_pieces_hold_every_word_once_and_are_never_too_long(text, data):
    whole = units(text)
    begin = data.draw(st.integers(0, max(0, whole - 1)))
    length = data.draw(st.integers(1, max(1, whole - begin)))
    cut = pieces(text, [Mark(style="bold", offset=begin, length=length)])
    said = unicodedata.normalize("NFC", text)
    assert "".join(part for part, _styles in cut).replace("\n", "").replace(" ", "") == "".join(said.split())
    for part, styles in cut:
        assert 0 < units(part) <= LONGEST_TEXT
        for style in styles:
            assert 0 <= style["start"] < style["start"] + style["len"] <= units(part)


# Receiving -----------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def polling(server, channel, take):
    task = asyncio.create_task(channel.run(take))
    try:
        yield task
    finally:
        task.cancel()
        server.ends_polls()
        await asyncio.gather(task, return_exceptions=True)


async def test_what_a_poll_brought_is_committed_before_the_next(server):
    gate, taken = asyncio.Event(), []

    async def take(messages):
        await gate.wait()
        taken.extend(messages)

    async with connected(server) as channel, polling(server, channel, take):
        server.writes(MAY, "một")
        server.writes(MAY, "hai")
        await until(lambda: server.calls.count("getUpdates") == 1)
        await asyncio.sleep(0.05)
        assert server.calls.count("getUpdates") == 1
        gate.set()
        await until(lambda: len(taken) == 2)
    assert [message.text for message in taken] == ["một", "hai"]


async def test_what_cannot_be_committed_is_handed_over_again(server, monkeypatch):
    monkeypatch.setattr("bot.channels.zalo_bot.receiving.TAKE_AGAIN", 0.01)
    tries, taken = [], []

    async def take(messages):
        tries.append(1)
        if len(tries) < 3:
            raise RuntimeError("no room")
        taken.extend(messages)

    async with connected(server) as channel, polling(server, channel, take):
        server.writes(MAY, "một")
        await until(lambda: taken)
    assert [message.text for message in taken] == ["một"]


async def test_a_poll_under_way_is_seen_to_its_end_at_a_stop(server):
    taken = []

    async def take(messages):
        taken.extend(messages)

    async with connected(server) as channel:
        task = asyncio.create_task(channel.run(take))
        await until(lambda: server.calls.count("getUpdates") == 1)
        task.cancel()
        await asyncio.sleep(0.05)
        assert not task.done()
        server.writes(MAY, "ngay lúc dừng")
        with pytest.raises(asyncio.CancelledError):
            await task
    assert [message.text for message in taken] == ["ngay lúc dừng"]
    assert server.calls.count("getUpdates") == 1


POLL_CASES = [case for case in ANSWERS if case["method"] == "getUpdates" and "result" not in case.get("body", {})]


async def test_whatever_a_poll_is_answered_the_next_one_brings_what_came(server, caplog):
    taken = []

    async def take(messages):
        taken.extend(messages)

    for case in POLL_CASES:
        if case["class"] != "quota":
            server.will_answer("getUpdates", case["status"], case.get("text", case.get("body")))
    async with connected(server) as channel, polling(server, channel, take):
        server.writes(MAY, "còn đó")
        await until(lambda: taken)
    assert server.calls.count("getUpdates") > len(POLL_CASES) - 2
    assert TOKEN not in caplog.text


async def test_an_empty_poll_is_no_failure(server, caplog):
    empty = {"ok": False, "description": "Request timeout"}
    server.will_answer("getUpdates", 408, empty, times=2)
    server.will_answer("getUpdates", 200, empty | {"error_code": 408}, times=2)
    caplog.set_level(logging.INFO)

    async def take(_messages):
        return

    async with connected(server) as channel, polling(server, channel, take):
        await until(lambda: server.calls.count("getUpdates") == 5)
    assert not caplog.records


async def test_a_list_of_updates_is_taken_whole(server):
    taken = []

    async def take(messages):
        taken.extend(messages)

    both = [
        {"event_name": "message.text.received", "message": {"from": {"id": MAY}, "message_id": n, "text": n}}
        for n in ("một", "hai")
    ]
    server.comes(both)
    async with connected(server) as channel, polling(server, channel, take):
        await until(lambda: len(taken) == 2)


# At the start --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", [case for case in ANSWERS if case["method"] == "getMe"], ids=lambda case: case["name"])
async def test_a_token_that_is_refused_is_told_at_the_start(server, case, caplog):
    server.will_answer("getMe", case["status"], case.get("text", case.get("body")))
    if case["class"] == "auth" and "text" not in case:
        with pytest.raises(SendError, match="DIEMDANH_ZALO_BOT_TOKEN"):
            async with connected(server):
                pass
    else:  # a page may come from anywhere: we keep trying
        async with connected(server):
            pass
    assert TOKEN not in caplog.text


async def test_a_webhook_that_takes_the_messages_is_found_and_told(server):
    server.webhook = "https://user:secret@elsewhere.invalid/hook?x=1"
    with pytest.raises(SendError, match=r"at elsewhere\.invalid") as caught:
        async with connected(server):
            pass
    assert "secret" not in str(caught.value)
    async with connected(server, take_over=True):
        assert not server.webhook


# Pictures ------------------------------------------------------------------------------------------------------------


async def test_pictures_come_from_zalos_hosts_alone(server):
    server.pictures["a.jpg"] = b"\xff\xd8\xff a picture"
    server.pictures["page"] = b"<html>Access denied</html>"
    async with connected(server) as channel:
        assert await channel.fetch(f"{server.url}/pictures/a.jpg") == b"\xff\xd8\xff a picture"
        with pytest.raises(MessageWrong):
            await channel.fetch(f"{server.url}/pictures/gone.jpg")
        with pytest.raises(TryAgain):
            await channel.fetch(f"{server.url}/pictures/page")
        for url in (
            "http://127.0.0.1:1/x",
            "https://zdn.vn.evil.invalid/x",
            "https://evilzdn.vn/x",
            "http://photo.zdn.vn/x",
            "https://a@photo.zdn.vn/x",
            "file:///etc/passwd",
            "https://[",
            "",
        ):
            with pytest.raises(MessageWrong, match="does not lie with Zalo"):
                await channel.fetch(url)


# The whole way -------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def running(world, server):
    zalo = {"zalo_bot_token": TOKEN, "zalo_bot_base_url": server.url, "zalo_bot_per_second": 0}

    def end_the_last_poll() -> None:
        server.writes("nobody", "so that it ends at once")

    async with running_bot(world, end_the_last_poll, **zalo) as (app, _task):
        yield app


async def test_a_turn_is_one_message_and_numbers_choose(world, server):
    """Somebody comes by Zalo, joins with numbers and words alone, and each of their messages is answered by one."""
    async with running(world, server):
        answered = 0
        for said in ("chào bot", "1", "1", "dong y", "2007", "Lò Thị Mây", "ấp đại ân", "1", "1"):
            server.writes(MAY, said)
            answered += 1
            await until(lambda: len(server.texts(MAY)) >= answered)  # noqa: B023 - called in this turn
        await asyncio.sleep(0.1)
        assert len(server.texts(MAY)) == answered, server.texts(MAY)
        server.writes(MAY, "huy")
        await until(lambda: len(server.texts(MAY)) > answered)
    with world.change() as tx:
        chat = chats.find_or_open(tx, "zalo_bot", MAY, "vi")
        waiting = tx.connection.execute("SELECT name FROM members WHERE id = ?", (chat.member_id,)).fetchall()
    assert [row["name"] for row in waiting] == ["Lò Thị Mây"], "\n=====\n".join(server.texts(MAY))


async def test_a_member_signs_up_and_checks_in(world, server):
    """By numbers and words alone."""
    with world.change() as tx:
        tx.connection.execute("UPDATE chats SET channel = 'zalo_bot', address = ? WHERE address = 'lan'", (MAY,))

    async def says(text):
        before = len(server.texts(MAY))
        server.writes(MAY, text)
        await until(lambda: len(server.texts(MAY)) > before)
        return server.texts(MAY)[-1]

    async with running(world, server):
        assert "1. " in await says("dang ky trong cay")
        await says("1")
        assert "chỗ" in await says("có")
        assert world.one("SELECT count(*) FROM sign_ups") == 1
        await says("diem danh")
        assert "mã" in await says("Trồng cây xanh")
        assert "Đã điểm danh" in await says(world.code())
    assert world.one("SELECT count(*) FROM check_ins") == 1
    assert all(units(text) <= LONGEST_TEXT for text in server.texts(MAY))


async def test_where_a_place_is_the_proof_it_is_said_that_none_can_be_sent(world, server):
    with world.change() as tx:
        tx.connection.execute("UPDATE chats SET channel = 'zalo_bot', address = ? WHERE address = 'lan'", (MAY,))
    async with running(world, server):
        for number, said in enumerate(("diem danh", "Điểm trường mùa thu"), start=1):
            server.writes(MAY, said)
            await until(lambda: len(server.texts(MAY)) == number)  # noqa: B023 - called in this turn
    assert "vị trí" in server.texts(MAY)[-1], server.texts(MAY)
