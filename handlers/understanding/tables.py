"""Tables of words, written as text and read once. Pure."""

from __future__ import annotations


def every(text: str) -> frozenset[str]:
    """Every word of a text."""
    return frozenset(text.split())


def meanings(text: str) -> dict[str, str]:
    """Words by what they mean, from lines like "cay: tree trees"."""
    lines = (line.split(":") for line in text.strip().splitlines())
    return {word: meaning.strip() for meaning, words in lines for word in words.split()}


def several(text: str) -> dict[str, tuple[str, ...]]:
    """Words by all that they may mean, from such lines, in their order."""
    found: dict[str, tuple[str, ...]] = {}
    for line in text.strip().splitlines():
        meaning, _colon, words = line.partition(":")
        for word in words.split():
            found[word] = (*found.get(word, ()), meaning.strip())
    return found
