"""Receiving by webhook: Zalo posts each update to the public door, and hears 200 once it is committed.

Whether Zalo posts again what was not answered with 200 is written nowhere; where it does, the message's id is its key.
So nothing is refused that can be kept: neither while Zalo has not yet told us who we are, nor twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections.abc import Sequence
from functools import partial
from itertools import count
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.routing import Route

from bot.channels import SendError, Take
from bot.channels.zalo_bot.answers import Missing, TooMany
from bot.channels.zalo_bot.receiving import Receiving
from bot.channels.zalo_bot.verification import problem
from bot.errors import RefusedError
from bot.http.arrivals import Arrivals
from bot.http.webhooks import COMMIT_WITHIN, Webhook, body, has_secret, read_json

log = logging.getLogger(__name__)

PATH = "/webhooks/zalo-bot"
SECRET_HEADER = "X-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
LOOK_EVERY = 60.0  # seconds
LOOK_AT_MOST = 100  # bytes of what somebody posts who does not show the secret
KNOWN_WITHIN = 3.0  # seconds that a post waits for us to know who we are
TAKEN = (
    "A webhook is set for this Zalo bot, at {host}: what people write goes there, and none of it comes here. "
    "Stop the other program, then set DIEMDANH_ZALO_BOT_TAKE_OVER=yes to have the webhook {done} at the next start."
)
NO_MORE_TODAY = (
    "Zalo takes no more webhooks of this bot today (its limit is by the day), so its messages do not come to "
    "{address}. I try again; restart me no more than needed."
)


def taken(url: str, done: str) -> str:
    """What to do about a webhook of another program's; of its address only the host is told."""
    return TAKEN.format(host=re.sub(r"^\w+://([^/?#@]*@)?([^/?#]*).*", r"\2", url), done=done)


class WebhookReceiving(Receiving):
    """The updates of an account where there is a public address. `_public_url` is None where they are polled."""

    _public_url: str | None
    _given_secret: str | None
    _take_over: bool
    _token: str
    _unreached: str | None = None  # why Zalo did not reach us when it looked, until something comes
    _other_secret = False  # whether somebody, perhaps Zalo since our secret was changed, has shown another one
    _was_set = False  # whether the webhook was set by us since the start

    @property
    def _secret(self) -> str:
        """What Zalo shows with each post; unless given, as secret as the token, and another one."""
        return self._given_secret or hashlib.sha256(b"webhook:" + self._token.encode()).hexdigest()

    # What comes ------------------------------------------------------------------------------------------------------

    def routes(self, take: Take) -> Sequence[Route]:
        """What Zalo asks for."""
        if self._public_url is None:
            return []
        post = partial(self._take_post, Arrivals(take, first=0), count())
        return [Webhook(PATH, post, known=self._shows_secret)]

    def _shows_secret(self, headers: Headers) -> bool:
        return has_secret(headers, SECRET_HEADER, self._secret)

    async def _take_post(self, arrivals: Arrivals, numbers: count[int], request: Request) -> None:
        """Commit what was posted, in the order in which posts began. Raises RefusedError."""
        if not self._shows_secret(request.headers):
            await self._refuse_all_but_a_look(request)
            return
        number = next(numbers)
        try:
            with arrivals.reading():
                update = read_json(await body(request))
        except BaseException:
            arrivals.pass_over(number)
            raise
        await self._hand_over_posted(arrivals, number, update)

    async def _refuse_all_but_a_look(self, request: Request) -> None:
        """An empty body is how setWebhook looks whether anybody is there."""
        try:
            looks = (await body(request, most=LOOK_AT_MOST)).strip() in {b"", b"{}"}
        except RefusedError:
            looks = False
        if not looks:
            self._other_secret = self._other_secret or SECRET_HEADER in request.headers
            raise RefusedError(403, "That is not Zalo's.")

    async def _hand_over_posted(self, arrivals: Arrivals, number: int, update: Any) -> None:  # noqa: ANN401 - any JSON
        """Commit an update, or, though nothing says so, a list of them."""
        if update:
            self._unreached = None
            self._reception.works()
        await self._known()
        now = self._clock()
        posted = update if isinstance(update, list) else [update]
        messages = [message for one in posted if one and (message := self._understood(one, now)) is not None]
        try:
            async with asyncio.timeout(COMMIT_WITHIN):
                await arrivals.hand_over(number, messages)
        except TimeoutError:
            raise RefusedError(503, "Nothing can be written now; send it again.") from None

    async def _known(self) -> None:
        """Wait a moment for our own name, by which groups call us; what comes without it is better than lost."""
        for _try in range(int(KNOWN_WITHIN / 0.1)):
            if self._me:
                return
            await asyncio.sleep(0.1)

    # Having it come --------------------------------------------------------------------------------------------------

    async def run(self, take: Take) -> None:
        """Receive until cancelled: by polling, or, with a public address, by what is posted to it."""
        if self._public_url is None:
            await super().run(take)
            return
        failures = 0
        while True:
            try:
                if not self._me:
                    await self.meet()
                await self._have_it_posted()
                failures = 0
                await asyncio.sleep(LOOK_EVERY)
            except SendError as error:  # another program has set its own meanwhile
                self._reception.fails(str(error), needs_hand=True)
                await asyncio.sleep(LOOK_EVERY)
            except Exception as error:  # noqa: BLE001 - whatever it was, we look again
                failures += 1
                await asyncio.sleep(self._rest(error, failures))

    async def see_who_receives(self) -> None:
        """See at the start that what people write comes to us. Raises SendError where another program gets it.

        A webhook of ours, which we left behind at another address or before we polled, is nobody else's.
        """
        url = await self.webhook()
        ours = url.endswith(PATH)
        if not url or url == self._wanted or (self._public_url is not None and (ours or self._take_over)):
            return
        if not (ours or self._take_over):
            done = "removed" if self._public_url is None else "replaced"
            raise SendError(taken(url, done))
        await self._calls.call("deleteWebhook")
        log.warning("The webhook that was set for this Zalo bot is removed.")

    @property
    def _wanted(self) -> str:
        return f"{self._public_url or ''}{PATH}"

    async def _have_it_posted(self) -> None:
        """Set the webhook where another one is set, or none: Zalo takes few of these calls a day.

        What secret goes with it, Zalo does not tell: where another one is shown, it is set once more.
        """
        url = await self.webhook()
        if url == self._wanted and (self._was_set or not self._other_secret):
            self._tell()
            return
        await self.see_who_receives()
        try:
            told = await self._calls.call("setWebhook", url=self._wanted, secret_token=self._secret)
        except TooMany:
            log.error(NO_MORE_TODAY.format(address=self._public_url))  # noqa: TRY400
            raise TooMany(NO_MORE_TODAY.format(address=self._public_url)) from None
        self._was_set = True
        self._unreached = problem(told)
        if self._unreached is not None:
            log.error("Zalo does not reach the public address: %s", self._unreached)
        self._tell()

    def _tell(self) -> None:
        if self._unreached is None:
            self._reception.works()
        else:
            why = f"Zalo does not reach {self._public_url}: {self._unreached}"
            self._reception.fails(why, needs_hand=True)

    async def webhook(self) -> str:
        """The webhook that is set; "" where there is none. Raises a ZaloError."""
        try:
            told = await self._calls.call("getWebhookInfo")
        except Missing:
            return ""
        url = told.get("url") if isinstance(told, dict) else ""
        return url if isinstance(url, str) else ""
