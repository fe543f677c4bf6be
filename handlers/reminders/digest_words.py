"""The words of a leader's digest, made when it is sent; at most 25 lines, so that a phone shows it."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import labels
from handlers.attendance import ROSTER
from handlers.engine.conversation import Named, Offer
from handlers.engine.message import Chart
from handlers.engine.telling import WordedNotice
from handlers.engine.text import Text, Titled, _, ngettext, say
from handlers.plan import PLAN
from handlers.reminders import DIGEST
from handlers.reports import VERIFY
from handlers.targets import TARGETS
from handlers.targets import words as target_words
from schedules.calendar import HOME, local_day
from schedules.due.occasions import MIDNIGHT
from schedules.plan.remembering import remembered
from storage.records import Record
from storage.reminders.digest_notice import ComingDay, Digest, FreeShift, PastShift, UnitToCall, YearTotal

PAST, CALLS, FREE = "ca", "goi", "cho"  # lists that the digest's command shows as a whole
LINES = 25
LEAST = {"standing": 1, "coming": 1, "free": 2, "past": 2}  # in this order they give way, until the lines fit


def words(digest: Digest, language: str) -> WordedNotice:
    """What a digest says, what it offers, and its chart."""
    digest = fitted(digest)
    lines = ["\n".join(say(line, language) for line in block) for block in blocks(digest)]
    return WordedNotice("\n\n".join(lines), offers(digest), picture(digest, language))


def blocks(digest: Digest) -> list[list[Text]]:
    """Its lines, in blocks that stand apart."""
    parts = [[heading(digest), *people(digest)], to_do(digest), ahead(digest), standing(digest)]
    return [part for part in parts if part]


def fitted(digest: Digest) -> Digest:
    """The digest with as much of each list as fits: all shifts, if there is room; what is left out is counted."""
    lists: dict[str, tuple[Record, ...]] = {name: getattr(digest, name) for name in LEAST}
    for name, least in LEAST.items():
        while len(lists[name]) > least and height(digest.model_copy(update=lists)) > LINES:
            lists[name] = lists[name][:-1]
    return digest.model_copy(update=lists)


def height(digest: Digest) -> int:
    """How many lines it has, those between its blocks too."""
    parts = blocks(digest)
    return sum(map(len, parts)) + len(parts) - 1


def picture(digest: Digest, language: str) -> Chart | None:
    """How the targets stand, as the chart of /tiendo."""
    return target_words.chart(digest.units[0], digest.year, digest.bars, language)


def offers(digest: Digest) -> tuple[Offer, ...]:
    """Buttons to what awaits the leader: check-ins to verify, the roster, the plan where a day is missing."""
    useful: list[Offer] = []
    if digest.waiting:
        useful.append(Offer(VERIFY, label=_("Verify ({number})", number=digest.waiting)))
    if digest.signed_up_count or digest.past:
        useful.append(Offer(ROSTER))
    if digest.undated:
        useful.append(Offer(PLAN))
    if digest.bars:
        useful.append(Offer(TARGETS))
    if digest.calls_count > len(digest.calls):
        label = ngettext("The {count} unit to call", "All {count} units to call", digest.calls_count)
        useful.append(Offer(DIGEST, Named(of=since_when(CALLS, digest)), label))
    if digest.past_count > len(digest.past):
        label = ngettext("The {count} shift that is over", "All {count} shifts that are over", digest.past_count)
        useful.append(Offer(DIGEST, Named(of=since_when(PAST, digest)), label))
    return (*useful, Offer(DIGEST, label=_("Digest settings")))


def heading(digest: Digest) -> Text:
    """Whose digest it is, and since when."""
    units = digest.units[0] if len(digest.units) == 1 else ", ".join(digest.units)
    if digest.since.astimezone(HOME).time() == MIDNIGHT:
        return _("{units}: what is new since {day:short}", units=units, day=digest.since)
    return _("{units}: what is new since {day:time} on {day:short}", units=units, day=digest.since)


def people(digest: Digest) -> list[Text]:
    """Who signed up, who came, and who did not."""
    lines: list[Text] = []
    if digest.signed_up_count:
        text = ngettext("{count} person signed up", "{count} people signed up", digest.signed_up_count)
        lines.append(named(text, digest.signed_up))
    if digest.past_count:
        lines.append(ngettext("{count} shift is over:", "{count} shifts are over:", digest.past_count))
        lines += [past_shift(one) for one in digest.past]
    if more := digest.past_count - len(digest.past):
        text = ngettext("{count} came in all", "{count} came in all", digest.came_count)
        counts = _("{came}, {absent}", came=text, absent=missing(digest.absent_count))
        lines.append(
            ngettext(
                "and {count} shift more: {command}. {counts}",
                "and {count} shifts more: {command}. {counts}",
                more,
                counts=counts,
                command=command(PAST, digest),
            )
        )
    if digest.empty_count:
        lines.append(empty(digest))
    return lines


def empty(digest: Digest) -> Text:
    """The shifts that are over and had nobody, with the last of them."""
    listed = [_("{title} {day:short}", title=one.title, day=one.starts_at) for one in digest.empty]
    shifts = listed[0]
    for one in listed[1:]:
        shifts = _("{first}, {second}", first=shifts, second=one)
    if more := digest.empty_count - len(listed):
        shifts = ngettext("{shifts} and {count} shift more", "{shifts} and {count} shifts more", more, shifts=shifts)
    return ngettext(
        "{count} shift was over without anybody signed up: {shifts}",
        "{count} shifts were over without anybody signed up: {shifts}",
        digest.empty_count,
        shifts=shifts,
    )


def command(which: str, digest: Digest) -> str:
    """What to send to see all of a list of which a digest shows the beginning."""
    return f"/{DIGEST.commands[0]} {since_when(which, digest)}"


def since_when(which: str, digest: Digest) -> str:
    """A list and the day since which a digest tells of it, as they stand behind the command."""
    return f"{which} {local_day(digest.since):%d/%m}"


def named(text: Text, names: Sequence[str]) -> Text:
    """A number of people, with their names where they are few."""
    return _("{text}: {names}", text=text, names=", ".join(names)) if names else text


def missing(count: int) -> Text:
    """How many did not come."""
    return ngettext("{count} did not", "{count} did not", count)


def past_shift(shift: PastShift) -> Text:
    """A shift that is over, with who came and who did not where they are few."""
    names = {"came": shift.came_names, "absent": shift.absent_names}
    facts = {"title": shift.title, "day": shift.starts_at, "absent": missing(shift.absent)}
    if any(names.values()):
        return _past_shift_named(shift, {who: ", ".join(named) for who, named in names.items() if named})
    if shift.absent:
        return ngettext(
            "• {title}, {day:short}: {count} came, {absent}",
            "• {title}, {day:short}: {count} came, {absent}",
            shift.came,
            **facts,
        )
    return ngettext("• {title}, {day:short}: {count} came", "• {title}, {day:short}: {count} came", shift.came, **facts)


def _past_shift_named(shift: PastShift, names: dict[str, str]) -> Text:
    came = ngettext("{count} came", "{count} came", shift.came)
    came = _("{text} ({names})", text=came, names=names["came"]) if "came" in names else came
    facts = {"title": shift.title, "day": shift.starts_at, "came": came}
    if not shift.absent:
        return _("• {title}, {day:short}: {came}", **facts)
    absent = missing(shift.absent)
    absent = _("{text} ({names})", text=absent, names=names["absent"]) if "absent" in names else absent
    return _("• {title}, {day:short}: {came}, {absent}", absent=absent, **facts)


def to_do(digest: Digest) -> list[Text]:
    """What awaits the leader's decision, which units need a call, and how many items of the plan need a day."""
    lines = []
    if digest.waiting:
        lines.append(
            ngettext(
                "{count} thing is waiting to be verified, since {day:short}.",
                "{count} things are waiting to be verified, the oldest since {day:short}.",
                digest.waiting,
                day=digest.waiting_since or digest.since,
            )
        )
    if digest.calls:
        lines.append(ngettext("{count} unit may need a call:", "{count} units may need a call:", digest.calls_count))
        lines += [call(one) for one in digest.calls]
    if digest.calls and (more := digest.calls_count - len(digest.calls)) > 0:
        lines.append(
            ngettext(
                "and {count} unit more: {command}",
                "and {count} units more: {command}",
                more,
                command=command(CALLS, digest),
            )
        )
    if digest.undated:
        lines.append(
            ngettext(
                "{count} item of the plan still needs a day.",
                "{count} items of the plan still need a day.",
                digest.undated,
            )
        )
    return lines


