"""A draft before it is sent: just as it will look, who gets it and who cannot, a test to oneself; then now or later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import NoReturn

from handlers.broadcasts import BROADCAST, OneBroadcast
from handlers.broadcasts import audience as broadcast_audience
from handlers.broadcasts import run as broadcast_run
from handlers.broadcasts import words as broadcast_words
from handlers.engine.chat import Chat, Option, Refused
from handlers.engine.conversation import Named, Offer
from handlers.engine.message import Reply, StoredPhoto
from handlers.engine.text import Text, _, ngettext
from handlers.typed.times import moment_of
from schedules import quiet_hours
from schedules.calendar import ONE_DAY, local_day, moment
from schedules.due.occasions import MORNING
from storage.broadcasts import broadcasts
from storage.broadcasts.records import BroadcastWithPhoto
from storage.messages import chats, outbox
from storage.organisation import units
from storage.reminders.reminders import QuietHours

FURTHEST = timedelta(days=90)
CHANNELS: dict[str, Text] = {"telegram": _("Telegram"), "web": _("web chat"), "plain": _("web chat, plain")}
UNREACHED: dict[str, Callable[[int], Text]] = {
    "!entered": lambda n: ngettext("{count} has not joined here yet", "{count} have not joined here yet", n),
    "!blocked": lambda n: ngettext("{count} has blocked me", "{count} have blocked me", n),
    "!no_chat": lambda n: ngettext("{count} has no chat with me", "{count} have no chat with me", n),
}


def look_over(chat: Chat, draft: BroadcastWithPhoto) -> NoReturn:
    """Show a draft and what sending it means; then send it, now or at a time, test it, or throw it away.

    Whom it reaches is counted once, before the first question: a million take seconds, in which nobody is answered.
    """
    reach = chat.args(OneBroadcast).reach
    if reach is None:
        counted = broadcasts.reach(chat.tx, chat.asker, draft.id)
        chat.goto(BROADCAST, OneBroadcast(of=str(draft.id), reach=counted))
    people = sum(number for way, number in reach.items() if not way.startswith("!"))
    chat.show(as_it_looks(chat, draft))
    choice = chat.choose("next", meaning(chat, draft, reach), options(chat, people))
    match choice:
        case "drop":
            broadcasts.drop_draft(chat.tx, chat.asker, draft.id)
            chat.stop(_("Thrown away."), offers=[Offer(BROADCAST)])
        case "test":
            send_test(chat, draft)
            chat.goto(BROADCAST, Named(of=str(draft.id)))
        case "now":
            at = chat.tx.now
        case "morning":
            at = next_morning(chat.tx.now)
        case _:
            at = ask_moment(chat)
    send(chat, draft, at, people)


def as_it_looks(chat: Chat, draft: BroadcastWithPhoto) -> Reply:
    """The message as the asker would get it."""
    unit = units.by_id(chat.tx, chat.asker.unit_id).name
    text, marks = broadcast_words.preview(draft.says, chat.member.name, unit, chat.language)
    choices = [] if draft.campaign_id is None else [broadcast_words.button(draft.campaign_id, chat.language)]
    photo = None
    if draft.file_state == "stored" and draft.sha256 is not None and draft.media_type is not None:
        photo = StoredPhoto(sha256=draft.sha256, media_type=draft.media_type)
    return Reply(text=text, marks=marks, choices=tuple(choices), attachment=photo)


def meaning(chat: Chat, draft: BroadcastWithPhoto, reach: dict[str, int]) -> str:
    """Who gets it over which channel, who cannot and why, and how long it takes."""
    ways = {way: number for way, number in reach.items() if not way.startswith("!")}
    lines: list[Text | str] = [_("That is how it will look. It goes to:")]
    lines += [f"• {chat.words(line)}" for line in broadcast_audience.said(chat.tx, broadcasts.parts(chat.tx, draft.id))]
    if draft.late:
        lines.append(_("• and whoever signs up later"))
    lines.append("")
    lines.append(
        ngettext("{count} person gets it:", "{count} people get it:", sum(ways.values()))
        if ways
        else _("Nobody gets it, as things stand.")
    )
    lines += [_("• {way}: {number}", way=CHANNELS.get(way, way), number=number) for way, number in ways.items()]
    cannot = [UNREACHED[way](number) for way, number in reach.items() if way.startswith("!")]
    if cannot:
        lines.append(_("I cannot reach:"))
        lines += [f"• {chat.words(line)}" for line in cannot]
    if ways:
        lines.append(lasting(chat, ways))
    return "\n".join(map(chat.words, lines))


def lasting(chat: Chat, ways: dict[str, int]) -> Text:
    """How long it takes at the pace that the channels allow."""
    seconds = max(
        (number / chat.services.paces[way] for way, number in ways.items() if chat.services.paces.get(way)), default=0.0
    )
    if seconds <= 60:
        return _("It takes less than a minute.")
    return ngettext("It takes about {count} minute.", "It takes about {count} minutes.", round(seconds / 60))


def options(chat: Chat, people: int) -> list[Option[str]]:
    """What can be done with a draft; at night the morning comes first."""
    night = quiet_hours.covers(QuietHours(), chat.tx.now)
    sending = [Option("now", _("Send it now, at night") if night else _("Send it now"), "now")]
    if night:
        sending.insert(0, Option("morning", _("Send it at {at:moment}", at=next_morning(chat.tx.now)), "morning"))
    sending.append(Option("at", _("Send it at another time"), "at"))
    kept = [Option("test", _("A test to myself"), "test"), Option("drop", _("Throw it away"), "drop")]
    return [*sending, *kept] if people else kept


def next_morning(now: datetime) -> datetime:
    """Seven o'clock, when reminders go out too."""
    today = moment(local_day(now), MORNING)
    return today if today > now else moment(local_day(now) + ONE_DAY, MORNING)


