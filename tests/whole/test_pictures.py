"""Pictures in the web chat: large thumbnails, opened by tap or key, made larger, moved, closed."""

from __future__ import annotations

from contextlib import asynccontextmanager

import matplotlib as mpl
import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from matplotlib import ft2font
from playwright.async_api import Page, async_playwright

from handlers.engine.message import Choice, Reply
from storage.messages import chats, outbox
from tests.support import long_chat
from tests.support.chromium import DESK, FOUND, PHONE, Person, needs_chromium, opened
from tests.support.web import running

pytestmark = needs_chromium

TOUCH = {"is_mobile": True, "has_touch": True}
WHERE = """() => {
    const image = document.querySelector('.viewer img'), box = image.getBoundingClientRect();
    return { x: box.x, y: box.y, width: box.width, height: box.height };
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def web(world, tmp_path):
    async with running(world, tmp_path, drawn=long_chat.DRAWN) as one:
        one.member_of("member", "lan")
        await long_chat.fill(one, "member", rounds=1)
        yield one


@asynccontextmanager
async def looking(web, chromium, size, **options):
    """The member's chat, with all its pictures loaded."""
    async with opened(chromium, f"{web.base}/#member", size, reduced_motion="reduce", **options) as page:
        await page.wait_for_function(
            """() => {
                const images = [...document.querySelectorAll('.log .picture img')];
                for (const one of images) one.loading = 'eager';
                return images.length === 4 && images.every(one => one.naturalWidth);
            }"""
        )
        yield page


def thumbnail(page: Page, which: int = 0):
    """A picture in the chat, as the button that opens it."""
    return Person(page, "member").chat.locator(".picture").nth(which)


async def is_open(page: Page) -> bool:
    return await page.evaluate("document.querySelector('#viewer').open")


async def test_a_picture_opens_by_a_tap_and_closes_with_escape(web, chromium):
    async with looking(web, chromium, PHONE, **TOUCH) as page:
        await thumbnail(page).tap()
        assert await is_open(page)
        where = await page.evaluate(WHERE)
        assert where["width"] == PHONE["width"], "as large as the screen"
        assert where["x"] == 0
        await page.keyboard.press("Escape")
        assert not await is_open(page)
        assert await thumbnail(page).evaluate("one => one === document.activeElement"), "the focus is back"


async def test_by_keyboard_alone(web, chromium):
    async with looking(web, chromium, DESK) as page:
        await thumbnail(page).focus()
        await page.keyboard.press("Enter")
        for _press in range(3):
            await page.keyboard.press("+")
        large = await page.evaluate(WHERE)
        assert large["width"] == pytest.approx(DESK["width"] * 1.5**3)
        await page.keyboard.press("ArrowRight")
        moved = await page.evaluate(WHERE)
        assert moved["x"] < large["x"], "more of its right is seen"
        await page.keyboard.press("-")
        assert (await page.evaluate(WHERE))["width"] < large["width"]
        await page.keyboard.press("0")
        assert (await page.evaluate(WHERE))["width"] == DESK["width"]
        for _press in range(12):
            await page.keyboard.press("Tab")
            assert await page.evaluate("!document.activeElement.closest('.app')"), "the chat behind it is out of reach"
        await page.get_by_role("button", name="Đóng").click()
        assert not await is_open(page)
        assert await thumbnail(page).evaluate("one => one === document.activeElement")


async def test_the_wheel_makes_larger_what_is_under_it(web, chromium):
    async with looking(web, chromium, DESK) as page:
        await thumbnail(page).click()
        point = {"x": 900, "y": 300}
        await page.mouse.move(**point)
        before = await page.evaluate(WHERE)
        await page.mouse.wheel(0, -800)
        await page.wait_for_function(f"() => ({WHERE})().width > 3000")
        after = await page.evaluate(WHERE)
        for at, side in (("x", "width"), ("y", "height")):
            share = (point[at] - before[at]) / before[side]
            assert (point[at] - after[at]) / after[side] == pytest.approx(share, abs=0.01), "the same spot of it"
        await page.mouse.down()
        await page.mouse.move(point["x"] - 100, point["y"] - 50, steps=4)
        await page.mouse.up()
        dragged = await page.evaluate(WHERE)
        assert [dragged["x"] - after["x"], dragged["y"] - after["y"]] == pytest.approx([-100, -50], abs=1)
        await page.mouse.wheel(0, 4000)
        await page.wait_for_function(f"() => ({WHERE})().width === innerWidth")


async def test_two_fingers_make_it_larger_and_one_tap_too(web, chromium):
    async with looking(web, chromium, PHONE, **TOUCH) as page:
        await thumbnail(page).tap()
        fingers = await page.context.new_cdp_session(page)

        async def touch(kind: str, *points: tuple[int, int]) -> None:
            at = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
            await fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

        await touch("touchStart", (150, 370))
        await touch("touchStart", (150, 370), (210, 370))
        for apart in (40, 50, 60, 70, 80, 90):
            await touch("touchMove", (180 - apart, 370), (180 + apart, 370))
        await touch("touchEnd")
        pinched = await page.evaluate(WHERE)
        assert pinched["width"] == pytest.approx(PHONE["width"] * 3, rel=0.1)
        middle = (180 - pinched["x"]) / pinched["width"]
        assert middle == pytest.approx(0.5, abs=0.03), "what was between the fingers still is"
        await page.touchscreen.tap(180, 370)
        assert (await page.evaluate(WHERE))["width"] == PHONE["width"], "a tap: as it was"
        await page.touchscreen.tap(180, 370)
        assert (await page.evaluate(WHERE))["width"] == pytest.approx(PHONE["width"] * 2.5)
        await page.touchscreen.tap(180, 370)
        await page.touchscreen.tap(180, 30)
        assert not await is_open(page), "a tap beside the picture closes it"