def call(due: UnitToCall) -> Text:
    """A unit that needs a call, and why."""
    unit = _("{unit}, {parent}", unit=due.unit, parent=due.parent) if due.parent else due.unit
    if due.reason == "came":
        return ngettext(
            "• {unit}: {count} had a seat, nobody came",
            "• {unit}: {count} had seats, nobody came",
            due.number,
            unit=unit,
        )
    return ngettext(
        "• {unit}: {count} thing not verified since {day:short}",
        "• {unit}: {count} things not verified since {day:short}",
        due.number,
        unit=unit,
        day=due.since,
    )


def ahead(digest: Digest) -> list[Text]:
    """The next shifts with empty seats, and what is coming in the plan."""
    lines = []
    if digest.free:
        heading = ngettext(
            "{count} shift of the next seven days has empty seats:",
            "{count} shifts of the next seven days have empty seats:",
            digest.free_count,
        )
        lines += [heading, *(free_shift(one) for one in digest.free)]
        if more := digest.free_count - len(digest.free):
            all_of_them = f"/{DIGEST.commands[0]} {FREE}"
            lines.append(
                ngettext(
                    "and {count} shift more: {command}", "and {count} shifts more: {command}", more, command=all_of_them
                )
            )
    if digest.coming:
        more = digest.coming_count > len(digest.coming)
        lines.append(_("Coming in the plan (all: /calendar):") if more else _("Coming in the plan:"))
        lines += [coming(one) for one in digest.coming]
    return lines


