"""What is said of a person's accounts, and to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from handlers import labels
from handlers.engine.chat import Chat
from handlers.engine.conversation import Offer
from handlers.engine.message import Reply
from handlers.engine.text import Text, _, ngettext, say
from storage.messages import chats, outbox
from storage.messages.records import ChatRow
from storage.people.linking import Joined, Union

NO_SUCH_CODE = _("That code does not work: it was used, it is too old, or it is not right. Please get a new one.")
NOT_LINKED = _("All right, nothing is linked.")
TAKEN_OFF = _("This account is linked to nobody any more. Your record stays with your other accounts.")

FREED = _(
    "An organiser has unlinked this account because somebody reported the phone lost. If that wasn't "
    "you, call them right away."
)


def channel(account: ChatRow) -> Text | str:
    """What an account's channel is called."""
    return labels.CHANNELS.get(account.channel, account.channel)


def account(chat: Chat, row: ChatRow) -> Text:
    """An account as its person knows it: its channel, and this one, or when it was heard from last."""
    if row.id == chat.row.id or row.heard_at is None:
        return _("{channel} (this one)", channel=channel(row))
    return _("{channel}, last used {at:short}", channel=channel(row), at=row.heard_at)


def overview(chat: Chat, mine: Sequence[ChatRow]) -> str:
    """Where somebody writes from, and how to link another account."""
    how = _("To link another account of yours: one of them shows a code, you type it in the other, both say yes.")
    if not mine:
        return chat.words(
            _("Do you use me on Telegram or Zalo already? Then link this account to it, and you are one person here.")
        )
    listed = [f"• {chat.words(account(chat, row))}" for row in mine]
    chosen = next((row for row in mine if row.chosen), None)
    parts: list[Text | str] = [_("You write to me from:"), "\n".join(listed)]
    if len(mine) > 1:
        parts.append(told_in(chosen))
    return "\n".join(chat.words(part) for part in [*parts, how])


def code_shown(chat: Chat, code: str, addresses: Sequence[str]) -> str:
    """A code to be typed in the other account, and where that finds us."""
    text = _(
        "In your other account, send me:\n/link {code}\nIt works once, for ten minutes. Show it to nobody: whoever "
        "types it asks to be you.",
        code=code,
    )
    where = _("You can find me at: {addresses}", addresses=" · ".join(addresses))
    return "\n".join([chat.words(text), *([chat.words(where)] if addresses else [])])


def question(chat: Chat, other: ChatRow, both: Union) -> Text:
    """What saying yes comes to, at either side."""
    facts = {"channel": channel(other), "name": both.kept.name}
    if both.gone is not None:
        return _(
            "There are two records, of {name} and of {gone}. They become one: {name} stays, with the turns, shifts and "
            "roles of both; a shift that both attended counts once. Are both yours?",
            gone=both.gone.name,
            **facts,
        )
    if chat.row.member_id is None:
        return _("Link this account to the record of {name}, who wrote from {channel}? Only if that is you.", **facts)
    return _(
        "Link an account on {channel} to your record, {name}? It will see and do all that you can. Only if it is "
        "yours.",
        **facts,
    )


def take_over(both: Union) -> Text:
    """What the new account of a lost phone's person is asked."""
    return _("Link this account to the record of {name}? Only if that is you.", name=both.kept.name)


def typed_elsewhere(row: ChatRow) -> Text:
    """For the account that shows a code: it was typed."""
    return _(
        "Your code was typed on {channel}. If that was you, answer within ten minutes; if not, do nothing.",
        channel=channel(row),
    )


def refused(row: ChatRow) -> Text:
    """For the account that typed a code: the other said no."""
    return _("The answer on {channel} was no, so nothing was linked.", channel=channel(row))


def now_linked(chat: Chat, here: ChatRow, other: ChatRow | None, joined: Joined) -> str:
    """For one of two accounts that both said yes, the other one beside it; None: for a freed person's new one."""
    name = chat.member.name
    parts = [
        _("Linked: this account is yours, {name}.", name=name)
        if other is None
        else _("Linked: here and on {channel} you are one person to me, {name}.", channel=channel(other), name=name)
    ]
    if joined.unconfirmed:
        parts.append(
            ngettext(
                "{count} turn or report is waiting for another leader, as nobody else had confirmed it.",
                "{count} turns or reports are waiting for another leader, as nobody else had confirmed them.",
                joined.unconfirmed,
            )
        )
    return "\n".join(say(part, here.language) for part in parts)


def one_more(row: ChatRow) -> Text:
    """For a person's other accounts: there is one more."""
    return _("An account on {channel} was linked to your record. Not you? Take it off: /link", channel=channel(row))


def taken(name: str, row: ChatRow) -> Text:
    """For the organiser who freed somebody's accounts: their code was used."""
    return _("{name} has used the code for their new phone, on {channel}.", name=name, channel=channel(row))


def told_in(chosen: ChatRow | None) -> Text:
    """Where a person is told things."""
    if chosen is None:
        return _("Notices go where you wrote last.")
    return _("Notices go to {channel}; if that fails, to your next account.", channel=channel(chosen))


def accounts_of(chat: Chat, both: Union, *, but: Sequence[int]) -> list[ChatRow]:
    """The accounts of the records that are joined, without these."""
    people = [both.kept, *([both.gone] if both.gone is not None else [])]
    rows = [row for person in people for row in chats.of_member(chat.tx, person.id)]
    return [row for row in rows if row.id not in but]


def tell(
    chat: Chat,
    account: ChatRow,
    text: Text | str,
    key: str,
    *,
    offers: Sequence[Offer] = (),
    helps_for: timedelta | None = None,
) -> None:
    """Say something in this very account, in its language, whichever its person was heard from last."""
    said = say(text, account.language)
    reply = Reply(text=said, choices=tuple(offer.choice(account.language) for offer in offers))
    row = outbox.queue(
        chat.tx,
        account,
        key=f"link:{key}:{chat.tx.now:%Y%m%d%H%M%S%f}",
        kind="reply",
        body=reply.model_dump_json(),
        useful_until=None if helps_for is None else chat.tx.now + helps_for,
    )
    if row is not None:
        chat.also.append(row)
