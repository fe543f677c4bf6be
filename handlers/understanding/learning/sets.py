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
YES_OR_NO = {"join.consent", "signup.confirm", "signup.waitlist", "myshifts.give_up", "erase.confirm", "broadcast.send"}
"""Steps whose first choice means yes where another one refuses."""
REFUSES = re.compile(r"\b(?:không|thôi|giữ|hủy|bỏ|chưa|no|not|keep|cancel|don't)\b")


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
    step = row["step"]
    expects = EXPECTED.get(step, "choice" if choices else "text")
    if step in YES_OR_NO and len(choices) >= 2:
        refusing = [label for label in choices[1:] if REFUSES.search(label.lower())]
        no = refusing[0] if refusing else choices[-1] if step == "signup.waitlist" else ""
        if no:
            return OpenQuestion(step, row.get("text", ""), choices, expects, yes=choices[0], no=no)
    return OpenQuestion(step, row.get("text", ""), choices, expects)
