"""Which of a question's choices a message means: by its place, its day or hour, or its words. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from handlers.understanding import days
from handlers.understanding.agreeing import NO_PHRASE, agreed
from handlers.understanding.answering import ASKS, MOST_WORDS, core, respelt
from handlers.understanding.context import Context, OpenQuestion
from handlers.understanding.features import Reading
from handlers.understanding.stopping import SKIP_LABEL
from handlers.understanding.words import read
from storage.text import fold

_ORDINAL = {
    "dau": 0,
    "dau tien": 0,
    "nhat": 0,
    "mot": 0,
    "hai": 1,
    "nhi": 1,
    "ba": 2,
    "tu": 3,
    "bon": 3,
    "nam": 4,
    "first": 0,
    "second": 1,
    "third": 2,
}
_NTH = re.compile(
    r"\b(?:cai|so|thu|ca|muc|lua chon|option|number|the)\s+"
    r"(dau tien|dau|nhat|mot|hai|nhi|ba|tu|bon|nam|first|second|third|\d{1,2})\b"
)
_LAST = re.compile(
    r"\b(?:the last(?: one)?|last one|(?:cai|so|muc|lua chon) (?:cuoi|chot)|(?:cuoi|sau|duoi) (?:cung|chot))\b"
)
_PART = {
    "sang": (0, 11),
    "trua": (11, 13),
    "chieu": (12, 18),
    "toi": (17, 24),
    "dem": (18, 24),
    "morning": (0, 11),
    "afternoon": (12, 18),
    "evening": (17, 24),
}
_DENIES = re.compile(
    r"\b(?:khong (?!co\b)\w+|chua|khoan|no|not|don t|dung (?:co )?(?:xoa|huy|bo|gui|lam|cho|gach|lay|chon))\b"
)
_DATE_ALONE = re.compile(r"\b(?:ca|buoi|bua|ngay|hom|cai|the) (\d{1,2})(?: (?:a|do|nha|di|nhe))?$")
LABEL_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})\b")
_LABEL_HOUR = re.compile(r"\b(\d{1,2})[:h](\d{2})?")
_HOUR_SAID = re.compile(r"\b(\d{1,2})(?:h|g| gio|:00)(?: (sang|trua|chieu|toi|dem))?")
_VAGUE = frozenset(
    [
        "ben",
        "cho",
        "cai",
        "o",
        "di",
        "chon",
        "lay",
        "ca",
        "ngay",
        "buoi",
        "bua",
        "thu",
        "muon",
        "duoc",
        "so",
        "cua",
        "nguoi",
        "hoat",
        "dong",
    ]
)
_FEW_WORDS = 4
_NONE_OF_THEM = frozenset({"khong", "chua", "no", "none", "het", "xong"})
_NO_PHOTOS = _NONE_OF_THEM | {"chup", "gui", "nao", "tam", "hinh", "bo", "qua", "het", "them", "photo", "photos"}


def chosen(known: Reading, question: OpenQuestion, context: Context) -> str | None:
    """The label that a message means; None where it means none, or where it could be two."""
    if not question.choices:
        return None
    labels = [(label, read(label).plain.split()) for label in question.choices]
    said = core(known.words)
    text = " ".join(respelt(known.words))
    if question.yes:
        return agreed(text, said, labels, question, known.said.text)
    if ASKS.search(text):
        return None
    if question.expects != "choice":
        return _skip(said, labels) or _said_whole(said, labels)
    if _DENIES.search(text) and not any(_DENIES.search(read(label).plain) for label in question.choices):
        return _said_whole(said, labels)  # what denies chooses nothing by likeness
    return (
        _by_place(said, text, question)
        or _by_day(known, question, context)
        or _by_hour(known, question)
        or _likeliest(said, labels, known, question)
    )


def without_photos(known: Reading, question: OpenQuestion) -> str | None:
    """The choice that ends the question for photos, where a message says that there are none."""
    if question.step != "photos" or len(question.choices) != 1:
        return None
    said = core(known.words)
    none = bool(said) and set(said) <= _NO_PHOTOS and not _NONE_OF_THEM.isdisjoint(said)
    return question.choices[0] if none else None


def _by_place(said: Sequence[str], text: str, question: OpenQuestion) -> str | None:
    """The choice whose place in the list a message names."""
    place = _position(said, text, len(question.choices), question)
    return None if place is None else question.choices[place]


def _position(said: Sequence[str], text: str, length: int, question: OpenQuestion) -> int | None:
    """The place in the list that a message names: "3", "cái đầu tiên", "số 2"."""
    number = None
    if _LAST.search(text):
        return length - 1
    if match := _NTH.search(text):
        number = int(match[1]) - 1 if match[1].isdecimal() else _ORDINAL[match[1]]
        if match[0].startswith("thu ") and any("thu" in fold(label).split() for label in question.choices):
            number = None
    elif said and said[0].isdecimal() and len(said) <= 3 and question.expects == "choice" and len(said[0]) <= 2:
        number = int(said[0]) - 1
    return number if number is not None and 0 <= number < length else None


def _by_day(known: Reading, question: OpenQuestion, context: Context) -> str | None:
    """The choice of a day and an hour that a message names."""
    dated = [(label, match) for label in question.choices if (match := LABEL_DATE.search(label))]
    if not dated:
        return None
    if (only := _by_date_alone(known, dated)) is not None:
        return only
    when = known.days or days.named(" ".join(known.words), context.now.date())
    fits = [label for label, _match in dated]
    if when is not None:
        fits = [label for label, match in dated if _is_on(match, when)]
    parts = [limits for word, limits in _PART.items() if word in known.words]
    if parts and (when is not None or len(known.words) <= 6):
        fits = [label for label in fits if _at(label, parts[0])]
    elif when is None:
        return None
    return fits[0] if len(fits) == 1 else None


def _by_date_alone(known: Reading, dated: Sequence[tuple[str, re.Match[str]]]) -> str | None:
    """The choice whose day of the month is said as a number: "ca 18", "bữa 18"."""
    match = _DATE_ALONE.search(" ".join(known.words))
    fits = [label for label, date in dated if match and int(date[1]) == int(match[1])]
    return fits[0] if len(fits) == 1 else None


def _is_on(match: re.Match[str], when: days.Days) -> bool:
    """Whether the date in a label is one of the days; of those that go over a month's end, the first or the last."""
    day, month = int(match[1]), int(match[2])
    first, last = (when.first.day, when.first.month), (when.last.day, when.last.month)
    if when.first.year == when.last.year and when.first.month == when.last.month:
        return first <= (day, month) <= last
    return (day, month) in {first, last}


