"""The example phrases beside the conversations, put into invented situations: what the model is learned from.

`handlers/<subject>/examples.txt` has a heading for each intent (the conversation's stored name, or another intent) and
a phrase a line. `{c}` stands for a campaign, `{d}` for a day, `{n}` for a number.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import NamedTuple
from zoneinfo import ZoneInfo

from handlers.understanding.context import Context, KnownCampaign, KnownShift, MyShift
from handlers.understanding.learning import invented
from storage.records import Role

_HOME = ZoneInfo("Asia/Ho_Chi_Minh")
_IS_ENGLISH = re.compile(r"\b(?:the|i|my|for|on|is|me|what|we|to|am|you|send|show|list)\b")
_LEADERS = frozenset(
    {"roster", "show_code", "void_posters", "verify", "digest", "targets", "import_table", "undo_import", "export"}
)
_ORGANISERS = frozenset({"new_campaign", "manage_campaigns", "broadcast", "plan", "rights", "units", "audit_log"})
_OF_ONES_OWN = frozenset({"cancel_shift", "my_shifts", "check_in", "report", "my_record", "faq:hours"})
_WITHOUT_A_STORY = frozenset({"stop", "back", "none", "smalltalk"})
_OF_THE_PAST = frozenset({"report", "my_record", "faq:hours"})
TIMES, ONCE = 3, 2  # situations of a phrase with something to fill in, and of any other
OTHERS_TOO = 0.5
DRESSED = 0.35  # of the phrases get something before or behind


class Phrase(NamedTuple):
    """An example: the intent it stands under, and its words."""

    intent: str
    words: str


def phrases() -> Iterator[Phrase]:
    """Every phrase beside a conversation, by the name of its folder, in the order of its file."""
    for folder in sorted(
        (folder for folder in resources.files("handlers").iterdir() if folder.is_dir()), key=lambda folder: folder.name
    ):
        file = folder.joinpath("examples.txt")
        if not file.is_file():
            continue
        intent = ""
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("# "):
                intent = line[2:].strip()
            elif line.strip():
                yield Phrase(intent, line.strip())


def situations(phrase: Phrase, chance: random.Random) -> Iterator[tuple[str, Context]]:
    """A phrase as it would be typed, in situations in which it would be."""
    for _time in range(TIMES if "{" in phrase.words else ONCE):
        yield situation(phrase, chance)


def told_situations(phrase: Phrase, chance: random.Random) -> Iterator[tuple[str, Context]]:
    """A phrase with a story beside it, as it may be typed too; nothing of what a story would turn into more."""
    if phrase.intent not in _WITHOUT_A_STORY:
        yield situation(phrase, chance, told=True)


@cache
def stories(*, english: bool) -> tuple[str, ...]:
    """What people tell beside a wish, and what is no wish by itself."""
    lines = resources.files(__package__).joinpath("stories.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if (_IS_ENGLISH.search(line) is not None and line.isascii()) == english)


def situation(phrase: Phrase, chance: random.Random, *, told: bool = False) -> tuple[str, Context]:
    """A phrase as it would be typed, and what the bot knows of the chat then."""
    now = datetime(2026, chance.choice([3, 6, 9, 11, 12]), chance.randint(1, 28), chance.randint(6, 21), tzinfo=_HOME)
    known = chance.sample(invented.CAMPAIGNS, 4)
    title, short = known[0]
    campaigns = tuple(
        KnownCampaign(name, "Tỉnh đoàn", "", (KnownShift(now + timedelta(days=chance.randint(0, 9)), 3),))
        for name, _short in known
    )
    mine = tuple(_my_shifts(phrase.intent, [name for name, _short in known], now, chance))
    english = phrase.words.isascii() and _IS_ENGLISH.search(phrase.words)
    text = phrase.words.replace("{c}", chance.choice([short, short, title])).replace(
        "{d}", chance.choice(invented.ENGLISH_DAYS if english else invented.DAYS)
    )
    code = "mã" in phrase.words or "code" in phrase.words
    text = text.replace("{n}", str(chance.randint(100_000, 999_999) if code else chance.randint(2, 60)))
    if phrase.intent not in {"stop", "back"}:
        text = _told(text, bool(english), chance) if told else _dressed(text, bool(english), chance)
    return text, Context(now, _role(phrase.intent, chance), campaigns, mine)


def _told(text: str, english: bool, chance: random.Random) -> str:
    """A text with a story before it, behind it, or around it."""
    known = stories(english=english)
    joint = chance.choice([", ", ", ", " ", ". ", "\n"])
    before = [chance.choice(known) for _clause in range(chance.choice([0, 1, 1, 2]))]
    behind = [chance.choice(known)] if not before or chance.random() < OTHERS_TOO / 2 else []
    return joint.join([*before, text, *behind])


def _dressed(text: str, english: bool, chance: random.Random) -> str:
    """A text with words of politeness around it, or a story before it, as any message may have them."""
    if chance.random() < DRESSED:
        text = chance.choice(invented.ENGLISH_OPENERS if english else invented.OPENERS) + text
    if chance.random() < DRESSED:
        text += chance.choice(invented.ENGLISH_ENDS if english else invented.ENDS)
    return text


def _my_shifts(intent: str, titles: list[str], now: datetime, chance: random.Random) -> Iterator[MyShift]:
    """Shifts that somebody with this wish may have: of the campaign that is named, and of others."""
    title, *others = titles
    if chance.random() < (0.85 if intent in _OF_ONES_OWN else 0.1 if intent == "sign_up" else 0.4):
        past = intent in _OF_THE_PAST
        hours = 0.2 if intent == "check_in" else -chance.randint(4, 40) if past else chance.randint(10, 100)
        yield MyShift(title, now + timedelta(hours=hours), checked_in=past)
    if chance.random() < OTHERS_TOO:
        hours = chance.choice([0.3, -chance.randint(4, 60), chance.randint(10, 150), chance.randint(10, 150)])
        yield MyShift(
            others[0], now + timedelta(hours=hours), checked_in=hours < 0, reported=chance.random() < OTHERS_TOO
        )


def _role(intent: str, chance: random.Random) -> Role | None:
    if intent in _ORGANISERS:
        return Role.ORGANISER
    if intent in _LEADERS:
        return chance.choice([Role.LEADER, Role.LEADER, Role.ORGANISER])
    if intent in {"join", "redeem"}:
        return chance.choice([None, None, None, Role.MEMBER])
    anybody = [None, None] if intent.startswith("faq:") or intent in {"smalltalk", "none", "help", "language"} else []
    return chance.choice([*([Role.MEMBER] * 5), Role.LEADER, Role.ORGANISER, *anybody])
