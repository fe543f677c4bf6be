"""The web chat's page in a real browser: what a tap, a lost connection, a reload or a keyboard does."""

from __future__ import annotations

import json

import openpyxl
import pytest_asyncio

from storage.messages import chats, outbox
from tests.support.chromium import DESK, PHONE, Person, needs_chromium, opened
from tests.support.web import png, running
from tests.support.world import act

pytestmark = needs_chromium


@pytest_asyncio.fixture(loop_scope="session")
async def web(world, tmp_path):
    async with running(world, tmp_path) as one:
        one.member_of("member", "lan")
        one.member_of("leader", "minh")
        one.member_of("plain", "bao")
        yield one


async def test_a_person_writes_and_is_answered(web, chromium):
    async with opened(chromium, f"{web.base}/#newcomer", PHONE) as page:
        assert "Dữ liệu mẫu" in await page.locator("#sample").inner_text()
        assert await page.locator("section.conversation").count() == 1, "a phone shows one chat"
        newcomer = Person(page, "newcomer")
        await page.get_by_role("button", name="Bắt đầu").click()
        await newcomer.chat.locator(".message.bot").first.wait_for()
        await newcomer.write("<b>xin chào</b>")
        assert any("<b>xin chào</b>" in text for text in await newcomer.said()), "text is only ever text"
        wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, "nothing stands out of a phone's width"


async def test_who_opens_the_page_next_finds_nothing_of_who_did_before(web, chromium):
    """The browser that tests share is to each as if it were new."""
    async with opened(chromium, f"{web.base}/#member", PHONE, color_scheme="dark") as page:
        await Person(page, "member").chat.locator("textarea").fill("bản nháp")
        await page.evaluate("localStorage.mine = sessionStorage.mine = document.cookie = 'mine=1'")
    async with opened(chromium, f"{web.base}/#leader", DESK) as page:
        assert await page.evaluate("[localStorage.mine, sessionStorage.mine, document.cookie]") == [None, None, ""]
        assert await page.evaluate("[innerWidth, innerHeight]") == [DESK["width"], DESK["height"]]
        assert await page.evaluate("matchMedia('(prefers-color-scheme: light)').matches")


async def test_people_stand_side_by_side_on_a_desk(web, chromium):
    async with opened(chromium, web.base, DESK) as page:
        assert await page.locator("section.conversation").count() == 2
        leader = page.locator('#people [data-person="leader"] small')
        assert await leader.inner_text() == "Bí thư Đoàn xã Đại Tâm", "whose secretary, and of what"
        await Person(page, "plain").write("/dangky")
        text = await Person(page, "plain").hears("1. ")
        assert "Gõ “huy” để thôi" in text
        assert await Person(page, "plain").chat.locator(".choices").count() == 0


async def test_a_double_tap_answers_once_and_answered_buttons_go(web, chromium):
    async with opened(chromium, f"{web.base}/#member", PHONE) as page:
        member = Person(page, "member")
        await member.write("/dangky")
        question = await web.get("/chat/member")
        choice = member.chat.locator(".choices button").first
        await choice.dblclick()
        await page.wait_for_function(
            "() => document.querySelectorAll('.choices').length === 1 && !document.querySelector('.choices :disabled')"
        )
        after = await web.get("/chat/member")
        assert len(after["messages"]) == len(question["messages"]) + 1
        assert [one["open"] for one in after["messages"]] == [False, True]
        texts = await member.chat.locator(".choices button").all_inner_texts()
        assert texts == [one["label"] for one in after["messages"][-1]["choices"]]


async def test_a_lost_answer_is_asked_for_again_under_the_same_key(web, chromium):
    async with opened(chromium, f"{web.base}/#member", PHONE) as page:
        keys = []

        async def lose_twice(route):
            keys.append(json.loads(route.request.post_data)["key"])
            if len(keys) == 1:
                await route.abort()  # it never arrived
            elif len(keys) == 2:
                await route.fetch()  # it arrived, but its answer does not
                await route.abort()
            else:
                await route.continue_()

        await page.route("**/chat/member", lose_twice)
        member = Person(page, "member")
        await member.write("xin chào")
        assert len(keys) == 3
        assert len(set(keys)) == 1
        assert len((await web.get("/chat/member"))["messages"]) == 1
        assert await member.chat.locator(".message.own").count() == 1
        assert await member.chat.locator(".message.bot").count() == 1


