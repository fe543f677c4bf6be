"""The words of a leader's digest, made when it is sent; at most 25 lines, so that a phone shows it."""

from __future__ import annotations

from collections.abc import Sequence

from handlers import labels
from handlers.attendance import ROSTER
from handlers.engine.conversation import Offer
from handlers.engine.message import Chart
from handlers.engine.telling import WordedNotice
from handlers.engine.text import Text, _, ngettext, say
from handlers.plan import PLAN
from handlers.reminders import DIGEST
from handlers.reports import VERIFY
from handlers.targets import TARGETS
from handlers.targets import words as target_words
from storage.reminders.digest_notice import ComingDay, Digest, FreeShift, PastShift, UnitToCall, YearTotal


def words(digest: Digest, language: str) -> WordedNotice:
    """What a digest says, what it offers, and its chart."""
    blocks = [[heading(digest), *people(digest)], to_do(digest), ahead(digest), standing(digest)]
    lines = ["\n".join(say(line, language) for line in block) for block in blocks if block]
    return WordedNotice("\n\n".join(lines), offers(digest), picture(digest, language))


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
    return (*useful, Offer(DIGEST, label=_("Digest settings")))


def heading(digest: Digest) -> Text:
    """Whose digest it is, and since when."""
    units = digest.units[0] if len(digest.units) == 1 else ", ".join(digest.units)
    return _("{units}: what is new since {day:short}", units=units, day=digest.since)


def people(digest: Digest) -> list[Text]:
    """Who signed up, who came, and who did not."""
    lines: list[Text] = []
    if digest.signed_up_count:
        text = ngettext("{count} person signed up", "{count} people signed up", digest.signed_up_count)
        lines.append(named(text, digest.signed_up))
    if digest.past_count:
        lines.append(ngettext("{count} shift is over:", "{count} shifts are over:", digest.past_count))
        lines += [past_shift(one) for one in digest.past]
    if digest.came and digest.past_count:
        lines.append(_("Came: {names}", names=", ".join(digest.came)))
    elif digest.past_count > len(digest.past):
        text = ngettext("{count} came in all", "{count} came in all", digest.came_count)
        lines.append(_("{came}, {absent}", came=text, absent=missing(digest.absent_count)))
    if digest.absent:
        lines.append(_("Did not come: {names}", names=", ".join(digest.absent)))
    return lines


def named(text: Text, names: Sequence[str]) -> Text:
    """A number of people, with their names where they are few."""
    return _("{text}: {names}", text=text, names=", ".join(names)) if names else text


def missing(count: int) -> Text:
    """How many did not come."""
    return ngettext("{count} did not", "{count} did not", count)


def past_shift(shift: PastShift) -> Text:
    """A shift that is over."""
    facts = {"title": shift.title, "day": shift.starts_at, "absent": missing(shift.absent)}
    if shift.absent:
        return ngettext(
            "• {title}, {day:short}: {count} came, {absent}",
            "• {title}, {day:short}: {count} came, {absent}",
            shift.came,
            **facts,
        )
    return ngettext("• {title}, {day:short}: {count} came", "• {title}, {day:short}: {count} came", shift.came, **facts)


def to_do(digest: Digest) -> list[Text]:
    """What awaits the leader's decision, which units need a call, and how many items of the plan need a day."""
    lines = []
    if digest.waiting:
        lines.append(
            ngettext(
                "{count} thing awaits a word, since {day:short}.",
                "{count} things await a word, the first since {day:short}.",
                digest.waiting,
                day=digest.waiting_since or digest.since,
            )
        )
    if digest.calls:
        lines.append(ngettext("{count} unit may need a call:", "{count} units may need a call:", digest.calls_count))
        lines += [call(one) for one in digest.calls]
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
        lines.append(
            ngettext(
                "{count} shift of the next seven days has empty seats:",
                "{count} shifts of the next seven days have empty seats:",
                digest.free_count,
            )
        )
        lines += [free_shift(one) for one in digest.free]
    if digest.coming:
        lines.append(_("Coming in the plan:"))
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
        return _("• {day:short}: {title}", day=coming_day.day, title=coming_day.title)
    return _(
        "• {day:short}: {years} years: {title}", day=coming_day.day, years=coming_day.years, title=coming_day.title
    )


def standing(digest: Digest) -> list[Text]:
    """What the units have done this year, beside the plan's targets."""
    if not digest.standing:
        return []
    lines = [standing_line(one, whole=digest.whole) for one in digest.standing]
    return [_("Verified so far in {year:plain}:", year=digest.year), *lines]


def standing_line(standing: YearTotal, *, whole: bool) -> Text:
    """One figure; the plan's amount is the whole province's, so a unit below it sees what it adds to."""
    done = labels.counted(standing.what, standing.number)
    if standing.amount is None:
        return _("• {counted}", counted=done)
    if whole and (percent := round(100 * standing.number / standing.amount, 1)) > 0:
        return _("• {counted} of {amount} ({percent} %)", counted=done, amount=standing.amount, percent=percent)
    return _("• {counted} (everybody's target: {amount})", counted=done, amount=standing.amount)
