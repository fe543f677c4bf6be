"""All pages of the public door, put together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.routing import Route

from bot.channels import Channel, Take
from bot.files import FileStore
from bot.http.pages.campaign import CampaignPage, Entry
from bot.http.pages.files import FilePage, Make
from bot.http.pages.location import LocationPage
from bot.http.pages.looking import Looking
from bot.http.pages.rendering import assets

MESSENGERS = {"telegram": "Telegram", "zalo_oa": "Zalo", "zalo_bot": "Zalo"}


def pages(
    looking: Looking, take: Take, files: FileStore, make: Make, *, public_url: str, channels: Mapping[str, Channel]
) -> list[Route]:
    """What can be asked for with a link."""
    campaign = CampaignPage(looking, files, public_url, partial(entries, channels))
    return [
        *assets(),
        *LocationPage(looking, take).routes(),
        *FilePage(looking, files, make).routes(),
        *campaign.routes(),
    ]


def entries(channels: Mapping[str, Channel], payload: str) -> list[Entry]:
    """How one comes to the bot by each messenger that it is on; of two Zalos the account that takes thousands."""
    found: dict[str, Entry] = {}
    for channel, name in MESSENGERS.items():
        link = channels[channel].features.link(payload) if channel in channels else ""
        url, _arrow, typed = link.partition(" → ")
        if url.startswith("https://"):
            found.setdefault(name, Entry(name, url, typed))
    return list(found.values())
