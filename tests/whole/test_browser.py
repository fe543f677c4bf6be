"""The whole job in a real browser, against the real program.

Join, sign up, check in, report, verify, the record; an organiser opens a campaign, announces it, and the targets move.
"""

from __future__ import annotations

import asyncio
import base64
import os
import re
import sqlite3
import subprocess
import sys
import time
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from handlers.engine.text import _, say
from tests.support.chromium import DESK, PHONE, Person, needs_chromium, opened, picture
from tests.support.paths import ROOT

pytestmark = needs_chromium

NAME = "Trần Minh Anh"
PROVINCE = "Tỉnh đoàn"
TREES, WATCH = "Trồng cây xanh", "Đêm bình yên"  # what the sample has on by day, and by night
OPENED = "Dọn kênh ấp Đại Ân"
CODE = re.compile(r"\b\d{3} \d{3}\b")


def vi(message: str) -> str:
    """How the bot says it in Vietnamese."""
    return say(_(message), "vi")


@asynccontextmanager
async def program(folder: Path):
    """`diemdanh run` on an empty database, as a process of its own; gives the address that it prints."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("DIEMDANH_")}
    ours |= {
        "DIEMDANH_DATABASE": str(folder / "diemdanh.db"),
        "DIEMDANH_WEB_PORT": "0",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    log = folder / "log.txt"
    with log.open("w") as output:
        process = subprocess.Popen(  # noqa: ASYNC220 - it starts at once, and all waiting for it is in threads
            [sys.executable, "-m", "bot", "run"], cwd=folder, env=ours, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        yield await asyncio.to_thread(address_in, log, process)
        process.terminate()
        assert await asyncio.to_thread(process.wait, 30) == 0, log.read_text()
        assert "Traceback" not in log.read_text(), log.read_text()
    finally:
        process.kill()
        process.wait()


def address_in(log: Path, process: subprocess.Popen[bytes]) -> str:
    """The address that the program prints once it serves."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text()):
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"the program does not serve: {log.read_text()}")


@pytest.mark.parametrize(
    ("size", "name"),
    [pytest.param(PHONE, "phone", marks=pytest.mark.clock, id="phone"), pytest.param(DESK, "desk", id="desk")],
)
async def test_the_whole_job(chromium, tmp_path, size, name):
    phone = {"device_scale_factor": 1.5, "is_mobile": True, "has_touch": True} if name == "phone" else {}
    async with program(tmp_path) as base, opened(chromium, base, size, **phone) as page:
        newcomer, leader, organiser = (Person(page, name) for name in ("newcomer", "leader", "organiser"))
        on_now = await what_is_on(leader)
        await joins(newcomer, name)
        await signs_up(newcomer, on_now, name)
        await wants_no_quiet_hours(newcomer)
        await opens(organiser)
        await announces(organiser, name)
        await signs_up_from_the_announcement(newcomer, name)
        await checks_in(newcomer, leader, on_now, name)
        hours = await reports(newcomer, name)
        before = await targets(organiser)
        await asyncio.to_thread(ends_now, tmp_path / "diemdanh.db")
        await verifies(newcomer, leader, name, hours)
        after = await targets(organiser, f"{name}-targets")
        assert [now - then for then, now in zip(before, after, strict=True)] == [1, 12 * (on_now == TREES)]
        await newcomer.write("/thanhtich")
        record = await newcomer.hears(on_now)
        assert hours in record
        assert "12" in record, "the trees, or the households"
        await picture(page, f"{name}-record")
        await page.reload()
        await newcomer.look()
        await newcomer.chat.get_by_text("/thanhtich", exact=True).wait_for()  # what was written is still there


async def what_is_on(leader: Person) -> str:
    """The sample's campaign that is on at this hour."""
    await leader.look()
    await leader.write("/ma")
    await leader.chat.get_by_text(CODE).last.wait_for()
    said = " ".join(await leader.said())
    (on_now,) = [title for title in (TREES, WATCH) if title in said]
    return on_now


