"""What stands around a number and makes it no one number: "15-20", "20 mấy", "trên 20", "3 x 20". Pure."""

from __future__ import annotations

from handlers.typed import number_words as words
from handlers.typed.number_words import Number, Token


def with_doubts(tokens: list[Token], found: list[Number]) -> list[Number]:
    """The numbers, without a value where what stands around them says that it is another, or none."""
    unclear = set()
    for index, number in enumerate(found):
        before = found[index - 1] if index else None
        if _is_doubted(tokens, number):
            unclear.add(index)
        if before is not None and _are_one(tokens, before, number):
            unclear.update({index - 1, index})
    return [number._replace(value=None) if index in unclear else number for index, number in enumerate(found)]


def _is_doubted(tokens: list[Token], number: Number) -> bool:
    """Whether a number is below nought, or says only more or less than what."""
    if tokens[number.first].text == "tam" and number.end > number.first + 1:  # "tám" or "tầm": about
        return True
    before = [token.plain or token.text for token in tokens[max(0, number.first - 2) : number.first]]
    behind = [token.plain or token.text for token in tokens[number.end : number.end + 2]]
    pairs = {" ".join(before), *before[-1:]}
    vague_tens = number.value in {10, 100, 1000} and not pairs.isdisjoint(words.VAGUE_TENS)
    told = not pairs.isdisjoint(words.DOUBTS_BEFORE) or not {" ".join(behind), *behind[:1]}.isdisjoint(
        words.DOUBTS_BEHIND
    )
    return vague_tens or told or _is_below_nought(tokens, number)


def _is_below_nought(tokens: list[Token], number: Number) -> bool:
    """Whether a minus stands right before a number, and nothing right before that."""
    if not number.first or tokens[number.first - 1].text not in {"-", "−"} or not tokens[number.first].glued:
        return False
    return number.first == 1 or not tokens[number.first - 1].glued


def _are_one(tokens: list[Token], before: Number, number: Number) -> bool:
    """Whether two numbers are the ends of one: "15-20", "15 đến 20 cây", "20 hay 30", "3 x 20", "15/20"."""
    between = tokens[before.end : number.first]
    links = any(token.plain in words.BETWEEN or token.text in words.BETWEEN_SIGNS for token in between)
    return links and (len(between) == 1 or (len(between) <= 4 and _same_unit(between, tokens[number.end :])))


def _same_unit(between: list[Token], behind: list[Token]) -> bool:
    """Whether what stands between two numbers is a unit that stands behind the second one too: "15 cây đến 20 cây"."""
    return bool(between and behind) and between[0].plain == behind[0].plain
