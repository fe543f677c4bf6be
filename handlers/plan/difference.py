"""What was read in a programme beside the plan that is there: new, there already, on another day; and the decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.engine.chat import Chat, Option
from handlers.engine.text import Text, _, ngettext
from handlers.plan import alike, find_review
from handlers.plan import days as plan_days
from schedules.calendar import local_day
from schedules.plan import compare, reading
from schedules.plan.compare import NEW, Compared, Known
from schedules.plan.reading import Find, dates_of
from storage.organisation.records import Unit
from storage.plan.plan_items import Dates, LaidItem

LISTED = 25


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a find: a new item (`known` is None), another day for one that is there, or nothing."""

    find: Find
    known: Known | None = None
    redated: bool = False


# Deciding ------------------------------------------------------------------------------------------------------------


def walk(chat: Chat, unit: Unit, finds: Sequence[Find]) -> list[Decision]:
    """What becomes of each find: what is clear together, what is not one by one; what is left out is not among them."""
    if not finds:
        return []
    today = local_day(chat.tx.now)
    known = alike.known_to(chat, unit)
    first = compare.overview([as_known(find) for find in finds], known, today)
    asked = [find for find, one in zip(finds, first, strict=True) if find.unsure and one.how != "there"]
    options = [
        Option("keep", _("Go on with these") if asked else _("Keep all of these"), "keep"),
        Option("look", _("Look at them one by one"), "look"),
        Option("drop", _("Drop all of these"), "drop"),
    ]
    answer = chat.choose("difference", overview(chat, finds, first), options)
    if answer == "drop":
        return []
    looked_at = list(finds) if answer == "look" else asked
    decisions: list[Decision] = []
    for number, find in enumerate(finds, start=1):
        decided = _decide(chat, find, number, known, looked_at)
        if decided is not None:
            decisions.append(decided)
            _remember(known, decided)
    return decisions


def _decide(chat: Chat, find: Find, number: int, known: list[Known], looked_at: list[Find]) -> Decision | None:
    """What becomes of one find; None where it is dropped."""
    today = local_day(chat.tx.now)
    comparison = compare.compared(as_known(find), known, today)
    at = next((index for index, one in enumerate(looked_at, start=1) if one is find), None)
    if at is not None:
        position = _("{number} of {all}", number=at, all=len(looked_at))
        looked = find_review.look_at(chat, find, f"find-{number}", position, comparison)
        if looked is None:
            return None
        comparison = compare.compared(as_known(looked), known, today) if looked != find else comparison
        find = looked
    if comparison.how == "alike" and comparison.known is not None:
        one = alike.are_one(chat, f"alike-{number}", find.title, comparison.known)
        comparison = compare.as_one(as_known(find), comparison.known, today) if one else NEW
        if comparison.how == "alike":
            comparison = Compared("there", comparison.known)  # another unit's item: it stays as it is
    if comparison.how == "moved" and comparison.known is not None:
        moves = alike.is_moved(chat, f"moved-{number}", comparison.known, dates_of(find))
        return Decision(find, comparison.known, redated=moves)
    return Decision(find, comparison.known, redated=comparison.how == "dated")


def _remember(known: list[Known], decision: Decision) -> None:
    """What comes later is compared with what was decided before it."""
    if decision.known is None:
        known.append(as_known(decision.find))
    elif decision.redated:
        at = known.index(decision.known)
        known[at] = Known(
            decision.known.title,
            decision.known.kind,
            dates_of(decision.find),
            year=decision.known.year,
            item_id=decision.known.item_id,
        )


def as_known(find: Find) -> Known:
    """A find as one thing among others."""
    return Known(find.title or "?", reading.kind_of(find), dates_of(find), year=reading.year_of(find))


# Saying --------------------------------------------------------------------------------------------------------------


