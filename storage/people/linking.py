"""One person, several accounts: a code that is shown in one chat and typed in another joins them, once both say yes.

Also: which accounts a person has, taking one off, and freeing those of somebody who lost their phone.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import NamedTuple

from storage import audit
from storage.campaigns.records import SignUp
from storage.database import Transaction, queries
from storage.errors import OutOfScopeError
from storage.links import links
from storage.messages import chats, outbox
from storage.messages.records import ChatRow, Outgoing
from storage.organisation import grants
from storage.people import members, merging
from storage.people.records import Member
from storage.records import Asker, Record, Role, records
from storage.text import fold

sql = queries(__file__)
CODE_LASTS = timedelta(minutes=10)
FREED_LASTS = timedelta(hours=24)  # whoever lost their phone needs the time to hear of their code
LENGTH = 8  # letters: some 850,000 million codes
TRIES, TRIES_WITHIN = 5, timedelta(minutes=15)  # wrong codes of a person, or from a chat
ALL_TRIES, ALL_WITHIN = 300, timedelta(hours=1)  # of everybody: then no code is taken for a while
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another


class LinkCode(Record):
    """A code that lives: shown in `chat_id`, or made by `freed_by` for the member `member_id`; typed in `other_id`."""

    id: int
    chat_id: int | None
    member_id: int | None
    freed_by: int | None
    other_id: int | None


class Freeable(Record):
    """Somebody whose accounts an organiser may look at, to free them."""

    id: int
    name: str
    search_key: str
    birth_year: int | None
    unit_name: str
    unit_path: str


class Union(NamedTuple):
    """What joining two sides comes to: whose record stays, and which other record becomes part of it, if any."""

    kept: Member
    gone: Member | None


class Joined(NamedTuple):
    """What was joined: the record, who moved up where a seat was held twice, and how much awaits a leader anew."""

    member_id: int
    moved_up: list[SignUp]
    unconfirmed: int


# Codes ----------------------------------------------------------------------------------------------------------------


def make(tx: Transaction, chat_id: int) -> str:
    """A code to be shown in this chat; one that it showed before is void."""
    sql.void(tx.connection, chat_id=chat_id)
    code = _new_code()
    sql.make(
        tx.connection,
        code_hash=_hash(code),
        chat_id=chat_id,
        member_id=None,
        freed_by=None,
        expires_at=tx.now + CODE_LASTS,
    )
    return code


def find(tx: Transaction, code: str) -> LinkCode | None:
    """The code that was typed, if it lives and nobody has typed it yet."""
    return LinkCode.of(sql.find(tx.connection, code_hash=_hash(code), now=tx.now))


def offer(tx: Transaction, code: LinkCode, other_id: int) -> bool:
    """The chat in which it was typed says yes: now the one that showed it is asked. False if somebody was faster."""
    offered = sql.offer(tx.connection, code_id=code.id, other_id=other_id, expires_at=tx.now + CODE_LASTS, now=tx.now)
    return offered is not None


def offered(tx: Transaction, chat_id: int) -> LinkCode | None:
    """What this chat has yet to say yes to."""
    return LinkCode.of(sql.offered(tx.connection, chat_id=chat_id, now=tx.now))


def use(tx: Transaction, code: LinkCode) -> bool:
    """A code is used up, by a yes or by a no; False if it was."""
    return sql.use(tx.connection, code_id=code.id) is not None


def tries_left(tx: Transaction, chat: ChatRow) -> int:
    """How many wrong codes may still come from this chat, and from its person; older than 15 minutes are forgiven."""
    since = tx.now - TRIES_WITHIN
    row = sql.tries(tx.connection, chat_id=chat.id, member_id=chat.member_id, since=since)
    return max(0, TRIES - int(row["tries"]))


def is_closed(tx: Transaction) -> bool:
    """Whether so many wrong ones came from everybody that no code is taken for a while."""
    return int(sql.all_tries(tx.connection, since=tx.now - ALL_WITHIN)["tries"]) >= ALL_TRIES


def tried(tx: Transaction, chat: ChatRow) -> None:
    """Count a wrong code."""
    sql.tried(tx.connection, chat_id=chat.id, member_id=chat.member_id, now=tx.now)


def forget_old(tx: Transaction, most: int = 500) -> int:
    """Forget codes and wrong codes that count no more, so many of each at most; returns how many it was."""
    return int(
        sql.forget_codes(tx.connection, before=tx.now, most=most)
        + sql.forget_tries(tx.connection, before=tx.now - ALL_WITHIN, most=most)
    )


# Joining --------------------------------------------------------------------------------------------------------------


def union(tx: Transaction, one: int | None, other: int | None) -> Union | None:
    """What joining these two members (None: a chat of nobody) comes to; None where neither has joined.

    Of two records the one that joined first stays. The same member twice is that one, and nothing to join.
    """
    both = [member for member_id in (one, other) if member_id and (member := members.by_id(tx, member_id)) is not None]
    if not both:
        return None
    if len(both) == 1 or one == other:
        return Union(both[0], None)
    first = sql.joined_first(tx.connection, one_id=one, other_id=other)
    kept, gone = both if first is None or first["id"] == both[0].id else reversed(both)
    return Union(kept, gone)


def join(tx: Transaction, one: ChatRow, other: ChatRow) -> Joined:
    """Both sides have said yes: these two chats are one person's from now on.

    Raises:
        OutOfScopeError: neither has joined.
    """
    comes, stays = (one, other) if one.member_id is None else (other, one)
    return join_member(tx, comes, stays.member_id)


def join_member(tx: Transaction, chat: ChatRow, member_id: int | None) -> Joined:
    """A chat, with whose record it is, and a member become one person.

    Whatever somebody confirmed who is erased by now, or whose account this was, awaits another leader.
    """
    both = union(tx, member_id, chat.member_id)
    if both is None:
        raise OutOfScopeError("neither has joined")
    kept, gone = both
    if gone is not None:
        merged = merging.merge_joined(tx, gone_id=gone.id, kept_id=kept.id)
    else:
        if chat.member_id is None:
            chats.set_member(tx, chat.id, kept.id)
        merged = merging.unconfirm(tx, kept.id)
    audit.note(tx, kept.id, "link", "member", member_id=kept.id, channel=chat.channel)
    return Joined(kept.id, merged.moved_up, merged.unconfirmed)


# Accounts -------------------------------------------------------------------------------------------------------------


def accounts(tx: Transaction, asker: Asker) -> list[ChatRow]:
    """The asker's own chats, in the order in which a notice tries them."""
    return chats.of_member(tx, asker.member_id)