async def joins(newcomer: Person, name: str) -> None:
    await newcomer.look()
    await newcomer.chat.get_by_role("button", name="Bắt đầu").click()
    await newcomer.press("Tiếng Việt")
    await picture(newcomer.page, f"{name}-join")
    await newcomer.press(vi("I agree"))
    await newcomer.write("2005")
    await newcomer.write(NAME)
    await newcomer.write("cd ap dai an")
    review = await newcomer.hears(NAME)
    assert "2005" in review
    assert "Chi đoàn Ấp Đại Ân" in review
    await newcomer.press(vi("Yes, that is right"))
    await newcomer.hears(NAME)


async def wants_no_quiet_hours(newcomer: Person) -> None:
    """This test may run by night, when what a leader decides would wait for the morning."""
    await newcomer.write("/nhacnho")
    await newcomer.press(vi("Change the quiet hours"))
    await newcomer.write("không")
    await newcomer.press(vi("Save"))


async def signs_up(newcomer: Person, on_now: str, name: str) -> None:
    await newcomer.press(vi("Sign up"))
    await newcomer.press(on_now)
    await newcomer.chat.locator(".choices:not(.past) button").first.click()
    await newcomer.press("Có")
    file = newcomer.chat.locator("a.file").last
    async with newcomer.page.expect_download() as download:
        await file.click()
    kept = Path(await (await download.value).path())
    assert kept.read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")  # noqa: ASYNC240 - a small file, in a test
    await picture(newcomer.page, f"{name}-sign-up")


async def opens(organiser: Person) -> None:
    """An organiser opens a campaign for everybody, tomorrow."""
    await organiser.write("/taochiendich")
    await organiser.press(PROVINCE)
    await organiser.press(vi("Something new"))
    await organiser.write(OPENED)
    await organiser.press("Bảo vệ môi trường")
    await organiser.write("Nhặt rác dọc kênh, có găng tay và bao.")
    await organiser.chat.locator(".choices:not(.past) button").first.click()  # the next free day
    await organiser.press("7h-11h")
    await organiser.press("30")
    await organiser.press(vi("Online, no place"))
    await organiser.press("Mã 6 số")
    await organiser.press("Xong")
    await organiser.write("0912 345 678")
    await organiser.hears(OPENED)
    await organiser.press("Mở")
    await organiser.hears("đã mở")


async def announces(organiser: Person, name: str) -> None:
    """They write to everybody, with a button to it."""
    await organiser.write("/thongbao")
    await organiser.write("Chào {tên}, *Chủ nhật này* mình dọn kênh nhé!")
    await organiser.press(vi("+ A button to a campaign"))
    await organiser.press(OPENED)
    await organiser.press(vi("Done, choose who gets it"))
    await organiser.press("Tất cả ở")
    await organiser.hears("Gửi tới")
    await picture(organiser.page, f"{name}-announce")
    await organiser.press("Gửi ngay")
    await organiser.button("Gửi").click()
    # The message that shows it is changed; the announcement itself may come below it.
    await organiser.chat.locator(".message.bot").filter(has_text=": đã gửi").wait_for()


async def signs_up_from_the_announcement(newcomer: Person, name: str) -> None:
    said = await newcomer.hears("mình dọn kênh nhé")
    assert said.startswith(f"Chào {NAME.rsplit(maxsplit=1)[-1]},")
    assert "*" not in said, "it is bold, not starred"
    await newcomer.press(vi("See the campaign"))
    await newcomer.hears(OPENED)
    await newcomer.press(vi("Sign up"))
    await newcomer.chat.locator(".choices:not(.past) button").first.click()
    await newcomer.press("Có")
    await newcomer.write("/lichcuatoi")
    await newcomer.hears(OPENED)
    await picture(newcomer.page, f"{name}-announced")


async def targets(organiser: Person, pictured: str = "") -> list[int]:
    """The verified turns and trees of the whole province; keeps a picture of them under this name, if there is one."""
    await organiser.write("/tiendo")
    await organiser.hears(vi("What would you like to see?"))
    chart = organiser.chat.locator(".bot img.chart").last
    assert await chart.evaluate("async image => { await image.decode(); return image.naturalWidth; }") > 500
    if pictured:
        await chart.evaluate("image => image.scrollIntoView({ block: 'start' })")
        await picture(organiser.page, pictured)
    said = (await organiser.said())[-2]
    found = [re.search(rf"{target}: ([\d.]+)/", said) for target in ("Lượt tình nguyện", "Cây xanh trồng mới")]
    await organiser.press("Xong")
    return [int(one[1].replace(".", "")) for one in found if one is not None]