def free_shift(shift: FreeShift) -> Text:
    """A shift with empty seats."""
    return _(
        "• {title}, {start:time} {start:short}: {left} of {seats} seats left",
        title=shift.title,
        start=shift.starts_at,
        left=shift.seats_left,
        seats=shift.capacity,
    )


def coming(coming_day: ComingDay) -> Text:
    """A coming day of the plan."""
    if coming_day.years is None:
        title = Titled(coming_day.title, coming_day.title_en)
        return _("• {day:short}: {title}", day=coming_day.day, title=title)
    title = Titled(remembered(coming_day.title), coming_day.title_en)
    return _(
        "• {day:short}: {years:ordinal} anniversary of {title}",
        day=coming_day.day,
        years=coming_day.years,
        title=title,
    )


def standing(digest: Digest) -> list[Text]:
    """What the units have done this year, beside the plan's targets."""
    if not digest.standing:
        return []
    lines = [standing_line(one) for one in digest.standing]
    return [_("Verified so far in {year:plain}:", year=digest.year), *lines]


def standing_line(standing: YearTotal) -> Text:
    """One figure, beside what the units are to do, where that is set."""
    done = labels.counted(standing.what, standing.number)
    if standing.amount is None:
        return _("• {counted}", counted=done)
    percent = round(100 * standing.number / standing.amount, 1)
    if not percent:
        return _("• {counted} (target: {amount})", counted=done, amount=standing.amount)
    return _("• {counted} of {amount} ({percent} %)", counted=done, amount=standing.amount, percent=percent)
