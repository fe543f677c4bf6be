"""What somebody left in texts that others read: their names in every spelling, the numbers to call them by."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import chain

from storage.records import Record
from storage.text import fold

FILLER = "_"  # as many of these as what they stand for was long: marks that lie behind it stay where they are
_BEFORE = r"(?:(?<!\w)|(?<=\\[nrt]))"  # in JSON a line begins behind a letter
_AFTER = r"(?!\w)"
_ASCII_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_CALLED = r"(?:[ ,:(]{1,3}\+?\d(?:[ .\-]?\d){7,13}(?!\d))?"  # a phone number beside a name is of who is called so
_NEXT = re.compile(r"[ \u00a0]+(\w+)")
_PREVIOUS = re.compile(r"(\w+)[ \u00a0]+$")

Known = Callable[[str], bool]
"""Whether anybody (else) is called so; takes a folded name."""


def nobody(_folded: str) -> bool:
    """Where nobody else is known, a longer name is no other person's."""
    return False


class Traces(Record):
    """What is sought. `names` are those of now and before, as stored; `addresses` are pairs of channel and address.

    `hashes` are those of bytes that were uploaded in a conversation that did not come to its end.
    """

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[tuple[str, str], ...] = ()
    chats: tuple[int, ...] = ()
    hashes: tuple[str, ...] = ()

    @cached_property
    def needles(self) -> tuple[str, ...]:
        """Texts of which one at least stands in whatever `spans` finds something in, once that is in lower case.

        Lower case is SQLite's, which knows ASCII alone.
        """
        spellings = chain(self._spellings(self.names), *map(_groupings, self.phones), self._senders())
        return tuple(sorted({_lower(spelling) for spelling in spellings if spelling}))

    def spans(self, text: str, known: Known = nobody) -> list[tuple[int, int]]:
        """Where something of this person stands in a text, which may be JSON: (beginning, end), in order.

        What is a part of a longer name that somebody else is known by is that person's.
        """
        if self._pattern is None:
            return []
        return [match.span() for match in self._pattern.finditer(text) if not _of_another(match, known)]

    def without(self, text: str, known: Known = nobody) -> str:
        """The text with something as long in the place of each of them."""
        pieces, done = [], 0
        for begins, ends in self.spans(text, known):
            pieces += [text[done:begins], FILLER * (ends - begins)]
            done = ends
        return "".join(pieces) + text[done:]

    def in_bytes(self, content: bytes) -> bool:
        """Whether a file of text names this person, in UTF-8 or as JSON may write it."""
        lowered = content.lower()
        escaped = (json.dumps(needle)[1:-1].lower() for needle in self.needles)
        if not any(needle.encode() in lowered for needle in chain(self.needles, escaped)):
            return False
        text = content.decode(errors="replace")
        return bool(self.spans(text) or self.spans(_unescaped(text)))

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        """Names of several words in any case and with or without diacritics; a single word as it is written alone."""
        several = [name for name in self.names if " " in name]
        single = [name for name in self.names if name and " " not in name]
        parts = [
            *(
                rf"(?P<name>{_BEFORE}(?i:{_any_of(self._spellings(several))}){_AFTER}){_CALLED}"
                for _once in several[:1]
            ),
            *(rf"(?P<word>{_BEFORE}(?:{_any_of(_forms(single))}){_AFTER}){_CALLED}" for _once in single[:1]),
            *(rf"(?<!\d){_number(phone)}(?!\d)" for phone in self.phones if _digits(phone)),
            *(re.escape(sender) for sender in self._senders()),
        ]
        return re.compile("|".join(parts)) if parts else None

    @staticmethod
    def _spellings(names: tuple[str, ...] | list[str]) -> Iterator[str]:
        for name in names:
            for cased in (name, name.lower(), name.upper()):
                yield from _forms([cased])
            if " " in name:
                yield fold(name)

    def _senders(self) -> Iterator[str]:
        """How an update of theirs begins in JSON."""
        for channel, address in self.addresses:
            yield f'"channel":{json.dumps(channel)},"address":{json.dumps(address, ensure_ascii=False)},'


def _forms(names: list[str]) -> Iterator[str]:
    """As stored, and as some keyboards write it; in JSON a quotation mark stands behind a stroke."""
    for name in names:
        for form in ("NFC", "NFD"):
            yield json.dumps(unicodedata.normalize(form, name), ensure_ascii=False)[1:-1]


def _any_of(spellings: Iterator[str]) -> str:
    longest_first = sorted({*spellings}, key=lambda spelling: (-len(spelling), spelling))
    return "|".join(re.escape(spelling) for spelling in longest_first)


def _lower(text: str) -> str:
    """Lower case as SQLite's lower() has it: of ASCII's letters alone."""
    return text.translate(_ASCII_LOWER)


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def _groupings(phone: str) -> Iterator[str]:
    """A number as it was typed, without gaps, and with those that people put into it."""
    digits = _digits(phone)
    yield from (phone, digits)
    for first, second in ((4, 7), (3, 6), (4, 6)):
        for gap in " .-":
            yield gap.join((digits[:first], digits[first:second], digits[second:]))


def _number(phone: str) -> str:
    return r"[ .\-]?".join(_digits(phone))


def _of_another(match: re.Match[str], known: Known) -> bool:
    """Whether a name that was found is a part of a longer one that is known."""
    if match.lastgroup is None:
        return False
    name = fold(match[match.lastgroup])
    text = match.string
    after = _NEXT.match(text, match.end(match.lastgroup))
    before = _PREVIOUS.search(text, max(0, match.start() - 40), match.start())
    longer = [f"{name} {fold(after[1])}"] if after else []
    if after and (further := _NEXT.match(text, after.end())):
        longer.append(f"{longer[0]} {fold(further[1])}")
    if before:
        longer.append(f"{fold(before[1])} {name}")
    return any(known(one) for one in longer)


def _unescaped(text: str) -> str:
    """Text in which JSON's escapes of letters are those letters."""
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text)
