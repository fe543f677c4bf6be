"""What a message answers to the open question, or the sentence why it does not. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from handlers.engine.message import Incoming, Location
from handlers.engine.outcomes import Bad
from handlers.engine.questions import Option
from handlers.engine.text import _

T = TypeVar("T")


def read(
    message: Incoming, picked: str | None, parse: Callable[[str], T], located: Callable[[Location], T] | None
) -> T:
    """What a message answers where something is to be typed; `picked` is the hint that it picks.

    Raises:
        Bad: it is no answer.
    """
    typed = (picked or "") if message.kind == "choice" else message.text.strip()
    if message.kind in {"text", "choice"} and typed:
        return parse(typed)
    if located is not None and message.location is not None:
        return located(message.location)
    raise Bad(_("Please answer this one in words. To stop, send /cancel."))


def pick(
    message: Incoming, picked: str | None, options: Sequence[Option[Any]], *, typed: bool, bound: bool, changed: bool
) -> Any:  # noqa: ANN401 - as `Answer` keeps it
    """What a message answers where one of these is to be chosen, as it is stored: a key, or what was typed.

    `picked` is the key that it picks of those that were shown; `changed` says that `bound` facts are others by now.

    Raises:
        Bad: it is no answer.
    """
    keys = {option.key for option in options}
    if bound and picked is not None and changed:
        raise Bad(_("Something has changed since I asked. Please look again."))
    if picked in keys:
        return picked
    if picked is not None:
        raise Bad(_("That one is no longer open. Here is what there is now."))
    if typed and message.kind == "text" and message.text.strip():
        return {"typed": message.text.strip()}
    if bound and {"yes", "no"} <= keys:
        yes, no = (option.label for option in options[:2])
        raise Bad(_("Please choose “{yes}” or “{no}”.", yes=yes, no=no))
    raise Bad(_("Please pick one of these, by its button, its number or its name. To stop, send /cancel."))


def returns_words(parse: Callable[[str], Any]) -> bool:
    """Whether what reads an answer makes words of it; else a number, a day, an hour."""
    function = parse.func if isinstance(parse, partial) else parse
    made = getattr(function, "__annotations__", {}).get("return", "str")
    return made in {str, "str", "str | None", "T"}
