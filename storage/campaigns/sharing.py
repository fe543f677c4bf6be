"""A campaign's links, taken back: all that were shared so far open nothing any more."""

from __future__ import annotations

from storage.campaigns import organising
from storage.database import Transaction
from storage.links import links
from storage.records import Asker


def void_links(tx: Transaction, asker: Asker, campaign_id: int) -> None:
    """Void the links, the QR codes and the code of a campaign; those that are shared next are of a new generation.

    Raises:
        OutOfScopeError: the asker does not organise its unit, or it is cancelled.
    """
    campaign = organising.to_change(tx, asker, campaign_id)
    links.void(tx, "campaign", campaign.id)
    organising.note(tx, asker, "campaign_void_links", campaign)
