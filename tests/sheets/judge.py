"""Sends a made sheet through the chat, answers what is asked by the truth, and compares what is written with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tests.sheets.truth import ABSENT, EXCUSED, LATE, PRESENT, Somebody, Truth
from tests.support import world as worlds
from tests.support.office import Office

BUTTONS = {PRESENT: "có mặt", LATE: "đến muộn", EXCUSED: "vắng có phép", ABSENT: "vắng"}
MOST_QUESTIONS = 25


@dataclass
class Verdict:
    """How a sheet ended: "right" (all of it), "returned" (some rows given back), "asked" (no further), or "wrong"."""

    outcome: str
    wrong: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    overview: str = ""


def judge(office: Office, data: bytes, name: str, truth: Truth) -> Verdict:
    """Play it to its end."""
    if truth.attendance:
        worlds.clock(office.world, "09:30")
    office.send(data, name)
    asked: list[str] = []
    fixed: set[str] = set()
    for _question in range(MOST_QUESTIONS):
        text = office.said.text
        if office.asks_for_the_yes:
            wrong = _wrong_guess(text, truth, fixed)
            if wrong is None:
                break
            fixed.add(wrong)
            asked.append(f"guess {wrong}")
            office.press("Sửa: Dấu ô trống" if wrong == "" else f"Sửa: Dấu “{wrong}”")
            continue
        asked.append(text.partition("\n")[0])
        label = _answer(text, office, truth)
        if label is None:
            return Verdict("asked", asked=asked, overview=text)
        office.press(label)
    overview = office.said.text
    if not office.asks_for_the_yes:
        return Verdict("asked", asked=asked, overview=overview)
    office.press(office.buttons[0])
    office.import_()
    return _compared(office, truth, overview, asked)


def _wrong_guess(text: str, truth: Truth, fixed: set[str]) -> str | None:
    """A mark whose shown guess is not what it means here."""
    line = next((one for one in text.split("\n") if one.startswith("• Dấu:")), "")
    for mark, status in re.findall(r"(“[^”]*”|ô trống) = ([^?(]+)\?", line):
        key = "" if mark == "ô trống" else mark.strip("“”")
        if key in truth.meanings and BUTTONS[truth.meanings[key]] != status.strip() and key not in fixed:
            return key
    return None


def _answer(text: str, office: Office, truth: Truth) -> str | None:  # noqa: PLR0911 - one for each question
    """The label that tells the truth; None where the question is of something else, and this is as far as it goes."""
    if text.startswith("Đây là danh sách gì"):
        return "có mặt ở một ca" if truth.attendance else "Danh sách đoàn viên"
    if text.startswith("Danh sách có mặt của ca nào"):
        return "Chủ nhật xanh"
    if text.startswith("Các bạn này thuộc đơn vị nào"):
        return truth.people[0].unit if truth.one_unit else None
    if "để trống ô đơn vị" in text:
        return "như dòng trên"
    if text.startswith("Cột nào ghi ai có mặt"):
        if not truth.column:
            return "Không có cột nào" if not truth.meanings else None
        return next((label for label in office.buttons if label.startswith(f"cột {truth.column} ")), None)
    if text.startswith("Ở "):
        mark = re.search(r"dấu “([^”]*)”", text)
        meaning = truth.meanings.get(mark[1] if mark else "")
        label = BUTTONS[meaning] if meaning else "chưa rõ"
        return next(one for one in office.buttons if one == label or (label == "chưa rõ" and one.startswith(label)))
    if "mình chưa biết" in text:
        return "Ghi tên và ghi có mặt"
    return None


def _compared(office: Office, truth: Truth, overview: str, asked: list[str]) -> Verdict:
    written = {name.lower(): facts for name, facts in office.entered().items()}
    there = {name.lower() for name in office.there()}
    known = {one.name.lower(): one for one in truth.people}
    wrong = [f"written though not on the list: {name}" for name in written if name not in known]
    for name, one in known.items():
        if name in written:
            wrong += _faults(one, written[name], truth, ticked=name in there)
    expected = [name for name, one in known.items() if one.status in {PRESENT, LATE}]
    missing = sum(name not in written for name in expected)
    returned = int(match[1]) if (match := re.search(r"⚠ (\d+) dòng chưa rõ", overview)) else 0
    if missing > returned:
        wrong.append(f"{missing} people are left out, {returned} rows given back")
    if wrong:
        return Verdict("wrong", wrong, asked, overview)
    return Verdict("returned" if missing else "right", [], asked, overview)


def _faults(one: Somebody, written: tuple[int | None, str], truth: Truth, *, ticked: bool) -> list[str]:
    """What is wrong about somebody who was written down."""
    born, unit = written
    checks = {
        f"{one.name}: {one.status}, and written": truth.attendance and one.status in {ABSENT, EXCUSED},
        f"{one.name}: there, not ticked": truth.attendance and one.status in {PRESENT, LATE} and not ticked,
        f"{one.name}: {one.day} is no day, and was taken as {born}": one.bad_day,
        f"{one.name}: born {one.day[2]}, written {born}": truth.has_years and born != one.day[2],
        f"{one.name}: of {one.unit}, written at {unit}": unit != one.unit,
    }
    return [fault for fault, holds in checks.items() if holds]
