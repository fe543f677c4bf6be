"""The public pages, by the whole bot on a Zalo that can send neither locations nor files, over real sockets."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import asynccontextmanager
from datetime import timedelta
from html.parser import HTMLParser

import aiohttp
import pytest

from bot.files import SPREADSHEET_TYPE, FileStore
from bot.http.pages.rendering import HERE
from handlers.engine.message import QrCode, Reply, Sheet, StoredPhoto, TextFile
from storage import codes
from storage.campaigns import covers
from storage.campaigns.records import CoverPhoto
from storage.links import links, short_codes
from storage.links.links import GOOD_FOR, Link
from storage.messages import chats, outbox
from storage.organisation import grants
from storage.records import Role
from tests.bot_api.channel import until
from tests.support.door import free_port
from tests.support.running import running_bot
from tests.support.web import png
from tests.zalo_api.bot_server import TOKEN, ZaloBotApi

MAY = "b7c1d9e0f2a34c56d801"


class Whole:
    """The whole bot beside its Zalo, and a client at its door."""

    def __init__(self, world, server, client, base, app):
        self.world = world
        self.server = server
        self.client = client
        self.base = base
        self.app = app

    async def says(self, text):
        before = len(self.server.texts(MAY))
        self.server.writes(MAY, text)
        await until(lambda: len(self.server.texts(MAY)) > before)
        return self.server.texts(MAY)[-1]

    async def get(self, path, method="GET", **headers):
        async with self.client.request(method, self.base + path, headers=headers, allow_redirects=False) as answer:
            return answer.status, answer.headers, await answer.read()

    async def post(self, path, given, status=200):
        async with self.client.post(self.base + path, json=given) as answer:
            assert answer.status == status, await answer.text()

    def key(self, purpose, subject, chat="zalo_bot"):
        """The key of a new link, of Lan's chat where it is a chat's."""
        with self.world.change() as tx:
            chat_id = 0 if purpose == "campaign" else chats.find_or_open(tx, chat, MAY, "vi").id
            return links.token(tx, Link(purpose, subject, chat_id))

    def message(self, reply, chat="zalo_bot"):
        """A message in Lan's chat; returns its row."""
        with self.world.change() as tx:
            row = chats.find_or_open(tx, chat, MAY, "vi")
            number = tx.connection.execute("SELECT coalesce(max(id), 0) AS n FROM outbox").fetchone()["n"]
            [queued] = [outbox.queue(tx, row, key=f"row-{number}", kind="reply", body=reply.model_dump_json())]
            outbox.mark_ended(tx, queued.id, "cancelled", "")
            return queued.id

    @property
    def campaign(self):
        return self.world.campaign_id("trees")


@pytest.fixture
async def whole(world):
    port = free_port()
    with world.change() as tx:
        tx.connection.execute("UPDATE chats SET channel = 'zalo_bot', address = ? WHERE address = 'lan'", (MAY,))
        links.get_ready(tx)
    async with ZaloBotApi() as server, aiohttp.ClientSession() as client, running(world, server, port) as app:
        yield Whole(world, server, client, f"http://127.0.0.1:{port}", app)
        server.check()


@asynccontextmanager
async def running(world, server, port):
    zalo = {"zalo_bot_token": TOKEN, "zalo_bot_base_url": server.url, "zalo_bot_per_second": 0}
    async with running_bot(world, **zalo, public_url=f"http://127.0.0.1:{port}", public_port=port) as (app, _task):
        await until(lambda: server.webhook != "")
        yield app


# Send my location ----------------------------------------------------------------------------------------------------

THERE = {"latitude": 9.5601, "longitude": 105.9001, "accuracy": 15}
FAR = {"latitude": 10.5, "longitude": 106.5, "accuracy": 15}


def link_in(text, purpose):
    return re.search(rf"http://127\.0\.0\.1:\d+(/{purpose}/\S+)", text)[1]


async def asked_where(whole):
    await whole.says("diem danh")
    return link_in(await whole.says("Điểm trường mùa thu"), "l")


