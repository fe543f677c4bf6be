"""Turns a programme's document into items of the plan: a worker reads it, and its difference to the plan is reviewed.

What is there already keeps its name; nothing is changed before the last yes, and all of it can be taken back for a day.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import NoReturn

from handlers.engine import document_words
from handlers.engine.chat import Chat, Option, Refused
from handlers.engine.conversation import Offer
from handlers.engine.documents import ask_document
from handlers.engine.outcomes import Ended
from handlers.engine.text import Text, _, ngettext
from handlers.plan import PLAN, difference, take_back, target_difference
from handlers.plan import add as plan_add
from handlers.plan.difference import Decision
from handlers.plan.target_difference import TargetDecisions
from handlers.targets import TARGETS
from schedules.calendar import local_day
from schedules.errors import PlanError
from schedules.plan import plan as plans
from schedules.plan import reading
from schedules.plan.reader import ReadProgramme
from schedules.plan.reading import Find
from storage.errors import OutOfScopeError
from storage.organisation import units
from storage.organisation.records import Unit

NOTHING_NEW = _("All of it is in the plan already, or was left out: nothing was changed.")


def read_in(chat: Chat) -> NoReturn:
    """Ask for the document, review what in it is new or different, and keep that after the last yes."""
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
    if not (programme.anniversaries or programme.periods or programme.targets):
        chat.say(document_words.NOTHING_IN_IT)
        raise Ended
    programme = of_one_year(chat, programme)
    finds: list[Find] = [*programme.anniversaries, *programme.periods]
    decisions = difference.walk(chat, unit, finds)
    targets = target_difference.walk(chat, unit, programme)
    if not difference.changes(decisions) and not targets.changes:
        chat.stop(NOTHING_NEW, offers=[Offer(PLAN)])
    chat.confirm("sure", summary(chat, unit, decisions, targets), yes=_("Take it into the plan"), no=_("No"))
    change_id = keep(chat, unit, decisions, targets, PurePath(document.name).stem)
    offers = [Offer(PLAN), *([Offer(TARGETS)] if targets.changes else []), take_back(change_id)]
    chat.say(_("Done. {what}", what=counted(decisions, targets)), offers=offers)
    raise Ended


# The year ------------------------------------------------------------------------------------------------------------


def of_one_year(chat: Chat, programme: ReadProgramme) -> ReadProgramme:
    """The programme with the year that it is for: asked where it is another than this one, or none is stated."""
    this = local_day(chat.tx.now).year
    stated = programme.year
    if stated == this:
        return programme
    if stated is None:
        question = _("It doesn't say which year it is for. Which year should I use?")
        options = [Option(str(year), str(year), year) for year in (this, this + 1)]
        return reading.for_year(programme, chat.choose("year", question, options))
    question = _("This is the programme of {stated:plain}, and now it is {this:plain}.", stated=stated, this=this)
    if stated < this:
        question = _("{question} Its days of that year are over. For which year shall I take it?", question=question)
    else:
        question = _("{question} For which year shall I take it?", question=question)
    options = [
        Option(str(stated), _("For {year:plain}, as it says", year=stated), stated),
        Option(str(this), _("For {year:plain}: I give its days anew", year=this), this),
    ]
    return reading.for_year(programme, chat.choose("year", question, options))


# The end -------------------------------------------------------------------------------------------------------------


def summary(chat: Chat, unit: Unit, decisions: list[Decision], targets: TargetDecisions) -> str:
    """What is taken into the plan, line by line."""
    lines: list[Text | str] = [_("Take this into the plan of {unit}?", unit=unit.name)]
    lines += difference.change_lines(decisions)
    lines += target_difference.change_lines(targets)
    if difference.changes(decisions):
        lines.append(difference.counted(decisions))
    return "\n".join(map(chat.words, lines))


def counted(decisions: list[Decision], targets: TargetDecisions) -> Text:
    """What was done, as numbers."""
    items = difference.counted(decisions)
    if not targets.changes:
        return items
    more = ngettext("{count} target is new or changed.", "{count} targets are new or changed.", len(targets.taken))
    return _("{first} {second}", first=items, second=more)


def keep(chat: Chat, unit: Unit, decisions: list[Decision], targets: TargetDecisions, name: str) -> int:
    """Keep what was decided: everybody's items and the year's plan at the top, items of its own for a unit below."""
    try:
        return plans.take_in(
            chat.tx,
            chat.asker,
            unit_id=None if unit.parent_id is None else unit.id,
            name=name,
            new=difference.new_items(decisions),
            dated=difference.new_days(decisions),
            plan=target_difference.plan_with(targets, name, unit),
        )
    except OutOfScopeError:
        raise Refused(_("You cannot add to the plan of that unit any more.")) from None
    except PlanError as error:
        raise Refused(_("That isn't a plan yet: {why}", why=str(error)[:300])) from None
