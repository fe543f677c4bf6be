"""Numbers as people write and say them: "1k2", "2tr5", "ba trăm rưỡi", "trăm lẻ năm", "hai lăm", "1 500". Pure.

Each is read whole. What may be two numbers, or says only about how many ("15-20", "hai ba cây", "20 mấy"), is found
too, without a value: whoever asks asks again, and takes no part of it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from handlers.typed import number_words as said
from handlers.typed.number_doubts import with_doubts
from handlers.typed.number_words import Number, Token


class _Part(NamedTuple):
    """A part of a number: its value, where it ends, and what a half or a single digit behind it is a part of."""

    value: float | None
    end: int
    base: int = 1
    shy: bool = False
    parts: int = 0
    hundreds: bool = False


def numbers_in(tokens: list[Token], *, comma_parts: bool = False, point_parts: bool = False) -> list[Number]:
    """Every number in a row of tokens, in order.

    A comma or a point before three digits parts thousands, unless `comma_parts` or `point_parts`: then it begins what
    is behind the decimal sign.
    """
    reader = _Reader(tokens, comma_parts=comma_parts, point_parts=point_parts)
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        number = None if said.is_vague(tokens[at : at + 2]) else reader.number(at)
        if number is None:
            at += 1
            continue
        found.append(number)
        at = number.end
    return with_doubts(tokens, found)


_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+")
_GROUPED_WITH_PARTS = re.compile(r"(\d{1,3}(?:\.\d{3})+),(\d{1,3})")


class _Reader:
    """Reads numbers out of the tokens of a text."""

    def __init__(self, tokens: list[Token], *, comma_parts: bool, point_parts: bool) -> None:
        self.tokens = tokens
        self.comma_parts, self.point_parts = comma_parts, point_parts

    def _token(self, at: int) -> Token:
        return self.tokens[at] if at < len(self.tokens) else said.NOTHING

    def number(self, at: int) -> Number | None:
        """The number that begins there; None where none does."""
        part = self._english(at) or self._below(at, said.NO_LIMIT, first=True)
        if part is None:
            return None
        value = None if part.value is None or part.value > said.NO_LIMIT else round(part.value, 3)
        return Number(value, at, part.end, part.shy, part.parts)

    # Groups with their thousands and millions ------------------------------------------------------------------------

    def _below(self, at: int, limit: int, *, first: bool) -> _Part | None:
        """A number whose largest word for thousands is less than `limit`; one may begin with it ("nghìn rưỡi")."""
        group = self._group(at)
        if group is None:
            scale = self._scale(at) if first and not self._token(at).digits else None
            group = None if scale is None else _Part(1.0, at)
        if group is None:
            return None
        if group.base > 1 and said.is_half(self._token(group.end)) and self._scale(group.end + 1) is not None:
            group = _plus(group, group.base / 2, group.end + 1)  # "ba trăm rưỡi nghìn"
        times, end = 1, group.end
        while (scale := self._scale(end)) is not None and times * scale < limit:
            times, end = times * scale, end + 1
            if scale not in said.MAY_FOLLOW:
                break
        if times == 1:
            return self._tail(group) if first or group.hundreds else group
        value = None if group.value is None else group.value * times
        return self._behind(_Part(value, end, times, hundreds=True), limit=times)

    def _scale(self, at: int) -> int | None:
        """Thousands, millions or milliards, as a word behind a number."""
        token = self._token(at)
        if token.digits or said.is_something_else(token, self._token(at + 1)):
            return None
        return said.in_table(token, said.SCALES, said.SCALES_PLAIN)

    def _behind(self, whole: _Part, *, limit: int) -> _Part:
        """What is said behind thousands: a half of them, a digit that means hundreds, the rest of the number."""
        token = self._token(whole.end)
        if said.is_half(token):
            return _plus(whole, limit / 2, whole.end + 1)
        if said.is_odd(token):
            rest = self._below(whole.end + 1, limit, first=False)
            return _Part(None, whole.end + 1) if rest is None else _plus(whole, rest.value, rest.end)
        if token.digits:
            return self._digits_behind(whole, token, limit)
        rest = self._below(whole.end, limit, first=False)
        if rest is None:
            return whole
        if rest.shy:
            return _plus(whole, _tenths(rest, limit, token), rest.end)
        clear = rest.hundreds or rest.base > 1 or self._token(rest.end - 1).plain in said.SCALES_PLAIN
        return _plus(whole, rest.value if clear else None, rest.end)

    def _digits_behind(self, whole: _Part, token: Token, limit: int) -> _Part:
        """Digits behind thousands: "1k2", "2tr500", "1 triệu 200 nghìn"; or they belong to something else."""
        rest = self._below(whole.end, limit, first=False)
        if rest is not None and rest.end > whole.end + 1:
            return _plus(whole, rest.value, rest.end)
        if not token.text.isdecimal():
            return _Part(None, whole.end + 1)
        clear = (
            len(token.text) == 3
            or (len(token.text) == 1 and token.text != "0")
            or (token.glued and token.text[0] != "0")
        )
        if len(token.text) > 3 or not clear:
            return _Part(None, whole.end + 1)
        return _plus(whole, int(token.text) * limit / 10 ** len(token.text), whole.end + 1)

    # Hundreds and less -----------------------------------------------------------------------------------------------

    def _group(self, at: int) -> _Part | None:
        """A number below a thousand in words, or one in digits: "hai trăm lẻ năm", "3 trăm", "20"."""
        head = self._below_hundred(at)
        end = at if head is None else head.end
        if not said.is_hundred(self._token(end)):
            return head
        value = 1.0 if head is None else head.value
        clear = value is not None and value < 100 and value == int(value)
        return self._behind_hundreds(
            _Part(100 * value if clear and value is not None else None, end + 1, 100, hundreds=True)
        )

    def _behind_hundreds(self, whole: _Part) -> _Part:
        """Hundreds with what is said behind them: "lẻ năm", "hai mươi", "hai" (twenty)."""
        end = whole.end
        if said.is_odd(self._token(end)):
            rest = self._below_hundred(end + 1)
            return _Part(None, end + 1) if rest is None else _plus(whole, rest.value, rest.end)
        rest = None if self._token(end).digits and not self._is_digit(end) else self._below_hundred(end)
        if rest is None:
            return whole
        if rest.shy or self._token(end).digits:
            return _plus(whole, _tenths(rest, 100, self._token(end)), rest.end)
        return _plus(whole, rest.value, rest.end)

    def _tail(self, group: _Part) -> _Part:
        """A group with the half that is said behind it: "trăm rưỡi", "hai chục rưỡi", "3 rưỡi"."""
        if not said.is_half(self._token(group.end)):
            return group
        return _plus(group, group.base / 2, group.end + 1, parts=1 if group.base == 1 else 0)

    def _below_hundred(self, at: int) -> _Part | None:
        token = self._token(at)
        if token.digits:
            return self._numeral(at)
        if (tens := said.in_table(token, said.TWENTIES, said.TWENTIES_PLAIN)) is not None:
            digit = self._last(at + 1)
            return None if digit is None else _plus(_Part(float(tens), at), digit.value, digit.end)
        if said.is_ten(token) or said.is_dozen(token):
            return self._tens(1, at + 1) if said.is_ten(token) else _Part(10.0, at + 1, 10)
        first = None if token.text == "tu" else said.digit(token)  # "từ": from
        return None if first is None else self._in_digits_said(first, at)

    def _in_digits_said(self, first: int, at: int) -> _Part | None:
        """Tens that begin with a digit: "hai mươi lăm", "ba chục", "hai lăm"; or the digit alone."""
        behind = self._token(at + 1)
        if said.is_tens(behind) and first > 0:
            return self._tens(first, at + 2, base=10 if said.is_dozen(behind) else 1)
        return self._shortly(first, at)

    def _tens(self, tens: int, at: int, *, base: int = 1) -> _Part:
        """Tens with the digit behind them: "hai mươi lăm", "mười ba", "hai chục"."""
        digit = self._last(at)
        if digit is None:
            return _Part(tens * 10.0, at, base)
        return _Part(None if digit.value is None else tens * 10 + digit.value, digit.end)

    def _last(self, at: int) -> _Part | None:
        """A last digit; "năm" may be years."""
        token = self._token(at)
        if self._is_digit(at):
            value = int(token.text)
        else:
            last = said.digit(token) if (final := said.final_digit(token)) is None else final
            if last is None:
                return None
            value = last
        clear = value > 0 and token.plain != "nam" and not said.is_tens(self._token(at + 1))
        return _Part(float(value) if clear else None, at + 1)

    def _is_digit(self, at: int) -> bool:
        """Whether one digit stands there alone, with no word for what multiplies it."""
        token = self._token(at)
        return token.digits and len(token.text) == 1 and self._scale(at + 1) is None

    def _shortly(self, first: int, at: int) -> _Part | None:
        """A digit, or two that are said for tens: "hai lăm", "ba hai"; "hai ba" may be two or three."""
        token = self._token(at + 1)
        second = said.final_digit(token)
        if second is not None and first > 1:
            return _Part(first * 10.0 + second, at + 2)
        second = said.digit(token)
        if second is None:
            none = first == 0 and not said.is_hundred(token)  # "không trăm lẻ năm"
            return None if none or token.digits else _Part(float(first), at + 1, shy=True)
        end = at + 2
        while said.digit(self._token(end)) is not None and not said.is_tens(self._token(end + 1)):
            end += 1
        if said.is_tens(self._token(end)) or said.is_hundred(self._token(end)):  # "ba bốn chục"
            return _Part(None, end + 1)
        clear = end == at + 2 and first > 1 and second > 0 and second not in {first, first + 1} and token.plain != "nam"
        clear = clear and (first, second) != (5, 7)
        return _Part(first * 10.0 + second if clear else None, end)

    # Digits ----------------------------------------------------------------------------------------------------------

    def _numeral(self, at: int) -> _Part:
        """A number in digits, whose thousands may be parted: "1.200", "1 500 000", "2,5"."""
        text, end = self._token(at).text, at + 1
        if re.fullmatch(r"\d{1,3}", text):
            while re.fullmatch(r"\d{3}", self._token(end).text) and not self._token(end).glued:
                text, end = text + self._token(end).text, end + 1
        if self._token(end).digits and not self._token(end).glued:
            return _Part(None, end + 1)  # two numbers side by side
        part = self._written(text, end)
        if part.value is not None and said.is_tens(self._token(end)):
            if not (text.isdecimal() and 1 <= part.value <= 9):
                return _Part(None, end + 1)
            return self._tens(int(part.value), end + 1, base=10 if said.is_dozen(self._token(end)) else 1)
        return part

    def _written(self, text: str, end: int) -> _Part:
        """What digits with points and commas among them are."""
        if text.isdecimal():
            return _Part(float(text) if len(text) <= said.MOST_DIGITS else None, end)
        if _GROUPED.fullmatch(text) and not self._begins_parts(text):
            many = self._scale(end) is not None and ("," in text or self._token(end).text == "k")
            unclear = self.point_parts or many
            return _Part(None if unclear else float(re.sub("[.,]", "", text)), end)  # "1,200 triệu"
        if (mixed := _GROUPED_WITH_PARTS.fullmatch(text)) is not None:
            return _Part(float(f"{mixed[1].replace('.', '')}.{mixed[2]}"), end, parts=len(mixed[2]))
        parts = re.fullmatch(r"\d+[.,](\d{1,3})", text)
        return _Part(None, end) if parts is None else _Part(float(text.replace(",", ".")), end, parts=len(parts[1]))

    def _begins_parts(self, text: str) -> bool:
        """Whether the one sign in a number begins what is behind the decimal sign."""
        return len(re.findall("[.,]", text)) == 1 and (self.comma_parts if "," in text else self.point_parts)

    # English ---------------------------------------------------------------------------------------------------------

    def _english(self, at: int) -> _Part | None:
        """A number in English words: "twenty-five", "a hundred and five", "half a dozen"."""
        if self._token(at).text == "half" and self._token(at + 1).text == "a" and self._token(at + 2).text == "dozen":
            return _Part(6.0, at + 3)
        whole, group, end, words = 0.0, 0.0, at, 0
        while True:
            token = self._token(end)
            article = token.text in {"a", "an"} and self._token(end + 1).text in said.ENGLISH_TIMES
            if token.text in said.ENGLISH and (group % 100 == 0 or (group % 10 == 0 and said.ENGLISH[token.text] < 10)):
                group += said.ENGLISH[token.text]
            elif article and not words:
                group += 1
            elif words and token.text in said.ENGLISH_TIMES:
                times = said.ENGLISH_TIMES[token.text]
                if times <= 100:
                    group = group * times if times == 12 else (group or 1) * times
                else:
                    whole, group = whole + (group or 1) * times, 0.0
            elif words and token.text in {"and", "-"} and self._token(end + 1).text in said.ENGLISH:
                end += 1
                continue
            else:
                break
            end, words = end + 1, words + 1
        if not words:
            return None
        return _Part(whole + group, end, shy=words == 1 and group < 10)


def _plus(whole: _Part, more: float | None, end: int, *, parts: int = 0) -> _Part:
    value = None if whole.value is None or more is None else whole.value + more
    return _Part(value, end, hundreds=whole.hundreds, parts=parts)


def _tenths(rest: _Part, times: int, token: Token) -> float | None:
    """A single digit behind hundreds or thousands: "trăm hai" is 120; "trăm năm" may be a hundred years."""
    unclear = rest.value is None or token.plain in {"nam", "lam", "nham"} or not 1 <= rest.value <= 9
    return None if unclear or rest.value is None else rest.value * times / 10
