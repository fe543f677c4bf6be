"""The page of a campaign to share: what, when, where, which seats are left, and a button for each messenger.

It shows what an announcement would, and nobody's name or number.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.files import FileStore, picture_type
from bot.http.pages.entries import Entries, Entry, buttons
from bot.http.pages.looking import Looking
from bot.http.pages.rendering import gone, language_of, page
from handlers.engine.text import say
from handlers.page import public_words
from handlers.page.public_words import page_words
from storage.campaigns import campaigns, covers
from storage.campaigns.records import Campaign, Shift
from storage.database import Transaction
from storage.errors import OutOfScopeError
from storage.links import links, short_codes
from storage.links.links import Link

PATH = "/c/{key}"
PICTURE = "/c/{key}/anh"
DESCRIPTION = 200  # characters


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page shows."""

    campaign: Campaign
    shifts: list[Shift]
    cover: str | None  # the hash of its picture
    code: str  # what is typed where a link carries nothing, "" where it has none yet


class CampaignPage:
    """`entries` says by which messengers one signs up."""

    def __init__(self, looking: Looking, files: FileStore, public_url: str, entries: Entries) -> None:
        self._looking = looking
        self._files = files
        self._public_url = public_url
        self._entries = entries

    def routes(self) -> list[Route]:
        """What can be asked for."""
        return [Route(PATH, self.show, methods=["GET"]), Route(PICTURE, self.picture, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        """GET: the page, in the language that the browser asks for."""
        key, language = request.path_params["key"], language_of(request)
        shown = await self._looking.opened("campaign", key, _shown)
        if shown is None:
            return gone(language)
        address = f"{self._public_url}/c/{key}"
        body = _body(shown, language, self._entries(f"s{shown.campaign.id}", shown.code), f"/c/{key}/anh")
        answer = page(shown.campaign.title, language, body, head=_preview(shown, language, address))
        answer.headers["vary"] = "accept-language"
        return answer

    async def picture(self, request: Request) -> Response:
        """GET, HEAD: its picture."""
        shown = await self._looking.opened("campaign", request.path_params["key"], _shown)
        if shown is None or shown.cover is None:
            return gone(language_of(request))
        try:
            data = await asyncio.to_thread(self._files.read, shown.cover)
        except FileNotFoundError:
            return gone(language_of(request))
        headers = {"cache-control": "public, max-age=3600"}
        return Response(data, media_type=picture_type(data) or "application/octet-stream", headers=headers)


def _shown(tx: Transaction, link: Link) -> _Shown | None:
    try:
        campaign = campaigns.by_id(tx, link.subject)
    except OutOfScopeError:
        return None
    cover = covers.of(tx, campaign.id)
    return _Shown(
        campaign,
        campaigns.shifts_of(tx, campaign.id),
        cover.sha256 if cover is not None and cover.is_here else None,
        short_codes.known(tx, "campaign", campaign.id, links.generation(tx, link)) or "",
    )


def _preview(shown: _Shown, language: str, address: str) -> str:
    """What messengers show of a link (the Open Graph protocol, ogp.me)."""
    about = {
        "og:type": "website",
        "og:site_name": "Điểm Danh",
        "og:title": shown.campaign.title,
        "og:description": _in_short(shown, language),
        "og:url": address,
        "og:locale": {"vi": "vi_VN", "en": "en_GB"}[language],
    }
    if shown.cover is not None:
        about["og:image"] = f"{address}/anh"
    return "".join(f'<meta property="{name}" content="{escape(text)}">\n' for name, text in about.items())


def _in_short(shown: _Shown, language: str) -> str:
    lines = [f"{when}, {seats}" for when, seats in public_words.shift_lines(shown.shifts[:1], language)]
    text = " · ".join([*lines, *filter(None, [shown.campaign.place, " ".join(shown.campaign.about.split())])])
    return text if len(text) <= DESCRIPTION else f"{text[: DESCRIPTION - 1]}…"


def _body(shown: _Shown, language: str, entries: Sequence[Entry], picture: str) -> str:
    words, campaign = page_words(language), shown.campaign
    parts = [f'<img src="{escape(picture)}" alt="">'] if shown.cover is not None else []
    parts += [
        f"<h1>{escape(campaign.title)}</h1>",
        f'<p class="faint">{escape(say(public_words.host(campaign), language))}</p>',
    ]
    if campaign.about:
        parts.append(f'<p class="about">{escape(campaign.about)}</p>')
    parts += [f"<h2>{escape(words['when'])}</h2>", _shifts(shown, words, language)]
    parts += [f"<h2>{escape(words['where'])}</h2>", f"<p>{_place(campaign, language)}</p>"]
    if campaign.bring:
        parts += [f"<h2>{escape(words['bring'])}</h2>", f"<p>{escape(campaign.bring)}</p>"]
    if campaign.state == "open" and shown.shifts:
        parts += [
            f"<h2>{escape(words['sign_up'])}</h2>",
            buttons(entries, words["no_messenger"], public_words.sign_up_on, language),
        ]
    return "\n".join(parts) + "\n"


def _shifts(shown: _Shown, words: dict[str, str], language: str) -> str:
    if shown.campaign.state != "open":
        return f"<p>{escape(words['not_open'])}</p>"
    lines = [
        f'<li>{escape(when)}<br><span class="faint">{escape(seats)}</span></li>'
        for when, seats in public_words.shift_lines(shown.shifts, language)
    ]
    return f"<ul>{''.join(lines)}</ul>" if lines else f"<p>{escape(words['no_shift'])}</p>"


def _place(campaign: Campaign, language: str) -> str:
    """Where it is; the way there is a link that leads away, without saying from where."""
    place = public_words.place(campaign, language)
    if not place.marks:
        return escape(place.text)
    mark = place.marks[0]
    units = place.text.encode("utf-16-le")
    before, linked = units[: 2 * mark.offset].decode("utf-16-le"), units[2 * mark.offset :].decode("utf-16-le")
    return f'{escape(before)}<a href="{escape(mark.url)}" rel="noreferrer">{escape(linked)}</a>'
