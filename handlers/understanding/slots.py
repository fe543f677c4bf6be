"""What a message names that its intent takes: campaign, day, shift, unit, person, number. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from handlers.understanding import days
from handlers.understanding.context import Context
from handlers.understanding.features import Reading
from storage.text import fold

PAST = {"report", "my_record", "faq:hours", "digest", "export", "audit_log"}
_CAMPAIGN = {
    "sign_up", "check_in", "my_shifts", "campaigns", "report", "my_record", "cancel_shift", "show_code", "roster", "export", "manage_campaigns", "broadcast",
    "void_posters", "faq:free", "faq:place", "faq:bring", "faq:contact", "faq:hours", "faq:start_time",
}  # fmt: skip
_DAY = {
    "sign_up", "my_shifts", "coming", "report", "my_record", "cancel_shift", "show_code", "roster", "digest", "targets", "undo_import", "export", "new_campaign",
    "manage_campaigns", "plan", "audit_log", "faq:start_time", "faq:hours",
}  # fmt: skip
_UNIT = {"campaigns", "profile", "targets", "broadcast", "invite", "rights", "units", "audit_log", "join"}
_PERSON = {"roster", "verify", "invite", "rights", "audit_log"}
_KIND = r"(?:chi đoàn|chi doan|cđ|đoàn xã|doan xa|đoàn phường|doan phuong|thị đoàn|thi doan|huyện đoàn|huyen doan|xã|xa|phường|phuong|thị trấn|thi tran|thị xã|huyện|huyen|ấp|ap|khóm|khom|bên|ben|về|ve|của|cua|bí thư|bi thu)"
_UNIT_TEXT = re.compile(rf"(?<!\w)({_KIND}(?:\s+{_KIND})*)\s+((?:[^\W_]+\s?){{1,4}})", re.IGNORECASE)
_UNIT_ENDS = frozenset(
    [
        "roi",
        "doi",
        "giup",
        "muon",
        "thanh",
        "vao",
        "dang",
        "ngung",
        "cho",
        "ten",
        "lai",
        "ra",
        "di",
        "nha",
        "a",
        "nhe",
        "bot",
        "ben",
        "moi",
        "thay",
        "gui",
        "dat",
        "bao",
        "la",
        "ma",
        "de",
        "trong",
        "cac",
        "may",
        "duoc",
        "hong",
        "khong",
        "ten",
        "xin",
        "minh",
        "em",
        "toi",
        "nguoi",
        "chuc",
    ]
)
_NAME = re.compile(r"(?:[A-ZĐÀ-Ỹ][\wà-ỹ']*)(?:\s+[A-ZĐÀ-Ỹ][\wà-ỹ']*)*")
_PEOPLE = re.compile(r"\b(\d+)\s+(?:nguoi|ban|me con|dua|ban tre|cho|suat|slot|ve|dv|doan vien)\b")
_AMOUNT = re.compile(r"^(?:cay|kg|ky|bao|ki|phan|tui|em|met|m|don|nguoi)$")
_HOUR = re.compile(r"^(?:gio|tieng|h)$")


@dataclass(frozen=True, slots=True)
class Slots:
    """What was named; each None where it was not."""

    campaign: str | None = None
    day: tuple[date, date] | None = None
    shift: date | None = None
    unit: str | None = None
    person: str | None = None
    count: float | None = None
    choice: str | None = None


def slots(intent: str, known: Reading, context: Context) -> Slots:
    """What a message of this intent names."""
    campaign = known.campaign.title if known.campaign and intent in _CAMPAIGN else None
    when = days.named(known.said.plain, context.now.date(), past=intent in PAST) if intent in _DAY else None
    day = (when.first, when.last) if when else None
    return Slots(
        campaign=_new_title(known) if intent == "new_campaign" else campaign,
        day=day,
        shift=_shift(intent, campaign, day, context),
        unit=_unit(known) if intent in _UNIT else None,
        person=_person(known, context) if intent in _PERSON else None,
        count=_count(intent, known),
    )


def _shift(intent: str, campaign: str | None, day: tuple[date, date] | None, context: Context) -> date | None:
    """The one shift that campaign and day fit; None where they fit none, or several."""
    if day is None or intent not in {"sign_up", "cancel_shift", "report", "check_in"}:
        return None
    if intent == "sign_up":
        if campaign is None:
            return None
        starts = [
            shift.start.date() for known in context.campaigns if known.title == campaign for shift in known.shifts
        ]
    else:
        starts = [shift.start.date() for shift in context.my_shifts if campaign in {None, shift.campaign}]
    fits = [start for start in starts if day[0] <= start <= day[1]]
    return fits[0] if len(fits) == 1 else None


def _count(intent: str, known: Reading) -> float | None:
    """The number that the intent takes: seats, a code, an amount (before hours), a new size."""
    plain = " ".join(_with_numbers(known))
    values = [(number, known.words[number.end] if number.end < len(known.words) else "") for number in known.numbers]
    if intent == "sign_up":
        match = _PEOPLE.search(plain)
        return float(match[1]) if match and int(match[1]) > 1 else None
    if intent == "check_in":
        return next(
            (
                number.value
                for number, _unit in values
                if number.value >= 100_000 or re.fullmatch(r"\d{6}", known.words[number.first])
            ),
            None,
        )
    if intent == "report":
        amounts = [number.value for number, unit in values if _AMOUNT.match(unit)]
        hours = [
            number.value
            for number, unit in values
            if _HOUR.match(unit) or (number.end - 1 >= 0 and known.words[number.end - 1] == "ruoi")
        ]
        return next(iter(amounts), next(iter(hours), None))
    if intent == "manage_campaigns":
        match = re.search(r"\b(?:len|con|xuong|to)\s+(\d+)\b", plain)
        return float(match[1]) if match else None
    return None


def _with_numbers(known: Reading) -> Iterable[str]:
    at = {number.first: number for number in known.numbers}
    index = 0
    while index < len(known.words):
        if index in at:
            yield f"{at[index].value:g}"
            index = at[index].end
        else:
            yield known.words[index]
            index += 1


def _new_title(known: Reading) -> str | None:
    """The title of a campaign that is to be made, as it was typed."""
    match = re.search(
        r"(?:chiến dịch|chien dich|hoạt động|hoat dong|campaign)\s+(?:mới\s+)?(.+)", known.said.text, re.IGNORECASE
    )
    title = match[1].strip(" .!?") if match else ""
    return title if len(title.split()) >= 3 and title[0].isupper() else None


def _unit(known: Reading) -> str | None:
    """The unit that is named, as it was typed, up to where the sentence goes on."""
    for match in _UNIT_TEXT.finditer(known.said.text):
        words = []
        for word in match[2].split():
            if fold(word) in _UNIT_ENDS:
                break
            words.append(word)
        kind = match[1] if fold(match[1].split()[0]) not in {"ben", "ve", "cua", "bi"} else ""
        if words and (kind or words[0][0].isupper()):
            return f"{kind} {' '.join(words)}".strip()
    return None


def _person(known: Reading, context: Context) -> str | None:
    """The person that is named: one who is known by the words, else a name in capitals of two words and more."""
    plain = f" {fold(known.said.text)} "
    fits = [name for name in context.people if f" {fold(name)} " in plain or f" {fold(name).split()[-1]} " in plain]
    if len(fits) == 1:
        return fits[0]
    names = [name for name in _NAME.findall(known.said.text) if len(name.split()) >= 2]
    cut = [re.sub(r"^(?:Bạn|Anh|Chị|Em|Duyệt|Cho|Ban)\s+", "", name) for name in names]
    return next(
        (
            name
            for name in cut
            if len(name.split()) >= 2 and fold(name).split()[0] not in {"doan", "xa", "chi", "huyen"}
        ),
        None,
    )