async def test_what_was_not_sent_is_sent_after_a_reload(web, chromium):
    async with opened(chromium, f"{web.base}/#member", PHONE) as page:
        await page.route("**/chat/member", lambda route: route.abort())
        member = Person(page, "member")
        await member.chat.locator("textarea").fill("xin chào")
        await member.chat.locator("textarea").press("Enter")
        await member.chat.locator(".message.own.sending").wait_for()
        await page.locator("#offline").wait_for()
        await page.unroute("**/chat/member")
        await page.reload()
        await member.chat.locator(".message.own.sent").wait_for()
        await member.chat.locator(".message.bot").wait_for()
        texts = await member.said()
        assert texts[0].startswith("xin chào"), "what was written stands before its answer"


async def test_another_database_is_noticed(web, chromium):
    async with opened(chromium, f"{web.base}/#member", PHONE) as page:
        member = Person(page, "member")
        async with page.expect_request("**/chat?*after=member:1*"):
            await member.write("xin chào")

        def anew(tx):
            tx.connection.execute("DELETE FROM outbox")
            tx.connection.execute("DELETE FROM chats WHERE address = 'member'")

        async with page.expect_event("load"):
            await web.inbox.do(anew)
        await member.chat.get_by_role("button", name="Bắt đầu").wait_for()
        assert await member.said() == []


async def test_news_arrive_by_themselves_and_edits_change_their_message(web, chromium):
    async with opened(chromium, f"{web.base}/#member", PHONE) as page:
        member = Person(page, "member")
        await member.write("xin chào")
        row = web.world.rows("SELECT * FROM chats WHERE address = 'member'")[0]
        shown = web.world.one("SELECT max(id) FROM outbox WHERE chat_id = ?", row["id"])

        def news(tx):
            chat = chats.by_id(tx, row["id"])
            body = json.dumps({"row": shown, "text": "Mã mới: 123456"})
            return [
                outbox.queue(tx, chat, key="edit:x", kind="edit", body=body, cause="tick"),
                outbox.queue(tx, chat, key="x", kind="reply", body='{"text": "Tin mới"}', cause="tick"),
            ]

        await page.locator('#people [data-person="leader"]').click()
        await web.inbox.post(news)
        badge = page.locator('#people [data-person="member"] .badge')
        await badge.wait_for()
        assert await badge.inner_text() == "1"
        await member.hears("Tin mới")
        first = await member.chat.locator(".message.bot").first.inner_text()
        assert "Mã mới: 123456" in first
        assert "đã sửa" in first
        await badge.wait_for(state="detached")


async def test_a_photo_is_shown_and_what_is_none_is_refused_with_a_reason(web, chromium):
    async with opened(chromium, f"{web.base}/#member", PHONE) as page:
        member = Person(page, "member")
        await member.send_photo("cay.png", png())
        source = await member.chat.locator(".message.own img.photo").get_attribute("src")
        assert source.startswith("/files/")
        await member.send_photo("cay.png", b"this is no picture")
        assert "đây không phải ảnh" in await member.chat.locator(".why").inner_text()
        await page.reload()
        await member.chat.locator(".message.own img.photo").first.wait_for()


async def test_a_location_is_a_place_of_the_sample_or_typed(web, chromium):
    async with opened(chromium, f"{web.base}/#member", PHONE) as page:
        await page.get_by_role("button", name="Gửi vị trí").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("textbox").fill("ở đây")
        await dialog.get_by_role("textbox").press("Enter")
        assert "hai số" in await dialog.get_by_role("alert").inner_text()
        await dialog.get_by_role("textbox").fill("9.6037, 105.9739")
        await dialog.get_by_role("textbox").press("Enter")
        await page.get_by_text("9.60370, 105.97390").wait_for()
        await page.locator(".message.own.sent").wait_for()


