"""Softmax regression with a penalty, by gradient descent: examples → a model. Deterministic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from handlers.understanding.model import Model

ROUNDS = 160
PENALTY = 1.5e-4
RATE = 0.06


class Row(NamedTuple):
    """An example: its features, the intents that are right with their shares (1 in all), and what it weighs."""

    features: frozenset[str]
    right: dict[str, float]
    weight: float


def learned(rows: Sequence[Row], *, least: int = 2, rounds: int = ROUNDS, penalty: float = PENALTY) -> Model:
    """The model of examples; a feature that fewer than `least` of them have is left out."""
    counts = Counter(feature for features, _right, _weight in rows for feature in features)
    vocabulary = sorted(feature for feature, count in counts.items() if count >= least)
    at = {feature: index for index, feature in enumerate(vocabulary)}
    intents = sorted({intent for _features, right, _weight in rows for intent in right})
    known = np.zeros((len(rows), len(vocabulary)), dtype=np.float32)
    wanted = np.zeros((len(rows), len(intents)), dtype=np.float32)
    weight = np.array([row[2] for row in rows], dtype=np.float32)[:, None]
    for row, (features, right, _weight) in enumerate(rows):
        hits = [at[feature] for feature in features if feature in at]
        known[row, hits] = 1.0
        for intent, share in right.items():
            wanted[row, intents.index(intent)] = share
    return Model(
        intents, vocabulary, _descended(known, wanted, weight / weight.sum(), rounds, penalty).astype(np.float16)
    )


def _descended(known: Any, wanted: Any, weight: Any, rounds: int, penalty: float) -> Any:
    """Adam over all examples at once."""
    weights = np.zeros((known.shape[1], wanted.shape[1]), dtype=np.float32)
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, rounds + 1):
        scores = known @ weights
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        chances /= chances.sum(axis=1, keepdims=True)
        slope = known.T @ ((chances - wanted) * weight) + penalty * weights
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope * slope
        weights -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return weights
