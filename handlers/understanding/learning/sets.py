"""Sets of utterances as files hold them: a text, what the bot knew then, and what was meant.

Read for learning and for tests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib import resources
from typing import Any, NamedTuple

from handlers.engine.state import Expects
from handlers.understanding.context import Context, KnownCampaign, KnownShift, MyShift, OpenQuestion
from storage.records import Role

ROLES = {
    "newcomer": None,
    "member": Role.MEMBER,
    "leader": Role.LEADER,
    "organiser": Role.ORGANISER,
    "admin": Role.ADMIN,
}
EXPECTED: Mapping[str, Expects] = {
    "report.quantity": "number",
    "report.hours": "hours",
    "report.note": "text",
    "checkin.code": "code",
    "join.unit": "unit",
    "join.born": "birth_year",
    "join.name": "name",
    "reminders.quiet": "text",
    "broadcast.text": "text",
    "campaign.days": "days",
    "campaign.capacity": "number",
    "verify.return": "text",
    "roster.add": "name",
    "profile.name": "name",
    "profile.born": "birth_year",
    "profile.unit": "unit",
}
"""What the questions of a set wait for, by their step; at any other only what is shown counts."""
WAITED_FOR: tuple[tuple[str, Expects], ...] = (
    (r"\bbirth|_born|sinh năm", "birth_year"),
    (r"code|mã \d* ?số", "code"),
    (r"hours|mấy giờ\?|bao nhiêu giờ|mấy tiếng", "hours"),
    (r"capacity|quantity|trees|children|bao nhiêu|mấy (?:cây|em|người|ký|phần)", "number"),
    (r"_days?\b|\.days?\b|ngày nào|\bwhen\b", "days"),
    (r"_name|\.name|họ tên", "name"),
    (r"_unit|\.unit|đơn vị nào", "unit"),
)
YES_OR_NO = {"signup.waitlist", "verify"}
"""Steps whose first choice means yes where another one refuses."""
REFUSES = re.compile(r"\b(?:không|thôi|giữ|chưa|no|not|keep|don't|để sau)\b|^(?:hủy|bỏ|cancel)$")


class Utterance(NamedTuple):
    """What somebody typed, and what they meant: an intent, others that are right too, and slots as a set has them."""

    id: str
    persona: str
    text: str
    context: Context
    intent: str
    also_ok: tuple[str, ...] = ()
    slots: Mapping[str, Any] = {}
    dangerous: bool = False


def handover() -> list[Utterance]:
    """The utterances of the repository."""
    stored = json.loads(resources.files(__package__).joinpath("utterances.json").read_text("utf-8"))
    rows = [
        {**row, "context": {**stored["contexts"][row["context"]], "open_question": row.get("question")}}
        for row in stored["utterances"]
    ]
    return [
        Utterance(
            row["id"],
            row["persona"],
            row["text"],
            context_of(row),
            row["intent"],
            tuple(row.get("also_ok", ())),
            row.get("slots", {}),
            row.get("dangerous", False),
        )
        for row in rows
    ]


def context_of(entry: Mapping[str, Any]) -> Context:
    """What the bot knew at an entry of a set ("role" and "context")."""
    known = entry["context"]
    question = known.get("open_question")
    return Context(
        now=datetime.fromisoformat(known["now"]),
        role=ROLES[entry["role"]],
        campaigns=tuple(_campaigns(known.get("open_campaigns", ()))),
        my_shifts=tuple(
            MyShift(
                shift["campaign"],
                datetime.fromisoformat(shift["start"]),
                shift.get("checked_in", False),
                shift.get("reported", False),
            )
            for shift in known.get("my_shifts", ())
        ),
        question=None if question is None else _question(question),
    )


def _campaigns(rows: Any) -> Iterator[KnownCampaign]:  # noqa: ANN401 - JSON
    for row in rows:
        shifts = tuple(
            KnownShift(datetime.fromisoformat(shift["start"]), shift.get("hours", 0)) for shift in row.get("shifts", ())
        )
        yield KnownCampaign(row["title"], row.get("unit", ""), row.get("place", ""), shifts)


def _question(row: Mapping[str, Any]) -> OpenQuestion:
    choices = tuple(row.get("choices") or ())
    step, text = row["step"], row.get("text", "")
    expects = EXPECTED.get(step) or ("choice" if choices else _expected(step, text))
    no = next((label for label in choices[1:] if REFUSES.search(label.lower())), "")
    if not no and step in YES_OR_NO and len(choices) == 2:
        no = choices[-1]
    refused = bool(no) and not REFUSES.search(choices[0].lower().split()[0])
    return OpenQuestion(step, text, choices, expects, yes=choices[0] if refused else "", no=no if refused else "")


def _expected(step: str, text: str) -> Expects:
    """What a question without choices waits for, by the words of its step and of itself, which the bot would know."""
    said = f"{step} {text}".lower()
    return next((expects for pattern, expects in WAITED_FOR if re.search(pattern, said)), "text")
