"""The digest: how often a leader wants it, and a look at it right now."""

from __future__ import annotations

from datetime import timedelta
from typing import NoReturn

from handlers.engine.chat import Chat, Option
from handlers.engine.conversation import Offer
from handlers.engine.text import Text, _
from handlers.reminders import DIGEST, REMINDERS, digest_words
from schedules.due import digests, facts
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
    """Show the last week at once, or choose how often the digest comes."""
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
            "Noted: {rhythm}, at 07:00 (later if that is within your quiet hours). Where nothing is new, I keep still.",
            rhythm=RHYTHMS[chosen],
        ),
        offers=[*back_here(), Offer(REMINDERS)],
    )


def show(chat: Chat) -> NoReturn:
    """The digest of the last seven days; it changes nothing about the next one."""
    digest = facts.of_leader(chat.tx, chat.asker, chat.tx.now - LAST_DAYS)
    if digest is None:
        chat.stop(_("Nothing is new in the last seven days, and nothing awaits you."), offers=back_here())
    said = digest_words.words(digest, chat.language)
    chat.stop(said.text, offers=said.offers)


def back_here() -> list[Offer]:
    """The way back to this conversation."""
    return [Offer(DIGEST, label=_("Digest settings"))]
