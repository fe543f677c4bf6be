"""What messages have cost this month, what is left, and what waits: as a report, and as a word to administrators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NoReturn

from handlers import labels
from handlers.broadcasts import BROADCAST, OneBroadcast
from handlers.engine import telling
from handlers.engine.chat import Chat
from handlers.engine.conversation import Offer
from handlers.engine.outcomes import Ended
from handlers.engine.telling import WordedNotice
from handlers.engine.text import Text, _, ngettext, say
from storage.database import Transaction
from storage.messages import held, spending
from storage.messages.allowance_notice import AllowanceNear
from storage.messages.held import HeldCount, Tariffs
from storage.messages.records import Outgoing
from storage.messages.tariffs import Tariff, month_of
from storage.organisation import grants

REPORT = ("chiphi", "costs")  # "/thongbao chiphi"
LEVELS = (100, 80)  # per cent of an allowance at which administrators are told


def show(chat: Chat) -> NoReturn:
    """What was spent this month, what is left, and what waits."""
    text = "\n".join(say(line, chat.language) for line in report(chat.tx, chat.services.tariffs))
    chat.say(text, offers=[Offer(BROADCAST)])
    raise Ended


def report(tx: Transaction, tariffs: Tariffs) -> list[Text]:
    """The report, line by line."""
    year, month = month_of(tx.now).split("-")
    lines = [_("Messages that cost something or are counted, {month}/{year}:", month=month, year=year)]
    for channel, tariff in tariffs.items():
        lines += _spent(tx, channel, tariff)
    if not tariffs:
        lines.append(_("• none: no channel that is set up costs anything"))
    return lines + _waiting(held.counts(tx))


def _spent(tx: Transaction, channel: str, tariff: Tariff) -> Iterator[Text]:
    spent = spending.of_month(tx, channel)
    facts = {"way": labels.CHANNELS.get(channel, channel), "messages": spent.messages}
    if tariff.is_money:
        whole = tariff.whole or 0
        yield _(
            "• {way}: {messages} messages for {spent}đ of {whole}đ; {left}đ left",
            spent=spent.cost,
            whole=whole,
            left=max(0, whole - spent.cost),
            **facts,
        )
        yield _("  {price}đ each ({source})", price=tariff.price, source=tariff.source)
        if spending.is_unpaid(tx, channel):
            yield _("  ⚠ Zalo says that its quota or money is used up: nothing that costs goes out for now.")
    elif tariff.whole is None:
        yield _("• {way}: {messages} messages", **facts)
    else:
        left = max(0, tariff.whole - spent.messages)
        yield _("• {way}: {messages} of {whole} messages; {left} left", whole=tariff.whole, left=left, **facts)
    if tariff.people is not None:
        yield _("  {used} of {limit} people", used=spending.people(tx, channel), limit=tariff.people)
    if any(near.used * 100 >= near.limit * LEVELS[-1] for near in _used(tx, channel, tariff)):
        yield _("  ⚠ Nearly used up: reminders of the plan wait first, then announcements, then changes of shifts.")


def _waiting(counts: list[HeldCount]) -> list[Text]:
    """What waits, by channel and for how many people."""
    lines = []
    for count in counts:
        facts = {"way": labels.CHANNELS.get(count.channel, count.channel), "what": PRIORITIES[int(count.priority)]}
        if count.state == "held":
            lines.append(
                ngettext(
                    "• {way}, {what}: {count} message waits, it would cost too much now",
                    "• {way}, {what}: {count} messages wait, they would cost too much now",
                    count.messages,
                    **facts,
                )
            )
        else:
            lines.append(
                ngettext(
                    "• {way}, {what}: {count} message waits until its reader writes",
                    "• {way}, {what}: {count} messages wait until their readers write",
                    count.messages,
                    **facts,
                )
            )
    return [_("What waits:"), *lines] if lines else [_("Nothing waits for its price or its reader.")]


PRIORITIES: Mapping[int, Text] = {
    1: _("replies"),
    2: _("my shift today"),
    3: _("moved or cancelled"),
    4: _("announcements"),
    5: _("plan"),
}


ORDERS: Mapping[str, Text] = {
    "money": _("From 90 % on announcements wait until people write; answers and today's shifts go last."),
    "messages": _("From 80 % on, reminders of the plan wait; then announcements; answers and today's shifts go last."),
    "people": _("To those beyond, only answers and what is about their shifts is tried; invite others to Telegram."),
}


# A word to administrators ---------------------------------------------------------------------------------------------


def warn(tx: Transaction, tariffs: Tariffs) -> list[Outgoing]:
    """Tell every administrator, once a month for each level, that an allowance is nearly or wholly used up."""
    rows = []
    for channel, tariff in tariffs.items():
        for near in _used(tx, channel, tariff):
            level = next((one for one in LEVELS if near.used * 100 >= near.limit * one), None)
            if level is not None:
                key = f"allowance:{channel}:{near.what}:{level}:{month_of(tx.now)}"
                rows += [telling.queue(tx, admin, near, f"{key}:member-{admin}") for admin in grants.admins(tx)]
    return [row for row in rows if row is not None]


def _used(tx: Transaction, channel: str, tariff: Tariff) -> Iterator[AllowanceNear]:
    """How much of each limit of a channel is used; a limit of nothing is none to come near to."""
    what: Literal["money", "messages"] = "money" if tariff.is_money else "messages"
    if tariff.whole:
        yield AllowanceNear(channel=channel, what=what, used=spending.of_month(tx, channel).cost, limit=tariff.whole)
    if tariff.people:
        yield AllowanceNear(channel=channel, what="people", used=spending.people(tx, channel), limit=tariff.people)


def near_words(near: AllowanceNear, _language: str) -> WordedNotice:
    """What an administrator is told."""
    facts = {
        "way": labels.CHANNELS.get(near.channel, near.channel),
        "used": near.used,
        "limit": near.limit,
        "percent": near.used * 100 // near.limit,
    }
    match near.what:
        case "money":
            text = _("⚠ {way}: {used}đ of this month's {limit}đ are spent ({percent} %).", **facts)
        case "messages":
            text = _("⚠ {way}: {used} of this month's {limit} messages are used ({percent} %).", **facts)
        case _:
            text = _("⚠ {way}: {used} of the {limit} people that the plan allows write there ({percent} %).", **facts)
    see = Offer(BROADCAST, OneBroadcast(of=REPORT[0]), _("What messages cost"))
    return WordedNotice(Text("{text}\n{order}", facts={"text": text, "order": ORDERS[near.what]}), (see,))
