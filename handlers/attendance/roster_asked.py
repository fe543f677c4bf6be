"""What a leader asks at an open roster, answered from it: who waits for a seat, who is missing, who is there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from handlers.attendance.roster_many import is_missing
from handlers.engine.text import Text, _, ngettext
from storage.attendance.roster import RosterPerson
from storage.text import fold

_WHO = r"(?:ai|ban nao|may ai|nhung ai|bao nhieu(?: nguoi| ban)?|may (?:nguoi|ban))"
_WAITLIST = re.compile(
    rf"\b(?:danh sach (?:cho|doi)|hang (?:cho|doi)|{_WHO}(?: con| dang)* cho(?: cho| ghe)?$|"
    r"wait ?list|waiting list|who (?:is|s) waiting)\b"
)
_MISSING = re.compile(
    rf"\b(?:{_WHO}(?: con)? (?:chua|vang|thieu)\b|(?:thieu|vang) (?:ai|nhung ai|may|bao nhieu)\b|"
    r"who (?:is|s) (?:missing|not here|absent)|who (?:has|have) not|how many (?:are )?(?:missing|absent))"
)
_NOBODY = re.compile(r"(?:da )?(?:khong|ko|k|chang|hong)\b")  # "không vắng ai" ticks all
_THERE = re.compile(
    rf"\b(?:(?:co |duoc )(?:bao nhieu|may)(?: nguoi| ban| em| dua| mang)|{_WHO} (?:da |dang )?(?:co mat|toi|den|o do)|"
    r"du (?:nguoi )?chua|how many|who (?:is|s) (?:here|there|present))\b"
)
_NO_NAME = re.compile(
    r"\b(?:gi|khong|ko|nao|lam sao|sao vay|cho xem|cho coi|cam on|muon|duoc|bao nhieu|may gio|o dau|tai sao|hom nay|"
    r"ngay mai|what|when|where|how|why|which|thanks|please|show me)\b"
)
FEWEST_WORDS = 3  # of what is no name: "Sao Mai" is one
LISTED = 50


def answer(text: str, people: Sequence[RosterPerson]) -> Text | None:
    """The answer to a question about this roster's people; None where a text asks none."""
    plain = fold(text)
    if _WAITLIST.search(plain):
        waiting = [person.name for person in people if person.seat == "waiting" and not person.there]
        said = ngettext(
            "On the waitlist, {count} person: {names}", "On the waitlist, {count} people: {names}", len(waiting)
        )
        return _with(said, waiting) or _("Nobody is on the waitlist of this shift.")
    if _MISSING.search(plain) and not _NOBODY.match(plain):
        missing = [person.name for person in people if is_missing(person)]
        said = ngettext(
            "Not there yet, {count} person: {names}", "Not there yet, {count} people: {names}", len(missing)
        )
        return _with(said, missing) or _("Nobody is missing: all who signed up are there.")
    if _THERE.search(plain):
        there = [person.name for person in people if person.there]
        said = ngettext("There, {count} person: {names}", "There, {count} people: {names}", len(there))
        return _with(said, there) or _("Nobody is there yet.")
    return None


def _with(said: Text, names: list[str]) -> Text | None:
    """A sentence with these names, as many as are read at a look; None where there are none."""
    more = ["…"] if len(names) > LISTED else []
    return replace(said, facts={**said.facts, "names": ", ".join([*names[:LISTED], *more])}) if names else None


def is_no_name(text: str) -> bool:
    """Whether a text is a question or some other sentence, so that nobody is written down under it."""
    plain = fold(text)
    return "?" in text or (len(plain.split()) >= FEWEST_WORDS and _NO_NAME.search(plain) is not None)
