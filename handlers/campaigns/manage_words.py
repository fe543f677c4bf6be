"""What the rooms of /quanlychiendich say alike: who is told, where one goes on to, and that something is not theirs."""

from __future__ import annotations

from typing import NoReturn

from handlers.engine.chat import Refused
from handlers.engine.text import Text, _, ngettext
from storage.campaigns.organising import KeptCampaign


def told(people: int) -> Text:
    """How many hear of a change."""
    if not people:
        return _("Nobody has signed up yet.")
    return ngettext("I tell the {count} person who signed up.", "I tell the {count} people who signed up.", people)


def after(campaign: KeptCampaign) -> list[tuple[str, Text | str]]:
    """Where one can go on to."""
    return [(f"quanlychiendich {campaign.id}", _("Back to it")), ("quanlychiendich", _("My campaigns"))]


def refuse() -> NoReturn:
    """End where the campaign, or the shift, is not the asker's to change any more."""
    raise Refused(_("That is not yours to change any more, or it is over or cancelled."))
