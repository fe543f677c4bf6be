"""What is said where nothing is begun: a warm word, "do you mean …?", what makes sense now, whom to ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import starmap

from handlers.attendance import CHECK_IN, SHOW_CODE
from handlers.campaigns import CAMPAIGNS, MY_SHIFTS, SIGN_UP
from handlers.engine.chat import Chat
from handlers.engine.conversation import Args, Conversation, Offer
from handlers.engine.text import _
from handlers.menu import HELP
from handlers.people import JOIN
from handlers.plan import COMING
from handlers.questions import HUMAN, LABELS, QUESTION, Asking
from handlers.questions.human import whom
from handlers.reports import REPORT, VERIFY
from handlers.understanding import Understood
from handlers.wishing.meant import begin
from storage.campaigns import sign_ups
from storage.records import Role
from storage.reports import reports

FEW = 4
NEAR = timedelta(hours=12)


def small_talk(chat: Chat) -> None:
    """Answer a greeting or thanks, and offer what makes sense now."""
    chat.say(_("I'm here! What would you like to do?"), offers=sensible(chat))


def unclear(chat: Chat, understood: Understood) -> None:
    """Ask which of a few wishes is meant; where none is likely, offer what makes sense; then a person too."""
    begun = [begin(chat, replace(understood, intent=intent)) for intent in understood.maybe]
    maybe = [one for one in begun if one is not None and may(chat, one[0])]
    if maybe:
        offers = {offer.command: offer for offer in starmap(offered, maybe)}
        few = [offer for offer in offers.values() if offer.conversation is not HELP][:3]
        chat.say(_("Do you mean …?"), offers=[*few, Offer(HELP)])
        return
    chat.state.misses += 1
    if chat.state.misses > 1:
        chat.say("\n".join(map(chat.words, whom(chat))))
    chat.say(_("I didn't get that. Here is what I can do now:"), offers=sensible(chat))


def offered(conversation: Conversation, args: Args) -> Offer:
    """A wish as a button; a question by what it asks."""
    asks = LABELS.get(args.topic) if isinstance(args, Asking) else None
    return Offer(conversation, args, asks)


def may(chat: Chat, conversation: Conversation) -> bool:
    """Whether this person may begin a conversation."""
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
