"""Free words in a chat: what the bot knows of it for understanding them, and what is begun or asked by them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from handlers.attendance import CHECK_IN, SHOW_CODE, ByPoster
from handlers.campaigns import CAMPAIGNS, MY_SHIFTS, SIGN_UP
from handlers.engine.chat import Chat
from handlers.engine.conversation import Args, Conversation, Named, Offer
from handlers.engine.message import Incoming
from handlers.engine.state import Asked
from handlers.engine.text import HOME, _
from handlers.menu import HELP
from handlers.menu.help import whom_to_ask
from handlers.people import JOIN
from handlers.plan import COMING, Days
from handlers.questions import HUMAN, QUESTION, Asking
from handlers.reports import REPORT, VERIFY
from handlers.understanding import ASK_HUMAN, Understood
from handlers.understanding.context import Context, KnownCampaign, KnownShift, MyShift, OpenQuestion
from handlers.understanding.numbers import numbers
from handlers.understanding.words import read
from storage.attendance import check_ins
from storage.campaigns import campaigns, sign_ups
from storage.campaigns.sign_ups import MyShift as SignedUp
from storage.records import Role
from storage.reports import reports

_WITH_UNIT = re.compile(r"\d[\d.,]*(?:\s*[^\W\d_]+)?")
CANCEL_SHIFT, FAQ = "cancel_shift", "faq:"
FEW = 4
NEAR = timedelta(hours=12)
Begin = tuple[Conversation, Args]


# What is known --------------------------------------------------------------------------------------------------------


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
    yes, no = (labels["yes"], labels["no"]) if set(labels) == {"yes", "no"} else ("", "")
    open_ended = asked.expects == "choice" and (asked.free or not asked.choices)
    expects = "text" if open_ended else asked.expects
    return OpenQuestion(asked.step, "", tuple(labels.values()), expects, yes=yes, no=no)


# What is begun --------------------------------------------------------------------------------------------------------


def begin(chat: Chat, understood: Understood, known: dict[str, Conversation]) -> Begin | None:
    """The conversation that a wish begins, with what was named; None where the wish is none. `known`: all by name."""
    intent, named = understood.intent, understood.slots
    campaign_id = _campaign_id(chat, named.campaign)
    if intent.startswith(FAQ):
        return QUESTION, Asking(topic=intent.removeprefix(FAQ), of=campaign_id)
    if intent == CHECK_IN.name:
        return CHECK_IN, ByPoster(shift=_where_one_is(chat, understood))
    if intent == CANCEL_SHIFT:
        return MY_SHIFTS, Named(of=_one_of_mine(chat, understood))
    if intent == COMING.name and named.day is not None:
        return COMING, Days(first=named.day[0], last=named.day[1])
    conversation = HUMAN if intent == ASK_HUMAN else known.get(intent)
    if conversation is None:
        return None
    by_name = conversation.names == "campaign" and campaign_id
    return conversation, Named(of=campaign_id) if by_name else conversation.args()


def _campaign_id(chat: Chat, title: str | None) -> str:
    if title is None or chat.row.member_id is None:
        return ""
    known = campaigns.open_to(chat.tx, chat.asker)
    return next((str(campaign.id) for campaign in known if campaign.title == title), "")


def _where_one_is(chat: Chat, understood: Understood) -> int:
    """The id of the open shift of the campaign that is named, else of one's own seat; 0 where that is not one shift."""
    if chat.row.member_id is None:
        return 0
    shifts = check_ins.open_for(chat.tx, chat.asker)
    mine = {held.shift_id for held in sign_ups.of_member(chat.tx, chat.asker) if held.state == "seated"}
    title = understood.slots.campaign
    fits = [shift for shift in shifts if (shift.id in mine if title is None else shift.title == title)]
    return fits[0].id if len(fits) == 1 else 0


def _one_of_mine(chat: Chat, understood: Understood) -> str:
    """The id of the one sign-up that campaign and day fit; "" where they fit none, or several."""
    named = understood.slots
    if chat.row.member_id is None or (named.campaign is None and named.day is None):
        return ""
    fits = [held for held in sign_ups.of_member(chat.tx, chat.asker) if _fits(held, understood)]
    return str(fits[0].id) if len(fits) == 1 else ""


