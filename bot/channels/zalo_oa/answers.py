"""What an answer of the OA API says, and what that means for delivery. Pure.

The word of Zalo is a JSON object whose `error` is a number, also written as a text; 0, or none beside `data`, is done.
The HTTP status says nothing, and neither do the words beside the number, which vary. Whatever is no such object comes
from something between Zalo and us.
"""

from __future__ import annotations

from typing import Any

from bot import json_as_sent

NO_WORD = "The answer is not Zalo's (HTTP status {status}); something between us and it may have answered."
TOO_MANY = -32
TOO_MANY_REQUESTS = 429  # believed of anybody: whoever says it wants fewer calls
SET_UP = {
    -204: "the account is disabled",
    -205: "the account does not exist",
    -209: "the app is not activated",
    -212: "the app has no right to this call: switch it on at developers.zalo.me",
    -219: "the app is disabled or does not exist",
    -221: "the account is not verified",
    -223: "the app is not authorised",
    -224: "the account's package does not let it be linked to an app: it must be Growth or Comprehensive",
    -235: "this call is not for accounts of this type",
    -240: "this call is shut down: update this program",
    -242: "the app demands an appsecret_proof: switch that off at developers.zalo.me",
    -320: "the app is linked to no billing account",
}


class ZaloOaError(Exception):
    """A call that was not done. The text never holds a token."""


class NotZalo(ZaloOaError):
    """An answer that is not Zalo's word, or none at all: whether it was done is not known."""


class TokenStale(ZaloOaError):
    """The access token was replaced, or has ended."""


class SetUp(ZaloOaError):
    """Something of the account or the app must be set by a person, in a sentence for them."""


class TooMany(ZaloOaError):
    """Too many calls in a minute."""


class PersonGone(ZaloOaError):
    """Nothing reaches this person or group until they write."""


class OutOfWindow(ZaloOaError):
    """This person has been silent for too long; it ends when they write."""


class NoFollower(OutOfWindow):
    """This person does not follow the account, and has not written either."""


class Sated(ZaloOaError):
    """This person has been sent enough today."""


class NoMoney(ZaloOaError):
    """What costs something cannot be paid; what is free goes on."""


class Resting(ZaloOaError):
    """Zalo lets nothing of this kind go out at night."""


class Expired(ZaloOaError):
    """What was uploaded is not kept any more."""


class Wrong(ZaloOaError):
    """Zalo takes no message like this one."""


class Failed(ZaloOaError):
    """It was not done, and the number says no more than that."""


def result(status: int, content: bytes) -> Any:  # noqa: ANN401 - any JSON
    """The `data` of a call that was done. Raises the `ZaloOaError` that the answer stands for."""
    answer = _object(content)
    code = number(answer.get("error"))
    if (code == 0 or ("error" not in answer and answer.get("data"))) and status < 500:
        return answer.get("data")
    if code is None and status == TOO_MANY_REQUESTS:
        raise TooMany(NO_WORD.format(status=status))
    if code is None:
        raise NotZalo(NO_WORD.format(status=status))
    raise _refusal(code, str(answer.get("message") or ""))


def number(value: object) -> int | None:
    """A number, also one that is written as a text; None where it is none."""
    match value:
        case bool():
            return None
        case int():
            return value
        case str() if value.strip().removeprefix("-").isdecimal():
            return int(value)
    return None


def message_id(sent: object) -> str | None:
    """What Zalo calls a message that it took; None where it does not say: it is there, and sent again it is twice."""
    name = sent.get("message_id") if isinstance(sent, dict) else None
    return str(name) if isinstance(name, str | int) and not isinstance(name, bool) and str(name) else None


KINDS: dict[type[ZaloOaError], frozenset[int]] = {
    TokenStale: frozenset({-216, -220, 216, -401, 401}),
    TooMany: frozenset({TOO_MANY}),
    PersonGone: frozenset({-217, -237, -244, -403}),
    OutOfWindow: frozenset({-227, -230, -232, -305}),
    NoFollower: frozenset({-213}),
    Sated: frozenset({-218, -311}),
    NoMoney: frozenset({-211, -321}),
    Resting: frozenset({-234}),
    Expired: frozenset({-100}),
    Wrong: frozenset({-201, -210, -233, -248}),
}


def is_charged(sent: object) -> bool:
    """Whether a message that was taken was paid for, with the package's quota or with bought one."""
    return isinstance(sent, dict) and isinstance(sent.get("quota"), dict) and bool(sent["quota"].get("quota_type"))


def _refusal(code: int, said: str) -> ZaloOaError:
    why = f"Zalo's error {code}"
    if code in SET_UP:
        return SetUp(f"{why}: {SET_UP[code]}")
    if code == -201 and "user_id" in said.lower():
        return PersonGone(why)
    kind = next((kind for kind, codes in KINDS.items() if code in codes), Failed)
    return kind(why)


def _object(content: bytes) -> dict[str, Any]:
    """The JSON object of an answer; an empty one where it is none."""
    try:
        answer = json_as_sent.read(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
