"""What members are told when a leader has decided on a check-in or report."""

from __future__ import annotations

from handlers.engine.conversation import Offer
from handlers.engine.telling import WordedNotice
from handlers.engine.text import Text, _
from handlers.reports import MY_RECORD, REPORT
from handlers.typed import times
from storage.reports.notices import Decided


def decided(notice: Decided, _language: str) -> WordedNotice:
    """What a leader decided; a returned report can be sent again."""
    again = notice.subject == "report" and not notice.accepted
    return WordedNotice(_decided(notice), (Offer(REPORT if again else MY_RECORD),))


def _decided(notice: Decided) -> Text:
    facts = {"title": notice.title, "day": notice.starts_at, "reason": notice.reason or ""}
    shown = times.hours(notice.minutes or 0)
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