def send_test(chat: Chat, draft: BroadcastWithPhoto) -> None:
    """Send it to the asker's own chats, exactly as others will get it."""
    reply = as_it_looks(chat, draft)
    for own in chats.of_member(chat.tx, chat.asker.member_id):
        if own.blocked_at is None:
            row = outbox.queue(
                chat.tx,
                own,
                key=f"broadcast:{draft.id}:test:{own.id}:{chat.tx.now.isoformat()}",
                kind="reply",
                body=reply.model_dump_json(),
                lane=outbox.NOTICE,
            )
            chat.also += [row] if row is not None else []


def ask_moment(chat: Chat) -> datetime:
    """When it goes out."""
    question = _("When? For example 18h, 7h30 mai, or 18h 28/11.")
    morning = chat.words(_("{day:short} 07:00", day=next_morning(chat.tx.now)))
    parse = partial(moment_of, now=chat.tx.now, furthest=FURTHEST)
    return chat.ask("at", question, parse, hints=[morning], again=datetime.fromisoformat)


def send(chat: Chat, draft: BroadcastWithPhoto, at: datetime, people: int) -> NoReturn:
    """Ask once more, then let it go out; its message shows from then on how far it has come."""
    if at <= chat.tx.now:
        question = ngettext("Send it to {count} person now?", "Send it to {count} people now?", people)
    else:
        question = ngettext(
            "Send it to {count} person at {at:moment}?", "Send it to {count} people at {at:moment}?", people, at=at
        )
    chat.confirm(
        "sure", question, yes=_("Send it"), no=_("Not yet"), declined=_("Nothing was sent. The draft is kept.")
    )
    if draft.file_id is not None and draft.file_state != "stored":
        lost = draft.file_state == "lost"
        raise Refused(
            _("The photo is lost; please write it anew, with the photo.")
            if lost
            else _("The photo is still on its way to me. Please send it in a minute: /thongbao")
        )
    if not broadcasts.send(chat.tx, chat.asker, draft.id, at):
        raise Refused(_("It was sent already: /thongbao"))
    chat.services.job_queued()
    broadcast_run.show(chat, broadcasts.by_id(chat.tx, chat.asker, draft.id))
