"""JSON as vendors send it: what breaks its rules in a letter is read all the same.

A vendor that cuts a name or a text in the middle of an emoji sends half of one, as an escape or as bytes. Refused,
that one message would come again and again, or be lost. Where such a half stood, U+FFFD stands.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import from_json


def read(content: bytes) -> Any:  # noqa: ANN401 - any JSON
    """What a body says. Raises ValueError where it is no JSON."""
    try:
        return from_json(content)
    except ValueError:
        return _read_leniently(content)


def _read_leniently(content: bytes) -> Any:  # noqa: ANN401 - any JSON
    """The same for a body with halves of letters in it, or with a byte order mark before it."""
    try:
        loaded = json.loads(content.decode("utf-8-sig", "replace"))
    except RecursionError:
        raise ValueError("too deep") from None
    whole = json.dumps(loaded, ensure_ascii=False).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return from_json(whole.encode())
