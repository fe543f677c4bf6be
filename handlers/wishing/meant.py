"""What a message that was understood means in a chat: the conversation that it begins, or the answer that it gives."""

from __future__ import annotations

from handlers.attendance import CHECK_IN, SHOW_CODE, SHOW_POSTER, ByPoster
from handlers.attendance.wanted import wants_poster
from handlers.campaigns import MY_SHIFTS, SIGN_UP, Wish
from handlers.contents import CONVERSATIONS
from handlers.engine.chat import Chat
from handlers.engine.conversation import Args, Conversation, Named
from handlers.engine.message import Incoming
from handlers.engine.state import Asked
from handlers.engine.text import HOME
from handlers.menu import LANGUAGE
from handlers.plan import COMING, Days
from handlers.questions import HUMAN, QUESTION, Asking
from handlers.typed.wished_starts import wished_starts
from handlers.understanding import Understood
from handlers.understanding.intents import ASK_HUMAN
from handlers.wishing import tongue
from storage.attendance import check_ins
from storage.campaigns import campaigns, sign_ups
from storage.campaigns.sign_ups import MyShift as SignedUp

CANCEL_SHIFT, FAQ = "cancel_shift", "faq:"
Begin = tuple[Conversation, Args]


def begin(chat: Chat, understood: Understood) -> Begin | None:
    """The conversation that a wish begins, with what was named; None where the wish is none."""
    intent, named = understood.intent, understood.slots
    campaign_id = _campaign_id(chat, named.campaign)
    if intent.startswith(FAQ):
        return QUESTION, Asking(topic=intent.removeprefix(FAQ), of=campaign_id)
    if intent == CANCEL_SHIFT:
        return MY_SHIFTS, Named(of=_one_of_mine(chat, understood))
    conversation = HUMAN if intent == ASK_HUMAN else CONVERSATIONS.get(intent)
    if conversation is SHOW_CODE and chat.heard is not None and wants_poster(chat.heard.text):
        conversation = SHOW_POSTER
    return None if conversation is None else (conversation, _args(chat, conversation, understood, campaign_id))


def _args(chat: Chat, conversation: Conversation, understood: Understood, campaign_id: str) -> Args:
    """What a conversation is begun with: what was named of that which it takes."""
    if conversation is CHECK_IN:
        return ByPoster(shift=_where_one_is(chat, understood))
    if conversation is SIGN_UP:
        return _shift_wished(chat, understood, campaign_id)
    if conversation is COMING and (day := understood.slots.day) is not None:
        return Days(first=day[0], last=day[1])
    if conversation is LANGUAGE and chat.heard is not None:
        return Named(of=tongue.asked_for(chat.heard.text))
    return Named(of=campaign_id) if conversation.names == "campaign" and campaign_id else conversation.args()


def _shift_wished(chat: Chat, understood: Understood, campaign_id: str) -> Wish:
    """The campaign and the time that somebody wants to sign up for."""
    first, last = understood.slots.day or (None, None)
    starts = wished_starts(chat.heard.text) if chat.heard is not None else []
    return Wish(of=campaign_id, first=first, last=last, starts=starts)


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
    """The message as its question reads it: the button that is meant, or the code, name or unit alone.

    Numbers and hours are read out of a sentence by their question.
    """
    named = understood.slots
    open_to_words = [choice for choice in asked.choices if not (asked.grave and choice.key == "yes")]
    if named.choice is not None and named.choice in {choice.label for choice in open_to_words}:
        index = next(number for number, choice in enumerate(asked.choices) if choice.label == named.choice)
        return message.model_copy(update={"kind": "choice", "choice": f"{asked.id}:{index}", "text": ""})
    if named.person is not None and asked.expects == "name":
        return message.model_copy(update={"text": named.person})
    if named.count is not None and asked.expects in {"code", "birth_year"}:
        digits = f"{named.count:06.0f}" if asked.expects == "code" else f"{named.count:.0f}"
        return message.model_copy(update={"text": digits})
    if named.unit is not None and asked.expects == "unit":
        return message.model_copy(update={"text": named.unit})
    return message
