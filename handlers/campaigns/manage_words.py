"""Sentences that all of /quanlychiendich shares: who is told, what to do next, that something is not theirs."""

from __future__ import annotations

from typing import NoReturn

from handlers.campaigns import MANAGE_CAMPAIGNS
from handlers.engine.chat import Refused
from handlers.engine.conversation import Named, Offer
from handlers.engine.text import Text, _, ngettext
from storage.campaigns.records import ManagedCampaign


def who_is_told(people: int) -> Text:
    """How many hear of a change."""
    if not people:
        return _("Nobody has signed up yet.")
    return ngettext("I tell the {count} person who signed up.", "I tell the {count} people who signed up.", people)


def after(campaign: ManagedCampaign) -> list[Offer]:
    """What can be done next."""
    return [Offer(MANAGE_CAMPAIGNS, Named(of=str(campaign.id)), _("Back to it")), Offer(MANAGE_CAMPAIGNS)]


def refuse() -> NoReturn:
    """End where the campaign, or the shift, is not the asker's to change any more."""
    raise Refused(_("You can't change that any more, or it is over or cancelled."))
