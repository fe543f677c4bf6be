"""A look ahead for organisers: what goes out on a day, to how many, and its words. Nothing is sent."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import groupby

from handlers import notices
from handlers.engine.chat import Chat
from handlers.engine.conversation import Offer
from handlers.engine.text import Text, _, ngettext
from handlers.plan import PLAN
from handlers.typed.days import coming_day
from schedules.calendar import ONE_DAY, local_day
from schedules.due import preview
from storage.campaigns import campaigns
from storage.plan import plan_items
from storage.records import Role
from storage.reminders import digests
from storage.reminders.records import QueuedWording

NOTICES_SHOWN = 6
LEADERS_LOOKED_AT = 30  # a chat waits for each of them, and so does everybody else's


def look_ahead(chat: Chat) -> None:
    """What goes out on one day, to how many, in which words; nothing is sent."""
    day = ask_day(chat)
    due = [one for one in preview.of_day(chat.tx, day) if may_see(chat, one)]
    leaders = digests.leaders(chat.tx, chat.asker)
    due_digests = preview.digests_of(chat.tx, day, leaders[:LEADERS_LOOKED_AT])
    offers: list[Offer] = [Offer(PLAN)]
    if not due and not due_digests:
        chat.stop(_("{day:date}: nothing goes out, as things stand.", day=day), offers=offers)
    lines = [
        _("{day:date}, as things stand:", day=day),
        *notice_lines(chat, due),
        *digest_lines(chat, due_digests, beyond=len(leaders) > LEADERS_LOOKED_AT),
    ]
    chat.say("\n\n".join(map(chat.words, lines)), offers=offers)


def ask_day(chat: Chat) -> date:
    """Ask for the day to look at, with today and tomorrow as buttons."""
    today = local_day(chat.tx.now)
    hints = [
        chat.words(Text("{day:short}/{year:plain}", facts={"day": day, "year": day.year}))
        for day in (today, today + ONE_DAY)
    ]
    parse = partial(coming_day, today=today)
    return chat.ask("day", _("Which day? For example 2/12/2026."), parse, hints=hints, again=date.fromisoformat)


def notice_lines(chat: Chat, due: list[QueuedWording]) -> list[Text]:
    """The notices of a day, each with when it goes out and to how many; the first of them, where there are many."""
    lines = []
    groups = [list(group) for _key, group in groupby(due, key=lambda one: (one.at, one.moment, one.subject))]
    for group in groups[:NOTICES_SHOWN]:
        people = sum(one.people for one in group)
        head = ngettext("{at:time}, to {count} person:", "{at:time}, to {count} people:", people, at=group[0].at)
        text = notices.reply(group[0].body, chat.language).text
        lines.append(Text("{head}\n{text}", facts={"head": head, "text": text}))
    if len(groups) > NOTICES_SHOWN:
        lines.append(ngettext("and {count} more notice", "and {count} more notices", len(groups) - NOTICES_SHOWN))
    return lines


def digest_lines(chat: Chat, due: list[QueuedWording], *, beyond: bool) -> list[Text]:
    """How many leaders get a digest, and the words of the first; `beyond` says that not all were looked at."""
    if not due:
        return []
    people = (
        _("more than {count} leaders", count=len(due))
        if beyond
        else ngettext("{count} leader", "{count} leaders", len(due))
    )
    text = notices.reply(due[0].body, chat.language).text
    if len(due) == 1 and not beyond:
        return [_("{at:time}, the digest to {people}:\n{text}", at=due[0].at, people=people, text=text)]
    return [
        _(
            "{at:time}, the digest to {people}, each with their own figures. One of them:\n{text}",
            at=due[0].at,
            people=people,
            text=text,
        )
    ]


def may_see(chat: Chat, notice: QueuedWording) -> bool:
    """Whether a notice is about an item or a shift within what the asker organises."""
    what, _dash, rest = notice.subject.partition("-")
    number = int(rest.partition("@")[0])
    if what == "item":
        return any(item.id == number for item in plan_items.managed_by(chat.tx, chat.asker))
    return chat.asker.may(Role.ORGANISER, campaigns.shift(chat.tx, number).campaign_path)
