"""Turns a programme's document into items of the plan: a worker reads it, each find is reviewed, then confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import PurePath
from typing import NoReturn

from handlers.engine import document_words
from handlers.engine.chat import Chat, Option, Refused
from handlers.engine.conversation import Offer
from handlers.engine.documents import ask_document
from handlers.engine.outcomes import Ended
from handlers.engine.text import Text, _, ngettext
from handlers.plan import PLAN, alike
from handlers.plan import add as plan_add
from handlers.plan import days as plan_days
from handlers.plan import read_targets as plan_read_targets
from handlers.plan.alike import Known
from handlers.targets import TARGETS
from handlers.typed.titles import title_of
from schedules.calendar import local_day
from schedules.errors import PlanError
from schedules.plan import plan as plans
from schedules.plan.reader import ReadProgramme, draft, finds
from schedules.plan.reader.finds import FoundAnniversary, FoundPeriod, FoundTarget
from storage.errors import OutOfScopeError
from storage.organisation import units
from storage.organisation.records import Unit
from storage.plan import plan_items
from storage.plan.plan_items import Dates, ItemKind
from storage.text import fold

Find = FoundAnniversary | FoundPeriod
LISTED = 25
LONGEST_SENTENCE = 220
# Why a find is asked about by itself, as the reader says it.
WHY = {
    finds.NO_DAYS: _("Only months are stated, so I took their first and last day."),
    finds.NO_START: _("When it begins is not stated, so I took its last day."),
    finds.NO_SUCH_DAY: _("It names a day that is in no calendar, so I took the month's last."),
    finds.DAYS_DIFFER: _("Its two days are not the same."),
    finds.NO_NAME: _("I could not make out what is remembered."),
}


def read_in(chat: Chat) -> NoReturn:
    """Ask for the document, review what was found in it, and keep that after the last yes."""
    unit = units.by_id(
        chat.tx, chat.choose("unit", _("For which unit, and all below it?"), plan_add.own_units(chat), settle=True)
    )
    document = ask_document(
        chat,
        "file",
        _("Send me the work programme: .docx, .txt, or a .pdf with text. I read it and show what I found."),
        reader="programme",
    )
    programme = ReadProgramme.model_validate(document.content)
    items: list[Find] = [*programme.anniversaries, *programme.periods]
    if not items and not programme.targets:
        chat.say(document_words.NOTHING_IN_IT)
        raise Ended
    kept = once_each(chat, unit, walk(chat, items))
    programme = programme.model_copy(
        update={"targets": tuple(plan_read_targets.walk(chat, targets_for(unit, programme)))}
    )
    if not kept and not programme.targets:
        chat.stop(_("Nothing is left to keep, so nothing was changed."))
    chat.confirm("sure", summary(chat, kept, programme, unit), yes=_("Take it into the plan"), no=_("No"))
    keep(chat, unit, programme, kept, PurePath(document.name).stem)
    chat.say(
        ngettext("{count} item is in the plan now.", "{count} items are in the plan now.", len(kept)),
        offers=[Offer(PLAN), Offer(TARGETS)],
    )
    raise Ended


def targets_for(unit: Unit, programme: ReadProgramme) -> Sequence[FoundTarget]:
    """The targets to review; only the unit at the top has targets of its own."""
    return programme.targets if unit.parent_id is None else ()


# Once each -----------------------------------------------------------------------------------------------------------


def once_each(chat: Chat, unit: Unit, finds: list[Find]) -> list[Find]:
    """The finds without what the plan has already under a title that is merely alike, where their reader says so.

    An anniversary of the year's plan then takes the title that is there: so it is that item.
    """
    known = alike.said_to(chat)
    kept: list[Find] = []
    for number, find in enumerate(finds, start=1):
        title = find.title or "?"
        other = alike.first(title, dates_of(find), known)
        merges = unit.parent_id is None and isinstance(find, FoundAnniversary)
        merges = merges and other is not None and other.kept and other.kind == "anniversary"
        if (
            other is None
            or (merges and fold(other.title) == fold(title))
            or not alike.are_one(chat, f"alike-{number}", title, other)
        ):
            kept.append(find)
        elif merges:
            kept.append(find.model_copy(update={"title": other.title}))
        kind: ItemKind = "anniversary" if isinstance(find, FoundAnniversary) else "campaign"
        if kept and kept[-1].title == find.title:
            known.append(Known(title, kind, dates_of(find)))
    return kept


# Looking over --------------------------------------------------------------------------------------------------------


def walk(chat: Chat, items: list[Find]) -> list[Find]:
    """What is kept: the sure finds together or one by one, the unsure ones one by one."""
    sure = [find for find in items if not find.unsure]
    one_by_one = [find for find in items if find.unsure]
    kept: list[Find] = []
    if sure:
        options = [
            Option("keep", _("Keep all of these"), "keep"),
            Option("look", _("Look at them one by one"), "look"),
            Option("drop", _("Drop all of these"), "drop"),
        ]
        match chat.choose("sure-ones", listed(chat, sure), options):
            case "keep":
                kept += sure
            case "look":
                one_by_one = items
    for number, find in enumerate(one_by_one, start=1):
        looked = look_at(chat, find, f"find-{number}", _("{number} of {all}", number=number, all=len(one_by_one)))
        kept += [looked] if looked is not None else []
    return kept


def listed(chat: Chat, sure: list[Find]) -> str:
    """The sure finds in a list."""
    lines: list[Text | str] = [ngettext("I am sure of {count}:", "I am sure of {count}:", len(sure))]
    lines += [Text("• {line}", facts={"line": line(one)}) for one in sure[:LISTED]]
    if len(sure) > LISTED:
        lines.append(ngettext("and {count} more", "and {count} more", len(sure) - LISTED))
    return "\n".join(map(chat.words, lines))


def line(find: Find) -> Text:
    """A find in a line."""
    return _("{title}: {when}", title=find.title or "?", when=when(find))


def when(find: Find) -> Text:
    """When it is, as it was read."""
    said = plan_days.said(dates_of(find))
    if isinstance(find, FoundAnniversary) and find.year is not None:
        return _("{when}, since {year:plain}", when=said, year=find.year)
    return said


def look_at(chat: Chat, find: Find, step: str, position: Text) -> Find | None:
    """One find with its sentence: keep it, correct its name or its day, or drop it (None)."""
    facts = {"place": position, "line": line(find), "sentence": find.sentence[:LONGEST_SENTENCE]}
    question = _("{place}: {line}\n\n“{sentence}”", **facts)
    if find.unsure in WHY:
        question = _("{place}: {line}\n{why}\n\n“{sentence}”", **facts, why=WHY[find.unsure])
    options = [
        Option("keep", _("Keep it"), "keep"),
        Option("title", _("Another name"), "title"),
        Option("day", _("Another day"), "day"),
        Option("drop", _("Drop it"), "drop"),
    ]
    match chat.choose(step, question, options):
        case "drop":
            return None
        case "title":
            title = chat.ask(f"{step}-title", _("What is it called?"), partial(title_of, most=plan_add.LONGEST_TITLE))
            return find.model_copy(update={"title": title})
        case "day":
            kind: ItemKind = "anniversary" if isinstance(find, FoundAnniversary) else "campaign"
            parse = partial(plan_days.dates_of, kind=kind, today=local_day(chat.tx.now))
            asked = chat.ask(f"{step}-day", _("When is it?"), parse, again=Dates.model_validate)
            return redated(find, asked)
    return find


def redated(find: Find, dates: Dates) -> Find:
    """A find with another day."""
    if isinstance(find, FoundAnniversary):
        return find.model_copy(update={"day": dates.day, "month": dates.month, "lunar": dates.lunar, "unsure": ""})
    start, end = dates.starts_on, dates.ends_on or dates.starts_on
    update = {"start": start and start.isoformat(), "end": end and end.isoformat(), "unsure": ""}
    return find.model_copy(update=update)


def dates_of(find: Find) -> Dates:
    """When a find is, as the plan has it; months as their first and last day, nothing where the year is not known."""
    if isinstance(find, FoundAnniversary):
        return Dates(day=find.day, month=find.month, lunar=find.lunar and find.day is not None)
    start, end = find.days
    return Dates(starts_on=start, ends_on=end if start is not None and end is not None and end > start else None)


def summary(chat: Chat, kept: list[Find], programme: ReadProgramme, unit: Unit) -> Text:
    """What is taken into the plan."""
    items = ngettext("{count} item", "{count} items", len(kept))
    if unit.parent_id is not None:
        return _("Take {items} into the plan of {unit}?", items=items, unit=unit.name)
    targets = ngettext("{count} target", "{count} targets", len(programme.targets))
    texts = "\n".join(chat.words(plan_read_targets.line(target)) for target in programme.targets)
    return _(
        "Take {items} and {targets} into the plan of {unit}?\n{texts}",
        items=items,
        targets=targets,
        unit=unit.name,
        texts=texts,
    )


# Keeping -------------------------------------------------------------------------------------------------------------


def keep(chat: Chat, unit: Unit, programme: ReadProgramme, kept: list[Find], name: str) -> None:
    """Keep what was looked over: as the year's plan at the top, as items of its own for a unit below."""
    try:
        if unit.parent_id is None:
            anniversaries = tuple(find for find in kept if isinstance(find, FoundAnniversary))
            periods = tuple(find for find in kept if isinstance(find, FoundPeriod))
            left = programme.model_copy(
                update={
                    "anniversaries": anniversaries,
                    "periods": periods,
                    "year": programme.year or local_day(chat.tx.now).year,
                }
            )
            plans.load(chat.tx, draft.draft(left, name, issuer=unit.name), asker=chat.asker)
            return
        for find in kept:
            plan_items.add(
                chat.tx,
                chat.asker,
                unit_id=unit.id,
                title=find.title or name,
                dates=dates_of(find),
                kind="anniversary" if isinstance(find, FoundAnniversary) else "campaign",
                year=find.year if isinstance(find, FoundAnniversary) else None,
            )
    except OutOfScopeError:
        raise Refused(_("You cannot add to the plan of that unit any more.")) from None
    except PlanError as error:
        raise Refused(_("That does not make a plan: {why}", why=str(error)[:300])) from None
