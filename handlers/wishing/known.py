"""What the bot knows of a chat for understanding free words: who it is, what is open to them, what was asked."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.engine.chat import Chat
from handlers.engine.state import Asked, Expects
from handlers.engine.text import HOME
from handlers.understanding.context import Context, KnownCampaign, KnownShift, MyShift, OpenQuestion
from storage.campaigns import campaigns, sign_ups
from storage.reports import reports


def context_of(chat: Chat) -> Context:
    """What is known of this chat: who it is, what is open to them, what they have, what was asked."""
    now = chat.tx.now.astimezone(HOME)
    question = _question(chat.state.running.asked) if chat.state.running and chat.state.running.asked else None
    if chat.row.member_id is None:
        return Context(now=now, role=None, question=question)
    return Context(now, chat.asker.rank, _campaigns(chat), tuple(_my_shifts(chat)), question)


def _campaigns(chat: Chat) -> tuple[KnownCampaign, ...]:
    return tuple(
        KnownCampaign(
            campaign.title,
            campaign.unit_name,
            campaign.place,
            tuple(
                KnownShift(shift.starts_at.astimezone(HOME), shift.minutes / 60, shift.id)
                for shift in campaigns.shifts_of(chat.tx, campaign.id)
            ),
            campaign.id,
        )
        for campaign in campaigns.open_to(chat.tx, chat.asker)
    )


def _my_shifts(chat: Chat) -> Iterable[MyShift]:
    for held in sign_ups.of_member(chat.tx, chat.asker):
        yield MyShift(held.title, held.starts_at.astimezone(HOME), checked_in=held.checked_in, id=held.id)
    for attended in reports.to_report(chat.tx, chat.asker):
        yield MyShift(attended.title, attended.starts_at.astimezone(HOME), checked_in=True)


def _question(asked: Asked) -> OpenQuestion:
    labels = {choice.key: choice.label for choice in asked.choices}
    yes, no = (labels["yes"], labels["no"]) if {"yes", "no"} <= set(labels) else ("", "")
    open_ended = asked.expects == "choice" and (asked.free or not asked.choices)
    expects: Expects = "name" if asked.listed else "text" if open_ended else asked.expects  # a list's words are names
    return OpenQuestion(asked.step, "", tuple(labels.values()), expects, yes=yes, no=no)
