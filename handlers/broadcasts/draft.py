"""A draft before it is sent: just as it will look, who gets it and who cannot, a test, changes; then now or later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from typing import NoReturn

from handlers import labels
from handlers.broadcasts import BROADCAST, OneBroadcast, costs
from handlers.broadcasts import audience as broadcast_audience
from handlers.broadcasts import edit as broadcast_edit
from handlers.broadcasts import run as broadcast_run
from handlers.broadcasts import words as broadcast_words
from handlers.engine.chat import Chat, Option, Refused
from handlers.engine.conversation import Offer
from handlers.engine.features import Services
from handlers.engine.message import Edit, Reply, StoredPhoto
from handlers.engine.state import State
from handlers.engine.text import Text, _, ngettext, say
from handlers.typed.times import moment_of
from schedules import quiet_hours
from schedules.calendar import ONE_DAY, local_day, moment
from schedules.due.occasions import MORNING
from storage.broadcasts import broadcasts, reach
from storage.broadcasts import queue as broadcast_queue
from storage.broadcasts.records import Broadcast, BroadcastWithPhoto, Counted
from storage.database import Transaction
from storage.messages import chats, outbox
from storage.messages.records import Outgoing
from storage.organisation import units
from storage.reminders.reminders import QuietHours

PART, NEXT = "part", "next"  # the steps at which one says what to change, and looks at a draft
REVIEW, WHEN = "review", "when"
FURTHEST = timedelta(days=90)
UNREACHED: dict[str, Callable[[int], Text]] = {
    "!entered": lambda n: ngettext("{count} has not joined here yet", "{count} have not joined here yet", n),
    "!blocked": lambda n: ngettext("{count} has blocked me", "{count} have blocked me", n),
    "!no_chat": lambda n: ngettext("{count} has not written to me yet", "{count} have not written to me yet", n),
}


def look_over(chat: Chat, draft: BroadcastWithPhoto) -> NoReturn:
    """Show a draft and what sending it means; then send it, now or at a time, test it, change it, or throw it away.

    It begins with the draft as a whole; who goes back from there is asked which part of it to change.

    Whom it reaches is counted in steps, for a million take seconds: the question is there at once, and its message
    shows the count when that is known (`counted_edits`).
    """
    tested = chat.args(OneBroadcast).tested
    if not chat.args(OneBroadcast).counting:
        reach.begin(chat.tx, chat.asker, draft.id, chat.row.id)
        chat.services.job_queued()
        chat.goto(BROADCAST, OneBroadcast(of=str(draft.id), counting=True, tested=tested))
    chat.saved(_("Stopped. The draft is kept: /broadcast"))
    counted = reach.of(chat.tx, draft.id)
    people = counted_people(counted)
    part = chat.choose(PART, _("What would you like to change?"), changeable(chat, draft, people))
    if part == WHEN:
        send(chat, draft, ask_moment(chat), people)
    if part != REVIEW:
        broadcast_edit.change(chat, draft, part)
    if tested and chat.replay.is_as_opened(PART):
        chat.say(_("✓ I have sent it to you, as each of its readers gets it."))
    else:
        show_as_it_looks(chat, draft)
    text = meaning(chat.tx, chat.language, draft, counted, chat.services)
    match chat.choose(NEXT, text, options(chat, draft, people)):
        case "edit":
            chat.back_to(PART)
        case "drop":
            broadcasts.drop_draft(chat.tx, chat.asker, draft.id)
            chat.stop(_("Draft deleted."), offers=[Offer(BROADCAST)])
        case "test":
            send_test(chat, draft)
            chat.goto(BROADCAST, OneBroadcast(of=str(draft.id), tested=True))
        case "now":
            at = chat.tx.now
        case "morning":
            at = next_morning(chat.tx.now)
        case _:
            at = ask_moment(chat)
    send(chat, draft, at, people)


def changeable(chat: Chat, draft: BroadcastWithPhoto, people: int | None) -> list[Option[str]]:
    """The parts of a draft, and the draft as a whole."""
    whole = Option(REVIEW, _("Look it over, and send it"), REVIEW)
    when = [Option(WHEN, _("When it goes out"), WHEN)] if may_go_out(draft, people) else []
    return [*broadcast_edit.parts(chat, draft), *when, whole]


def may_go_out(draft: Broadcast, people: int | None) -> bool:
    """Whether a draft can be sent: what late sign-ups get may be sent to nobody yet."""
    return people != 0 or draft.late


def counted_people(counted: Counted | None) -> int | None:
    """How many get it; None while they are being counted."""
    if counted is None or not counted.known:
        return None
    return sum(number for way, number in counted.ways.items() if not way.startswith("!"))


def show_as_it_looks(chat: Chat, draft: BroadcastWithPhoto) -> None:
    """Show the message as the asker would get it, and as those do who read another language that it has."""
    for language in languages_of(chat, draft):
        if language != chat.language:
            chat.show(
                Reply(text=chat.words(_("And for those who read {language}:", language=labels.LANGUAGES[language])))
            )
        chat.show(as_it_looks(chat, draft, language))
    if draft.file_state == "wanted":
        chat.show(Reply(text=chat.words(_("Your photo is still on its way to me: it will go with it."))))


def languages_of(chat: Chat, draft: BroadcastWithPhoto) -> list[str]:
    """The languages in which a draft says something of its own, the asker's first."""
    own = broadcast_words.text_for(draft.says, chat.language)
    others = broadcast_words.languages_beside(chat.language)
    return [chat.language, *(one for one in others if broadcast_words.text_for(draft.says, one) != own)]


