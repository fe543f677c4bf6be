"""Notices: facts are queued for a person who did not just write; their words are made when they are sent."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.campaigns import last_instructions
from handlers.campaigns import notices as campaign_notices
from handlers.engine.chat import Chat
from handlers.engine.message import Choice, Reply
from handlers.engine.text import Text, _, say
from handlers.imports import words as import_words
from handlers.reminders import digest_words
from handlers.reminders import words as reminder_words
from handlers.roles import words as role_words
from handlers.typed import amounts as figures
from storage.campaigns import campaigns
from storage.database import Transaction
from storage.messages import chats, outbox
from storage.records import (
    NOTICE,
    CampaignCancelled,
    CampaignEdited,
    Decided,
    Digest,
    ImportDone,
    ImportUndone,
    MovedUp,
    Notice,
    Outgoing,
    RequestDecided,
    RequestMade,
    RoleMoved,
    RoleRevoked,
    RoleTaken,
    SignUp,
    Ticked,
    TickUndone,
)

USEFUL_FOR = timedelta(days=7)

Offers = tuple[tuple[str, Text | str], ...]


def tell(chat: Chat, member_id: int | None, notice: Notice, key: str) -> None:
    """Queue a notice for another person, once per key; nobody is told who has no chat that we can reach."""
    row = queue(chat.tx, member_id, notice, key)
    if row is not None:
        chat.also.append(row)


def tell_moved_up(chat: Chat, seat: SignUp) -> None:
    """Tell whoever moved up from the waitlist that the seat is theirs."""
    shift = campaigns.shift(chat.tx, seat.shift_id)
    campaign = campaigns.by_id(chat.tx, shift.campaign_id)
    notice = MovedUp(
        shift_id=shift.id,
        title=campaign.title,
        place=campaign.place,
        bring=campaign.bring,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
    )
    tell(chat, seat.member_id, notice, f"moved_up:{seat.id}")
    last_instructions.tell(chat, seat, shift)


def queue(
    tx: Transaction, member_id: int | None, notice: Notice, key: str, due_at: datetime | None = None
) -> Outgoing | None:
    """Queue a notice for a member; returns its row, or None if it was queued before or cannot be sent."""
    chat = chats.reachable(tx, member_id) if member_id is not None else None
    if chat is None:
        return None
    return outbox.queue(
        tx,
        chat,
        key=f"notice:{key}",
        kind="notice",
        body=notice.model_dump_json(),
        lane=outbox.NOTICE,
        due_at=due_at,
        useful_until=useful_until(notice, due_at or tx.now),
    )


def useful_until(notice: Notice, due: datetime) -> datetime:
    """Until when it still helps to send a notice late."""
    return notice.ends_at if isinstance(notice, MovedUp) else due + USEFUL_FOR


def worded(row: Outgoing) -> Reply:
    """The message of a notice's row, in its reader's language."""
    return reply(row.body, row.language)


def reply(body: str, language: str) -> Reply:
    """What a notice (JSON, as in the outbox) says in a language."""
    notice = NOTICE.validate_json(body)
    text, offers = _words(notice, language)
    choices = tuple(Choice(id=f"/{command}", label=say(label, language)) for command, label in offers)
    picture = digest_words.picture(notice, language) if isinstance(notice, Digest) else None
    return Reply(text=say(text, language), choices=choices, attachment=picture)


def _words(notice: Notice, language: str) -> tuple[Text | str, Offers]:  # noqa: C901, PLR0911 - one for each kind
    match notice:
        case MovedUp():
            return _moved_up(notice), (("lichcuatoi", _("My shifts")),)
        case Decided():
            again = notice.subject == "report" and not notice.accepted
            return _decided(notice), ((("baocao", _("Report")) if again else ("thanhtich", _("My record"))),)
        case TickUndone():
            return _(
                "Your check-in at “{title}” on {day:date} was taken back: {reason}. "
                "If that is a mistake, talk to your leader.",
                title=notice.title,
                day=notice.starts_at,
                reason=notice.reason,
            ), ()
        case Ticked():
            return _(
                "Your leader has ticked you off at “{title}” on {day:date}: {hours} hours.",
                title=notice.title,
                day=notice.starts_at,
                hours=figures.hours(notice.minutes),
            ), (("baocao", _("Report")),)
        case CampaignEdited() | CampaignCancelled():
            return campaign_notices.words(notice)
        case RequestDecided():
            return _request_decided(notice), (("hoso", _("My profile")),)
        case RequestMade():
            return _request_made(notice), (("duyet", _("Verify")),)
        case RoleTaken() | RoleRevoked() | RoleMoved():
            return role_words.notice(notice)
        case ImportDone() | ImportUndone():
            return import_words.notice(notice)
        case Digest():
            return digest_words.words(notice, language)
        case _:
            return reminder_words.words(notice)


def _moved_up(notice: MovedUp) -> Text:
    text = _(
        "Good news: a seat came free and it is yours. “{title}”, {start:date}, {start:time} to {end:time}. "
        "If you cannot come, please cancel so that the next person can.",
        title=notice.title,
        start=notice.starts_at,
        end=notice.ends_at,
    )
    details = []
    if notice.place:
        details.append(_("Place: {place}", place=notice.place))
    if notice.bring:
        details.append(_("What to bring: {bring}", bring=notice.bring))
    for detail in details:
        text = _("{text}\n{detail}", text=text, detail=detail)
    return text


def _decided(notice: Decided) -> Text:
    facts = {"title": notice.title, "day": notice.starts_at, "reason": notice.reason or ""}
    shown = figures.hours(notice.minutes or 0)
    match (notice.subject, notice.accepted, notice.corrected):
        case ("check_in", True, False):
            return _("Your check-in at “{title}” on {day:date} is verified: {hours} hours.", hours=shown, **facts)
        case ("check_in", True, True):
            return _(
                "Your check-in at “{title}” on {day:date} is verified, corrected to {hours} hours.",
                hours=shown,
                **facts,
            )
        case ("check_in", False, _):
            return _("Your check-in at “{title}” on {day:date} was returned: {reason}.", **facts)
        case ("report", True, False):
            return _(
                "Your report on “{title}”, {day:date}, is verified: {hours} hours. Thank you!", hours=shown, **facts
            )
        case ("report", True, True):
            return _(
                "Your report on “{title}”, {day:date}, is verified with corrections: {hours} hours. Thank you!",
                hours=shown,
                **facts,
            )
        case _:
            return _("Your report on “{title}”, {day:date}, was returned: {reason}. Please send it again.", **facts)


def _request_decided(notice: RequestDecided) -> Text:
    match (notice.request, notice.accepted):
        case ("same_person", True):
            return _(
                "Your leader at {unit} confirmed that it is you; your earlier turns are yours now.", unit=notice.unit
            )
        case ("same_person", False):
            return _("Your leader at {unit} says that the earlier entry is somebody else's.", unit=notice.unit)
        case ("move", True):
            return _("You now belong to {unit}.", unit=notice.unit)
        case _:
            return _(
                "{unit} did not accept your move. Talk to its leader if you think that is a mistake.", unit=notice.unit
            )


def _request_made(notice: RequestMade) -> Text:
    if notice.request == "move":
        return _("{member} would like to move to {unit} and awaits your yes.", member=notice.member, unit=notice.unit)
    return _(
        "{member} says that the entry at {unit} is them, and awaits your yes.", member=notice.member, unit=notice.unit
    )
