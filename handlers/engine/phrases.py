"""Short lists of what people say, as they are read best: with commas between. Pure."""

from __future__ import annotations


def phrases(listed: str) -> frozenset[str]:
    """The phrases between the commas of a text, over however many lines it goes."""
    return frozenset(" ".join(phrase.split()) for phrase in listed.split(","))
