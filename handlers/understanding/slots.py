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

PAST = {"report", "my_record", "digest", "export", "audit_log"}
_CAMPAIGN = {
    "sign_up", "check_in", "my_shifts", "campaigns", "report", "my_record", "cancel_shift", "show_code", "roster", "export", "manage_campaigns", "broadcast",
    "void_posters", "faq:free", "faq:place", "faq:bring", "faq:contact", "faq:hours", "faq:start_time", "digest", "targets", "audit_log", "verify", "reminders",
}  # fmt: skip
_DAY = {
    "sign_up", "my_shifts", "coming", "report", "my_record", "cancel_shift", "show_code", "roster", "digest", "targets", "undo_import", "export", "new_campaign",
    "manage_campaigns", "plan", "audit_log", "faq:start_time", "faq:hours", "faq:place", "faq:bring", "faq:contact", "broadcast", "check_in", "verify",
}  # fmt: skip
_MONTHS_OF_PLANS = {"plan", "targets", "export", "digest"}
_MONTH_SHORT = re.compile(r"\bt([1-9]|1[0-2])\b")
_SHIFT = {
    "sign_up",
    "cancel_shift",
    "report",
    "check_in",
    "roster",
    "show_code",
    "manage_campaigns",
    "broadcast",
    "digest",
}
_OF_A_CAMPAIGN = _SHIFT - {"cancel_shift", "report", "check_in"}
_UNIT = {
    "plan",
    "digest",
    "export",
    "campaigns",
    "profile",
    "targets",
    "broadcast",
    "invite",
    "rights",
    "units",
    "audit_log",
    "join",
}
_PERSON = {"roster", "verify", "invite", "rights", "audit_log", "sign_up"}
_KIND = (
    r"(?:chi đoàn|chi doan|cđ|liên chi đoàn|đoàn trường|doan truong|đoàn xã|doan xa|đoàn phường|doan phuong|thành đoàn|thanh doan|thị đoàn|thi doan|huyện đoàn|huyen doan|"
    r"xã|xa|phường|phuong|thị trấn|thi tran|thị xã|huyện|huyen|ấp|ap|khóm|khom)"
)
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
_NO_NAME = frozenset(
    [
        "doan",
        "xa",
        "chi",
        "huyen",
        "thanh",
        "thi",
        "tinh",
        "phuong",
        "ap",
        "khom",
        "truong",
        "lop",
        "bt",
        "bi",
        "thu",
        "pho",
        "cd",
        "tb",
        "kh",
        "qr",
        "ma",
        "hs",
        "dv",
        "so",
        "bch",
        "btv",
        "ubnd",
        "thcs",
        "thpt",
        "cong",
        "nghe",
        "excel",
        "file",
        "toi",
        "minh",
        "de",
        "nghi",
        "cho",
        "nho",
        "xin",
        "duyet",
        "gui",
        "them",
        "ghi",
        "danh",
        "dau",
        "chu",
        "nhat",
        "bay",
        "hai",
        "ba",
        "tu",
        "nam",
        "sau",
        "kinh",
        "dang",
        "ky",
        "cap",
        "thu",
        "hoi",
        "go",
        "mark",
        "tick",
        "who",
        "the",
        "i",
        "please",
        "check",
        "add",
        "give",
        "make",
        "grant",
        "revoke",
        "remove",
        "approve",
        "send",
        "reports",
        "report",
        "qua",
        "ngay",
    ]
)
_UNIT_WORDS = frozenset(
    [
        "doan",
        "xa",
        "huyen",
        "tinh",
        "phuong",
        "ap",
        "khom",
        "truong",
        "lop",
        "thcs",
        "thpt",
        "excel",
        "zalo",
        "facebook",
        "qr",
        "o",
        "tai",
    ]
)
_PIECE = re.compile(r"[^\W\d_]+(?:[/'’][^\W\d_]+)*|[^\w\s]|\d+")
_BEFORE_PERSON = frozenset(
    ["ban", "anh", "chi", "em", "dc", "chu", "bac", "co", "thay", "o", "be", "chau", "thang", "con"]
)
_PEOPLE = re.compile(r"\b(\d+)\s+(?:nguoi|ban|me con|dua|ban tre|cho|suat|slot|ve|dv|doan vien)\b")
_AMOUNT = re.compile(r"^(?:cay|kg|ky|bao|ki|phan|tui|em|met|m|don|nguoi)$")
_HOUR = re.compile(r"^(?:gio|tieng|h|hours?|hrs?)$")
_RIGHT_ONE = re.compile(r"\b(?:dung la|dung ra la|phai la|thuc ra la|that ra la|actually|it was|should be) (?:la )?$")
_BEFORE_AHEAD = re.compile(r"\btruoc (\d+)\b|\b(\d+) (?:tieng|gio|ngay|phut|hours?|days?) (?:truoc|before|earlier)\b")
_BORN = re.compile(r"\b(?:2k(\d{1,2})|(19[4-9]\d|20[0-2]\d))\b")
_MANY = re.compile(r"\b(\d+) (?:hoc sinh|hs|doan vien|dv|ban|nguoi|em|dua|dong|members|students|people)\b")


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
    if intent in _MONTHS_OF_PLANS and (short := _MONTH_SHORT.search(known.said.plain)):
        month = days.named(f"thang {short[1]}", context.now.date(), past=intent in PAST)
        day = (month.first, month.last) if month else day
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
    if day is None or intent not in _SHIFT:
        return None
    if intent in _OF_A_CAMPAIGN:
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
        if (right := _corrected(known)) is not None:
            return right
        amounts = [number.value for number, unit in values if _AMOUNT.match(unit)]
        hours = [
            number.value
            for number, unit in values
            if _HOUR.match(unit) or (number.end - 1 >= 0 and known.words[number.end - 1] == "ruoi")
        ]
        return next(iter(amounts), next(iter(hours), None))
    if intent == "redeem":
        return next((number.value for number in known.numbers if number.value >= 100_000), None)
    if intent == "reminders":
        match = _BEFORE_AHEAD.search(plain)
        return float(match[1] or match[2]) if match else None
    if intent == "import_table":
        match = _MANY.search(plain)
        return float(match[1]) if match else None
    if intent == "profile":
        years = [float(full or f"20{int(short):02}") for short, full in _BORN.findall(known.said.plain)]
        denied = re.search(r"\b(?:chu khong phai|not|khong phai)\b", known.said.plain) is not None
        return (years[0] if denied else years[-1]) if years else None
    if intent == "manage_campaigns":
        match = re.search(r"\b(?:len|con|xuong|to)\s+(\d+)\b", plain)
        return float(match[1]) if match else None
    return None


