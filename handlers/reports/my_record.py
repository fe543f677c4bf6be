"""My record: turns, hours and figures by year, what awaits a leader's word, and what came back and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from handlers.campaigns import CAMPAIGNS, MY_SHIFTS, labels
from handlers.engine.chat import Chat
from handlers.engine.conversation import Offer
from handlers.engine.text import HOME, Text, _, ngettext
from handlers.reports import REPORT
from handlers.targets.words import number
from handlers.typed import times
from schedules.calendar import local_day
from schedules.plan import targets as plan_targets
from storage.reports import my_record as my
from storage.reports import reports
from storage.reports.my_record import Counted, Open, Turn

TURNS_SHOWN = 10
OPEN_SHOWN = 10


def my_record(chat: Chat) -> None:
    """Show what one has done."""
    turns = my.turns(chat.tx, chat.asker)
    still_open = my.still_open(chat.tx, chat.asker)
    if not turns and not still_open:
        chat.stop(
            _("Your record is still empty. It begins with your first check-in!"),
            offers=[Offer(CAMPAIGNS), Offer(MY_SHIFTS)],
        )
    blocks = [
        [_("{name}'s record", name=chat.member.name)],
        *by_year(turns, my.quantities(chat.tx, chat.asker)),
        towards_targets(chat),
        latest(turns),
        waiting(still_open),
        returned(still_open),
    ]
    text = "\n\n".join("\n".join(chat.words(line) for line in block) for block in blocks if block)
    owed = [Offer(REPORT)] if reports.to_report(chat.tx, chat.asker) else []
    chat.say(text, offers=[*owed, Offer(MY_SHIFTS)])


def by_year(turns: list[Turn], counted: list[Counted]) -> Iterator[list[Text]]:
    """The sums of each year, the latest year first."""
    figures_of: dict[int, Counter[str]] = {}
    for one in counted:
        figures_of.setdefault(year(one), Counter())[one.quantity] += one.number
    for at, group in groupby(turns, key=year):
        of_year = list(group)
        length = sum(turn.minutes for turn in of_year)
        yield [
            ngettext(
                "{year:plain}: {count} turn, {length}",
                "{year:plain}: {count} turns, {length}",
                len(of_year),
                year=at,
                length=times.in_hours(length),
            ),
            *(
                _("• {counted}", counted=labels.counted(what, number))
                for what, number in sorted(figures_of.get(at, Counter()).items())
                if number
            ),
        ]


def year(one: Turn | Counted) -> int:
    """The year at home that something counts for: its shift's."""
    return one.starts_at.astimezone(HOME).year


def towards_targets(chat: Chat) -> list[Text]:
    """What one has added to the targets of this year's plan."""
    this_year = local_day(chat.tx.now).year
    added = [
        _(
            "• {name}: {mine} of everybody's {amount}",
            name=target.called(figure),
            mine=number(mine),
            amount=figure.amount,
        )
        for target, figure, mine in plan_targets.own(chat.tx, chat.asker, this_year)
    ]
    return [_("Your part of the targets of {year:plain}:", year=this_year), *added] if added else []


def latest(turns: list[Turn]) -> list[Text]:
    """The last turns, one by one."""
    if not turns:
        return []
    shown = [
        _(
            "• {day:short}/{year:plain} {title}: {length}",
            day=one.starts_at,
            year=year(one),
            title=one.title,
            length=times.in_hours(one.minutes),
        )
        for one in turns[:TURNS_SHOWN]
    ]
    return [_("Latest turns:"), *shown]


def waiting(still_open: Iterable[Open]) -> list[Text]:
    """What awaits a leader's word."""
    shown = [
        _("• {day:short} {title}: report", day=one.starts_at, title=one.title)
        if one.report_state == "waiting"
        else _("• {day:short} {title}: check-in", day=one.starts_at, title=one.title)
        for one in still_open
        if one.refused is None
    ]
    return [_("To be verified:"), *shown[:OPEN_SHOWN]] if shown else []


def returned(still_open: Iterable[Open]) -> list[Text]:
    """What came back, and why."""
    shown = [refusal(one, reason) for one in still_open if (reason := one.refused) is not None]
    return [_("Not counted:"), *shown[:OPEN_SHOWN]] if shown else []


def refusal(one: Open, reason: str) -> Text:
    """One thing that came back."""
    facts = {"day": one.starts_at, "title": one.title, "reason": reason}
    match one.check_in_state:
        case "undone":
            return _("• {day:short} {title}: check-in taken back, {reason}", **facts)
        case "returned":
            return _("• {day:short} {title}: check-in returned, {reason}", **facts)
        case _:
            return _("• {day:short} {title}: report returned, {reason}", **facts)
