"""The web chat's API over real HTTP, with the real inbox, engine and database behind it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from datetime import timedelta
from typing import get_args

import aiohttp
import pytest

from bot.channels.web.routes import PAGE, SAMPLE_PERSONS
from bot.delivery.delivery import SOON
from bot.errors import OperatorError
from bot.http.server import check_address
from bot.listening import listening
from handlers import dispatcher
from handlers.engine.said import Attached
from handlers.page.words import WORDS
from storage.messages import chats, outbox
from storage.people import members
from storage.reports.notices import Decided
from storage.text import fold
from tests.support.paths import ROOT
from tests.support.web import Web, png, running

DOCS = ROOT / "docs" / "web-chat.md"


@pytest.fixture
async def web(world, tmp_path):
    async with running(world, tmp_path) as one:
        yield one


# What is said --------------------------------------------------------------------------------------------------------


async def test_a_message_is_answered_with_what_it_caused(web):
    answer = await web.post("newcomer", text="xin chào")
    (reply,) = answer["replies"]
    assert answer["number"] == 0
    assert reply["number"] == 1
    assert "Điểm Danh" in reply["text"]
    assert "/start" in [choice["id"] for choice in reply["choices"]]
    assert (await web.get("/chat/newcomer?after=0"))["messages"] == [reply]
    assert (await web.get("/chat/newcomer?after=1"))["messages"] == []


async def test_the_page_about_the_api_tells_every_field_and_kind_of_attachment(web):
    page = DOCS.read_text(encoding="utf-8")
    (reply,) = (await web.post("newcomer", text="xin chào"))["replies"]
    told = set(re.findall(r"`messages\[\]\.(\w+)`", page))
    assert told == set(reply)
    (sample,) = (
        block for block in map(json.loads, re.findall(r"```json\n(.*?)```", page, re.DOTALL)) if "messages" in block
    )
    assert set(sample["messages"][0]) == set(reply)
    kinds = {kind.model_fields["type"].default for kind in get_args(Attached)}
    assert set(re.findall(r'`\{"type": "(\w+)"', page)) == kinds


async def test_the_same_key_does_nothing_twice_and_answers_the_same(web):
    first = await web.post("newcomer", key="one", start="")
    again = await web.post("newcomer", key="one", start="")
    other = await web.post("member", key="one", text="hi")
    assert again == first
    assert (await web.get("/chat/newcomer"))["last"] == first["replies"][-1]["number"]
    assert other["replies"], "a key is a person's own"


async def test_the_same_key_twice_at_once(web):
    one, two = await asyncio.gather(*(web.post("newcomer", key="k", text="hi") for _ in range(2)))
    assert one == two
    assert len((await web.get("/chat/newcomer"))["messages"]) == len(one["replies"])


async def test_an_unknown_person_is_one_more_newcomer_and_who_never_wrote_has_no_messages(web):
    assert await web.get("/chat/somebody-new_2") == {
        "person": "somebody-new_2",
        "last": 0,
        "question": None,
        "messages": [],
        "edits": [],
    }
    answer = await web.post("somebody-new_2", start="")
    assert answer["replies"][-1]["choices"]


async def test_an_answered_question_is_closed(web):
    web.member_of("member", "lan")
    asked = (await web.post("member", text="/dangky"))["replies"][-1]
    assert asked["open"]
    assert asked["question"] is not None
    answer = await web.post("member", choice=asked["choices"][0]["id"])
    (edit,) = answer["edits"]
    assert edit["edits"] == asked["number"]
    assert edit["text"] is None
    assert answer["replies"][-1]["open"]
    whole = await web.get("/chat/member")
    assert [message["open"] for message in whole["messages"]] == [False, True]
    assert whole["question"] == answer["replies"][-1]["question"]
    assert whole["last"] == edit["number"]
    stale = await web.post("member", choice=asked["choices"][0]["id"])
    assert [one["open"] for one in stale["replies"]][-1]
    assert answer["replies"][-1]["text"] in stale["replies"][-1]["text"], "the open question is asked again"


async def test_a_channel_without_buttons_reads_numbers_labels_and_labels_without_diacritics(web):
    web.member_of("plain", "bao")
    asked = (await web.post("plain", text="/dangky"))["replies"][-1]
    assert asked["choices"] == []
    lines = asked["text"].splitlines()
    listed = [line for line in lines if line[:2] in {"1.", "2.", "3."}]
    assert len(listed) == 3
    assert "huy" in lines[-1]
    by_number = await web.post("plain", text="2")
    await web.post("plain", text="0")
    by_label = await web.post("plain", text=listed[1][3:])
    await web.post("plain", text="0")
    by_plain_label = await web.post("plain", text=fold(listed[1][3:]))
    assert by_number["replies"][-1]["text"] == by_label["replies"][-1]["text"] == by_plain_label["replies"][-1]["text"]
    assert "0. " in by_number["replies"][-1]["text"]
    assert by_number["replies"][-1]["text"] != asked["text"]
    stopped = await web.post("plain", text="huy")
    assert stopped["question"] is None


async def test_a_person_as_on_zalo_gets_one_plain_message_a_turn(web):
    web.member_of("zalo", "bao")
    for said in ("/dangky", "2", "có", "/dulieu", "/trogiup", "hm"):
        replies = (await web.post("zalo", text=said))["replies"]
        assert len(replies) == 1, said
        assert replies[0]["choices"] == []
        assert not replies[0].get("wants_location")
    assert (await web.post("zalo-new", text="1"))["replies"]


async def test_a_person_as_on_an_official_account_gets_five_buttons_at_most_and_numbers_beyond(web):
    web.member_of("zalo_oa", "bao")
    shown = []
    for said in ("/dangky", "2", "có", "/trogiup", "hm", "/diemdanh", "/dulieu"):
        replies = (await web.post("zalo_oa", text=said))["replies"]
        assert len(replies) == 1, said
        assert len(replies[0]["choices"]) <= 5, said
        assert replies[0]["marks"] == []
        shown += replies
    assert any(reply["choices"] for reply in shown)
    assert any("6. " in reply["text"] for reply in shown)
    pressed = await web.post("zalo_oa", text="/dangky")
    [again] = (await web.post("zalo_oa", choice=pressed["replies"][0]["choices"][0]["id"]))["replies"]
    assert again["text"].startswith(f"› {pressed['replies'][0]['choices'][0]['label']}")
    assert (await web.post("zalo-oa-new", text="1"))["replies"]


async def test_the_menu_of_a_channel_without_buttons_is_numbered_too(web):
    menu = (await web.post("plain-new", text="hm"))["replies"][-1]
    assert menu["choices"] == []
    assert "1. " in menu["text"]
    assert (await web.post("plain-new", text="1"))["replies"][-1]["question"] is not None


async def test_a_document_is_kept_by_its_hash_before_it_is_handed_over_and_a_picture_is_a_photo(world, tmp_path):
    taken = []

    async def take(messages):
        taken.extend(messages)

    async with running(world, tmp_path, take=take) as web:
        await web.document("leader", b"PK table", "C:\\tam\\danh sách.xlsx", key="d")
        await web.document("leader", png(), "cay.png", key="p")
        assert web.files.read(hashlib.sha256(b"PK table").hexdigest()) == b"PK table"
    document, photo = taken
    assert (document.kind, document.file.name, document.file.size) == ("document", "danh sách.xlsx", 8)
    assert (photo.kind, photo.file.name, photo.file.media_type) == ("photo", "", "image/png")


async def test_a_photo_is_kept_by_its_hash_before_it_is_handed_over(web):
    data = png()
    first = await web.photo("newcomer", data, key="p")
    again = await web.photo("newcomer", data, key="p")
    assert first == again
    assert first["replies"]
    sha256 = hashlib.sha256(data).hexdigest()
    assert web.files.read(sha256) == data
    async with web.client.get(f"{web.base}/files/{sha256}") as answer:
        assert (answer.status, answer.content_type, await answer.read()) == (200, "image/png", data)
    await web.get(f"/files/{'0' * 64}", status=404)
    await web.get("/files/..%2F..%2Fdiemdanh.db", status=404)


async def test_a_location_reaches_the_conversation(web):
    answer = await web.post("newcomer", location={"latitude": 9.6, "longitude": 105.97, "live": True})
    assert answer["replies"]


async def test_a_qr_code_is_drawn_by_the_server(web):
    async with web.client.get(f"{web.base}/qr.svg", params={"link": f"{web.base}/?start=abc"}) as answer:
        assert (answer.status, answer.content_type) == (200, "image/svg+xml")
        assert (await answer.text()).startswith("<svg")
    await web.get("/qr.svg", status=400)


async def test_news_reach_a_reader_who_waits(web):
    web.member_of("member", "lan")
    waiting = asyncio.create_task(web.get("/chat/member?after=0&wait=20"))
    both = asyncio.create_task(web.get("/chat?after=member:0&after=leader:0&wait=20"))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    answer = await web.post("member", text="hi")
    assert (await waiting)["messages"] == answer["replies"]
    found = (await both)["chats"]
    assert found["member"]["messages"] == answer["replies"]
    assert found["leader"]["messages"] == []


async def test_a_reader_of_another_database_does_not_wait(web):
    started = asyncio.get_running_loop().time()
    assert (await web.get("/chat/member?after=5&wait=20"))["last"] == 0
    assert asyncio.get_running_loop().time() - started < 10


async def test_what_others_cause_stands_in_order_and_not_among_the_own_replies(web):
    first = await web.post("newcomer", text="hi")
    row = web.world.rows("SELECT * FROM chats WHERE address = 'newcomer'")[0]

    def queue(tx):
        chat = chats.by_id(tx, row["id"])
        return [outbox.queue(tx, chat, key="notice:x", kind="reply", body='{"text": "Tin mới"}', cause="tick")]

    await web.inbox.post(queue)
    second = await web.post("newcomer", text="hi")
    messages = (await web.get("/chat/newcomer"))["messages"]
    assert [one["text"] for one in messages].count("Tin mới") == 1
    assert "Tin mới" not in [one["text"] for one in second["replies"]]
    assert second["number"] == len(first["replies"]) + 1
    assert [one["number"] for one in messages] == sorted(one["number"] for one in messages)


@pytest.mark.parametrize("kind", ["reply", "notice"])
async def test_what_is_due_later_is_shown_when_it_is_due_and_not_before(web, kind):
    """Delivery reads a little ahead of the clock; people who fetch their messages must not see that."""
    await web.post("newcomer", text="hi")
    chat_id = web.world.one("SELECT id FROM chats WHERE address = 'newcomer'")
    told = Decided(subject="check_in", title="Tin mới", starts_at=web.world.now, accepted=True, minutes=60)
    body = told.model_dump_json() if kind == "notice" else '{"text": "Tin mới"}'
    due_at = web.world.now + timedelta(seconds=60)

    def queue(tx):
        return [outbox.queue(tx, chats.by_id(tx, chat_id), key="x", kind=kind, body=body, due_at=due_at)]

    async def shown() -> bool:
        await web.inbox.post(lambda tx: outbox.due(tx, tx.now + SOON, channel="web"))
        messages = (await web.get("/chat/newcomer"))["messages"]
        return any("Tin mới" in one["text"] for one in messages)

    await web.inbox.post(queue)
    assert not await shown()
    web.world.now = due_at - timedelta(milliseconds=1)
    assert not await shown()
    web.world.now = due_at
    assert await shown()


async def test_when_we_fail_the_person_hears_so(web, monkeypatch):
    def broken(*_args):
        raise RuntimeError("broken")

    monkeypatch.setattr(dispatcher, "_answer", broken)
    answer = await web.post("newcomer", text="hi")
    reference = web.world.one("SELECT reference FROM parked_updates")
    assert reference in answer["replies"][0]["text"]


async def test_sample_data_says_so_and_names_its_people(web):
    web.member_of("member", "lan")
    found = await web.get("/about")
    assert found["sample"] is True
    assert [one["person"] for one in found["persons"]][:5] == ["newcomer", "member", "leader", "organiser", "plain"]
    assert found["persons"][1]["name"] == members_name(web, "lan")


def members_name(web: Web, name: str) -> str:
    member = web.world.member(name)
    with web.world.change() as tx:
        return members.by_id(tx, member.id).name


async def test_without_sample_data_nobody_is_named(world, tmp_path):
    async with running(world, tmp_path, sample=False) as web:
        await web.post("somebody", text="hi")
        found = await web.get("/about")
    assert (found["sample"], found["persons"], found["places"]) == (False, [], [])


async def test_who_posts_while_nothing_can_be_written_is_told_and_may_send_it_again(world, tmp_path):
    """The database is away: nothing is confirmed; the same key again is the same message."""
    async with running(world, tmp_path, longest_take=0.2) as web:
        assert (await web.get("/chat/newcomer"))["messages"] == []
        world.path.rename(tmp_path / "away.db")
        answer = await web.post("newcomer", status=503, text="hi", key="once")
        assert answer == {"error": "Nothing can be written now; send it again with the key “once”."}
        (tmp_path / "away.db").rename(world.path)
        while web.inbox.committing.trouble is not None:  # noqa: ASYNC110 - a sign sets no event
            await asyncio.sleep(0.01)
        assert len((await web.post("newcomer", text="hi", key="once"))["replies"]) == 1
        assert len((await web.get("/chat/newcomer"))["messages"]) == 1


async def test_health_says_what_the_wiring_says(world, tmp_path):
    async def sick():
        return {"ok": False, "database": "gone"}

    async with running(world, tmp_path, health=sick) as web:
        assert await web.get("/healthz", status=503) == {"ok": False, "database": "gone"}


async def test_the_page_and_its_words(web):
    for path, media_type in (("/", "text/html"), ("/script.js", "text/javascript"), ("/style.css", "text/css")):
        async with web.client.get(web.base + path) as answer:
            assert (answer.status, answer.content_type) == (200, media_type)
            assert "default-src 'self'" in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await web.get("/words/vi"))["send"] == "Gửi tin nhắn"
    assert (await web.get("/words/en"))["send"] == "Send message"
    await web.get("/words/fr", status=404)


def test_the_page_has_exactly_the_words_that_it_uses():
    sources = "".join(path.read_text(encoding="utf-8") for path in PAGE.iterdir())
    used = set(re.findall(r'(?:say\(|data-word=|data-label=|tool\("\w+", |openLink\(payload, )"(\w+)"', sources))
    used |= {"scan_title", "scan_link", *SAMPLE_PERSONS}
    assert used == set(WORDS)


# What is refused -----------------------------------------------------------------------------------------------------

WRONG = {
    "nothing": {},
    "two at once": {"text": "a", "start": ""},
    "an unknown field": {"text": "a", "colour": "red"},
    "a number for a text": {"text": 5},
    "a long text": {"text": "a" * 5000},
    "a start of other letters": {"start": "ê 1"},
    "a place off the globe": {"location": {"latitude": 99, "longitude": 105}},
    "half a place": {"location": {"latitude": 9}},
    "an empty key": {"key": "", "text": "a"},
    "a NUL": {"text": "a\0b"},
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
async def test_wrong_json_is_told_in_one_sentence(web, body):
    answer = await web.post("newcomer", status=400, **body)
    assert set(answer) == {"error"}
    assert "\n" not in answer["error"]
    assert (await web.get("/chat/newcomer"))["messages"] == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"null", b'{"text": "\\ud800"}', b'{"text": "\xff"}'])
async def test_no_json_at_all(web, body):
    async with web.client.post(
        f"{web.base}/chat/newcomer", data=body, headers={"content-type": "application/json"}
    ) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]


BEYOND = ("1e400", "-1e400", "NaN", "Infinity", "-Infinity", "1" + "0" * 400, "9223372036854775808", '"9,5"', "null")


@pytest.mark.parametrize("number", BEYOND)
@pytest.mark.parametrize(
    "body",
    [
        '{"location": {"latitude": %s, "longitude": 105.9}}',
        '{"location": {"latitude": 9.5, "longitude": %s, "live": true}}',
        '{"text": "a", "key": %s}',
        '{"choice": %s, "text": null}',
        "%s",
    ],
)
async def test_numbers_beyond_reason_are_told_in_one_sentence(web, body, number):
    async with web.client.post(
        f"{web.base}/chat/newcomer", data=body % number, headers={"content-type": "application/json"}
    ) as answer:
        told = await answer.json()
        sent = body == '{"text": "a", "key": %s}' and number in {"null", '"9,5"'}
        sent |= body.startswith('{"choice"') and number == '"9,5"'
        assert answer.status == (200 if sent else 400)
        assert sent or (set(told) == {"error"} and "\n" not in told["error"])


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "text/plain"])
async def test_what_a_foreign_form_can_send_is_refused(web, media_type):
    body = json.dumps({"text": "hi"}).encode()
    async with web.client.post(f"{web.base}/chat/newcomer", data=body, headers={"content-type": media_type}) as answer:
        assert answer.status == 415


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1:1", "127.0.0.1", "localhost"])
async def test_a_wrong_host_is_refused(web, host):
    headers = {"host": host.format(port=web.port)}
    await web.get("/chat/newcomer", status=403, headers=headers)
    await web.post("newcomer", status=403, headers=headers, text="hi")


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}"])
async def test_this_machine_by_its_names(web, host):
    await web.post("newcomer", headers={"host": host.format(port=web.port)}, text="hi")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}"])
async def test_a_wrong_origin_is_refused(web, origin):
    await web.post("newcomer", status=403, headers={"origin": origin.format(port=web.port)}, text="hi")
    assert (await web.get("/chat/newcomer"))["messages"] == []


async def test_the_own_origin_is_taken(web):
    await web.post("newcomer", headers={"origin": web.base, "sec-fetch-site": "same-origin"}, text="hi")
    await web.post("newcomer", status=403, headers={"sec-fetch-site": "cross-site"}, text="hi")


@pytest.mark.parametrize("person", ["A", "ê", "a" * 41, "a.b", "%00", "a%20b"])
async def test_a_name_that_is_none(web, person):
    await web.post(person, status=404, text="hi")


async def test_a_body_that_is_too_large(web):
    await web.post("newcomer", status=413, text="a" * 70_000)
    await web.photo("newcomer", png() + b"\0" * (11 * 1024 * 1024), status=413)
    await web.photo("newcomer", png() + b"\0" * (10 * 1024 * 1024), status=413)
    await web.document("newcomer", b"\0" * 20_000_001, "a.xlsx", status=413)


@pytest.mark.parametrize("data", [b"", b"GIF89a...", b"<svg onload=alert(1)>", b"%PDF-1.7"])
async def test_what_is_no_photo(web, data):
    assert "photo" in (await web.photo("newcomer", data, status=415))["error"]


async def test_forms_that_are_none(web):
    for form in ({"text": "hi"}, {"photo": "a text"}):
        data = aiohttp.FormData(form, default_to_multipart=True)
        async with web.client.post(f"{web.base}/chat/newcomer", data=data) as answer:
            assert answer.status == 400, await answer.text()
            assert (await answer.json())["error"]
    headers = {"content-type": "multipart/form-data"}
    async with web.client.post(f"{web.base}/chat/newcomer", data=b"--x", headers=headers) as answer:
        assert answer.status == 400


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=1.5", "wait=26", "wait=-1", "wait=x"])
async def test_wrong_queries(web, query):
    assert (await web.get(f"/chat/newcomer?{query}", status=400))["error"]


async def test_there_is_nothing_else(web):
    assert (await web.get("/nothing", status=404))["error"]
    async with web.client.delete(f"{web.base}/chat/newcomer") as answer:
        assert answer.status == 405


# Starting and stopping -----------------------------------------------------------------------------------------------


def test_a_port_in_use_is_told():
    taken = listening("127.0.0.1", 0)
    port = taken.getsockname()[1]
    with taken, pytest.raises(OperatorError, match=rf"^Port {port} is in use.*DIEMDANH_WEB_PORT"):
        listening("127.0.0.1", port)


def test_another_address_is_refused_unless_it_is_meant():
    with pytest.raises(OperatorError, match="no passwords"):
        check_address("0.0.0.0", any_address=False)
    check_address("0.0.0.0", any_address=True)
    check_address("127.0.0.1", any_address=False)


async def test_it_stops_although_somebody_waits(world, tmp_path):
    asked = asyncio.Event()

    async def has_asked(*_facts):
        asked.set()

    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(has_asked)
    async with aiohttp.ClientSession(trace_configs=[trace]) as other:
        async with running(world, tmp_path) as web:
            started = asyncio.get_running_loop().time()
            waiting = asyncio.create_task(other.get(f"{web.base}/chat/newcomer?wait=25"))
            await asked.wait()
            await asyncio.sleep(0.1)
            assert not waiting.done()
        async with await waiting as answer:
            assert answer.status == 200
        assert asyncio.get_running_loop().time() - started < 20, "long before the 25 seconds that it would have waited"
