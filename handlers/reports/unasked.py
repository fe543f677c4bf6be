"""What comes while nothing asks for it: a photo is kept and offered to the shift it fits; voice is not heard."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers.attendance import CHECK_IN
from handlers.engine.chat import Chat
from handlers.engine.conversation import Named, Offer
from handlers.engine.message import Incoming, UploadedFile
from handlers.engine.state import KeptPhoto
from handlers.engine.text import Text, _, ngettext
from handlers.reports import REPORT
from handlers.reports.report import MOST_PHOTOS, kept
from schedules.calendar import local_day
from storage.reports import reports
from storage.reports.reports import ShiftToReport

NOT_HEARD: dict[str, Text] = {
    "voice": _("Sorry, I can't listen to voice messages. Could you type it instead?"),
    "video": _("Sorry, I can't watch videos. Could you type it, or send a photo?"),
    "sticker": _("Nice one! 😊 I can only read words, though: tell me what you'd like to do."),
}


def take(chat: Chat, message: Incoming) -> bool:
    """Deal with a photo or a voice message that no open question takes; False where it is none of these.

    A photo of somebody who has not joined is none: there is no report that it could go with.
    """
    asked = chat.state.running.asked if chat.state.running is not None else None
    if message.kind == "other" and message.medium:
        chat.say(NOT_HEARD[message.medium])
        return True
    if message.kind != "photo" or message.file is None or chat.row.member_id is None:
        return False
    if asked is not None and asked.files:
        return False
    keep(chat, message.file, message.at, offered=asked is None)
    return True


def keep(chat: Chat, photo: UploadedFile, at: datetime, *, offered: bool) -> None:
    """Keep a photo for the report that it fits, and say so; each counts once."""
    if reports.sent_before(chat.tx, chat.asker, kept(photo, chat.row.channel)):
        chat.say(_("You sent that photo with a report already, and it counts there."))
        return
    if any(photo.same_as(UploadedFile.model_validate(one.file)) for one in chat.state.photos):
        chat.say(_("I already have that photo, so it counts once."))
        return
    if len(chat.state.photos) >= MOST_PHOTOS:
        chat.say(_("I keep {most} photos at most, and this one is too many. Please report first.", most=MOST_PHOTOS))
        return
    attended = fitting(reports.to_report(chat.tx, chat.asker), at)
    check_in_id = 0 if attended is None else attended.check_in_id
    chat.state.photos.append(KeptPhoto(file=photo.model_dump(), at=at, check_in_id=check_in_id))
    chat.say(words(chat, attended), offers=offers(attended) if offered else ())


def fitting(shifts: list[ShiftToReport], at: datetime) -> ShiftToReport | None:
    """The shift during which a moment lies, else the one that ended last before it."""
    return min(shifts, key=lambda shift: apart(shift, at), default=None)


def apart(shift: ShiftToReport, at: datetime) -> timedelta:
    """How long before or after a shift a moment is."""
    return max(shift.starts_at - at, at - shift.ends_at, timedelta(0))


def words(chat: Chat, attended: ShiftToReport | None) -> Text:
    """What is said of a photo that is kept."""
    if attended is None:
        return _("I'll keep this photo until tomorrow. It will go with your report on a shift that you checked in to.")
    count = sum(one.check_in_id == attended.check_in_id for one in chat.state.photos)
    if count > 1:
        return ngettext(
            "I keep {count} photo for your report on “{title}”.",
            "I keep {count} photos for your report on “{title}”.",
            count,
            title=attended.title,
        )
    if local_day(chat.tx.now) in {local_day(attended.starts_at), local_day(attended.ends_at)}:
        return _("A photo of “{title}” today? I keep it for your report until tomorrow.", title=attended.title)
    return _(
        "A photo of “{title}”, {day:date}? I keep it for your report until tomorrow.",
        title=attended.title,
        day=attended.starts_at,
    )


def offers(attended: ShiftToReport | None) -> list[Offer]:
    """What one can do with it."""
    if attended is None:
        return [Offer(CHECK_IN)]
    return [Offer(REPORT, Named(of=str(attended.check_in_id)), _("Report now"))]
