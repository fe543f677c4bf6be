"""The learned part: how likely each intent is, given a message's features.

A linear model; its weights are in weights.npz.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import cache
from importlib import resources

import numpy as np

WEIGHTS = "weights.npz"
_MOST_UNSEEN = 4
Weights = np.ndarray[tuple[int, ...], np.dtype[np.float16]]


def unseen(features: Iterable[str], known: Container[str]) -> set[str]:
    """How many of a message's words are in no example, as a feature: what is strange is rarely a wish of ours."""
    strange = sum(1 for feature in features if feature.startswith("w1:") and feature not in known)
    return {f"unseen:{min(strange, _MOST_UNSEEN)}"}


class Model:
    """Weights of each feature for each intent."""

    def __init__(self, intents: list[str], vocabulary: list[str], weights: Weights) -> None:
        self.intents = intents
        self.vocabulary = vocabulary
        self.weights = weights
        self._rows = {feature: row for row, feature in enumerate(vocabulary)}

    def likely(self, features: Iterable[str]) -> dict[str, float]:
        """Each intent with its probability."""
        told = set(features)
        rows = [row for feature in told | unseen(told, self._rows) if (row := self._rows.get(feature)) is not None]
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
        return Model(stored["intents"].tolist(), stored["vocabulary"].tolist(), stored["weights"])
