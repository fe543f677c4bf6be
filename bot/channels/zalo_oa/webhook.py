"""The account's address at the public door: what Zalo posts there is answered once it is committed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels import Take
from bot.channels.zalo_oa.consent import PATH, Consent
from bot.channels.zalo_oa.receiving import WEBHOOK, Receiving
from bot.http.webhooks import Webhook, body


class WebhookReceiving(Receiving):
    """The events of an account where there is a public address, at which a consent is finished too."""

    consent: Consent

    def routes(self, take: Take) -> Sequence[Route]:
        """What Zalo asks for; a person who looks is answered too."""
        if self._public_url is None:
            return []
        return [
            Webhook(WEBHOOK, partial(self._take_request, take)),
            Route(WEBHOOK, _look, methods=["GET"]),
            Route(PATH, self.consent.page, methods=["GET", "POST"]),
        ]

    async def _take_request(self, take: Take, request: Request) -> None:
        """Commit what was posted, in the order in which posts were whole. Raises RefusedError."""
        await self.take_post(await body(request), dict(request.headers), take)


async def _look(_request: Request) -> Response:
    return JSONResponse({"ok": True})
