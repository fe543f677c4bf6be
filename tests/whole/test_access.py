"""The web chat for everybody: what axe finds, by keyboard, by touch, at 200 %, in words read aloud."""

from __future__ import annotations

import asyncio
import json

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe

from storage.messages import chats, outbox
from tests.support import long_chat
from tests.support import world as worlds
from tests.support.chromium import DESK, PHONE, Person, needs_chromium, opened
from tests.support.web import running

pytestmark = needs_chromium

MOST_TABS = 10
SMALLEST = 44  # CSS pixels, a side: what a thumb hits
SIZES = [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")]
TWICE_AS_LARGE = [  # a window at 200 % has half as many CSS pixels, either way
    pytest.param({"width": 640, "height": 400}, id="desk"),
    pytest.param({"width": 960, "height": 500}, id="wide desk"),
    pytest.param({"width": 195, "height": 422}, id="phone"),
    pytest.param({"width": 180, "height": 370}, id="small phone"),
]


@pytest_asyncio.fixture(loop_scope="session")
async def web(world, tmp_path):
    """A web chat with five persons, of whom one has a long conversation."""
    async with running(world, tmp_path, drawn=long_chat.DRAWN) as one:
        one.member_of("member", "lan")
        one.member_of("leader", "minh")
        one.member_of("organiser", "hoa")
        await long_chat.fill(one, "member", rounds=4)
        yield one


async def serious(page) -> list[str]:
    """What axe calls serious or critical, as rule and element."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(Axe().axe_script)
    found = await page.evaluate("axe.run({ resultTypes: ['violations'] })")
    return [
        f"{rule['id']}: {node['html'][:150]}"
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious(web, chromium, size, scheme):
    address = f"{web.base}/#member"
    async with opened(chromium, address, size, color_scheme=scheme, reduced_motion="reduce") as page:
        member = Person(page, "member")
        await member.chat.locator(".choices button").first.wait_for()
        assert await serious(page) == [], "offers, pictures, charts, files"
        await member.write("/dangky")
        await member.chat.locator(".choices:not(.past) button").first.wait_for()
        assert await serious(page) == [], "a question"
        await page.get_by_role("button", name="Gửi vị trí").first.click()
        await page.get_by_role("dialog").wait_for()
        assert await serious(page) == [], "the dialog of places"
        await page.keyboard.press("Escape")
        await page.locator("#add").click()
        assert await serious(page) == [], "the dialog of names"
        await page.keyboard.press("Escape")
        await page.locator('#people [data-person="newcomer"]').click()
        assert await serious(page) == [], "an empty chat"


@pytest.mark.parametrize("size", TWICE_AS_LARGE)
async def test_axe_finds_nothing_serious_at_200_percent(web, chromium, size):
    async with opened(chromium, f"{web.base}/#member", size, reduced_motion="reduce") as page:
        await Person(page, "member").chat.locator(".choices button").first.wait_for()
        assert await serious(page) == []


# By keyboard --------------------------------------------------------------------------------------------------------


async def tabs_to_the_text_box(page) -> int:
    """How often Tab is pressed from where the focus is to the first text box."""
    for pressed in range(1, 60):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.matches('textarea')"):
            return pressed
    raise AssertionError("no text box in 60 Tabs")


@pytest.mark.parametrize("size", SIZES)
async def test_the_text_box_is_few_tabs_away_however_long_the_chat(web, chromium, size):
    await long_chat.fill(web, "leader", rounds=40)
    for n in range(6):
        await web.post(f"them-{n}", text="hi")
    async with opened(chromium, f"{web.base}/#leader", size) as page:
        leader = Person(page, "leader")
        await leader.chat.locator(".choices button").nth(100).wait_for()
        assert await tabs_to_the_text_box(page) <= MOST_TABS
    await web.post("leader", text="/trogiup")  # commands to press, in its text
    async with opened(chromium, f"{web.base}/#leader", size) as page:
        await leader_has(page, ".text .command")
        assert await tabs_to_the_text_box(page) <= MOST_TABS
    await web.post("leader", text="/taochiendich")  # a question with many choices
    async with opened(chromium, f"{web.base}/#leader", size) as page:
        await leader_has(page, ".choices button")
        assert await tabs_to_the_text_box(page) <= MOST_TABS


async def leader_has(page, what: str) -> None:
    await Person(page, "leader").chat.locator(what).last.wait_for()


async def test_a_skip_link_leads_to_the_text_box(web, chromium):
    async with opened(chromium, f"{web.base}/#member", PHONE) as page:
        await Person(page, "member").chat.locator(".choices button").first.wait_for()
        await page.keyboard.press("Tab")
        link = page.locator(":focus")
        assert await link.inner_text() == "Đến ô soạn tin"
        box = await link.bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["height"] >= SMALLEST
        await page.keyboard.press("Enter")
        assert await page.evaluate("document.activeElement.matches('[data-person=member] textarea')")
        assert page.url.endswith("#member"), "the address still says who chats"


async def test_arrows_go_from_button_to_button_also_to_old_ones(web, chromium):
    async with opened(chromium, f"{web.base}/#member", DESK) as page:
        member = Person(page, "member")
        await member.chat.locator(".choices button").first.wait_for()
        controls = member.chat.locator(".log :is(button, a[href])")
        count = await controls.count()
        await member.chat.locator('.log [tabindex="0"]').focus()
        newest = member.chat.locator(".message").last.locator("button").first
        assert await newest.evaluate("one => one === document.activeElement"), "the newest message's first"
        for _step in range(count):
            await page.keyboard.press("ArrowUp")
        assert await controls.first.evaluate("one => one === document.activeElement"), "up to the very first"
        await page.keyboard.press("End")
        assert await controls.last.evaluate("one => one === document.activeElement")
        await page.keyboard.press("Home")
        await page.keyboard.press("ArrowDown")
        assert await controls.nth(1).evaluate("one => one === document.activeElement")
        assert await member.chat.locator('.log [tabindex="0"]').count() == 1, "one stop for Tab"
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.matches('.composer *')")
        await page.keyboard.press("Shift+Tab")
        assert await controls.nth(1).evaluate("one => one === document.activeElement"), "back to where one was"


async def test_people_are_one_stop_and_arrows_go_along_them(web, chromium):
    async with opened(chromium, f"{web.base}/#member", DESK) as page:
        await Person(page, "member").chat.locator(".choices button").first.wait_for()
        people = page.locator(".people button")
        assert await page.locator('.people button[tabindex="0"]').count() == 1
        await page.locator('.people button[tabindex="0"]').focus()
        await page.keyboard.press("Home")
        await page.keyboard.press("ArrowRight")
        await page.keyboard.press("ArrowDown")
        assert await people.nth(2).evaluate("one => one === document.activeElement")
        await page.keyboard.press("End")
        assert await page.evaluate("document.activeElement.id") == "add"


async def test_the_focus_stays_where_it_was_when_its_buttons_are_drawn_anew(web, chromium):
    """A roster whose ticks change its one message, say."""
    row = web.world.rows("SELECT id FROM chats WHERE address = 'member'")[0]
    newest = web.world.one("SELECT max(id) FROM outbox WHERE chat_id = ?", row["id"])
    choices = [{"id": f"/d{n}", "label": f"☐ Bạn {n}"} for n in "abc"]

    def edit(changed):
        def change(tx):
            body = json.dumps({"row": newest, "text": f"Danh sách {len(changed)}", "choices": changed})
            chat = chats.by_id(tx, row["id"])
            return [outbox.queue(tx, chat, key=f"e{len(changed)}", kind="edit", body=body, cause="tick")]

        return change

    async with opened(chromium, f"{web.base}/#member", DESK) as page:
        member = Person(page, "member")
        await member.chat.locator(".choices button").first.wait_for()
        await web.inbox.post(edit(choices))
        await member.chat.get_by_role("button", name="Bạn b").focus()
        await web.inbox.post(edit([*choices[:1], {"id": "/db", "label": "✓ Bạn b"}, *choices[2:], choices[0]]))
        await member.chat.get_by_text("Danh sách 4").wait_for()
        assert await page.evaluate("document.activeElement.textContent") == "✓ Bạn b"
        await web.inbox.post(edit([]))
        await member.chat.get_by_text("Danh sách 0").wait_for()
        inside = await page.evaluate("document.activeElement.closest('section')?.dataset.person")
        assert inside == "member", "not on nothing at all"


# By touch, and in large -------------------------------------------------------------------------------------------

TOO_SMALL = """least => [...document.querySelectorAll('button, select, textarea, input, summary, a[href]')]
    .filter(one => !one.closest('.unseen, .text, dialog:not([open])') && !one.matches('.unseen, .skip'))
    .map(one => one.type === 'checkbox' ? one.closest('label') : one)
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.width && (box.width < least - 0.1 || box.height < least - 0.1))
    .map(([one, box]) => `${one.className || one.id || one.tagName} ${box.width} x ${box.height}`)"""


@pytest.mark.parametrize("size", [*SIZES, TWICE_AS_LARGE[0], TWICE_AS_LARGE[3]])
async def test_whatever_is_pressed_is_large_enough_for_a_thumb(web, chromium, size):
    async with opened(chromium, f"{web.base}/#member", size) as page:
        member = Person(page, "member")
        await member.chat.locator(".choices button").first.wait_for()
        await member.chat.locator(".scroller").evaluate("one => (one.scrollTop = 0)")
        await member.chat.locator(".to-end").wait_for()
        assert await page.evaluate(TOO_SMALL, SMALLEST) == [], "offers, old and new, pictures, files"
        await member.write("/dangky")
        await member.chat.locator(".choices:not(.past) .nav button").first.wait_for()
        assert await page.evaluate(TOO_SMALL, SMALLEST) == [], "a question's choices, back and cancel"
        await page.get_by_role("button", name="Gửi vị trí").first.click()
        assert await page.evaluate(TOO_SMALL, SMALLEST) == [], "places"
        await page.keyboard.press("Escape")
        await page.locator("#add").click()
        assert await page.evaluate(TOO_SMALL, SMALLEST) == [], "a name"


@pytest.mark.parametrize("size", TWICE_AS_LARGE)
async def test_at_200_percent_half_of_the_screen_is_the_conversation(web, chromium, size):
    async with opened(chromium, f"{web.base}/#member", size) as page:
        member = Person(page, "member")
        await member.chat.locator(".choices button").first.wait_for()
        box = await member.chat.locator(".scroller").bounding_box()
        assert box["height"] >= size["height"] / 2
        assert await page.locator("#sample").is_visible(), "that it is sample data is said all the same"
        text = await member.chat.locator("textarea").bounding_box()
        assert text["width"] >= 90, "room to write in"
        wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide
        await member.write("xin chào")
        await member.hears("")


# In words read aloud ------------------------------------------------------------------------------------------------


async def test_what_sends_a_message_is_called_like_nothing_else(web, chromium):
    async with opened(chromium, f"{web.base}/#member", PHONE) as page:
        member = Person(page, "member")
        await member.chat.locator(".choices button").first.wait_for()
        assert await page.get_by_role("button", name="Gửi", exact=True).count() == 0
        assert await page.get_by_role("button", name="Gửi tin nhắn", exact=True).count() == 1
        names = await member.chat.locator(".composer button").evaluate_all("all => all.map(one => one.ariaLabel)")
        assert len(names) == len(set(names)) == 4


@pytest.mark.parametrize("last", ["whichever", "the answer"])
async def test_a_roster_is_ticked_by_enter_alone(web, chromium, last):
    """After each tick the focus is on the first who is still missing, also before the press itself is answered."""
    names = ["lan", "an", "binh"]
    for name in names:
        worlds.act(web.world, f"sign up {name} trees")
    async with opened(chromium, f"{web.base}/#leader", DESK) as page:
        leader = Person(page, "leader")
        await leader.write("/danhsach 1")
        missing = leader.chat.locator(".choices:not(.past) button", has_text="☐")
        await missing.first.wait_for()
        await missing.first.focus()
        answered = [asyncio.Event() for _tick in range(3)]
        held = iter(answered)

        async def hold(route):
            """Answer the press only once the page has shown its tick, which it hears by the other way too."""
            response = await route.fetch()
            await next(held).wait()
            await route.fulfill(response=response)
            if all(tick.is_set() for tick in answered):
                through.set()

        through = asyncio.Event()
        if last == "the answer":
            await page.route(lambda url: url.endswith("/chat/leader"), hold)
        for tick, left in enumerate((2, 1, 0)):
            assert "☐ " in await page.evaluate("document.activeElement.closest('button')?.textContent ?? ''")
            await page.keyboard.press("Enter")
            await leader.chat.get_by_text(f"chưa đến: {left}").wait_for()
            assert await page.evaluate("document.activeElement.closest('.choices') !== null")
            answered[tick].set()
        if last == "the answer":
            await through.wait()
