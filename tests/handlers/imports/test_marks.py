"""Marks of attendance: what each says by itself, in its company, by the sheet's own key; the rest is asked."""

from __future__ import annotations

import pytest

from handlers.imports import marks
from handlers.imports.marks import ABSENT, EXCUSED, LATE, PRESENT

SURE = {
    PRESENT: "✓|✔|√|☑|✅|+|●|✔️|(✓)|1|TRUE|Có|có mặt|CÓ MẶT|"
    "co mat|đủ|tham gia|hiện diện|đúng giờ|đã ký|Có mặt.|có mặt đầy đủ|đi học",
    LATE: "muộn|trễ|đi trễ|Đến muộn 10 phút|trễ 15'|có mặt trễ|vào trễ",
    EXCUSED: "CP|VP|phép|có phép|Vắng có phép|vắng (có phép)|nghỉ phép|xin nghỉ|vắng có lý do",
    ABSENT: "✗|✘|❌|–|-|—|0|FALSE|KP|Không|vắng|VẮNG MẶT|"
    "vang|nghỉ|không phép|vắng không phép|không tham gia|vắng không lý do|ko",
}
WORDS = [(mark, status) for status, said in SURE.items() for mark in said.split("|")]
UNKNOWN = [
    "◊",
    "v",
    "t",
    "m",
    "8",
    "Ba",
    "về sớm",
    "không vắng",
    "trẻ",
    "tham gia BHYT",
    "khụng tham gia",
    "ốm",
    "■",
    "☒",
    "07:30",
]


@pytest.mark.parametrize(("mark", "status"), WORDS)
def test_what_everybody_understands_is_read(mark, status):
    key = marks.mark_key(mark)
    assert marks.read([key, "x"], {})[key].status == status


@pytest.mark.parametrize("mark", UNKNOWN)
def test_what_only_its_writer_knows_is_asked(mark):
    key = marks.mark_key(mark)
    assert marks.read([key, ""], {})[key].status is None


@pytest.mark.parametrize(
    ("company", "told"),
    [
        ("x,", {"x": (PRESENT, True), "": (ABSENT, True)}),
        ("x,v,", {"x": (None, False), "v": (None, False), "": (None, False)}),
        ("✓,x", {"✓": (PRESENT, False), "x": (None, False)}),
        ("x,o", {"x": (PRESENT, True), "o": (ABSENT, True)}),
        ("o,", {"o": (None, False), "": (None, False)}),
        ("k,p,", {"k": (ABSENT, True), "p": (EXCUSED, True), "": (None, False)}),
        ("vắng,", {"vắng": (ABSENT, False), "": (None, False)}),
        ("muộn,", {"muộn": (LATE, False), "": (None, False)}),
        ("", {"": (None, False)}),
    ],
)
def test_a_mark_is_judged_in_its_company_and_an_empty_cell_is_absent_only_beside_ticks(company, told):
    read = marks.read([marks.mark_key(one or None) for one in company.split(",")], {})
    assert {key: (one.status, one.guessed) for key, one in read.items()} == told


KEYS = [
    ("Ghi chú: x: có mặt, v: vắng, P: phép", {"x": PRESENT, "v": ABSENT, "p": EXCUSED}),
    ("Ký hiệu: (x) có mặt; (v) vắng mặt", {"x": PRESENT, "v": ABSENT}),
    ("Có mặt (x), vắng (v)", {"x": PRESENT, "v": ABSENT}),
    ("Có mặt: x; Vắng: v", {"x": PRESENT, "v": ABSENT}),
    ("x = có mặt; 0 = vắng", {"x": PRESENT, "0": ABSENT}),
    ("“+”: đi học, K: không phép, M: muộn", {"+": PRESENT, "k": ABSENT, "m": LATE}),
    ("x: Có mặt   v: Vắng   p: Có phép", {"x": PRESENT, "v": ABSENT, "p": EXCUSED}),
    ("V: Có mặt; N: Nghỉ; CP: có phép; T : Trễ", {"v": PRESENT, "n": ABSENT, "cp": EXCUSED, "t": LATE}),
    ("Đánh dấu X vào ô vắng", {"x": ABSENT}),
    ("Đánh dấu x nếu có mặt", {"x": PRESENT}),
    ("Có mặt đánh dấu x, vắng để trống", {"x": PRESENT, "": ABSENT}),
    ("(x: vắng, để trống: có mặt)", {"x": ABSENT, "": PRESENT}),
    ("Quy ước: x là có mặt; o là vắng", {"x": PRESENT, "o": ABSENT}),
    ("- : vắng; + : có mặt", {"-": ABSENT, "+": PRESENT}),
    ("x: có mặt, x: vắng", {}),
    ("Có mặt: 12, vắng: 3", {}),
    ("Đại Tâm, ngày 20 tháng 11 năm 2026", {}),
]


@pytest.mark.parametrize(("line", "told"), KEYS)
def test_the_sheets_own_key_is_read_whichever_way_it_is_written(line, told):
    assert marks.legend([line]) == told


def test_the_key_outweighs_what_is_usual():
    read = marks.read(["x", ""], marks.legend(["x: vắng"]))
    assert (read["x"].status, read[""].status) == (ABSENT, None)


@pytest.mark.parametrize(
    ("heading", "status"),
    [
        ("co mat", PRESENT),
        ("diem danh", PRESENT),
        ("vang", ABSENT),
        ("vang co phep", EXCUSED),
        ("khong phep", ABSENT),
        ("di tre", LATE),
        ("so buoi vang", None),
        ("tong vang", None),
        ("gio co mat", None),
        ("tham gia bhyt", None),
        ("ly do vang", None),
    ],
)
def test_a_column_may_be_headed_by_a_status(heading, status):
    assert marks.heading_status(heading) == status