def take_off(tx: Transaction, asker: Asker, chat_id: int) -> list[Outgoing]:
    """One of the asker's accounts is nobody's from now on; what waited there goes to the others, and is returned.

    Raises:
        OutOfScopeError: it is not theirs, or it is the only one: the record would be nobody's.
    """
    own = {chat.id: chat for chat in accounts(tx, asker)}
    if chat_id not in own or len(own) < 2:
        raise OutOfScopeError(f"chat {chat_id}")
    rows = _leave(tx, chat_id)
    audit.note(tx, asker.member_id, "unlink", "member", member_id=asker.member_id, channel=own[chat_id].channel)
    return rows


def _leave(tx: Transaction, chat_id: int) -> list[Outgoing]:
    """A chat is nobody's any more; returns what goes to the next one of whose it was."""
    rows = outbox.leave(tx, chat_id, "the account was taken off")
    sql.void(tx.connection, chat_id=chat_id)
    sql.remember(tx.connection, chat_id=chat_id)
    sql.leave(tx.connection, chat_id=chat_id)
    return rows


def void_links(tx: Transaction, asker: Asker) -> None:
    """The links to pages and files that were sent to any of the asker's accounts open nothing any more."""
    for chat in accounts(tx, asker):
        links.void(tx, "chat", chat.id)
    audit.note(tx, asker.member_id, "void_links", "member", member_id=asker.member_id)


# A lost phone ---------------------------------------------------------------------------------------------------------


def freeable(tx: Transaction, asker: Asker, name: str, most: int) -> list[Freeable]:
    """Members of the units that the asker organises whose names hold this, and who hold no role above the asker's."""
    rows = sql.freeable(tx.connection, asker_id=asker.member_id, search_key=fold(name), most=most)
    return [person for person in records(Freeable, rows) if _may_free(tx, asker, person)]


def accounts_of(tx: Transaction, asker: Asker, member_id: int) -> list[ChatRow]:
    """The chats of somebody whose accounts the asker may free.

    Raises:
        OutOfScopeError: the asker may not.
    """
    _freeable(tx, asker, member_id)
    return chats.of_member(tx, member_id)


def free(tx: Transaction, asker: Asker, member_id: int) -> str:
    """Take all accounts off somebody who lost their phone; returns the code by which their new one takes the record.

    Their record, roles and turns stay. Raises `OutOfScopeError` where the asker may not.
    """
    person = _freeable(tx, asker, member_id)
    for chat in chats.of_member(tx, member_id):
        _leave(tx, chat.id)
    sql.void_of(tx.connection, member_id=member_id)
    code = _new_code()
    sql.make(
        tx.connection,
        code_hash=_hash(code),
        chat_id=None,
        member_id=person.id,
        freed_by=asker.member_id,
        expires_at=tx.now + FREED_LASTS,
    )
    audit.note(tx, asker.member_id, "free_accounts", "member", member_id=member_id)
    return code


def may_take(tx: Transaction, code: LinkCode, chat: ChatRow) -> bool:
    """Whether the chat in which a freed person's code was typed may be theirs.

    It is nobody's, or of a record of the same name and birth year; never of whoever freed them.
    """
    freed = members.by_id(tx, code.member_id) if code.member_id is not None else None
    if freed is None:
        return False
    if chat.member_id is None:
        return True
    typed_by = members.by_id(tx, chat.member_id)
    alike = typed_by is not None and (fold(typed_by.name), typed_by.birth_year) == (fold(freed.name), freed.birth_year)
    return alike and chat.member_id != code.freed_by


def _freeable(tx: Transaction, asker: Asker, member_id: int) -> Member:
    member = members.by_id(tx, member_id)
    if member is None or member_id == asker.member_id or not _reaches(tx, asker, member_id, member.unit_path):
        raise OutOfScopeError(f"member {member_id}")
    return member


def _may_free(tx: Transaction, asker: Asker, person: Freeable) -> bool:
    return _reaches(tx, asker, person.id, person.unit_path)


def _reaches(tx: Transaction, asker: Asker, member_id: int, unit_path: str) -> bool:
    """Whether the asker organises somebody's unit, and could have given them each role that they hold."""
    member = members.by_id(tx, member_id)
    if member is None or member.state != "active" or not asker.may(Role.ORGANISER, unit_path):
        return False
    return all(grants.may_grant(asker, scope.rank, scope.path) for scope in grants.asker(tx, member).scopes)


def _new_code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))


def _hash(code: str) -> str:
    return hashlib.sha256(fold(code).replace(" ", "").encode()).hexdigest()
