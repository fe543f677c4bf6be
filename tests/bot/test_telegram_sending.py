"""Sending over Telegram: how replies look there, what becomes of errors, and that every call is as specified."""

from __future__ import annotations

import json

import pytest

from bot.channels import AddressGone, MessageWrong, SendError, TryAgain
from bot.channels.telegram.layout import command_menu, pieces
from handlers.contents import COMMANDS
from handlers.engine.message import Choice, Edit, MadeFile, Mark, QrCode, Reply, StoredPhoto, TextFile
from tests.bot_api import BotApi, serving
from tests.bot_api.channel import Taker, channel_to, connected, polling, until
from tests.bot_api.facts import METHODS, length
from tests.bot_api.faults import BLOCKED, DEACTIVATED, Refusal

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture
async def server():
    async with serving() as server:
        server.account.room(1)
        yield server


@pytest.fixture
async def channel(server):
    async with connected(server, read_file={"kept": PNG}.__getitem__) as channel:
        server.account.calls.clear()
        yield channel


def rows(call):
    return [[button["text"] for button in row] for row in call.params["reply_markup"]["inline_keyboard"]]


def choice(number, label, *, nav=False):
    return Choice(id=f"7:{number}", label=label, nav=nav)


# Starting ------------------------------------------------------------------------------------------------------------


async def test_a_start_link_opens_this_bot(channel):
    assert channel.features.link("abc_-1") == "https://t.me/diem_danh_test_bot?start=abc_-1"
    assert channel.features.link("") == "https://t.me/diem_danh_test_bot"


async def test_the_command_menu_is_there_in_every_language(server):
    async with connected(server):
        menus = server.account.commands
    assert set(menus) == {("all_private_chats", ""), ("all_private_chats", "vi"), ("all_private_chats", "en")}
    assert menus["all_private_chats", ""] == menus["all_private_chats", "vi"] == command_menu("vi")
    titles = {command["command"]: command["description"] for command in menus["all_private_chats", "vi"]}
    assert titles["dangky"] == "Đăng ký"
    in_english = {command["command"]: command["description"] for command in menus["all_private_chats", "en"]}
    assert in_english["dangky"] == "Sign up"
    assert set(titles) == set(in_english) <= set(COMMANDS)


@pytest.mark.parametrize("token", ["987654321:AAwrongwrongwrong", "not a token", "1:a/../b"])
async def test_a_refused_token_is_told_in_one_sentence(server, token):
    channel = channel_to(server, token)
    with pytest.raises(SendError, match="The Telegram token was refused") as caught:
        await channel.start()
    assert token.partition(":")[2] not in str(caught.value) or ":" not in token
    assert type(caught.value) is SendError


async def test_a_network_that_is_down_stops_no_start():
    async with BotApi() as server:
        channel = channel_to(server)
    await channel.start()
    assert channel.features.link("abc") == "abc"
    with pytest.raises(TryAgain):
        await channel.send("1", Reply(text="x"))
    await channel.close()


def test_every_method_that_the_channel_calls_is_in_the_facts():
    from bot.channels.telegram.wire import SPELLED

    assert set(SPELLED) | {"getFile"} <= set(METHODS)
    assert all(spelled.replace("_", "") == method for method, spelled in SPELLED.items())


# Keyboards -----------------------------------------------------------------------------------------------------------


async def test_short_labels_stand_in_pairs_and_long_ones_alone_and_the_way_back_last(server, channel):
    labels = ["Có", "Không", "Chiến dịch Hoa phượng đỏ năm 2024", "Một", "Hai", "Ba"]
    choices = [choice(number, label) for number, label in enumerate(labels)]
    choices += [choice("back", "‹ Quay lại", nav=True), choice("cancel", "✕ Hủy", nav=True)]
    sent = await channel.send("1", Reply(text="Chọn nhé", choices=tuple(choices)))
    (call,) = server.account.received(1)
    assert rows(call) == [["Có", "Không"], [labels[2]], ["Một", "Hai"], ["Ba"], ["‹ Quay lại", "✕ Hủy"]]
    ids = [button["callback_data"] for row in call.params["reply_markup"]["inline_keyboard"] for button in row]
    assert ids == [one.id for one in choices]
    assert sent == str(call.result["message_id"])


