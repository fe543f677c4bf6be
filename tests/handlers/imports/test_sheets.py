"""Spreadsheets that the bot sends out: typed cells, nothing that runs, and only what the asker may see then."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest

from bot.sandbox.attachments import Attachments
from bot.sandbox.workbook import workbook
from handlers.attendance import roster_sheet
from handlers.engine.message import MadeFile, Reply
from handlers.engine.sheet import Column, Tab, sheet
from handlers.engine.text import _
from storage.organisation import units
from storage.people import members
from storage.records import Role
from storage.reports import participation
from tests.support import web as webs
from tests.support import world as worlds


def opened(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data)).active


def test_cells_are_typed_and_text_stays_text():
    nasty = ["=1+1", "+84 90", "-5", "@SUM(A1)", '=HYPERLINK("http://x")', "a\x07b\x1f", "0901234567", "x" * 40_000]
    tab = Tab(
        name=_("Roster"),
        above=["=Title", "below it"],
        columns=[Column("Name"), Column("No", "number"), Column("Day", "day"), Column("At", "moment")],
        rows=[[one, 3, date(2004, 9, 2), datetime(2026, 11, 22, 0, 5, tzinfo=UTC)] for one in nasty],
    )
    shown = opened(workbook(tab, "vi"))
    assert shown.title == "Danh sách"
    assert shown["A1"].value == "=Title"
    assert shown["A1"].data_type == "s"
    cells = [shown.cell(row, 1) for row in range(5, 5 + len(nasty))]
    assert [cell.value for cell in cells] == [*nasty[:5], "ab", "0901234567", "x" * 32_767]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [bool(cell.quotePrefix) for cell in cells] == [True] * 5 + [False] * 3
    assert [str(shown.cell(5, at).value) for at in (2, 3, 4)] == [
        "3",
        "2004-09-02 00:00:00",
        "2026-11-22 07:05:00",
    ]
    assert [shown.cell(5, at).data_type for at in (2, 3, 4)] == ["n", "d", "d"]
    assert [shown.cell(5, at).number_format for at in (3, 4)] == ["dd/mm/yyyy", "hh:mm dd/mm/yyyy"]
    assert shown.freeze_panes == "A5"
    assert shown.auto_filter.ref == f"A4:D{4 + len(nasty)}"


def table(tab, corner: str = "STT") -> list[list]:
    """The heading that begins with this word, and the rows below it that have borders: the table, without its form."""
    lines = list(tab.iter_rows())
    first = next(at for at, line in enumerate(lines) if line[0].value == corner)
    return [[cell.value for cell in line] for line in lines[first:] if line[0].border.left.style]


@pytest.fixture
def roster(world):
    worlds.sign_up(world, "lan", "cleanup")
    worlds.sign_up(world, "khoa", "cleanup")
    worlds.check_in(world, "lan", "cleanup")
    return sheet("roster", world.member("minh").id, "Danh sách", "Chủ nhật xanh", shift_id=worlds.SHIFTS["cleanup"])


async def test_a_roster_is_made_when_it_is_sent_as_its_asker_may_see_it_then(world, roster):
    assert roster.name == "danh-sach-chu-nhat-xanh.xlsx"
    attachments = Attachments(world.path, world.store.folder, lambda: world.now)
    reply = await attachments.ready(Reply(text="Đây", attachment=roster), "vi")
    assert isinstance(reply.attachment, MadeFile)
    tab = opened(reply.attachment.content)
    heading, *rows = table(tab)
    assert heading == [
        *("STT", "Họ tên", "Năm sinh", "Đơn vị", "Đăng ký", "Có mặt", "Điểm danh lúc", "Hình thức điểm danh"),
        *("Số giờ", "Ký tên", "Ghi chú"),
    ]
    assert [row[:6] for row in rows] == [
        [1, "Trương Đăng Khoa", 2003, "Đoàn xã An Mỹ", "có", None],
        [2, "Nguyễn Thị Lan", 2004, "Chi đoàn Ấp Đại Ân", "có", "x"],
        ["Tổng cộng: 2 người; có mặt: 1", *[None] * 5],
    ]
    assert str(rows[1][6]) == "2026-11-22 07:00:00"
    assert rows[1][8:] == [None, None, "chờ duyệt"]
    worlds.revoke(world, "minh")
    reply = await attachments.ready(Reply(text="Đây", attachment=roster), "vi")
    assert reply.attachment is None
    assert reply.text.startswith("Đây\n\n")
    assert "không còn" in reply.text


def test_a_roster_shows_a_leader_their_own_people_alone(world, roster):
    worlds.make_leader(world, "binh", "Đoàn xã An Mỹ")
    asker = world.asker("binh")
    with world.change() as tx:
        tab = roster_sheet.tab(tx, asker, roster.facts)
        assert [row[1] for row in tab.rows] == ["Trương Đăng Khoa"]
        nobody = members.enter(tx, None, name="Ai Đó", unit_id=world.unit_id("Đoàn xã An Mỹ"))
        assert (
            roster_sheet.tab(tx, asker.model_copy(update={"member_id": nobody.id, "scopes": ()}), roster.facts) is None
        )
    assert asker.rank == Role.LEADER


async def test_the_web_chat_gives_it_as_a_link_to_its_person_alone(world, tmp_path):
    worlds.sign_up(world, "khoa", "cleanup")
    async with webs.running(world, tmp_path) as web:
        web.member_of("leader", "minh")
        await web.post("leader", text="/danhsach")
        await web.post("leader", text="Chủ nhật xanh")
        answer = await web.post("leader", text="excel")
        attachment = answer["replies"][-1]["attachment"]
        assert attachment["type"] == "sheet"
        async with web.client.get(web.base + attachment["url"]) as got:
            assert got.status == 200
            assert got.headers["content-disposition"] == 'attachment; filename="danh-sach-chu-nhat-xanh.xlsx"'
            assert table(opened(await got.read()))[1][1] == "Trương Đăng Khoa"
        number = attachment["url"].rpartition("/")[2]
        await web.get(f"/chat/member/made/{number}", status=404)
        await web.get("/chat/leader/made/1", status=404)
        worlds.revoke(world, "minh")
        refused = await web.get(attachment["url"], status=403)
        assert "không còn" in refused["error"]


async def made(world, attachment) -> openpyxl.Workbook | str:
    reply = await Attachments(world.path, world.store.folder, lambda: world.now).ready(
        Reply(text="", attachment=attachment), "vi"
    )
    if reply.attachment is None:
        return reply.text
    return openpyxl.load_workbook(io.BytesIO(reply.attachment.content))


async def test_participation_by_unit_and_by_person_counts_verified_turns_where_they_were(world):
    for name in ("lan", "binh", "khoa"):
        worlds.sign_up(world, name, "cleanup")
        worlds.check_in(world, name, "cleanup")
    worlds.verify(world, "minh")
    worlds.move_member(world, "binh", "Chi đoàn", "Ấp", "Tắc", "Gồng")
    unit_id = world.unit_id("Đoàn xã Đại Tâm")
    facts = {"unit_id": unit_id, "first": "2026-11-01", "last": "2026-11-22"}
    book = await made(world, sheet("participation", world.member("minh").id, "Tham gia", **facts))
    assert book.sheetnames == ["Theo đơn vị", "Theo người"]
    by_unit, by_person = book.worksheets
    assert table(by_unit)[1:] == [
        [1, "Đoàn xã Đại Tâm", 4, 1, 2, 2, 4],
        [2, "    Chi đoàn Ấp Đại Ân", 3, 1, 2, 2, 4],
        [3, "    Chi đoàn Ấp Đại Nghĩa Thắng", 0, 0, 0, 0, 0],
    ]
    people = table(by_person)[1:]
    assert [row[:5] for row in people] == [
        [1, "Nguyễn Thị Lan", "Chi đoàn Ấp Đại Ân", 1, 2],
        [2, "Thạch Bình", "Chi đoàn Ấp Đại Ân", 1, 2],
        ["Tổng cộng", None, None, 2, 4],
    ]
    assert str(people[0][5]) == "2026-11-22 00:00:00"
    before = {**facts, "last": "2026-11-21"}
    book = await made(world, sheet("participation", world.member("minh").id, "Tham gia", **before))
    assert table(book.worksheets[1])[1:] == [["Tổng cộng", None, None, 0, 0, None]]


def turns_of(world) -> list[tuple[str, int, int]]:
    """Who has how many turns and minutes in the sheet of the whole province."""
    hoa = world.asker("hoa")
    with world.change() as tx:
        root = units.by_id(tx, world.unit_id("Tỉnh đoàn Sóc Trăng"))
        by_unit, by_person = participation.of(tx, hoa, root, tx.now - timedelta(days=30), tx.now + timedelta(days=30))
    people = [(one.name, one.attendances, one.minutes) for one in by_person]
    assert sum(turns for _name, turns, _minutes in people) == by_unit[0].attendances
    assert sum(minutes for *_who, minutes in people) == by_unit[0].minutes
    return people


@pytest.fixture
def reported(world):
    """Lan was at two shifts: of the one, of two hours, she has reported three; all of it is verified."""
    for shift in ("cleanup", "trees"):
        worlds.check_in(world, "lan", shift)
    world.now += timedelta(hours=5)
    worlds.report(world, "lan", "cleanup", "180")
    worlds.verify(world, "minh")
    assert turns_of(world) == [("Nguyễn Thị Lan", 2, 180 + 240)]
    return world


@pytest.mark.parametrize("report", ["with a verified report", "without a report"])
@pytest.mark.parametrize("state", ["waiting", "returned", "undone"])
def test_a_check_in_that_is_not_verified_counts_in_no_participation(reported, state, report):
    """Whatever was said of its report: a check-in that was undone and made again waits, with a verified report."""
    if report == "without a report":
        reported.connection.execute("DELETE FROM reports")
    reported.connection.execute(
        "UPDATE check_ins SET state = ?, minutes_verified = NULL WHERE shift_id = ?", (state, worlds.SHIFTS["cleanup"])
    )
    assert turns_of(reported) == [("Nguyễn Thị Lan", 1, 240)]


@pytest.mark.parametrize("decided", [None, 600], ids=["never verified", "verified before"])
@pytest.mark.parametrize("state", ["waiting", "returned"])
def test_a_report_that_is_not_verified_counts_in_no_participation(reported, state, decided):
    """The check-in counts by its own hours, whatever the report claims."""
    reported.connection.execute(
        "UPDATE check_ins SET minutes_verified = 100 WHERE shift_id = ?", (worlds.SHIFTS["cleanup"],)
    )
    reported.connection.execute(
        "UPDATE reports SET state = ?, minutes_claimed = 500, minutes_verified = ?", (state, decided)
    )
    assert turns_of(reported) == [("Nguyễn Thị Lan", 2, 100 + 240)]


async def test_a_unit_that_is_not_ones_own_gives_no_file(world):
    facts = {"unit_id": world.unit_id("Huyện đoàn Mỹ Xuyên"), "first": "2026-11-01", "last": "2026-11-22"}
    assert "không còn quyền" in await made(world, sheet("participation", world.member("minh").id, "Tham gia", **facts))


async def test_the_log_is_for_administrators(world):
    worlds.make_admin(world, "hoa", "Tỉnh", "đoàn", "Sóc", "Trăng")
    worlds.rename_unit(world, "hoa", *["Đoàn", "xã", "An", "Mỹ", "to", "=CMD()"])
    assert "không còn quyền" in await made(world, sheet("audit", world.member("minh").id, "Nhật ký"))
    book = await made(world, sheet("audit", world.member("hoa").id, "Nhật ký"))
    (row,) = table(book.active, "Ngày")[1:]
    assert str(row[0]) == "2026-11-22 07:00:00"
    assert row[1] == "Sơn Thị Hoa"
    assert row[4] == "=CMD()"
    (cell,) = [cell for line in book.active.iter_rows() for cell in line if cell.value == "=CMD()"]
    assert cell.data_type == "s"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_libreoffice_opens_it_clean(tmp_path):
    tab = Tab(
        name=_("Roster"),
        above=["Danh sách"],
        columns=[Column("Tên"), Column("Ngày", "day"), Column("Số", "number")],
        rows=[["=1+1", date(2004, 9, 2), 2.5], ["Nguyễn Thị Lan", None, 3]],
    )
    tmp_path.joinpath("a.xlsx").write_bytes(workbook(tab, "vi"))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):59,34,76",
    ]
    subprocess.run([*command, "--outdir", tmp_path, tmp_path / "a.xlsx"], check=True, capture_output=True)
    lines = tmp_path.joinpath("a.csv").read_text(encoding="utf-8").splitlines()
    assert lines == ["Danh sách;;", ";;", "Tên;Ngày;Số", "=1+1;02/09/2004;2.5", "Nguyễn Thị Lan;;3"]
