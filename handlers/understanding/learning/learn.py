"""Softmax regression with a penalty, by gradient descent: examples → a model. Deterministic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from handlers.understanding.model import Model, strangeness

ROUNDS = 140
PENALTY = 1.2e-4
RATE = 0.06
PIECE = 2048  # hits that are summed at a time
IDLE = {"none", "smalltalk"}  # what wishes nothing
LEAST = 2.0  # examples, counted by their weight, that a feature must be in

_Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
_Places = np.ndarray[tuple[int, ...], np.dtype[np.integer]]


class Row(NamedTuple):
    """An example: its features, the intents that are right with their shares (1 in all), and what it weighs.

    `told` says that a story stands beside the wish, whose words are not those that the wish is said with.
    """

    features: frozenset[str]
    right: dict[str, float]
    weight: float
    told: bool = False


class _Hits(NamedTuple):
    """Which example has which feature, ordered by one of them; `starts` is where each of that begins."""

    order: _Places
    starts: _Places
    present: _Places

    @classmethod
    def by(cls, keys: _Places, others: _Places) -> _Hits:
        """The hits gathered by `keys`."""
        order = np.argsort(keys, kind="stable")
        present, starts = np.unique(keys[order], return_index=True)
        return cls(others[order], np.append(starts, len(order)), present)

    def summed(self, values: _Floats, length: int) -> _Floats:
        """For each key the sum of the rows of `values` that its hits name, in pieces that fit a cache."""
        whole = np.zeros((length, values.shape[1]), dtype=np.float32)
        first = 0
        while first < len(self.present):
            last = int(np.searchsorted(self.starts, self.starts[first] + PIECE))
            last = min(max(last, first + 1), len(self.present))
            start, end = self.starts[first], self.starts[last]
            piece = values[self.order[start:end]]
            whole[self.present[first:last]] = np.add.reduceat(piece, self.starts[first:last] - start)
            first = last
        return whole


def learned(rows: Sequence[Row], *, rounds: int = ROUNDS, penalty: float = PENALTY) -> Model:
    """The model of examples; a feature that fewer than `LEAST` of them have is left out."""
    counts: defaultdict[str, float] = defaultdict(float)
    wished: defaultdict[str, float] = defaultdict(float)
    for example in rows:
        wish = 0.0 if example.told else sum(share for intent, share in example.right.items() if intent not in IDLE)
        for feature in example.features:
            counts[feature] += example.weight
            wished[feature] += example.weight * wish
    known = {feature for feature, count in counts.items() if count >= LEAST - 1e-6}
    ours = {feature for feature in known if feature.startswith("w1:") and wished[feature] >= LEAST - 1e-6}
    told = [features | strangeness(features, ours) for features, *_rest in rows]
    vocabulary = sorted(known | {feature for features in told for feature in features if feature.startswith("strange")})
    at = {feature: index for index, feature in enumerate(vocabulary)}
    intents = sorted({intent for row in rows for intent in row.right})
    pairs = [(row, at[feature]) for row, features in enumerate(told) for feature in sorted(features) if feature in at]
    hits = np.array(pairs, dtype=np.int32)
    wanted = np.zeros((len(rows), len(intents)), dtype=np.float32)
    for row, example in enumerate(rows):
        for intent, share in example.right.items():
            wanted[row, intents.index(intent)] = share
    weight = np.array([row.weight for row in rows], dtype=np.float32)[:, None]
    weights = _descended(_Lesson(hits, len(vocabulary), wanted, weight / weight.sum()), rounds, penalty)
    return Model(intents, vocabulary, weights.astype(np.float16), ours)


class _Lesson(NamedTuple):
    """What is learned from: which example has which of `width` features, what is right for it, and what it weighs."""

    hits: _Places
    width: int
    wanted: _Floats
    weight: _Floats


def _descended(lesson: _Lesson, rounds: int, penalty: float) -> _Floats:
    """Adam over all examples at once."""
    hits, width, wanted, weight = lesson
    by_example, by_feature = _Hits.by(hits[:, 0], hits[:, 1]), _Hits.by(hits[:, 1], hits[:, 0])
    weights: _Floats = np.zeros((width, wanted.shape[1]), dtype=np.float32)
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, rounds + 1):
        scores = by_example.summed(weights, len(wanted))
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        slope = by_feature.summed((chances - wanted) * weight, width) + penalty * weights
        mean *= 0.9
        mean += 0.1 * slope
        spread *= 0.99
        spread += 0.01 * slope * slope
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return weights
