"""Report on a shift one attended: hours, figures, photos, a note."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from handlers import labels
from handlers.attendance import CHECK_IN
from handlers.engine.chat import Bad, Chat, Option, Refused
from handlers.engine.conversation import Named, Offer
from handlers.engine.message import UploadedFile
from handlers.engine.text import Text, _
from handlers.engine.uploads import ask_photos
from handlers.reports import MY_RECORD
from handlers.typed import amounts, times
from storage.campaigns import campaigns
from storage.campaigns.records import Quantity
from storage.reports import reports
from storage.reports.reports import ReportPhoto, ShiftToReport
from storage.text import fold, tidy

MOST_PHOTOS = 6
LONGEST_NOTE = 500
SKIPPING = {"bo qua", "khong", "khong co", "khong co gi", "skip", "nothing", "none", "no"}


def report(chat: Chat) -> None:
    """Tell what one did at a shift."""
    attended = pick_attended(chat)
    if not attended.is_over(chat.tx.now):
        chat.say(not_over(attended))
    minutes = chat.ask(
        "hours", hours_question(attended), hours_of(attended), hints=[times.in_hours(attended.minutes)], expects="hours"
    )
    counted = campaigns.quantities(chat.tx, attended.campaign_id)
    done = {one.quantity: ask_quantity(chat, one) for one in counted}
    photos = ask_photos(
        chat,
        "photos",
        _("Send me photos if you have some, up to {most}, then choose “Done”.", most=MOST_PHOTOS),
        most=MOST_PHOTOS,
        check=partial(refuse_known, chat, attended),
        already=came_before(chat, attended),
    )
    note = chat.ask("note", _("Anything to add for your leader?"), note_of, hints=[_("Skip")], prose=True)
    chat.review("sure", lines(minutes, done, photos, note), yes=_("Send the report"))
    saved = reports.save(
        chat.tx,
        chat.asker,
        attended.check_in_id,
        minutes=minutes,
        quantities=done,
        note=note,
        photos=[kept(photo, chat.row.channel) for photo in photos],
    )
    if saved is None:
        raise Refused(_("This shift has a report already. See it in your record: /myrecord."))
    chat.state.photos = [one for one in chat.state.photos if one.check_in_id not in {0, attended.check_in_id}]
    chat.say(thanks(attended, over=attended.is_over(chat.tx.now)), offers=[Offer(MY_RECORD)])


def not_over(attended: ShiftToReport) -> Text:
    """What is said first while the shift is on."""
    return _(
        "“{title}” is on until {ends:time}. You may report now: I keep it, and it goes to your leader when the shift "
        "is over.",
        title=attended.title,
        ends=attended.ends_at,
    )


def thanks(attended: ShiftToReport, *, over: bool) -> Text:
    """What becomes of the report: while the shift is on it is kept, and goes to the leader at its end."""
    if over:
        return _("Your report on “{title}” has been sent to your leader to verify. Thank you!", title=attended.title)
    return _(
        "I've saved your report on “{title}”. The shift is on until {ends:moment}, and hours are counted "
        "when it's over: then it goes to your leader. Thank you!",
        title=attended.title,
        ends=attended.ends_at,
    )


def pick_attended(chat: Chat) -> ShiftToReport:
    """The shift to report on; only one is not asked about."""
    shifts = reports.to_report(chat.tx, chat.asker)
    if not shifts:
        chat.stop(
            _("There is nothing to report right now. Once you've checked in and the shift has started, tell me here."),
            offers=[Offer(CHECK_IN), Offer(MY_RECORD)],
        )
    options = [Option(str(attended.check_in_id), attended_label(attended), attended) for attended in shifts]
    chosen = [option for option in options if option.key == chat.args(Named).of]
    return chat.choose("shift", _("Which shift is your report about?"), chosen or options, settle=True)


def came_before(chat: Chat, attended: ShiftToReport) -> list[UploadedFile]:
    """The photos that were sent before this report asked for some, and fit it."""
    kept_photos = [one for one in chat.state.photos if one.check_in_id in {0, attended.check_in_id}]
    return [UploadedFile.model_validate(one.file) for one in kept_photos]


def attended_label(attended: ShiftToReport) -> Text:
    """A shift in a list, with a sign where its report came back."""
    if attended.returned is not None:
        return _("{title}, {day:date} (to be sent again)", title=attended.title, day=attended.starts_at)
    return _("{title}, {day:date}", title=attended.title, day=attended.starts_at)


def hours_question(attended: ShiftToReport) -> Text:
    """Ask for the hours; for a returned report, say first why it came back."""
    facts = {"title": attended.title, "day": attended.starts_at}
    if attended.returned is not None:
        return _(
            "Your leader asks you to add to your report on “{title}”, {day:date}: “{reason}”. Let's do it "
            "again: how many hours were you there?",
            reason=attended.returned,
            **facts,
        )
    return _("“{title}”, {day:date}: how many hours were you there?", **facts)


def hours_of(attended: ShiftToReport) -> Callable[[str], int]:
    """Reads hours, up to the shift's length and some overtime."""
    return partial(times.minutes_of, most=attended.shift_minutes + times.OVERTIME_MIN)


def ask_quantity(chat: Chat, counted: Quantity) -> int:
    """Ask for one figure that the campaign counts."""
    question = _("{what}: how many? None is fine too.", what=labels.quantity(counted.quantity))
    parse = partial(amounts.whole_number, most=counted.most, of=counted.quantity)
    return chat.ask(step_of(counted.quantity), question, parse, hints=["0"], expects="number")


def step_of(quantity: str) -> str:
    """The step at which a figure is asked for."""
    return f"quantity:{quantity}"


def note_of(text: str) -> str:
    """The note as kept; empty for "skip".

    Raises:
        Bad: it is too long.
    """
    note = tidy(text)
    if len(note) > LONGEST_NOTE:
        raise Bad(_("That is {length} characters; please keep it within {most}.", length=len(note), most=LONGEST_NOTE))
    return "" if fold(note) in SKIPPING else note


def lines(
    minutes: int, done: dict[str, int], photos: list[UploadedFile], note: str
) -> list[tuple[str, Text | str, Text | str]]:
    """All answers, for a last look."""
    counted: list[tuple[str, Text | str, Text | str]] = [
        (step_of(what), labels.quantity(what), amounts.shown(number)) for what, number in done.items()
    ]
    return [
        ("hours", _("Hours"), times.in_hours(minutes)),
        *counted,
        ("photos", _("Photos"), str(len(photos))),
        ("note", _("Note"), note or _("none")),
    ]


def refuse_known(chat: Chat, attended: ShiftToReport, photo: UploadedFile) -> None:
    """Let a photo count once.

    Raises:
        Bad: it was sent with a report on another shift.
    """
    if reports.sent_before(chat.tx, chat.asker, kept(photo, chat.row.channel), but=attended.check_in_id):
        raise Bad(_("You sent that photo with another report already, and it counts there. Is there another one?"))


def kept(photo: UploadedFile, channel: str) -> ReportPhoto:
    """A photo as storage keeps it."""
    return ReportPhoto(
        media_type=photo.media_type,
        size=photo.size,
        sha256=photo.sha256,
        channel=channel,
        vendor_id=photo.vendor_id,
        unique_id=photo.unique_id,
    )