def as_it_looks(chat: Chat, draft: BroadcastWithPhoto, language: str) -> Reply:
    """The message as the asker would get it if they read this language."""
    unit = units.by_id(chat.tx, chat.asker.unit_id).name
    text, marks = broadcast_words.preview(draft.says, chat.member.name, unit, language)
    choices = [] if draft.campaign_id is None else [broadcast_words.button(draft.campaign_id, language)]
    photo = None
    if draft.file_state == "stored" and draft.sha256 is not None and draft.media_type is not None:
        photo = StoredPhoto(sha256=draft.sha256, media_type=draft.media_type)
    return Reply(text=text, marks=marks, choices=tuple(choices), attachment=photo)


def meaning(tx: Transaction, language: str, draft: Broadcast, counted: Counted | None, services: Services) -> str:
    """Who gets it over which channel, who cannot and why, and how long it takes, as far as it is counted."""
    lines: list[Text | str] = [_("That is how it will look. It goes to:")]
    lines += [f"• {say(line, language)}" for line in broadcast_audience.said(tx, broadcasts.parts(tx, draft.id))]
    if draft.late:
        lines.append(_("• and whoever signs up later"))
    lines.append("")
    if counted is None or not counted.known:
        lines.append(_("I'm counting how many people that is; the number will appear here in a moment."))
    else:
        found = costs.costs(tx, counted.ways, services, as_sent(draft))
        lines += reached(counted.ways, language, services.paces, found, late=draft.late)
    return "\n".join(say(line, language) for line in lines)


def as_sent(draft: Broadcast) -> Reply:
    """A draft as long as its readers get it, to measure as how many messages it goes."""
    photo = None if draft.file_id is None else StoredPhoto(sha256="", media_type="image/jpeg")
    choices = [] if draft.campaign_id is None else [broadcast_words.button(draft.campaign_id, "vi")]
    return Reply(text=draft.says.text, choices=tuple(choices), attachment=photo)


def reached(
    ways: Mapping[str, int], language: str, paces: Mapping[str, float], found: list[costs.Cost], *, late: bool
) -> list[Text | str]:
    """How many get it over which channel, at what price, how many cannot and why, and how long it takes."""
    can = {way: number for way, number in ways.items() if not way.startswith("!")}
    lines: list[Text | str] = []
    if can:
        lines.append(ngettext("{count} person gets it:", "{count} people get it:", sum(can.values())))
    elif late:
        lines.append(_("Nobody gets it yet; it waits for those who sign up."))
    else:
        lines.append(_("Nobody would get it right now."))
    free = {way: number for way, number in can.items() if ":" not in way}
    lines += [_("• {way}: {number}", way=labels.CHANNELS.get(way, way), number=number) for way, number in free.items()]
    lines += costs.lines(found)
    cannot = [UNREACHED[way](number) for way, number in ways.items() if way.startswith("!")]
    if cannot:
        lines.append(_("I cannot reach:"))
        lines += [f"• {say(line, language)}" for line in cannot]
    return [*lines, lasting(can, paces)] if can else lines


def lasting(ways: Mapping[str, int], paces: Mapping[str, float]) -> Text:
    """How long it takes at the pace that the channels allow."""
    by_channel = Counter[str]()
    for way, number in ways.items():
        by_channel[way.partition(":")[0]] += number
    seconds = max((number / paces[way] for way, number in by_channel.items() if paces.get(way)), default=0.0)
    if seconds <= 60:
        return _("It takes less than a minute.")
    return ngettext("It takes about {count} minute.", "It takes about {count} minutes.", round(seconds / 60))


def counted_edits(tx: Transaction, services: Services) -> list[Outgoing]:
    """Show the counts that are known now, each in the message of its draft's question, where that is still open."""
    edits = []
    for counted in reach.finished(tx):
        edits.append(_counted_edit(tx, counted, services))
        reach.shown(tx, counted.id)
    return [edit for edit in edits if edit is not None]


def _counted_edit(tx: Transaction, counted: Counted, services: Services) -> Outgoing | None:
    chat = chats.by_id(tx, counted.count_chat or 0)
    draft = broadcasts.draft_of(tx, counted.id)
    if chat is None or draft is None:
        return None
    running = State.model_validate_json(chat.state).running
    if running is None or running.name != BROADCAST.name or running.args.get("of") != str(counted.id):
        return None
    asked = running.asked
    if asked is None or asked.step != NEXT or asked.row is None or (body := outbox.body(tx, asked.row)) is None:
        return None
    text = meaning(tx, chat.language, draft, counted, services)
    edit = Edit(row=asked.row, text=text, choices=Reply.model_validate_json(body).choices)
    key = f"broadcast:{counted.id}:counted:{asked.row}"
    return outbox.queue(tx, chat, key=key, kind="edit", body=edit.model_dump_json())