def _at(label: str, limits: tuple[int, int]) -> bool:
    """Whether the hour in a label is in a part of the day."""
    hour = _LABEL_HOUR.search(LABEL_DATE.sub(" ", label))
    return hour is not None and limits[0] <= int(hour[1]) < limits[1]


def _by_hour(known: Reading, question: OpenQuestion) -> str | None:
    """The choice of an hour that a message names: "9h tối" is 21:00."""
    match = _HOUR_SAID.search(" ".join(known.words))
    hours = {
        label: int(found[1]) for label in question.choices if (found := _LABEL_HOUR.search(LABEL_DATE.sub(" ", label)))
    }
    if not match or len(hours) < len(question.choices):
        return None
    said = int(match[1])
    meant = (
        {said + 12} if match[2] in {"chieu", "toi", "dem"} and said < 12 else {said} if match[2] else {said, said + 12}
    )
    fits = [label for label, hour in hours.items() if hour in meant]
    return fits[0] if len(fits) == 1 else None


def _likeliest(
    said: Sequence[str], labels: Sequence[tuple[str, list[str]]], known: Reading, question: OpenQuestion
) -> str | None:
    """The one label that shares what tells it from the others with the message."""
    if known.campaign is not None and known.campaign.title in question.choices and not ASKS.search(known.said.plain):
        return known.campaign.title
    scores = []
    among = Counter(word for _label, words in labels for word in set(words))
    for label, words in labels:
        telling = [word for word in words if among[word] == 1]
        hits = sum(1.0 for word in telling if word in said) + 0.25 * sum(
            1 for word in words if word in said and word not in telling
        )
        others_said = [word for word in said if word not in words and word not in _VAGUE]
        if (
            telling
            and len(said) <= MOST_WORDS
            and hits >= 1.0
            and (hits >= 2.0 or not others_said)
            and 2 * hits >= len(said)
        ):
            scores.append((hits, label))
    whole = [
        label for label, words in labels if words and set(words) <= set(said) and not NO_PHRASE.search(" ".join(said))
    ]
    if len(whole) == 1 and len(said) <= _FEW_WORDS:
        return whole[0]
    scores.sort(reverse=True)
    if not scores or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    return scores[0][1] if len(core(said)) <= 6 or scores[0][0] >= 2 else None


def _skip(said: Sequence[str], labels: Sequence[tuple[str, list[str]]]) -> str | None:
    """The choice to leave something out, where a text says no more than that."""
    label = next((label for label, _words in labels if SKIP_LABEL.search(fold(label))), None)
    clear = re.fullmatch(
        r"(?:khoi|bo qua|skip|khong can|khoi can|khong|khong co|khong co gi|het|none|no)"
        r"(?: (?:dem|qua|gi|di|khoi|bo|luon|dau|them))*",
        " ".join(said),
    )
    return label if clear else None


def _said_whole(said: Sequence[str], labels: Sequence[tuple[str, list[str]]]) -> str | None:
    """The label that a text says, but for words of politeness; a text of one's own is none of them."""
    fits = [label for label, words in labels if said and core(words) == list(said)]
    return fits[0] if len(fits) == 1 else None