async def test_a_button_whose_id_is_too_long_is_never_sent(server, channel):
    fits, too_long = (Choice(id="/hoso " + "ế" * number, label="x") for number in (19, 20))
    await channel.send("1", Reply(text="x", choices=(fits,)))
    with pytest.raises(MessageWrong, match="64 bytes"):
        await channel.send("1", Reply(text="x", choices=(too_long,)))
    assert len(server.account.received(1)) == 1


WHERE = Reply(text="Bạn đang ở đâu?", wants_location=True, location_label="Gửi vị trí")


async def test_a_location_is_asked_for_with_the_key_that_telegram_has_for_it(server, channel):
    await channel.send("1", WHERE)
    (call,) = server.account.received(1)
    assert call.params["reply_markup"] == {
        "keyboard": [[{"text": "Gửi vị trí", "request_location": True}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }


async def test_the_next_message_takes_the_location_key_away(server, channel):
    await channel.send("1", WHERE)
    await channel.send("1", Reply(text="Cảm ơn bạn"))
    await channel.send("1", Reply(text="Hẹn gặp lại"))
    _asked, thanks, later = server.account.received(1)
    assert thanks.params["reply_markup"] == {"remove_keyboard": True}
    assert "reply_markup" not in later.params


async def test_buttons_after_a_location_question_leave_no_key_behind(server, channel):
    await channel.send("1", WHERE)
    sent = await channel.send("1", Reply(text="Đúng không?", choices=(choice(0, "Có"), choice(1, "Không"))))
    _asked, sweep, swept, shown = server.account.received(1)
    assert sweep.params["reply_markup"] == {"remove_keyboard": True}
    assert (swept.method, swept.params["message_id"]) == ("deleteMessage", sweep.result["message_id"])
    assert sent == str(shown.result["message_id"])
    assert server.account.texts(1) == [WHERE.text, "Đúng không?"]


async def test_a_failed_send_still_takes_the_key_away_when_it_is_tried_again(server, channel):
    await channel.send("1", WHERE)
    server.fails("error", status=500)
    for _ in range(2):
        try:
            await channel.send("1", Reply(text="Cảm ơn bạn"))
        except TryAgain:
            continue
    assert server.account.received(1)[-1].params["reply_markup"] == {"remove_keyboard": True}


# Texts and attachments -----------------------------------------------------------------------------------------------


async def test_a_long_text_is_cut_at_lines_and_its_buttons_are_below_the_last_part(server, channel):
    text = "\n".join(f"{number}. Chiến dịch trồng cây 🌱 số {number}" for number in range(300))
    sent = await channel.send("1", Reply(text=text, choices=(choice(0, "Có"),)))
    calls = server.account.received(1)
    parts = [call.params["text"] for call in calls]
    assert len(parts) == 3
    assert "\n".join(parts) == text
    assert ["reply_markup" in call.params for call in calls] == [False, False, True]
    assert sent == str(calls[-1].result["message_id"])


@pytest.mark.parametrize("text", ["🌱" * 5000, "a" * 9000, "từ " * 4000, "\n" * 5000 + "x"])
def test_pieces_keep_every_word_and_fit(text):
    found = pieces(text)
    assert all(0 < length(part) <= 4096 for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())


async def test_links_show_no_preview(server, channel):
    await channel.send("1", Reply(text="Bản đồ: https://example.com"))
    assert server.account.received(1)[0].params["link_preview_options"] == {"is_disabled": True}


async def test_a_qr_code_is_a_picture_with_the_text_below(server, channel):
    reply = Reply(
        text="Quét mã này", choices=(choice(0, "Xong"),), attachment=QrCode(link="https://t.me/x?start=1-a_b")
    )
    sent = await channel.send("1", reply)
    (call,) = server.account.received(1)
    assert call.method == "sendPhoto"
    assert call.params["photo"].content.startswith(b"\x89PNG")
    assert (call.params["photo"].media_type, call.params["caption"]) == ("image/png", "Quét mã này")
    assert rows(call) == [["Xong"]]
    assert sent == str(call.result["message_id"])


async def test_a_text_too_long_for_a_caption_follows_its_picture(server, channel):
    reply = Reply(text="x" * 1025, choices=(choice(0, "Xong"),), attachment=QrCode(link="https://t.me/x"))
    sent = await channel.send("1", reply)
    photo, text = server.account.received(1)
    assert "caption" not in photo.params
    assert "reply_markup" not in photo.params
    assert (text.params["text"], rows(text)) == ("x" * 1025, [["Xong"]])
    assert sent == str(text.result["message_id"])


async def test_a_calendar_entry_is_a_document(server, channel):
    entry = TextFile(name="diem-danh-1.ics", media_type="text/calendar", content="BEGIN:VCALENDAR\r\nĐiểm danh\r\n")
    await channel.send("1", Reply(text="Đã đăng ký", attachment=entry))
    (call,) = server.account.received(1)
    document = call.params["document"]
    assert (call.method, call.params["caption"]) == ("sendDocument", "Đã đăng ký")
    assert (document.name, document.media_type, document.content.decode()) == (
        entry.name,
        "text/calendar",
        entry.content,
    )


async def test_a_file_that_was_made_just_now_is_a_document(server, channel):
    await channel.send("1", Reply(text="Danh sách đây", attachment=MadeFile(name="danh-sach.xlsx", content=b"PK\3\4")))
    (call,) = server.account.received(1)
    document = call.params["document"]
    assert (call.method, call.params["caption"]) == ("sendDocument", "Danh sách đây")
    assert (document.name, document.content) == ("danh-sach.xlsx", b"PK\3\4")


@pytest.mark.parametrize(("media_type", "method"), [("image/png", "sendPhoto"), ("image/heic", "sendDocument")])
async def test_a_kept_photo_goes_up_as_it_is(server, channel, media_type, method):
    await channel.send("1", Reply(text="", attachment=StoredPhoto(sha256="kept", media_type=media_type)))
    (call,) = server.account.received(1)
    assert call.method == method
    assert call.params["photo" if method == "sendPhoto" else "document"].content == PNG


async def test_a_photo_that_is_not_kept_is_no_reason_to_try_again(server):
    async with connected(server) as channel:
        with pytest.raises(MessageWrong, match="not kept"):
            await channel.send("1", Reply(text="", attachment=StoredPhoto(sha256="0" * 64, media_type="image/png")))


async def test_nothing_to_say_is_not_sent(channel):
    with pytest.raises(MessageWrong, match="nothing to send"):
        await channel.send("1", Reply(text=" "))


# Errors --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "flood", "retry_after": 9}, TryAgain),
        ({"kind": "error", "status": 500}, TryAgain),
        ({"kind": "error", "status": 502, "description": "Bad Gateway"}, TryAgain),
        ({"kind": "garbage", "status": 503, "description": "<html>"}, TryAgain),
        ({"kind": "drop"}, TryAgain),
        ({"kind": "drop_after"}, TryAgain),
        ({"kind": "error", "status": 401, "description": "Unauthorized"}, TryAgain),
        ({"kind": "error", "status": 413, "description": "Request Entity Too Large"}, MessageWrong),
        ({"kind": "error", "status": 400, "description": "Bad Request: can't parse entities"}, MessageWrong),
        ({"kind": "error", "status": 400, "description": "Bad Request: chat not found"}, AddressGone),
    ],
    ids=str,
)
async def test_an_error_says_what_delivery_does(server, channel, fault, error):
    server.fails(**fault)
    with pytest.raises(error) as caught:
        await channel.send("1", Reply(text="x"))
    assert type(caught.value) is error
    if fault["kind"] == "flood":
        assert (caught.value.after, caught.value.whole_channel) == (9, True)
    await channel.send("1", Reply(text="x"))