async def test_a_location_is_sent_by_a_page_and_answers_the_question_in_the_chat(whole, caplog):
    caplog.set_level(logging.DEBUG)
    path = await asked_where(whole)
    for _ in range(3):  # as messengers do that preview a link
        status, headers, content = await whole.get(path)
        assert status == 200
        assert headers["referrer-policy"] == "no-referrer"
        assert "geolocation=(self)" in headers["permissions-policy"]
        assert "Gửi vị trí của tôi" in content.decode()
    assert whole.world.one("SELECT count(*) FROM check_ins") == 0
    await whole.post(path, THERE)
    await until(lambda: whole.world.one("SELECT count(*) FROM check_ins") == 1)
    assert whole.world.one("SELECT weak FROM check_ins") == 1
    await until(lambda: "Đã điểm danh" in whole.server.texts(MAY)[-1])
    assert "trực tiếp" not in whole.server.texts(MAY)[-1], "a page can send no live location"
    assert (await whole.get(path))[0] == 404
    await whole.post(path, THERE, status=404)
    assert whole.world.one("SELECT count(*) FROM check_ins") == 1
    assert path.rpartition("/")[2] not in caplog.text


async def test_words_in_the_place_of_a_location_are_answered_with_how_it_is_sent_there(whole):
    first = await asked_where(whole)
    said = await whole.says("zzqx vvk")
    assert "mở trang bên dưới" in said
    second = link_in(said, "l")
    assert second != first
    assert (await whole.get(second))[0] == 200


async def test_too_far_away_asks_again_with_another_link(whole):
    first = await asked_where(whole)
    before = len(whole.server.texts(MAY))
    await whole.post(first, FAR)
    await until(lambda: len(whole.server.texts(MAY)) > before)
    second = link_in(whole.server.texts(MAY)[-1], "l")
    assert second != first
    await whole.post(first, THERE, status=404)
    await whole.post(second, THERE)
    await until(lambda: whole.world.one("SELECT count(*) FROM check_ins") == 1)


async def test_a_link_that_was_used_opens_nothing_though_its_question_is_still_open(whole):
    path = await asked_where(whole)
    with whole.world.change() as tx:
        assert outbox.remember_update(tx, links.use_key(path.rpartition("/")[2]))
    assert (await whole.get(path))[0] == 404
    await whole.post(path, THERE, status=404)


async def test_many_posts_at_once_are_one(whole):
    path = await asked_where(whole)

    async def post():
        async with whole.client.post(whole.base + path, json=THERE) as answer:
            return answer.status

    assert set(await asyncio.gather(*(post() for _ in range(20)))) <= {200, 404}
    await until(lambda: whole.world.one("SELECT count(*) FROM check_ins") == 1)
    await until(lambda: "Đã điểm danh" in whole.server.texts(MAY)[-1])
    await asyncio.sleep(0.1)
    assert len([text for text in whole.server.texts(MAY) if "Đã điểm danh" in text]) == 1


@pytest.mark.parametrize("left", ["huy", "/lich", "/dangky"])
async def test_a_link_answers_only_the_question_that_it_was_made_for(whole, left):
    path = await asked_where(whole)
    await whole.says(left)
    assert (await whole.get(path))[0] == 404
    await whole.post(path, THERE, status=404)


WRONG = [
    None,
    [],
    7,
    "x",
    {},
    {"latitude": 1},
    {"latitude": "x", "longitude": 1},
    {"latitude": 91, "longitude": 0},
    {"latitude": True, "longitude": None},
    {"latitude": 1e400, "longitude": 0},
    {"latitude": 1, "longitude": 1, "accuracy": -1},
]


async def test_what_is_no_place_is_refused_and_uses_nothing_up(whole):
    path = await asked_where(whole)
    for wrong in WRONG:
        async with whole.client.post(whole.base + path, json=wrong) as answer:
            assert answer.status == 400, wrong
    async with whole.client.post(whole.base + path, data=b"x" * 2000) as answer:
        assert answer.status == 413
    await whole.post(path, THERE)


# A file --------------------------------------------------------------------------------------------------------------


