"""The digest: how often a leader wants it, and a look at it right now."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NoReturn

from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Named, Offer
from handlers.engine.text import Text, _
from handlers.reminders import DIGEST, REMINDERS, digest_words
from schedules.calendar import local_day, moment
from schedules.due import digests, facts
from schedules.due.occasions import MIDNIGHT
from storage.reminders import digests as stored_digests
from storage.reminders.digest_records import Rhythm

LAST_DAYS = timedelta(days=7)
RHYTHMS: dict[Rhythm, Text] = {
    "usual": _("Mondays, and daily while a campaign runs"),
    "weekly": _("Mondays only"),
    "daily": _("Every morning"),
    "off": _("Not at all"),
}


def digest(chat: Chat) -> None:
    """Show the last week at once, or choose how often the digest comes; "/bantin goi" shows a whole list."""
    which, _space, since = chat.args(Named).of.partition(" ")
    if which in LISTS:
        show_list(chat, which, day_since(since, chat.tx.now))
    present = stored_digests.rhythm(chat.tx, chat.asker)
    question = _("Your digest comes: {rhythm}. What would you like?", rhythm=RHYTHMS[present])
    options: list[Option[Rhythm | None]] = [Option("now", _("Show me the last seven days"), None)]
    options += [Option(rhythm, label, rhythm) for rhythm, label in RHYTHMS.items() if rhythm != present]
    chosen = chat.choose("what", question, options)
    if chosen is None:
        show(chat)
    stored_digests.set_rhythm(chat.tx, chat.asker, chosen, digests.day_of(chat.tx.now))
    if chosen == "off":
        chat.stop(_("All right, no more digests. You can have them back here any time."), offers=back_here())
    chat.say(
        _(
            "Saved: {rhythm}, at 07:00 (later if that is within your quiet hours). If there is nothing new, "
            "I won't write.",
            rhythm=RHYTHMS[chosen],
        ),
        offers=[*back_here(), Offer(REMINDERS)],
    )


def day_since(text: str, now: datetime) -> datetime:
    """The beginning of the last day of this day and month, as "15/11"; a week ago where it is none."""
    today = local_day(now)
    for year in (today.year, today.year - 1):
        with suppress(ValueError):
            day = datetime.strptime(f"{text}/{year}", "%d/%m/%Y").date()  # noqa: DTZ007 - a day, without a time
            if day <= today:
                return max(moment(day, MIDNIGHT), now - facts.LOOK_BACK)
    return days_ago(now)


def days_ago(now: datetime) -> datetime:
    """The beginning of the day a week ago: what is said to be since a day is since its first minute."""
    return moment(local_day(now) - LAST_DAYS, MIDNIGHT)


def show_list(chat: Chat, which: str, since: datetime) -> NoReturn:
    """All of a list of which the digest shows the beginning."""
    heading, lines = LISTS[which](chat, since)
    if not lines:
        chat.stop(_("There is nothing there now."), offers=back_here())
    shown = "\n".join(chat.words(line) for line in lines)
    chat.stop(_("{heading}\n{lines}", heading=heading, lines=shown), offers=back_here())


def past(chat: Chat, since: datetime) -> tuple[Text, list[Text]]:
    """The shifts that are over."""
    shifts = facts.past_shifts(chat.tx, chat.asker, since)
    return _("Shifts that are over since {day:short}:", day=since), [digest_words.past_shift(one) for one in shifts]


def calls(chat: Chat, since: datetime) -> tuple[Text, list[Text]]:
    """The units that may need a call."""
    units = facts.units_to_call(chat.tx, chat.asker, since)
    return _("Units that may need a call, since {day:short}:", day=since), [digest_words.call(one) for one in units]


def free(chat: Chat, _since: datetime) -> tuple[Text, list[Text]]:
    """The next shifts with empty seats."""
    shifts = facts.free_shifts(chat.tx, chat.asker)
    return _("Shifts of the next seven days with empty seats:"), [digest_words.free_shift(one) for one in shifts]


LISTS: dict[str, Callable[[Chat, datetime], tuple[Text, list[Text]]]] = {
    digest_words.PAST: past,
    digest_words.CALLS: calls,
    digest_words.FREE: free,
}


def show(chat: Chat) -> NoReturn:
    """The digest of the last seven days; it changes nothing about the next one."""
    digest = facts.of_leader(chat.tx, chat.asker, days_ago(chat.tx.now))
    if digest is None:
        chat.stop(
            _("There is nothing new from the last seven days, and nothing is waiting for you."), offers=back_here()
        )
    said = digest_words.words(digest, chat.language)
    chat.stop(said.text, offers=said.offers)


def back_here() -> list[Offer]:
    """The way back to this conversation."""
    return [Offer(DIGEST, label=_("Digest settings"))]