MIGRATED = Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": -1001})


@pytest.mark.parametrize("refusal", [BLOCKED, DEACTIVATED, MIGRATED], ids=lambda refusal: refusal.description)
async def test_who_cannot_be_reached_is_left_alone(server, channel, refusal):
    server.account.refusing[1] = refusal
    with pytest.raises(AddressGone):
        await channel.send("1", Reply(text="x"))


async def test_a_chat_that_never_wrote_is_gone(channel):
    with pytest.raises(AddressGone):
        await channel.send("404", Reply(text="x"))


# Edits, presses, files -----------------------------------------------------------------------------------------------


async def test_an_edit_takes_the_buttons_and_doing_it_twice_is_fine(server, channel):
    sent = await channel.send("1", Reply(text="Đúng không?", choices=(choice(0, "Có"),)))
    for _ in range(2):
        await channel.edit("1", sent, Edit(row=1))
    message = server.account.rooms[1].messages[int(sent)]
    assert ("reply_markup" in message, message["text"]) == (False, "Đúng không?")


async def test_an_edit_changes_the_text_of_a_message_or_of_a_picture(server, channel):
    text = await channel.send("1", Reply(text="Mã: 111111", choices=(choice(0, "Có"),)))
    picture = await channel.send("1", Reply(text="Mã: 111111", attachment=QrCode(link="https://t.me/x")))
    for sent in (text, picture, text, picture):
        await channel.edit("1", sent, Edit(row=1, text="Mã: 222222"))
    assert server.account.texts(1) == ["Mã: 222222", "Mã: 222222"]
    assert "reply_markup" not in server.account.rooms[1].messages[int(text)]


