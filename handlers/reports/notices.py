"""What members are told when a leader has decided on a check-in or report."""

from __future__ import annotations

from handlers import labels
from handlers.engine.conversation import Named, Offer
from handlers.engine.telling import WordedNotice
from handlers.engine.text import Text, _
from handlers.reports import MY_RECORD, REPORT
from handlers.typed import amounts, times
from storage.reports.notices import Correction, Decided


def decided(notice: Decided, _language: str) -> WordedNotice:
    """What a leader decided; a returned report can be sent again."""
    again = notice.subject == "report" and not notice.accepted
    text = _decided(notice)
    for correction in notice.corrections:
        text = _("{text}\n{detail}", text=text, detail=_corrected(correction))
    if not again:
        return WordedNotice(text, (Offer(MY_RECORD),))
    which = Named(of=str(notice.check_in_id or ""))
    return WordedNotice(text, (Offer(REPORT, which, _("Edit and send again")),))


def _corrected(correction: Correction) -> Text:
    """A figure that was corrected: what it was, and what it counts as."""
    if correction.what == "minutes":
        was, now = times.in_hours(correction.claimed), times.in_hours(correction.counts)
        return _("• {what}: {was} → {now}", what=_("Hours"), was=was, now=now)
    was, now = amounts.shown(correction.claimed), amounts.shown(correction.counts)
    return _("• {what}: {was} → {now}", what=labels.quantity(correction.what), was=was, now=now)


def _decided(notice: Decided) -> Text:
    facts = {"title": notice.title, "day": notice.starts_at, "reason": notice.reason or ""}
    match (notice.subject, notice.accepted, notice.corrected):
        case ("check_in", True, False):
            return _("Your check-in at “{title}” on {day:date} is verified: {counts}.", counts=_counts(notice), **facts)
        case ("check_in", True, True):
            return _(
                "Your check-in at “{title}” on {day:date} is verified, corrected to {counts}.",
                counts=_counts(notice),
                **facts,
            )
        case ("check_in", False, _):
            return _(
                "Your leader has not accepted your check-in at “{title}” on {day:date}: “{reason}”. If that is a "
                "mistake, please talk to them.",
                **facts,
            )
        case ("report", True, False):
            return _(
                "Your report on “{title}”, {day:date}, is verified: {counts}. Thank you!",
                counts=_counts(notice),
                **facts,
            )
        case ("report", True, True):
            return _(
                "Your report on “{title}”, {day:date}, is verified with corrections: {counts}. Thank you!",
                counts=_counts(notice),
                **facts,
            )
        case _:
            return _(
                "Your leader asks you to add to your report on “{title}”, {day:date}: “{reason}”.",
                **facts,
            )


def _counts(notice: Decided) -> Text:
    """What counts, as one phrase: "4 hours and 20 trees"."""
    hours = times.hours(notice.minutes or 0)
    phrase = _("1 hour") if hours == 1 else _("{hours} hours", hours=hours)
    for number, one in enumerate(notice.quantities, start=1):
        more = labels.counted(one.what, one.number)
        last = number == len(notice.quantities)
        phrase = (
            _("{first} and {second}", first=phrase, second=more)
            if last
            else _("{first}, {second}", first=phrase, second=more)
        )
    return phrase