async def test_a_calendar_entry_comes_as_a_link_and_is_fetched_as_often_as_wanted(whole):
    await whole.says("dang ky trong cay")
    await whole.says("1")
    path = link_in(await whole.says("có"), "f")
    assert path.endswith(".ics")
    status, headers, content = await whole.get(path)
    assert (status, headers["content-type"].partition(";")[0]) == (200, "text/calendar")
    assert content.startswith(b"BEGIN:VCALENDAR")
    whole.world.now += timedelta(hours=20)
    for _ in range(3):
        status, headers, nothing = await whole.get(path, "HEAD")
        assert (status, nothing) == (200, b"")
        assert int(headers["content-length"]) == len(content)
        assert (await whole.get(path))[2] == content
    whole.world.now += timedelta(hours=5)
    assert (await whole.get(path))[0] == 404


async def test_who_voids_the_links_that_were_sent_to_them_voids_those_alone(whole):
    attached = QrCode(link="https://x")
    own = f"/f/{whole.key('file', whole.message(Reply(text='x', attachment=attached)))}/qr.png"
    other = whole.key("file", whole.message(Reply(text="x", attachment=attached), chat="telegram"), chat="telegram")
    location = await asked_where(whole)
    campaign = f"/c/{whole.key('campaign', whole.campaign)}"
    assert [(await whole.get(path))[0] for path in (own, location, campaign)] == [200, 200, 200]
    await whole.says("/ketnoi thuhoi")
    assert "Đã thu hồi" in await whole.says("1")
    assert [(await whole.get(path))[0] for path in (own, location, campaign)] == [404, 404, 200]
    assert (await whole.get(f"/f/{other}/qr.png"))[0] == 200, "another person's stay"
    again = whole.key("file", whole.message(Reply(text="x", attachment=attached)))
    assert (await whole.get(f"/f/{again}/qr.png"))[0] == 200


