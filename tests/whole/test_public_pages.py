"""The public pages in a real browser, on a phone: what axe finds, how wide they are, the button that sends a place."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from starlette.routing import Route

from bot.channels.zalo_oa.consent import PATH, Consent
from bot.channels.zalo_oa.oauth import OAuth
from bot.channels.zalo_oa.tokens import TokenStore
from bot.files import FileStore
from bot.http.pages.campaign import CampaignPage
from bot.http.pages.entries import Entry
from bot.http.pages.location import LocationPage
from bot.http.pages.looking import Looking
from bot.http.pages.rendering import assets
from bot.http.pages.ways import WayPages
from handlers.engine.state import Asked, Running, State
from storage.attendance import check_ins
from storage.campaigns import campaigns, covers
from storage.campaigns.records import CoverPhoto
from storage.database import open_database
from storage.database_file import connect
from storage.links import links, short_codes
from storage.links.links import Link
from storage.messages import chats
from storage.organisation import grants
from storage.records import Role
from tests.bot_api.channel import Taker
from tests.support.chromium import PHONE, needs_chromium
from tests.support.door import served
from tests.support.web import png
from tests.whole.test_access import serious
from tests.zalo_api.oa_server import APP_ID, APP_SECRET, ZaloOaApi

pytestmark = needs_chromium
QUESTION = 4
ENTRIES = (Entry("Telegram", "https://t.me/x?start=s1"), Entry("Zalo", "https://zalo.me/x", "25P-48K-39M"))


LONG = "Ngày_hội_thanh_niên_tình_nguyện_mùa_hè_xanh_toàn_tỉnh" * 3  # no blank in it: it must break all the same


@dataclass
class Doors:
    """A door with all pages: its address, what was sent there, the paths of the pages, and Zalo behind it."""

    base: str
    take: Taker
    paths: dict[str, str]
    zalo: ZaloOaApi
    database: Path


@pytest_asyncio.fixture(loop_scope="session")
async def door(world, tmp_path):
    take = Taker()
    shift = world.shift("cleanup")
    files = FileStore(tmp_path / "files")
    cover = CoverPhoto(media_type="image/png", size=9, sha256=files.save(png(width=900)), channel="web", vendor_id=None)
    asker, crowded = world.asker("hoa"), world.campaign_id("trees")
    with world.change() as tx:
        links.get_ready(tx)
        chat = chats.find_or_open(tx, "zalo_bot", "may", "vi")
        state = State(running=Running(name="check_in", asked=Asked(id=QUESTION, step="place")))
        chats.save(tx, chat.id, state.model_dump_json())
        location = f"/l/{links.token(tx, Link('location', QUESTION, chat.id))}"
        covers.set_cover(tx, asker, crowded, cover)
        tx.connection.execute("UPDATE campaigns SET title = title || ?, place = ?, about = ?", (LONG, LONG, LONG * 9))
        for number in range(30):
            begins = world.now + timedelta(days=number + 1)
            about = {"campaign_id": crowded, "host_unit_id": shift.host_unit_id, "capacity": 9}
            campaigns.add_shift(tx, **about, starts_at=begins, ends_at=begins + timedelta(hours=2))
        paths = {
            "location": location,
            "campaign": f"/c/{links.token(tx, Link('campaign', crowded))}",
            "poster": f"/d/{check_ins.poster_payload(shift)}",
            "invitation": f"/i/{grants.invite(tx, Role.LEADER, shift.host_unit_id)}",
            "gone": "/l/gone",
        }
        short_codes.of_poster(tx, shift.id, shift.generation)
    reader = await open_database(world.path, read_only=True)
    looking = Looking(reader, lambda: world.now)
    async with ZaloOaApi() as zalo:
        oauth = OAuth(zalo.url, APP_ID, APP_SECRET)
        consent = Consent(TokenStore(world.path, APP_ID, lambda: world.now, ("", "")), oauth)
        state = (await consent.begin("https://diemdanh.example/zalo-oa/consent")).rpartition("state=")[2]
        zalo.codes["code-1"] = world.one("SELECT verifier FROM zalo_oa_consents")
        paths["consent"] = f"{PATH}?code=code-1&state={state}"
        pages = [
            *assets(),
            *LocationPage(looking, take).routes(),
            *CampaignPage(looking, files, "http://127.0.0.1", lambda _payload, _code: ENTRIES).routes(),
            *WayPages(looking, lambda _payload, _code: ENTRIES).routes(),
            Route(PATH, consent.page, methods=["GET", "POST"]),
        ]
        async with served(pages) as port:
            yield Doors(f"http://127.0.0.1:{port}", take, paths, zalo, world.path)
    await reader.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious_and_nothing_is_wider_than_a_phone(door, chromium, scheme):
    for size in (PHONE, {"width": 320, "height": 500}):
        context = await chromium.new_context(viewport=size, color_scheme=scheme)
        page = await context.new_page()
        for name, path in door.paths.items():
            for language in ("vi", "en"):
                await page.goto(f"{door.base}{path}{'&' if '?' in path else '?'}lang={language}")
                assert await serious(page) == [], name
                assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
                assert await page.locator("h1").count() == 1
                assert await page.locator("main h1").count() == 1, "a screen reader finds it in its landmark"
                spoken = "vi" if name == "location" else language  # a chat's page speaks as the chat does
                assert await page.evaluate("document.documentElement.lang") == spoken
        await context.close()


async def test_a_page_asks_nothing_of_another_site_and_is_small_without_its_picture(door, chromium):
    context = await chromium.new_context(viewport=PHONE)
    page = await context.new_page()
    asked, problems = [], []

    def note(request):
        asked.append(request)

    page.on("requestfinished", note)
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    for name, path in door.paths.items():
        asked.clear()
        await page.goto(door.base + path, wait_until="networkidle")
        assert all(request.url.startswith(door.base) for request in asked), name
        sizes = {request.url: len(await (await request.response()).body()) for request in asked}
        pictures = {url for url in sizes if url.endswith("/anh")}
        assert len(pictures) == (name == "campaign")
        assert sum(size for url, size in sizes.items() if url not in pictures) < 50_000, name
    assert [text for text in problems if "404" not in text] == [], "nothing that the policy of the page forbids"
    await context.close()


async def test_a_screen_reader_hears_what_the_campaigns_page_shows(door, chromium):
    context = await chromium.new_context(viewport=PHONE)
    page = await context.new_page()
    await page.goto(f"{door.base}{door.paths['campaign']}?lang=vi")
    assert await page.get_by_role("heading", level=1).count() == 1
    levels = await page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(one => +one.tagName[1])")
    assert levels[0] == 1
    assert set(levels[1:]) == {2}
    for name in ("Đăng ký qua Telegram", "Đăng ký qua Zalo"):
        assert await page.get_by_role("link", name=name).count() == 1
    assert await page.get_by_role("listitem").count() == 20, "the first twenty shifts"
    assert await page.get_by_text("25P-48K-39M").is_visible()
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.tagName") == "A"
    await context.close()


async def test_who_manages_the_account_connects_it_by_a_press_and_by_nothing_less(door, chromium):
    context = await chromium.new_context(viewport=PHONE, locale="vi-VN")
    page = await context.new_page()
    for _ in range(2):
        await page.goto(door.base + door.paths["consent"])
    assert door.zalo.codes, "looking uses nothing up"
    await page.get_by_role("button", name="Kết nối tài khoản này").click()
    await page.get_by_text("Đã kết nối tài khoản").wait_for()
    with contextlib.closing(connect(door.database, read_only=True)) as connection:
        [kept] = connection.execute("SELECT access_token FROM zalo_oa_tokens").fetchall()
    assert kept["access_token"] == door.zalo.access
    await page.goto(door.base + door.paths["consent"])
    await page.get_by_role("button").click()
    await page.get_by_text("Chưa kết nối được tài khoản").wait_for()
    await context.close()


@pytest.mark.parametrize("allowed", [True, False])
async def test_the_button_sends_where_the_phone_is_once_it_is_allowed_to(door, chromium, allowed):
    base, take, location = door.base, door.take, door.paths["location"]
    context = await chromium.new_context(
        viewport=PHONE,
        geolocation={"latitude": 9.56, "longitude": 105.9, "accuracy": 20},
        permissions=["geolocation"] if allowed else [],
    )
    page = await context.new_page()
    problems = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    await page.goto(base + location)
    await page.keyboard.press("Tab")
    assert take.messages == []
    await page.keyboard.press("Enter")
    status = page.get_by_role("status")
    if allowed:
        await status.get_by_text("Đã gửi").wait_for()
        [message] = take.messages
        assert (message.location.latitude, message.location.live) == (9.56, False)
        assert await page.get_by_role("button").is_disabled()
    else:
        await status.get_by_text("chưa cho biết vị trí").wait_for()
        await asyncio.sleep(0)
        assert take.messages == []
        assert await page.get_by_role("button").is_enabled()
    assert problems == []
    await context.close()
