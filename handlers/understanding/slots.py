"""What a message names that its intent takes: campaign, day, shift, unit, person, number. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import date

from handlers.understanding import days
from handlers.understanding.amounts import count
from handlers.understanding.context import Context
from handlers.understanding.features import Reading, unnamed
from handlers.understanding.tables import every
from handlers.understanding.whom import person, unit

PAST = {"report", "my_record", "digest", "export", "audit_log"}
_CAMPAIGN = every("""
    sign_up check_in my_shifts campaigns report my_record cancel_shift show_code roster export manage_campaigns
    broadcast void_posters faq:free faq:place faq:bring faq:contact faq:hours faq:start_time digest targets
    audit_log verify reminders
""")
_DAY = every("""
    sign_up my_shifts coming report my_record cancel_shift show_code roster digest targets undo_import export
    new_campaign manage_campaigns plan audit_log faq:start_time faq:hours faq:place faq:bring faq:contact
    broadcast check_in verify
""")
_MONTHS_OF_PLANS = {"plan", "targets", "export", "digest"}
_MONTH_SHORT = re.compile(r"\bt([1-9]|1[0-2])\b")
_SHIFT = every("sign_up cancel_shift report check_in roster show_code manage_campaigns broadcast digest")
_OF_A_CAMPAIGN = _SHIFT - {"cancel_shift", "report", "check_in"}
_UNIT = every("coming plan digest export campaigns profile targets broadcast invite rights units audit_log join")
_PERSON = {"roster", "verify", "invite", "rights", "audit_log", "sign_up"}
_TITLE_QUOTED = re.compile('[“"«‘](.{4,120}?)[”"»’]')
_TITLE = re.compile(
    r"(?:chiến dịch|chien dich|hoạt động|hoat dong|campaign|event|sự kiện|cd)\s*(?:mới|moi)?\s*(?::|tên|là)?\s+(.+)",
    re.IGNORECASE,
)


_TITLE_ENDS = re.compile(
    r"[,;]|\s(?:ngày|vào|từ|lúc|tại|ở|cho|on|for|at)\s+(?=\d|thứ|chủ|mai|sáng|chiều|tháng|khoảng|tầm|\w+day)",
    re.IGNORECASE,
)


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

    def filled(self, whole: Slots, others: Slots) -> Slots:
        """These, with what the whole message names beside them that is not the other wish's."""
        missing = {
            field.name: getattr(whole, field.name)
            for field in fields(self)
            if getattr(self, field.name) is None and getattr(others, field.name) is None
        }
        return replace(self, **missing)


def slots(intent: str, known: Reading, context: Context) -> Slots:
    """What a message of this intent names."""
    campaign = known.campaign.title if known.campaign and intent in _CAMPAIGN else None
    when = days.named(unnamed(known), context.now.date(), past=intent in PAST) if intent in _DAY else None
    day = (when.first, when.last) if when else None
    if intent in _MONTHS_OF_PLANS and (short := _MONTH_SHORT.search(known.said.plain)):
        month = days.named(f"thang {short[1]}", context.now.date(), past=intent in PAST)
        day = (month.first, month.last) if month else day
    return Slots(
        campaign=_new_title(known) if intent == "new_campaign" else campaign,
        day=day,
        shift=_shift(intent, campaign, day, context),
        unit=unit(known) if intent in _UNIT else None,
        person=person(known, context) if intent in _PERSON else None,
        count=count(intent, known),
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


def _new_title(known: Reading) -> str | None:
    """The title of a campaign that is to be made, as it was typed."""
    if quoted := _TITLE_QUOTED.search(known.said.text):
        return quoted[1].strip()
    match = _TITLE.search(known.said.text)
    title = match[1].strip(" .!?:") if match else ""
    title = re.sub(r"^(?:mới|moi|tên|là)\s*:?\s*", "", title)
    title = _TITLE_ENDS.split(title)[0].strip(" ,.")
    return title if len(title.split()) >= 3 and title[0].isupper() else None
