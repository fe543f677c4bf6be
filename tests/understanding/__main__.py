"""`python -m tests.understanding SET.json > predictions.jsonl`: what the bot understands of each utterance of a set.

A set is a JSON list of entries with `id`, `role`, `text` and `context`, as in the shared sets. A prediction is a line
of JSON: `id`, `intent` (a command without its slash, or another intent's name) and `slots`. With `--left-out [FOLDS]`
the repository's own utterances are read instead, each by weights that were learned without its persona, and what comes
of it is printed by intent.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from handlers.contents import CONVERSATIONS
from handlers.understanding import Understood, understand
from handlers.understanding.intents import BACK, STOP
from handlers.understanding.learning.__main__ import rows
from handlers.understanding.learning.learn import learned
from handlers.understanding.learning.sets import context_of, handover
from handlers.understanding.slots import Slots

FOLDS = 4
NAMES = {STOP: "huy", BACK: "lui"}


def label(intent: str) -> str:
    """An intent as sets write it."""
    return CONVERSATIONS[intent].commands[0] if intent in CONVERSATIONS else NAMES.get(intent, intent)


def written(slots: Slots) -> dict[str, Any]:
    """Slots as sets write them; what was not named is left out."""
    row: dict[str, Any] = {name: getattr(slots, name) for name in ("campaign", "unit", "person", "count", "choice")}
    row["day"] = None if slots.day is None else "/".join(dict.fromkeys(day.isoformat() for day in slots.day))
    row["shift"] = None if slots.shift is None else slots.shift.isoformat()
    return {name: value for name, value in row.items() if value is not None}


def predictions(entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What is understood of each entry of a set."""
    for entry in entries:
        yield row_of(entry["id"], understand(entry["text"], context_of(entry)))


def row_of(id_: str, understood: Understood) -> dict[str, Any]:
    """A prediction as a line of the file has it."""
    return {"id": id_, "intent": label(understood.intent), "slots": written(understood.slots)}


def left_out(folds: int) -> Iterator[dict[str, Any]]:
    """The repository's utterances, each by weights that were learned without its persona, and others of its fold."""
    utterances = handover()
    personas = sorted({utterance.persona for utterance in utterances})
    for fold in range(folds):
        out = set(personas[fold::folds])
        model = learned(rows([utterance for utterance in utterances if utterance.persona not in out]))
        for utterance in utterances:
            if utterance.persona in out:
                yield row_of(utterance.id, understand(utterance.text, utterance.context, model))


def report(predicted: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The share that is right, by intent, and what is taken for what, as lines of a table."""
    all_of, right_of, taken = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
    for utterance in handover():
        intent = predicted[utterance.id]["intent"]
        right = intent in {utterance.intent, *utterance.also_ok}
        all_of[utterance.intent] += 1
        right_of[utterance.intent] += right
        taken[utterance.intent, intent] += not right
    yield f"Right: {100 * right_of.total() / all_of.total():.1f} % of {all_of.total()}."
    yield "By intent: " + ", ".join(f"{one} {right_of[one]}/{many}" for one, many in all_of.most_common()) + "."
    often = [(pair, count) for pair, count in taken.most_common(12) if count > 1]
    yield "Confusions that remain: " + ", ".join(f"{was} → {got} {count}" for (was, got), count in often) + "."


def main() -> int:
    """Print the predictions of a set."""
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    if sys.argv[1] == "--left-out":
        made = {row["id"]: row for row in left_out(int(sys.argv[2]) if len(sys.argv) > 2 else FOLDS)}
        print("\n".join(report(made)))
        return 0
    for row in predictions(json.loads(Path(sys.argv[1]).read_text("utf-8"))):
        print(json.dumps(row, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