async def test_an_edit_of_what_is_not_there_is_given_up(channel):
    with pytest.raises(MessageWrong, match="to edit not found"):
        await channel.edit("1", "999", Edit(row=1, text="x"))


async def test_a_press_is_answered_once_and_a_second_answer_does_no_harm(server, channel):
    server.account.presses_button(1, "7:0")
    (press,) = server.account.presses
    await channel.acknowledge(press)
    assert server.account.presses == {press: True}
    await channel.acknowledge(press)
    await channel.acknowledge("unheard-of")
    server.fails("drop", method="answerCallbackQuery")
    await channel.acknowledge(press)


async def test_a_file_is_fetched(server, channel):
    content = bytes(range(256)) * 1000
    server.account.files["photo-1"] = content
    assert await channel.fetch("photo-1") == content


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "error", "status": 400, "description": "Bad Request: file is too big"}, MessageWrong),
        ({"kind": "error", "status": 400, "description": "Bad Request: wrong file_id"}, MessageWrong),
        ({"kind": "error", "status": 401, "description": "Unauthorized"}, TryAgain),
        ({"kind": "error", "status": 500}, TryAgain),
        ({"kind": "drop"}, TryAgain),
    ],
    ids=str,
)
async def test_a_file_that_cannot_be_fetched(server, channel, fault, error):
    server.account.files["photo-1"] = PNG
    server.fails(method="getFile", **fault)
    with pytest.raises(error):
        await channel.fetch("photo-1")


ODD_ANSWERS = [
    '{"ok": true}',
    '{"ok": true, "result": true}',
    '{"ok": true, "result": null}',
    '{"ok": true, "result": {}}',
    '{"ok": true, "result": {"file_id": "photo-1", "file_unique_id": "u", "file_size": 10}}',
    '{"ok": true, "result": {"file_id": "photo-1", "file_unique_id": "u", "file_path": 7}}',
]


@pytest.mark.parametrize("answer", ODD_ANSWERS)
async def test_a_file_of_which_telegram_does_not_say_where_it_is_may_come_later(server, channel, answer):
    """The Bot API allows a File without `file_path`; the others are the answers of something in between."""
    server.account.files["photo-1"] = PNG
    server.fails("garbage", method="getFile", status=200, description=answer)
    with pytest.raises(TryAgain):
        await channel.fetch("photo-1")
    assert await channel.fetch("photo-1") == PNG


async def test_a_file_that_telegram_has_thrown_away(server, channel):
    server.account.files["photo-1"] = PNG
    server.fails("error", method="download", status=404, description="Not Found")
    with pytest.raises(MessageWrong, match="any more"):
        await channel.fetch("photo-1")
    assert await channel.fetch("photo-1") == PNG


PLACE = {"file_id": "photo-1", "file_unique_id": "u", "file_path": "photos/photo-1"}


