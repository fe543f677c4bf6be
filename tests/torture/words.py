"""Any words and numbers at every question, and behind every command, in every role: nothing falls over.

`python -m tests.torture.words` does all of it and prints its figures as JSON; the exit code is 1 where anything failed.
"""

from __future__ import annotations

import json
import math
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.channels.telegram.updates import Me, not_understood, understand
from handlers.contents import COMMANDS
from handlers.engine.message import Incoming
from tests.support import walks
from tests.support import world as worlds
from tests.support.walks import Position, Walker

ME = Me(id=1, username="diemdanh_bot")
NUMBERS = (
    "0",
    "-1",
    "-0",
    "007",
    "1" + "0" * 18,
    str(2**62),
    str(2**63 - 1),
    str(2**63),
    str(2**64),
    str(-(2**63) - 1),
    "9" * 400,
    "9" * 4090,
    "1e400",
    "1e999999999",
    "inf",
    "-Infinity",
    "NaN",
    "١٢٣",  # Arabic
    "１２３",  # full width
    "१२३",  # Devanagari
    "²",
    "②",
    "Ⅻ",
    "½",
    "1_000",
    "0x10",
    "1,5",
    "1.000.000.000.000",
    "99999999999999999999",
    "12345678901234567890.12345678901234567890",
    "30/11/99999999999999999999",
    "99999999999h-99999999999h",
    "9999 triệu tỷ",
    "999999999999999999 tỷ tỷ tỷ tỷ",
)
LETTERS = (
    "a",
    "Nguyễn" + "n" * 70,
    "Nguyễn " * 12,
    "bạn nào rảnh thì ghé qua ủy ban xã giúp mình một tay với nhé cảm ơn các bạn rất nhiều",
    "ạ" * 4096,
    "x " * 2048,
    "🌳" * 2048,
    "👩‍👩‍👧‍👦 Trần Thị 🌳",
    "Nguye\u0302\u0303n Va\u0306n Xu\u00e2n",
    "\u0301" * 100,
    "مرحبا بالعالم",
    "\u202eNguyễn Văn An\u202c",
    "\u200b",
    "\u200b\u2060\ufeff",
    "Lê\u200bVăn\u200bAn",
    "\x00",
    "\x1b[31mđỏ",
    "\n",
    "một\nhai\nba\n" * 300,
    "\t\r\n\x0b\x0c\x85\u2028\u2029",
    "Nguyễn Văn An\nTrần Thị Bình",
    "%s %d {name} {0} {} %(x)s",
    "{" * 200,
    "' OR 1=1; --",
    "<b>An</b> & Bình",
    "*_`[a](b)",
    "\\",
    "/",
    "/ /",
    "//start",
    "/start@",
    "@",
    "…",
    "ß İ ı ſ ﬀ",
    "𝔑𝔤𝔲𝔶ễ𝔫 𝔙ă𝔫",
    "\U000e0041\U000f0000",
    "\ud7ff\ue000\ufffd\uffff",
    "K' Brêuh",
    "H’Hen Niê",
)
TEXTS = NUMBERS + LETTERS


def behind_commands() -> Iterator[dict[str, str]]:
    """Each command with each of these behind it, typed and as a button could hold it."""
    for command in COMMANDS:
        for argument in TEXTS:
            yield {"kind": "text", "text": f"/{command} {argument}"[:4096]}
            yield {"kind": "choice", "choice": f"/{command} {argument}"[:64]}


def at_questions(position: Position) -> Iterator[dict[str, str]]:
    """Each of these as an answer, typed and as a button of the open question's could hold it."""
    asked = position.running.asked
    number = 0 if asked is None else asked.id
    for text in TEXTS:
        yield {"kind": "text", "text": text[:4096]}
        yield {"kind": "choice", "choice": f"{number}:{text}"[:64]}


FLOATS = (
    0.0,
    -0.0,
    90.0,
    -90.0,
    90.0000001,
    180.0,
    -180.1,
    1e300,
    -1e308,
    5e-324,
    math.inf,
    -math.inf,
    math.nan,
    10**400,
    2**63,
    "9,56",
    None,
)


def locations(now: float) -> Iterator[dict[str, Any]]:
    """Updates with a location, as JSON could hold it."""
    points = [(latitude, 105.9) for latitude in FLOATS] + [(9.56, longitude) for longitude in FLOATS]
    for latitude, longitude in points:
        for more in ({}, {"live_period": 60}, {"horizontal_accuracy": 1e308}, {"horizontal_accuracy": math.nan}):
            yield {"date": int(now), "location": {"latitude": latitude, "longitude": longitude, **more}}


def failure(walker: Walker, content: dict[str, Any]) -> str | None:
    """What is wrong with the answer to a message where the chat stands; None where nothing is."""
    with walker.trial():
        try:
            replies = walker.send(**content)
        except Exception as error:  # noqa: BLE001 - whatever it is, the update would have been parked
            return f"{type(error).__name__}: {error}"
        return None if any(reply.text.strip() for reply in replies) else "no answer"


def understood(walker: Walker, number: int, message: dict[str, Any]) -> dict[str, Any]:
    """A message of Telegram's as the channel hands it over."""
    chat = {"id": 7, "type": "private"}
    update = {"update_id": number, "message": {"message_id": number, "chat": chat, "from": {"id": 7}, **message}}
    now = walker.world.now
    incoming: Incoming | None
    try:
        incoming = understand(update, ME, now)
    except Exception:  # noqa: BLE001 - as the channel does
        incoming = not_understood(update, now)
    assert incoming is not None
    return {"kind": incoming.kind, "location": incoming.location, "text": incoming.text}


def failures(walker: Walker, position: Position | None, contents: Iterable[dict[str, Any]]) -> list[str]:
    """What is wrong with any of these at a question (None: at no question), each in a line."""
    wrong = []
    for content in contents:
        with walker.trial():
            walker.put(*(("{}", "vi") if position is None else (position.state, position.language)))
            if (what := failure(walker, content)) is not None:
                wrong.append(f"{position or walker.role}, {str(content)[:90]}: {what[:200]}")
    return wrong


def main() -> int:
    """Say everything everywhere; print the figures."""
    begun = time.monotonic()
    wrong: list[str] = []
    figures = dict.fromkeys(("questions", "at_questions", "behind_commands", "locations"), 0)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "world.db"
        worlds.build(file)
        with walks.furnished(file) as world:
            walks.furnish(world)
            for role in walks.ROLES:
                reached = walks.all_positions(world, (role,))
                figures["questions"] += len(reached)
                with world.change() as tx:
                    walker = Walker(world, tx, role)
                    for position in reached:
                        answers = list(at_questions(position))
                        figures["at_questions"] += len(answers)
                        wrong += failures(walker, position, answers)
                        sent = [
                            understood(walker, number, one)
                            for number, one in enumerate(locations(world.now.timestamp()))
                        ]
                        figures["locations"] += len(sent)
                        wrong += failures(walker, position, sent)
                    commands = list(behind_commands())
                    figures["behind_commands"] += len(commands)
                    wrong += failures(walker, None, commands)
    print(json.dumps({**figures, "failures": len(wrong), "seconds": round(time.monotonic() - begun)}, indent=2))
    for line in wrong[:50]:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
