"""What an answer to a call says, and what that means for delivery. Pure.

Between Telegram and us stand proxies, captive portals and load balancers, and each has a page for every status.
Telegram's word is a JSON object: with `"ok": true` and a result, or with `"ok": false` and a description (Bot API,
"Making requests"). Whatever else comes says nothing of the message, of its reader or of the token: it is tried again.
The one exception is 429: whoever says it wants fewer calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import from_json
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.channels import AddressGone, MessageWrong, SendError, TryAgain

REFUSED = "The Telegram token was refused. Copy it again from @BotFather into DIEMDANH_TELEGRAM_TOKEN."
NO_WORD = "The answer is not Telegram's (HTTP status {status}); something between us and it may have answered."
ODD = "The answer is not as the Bot API describes it; something between Telegram and us may have answered."
GONE = ("chat not found", "user is deactivated", "peer_id_invalid", "group chat was upgraded", "chat_id is empty")
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 3600.0  # seconds; whoever asks for more is asked again after an hour
REFUSED_REST = 60.0  # seconds until a token that was refused is tried again
_UPDATES = re.compile(rb'\s*\{\s*"ok"\s*:\s*true\s*,\s*"result"\s*:\s*\[\s*\{\s*"update_id"\s*:\s*(\d{1,18})\s*[,}]')
_TOKEN = re.compile(rb"\d{3,}:[A-Za-z0-9_-]{10,}")


class NotTelegram(NetworkError):
    """An answer that is not Telegram's word."""


class Unreadable(NotTelegram):
    """Updates of which one cannot be read at all. `update_id` is that of the first."""

    def __init__(self, update_id: int) -> None:
        super().__init__(ODD)
        self.update_id = update_id


class NotFound(InvalidToken):
    """A 404: there is no such token or method, or, of a download, no such file."""


class TooMany(TelegramError):
    """A 429. `after` is how many seconds to wait, bounded; None where no sensible number came with it."""

    def __init__(self, after: float | None) -> None:
        super().__init__("Telegram asks for a pause.")
        self.after = after


class ServerFailed(NetworkError):
    """Telegram says that it cannot do that just now: 5xx, and other statuses that are no refusal."""


class TooLarge(TelegramError):
    """Telegram takes no call of this size (413)."""


REFUSALS: Mapping[int, Callable[[str], TelegramError]] = {
    400: BadRequest,
    401: InvalidToken,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: TooLarge,
}


def result(status: int, content: bytes) -> Any:  # noqa: ANN401 - any JSON
    """The result of a call. Raises the TelegramError that the answer stands for, where it was not done."""
    answer = _object(content)
    if 200 <= status < 300 and answer.get("ok") is True and "result" in answer:
        return answer["result"]
    if status == 200 and not answer and (first := _UPDATES.match(content)) and content.rstrip().endswith(b"]}"):
        raise Unreadable(int(first[1]))
    raise refusal(status, content)


def refusal(status: int, content: bytes) -> TelegramError:
    """What an answer says that is no result. It may quote the answer, but never a token."""
    answer = _object(_TOKEN.sub(b"(token)", content))
    code = answer.get("error_code", status)
    if 429 in (status, code):
        return TooMany(pause(answer))
    said = answer.get("description")
    refuses = answer.get("ok") is False and isinstance(said, str) and said.strip() != ""
    if not refuses or status < 400 or code != status:
        return NotTelegram(NO_WORD.format(status=status))
    match answer.get("parameters"):
        case {"migrate_to_chat_id": int(chat_id)} if status == 400:
            return ChatMigrated(chat_id)
    return REFUSALS.get(status, ServerFailed)(str(said))


def pause(answer: dict[str, Any]) -> float | None:
    """How many seconds a 429 asks us to wait, an hour at most; None where it does not say, or says nonsense.

    (Bot API, ResponseParameters: `retry_after` is an Integer.)
    """
    match answer.get("parameters"):
        case {"retry_after": int() | float() as asked} if not isinstance(asked, bool) and asked > 0:
            return float(max(SHORTEST_PAUSE, min(asked, LONGEST_PAUSE)))
    return None


def message_id(message: object) -> str:
    """What Telegram calls a message (Bot API, Message). Raises NotTelegram where the answer does not say it."""
    match message:
        case {"message_id": int(number)} if not isinstance(number, bool):
            return str(number)
    raise NotTelegram(ODD)


def is_page(content: bytes) -> bool:
    """Whether what came in place of a file looks like a page or an answer, or is nothing."""
    begins = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return not content or begins.startswith((b"<!doctype html", b"<html")) or "ok" in _object(content)


def _object(content: bytes) -> dict[str, Any]:
    """The JSON object of an answer; an empty one where it is none."""
    try:
        found = from_json(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


# What it means for delivery ------------------------------------------------------------------------------------------


def failure(error: TelegramError, *, silent: bool = False) -> SendError:
    """What an error means for delivery; `silent` says that nothing at all has come through for a while."""
    match error:
        case TooMany(after=after):
            return TryAgain(error.message, after, whole_channel=True)
        case InvalidToken() | EndPointNotFound():
            return TryAgain(REFUSED, REFUSED_REST, whole_channel=True)
        case Forbidden() | ChatMigrated():
            return AddressGone(error.message)
        case BadRequest():
            said = error.message.lower()
            return AddressGone(error.message) if any(gone in said for gone in GONE) else MessageWrong(error.message)
        case TooLarge():
            return MessageWrong(error.message)
    return TryAgain(error.message, counts=not silent)
