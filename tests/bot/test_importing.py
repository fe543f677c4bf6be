"""Imports: written a few rows at a time beside everything else, whatever happens in the middle, and taken back."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
from datetime import timedelta

import openpyxl
import pytest
import pytest_asyncio

from bot.files import FileStore
from bot.inbox import Inbox
from bot.sandbox.annotated import returned
from bot.sandbox.attachments import Attachments
from bot.workers.imports import AT_ONCE, ImportWorker, next_lines
from handlers.engine.message import MadeFile, Reply
from handlers.engine.sheet import sheet
from handlers.imports import match as matching
from handlers.imports import steps as import_steps
from storage.database import open_database
from storage.files import files
from storage.files.jobs import MatchAttendance, MatchMembers
from storage.imports import imports
from storage.people import erasure, merging
from tests.support import world as worlds
from tests.support.paper import PaperChannel

COLUMNS = {"name": [0], "birth": [1], "unit": [2]}
UNIT = "Chi đoàn Ấp Đại Ân"


class Desk:
    """The inbox and the importing over a world; Minh leads Đoàn xã Đại Tâm."""

    def __init__(self, world, inbox, store):
        self.world, self.inbox, self.store = world, inbox, store
        self.worker = ImportWorker(inbox, store, asyncio.Event())

    def compared(self, rows, kind="members", **more):
        asker = self.world.asker(more.pop("who", "minh"))
        facts = {"sheet": 0, "heading": 0, "columns": COLUMNS, **more}
        match = MatchMembers(**facts) if kind == "members" else MatchAttendance(**facts)
        with self.world.change() as tx:
            lines = [[0, number, row] for number, row in enumerate(rows, start=1)]
            return list(matching.matched(tx, asker, match, lines))

    def begin(self, rows, kind="members", **more) -> int:
        found = self.compared(rows, kind, **more)
        sha256 = self.store.save(b"".join(json.dumps(one).encode() + b"\n" for one in found))
        asker = self.world.asker("minh")
        with self.world.change() as tx:
            return imports.begin(tx, asker, kind, name="ds.xlsx", plan_sha256=sha256, shift_id=more.get("shift_id"))

    def undo(self, number: int, who: str = "minh") -> bool:
        asker = self.world.asker(who)
        with self.world.change() as tx:
            return imports.undo(tx, asker, number)

    def entered(self) -> list[str]:
        return [row["name"] for row in self.world.rows("SELECT name FROM members WHERE state = 'entered' ORDER BY id")]

    def told(self) -> list[dict]:
        rows = self.world.rows("SELECT body FROM outbox WHERE key LIKE 'notice:import%' ORDER BY id")
        return [json.loads(row["body"]) for row in rows]


@pytest_asyncio.fixture
async def desk(world):
    async with open_database(world.path) as database:
        inbox = Inbox(database, {"telegram": PaperChannel()}, lambda: world.now)
        writer = asyncio.create_task(inbox.run())
        yield Desk(world, inbox, world.store)
        writer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writer


def people(count: int) -> list[list]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [
        [f"Nguyễn Văn {letters[at // 676 % 26]}{letters[at // 26 % 26]}{letters[at % 26]}".title(), 2004, UNIT]
        for at in range(count)
    ]


async def test_all_rows_are_written_once_and_whoever_sent_them_is_told(desk):
    number = desk.begin(people(250))
    await desk.worker.run_once()
    await desk.worker.run_once()
    assert len(desk.entered()) == 1 + 250
    assert desk.told() == [{"kind": "import_done", "name": "ds.xlsx", "entered": 250, "ticked": 0}]
    assert desk.world.one("SELECT place > 0 FROM imports WHERE id = ?", number)
    (entry,) = desk.world.rows("SELECT detail FROM audit WHERE action = 'import'")
    assert json.loads(entry["detail"]) == {"kind": "members", "entered": 250, "ticked": 0}


async def test_whoever_sent_a_table_is_told_also_where_an_older_import_of_its_number_was_forgotten(desk):
    """The only imports there were are forgotten after two days, and numbers begin anew; notices stay for months."""
    for _time in range(2):
        number = desk.begin(people(2))
        await desk.worker.run_once()
        desk.undo(number)
        await desk.worker.run_once()
        desk.world.now += timedelta(days=3)
        with desk.world.change() as tx:
            while imports.forget_old(tx):
                pass
    assert [notice["kind"] for notice in desk.told()] == ["import_done", "import_undone"] * 2


async def test_it_goes_on_where_the_process_ended(desk):
    desk.begin(people(250))
    under_way = asyncio.create_task(desk.worker.run_once())
    while len(desk.entered()) <= AT_ONCE:
        await desk.inbox.do(lambda _tx: None)
    under_way.cancel()
    await asyncio.gather(under_way, return_exceptions=True)
    await ImportWorker(desk.inbox, desk.store, asyncio.Event()).run_once()
    assert sorted(desk.entered()[1:]) == sorted(row[0] for row in people(250))
    assert desk.told()[0]["entered"] == 250


async def test_the_same_rows_twice_are_written_once_also_when_both_were_compared_before(desk):
    desk.begin(people(30))
    desk.begin(people(30))
    await desk.worker.run_once()
    assert len(desk.entered()) == 31
    assert [one["entered"] for one in desk.told()] == [30, 0]


async def test_a_step_that_is_run_again_writes_nothing(desk):
    number = desk.begin(people(3))
    with desk.world.change() as tx:
        before = imports.by_id(tx, number)
        lines, place = next_lines(desk.store, before)
        import_steps.write(tx, before, lines, place)
        import_steps.write(tx, before, lines, place)
    assert len(desk.entered()) == 4


async def test_taken_back_goes_what_nobody_has_used(desk):
    number = desk.begin(people(120))
    await desk.worker.run_once()
    names = desk.entered()[1:]
    worlds.claim_to_be(desk.world, "lan", *names[7].split())
    minh, an, eighth = desk.world.asker("minh"), desk.world.asker("an"), desk.world.member(names[8])
    with desk.world.change() as tx:  # this one has joined meanwhile
        merging.merge(tx, minh, entered_id=eighth.id, member_id=an.member_id)
    assert desk.undo(number, who="lan") is False
    assert desk.undo(number) is True
    assert desk.undo(number) is False
    await desk.worker.run_once()
    assert desk.entered() == ["Trần Văn Út", names[7]]
    told = desk.told()[-1]
    assert (told["kind"], told["kept_count"]) == ("import_undone", 2)
    assert told["kept"] == [f"{names[7]}, {UNIT}", f"Lê Văn An, {UNIT}"]


async def test_after_a_day_it_stands(desk):
    number = desk.begin(people(2))
    await desk.worker.run_once()
    desk.world.now += timedelta(days=1, seconds=1)
    assert desk.undo(number) is False
    desk.world.now += timedelta(days=1)
    with desk.world.change() as tx:
        imports.forget_old(tx)
        assert files.orphans(tx), "the table goes, too"
    assert len(desk.entered()) == 3


async def test_a_report_or_a_leaders_correction_keeps_a_tick(desk):
    for name in ("lan", "an", "binh"):
        worlds.sign_up(desk.world, name, "cleanup")
    rows = [["Nguyễn Thị Lan", None, UNIT], ["Lê Văn An", None, UNIT], ["Thạch Bình", None, UNIT]]
    number = desk.begin(rows, "attendance", shift_id=worlds.SHIFTS["cleanup"])
    await desk.worker.run_once()
    assert desk.told()[0]["ticked"] == 3
    worlds.clock(desk.world, "09:30")
    worlds.report(desk.world, "lan", "cleanup", "60")
    assert desk.undo(number)
    await desk.worker.run_once()
    left = desk.world.rows("SELECT name FROM members JOIN check_ins ON check_ins.member_id = members.id")
    assert [row["name"] for row in left] == ["Nguyễn Thị Lan"]
    assert desk.told()[-1]["kept"] == [f"Nguyễn Thị Lan, {UNIT}"]


async def test_who_is_erased_leaves_no_table_behind(desk):
    desk.begin(people(2))
    asker = desk.world.asker("minh")
    with desk.world.change() as tx:
        erasure.erase(tx, asker, instead='{"text": ""}')
        assert imports.next_open(tx) is None
    worlds.erase_on(desk.world)
    assert desk.world.rows("SELECT * FROM imports") == desk.world.rows("SELECT * FROM files") == []


# Comparing ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "judged"),
    [
        (["Nguyễn Thị Lan", 2004, UNIT], ["there", 1]),
        (["NGUYEN THI LAN", None, "cd ap dai an"], ["there", 1]),
        (["Nguyễn Thị Lan", 1999, UNIT], ["new", 1, "Nguyễn Thị Lan", 1999]),
        (["Nguyễn Thị Lan", 2004, "Chi đoàn Ấp Đại Nghĩa Thắng"], ["no", 1, "elsewhere"]),
        (["1. Trần Văn Mới", "2k5", UNIT], ["new", 1, "Trần Văn Mới", 2005]),
        (["trần văn mới", "02/09/2005", UNIT], ["new", 1, "Trần Văn Mới", 2005]),
        (["Trần Văn Mới", 38597, UNIT], ["new", 1, "Trần Văn Mới", 2005]),
        (["Trần Văn Mới", "2005-09-02", UNIT], ["new", 1, "Trần Văn Mới", 2005]),
        (["Trần Văn Mới", 1850, UNIT], ["no", 1, "no_year"]),
        (["Trần Văn Mới", 2005, "Chi đoàn Sao Hỏa"], ["no", 1, "unit_unknown"]),
        (["Trần Văn Mới", 2005, "Chi đoàn Ấp An Khương"], ["no", 1, "unit_not_yours"]),
        (["Trần Văn Mới", 2005, None], ["no", 1, "unit_missing"]),
        (["Trần", 2005, UNIT], ["no", 1, "one_word"]),
        ([None, 2005, UNIT], ["no", 1, "name_missing"]),
    ],
)
def test_what_a_row_is(desk_world, row, judged):
    _overview, line = desk_world.compared([row])
    assert line[: len(judged)] == judged


@pytest.fixture
def desk_world(world):
    return Desk(world, None, world.store)


@pytest.mark.parametrize(
    "row",
    [["Tổng cộng: 12 đoàn viên"], [None, None, "NGƯỜI LẬP"], ["Họ và tên", "Năm sinh", "Chi đoàn"], ["I", "I", "I"]],
)
def test_rows_that_tell_of_nobody_are_passed_over(desk_world, row):
    (overview,) = desk_world.compared([row])
    assert set(overview["counts"]) <= {"passed"}


def test_a_name_alone_is_somebody_on_the_next_row_and_a_signature_below_a_gap(desk_world):
    asker = desk_world.world.asker("minh")
    columns = {"name": [0], "birth": [1]}
    match = MatchMembers(sheet=0, heading=1, columns=columns, unit_id=desk_world.world.unit_id(UNIT))
    lines = [[0, 2, ["Trần Văn Mới", 2005]], [0, 3, ["Kim Thị Hai"]], [0, 6, ["Phạm Quang Minh"]]]
    with desk_world.world.change() as tx:
        overview, *_lines = matching.members(tx, asker, match, lines)
    assert overview["counts"] == {"new": 2, "passed": 1}
    assert overview["shown"]["passed"] == ["Phạm Quang Minh"]


def test_an_attendance_list_knows_namesakes_by_their_unit(desk_world):
    worlds.newcomer(desk_world.world, "Thạch Bình", "Chi đoàn Ấp Đại Nghĩa Thắng")
    shift = worlds.SHIFTS["cleanup"]
    rows = [["Thạch Bình", None, None], ["Thạch Bình", None, "Chi đoàn Ấp Đại Nghĩa Thắng"], ["Thạch Bình", 2001, None]]
    _overview, which, by_unit, by_year = desk_world.compared(rows, "attendance", shift_id=shift)
    assert which[:3] == ["no", 1, "which"]
    assert by_unit[0] == "tick"
    assert by_year == ["tick", 3, desk_world.world.member("binh").id]


# The rows that were not taken -----------------------------------------------------------------------------------------


async def test_rows_that_cannot_be_taken_come_back_in_the_same_file_with_the_reason(desk):
    book = openpyxl.Workbook()
    book.active.append(["Họ tên", "Năm sinh", "Đơn vị"])
    book.active["A1"].font = openpyxl.styles.Font(bold=True, color="FF0000")
    for row in [["Trần Văn Mới", 2005, UNIT], ["Bảo", "=1+1", UNIT]]:
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    found = desk.compared([["Họ tên", "Năm sinh", "Đơn vị"], ["Trần Văn Mới", 2005, UNIT], ["Bảo", 2, UNIT]], heading=1)
    facts = {
        "file": desk.store.save(made.getvalue()),
        "file_name": "ds.xlsx",
        "sheet": 0,
        "heading": 1,
        "columns": 3,
        "found": desk.store.save(b"".join(json.dumps(one).encode() + b"\n" for one in found)),
    }
    attachment = sheet("returned", desk.world.member("minh").id, "ds", "chưa nhận", **facts)
    attachments = Attachments(desk.world.path, desk.store.folder, lambda: desk.world.now)
    reply = await attachments.ready(Reply(text="", attachment=attachment), "vi")
    assert isinstance(reply.attachment, MadeFile)
    back = openpyxl.load_workbook(io.BytesIO(reply.attachment.content)).active
    assert [back.cell(1, at).value for at in (1, 4)] == ["Họ tên", "Vì sao chưa nhận dòng này"]
    assert back["A1"].font.color.rgb == "00FF0000"
    assert (back["B3"].value, back["D3"].value) == ("=1+1", "“Bảo” chỉ có một chữ, cần xác nhận đúng là tên đầy đủ")
    assert (back.row_dimensions[2].hidden, back.row_dimensions[3].hidden) == (True, False)
    desk.store.delete(facts["file"])
    gone = await attachments.ready(Reply(text="Đây", attachment=attachment), "vi")
    assert gone.attachment is None
    assert "không còn" in gone.text


def test_text_and_old_formats_come_back_as_a_new_workbook(tmp_path):
    store = FileStore(tmp_path)
    lines = [{}, ["new", 2, "Lê An", 2004, 1], ["no", 3, "name_missing", {}]]
    facts = {
        "file": store.save("Họ tên;Năm sinh\nLê An;2004\n;=2005\n".encode()),
        "file_name": "ds.csv",
        "sheet": 0,
        "found": store.save(b"".join(json.dumps(one).encode() + b"\n" for one in lines)),
        "heading": 1,
        "columns": 2,
    }
    back = openpyxl.load_workbook(io.BytesIO(returned(store, facts, "en"))).active
    assert [[cell.value for cell in row] for row in back.iter_rows()] == [
        ["Họ tên", "Năm sinh", "Why this row was not taken"],
        [None, "=2005", "there is no name"],
    ]
    assert back["B2"].data_type == "s"


async def test_a_table_that_we_fail_on_ends_its_import_alone(desk, caplog):
    broken = desk.begin(people(3))
    sha256 = desk.world.one("SELECT sha256 FROM files WHERE id = (SELECT plan_id FROM imports WHERE id = ?)", broken)
    desk.store.path(sha256).write_bytes(b"{}\nno JSON\n")
    desk.begin(people(2))
    await desk.worker.run_once()
    assert "broke off" in caplog.text
    assert len(desk.entered()) == 3
    assert desk.world.one("SELECT state FROM imports WHERE id = ?", broken) == "done"
    assert [one["entered"] for one in desk.told()] == [0, 2]