KINDS = {
    "qr": (QrCode(link="https://zalo.me/x"), "qr.png", "image/png", b"\x89PNG"),
    "text": (
        TextFile(name="ghi-chú.txt", media_type="text/plain", content="xin chào"),
        "ghi-chú.txt",
        "text/plain",
        b"xin",
    ),
    "photo": (StoredPhoto(sha256="", media_type="image/png"), "anh.png", "image/png", b"\x89PNG"),
    "sheet": (Sheet(kind="targets", name="bang.xlsx", asker_id=0), "bang.xlsx", SPREADSHEET_TYPE, b"PK"),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_each_kind_of_file_has_its_type_and_length(whole, kind):
    attached, name, media_type, begins = KINDS[kind]
    if kind == "photo":
        sha256 = FileStore(whole.app.settings.files).save(png())
        attached = attached.model_copy(update={"sha256": sha256})
    if kind == "sheet":
        attached = attached.model_copy(
            update={
                "kind": "participation",
                "asker_id": whole.world.asker("hoa").member_id,
                "facts": {"unit_id": whole.world.asker("hoa").unit_id, "first": "2026-01-01", "last": "2026-12-31"},
            }
        )
    path = f"/f/{whole.key('file', whole.message(Reply(text='x', attachment=attached)))}/{name}"
    status, headers, content = await whole.get(path)
    assert status == 200, content
    assert headers["content-type"].partition(";")[0] == media_type
    assert content.startswith(begins)
    assert headers["x-content-type-options"] == "nosniff"
    status, headers, nothing = await whole.get(path, "HEAD")
    assert (status, nothing, int(headers["content-length"])) == (200, b"", len(content))
    assert (await whole.get(path + "x"))[0] == 404


async def test_another_persons_message_is_not_opened(whole):
    theirs = whole.message(Reply(text="x", attachment=QrCode(link="https://x")), chat="telegram")
    assert (await whole.get(f"/f/{whole.key('file', theirs)}/qr.png"))[0] == 404
    own = whole.message(Reply(text="x", attachment=QrCode(link="https://x")))
    assert (await whole.get(f"/f/{whole.key('file', own)}/qr.png"))[0] == 200
    assert (await whole.get(f"/f/{whole.key('file', 10**9)}/qr.png"))[0] == 404
    assert (await whole.get(f"/f/{whole.key('location', own)}/qr.png"))[0] == 404


# A campaign ----------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a page shows, and what it would load."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.meta: dict[str, str] = {}
        self.texts: list[str] = []
        self.language = ""
        self.feed(content.decode())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "html":
            self.language = given["lang"]
        if tag in {"img", "script"}:
            self.loads.append(given["src"])
        if tag == "link":
            self.loads.append(given["href"])
        if tag == "a":
            self.links.append(given["href"])
        if tag == "meta" and "property" in given:
            self.meta[given["property"]] = given["content"]

    def handle_data(self, data):
        self.texts.append(data)


async def test_a_campaigns_page_says_what_when_where_and_how_to_sign_up(whole):
    path = f"/c/{whole.key('campaign', whole.campaign)}"
    status, _headers, content = await whole.get(path)
    assert status == 200
    page, text = Page(content), content.decode()
    assert page.language == "vi"
    title = whole.world.shift("trees").title
    assert title in text
    assert "chỗ" in text
    assert page.meta["og:title"] == title
    assert page.meta["og:url"] == whole.base + path
    assert page.meta["og:description"]
    assert "https://zalo.me/bot.ViDu" in page.links
    assert f"start s{whole.campaign}" in text
    english = Page((await whole.get(path, **{"Accept-Language": "en-GB,en;q=0.9"}))[2])
    assert (english.language, "Sign up on Zalo" in english.texts) == ("en", True)
    assert Page((await whole.get(f"{path}?lang=en"))[2]).language == "en"
    contacts = whole.world.rows("SELECT contact_name, contact_phone FROM campaigns WHERE contact_name <> ''")
    for row in contacts:
        assert row["contact_phone"] not in text
        assert row["contact_name"] not in text


async def test_its_picture_is_there_and_named_for_previews(whole):
    sha256 = FileStore(whole.app.settings.files).save(png(width=40))
    asker = whole.world.asker("hoa")
    with whole.world.change() as tx:
        covers.set_cover(
            tx,
            asker,
            whole.campaign,
            CoverPhoto(media_type="image/png", size=9, sha256=sha256, channel="web", vendor_id=None),
        )
    path = f"/c/{whole.key('campaign', whole.campaign)}"
    page = Page((await whole.get(path))[2])
    assert f"{path}/anh" in page.loads
    assert page.meta["og:image"] == f"{whole.base}{path}/anh"
    status, headers, content = await whole.get(f"{path}/anh")
    assert (status, headers["content-type"], content) == (200, "image/png", png(width=40))


async def test_what_people_wrote_is_shown_as_they_wrote_it(whole):
    evil = "<script>alert(1)</script>\" onload='x' & </title>"
    with whole.world.change() as tx:
        tx.connection.execute("UPDATE campaigns SET title = ?, about = ?, place = ?, bring = ?", (evil,) * 4)
    _status, _headers, content = await whole.get(f"/c/{whole.key('campaign', whole.campaign)}")
    assert b"<script" not in content
    page = Page(content)
    assert page.meta["og:title"] == evil
    assert evil in page.texts


@pytest.mark.parametrize("state", ["closed", "cancelled"])
async def test_of_a_campaign_that_is_over_it_is_said_and_no_button_leads_there(whole, state):
    key = whole.key("campaign", whole.campaign)
    with whole.world.change() as tx:
        tx.connection.execute("UPDATE campaigns SET state = ?", (state,))
    page = Page((await whole.get(f"/c/{key}"))[2])
    assert "Chiến dịch này không nhận thêm ai nữa." in page.texts
    assert not any("zalo.me" in link for link in page.links)


async def test_who_shares_a_campaign_gets_its_page_and_that_as_a_qr_picture(whole):
    with whole.world.change() as tx:
        tx.connection.execute("UPDATE chats SET channel = 'zalo_bot', address = 'hoa-id' WHERE address = 'hoa'")
    whole.server.writes("hoa-id", f"/quanlychiendich {whole.campaign} chiase")
    await until(lambda: whole.server.texts("hoa-id"))
    [sent] = [sent for sent in whole.server.sent if sent.chat_id == "hoa-id"]
    assert (await whole.get(link_in(sent.text, "c")))[0] == 200
    for _ in range(3):  # Zalo fetches it later, and again
        status, media_type, content = await whole.server.fetches(sent.photo)
        assert (status, media_type, content[:4]) == (200, "image/png", b"\x89PNG")
        whole.world.now += timedelta(hours=7)


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/png", "image/webp", "image/heic"])
async def test_a_photo_goes_by_its_public_address_and_one_that_few_phones_show_as_a_link(whole, media_type):
    sha256 = FileStore(whole.app.settings.files).save(png())
    with whole.world.change() as tx:
        row = chats.find_or_open(tx, "zalo_bot", MAY, "vi")
        reply = Reply(text="Ảnh ra quân", attachment=StoredPhoto(sha256=sha256, media_type=media_type))
        outbox.queue(tx, row, key=media_type, kind="reply", body=reply.model_dump_json())
    await whole.app.delivery.refill()
    await until(lambda: any("Ảnh ra quân" in text for text in whole.server.texts(MAY)))
    [sent] = [sent for sent in whole.server.sent if "Ảnh ra quân" in sent.text]
    shown = media_type in {"image/jpeg", "image/png"}
    assert bool(sent.photo) is shown
    assert sent.text == "Ảnh ra quân" if shown else link_in(sent.text, "f")


async def test_its_page_shows_the_code_that_zalo_takes_in_the_place_of_a_start_payload(whole):
    with whole.world.change() as tx:
        code = codes.shown(short_codes.of_campaign(tx, whole.campaign))
        tx.connection.execute("UPDATE chats SET channel = 'zalo_bot', address = 'hoa-id' WHERE address = 'hoa'")
    page = Page((await whole.get(f"/c/{whole.key('campaign', whole.campaign)}"))[2])
    assert code in page.texts
    title = whole.world.shift("trees").title
    for said in (f"em muon tham gia {code.lower()}", f"{whole.base}/c/{whole.key('campaign', whole.campaign)}"):
        assert f"“{title}”" in await whole.says(said)
        await whole.says("huy")


async def test_a_voided_campaign_link_opens_nothing(whole):
    key = whole.key("campaign", whole.campaign)
    with whole.world.change() as tx:
        links.void(tx, "campaign", whole.campaign)
    assert (await whole.get(f"/c/{key}"))[0] == 404


# Posters and invitations ---------------------------------------------------------------------------------------------


async def shows(whole, text):
    """What the leader's chat says to this; Minh writes from Zalo too."""
    before = len(whole.server.texts("minh-id"))
    whole.server.writes("minh-id", text)
    await until(lambda: len(whole.server.texts("minh-id")) > before)
    return whole.server.texts("minh-id")[-1]


@pytest.fixture
async def leader(whole):
    with whole.world.change() as tx:
        tx.connection.execute("UPDATE chats SET channel = 'zalo_bot', address = 'minh-id' WHERE address = 'minh'")
    return whole


async def test_a_posters_qr_opens_a_page_with_its_code_for_zalo_until_the_next_generation(leader):
    said = await shows(leader, "/qr 4")
    path = link_in(said, "d")
    assert (await leader.server.fetches(leader.server.sent[-1].photo))[0] == 200
    status, headers, content = await leader.get(path)
    page = Page(content)
    assert (status, headers["referrer-policy"]) == (200, "no-referrer")
    assert "Điểm danh: Chủ nhật xanh" in page.texts
    [code] = [text for text in page.texts if re.fullmatch(r"[2-9A-Z]{3}(-[2-9A-Z]{3}){2}", text)]
    assert code in said
    assert page.links == ["https://zalo.me/bot.ViDu"]
    assert leader.world.one("SELECT count(*) FROM check_ins") == 0, "looking changes nothing"
    assert "Đã điểm danh" in await leader.says(f"em mở {leader.base}{path} không được")
    assert "đã điểm danh" in await leader.says(code.lower().replace("-", " "))
    shift = leader.world.shift("cleanup")
    with leader.world.change() as tx:
        tx.connection.execute("UPDATE shifts SET generation = generation + 1 WHERE id = ?", (shift.id,))
    assert (await leader.get(path))[0] == 404
    assert (await leader.get(path[:-1] + "A"))[0] == 404


@pytest.mark.parametrize("what", ["cancelled", "over"])
async def test_of_a_shift_that_is_over_the_page_says_so_and_leads_nowhere(leader, what):
    path = link_in(await shows(leader, "/qr 4"), "d")
    with leader.world.change() as tx:
        if what == "cancelled":
            tx.connection.execute("UPDATE shifts SET state = 'cancelled'")
    leader.world.now += timedelta(hours=0 if what == "cancelled" else 3)
    status, _headers, content = await leader.get(path)
    assert (status, Page(content).links) == (200, [])
    assert "hết giờ điểm danh" in content.decode()


async def test_an_invitations_page_says_what_it_gives_and_is_gone_once_it_is_taken(leader):
    with leader.world.change() as tx:
        code = grants.invite(tx, Role.LEADER, tx.connection.execute("SELECT max(id) AS n FROM units").fetchone()["n"])
    path = f"/i/{code}"
    for _ in range(3):
        status, _headers, content = await leader.get(path)
        assert status == 200
    page = Page(content)
    assert codes.shown(code) in page.texts
    assert "Mời bạn làm bí thư của Chi đoàn Ấp Phú Tây" in page.texts
    assert (await leader.get(f"/i/{codes.shown(code).lower()}"))[0] == 200, "however it was copied"
    assert "bí thư của Chi đoàn Ấp Phú Tây" in await leader.says(f"{leader.base}{path}")
    await leader.says("huy")
    await leader.says(codes.shown(code))
    await leader.says("1")
    assert (await leader.get(path))[0] == 404
    for wrong in ("/i/x", "/i/" + "2" * 12, "/i/" + "x" * 300, "/d/x", "/d/" + "A" * 37, f"/d/{code}", "/i/cAQAAAA"):
        assert (await leader.get(wrong))[0] == 404, wrong


# All pages -----------------------------------------------------------------------------------------------------------


async def test_pages_are_small_and_load_nothing_from_elsewhere(whole):
    location = await asked_where(whole)
    for path in (location, f"/c/{whole.key('campaign', whole.campaign)}", "/c/nothing", "/l/nothing", "/f/x/y"):
        _status, headers, content = await whole.get(path)
        loads = [one for one in Page(content).loads if not one.endswith("/anh")]
        sizes = [len((await whole.get(one))[2]) for one in loads]
        assert all(one.startswith("/") and not one.startswith("//") for one in loads)
        assert len(content) + sum(sizes) < 50_000
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "set-cookie" not in headers
    for asset in HERE.glob("*.*s"):
        assert not re.search(r"https?://|@import|url\(", asset.read_text(encoding="utf-8"))


async def test_all_that_is_wrong_with_a_link_looks_the_same(whole):
    campaign = whole.key("campaign", whole.campaign)
    whole.world.now += GOOD_FOR["campaign"]
    answers = {
        (await whole.get(path))[::2] for path in (f"/c/{campaign}", f"/c/{campaign[:-1]}A", "/c/x", f"/l/{campaign}")
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 404


async def test_no_key_is_in_a_log_whatever_is_asked(whole, caplog):
    caplog.set_level(logging.DEBUG)
    keys = [whole.key("campaign", whole.campaign), whole.key("file", 1), whole.key("location", 1)]
    for key in keys:
        for path in (f"/c/{key}", f"/c/{key}/anh", f"/f/{key}/x", f"/l/{key}", f"/webhooks/{key}"):
            for method in ("GET", "HEAD", "POST", "PUT"):
                await whole.get(path, method)
    assert [key for key in keys if key in caplog.text] == []
