"""The learned part: how likely each intent is, given a message's features.

A linear model; its weights are in weights.npz.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable
from functools import cache
from importlib import resources

import numpy as np

WEIGHTS = "weights.npz"
_MOST_STRANGE = 5
_PARTS = 4  # a message's strange words are counted in quarters of it
Weights = np.ndarray[tuple[int, ...], np.dtype[np.float16]]


def strangeness(features: Iterable[str], ours: Container[str]) -> set[str]:
    """How many of a message's words no wish of ours is said with, and how large a part of it they are, as features.

    What is strange is rarely ours, also where it has a word of ours: "lịch chiếu phim" is no calendar of ours.
    """
    words = [feature for feature in features if feature.startswith("w1:")]
    strange = sum(1 for word in words if word not in ours)
    return {f"strange:{min(strange, _MOST_STRANGE)}", f"strange part:{strange * _PARTS // max(1, len(words))}"}


class Model:
    """Weights of each feature for each intent; `ours` are the words (as features) that wishes are said with."""

    def __init__(self, intents: list[str], vocabulary: list[str], weights: Weights, ours: Collection[str]) -> None:
        self.intents = intents
        self.vocabulary = vocabulary
        self.weights = weights
        self.ours = frozenset(ours)
        self._rows = {feature: row for row, feature in enumerate(vocabulary)}

    def likely(self, features: Iterable[str]) -> dict[str, float]:
        """Each intent with its probability."""
        told = set(features)
        rows = [row for feature in told | strangeness(told, self.ours) if (row := self._rows.get(feature)) is not None]
        scores = self.weights[rows].astype(np.float32).sum(axis=0)
        chances = np.exp(scores - scores.max())
        chances /= chances.sum()
        return dict(zip(self.intents, chances.tolist(), strict=True))

    def knows(self, feature: str) -> bool:
        """Whether a feature is among those learned."""
        return feature in self._rows


@cache
def model() -> Model:
    """The model that was learned from the examples in the repository."""
    with resources.files(__package__).joinpath(WEIGHTS).open("rb") as file, np.load(file) as stored:
        vocabulary = stored["vocabulary"].tolist()
        ours = [vocabulary[index] for index in stored["ours"]]
        return Model(stored["intents"].tolist(), vocabulary, stored["weights"], ours)
