"""What an answer of the Zalo Bot API says, and what that means for delivery. Pure.

The word of Zalo is a JSON object: `ok` first, then `error_code`, and the HTTP status last, since a refused token was
seen with status 200 and an empty poll with status 408. Whatever is no such object comes from something between Zalo
and us, and says nothing of the message, its reader or the token: it is tried again. 429 alone is believed of anybody.
"""

from __future__ import annotations

from typing import Any

from bot import json_as_sent

REFUSED = (
    "The Zalo bot's token was refused. Copy it again from the messages of Zalo Bot Manager into "
    "DIEMDANH_ZALO_BOT_TOKEN."
)
NO_WORD = "The answer is not Zalo's (HTTP status {status}); something between us and it may have answered."
ODD = "The answer is not as the Zalo Bot API describes it; something between Zalo and us may have answered."
TIMED_OUT, TOO_MANY, TOO_OFTEN_TODAY = 408, 429, 426


class ZaloError(Exception):
    """A call that was not done. The text never holds an address, which would hold the token."""


class NotZalo(ZaloError):
    """An answer that is not Zalo's word, or none at all."""


class Empty(ZaloError):
    """Nothing came within a poll's time, or a call took too long for Zalo itself: whether it was done is not known."""


class TokenRefused(ZaloError):
    """The token is wrong, or its owner has made another one."""

    def __init__(self) -> None:
        super().__init__(REFUSED)


class TooMany(ZaloError):
    """Too many calls, in a second or in a month: Zalo does not say which, nor for how long."""


class Failed(ZaloError):
    """Zalo could not do it just now. Its number for that is 403, whatever 403 means elsewhere."""


class Missing(ZaloError):
    """There is no such thing: a method, a webhook, perhaps a chat."""


class Wrong(ZaloError):
    """Zalo takes no call like this one."""


def result(status: int, content: bytes) -> Any:  # noqa: ANN401 - any JSON
    """The result of a call; None where it was done without one. Raises the `ZaloError` that the answer stands for."""
    answer = _object(content)
    if answer.get("ok") is True and status < 400:
        return answer.get("result")
    code = _code(answer)
    if TOO_MANY in (status, code):
        raise TooMany("Zalo asks for a pause, or the month's messages are used up.")
    if answer.get("ok") is not False:
        raise Empty("no message came") if status == TIMED_OUT and not content.strip() else _no_word(status)
    raise _refusal(code if code is not None else status, str(answer.get("description") or "no reason given"))


def message_id(sent: object) -> str | None:
    """What Zalo calls a message that it took; None where it does not say: it is there, and sent again it is twice."""
    match sent:
        case {"message_id": str(number)} if number:
            return number
        case {"message_id": int(number)} if not isinstance(number, bool):
            return str(number)
    return None


def _refusal(code: int, said: str) -> ZaloError:
    match code:
        case 401:
            return TokenRefused()
        case 404:
            return Missing(said)
        case 400 | 413 | 414 | 422:
            return Wrong(said)
        case _ if code == TIMED_OUT:
            return Empty(said)
        case _ if code == TOO_OFTEN_TODAY:
            return TooMany(said)
    return Failed(said)


def _no_word(status: int) -> NotZalo:
    return NotZalo(NO_WORD.format(status=status))


def _code(answer: dict[str, Any]) -> int | None:
    """The answer's own number, under either name that was seen, written as a number or as text."""
    for name in ("error_code", "errorCode"):
        match answer.get(name):
            case int(number) if not isinstance(number, bool):
                return number
            case str(text) if text.strip().isdecimal():
                return int(text)
    return None


def _object(content: bytes) -> dict[str, Any]:
    """The JSON object of an answer; an empty one where it is none."""
    try:
        answer = json_as_sent.read(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