async def test_a_qr_code_is_scanned_by_somebody_else(web, chromium):
    row = (await web.post("leader", text="hi")) and web.world.rows("SELECT * FROM chats WHERE address = 'leader'")[0]

    def show_code(tx):
        chat = chats.by_id(tx, row["id"])
        link = f"{web.base}/?start=abc_-1"
        body = json.dumps({"text": f"Mã QR: {link}", "attachment": {"type": "qr", "link": link}})
        return [outbox.queue(tx, chat, key="qr", kind="reply", body=body, cause="tick")]

    await web.inbox.post(show_code)
    async with opened(chromium, f"{web.base}/#leader", PHONE) as page:
        image = page.locator(".qr img")
        await image.wait_for()
        await page.wait_for_function("() => document.querySelector('.qr img').naturalWidth > 0")
        posts = []
        page.on("request", lambda request: request.method == "POST" and posts.append((request.url, request.post_data)))
        await page.get_by_role("button", name="Quét mã").click()
        await page.get_by_role("dialog").get_by_role("button", name="Đoàn viên").click()
        await Person(page, "member").chat.locator(".message.own.sent").wait_for()
        await page.locator('#people [data-person="leader"]').click()
        await page.locator(".text a").click()
        await page.get_by_role("dialog").get_by_role("button", name="Người mới").click()
        await Person(page, "newcomer").chat.locator(".message.own.sent").wait_for()
        assert [(url.rpartition("/")[2], json.loads(body)["start"]) for url, body in posts] == [
            ("member", "abc_-1"),
            ("newcomer", "abc_-1"),
        ]


async def test_a_link_from_elsewhere_asks_who_opens_it(web, chromium):
    async with opened(chromium, f"{web.base}/?start=abc", DESK) as page:
        await page.get_by_role("dialog").get_by_role("button", name="Người mới").click()
        await Person(page, "newcomer").chat.locator(".message.own.sent").wait_for()
        assert "start" not in page.url


async def test_by_keyboard_alone(web, chromium):
    async with opened(chromium, f"{web.base}/#member", DESK) as page:
        member = Person(page, "member")
        await page.locator('#people [data-person="member"]').focus()
        await page.keyboard.press("Enter")
        await page.keyboard.type("/dangky")
        await page.keyboard.press("Enter")
        await member.chat.locator(".choices button").first.wait_for()
        await member.chat.locator(".choices button").first.focus()
        await page.keyboard.press("Enter")
        await page.wait_for_function("() => document.querySelectorAll('.message.own.sent').length === 2")
        inside = await page.evaluate("document.activeElement.closest('section')?.dataset.person")
        assert inside == "member", "the focus stays in the chat"


async def test_one_more_person_and_english(web, chromium):
    async with opened(chromium, f"{web.base}/", DESK) as page:
        await page.select_option("#language", "en")
        await page.get_by_role("button", name="Add a person").click()
        await page.get_by_role("dialog").get_by_role("textbox").fill("Ánh")
        await page.get_by_role("dialog").get_by_role("textbox").press("Enter")
        assert "won't work" in await page.get_by_role("dialog").get_by_role("alert").inner_text()
        await page.get_by_role("dialog").get_by_role("textbox").fill("anh")
        await page.get_by_role("dialog").get_by_role("textbox").press("Enter")
        await Person(page, "anh").write("hello")
        assert (await web.get("/chat/anh"))["messages"]


async def test_every_control_has_a_name_and_enough_contrast(web, chromium):
    for scheme in ("light", "dark"):
        async with opened(chromium, f"{web.base}/#member", PHONE, color_scheme=scheme) as page:
            member = Person(page, "member")
            await member.write("/dangky")
            nameless = await page.evaluate(
                """() => [...document.querySelectorAll("button, textarea, input, select")]
                    .filter(one => one.offsetParent && !one.textContent.trim() && !one.ariaLabel && !one.labels?.length)
                    .map(one => one.outerHTML)"""
            )
            assert nameless == []
            assert await page.evaluate(CONTRAST) == [], scheme


CONTRAST = """() => {
    const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
        .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
        .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
    const behind = (node) => {
        for (let one = node; one; one = one.parentElement) {
            const colour = parse(getComputedStyle(one).backgroundColor);
            if (colour[3] === undefined || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    const found = [];
    const texts = ".text, .meta, .choice, .day span, .person b, .person small, #sample, h1";
    for (const node of document.querySelectorAll(texts)) {
        if (!node.offsetParent) continue;
        const [one, two] = [light(parse(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
        const ratio = (one + 0.05) / (two + 0.05);
        if (ratio < 4.5) found.push(`${node.className || node.tagName}: ${ratio.toFixed(2)}`);
    }
    return [...new Set(found)];
}"""


