"""The pages that the QR codes of posters and invitations open: what it is about, and a button for each messenger.

Their keys are what a start link would carry: a poster's, which is signed and voided by the next generation, and an
invitation's code, which works once. Opening a page uses nothing up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.http.pages.entries import Entries, buttons
from bot.http.pages.looking import Looking
from bot.http.pages.rendering import gone, language_of, page
from handlers.engine.text import Text, say
from handlers.page import public_words
from handlers.page.public_words import page_words
from storage import codes
from storage.attendance import check_ins
from storage.campaigns import campaigns
from storage.database import Transaction
from storage.links import short_codes
from storage.organisation import grants, units

POSTER, INVITATION = "/d/{key}", "/i/{key}"
LONGEST = 100  # characters of a key


@dataclass(frozen=True, slots=True)
class Way:
    """What a page says: a heading, lines below it, how one goes on, and by what; no way on where it is over."""

    title: Text | str
    lines: tuple[Text | str, ...]
    label: Callable[[str], Text]
    payload: str
    code: str
    over: Text | None = None


class WayPages:
    """`entries` says by which messengers one comes."""

    def __init__(self, looking: Looking, entries: Entries) -> None:
        self._looking = looking
        self._entries = entries

    def routes(self) -> list[Route]:
        """What can be asked for."""
        return [Route(POSTER, self.poster, methods=["GET"]), Route(INVITATION, self.invitation, methods=["GET"])]

    async def poster(self, request: Request) -> Response:
        """GET: a shift's check-in."""
        return await self._answer(request, _poster)

    async def invitation(self, request: Request) -> Response:
        """GET: an invitation to a role."""
        return await self._answer(request, _invitation)

    async def _answer(self, request: Request, read: Callable[[Transaction, str], Way | None]) -> Response:
        language, key = language_of(request), request.path_params["key"]
        way = await self._looking.look(lambda tx: read(tx, key)) if len(key) <= LONGEST else None
        if way is None:
            return gone(language)
        title = say(way.title, language)
        parts = [f"<h1>{escape(title)}</h1>", *(f"<p>{escape(say(line, language))}</p>" for line in way.lines)]
        if way.over is not None:
            parts.append(f"<p>{escape(say(way.over, language))}</p>")
        else:
            shown = self._entries(way.payload, way.code)
            parts.append(buttons(shown, page_words(language)["no_messenger"], way.label, language))
        answer = page(title, language, "\n".join(parts) + "\n")
        answer.headers["vary"] = "accept-language"
        return answer


def _poster(tx: Transaction, key: str) -> Way | None:
    shift = check_ins.read_poster(tx, key)
    if shift is None:
        return None
    campaign = campaigns.by_id(tx, shift.campaign_id)
    is_on = campaign.state == "open" and shift.state == "open" and tx.now <= shift.ends_at
    over = None if is_on else public_words.SHIFT_OVER
    code = short_codes.known(tx, "poster", shift.id, shift.generation) or ""
    lines = public_words.check_in_lines(campaign, shift)
    return Way(public_words.check_in_title(campaign), lines, public_words.check_in_on, key, code, over)


def _invitation(tx: Transaction, key: str) -> Way | None:
    code = codes.tidied(key)
    invitation = grants.find_invite(tx, code)
    if invitation is None:
        return None
    unit = units.by_id(tx, invitation.unit_id)
    title = public_words.invitation_title(invitation.role, unit.name)
    return Way(title, (public_words.INVITATION_LEAD,), public_words.open_on, f"i{code}", code)