def _corrected(known: Reading) -> float | None:
    """The number that is said to be the right one, where two are told."""
    if len(known.numbers) < 2:
        return None
    for number in known.numbers:
        if _RIGHT_ONE.search(" ".join(known.words[: number.first]) + " "):
            return number.value
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


_TITLE_QUOTED = re.compile('[“"«‘](.{4,120}?)[”"»’]')
_TITLE = re.compile(
    r"(?:chiến dịch|chien dich|hoạt động|hoat dong|campaign|event|sự kiện|cd)\s*(?:mới|moi)?\s*(?::|tên|là)?\s+(.+)",
    re.IGNORECASE,
)


def _new_title(known: Reading) -> str | None:
    """The title of a campaign that is to be made, as it was typed."""
    if quoted := _TITLE_QUOTED.search(known.said.text):
        return quoted[1].strip()
    match = _TITLE.search(known.said.text)
    title = match[1].strip(" .!?:") if match else ""
    title = re.sub(r"^(?:mới|moi|tên|là)\s*:?\s*", "", title)
    return title if len(title.split()) >= 3 and title[0].isupper() else None


def _unit(known: Reading) -> str | None:
    """The unit that is named, as it was typed, up to where the sentence goes on."""
    for match in _UNIT_TEXT.finditer(known.said.text):
        words: list[str] = []
        for word in match[2].split():
            if fold(word) in _UNIT_ENDS and not (word[0].isupper() and words):
                break
            if words and words[-1][0].isupper() and not word[0].isupper() and not word.isdigit():
                break
            words.append(word)
        if words:
            return f"{match[1]} {' '.join(words)}".strip()
    return None


def _person(known: Reading, context: Context) -> str | None:
    """The person that is named: one who is known by the words, else a name in capitals."""
    plain = f" {fold(known.said.text)} "
    fits = [name for name in context.people if f" {fold(name)} " in plain or f" {fold(name).split()[-1]} " in plain]
    if len(fits) == 1:
        return fits[0]
    named = set() if known.campaign is None else set(fold(known.campaign.title).split())
    names = [
        (before, name) for before, name in _names(known.said.text) if not set(fold(" ".join(name)).split()) <= named
    ]
    whole = next((name for _before, name in names if len(name) >= 2), None)
    called = next((name for before, name in names if before in _BEFORE_PERSON), None)
    found = whole or called
    return None if found is None else " ".join(found)


def _names(text: str) -> Iterable[tuple[str, list[str]]]:
    """Each row of capitalised words that may be a name, with the word before it ("đ/c" as "dc")."""
    row: list[str] = []
    before, last, first = "", "", True
    for word in _PIECE.findall(text):
        plain = fold(word).replace("/", "").replace(" ", "")
        capital = word[0].isupper() and not (len(word) > 1 and word.isupper())
        capital = capital and not (first and plain in _BEFORE_PERSON)
        if capital and plain not in _UNIT_WORDS and (row or not first or plain not in _NO_NAME):
            before = before if row else last
            row.append(word)
        else:
            if row and before not in _UNIT_WORDS:
                yield before, row
            row = []
        first = word in {".", "!", "?", ":"} or (first and plain in _BEFORE_PERSON and not row)
        last = plain
    if row and before not in _UNIT_WORDS:
        yield before, row
