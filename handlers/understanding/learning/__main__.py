"""`python -m handlers.understanding.learning`: learn the weights again; `--check` says whether they are up to date."""

from __future__ import annotations

import hashlib
import random
import sys
from pathlib import Path

import numpy as np

from handlers.contents import COMMANDS
from handlers.understanding.context import Context
from handlers.understanding.features import features, reading
from handlers.understanding.intents import BACK, NONE, STOP
from handlers.understanding.learning.chatter import chatter
from handlers.understanding.learning.examples import Phrase, phrases, situation, situations, stories, told_situations
from handlers.understanding.learning.learn import Row, learned
from handlers.understanding.learning.sets import Utterance, handover
from handlers.understanding.model import WEIGHTS
from handlers.understanding.tables import every

SEED = 1
ALSO = 0.3  # what another right answer counts beside the first
CHATTER = 0.25  # what a sentence that was put together counts beside one that somebody wrote
STORIES = 400  # that are told alone
FOREIGN = 0.08  # of them in English
UNLEARNED = "answer"  # what answers an open question is read by rules
NOT_LEARNED_FROM = {
    f"{name}.py"
    for name in every("""
        __init__ asking at_question beginning bare deeds guard slots amounts whom answers agreeing answering choosing
        stopping several typed_answers
    """)
}
_NAVIGATION = {"huy": STOP, "lui": BACK}


def rows(utterances: list[Utterance]) -> list[Row]:
    """What the model is learned from: utterances where nothing was asked, and the phrases beside the conversations."""
    learnt = [row for one in utterances if one.context.question is None and (row := _row_of(one)) is not None]
    chance = random.Random(SEED)  # noqa: S311 - it only invents examples
    for phrase in phrases():
        bare, told = list(situations(phrase, chance)), list(told_situations(phrase, chance))
        share = 1.0 / (len(bare) + len(told))
        learnt += [_row(phrase.intent, *placed, share, told=False) for placed in bare]
        learnt += [_row(phrase.intent, *placed, share, told=True) for placed in told]
    for _family, text in chatter(chance):
        learnt.append(_row(NONE, *situation(Phrase(NONE, text), chance), CHATTER, told=False))
    for _time in range(STORIES):
        text = ", ".join(chance.sample(stories(english=chance.random() < FOREIGN), chance.choice([1, 1, 2, 3])))
        learnt.append(_row(NONE, *situation(Phrase(NONE, text), chance), CHATTER, told=False))
    return learnt


def _row(intent: str, text: str, context: Context, weight: float, *, told: bool) -> Row:
    return Row(frozenset(_features(text, context)), {intent: 1.0}, weight, told)


def _row_of(utterance: Utterance) -> Row | None:
    shares = {utterance.intent: 1.0} | dict.fromkeys(utterance.also_ok, ALSO)
    right = {intent_of(label): share for label, share in shares.items() if label != UNLEARNED}
    if not right:
        return None
    whole = sum(right.values())
    return Row(
        frozenset(_features(utterance.text, utterance.context)),
        {intent: share / whole for intent, share in right.items()},
        1.0,
    )


def intent_of(label: str) -> str:
    """The intent of a label that may be a command: "dangky" is the conversation "sign_up"."""
    return COMMANDS[label].name if label in COMMANDS else _NAVIGATION.get(label, label)


def _features(text: str, context: Context) -> set[str]:
    return set(features(reading(text, context), context))


def fingerprint() -> str:
    """A mark of all that the weights depend on: the examples, the utterances, and the code that reads them."""
    here = Path(__file__).parent
    marks = hashlib.blake2s()
    for path in sorted(
        [
            *here.parent.glob("*.py"),
            *here.glob("*.py"),
            here.parent / "lexicon.tsv",
            here.parent / "english.txt",
            here / "utterances.json",
            *here.parents[1].glob("*/examples.txt"),
        ]
    ):
        if path.name not in NOT_LEARNED_FROM:
            marks.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return marks.hexdigest()


def main() -> int:
    """Write weights.npz, or say whether it is up to date."""
    path = Path(__file__).parents[1] / WEIGHTS
    if "--check" in sys.argv:
        with np.load(path) as stored:
            good = str(stored["fingerprint"]) == fingerprint()
        sys.stdout.write(
            "The weights are up to date.\n" if good else "The examples have changed: say make understanding.\n"
        )
        return 0 if good else 1
    model = learned(rows(handover()))
    np.savez_compressed(
        path,
        intents=np.array(model.intents),
        vocabulary=np.array(model.vocabulary),
        weights=model.weights,
        ours=np.array([index for index, feature in enumerate(model.vocabulary) if feature in model.ours]),
        fingerprint=np.array(fingerprint()),
    )
    size = path.stat().st_size
    sys.stdout.write(f"{path.name}: {len(model.vocabulary):,} features, {len(model.intents)} intents, {size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