@pytest.mark.parametrize("size", [{}, {"file_size": len(PNG)}, {"file_size": None}, {"file_size": "72"}], ids=str)
@pytest.mark.parametrize("page", [b"", b"<html>Welcome</html>", b"\n <!DOCTYPE html><p>", b'{"ok": true}'], ids=str)
async def test_a_page_in_place_of_a_file_is_not_kept(server, channel, size, page):
    server.account.files["photo-1"] = PNG
    place = json.dumps({"ok": True, "result": PLACE | size})
    server.fails("answer", method="getFile", status=200, body=place)
    server.fails("answer", method="download", status=200, body=page, content_type="text/html")
    with pytest.raises(TryAgain) as caught:
        await channel.fetch("photo-1")
    assert not caught.value.counts, "nothing was said of the photo"
    server.fails("answer", method="getFile", status=200, body=place)
    assert await channel.fetch("photo-1") == PNG


@pytest.mark.parametrize("method", ["getFile", "download"])
@pytest.mark.parametrize(
    "fault",
    [{"kind": "drop"}, {"kind": "half"}, {"kind": "answer", "status": 404, "body": "<html>"}, {"kind": "flood"}],
    ids=str,
)
async def test_a_try_without_a_word_of_telegrams_does_not_count_for_a_photo(server, channel, method, fault):
    server.account.files["photo-1"] = PNG
    server.fails(method=method, **({"times": 2} if fault["kind"] == "drop" else {}), **fault)
    with pytest.raises(TryAgain) as caught:
        await channel.fetch("photo-1")
    assert not caught.value.counts


@pytest.mark.parametrize("method", ["sendMessage", "getFile", "download"])
async def test_an_answer_without_an_end_is_not_read_to_its_end(server, channel, method):
    server.account.files["photo-1"] = PNG
    server.fails("answer", method=method, status=200, body=b" " * 60_000_000)
    with pytest.raises(TryAgain):
        await (channel.send("1", Reply(text="x")) if method == "sendMessage" else channel.fetch("photo-1"))


# What counts as a try ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [{"kind": "drop"}, {"kind": "answer", "status": 403, "body": "<html>"}, {"kind": "error", "status": 502}],
    ids=str,
)
async def test_a_failure_counts_while_anything_comes_through_and_no_longer_in_silence(server, fault):
    now = [1000.0]
    async with connected(server, monotonic=lambda: now[0]) as channel:
        counted = []
        for seconds in (1, 60, 60, 60, 3600):
            now[0] += seconds
            server.fails(method="sendMessage", **fault)
            with pytest.raises(TryAgain) as caught:
                await channel.send("1", Reply(text="x"))
            counted.append(caught.value.counts)
        assert counted == [True, True, False, False, False]
        await channel.acknowledge("unheard-of")  # which is refused: Telegram is there
        server.fails(method="sendMessage", **fault)
        with pytest.raises(TryAgain) as caught:
            await channel.send("1", Reply(text="x"))
        assert caught.value.counts


async def test_menus_that_were_not_taken_are_set_later_and_not_at_every_poll(server):
    now = [1000.0]
    take = Taker()
    page = server.fails("answer", method="setMyCommands", status=403, body="<html>", times=3)
    async with connected(server, monotonic=lambda: now[0]) as channel, polling(channel, take):
        assert page.times == 2
        for number, left in enumerate((1, 0), start=1):
            now[0] += 61
            server.account.says(1, "một")
            await until(lambda left=left: page.times == left)
            server.account.says(1, "hai")
            await take.come(2 * number)
            assert page.times == left
        assert server.account.commands == {}
        now[0] += 61
        server.account.says(1, "ba")
        await until(lambda: len(server.account.commands) == 3)


async def test_a_link_in_a_text_that_takes_several_messages_keeps_its_address(server, channel):
    words = "Xem "
    text = words + "rất dài " * 700
    await channel.send(
        "1", Reply(text=text, marks=(Mark(style="link", offset=0, length=3, url="https://example.org"),))
    )
    first, *others = server.account.received(1)
    assert first.params["text"].startswith("Xem (https://example.org) rất dài")
    assert others
    assert all("entities" not in call.params for call in (first, *others))