async def test_a_file_is_attached_and_a_spreadsheet_is_downloaded(web, chromium, tmp_path):
    async with opened(chromium, f"{web.base}/#leader", PHONE) as page:
        leader = Person(page, "leader")
        await leader.write("/nhapexcel")
        async with page.expect_file_chooser() as choosing:
            await leader.chat.get_by_title("Đính kèm tệp").click()
        await (await choosing.value).set_files(
            {"name": "danh sách.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": b"PK table"}
        )
        await leader.hears("Mình nhận được “danh sách.xlsx” và đang đọc.")
        assert any("danh sách.xlsx" in text for text in await leader.said())
        await page.reload()
        await leader.hears("Mình nhận được")
        assert await leader.chat.locator(".message.own .file").inner_text() == "danh sách.xlsx", "after a reload too"
        await leader.write("/danhsach")
        await leader.press("Chủ nhật xanh")
        await leader.press("⬇")
        async with page.expect_download() as downloading:
            await leader.chat.locator("a.file").click()
        download = await downloading.value
        assert download.suggested_filename == "danh-sach-chu-nhat-xanh.xlsx"
        await download.save_as(tmp_path / "ca.xlsx")
        shown = openpyxl.load_workbook(tmp_path / "ca.xlsx").active
        assert "DANH SÁCH THAM GIA “CHỦ NHẬT XANH”" in [cell.value for cell in shown["A"]]
        wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, "nothing stands out of a phone's width"


async def test_a_code_fills_the_screen_with_the_seconds_left_by_keyboard_alone(web, chromium):
    async with opened(chromium, f"{web.base}/#leader", PHONE) as page:
        leader = Person(page, "leader")
        await leader.write("/ma 1")
        await leader.hears("Dùng được đến")
        shown = (await web.get("/chat/leader"))["messages"][-1]
        digits = shown["code"]["digits"]
        assert shown["text"].endswith(f"\n\n🔢  {digits}"), "the code is the last line"
        assert await leader.chat.locator(".message.bot").last.locator(".qr").count() == 0, "the QR is on request"
        await page.get_by_role("button", name="Phóng to").focus()
        await page.keyboard.press("Enter")
        screen = page.locator("#code")
        await screen.wait_for(state="visible")
        assert await screen.locator(".digits").inner_text() == digits
        box = await screen.bounding_box()
        assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
        code = await screen.locator(".digits").bounding_box()
        assert code["width"] > box["width"] * 0.7, "large"
        assert code["width"] < box["width"], "and whole"
        left = screen.locator(".left")
        assert await left.inner_text() in {f"còn {count} giây" for count in range(61)} | {"Đang đổi mã mới…"}
        assert await page.evaluate("document.activeElement.id") == "code-close"
        await page.keyboard.press("Enter")
        await screen.wait_for(state="hidden")


async def test_ticks_change_the_one_message(web, chromium):
    for name in ("lan", "an", "binh"):
        act(web.world, f"sign up {name} trees")
    async with opened(chromium, f"{web.base}/#leader", PHONE) as page:
        leader = Person(page, "leader")
        await leader.write("/danhsach 1")
        await leader.hears("Có mặt: 0 · chưa đến: 3")
        before = await leader.said()
        for there, name in ((1, "1. ☐ Lê Văn An"), (2, "1. ☐ Thạch Bình")):
            await leader.press(name)
            await leader.hears(f"Có mặt: {there} · chưa đến: {3 - there}")
        assert len(await leader.said()) == len(before), "two ticks, and no message more"
        assert await leader.button("1. ☐ Nguyễn Thị Lan").is_enabled()
        assert await leader.chat.get_by_role("button", name="Hủy").count() == 0, "ticks are kept: nothing is cancelled"
        await page.reload()
        await leader.hears("Có mặt: 2 · chưa đến: 1")
        assert len(await leader.said()) == len(before)
        await leader.press("Xong")
        await leader.hears("/danhsach")
