"""What is said of requests: "that entered record is me", "take me into your unit"."""

from __future__ import annotations

from handlers.engine.conversation import Offer
from handlers.engine.telling import WordedNotice
from handlers.engine.text import Text, _
from handlers.people import PROFILE
from handlers.reports import VERIFY
from storage.people.notices import RequestDecided, RequestMade


def request_decided(notice: RequestDecided, _language: str) -> WordedNotice:
    """For who asked: what the leader decided."""
    return WordedNotice(_answer(notice), (Offer(PROFILE),))


def request_made(notice: RequestMade, _language: str) -> WordedNotice:
    """For leaders: somebody asks."""
    return WordedNotice(_question(notice), (Offer(VERIFY),))


def _answer(notice: RequestDecided) -> Text:
    match (notice.request, notice.accepted):
        case ("same_person", True) if notice.unconfirmed:
            return _(
                "Your leader at {unit} confirmed that it's you. What you confirmed there yourself is waiting for "
                "another leader.",
                unit=notice.unit,
            )
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


def _question(notice: RequestMade) -> Text:
    if notice.request == "move":
        return _("{member} would like to move to {unit} and awaits your yes.", member=notice.member, unit=notice.unit)
    return _(
        "{member} says that the entry at {unit} is them, and awaits your yes.", member=notice.member, unit=notice.unit
    )