async def checks_in(newcomer: Person, leader: Person, on_now: str, name: str) -> None:
    await newcomer.write("/diemdanh")
    await newcomer.write("000 001")
    await newcomer.hears("mã 6 số")
    await leader.write("/ma")
    await leader.chat.get_by_text(CODE).last.wait_for()
    await picture(leader.page, f"{name}-code")
    code = CODE.findall(" ".join(await leader.said()))[-1]
    await newcomer.write(code)
    await newcomer.hears(on_now)
    await picture(newcomer.page, f"{name}-check-in")


async def reports(newcomer: Person, name: str) -> str:
    """Report, and return the hours as they are offered: those of the shift that is on at this hour of the day."""
    await newcomer.press(vi("Report"))
    offered = newcomer.chat.locator(".choices button").filter(has_text=re.compile(r"\d giờ")).last
    hours = (await offered.inner_text()).strip()
    await newcomer.press(hours)
    await newcomer.write("12")
    await newcomer.send_photo("cay.png", await landscape(newcomer.page))
    await newcomer.press(vi("Done"))
    await newcomer.write("Trồng xong hai hàng cây.")
    await newcomer.hears("12")
    await picture(newcomer.page, f"{name}-report")
    await newcomer.press(vi("Send the report"))
    return hours


def ends_now(database: Path) -> None:
    """The shift at which the newcomer is ends now: what they reported goes to their leader."""
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        # By the bot's own clock: where clocks are set for a test, each process has one that begins anew.
        (now,) = connection.execute("SELECT max(queued_at) FROM outbox").fetchone()
        changed = connection.execute(
            "UPDATE shifts SET ends_at = ?1 WHERE starts_at <= ?1 AND ends_at > ?1 AND id IN (SELECT shift_id FROM "
            "check_ins JOIN reports ON reports.check_in_id = check_ins.id WHERE reports.state = 'waiting')",
            (now,),
        )
    assert changed.rowcount == 1


async def verifies(newcomer: Person, leader: Person, name: str, hours: str) -> None:
    await leader.write("/duyet")
    for _turn in range(10):
        newest = await leader.chat.locator(".message.bot").last.inner_text()
        if NAME in newest:
            break
        await leader.press(vi("Later"))
    await leader.hears(NAME)
    await picture(leader.page, f"{name}-verify")
    photo = leader.chat.locator(".bot img.photo")
    assert await photo.evaluate("image => image.naturalWidth") == 480, "the leader sees the photo"
    await leader.press(vi("Verify"))
    await newcomer.hears(hours)


async def landscape(page) -> bytes:
    """A picture to send: young trees in a row, drawn by the browser."""
    drawn = await page.evaluate(
        """() => {
            const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 320 });
            const draw = canvas.getContext("2d");
            const box = (colour, ...where) => { draw.fillStyle = colour; draw.fillRect(...where); };
            const disc = (colour, x, y, r) => {
                draw.fillStyle = colour; draw.beginPath(); draw.arc(x, y, r, 0, 7); draw.fill();
            };
            const sky = draw.createLinearGradient(0, 0, 0, 200);
            sky.addColorStop(0, "#7cc0f5"); sky.addColorStop(1, "#e5f4ff");
            box(sky, 0, 0, 480, 210); disc("#ffe08a", 400, 60, 30);
            box("#8fbf6a", 0, 190, 480, 130); box("#b98b5e", 0, 250, 480, 26);
            for (let x = 40; x < 480; x += 80) {
                box("#6b4a2b", x - 4, 180, 8, 76);
                disc("#2f8f4e", x, 165, 28); disc("#3fa862", x - 12, 152, 18); disc("#57bd78", x + 10, 148, 14);
            }
            return canvas.toDataURL("image/png").split(",")[1];
        }"""
    )
    return base64.b64decode(drawn)
