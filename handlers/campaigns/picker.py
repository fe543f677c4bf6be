"""Pick one of several things that have a title: by its button, or by a part of the title as it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from handlers.engine.chat import Chat, Option, Typed
from handlers.engine.text import Text, _, shortened
from storage.campaigns.records import ManagedCampaign
from storage.plan.plan_items import PlanItem
from storage.text import fold

T = TypeVar("T", ManagedCampaign, PlanItem)


def pick_by_title(chat: Chat, step: str, question: Text, items: Sequence[T]) -> T:
    """One of these, chosen or by a part of its name."""
    everything = options(items)
    answer = chat.choose_or_type(step, question, everything)
    if not isinstance(answer, Typed):
        return answer
    words = fold(answer.text)
    matching = [item for item in items if words and words in fold(item.title)]
    if not matching:
        question = _("Nothing is called “{typed}”. This is what there is:", typed=answer.text[:40])
        return chat.choose(f"{step}/found", question, everything)
    return chat.choose(f"{step}/found", _("Which of these?"), options(matching), settle=True)


def options(items: Sequence[T]) -> list[Option[T]]:
    """The things to choose from, each with as much of its title as a button shows."""
    return [Option(str(item.id), shortened(item.title), item) for item in items]
