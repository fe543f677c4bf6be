"""One person, several accounts: a code that one account shows is typed in another, and both say yes."""

from __future__ import annotations

from functools import partial

from handlers.campaigns import notices as campaign_notices
from handlers.engine.chat import Bad, Chat, Option, Refused
from handlers.engine.conversation import Named, Offer
from handlers.engine.outcomes import Ended
from handlers.engine.text import _
from handlers.menu.menu import entries
from handlers.people import JOIN, LINK, link_words
from storage.errors import OutOfScopeError
from storage.messages import chats
from storage.messages.records import ChatRow
from storage.people import linking
from storage.people.linking import Joined, LinkCode, Union

# What follows the command instead of a code.
CODE, ANSWER, TAKE_OFF, NOTICES, VOID = "ma", "traloi", "go", "thongbao", "thuhoi"


def link(chat: Chat) -> None:
    """Show the person's accounts, or do what the command names; anything else behind it is a code."""
    wanted = chat.args(Named).of
    match wanted:
        case "":
            look(chat)
        case "ma":
            show_code(chat)
        case "traloi":
            answer(chat)
        case "go":
            take_off(chat)
        case "thongbao":
            choose_notices(chat)
        case "thuhoi":
            void_links(chat)
        case _:
            typed(chat, wanted)


def look(chat: Chat) -> None:
    """Say where the person writes from, and what can be done about it."""
    mine = [] if chat.row.member_id is None else linking.accounts(chat.tx, chat.asker)
    options = [Option("type", _("I have a code"), ""), Option(CODE, _("Show me a code"), CODE)]
    if len(mine) > 1:
        options += [
            Option(NOTICES, _("Where notices go"), NOTICES),
            Option(TAKE_OFF, _("Take an account off"), TAKE_OFF),
        ]
    if mine and chat.services.public_url:
        options.append(Option(VOID, _("Void links sent to me"), VOID))
    chosen = chat.choose("what", link_words.overview(chat, mine), options)
    if chosen:
        chat.goto(LINK, Named(of=chosen))
    check_tries(chat)
    code = chat.ask("code", _("Which code does the other account show?"), partial(known, chat), expects="code")
    offer(chat, code)


def show_code(chat: Chat) -> None:
    """Show a code to be typed in the other account."""
    code = linking.make(chat.tx, chat.row.id)
    where = [address for address in chat.services.links() if address != chat.features.link("")]
    chat.say(link_words.code_shown(chat, code, where), offers=[Offer(LINK)])


# Where it is typed ----------------------------------------------------------------------------------------------------


def typed(chat: Chat, code: str) -> None:
    """A code stood behind the command."""
    check_tries(chat)
    if linking.find(chat.tx, code) is None:
        wrong(chat)
    offer(chat, code)


def check_tries(chat: Chat) -> None:
    """Whoever tried too often waits, and so does everybody where too many do."""
    if not linking.tries_left(chat.tx, chat.row) or linking.is_closed(chat.tx):
        chat.stop(_("Too many wrong codes. Please wait a quarter of an hour, then ask for a new one."))


def known(chat: Chat, text: str) -> str:
    """A code that works.

    Raises:
        Bad: it does not; that counts as a try.
    """
    if linking.find(chat.tx, text) is None:
        if linking.tries_left(chat.tx, chat.row) <= 1:
            wrong(chat)
        raise Bad(link_words.NO_SUCH_CODE, then=partial(linking.tried, chat=chat.row))
    return text


def wrong(chat: Chat) -> None:
    """Count a code that does not work, and end here."""
    chat.afterwards.append(partial(linking.tried, chat=chat.row))
    chat.stop(link_words.NO_SUCH_CODE, offers=[Offer(LINK)])


def offer(chat: Chat, typed_code: str) -> None:
    """Say what the code would join, and after a yes ask the account that shows it."""
    code = linking.find(chat.tx, typed_code)
    if code is None:
        chat.stop(link_words.NO_SUCH_CODE, offers=[Offer(LINK)])
    if code.chat_id is None:
        take_over(chat, code)
        return
    other = chats.by_id(chat.tx, code.chat_id)
    if other is None or other.id == chat.row.id:
        chat.stop(_("This very account shows that code. Type it in your other one."), offers=[Offer(LINK)])
    both = to_join(chat, other)
    chat.confirm("sure", link_words.question(chat, other, both), grave=True, declined=link_words.NOT_LINKED)
    if not linking.offer(chat.tx, code, chat.row.id):
        raise Refused(link_words.NO_SUCH_CODE)
    answered = Offer(LINK, Named(of=ANSWER), _("Look and answer"))
    link_words.tell(
        chat,
        other,
        link_words.typed_elsewhere(chat.row),
        f"asked:{code.id}",
        offers=[answered],
        helps_for=linking.CODE_LASTS,
    )
    chat.say(
        _(
            "This side is done. Now answer “Yes” in {channel}, where the code stands; you have ten minutes.",
            channel=link_words.channel(other),
        )
    )


def to_join(chat: Chat, other: ChatRow) -> Union:
    """Whose record both accounts come to; ends here where there is nothing to join."""
    both = linking.union(chat.tx, chat.row.member_id, other.member_id)
    if both is None:
        chat.stop(
            _("Neither of these accounts has joined yet. Join with one of them first, then link the other."),
            offers=[Offer(JOIN)],
        )
    if chat.row.member_id is not None and chat.row.member_id == other.member_id:
        chat.stop(_("These two accounts are linked already."), offers=[Offer(LINK)])
    return both