def options(chat: Chat, draft: Broadcast, people: int | None) -> list[Option[str]]:
    """What can be done with a draft; at night the morning comes first."""
    night = quiet_hours.covers(QuietHours(), chat.tx.now)
    sending = [Option("now", _("Send it now, at night") if night else _("Send it now"), "now")]
    if night:
        sending.insert(0, Option("morning", _("Send it at {at:moment}", at=next_morning(chat.tx.now)), "morning"))
    sending.append(Option("at", _("Send it at another time"), "at"))
    kept = [
        Option("test", _("A test to myself"), "test"),
        Option("edit", _("Change it"), "edit"),
        Option("drop", _("Delete the draft"), "drop"),
    ]
    return [*sending, *kept] if may_go_out(draft, people) else kept


def next_morning(now: datetime) -> datetime:
    """Seven o'clock, when reminders go out too."""
    today = moment(local_day(now), MORNING)
    return today if today > now else moment(local_day(now) + ONE_DAY, MORNING)


def send_test(chat: Chat, draft: BroadcastWithPhoto) -> None:
    """Send it to the asker's own chats, exactly as others will get it, in each language that it has."""
    open_chats = [own for own in chats.of_member(chat.tx, chat.asker.member_id) if own.blocked_at is None]
    for own, language in product(open_chats, languages_of(chat, draft)):
        row = outbox.queue(
            chat.tx,
            own,
            key=f"broadcast:{draft.id}:test:{own.id}:{language}:{chat.tx.now.isoformat()}",
            kind="reply",
            body=as_it_looks(chat, draft, language).model_dump_json(),
            lane=outbox.NOTICE,
        )
        chat.also += [row] if row is not None else []


def ask_moment(chat: Chat) -> datetime:
    """When it goes out."""
    question = _("When? For example 18h, 7h30 mai, or 18h 28/11.")
    morning = chat.words(_("{day:short} 07:00", day=next_morning(chat.tx.now)))
    parse = partial(moment_of, now=chat.tx.now, furthest=FURTHEST)
    return chat.ask("at", question, parse, hints=[morning], again=datetime.fromisoformat)


def reached_now(chat: Chat, draft: BroadcastWithPhoto) -> tuple[int, int]:
    """How many get it if it is sent at this moment, and what that costs."""
    ways = broadcasts.reach(chat.tx, chat.asker, draft.id)
    price = costs.price(costs.costs(chat.tx, ways, chat.services, as_sent(draft)))
    return sum(number for way, number in ways.items() if not way.startswith("!")), price


def sure(at: datetime, now: datetime, people: int | None) -> Text:
    """The last question before a draft goes out."""
    if not people:
        nobody = _("Keep it ready for whoever signs up?") if people == 0 else None
        return nobody or (_("Send it now?") if at <= now else _("Send it at {at:moment}?", at=at))
    if at <= now:
        return ngettext("Send it to {count} person now?", "Send it to {count} people now?", people)
    return ngettext(
        "Send it to {count} person at {at:moment}?", "Send it to {count} people at {at:moment}?", people, at=at
    )


def send(chat: Chat, draft: BroadcastWithPhoto, at: datetime, people: int | None) -> NoReturn:
    """Ask once more, then let it go out; its message shows from then on how far it has come.

    Where there are few, they are counted once more for the question: what it says is of how many the report tells.
    """
    price = 0
    if reach.is_quick(chat.tx):
        people, price = reached_now(chat, draft)
    elif (counted := reach.of(chat.tx, draft.id)) is not None:
        price = costs.price(costs.costs(chat.tx, counted.ways, chat.services, as_sent(draft)))
    question = sure(at, chat.tx.now, people)
    if price:
        question = _("{question} It costs about {price}đ.", question=question, price=price)
    chat.confirm(
        "sure", question, yes=_("Send it"), no=_("Not yet"), declined=_("Nothing was sent. The draft is kept.")
    )
    if draft.file_id is not None and draft.file_state != "stored":
        lost = draft.file_state == "lost"
        raise Refused(
            _("The photo is lost. Please send it again: Change it, The photo.")
            if lost
            else _("The photo is still on its way to me. Please try again in a minute: /broadcast")
        )
    if not broadcasts.send(chat.tx, chat.asker, draft.id, at):
        raise Refused(_("It was sent already: /broadcast"))
    broadcast_queue.collect(chat.tx, draft.id)  # of few, all: the message says at once of how many it tells
    chat.services.job_queued()
    broadcast_run.show(chat, broadcasts.by_id(chat.tx, chat.asker, draft.id))
