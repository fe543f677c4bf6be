"""All pages of the public door, put together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.routing import Route

from bot.channels import Channel, Take
from bot.files import FileStore
from bot.http.pages.campaign import CampaignPage
from bot.http.pages.entries import entries
from bot.http.pages.files import FilePage, Make
from bot.http.pages.location import LocationPage
from bot.http.pages.looking import Looking
from bot.http.pages.rendering import assets
from bot.http.pages.ways import WayPages


def pages(
    looking: Looking, take: Take, files: FileStore, make: Make, *, public_url: str, channels: Mapping[str, Channel]
) -> list[Route]:
    """What can be asked for with a link."""
    by_messenger = partial(entries, channels)
    return [
        *assets(),
        *LocationPage(looking, take).routes(),
        *FilePage(looking, files, make).routes(),
        *CampaignPage(looking, files, public_url, by_messenger).routes(),
        *WayPages(looking, by_messenger).routes(),
    ]