def _fits(held: SignedUp, understood: Understood) -> bool:
    named = understood.slots
    day = held.starts_at.astimezone(HOME).date()
    return named.campaign in {None, held.title} and (named.day is None or named.day[0] <= day <= named.day[1])


# An answer in a sentence ----------------------------------------------------------------------------------------------


def as_answer(message: Incoming, understood: Understood, asked: Asked) -> Incoming:
    """The message as its question reads it: the button that is meant, or the number, name or unit alone."""
    named = understood.slots
    if named.choice is not None and named.choice in {choice.label for choice in asked.choices}:
        index = next(number for number, choice in enumerate(asked.choices) if choice.label == named.choice)
        return message.model_copy(update={"kind": "choice", "choice": f"{asked.id}:{index}", "text": ""})
    if named.person is not None and asked.expects == "name":
        return message.model_copy(update={"text": named.person})
    if named.count is not None and asked.expects in {"code", "birth_year"}:
        digits = f"{named.count:06.0f}" if asked.expects == "code" else f"{named.count:.0f}"
        return message.model_copy(update={"text": digits})
    if named.count is not None and asked.expects == "number":
        return message.model_copy(update={"text": _amount(message.text, named.count)})
    if named.unit is not None and asked.expects == "unit":
        return message.model_copy(update={"text": named.unit})
    return message


def _amount(text: str, count: float) -> str:
    """A number as it was said, with the word behind it, which may be a unit that is not meant here."""
    if text.strip()[:1].isdigit():  # which the question reads itself
        return text
    if (said := _WITH_UNIT.search(text)) is not None:
        return said[0]
    words = read(text).plain.split()
    number = next(iter(numbers(words)), None)
    behind = words[number.end] if number is not None and number.end < len(words) else ""
    return f"{count:g} {behind}".strip()


# What is said where nothing is begun ----------------------------------------------------------------------------------


def small_talk(chat: Chat) -> None:
    """Answer a greeting or thanks, and offer what makes sense now."""
    chat.say(_("I am here! What shall we do?"), offers=sensible(chat))


def unclear(chat: Chat, understood: Understood, known: dict[str, Conversation]) -> None:
    """Ask which of a few wishes is meant; where none is likely, offer what makes sense; then a person too."""
    begun = [begin(chat, replace(understood, intent=intent), known) for intent in understood.maybe]
    maybe = [one for one in begun if one is not None and _may(chat, one[0])]
    if maybe:
        offers = {offer.command: offer for offer in (Offer(conversation, args) for conversation, args in maybe)}
        chat.say(_("Do you mean …?"), offers=[*list(offers.values())[:3], Offer(HELP)])
        return
    chat.state.misses += 1
    if chat.state.misses > 1 and chat.row.member_id is not None:
        chat.say(whom_to_ask(chat))
    chat.say(_("I did not get that. What I can do for you now:"), offers=sensible(chat))


def _may(chat: Chat, conversation: Conversation) -> bool:
    return conversation.needs is None or (chat.row.member_id is not None and chat.asker.rank >= conversation.needs)


def sensible(chat: Chat) -> list[Offer]:
    """The four things that make sense now: by what one has and what is on."""
    if chat.row.member_id is None:
        return [
            Offer(JOIN),
            Offer(QUESTION, Asking(topic="what_is_this"), _("What is this?")),
            Offer(HELP),
            Offer(HUMAN),
        ]
    now = chat.tx.now
    mine = sign_ups.of_member(chat.tx, chat.asker)
    offers = (
        [Offer(CHECK_IN)]
        if any(held.starts_at - NEAR <= now <= held.ends_at and not held.checked_in for held in mine)
        else []
    )
    offers += [Offer(REPORT)] if reports.to_report(chat.tx, chat.asker) else []
    offers += [Offer(SHOW_CODE), Offer(VERIFY)] if chat.asker.rank >= Role.LEADER else []
    offers += [Offer(MY_SHIFTS)] if mine else []
    return [*offers, Offer(CAMPAIGNS), Offer(SIGN_UP), Offer(COMING), Offer(HELP)][:FEW]