async def test_thumbnails_are_large_and_within_the_chat(web, chromium):
    async with looking(web, chromium, PHONE) as page:
        room = await Person(page, "member").chat.locator(".log").bounding_box()
        for which in range(4):
            box = await thumbnail(page, which).bounding_box()
            assert box["x"] >= room["x"]
            assert box["x"] + box["width"] <= room["x"] + room["width"]
        photo, alone, chart, qr = [await thumbnail(page, which).bounding_box() for which in range(4)]
        assert photo["width"] == alone["width"] >= 0.75 * PHONE["width"]
        assert chart["width"] >= long_chat.NARROW, "what its letters are measured for"
        assert qr["width"] >= 200, "wide enough to be scanned from the screen"
    async with looking(web, chromium, DESK) as page:
        assert (await thumbnail(page).bounding_box())["width"] >= 340


async def test_charts_and_codes_open_too_and_axe_has_nothing_to_say(web, chromium):
    async with looking(web, chromium, PHONE) as page:
        for which, alt in ((2, "Đoàn xã Đại Tâm, 2026"), (3, "Mã QR của liên kết")):
            await thumbnail(page, which).click()
            assert (await page.locator("#viewer img").get_attribute("alt")).startswith(alt)
            found = await Axe().run(page, options={"resultTypes": ["violations"]})
            assert found.violations_count == 0, found.generate_report()
            await page.keyboard.press("Escape")


async def test_a_picture_that_is_gone_is_named(web, chromium):
    for path in web.files.folder.rglob("*"):
        path.is_file() and path.unlink()
    async with opened(chromium, f"{web.base}/#member", PHONE) as page:
        gone = Person(page, "member").chat.locator(".no-picture").first
        await gone.wait_for(state="attached")
        assert await gone.inner_text() == "Ảnh"


async def test_each_message_is_a_bubble_of_its_own(web, chromium):
    async with looking(web, chromium, PHONE) as page:
        shown = await web.get("/chat/member")
        member = Person(page, "member")
        assert await member.chat.locator(".message.bot").count() == len(shown["messages"])
        per_message = await member.chat.locator(".message.bot").evaluate_all(
            "all => all.map(one => [one.querySelectorAll('.bubble').length, one.querySelectorAll('img').length])"
        )
        pictures = [
            one["attachment"] is not None and one["attachment"]["type"] in {"photo", "chart", "qr"}
            for one in shown["messages"]
        ]
        assert per_message == [[1, int(has)] for has in pictures]


# Signs that a machine has no letters for -----------------------------------------------------------------------------


@pytest_asyncio.fixture(loop_scope="session")
async def poor(tmp_path):
    """A Chromium on a machine whose only letters are DejaVu's: no emoji, nothing Chinese."""
    folder = f"{mpl.get_data_path()}/fonts/ttf"
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><dir>{folder}</dir><cachedir>{tmp_path / 'fonts'}</cachedir></fontconfig>")
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(
            executable_path=FOUND, args=["--no-sandbox", "--disable-gpu"], env={"FONTCONFIG_FILE": str(config)}
        )
        yield running
        await running.close()


SIGNS = (*"✓☐▼→ỡ©😅🙏🔢🌸📋⏳＋：２①⛶✅漢", "👩🏽‍🌾", "🇻🇳", "❤️")
SHOWS_OTHERWISE = {"＋": "+ ", "：": ": ", "２": "2 "}
LETTERS = "漢"  # a letter is never left out: it may be a person's name


def has_letters_for(sign: str) -> bool:
    """Whether DejaVu has a letter for each part of a sign."""
    known = ft2font.FT2Font(f"{mpl.get_data_path()}/fonts/ttf/DejaVuSans.ttf").get_charmap()
    return all(ord(part) in known for part in sign if part not in "\ufe0f\u200d")


async def test_nobody_reads_boxes(web, poor):
    """What a machine has no letter for is written otherwise or left out; what is pressed and sent stays the same."""
    said = {}
    for sign in SIGNS:
        shows = has_letters_for(sign) or sign in LETTERS
        said[f"Vui {sign} quá"] = f"Vui {sign} quá" if shows else f"Vui {SHOWS_OTHERWISE.get(sign, '')}quá"
    said["🙏🌸"] = "🙏🌸"  # somebody's whole message: a box says at least that there was one
    assert 8 < sum(text != shown for text, shown in said.items()) < 18, "of either kind"
    row = web.world.rows("SELECT id FROM chats WHERE address = 'member'")[0]

    def tell(tx):
        chat = chats.by_id(tx, row["id"])
        replies = [Reply(text=text, choices=(Choice(id="/dangky", label=text),)) for text in said]
        return [
            outbox.queue(tx, chat, key=f"signs:{n}", kind="reply", body=one.model_dump_json(), cause="tick")
            for n, one in enumerate(replies)
        ]

    await web.inbox.post(tell)
    async with opened(poor, f"{web.base}/#member", DESK) as page:
        newest = Person(page, "member").chat.locator(".message.bot")
        await newest.nth(len(said)).wait_for()
        texts = (await newest.locator(".text").all_inner_texts())[-len(said) :]
        labels = (await newest.locator(".choices").all_inner_texts())[-len(said) :]
        assert [text.strip() for text in texts] == list(said.values())
        assert [text.strip() for text in labels] == list(said.values())
        async with page.expect_request(lambda request: request.method == "POST") as posting:
            await newest.locator(".choices button").last.click()
        assert "dangky" in (await posting.value).post_data