def overview(chat: Chat, finds: Sequence[Find], comparisons: Sequence[Compared]) -> str:
    """The difference to the plan that is there, a part for each way to stand to it."""
    pairs = list(zip(finds, comparisons, strict=True))
    unclear = [one for one in pairs if one[1].how == "alike" or (one[0].unsure and one[1].how != "there")]
    clear = [one for one in pairs if one not in unclear]
    new = [find_review.line(find) for find, one in clear if one.how == "new"]
    moved = [
        moved_line(one.known, dates_of(find)) for find, one in clear if one.how in {"dated", "moved"} and one.known
    ]
    there = [one.known.title for _find, one in clear if one.how == "there" and one.known]
    parts = [
        part(ngettext("New: {count}", "New: {count}", len(new)), new),
        part(ngettext("On another day: {count}", "On another day: {count}", len(moved)), moved),
        part(
            ngettext(
                "There already, and stays as it is: {count}", "There already, and stay as they are: {count}", len(there)
            ),
            list(dict.fromkeys(there)),
        ),
        part(
            ngettext("I ask about: {count}", "I ask about: {count}", len(unclear)),
            [find_review.line(find) for find, _one in unclear],
        ),
    ]
    heading = _("What I read, beside your plan:")
    return "\n\n".join(
        chat.words(heading) if not lines else _joined(chat, lines) for lines in [[], *filter(None, parts)]
    )


def part(heading: Text, lines: Sequence[Text | str]) -> list[Text | str]:
    """A part of the overview; nothing where nothing is in it."""
    if not lines:
        return []
    shown: list[Text | str] = [Text("• {line}", facts={"line": line}) for line in lines[:LISTED]]
    if len(lines) > LISTED:
        shown.append(ngettext("and {count} more", "and {count} more", len(lines) - LISTED))
    return [heading, *shown]


def _joined(chat: Chat, lines: Sequence[Text | str]) -> str:
    return "\n".join(map(chat.words, lines))


def moved_line(known: Known, dates: Dates) -> Text:
    """An item that is on another day."""
    return _(
        "{title}: {before} → {after}",
        title=known.title,
        before=plan_days.said(known.dates),
        after=plan_days.said(dates),
    )


def change_lines(decisions: Sequence[Decision]) -> list[Text | str]:
    """What is changed, line by line."""
    lines: list[Text | str] = [_("+ {line}", line=find_review.line(one.find)) for one in decisions if one.known is None]
    lines += [
        _("↻ {line}", line=moved_line(one.known, dates_of(one.find))) for one in decisions if one.known and one.redated
    ]
    if len(lines) > LISTED:
        lines = [*lines[:LISTED], ngettext("and {count} more", "and {count} more", len(lines) - LISTED)]
    return lines


def counted(decisions: Sequence[Decision]) -> Text:
    """How many items are new, on another day, and there already."""
    new = sum(one.known is None for one in decisions)
    moved = len(new_days(decisions))
    there = len({one.known for one in decisions if one.known is not None and not one.redated})
    text = ngettext("{count} new item", "{count} new items", new)
    if moved:
        text = _(
            "{first}, {second}", first=text, second=ngettext("{count} on another day", "{count} on another day", moved)
        )
    if there:
        kept = ngettext("{count} there already, as it was", "{count} there already, as they were", there)
        text = _("{first}, {second}", first=text, second=kept)
    return _("{what}.", what=text)


# What is to be done --------------------------------------------------------------------------------------------------


def changes(decisions: Sequence[Decision]) -> bool:
    """Whether anything in the plan changes."""
    return any(one.known is None or one.redated for one in decisions)


def new_items(decisions: Sequence[Decision]) -> list[LaidItem]:
    """The items that are added."""
    return [reading.item_of(one.find) for one in decisions if one.known is None]


def new_days(decisions: Sequence[Decision]) -> dict[int, Dates]:
    """The days that items which are there get, by their ids."""
    return {
        one.known.item_id: dates_of(one.find)
        for one in decisions
        if one.redated and one.known is not None and one.known.item_id is not None
    }
