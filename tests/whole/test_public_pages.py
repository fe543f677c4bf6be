"""The public pages in a real browser, on a phone: what axe finds, how wide they are, the button that sends a place."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio

from bot.files import FileStore
from bot.http.pages.campaign import CampaignPage
from bot.http.pages.entries import Entry
from bot.http.pages.location import LocationPage
from bot.http.pages.looking import Looking
from bot.http.pages.rendering import assets
from handlers.engine.state import Asked, Running, State
from storage.database import open_database
from storage.links import links
from storage.links.links import Link
from storage.messages import chats
from tests.bot_api.channel import Taker
from tests.support.chromium import PHONE, needs_chromium
from tests.support.door import served
from tests.whole.test_access import serious

pytestmark = needs_chromium
QUESTION = 4
ENTRIES = (Entry("Telegram", "https://t.me/x?start=s1"), Entry("Zalo", "https://zalo.me/x", "25P-48K-39M"))


@pytest_asyncio.fixture(loop_scope="session")
async def door(world, tmp_path):
    """A door with the two pages; gives its address, what was sent, and the paths of the pages."""
    take = Taker()
    with world.change() as tx:
        links.get_ready(tx)
        chat = chats.find_or_open(tx, "zalo_bot", "may", "vi")
        state = State(running=Running(name="check_in", asked=Asked(id=QUESTION, step="place")))
        chats.save(tx, chat.id, state.model_dump_json())
        location = f"/l/{links.token(tx, Link('location', QUESTION, chat.id))}"
        campaign_id = tx.connection.execute("SELECT min(id) AS n FROM campaigns").fetchone()["n"]
        campaign = f"/c/{links.token(tx, Link('campaign', campaign_id))}"
    reader = await open_database(world.path, read_only=True)
    looking = Looking(reader, lambda: world.now)
    pages = [
        *assets(),
        *LocationPage(looking, take).routes(),
        *CampaignPage(
            looking, FileStore(tmp_path / "files"), "http://127.0.0.1", lambda _payload, _code: ENTRIES
        ).routes(),
    ]
    async with served(pages) as port:
        yield f"http://127.0.0.1:{port}", take, location, campaign
    await reader.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious_and_nothing_is_wider_than_a_phone(door, chromium, scheme):
    base, _take, location, campaign = door
    for size in (PHONE, {"width": 320, "height": 500}):
        context = await chromium.new_context(viewport=size, color_scheme=scheme)
        page = await context.new_page()
        for path in (location, campaign, f"{campaign}?lang=en", "/l/gone"):
            await page.goto(base + path)
            assert await serious(page) == [], path
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert await page.locator("h1").count() == 1
        await context.close()


@pytest.mark.parametrize("allowed", [True, False])
async def test_the_button_sends_where_the_phone_is_once_it_is_allowed_to(door, chromium, allowed):
    base, take, location, _campaign = door
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
