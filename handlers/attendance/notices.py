"""What members are told of a leader's tick, and leaders of somebody who guesses at the code."""

from __future__ import annotations

from handlers.attendance import ROSTER, SHOW_CODE
from handlers.engine.conversation import Offer
from handlers.engine.telling import WordedNotice
from handlers.engine.text import _
from handlers.reports import REPORT
from handlers.typed import times
from storage.attendance.notices import CodesGuessed, Ticked, TickUndone


def ticked(notice: Ticked, _language: str) -> WordedNotice:
    """A leader ticked the member off."""
    if notice.minutes is None:
        text = _(
            "Your leader has ticked you off at “{title}” on {day:date}. Your hours are counted when the shift is over.",
            title=notice.title,
            day=notice.starts_at,
        )
        return WordedNotice(text)
    text = _(
        "Your leader has ticked you off at “{title}” on {day:date}: {hours} hours.",
        title=notice.title,
        day=notice.starts_at,
        hours=times.hours(notice.minutes),
    )
    return WordedNotice(text, (Offer(REPORT),))


def undone(notice: TickUndone, _language: str) -> WordedNotice:
    """A leader took a check-in back."""
    text = _(
        "Your check-in at “{title}” on {day:date} was taken back: {reason}. If that is a mistake, talk to your leader.",
        title=notice.title,
        day=notice.starts_at,
        reason=notice.reason,
    )
    return WordedNotice(text)


def codes_guessed(notice: CodesGuessed, _language: str) -> WordedNotice:
    """For leaders: wrong codes come by the dozen."""
    facts = {"title": notice.title, "day": notice.starts_at, "count": notice.tries}
    if notice.closed:
        text = _(
            "“{title}” on {day:date}: {count} wrong codes within the hour, so I take no code for a while. Please tick "
            "people on the roster.",
            **facts,
        )
    else:
        text = _(
            "“{title}” on {day:date}: {count} wrong codes within the hour. If people are not just mistyping, somebody "
            "is guessing: look at who checks in.",
            **facts,
        )
    return WordedNotice(text, (Offer(ROSTER), Offer(SHOW_CODE)))
