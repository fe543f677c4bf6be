"""The first consent: whoever manages the account is sent to Zalo, and comes back with a code that is worth a pair.

PKCE: what proves that it is we who asked never leaves the database, and counts once. The page that Zalo sends them to
changes nothing by being fetched, for whoever passes on a link fetches it too; its button does.
"""

from __future__ import annotations

import html
import secrets
from functools import partial
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.zalo_oa.oauth import OAuth, OAuthError
from bot.channels.zalo_oa.tokens import TokenStore
from bot.errors import OperatorError
from bot.http.pages.rendering import language_of, page
from bot.http.webhooks import body
from handlers.page.public_words import page_words
from storage.channels import zalo_oa

PATH = "/zalo-oa/consent"
LARGEST_FORM = 5000  # bytes
UNKNOWN = "This consent is not one that was begun here in the last half hour. Run `diemdanh zalo-oa connect` again."
NO_CODE = "Zalo did not send a code: {why}. Run `diemdanh zalo-oa connect` again."
FORM = (
    '<form method="post"><input type="hidden" name="code" value="{code}"><input type="hidden" name="state" '
    'value="{state}"><button class="press">{press}</button></form>\n'
)


class Consent:
    """Consents for one account."""

    def __init__(self, store: TokenStore, oauth: OAuth) -> None:
        self._store = store
        self._oauth = oauth

    async def begin(self, callback: str) -> str:
        """Begin one; returns the address at Zalo to go to, which sends one on to `callback`."""
        state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        await self._store.do(partial(zalo_oa.begin_consent, app_id=self._store.app_id, state=state, verifier=verifier))
        return self._oauth.page(callback, state, verifier)

    async def finish(self, code: str, state: str) -> None:
        """Keep the pair that a code is worth. Raises OperatorError, with what Zalo says where it refuses."""
        verifier = await self._store.do(partial(zalo_oa.take_consent, app_id=self._store.app_id, state=state))
        if verifier is None:
            raise OperatorError(UNKNOWN)
        try:
            await self._store.keep(await self._oauth.exchange(code, verifier))
        except OAuthError as error:
            raise OperatorError(f"{error} Run `diemdanh zalo-oa connect` again.") from None

    async def finish_at(self, address: str) -> None:
        """The same, by the whole address that Zalo has sent somebody to."""
        await self.finish(*code_of(urlsplit(address.strip()).query))

    async def page(self, request: Request) -> Response:
        """What whoever comes back from Zalo sees: a button, and, once it is pressed, that it is done."""
        language = language_of(request)
        words = page_words(language)
        try:
            if request.method == "GET":
                code, state = (html.escape(part, quote=True) for part in code_of(request.url.query))
                press = html.escape(words["consent_press"])
                lead = f"<p>{html.escape(words['consent_lead'])}</p>\n"
                return _page(language, lead + FORM.format(code=code, state=state, press=press))
            await self.finish(*code_of((await body(request, most=LARGEST_FORM)).decode("utf-8", "replace")))
        except OperatorError as error:
            said = f'<p>{html.escape(words["consent_failed"])}</p>\n<p lang="en">{html.escape(str(error))}</p>\n'
            return _page(language, said, status=400)
        return _page(language, f'<p role="status">{html.escape(words["consent_done"])}</p>\n')


def _page(language: str, content: str, status: int = 200) -> Response:
    """The page; other than the rest it may post a form, to itself."""
    title = page_words(language)["consent_title"]
    answer = page(title, language, f"<h1>{html.escape(title)}</h1>\n{content}", status=status)
    policy = answer.headers["content-security-policy"]
    answer.headers["content-security-policy"] = policy.replace("form-action 'none'", "form-action 'self'")
    return answer


def code_of(query: str) -> tuple[str, str]:
    """The code and the state of a query. Raises OperatorError where there is no code."""
    given = {name: values[0] for name, values in parse_qs(query).items()}
    if not given.get("code"):
        raise OperatorError(NO_CODE.format(why=given.get("error_name") or given.get("error") or "the code is missing"))
    return given["code"], given.get("state", "")