# Where it was shown ---------------------------------------------------------------------------------------------------


def answer(chat: Chat) -> None:
    """The account that showed the code says yes too, or no."""
    code = linking.offered(chat.tx, chat.row.id)
    other = None if code is None or code.other_id is None else chats.by_id(chat.tx, code.other_id)
    if code is None or other is None:
        chat.stop(_("Nothing waits for your answer. A code lives for ten minutes."), offers=[Offer(LINK)])
    both = to_join(chat, other)
    try:
        chat.confirm("sure", link_words.question(chat, other, both), grave=True, declined=link_words.NOT_LINKED)
    except Ended:
        linking.use(chat.tx, code)
        link_words.tell(chat, other, link_words.refused(chat.row), f"refused:{code.id}")
        raise
    if not linking.use(chat.tx, code):
        raise Refused(link_words.NO_SUCH_CODE)
    others = link_words.accounts_of(chat, both, but=(chat.row.id, other.id))
    joined = linking.join(chat.tx, chat.row, other)
    chat.forget_person()
    link_words.tell(chat, other, link_words.now_linked(chat, other, chat.row, joined), f"joined:{code.id}")
    for account in others:
        link_words.tell(chat, account, link_words.one_more(other), f"more:{code.id}:{account.id}")
    done(chat, other, joined)


def done(chat: Chat, other: ChatRow | None, joined: Joined) -> None:
    """Say that it is done, and tell who moved up to a seat that was held twice."""
    for seat in joined.moved_up:
        campaign_notices.tell_moved_up(chat, seat)
    chat.say(link_words.now_linked(chat, chat.row, other, joined), offers=entries(chat))


# A lost phone ---------------------------------------------------------------------------------------------------------


def take_over(chat: Chat, code: LinkCode) -> None:
    """The new account of somebody whose old ones an organiser has freed."""
    if not linking.may_take(chat.tx, code, chat.row):
        wrong(chat)
    both = linking.union(chat.tx, code.member_id, chat.row.member_id)
    if both is None:
        raise Refused(link_words.NO_SUCH_CODE)
    chat.confirm("sure", link_words.take_over(both), grave=True, declined=link_words.NOT_LINKED)
    if not linking.use(chat.tx, code):
        raise Refused(link_words.NO_SUCH_CODE)
    joined = linking.join_member(chat.tx, chat.row, code.member_id)
    chat.forget_person()
    freer = chats.reachable(chat.tx, code.freed_by) if code.freed_by is not None else None
    if freer is not None:
        link_words.tell(chat, freer, link_words.taken(chat.member.name, chat.row), f"taken:{code.id}")
    done(chat, None, joined)


# Accounts -------------------------------------------------------------------------------------------------------------


def choose_notices(chat: Chat) -> None:
    """Choose in which account one is told things."""
    mine = own(chat)
    if len(mine) < 2:
        chat.goto(LINK)
    options: list[Option[int | None]] = [Option("last", _("Where I wrote last"), None)]
    options += [Option(str(account.id), link_words.account(chat, account), account.id) for account in mine]
    chosen = chat.choose("where", _("Where should I tell you what's new?"), options)
    chats.choose(chat.tx, chat.asker.member_id, chosen)
    chat.say(link_words.told_in(next((one for one in mine if one.id == chosen), None)), offers=[Offer(LINK)])


def take_off(chat: Chat) -> None:
    """Take an account off, such as one that one uses no more."""
    mine = own(chat)
    if len(mine) < 2:
        chat.stop(
            _("This is your only account, so it stays. To have all that I keep of you erased, there is /erase."),
            offers=[Offer(LINK)],
        )
    options = [Option(str(account.id), link_words.account(chat, account), account) for account in mine]
    account = chat.choose("which", _("Which account should I take off? Your record stays."), options)
    chat.confirm(
        "sure",
        _(
            "Take {account} off? Whoever writes from it is a stranger to me then.",
            account=link_words.account(chat, account),
        ),
        grave=True,
    )
    try:
        chat.also += [row for row in linking.take_off(chat.tx, chat.asker, account.id) if row.due_at <= chat.tx.now]
    except OutOfScopeError:
        raise Refused(_("That account is not yours any more.")) from None
    if account.id == chat.row.id:
        chat.forget_person()
        chat.say(link_words.TAKEN_OFF, offers=entries(chat))
        return
    link_words.tell(chat, account, link_words.TAKEN_OFF, f"off:{account.id}")
    chat.say(_("Done."), offers=[Offer(LINK)])


def void_links(chat: Chat) -> None:
    """Void the links to pages and files that were sent to one, such as one that was passed on by mistake."""
    own(chat)
    chat.confirm(
        "sure",
        _(
            "Every link to a file, or to the page that sends your location, that I have sent you will stop "
            "working, for whoever has it. Should I do that?"
        ),
        declined=_("OK, the links stay as they are."),
        grave=True,
    )
    linking.void_links(chat.tx, chat.asker)
    chat.say(_("✓ Done. Ask for a file once more, and a new link comes."), offers=[Offer(LINK)])


def own(chat: Chat) -> list[ChatRow]:
    """The accounts of this chat's person; somebody who has not joined has none."""
    if chat.row.member_id is None:
        chat.goto(LINK)
    return linking.accounts(chat.tx, chat.asker)
