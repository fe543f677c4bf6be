"""My record: turns, hours and figures by year, what is still to be verified, and what was returned and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from handlers import labels
from handlers.campaigns import CAMPAIGNS, MY_SHIFTS
from handlers.engine.chat import Chat
from handlers.engine.conversation import Offer
from handlers.engine.text import HOME, Text, Titled, _, ngettext
from handlers.reports import REPORT
from handlers.targets.words import number
from handlers.typed import times
from schedules.calendar import local_day
from schedules.plan import targets
from schedules.plan.targets import OwnPart
from storage.reports import my_record as records
from storage.reports import reports
from storage.reports.my_record import UndecidedCheckIn, VerifiedCheckIn, VerifiedFigure

TURNS_SHOWN = 10
OPEN_SHOWN = 10


def my_record(chat: Chat) -> None:
    """Show what one has done."""
    attendances = records.verified_check_ins(chat.tx, chat.asker)
    unsettled = records.undecided(chat.tx, chat.asker)
    if not attendances and not unsettled:
        chat.stop(
            _("Your record is still empty. It begins with your first check-in!"),
            offers=[Offer(CAMPAIGNS), Offer(MY_SHIFTS)],
        )
    blocks = [
        [_("{name}'s record", name=chat.member.name)],
        *by_year(attendances, records.quantities(chat.tx, chat.asker)),
        towards_targets(chat),
        latest(attendances),
        waiting(unsettled),
        returned(unsettled),
    ]
    text = "\n\n".join("\n".join(chat.words(line) for line in block) for block in blocks if block)
    owed = [Offer(REPORT)] if reports.to_report(chat.tx, chat.asker) else []
    chat.say(text, offers=[*owed, Offer(MY_SHIFTS)])


def by_year(attendances: list[VerifiedCheckIn], counted: list[VerifiedFigure]) -> Iterator[list[Text]]:
    """The sums of each year, the latest year first."""
    figures_of: dict[int, Counter[str]] = {}
    for figure in counted:
        figures_of.setdefault(year_of(figure), Counter())[figure.quantity] += figure.number
    for year, group in groupby(attendances, key=year_of):
        of_year = list(group)
        length = sum(attendance.minutes for attendance in of_year)
        yield [
            ngettext(
                "{year:plain}: {count} turn, {length}",
                "{year:plain}: {count} turns, {length}",
                len(of_year),
                year=year,
                length=times.in_hours(length),
            ),
            *(
                _("• {counted}", counted=labels.counted(what, number))
                for what, number in sorted(figures_of.get(year, Counter()).items())
                if number
            ),
        ]


def year_of(item: VerifiedCheckIn | VerifiedFigure) -> int:
    """The year at home that something counts for: its shift's."""
    return item.starts_at.astimezone(HOME).year


def towards_targets(chat: Chat) -> list[Text]:
    """What one has added to the targets of this year's plan."""
    this_year = local_day(chat.tx.now).year
    added = [part_line(part) for part in targets.own(chat.tx, chat.asker, this_year)]
    return [_("Your part of the targets of {year:plain}:", year=this_year), *added] if added else []


def part_line(part: OwnPart) -> Text:
    """What one has done towards a figure, and of how much of one's unit's, where that is set."""
    facts = {"name": Titled(part.target.called(part.figure), part.figure.short_en), "mine": number(part.done)}
    if part.share is None:
        return _("• {name}: {mine}", **facts)
    return _("• {name}: {mine} (your unit's share: {amount})", amount=part.share, **facts)


def latest(attendances: list[VerifiedCheckIn]) -> list[Text]:
    """The last turns, one by one."""
    if not attendances:
        return []
    shown = [
        _(
            "• {day:short}/{year:plain} {title}: {length}",
            day=attendance.starts_at,
            year=year_of(attendance),
            title=attendance.title,
            length=_("hours when the shift is over")
            if attendance.hours_pending
            else times.in_hours(attendance.minutes),
        )
        for attendance in attendances[:TURNS_SHOWN]
    ]
    return [_("Latest turns:"), *shown]


def waiting(unsettled: Iterable[UndecidedCheckIn]) -> list[Text]:
    """What a leader has yet to verify."""
    shown = [
        _("• {day:short} {title}: report", day=item.starts_at, title=item.title)
        if item.report_state == "waiting"
        else _("• {day:short} {title}: check-in", day=item.starts_at, title=item.title)
        for item in unsettled
        if item.refused is None
    ]
    return [_("To be verified:"), *shown[:OPEN_SHOWN]] if shown else []


def returned(unsettled: Iterable[UndecidedCheckIn]) -> list[Text]:
    """What came back, and why."""
    shown = [refusal(item, reason) for item in unsettled if (reason := item.refused) is not None]
    return [_("Not counted:"), *shown[:OPEN_SHOWN]] if shown else []


def refusal(item: UndecidedCheckIn, reason: str) -> Text:
    """One thing that came back."""
    facts = {"day": item.starts_at, "title": item.title, "reason": reason}
    match item.check_in_state:
        case "undone":
            return _("• {day:short} {title}: check-in taken back, {reason}", **facts)
        case "returned":
            return _("• {day:short} {title}: check-in returned, {reason}", **facts)
        case _:
            return _("• {day:short} {title}: report returned, {reason}", **facts)
