"""What a message says to the open question: an answer in a sentence, a wish to stop or go back, or something else. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.understanding import days
from handlers.understanding.context import Context, OpenQuestion
from handlers.understanding.features import Reading
from handlers.understanding.numbers import DIGITS
from handlers.understanding.words import read
from storage.text import fold

_FILLER = frozenset(
    [
        "da",
        "a",
        "ah",
        "em",
        "e",
        "anh",
        "chi",
        "ban",
        "bot",
        "minh",
        "toi",
        "t",
        "tui",
        "tao",
        "tau",
        "oi",
        "nhe",
        "nha",
        "nghe",
        "nghen",
        "ne",
        "ni",
        "di",
        "u",
        "vay",
        "z",
        "zay",
        "ha",
        "bac",
        "co",
        "chu",
        "ad",
        "quan",
        "tri",
        "vien",
        "cai",
        "gi",
        "do",
        "lun",
        "luon",
        "cho",
        "giup",
        "gium",
        "dum",
        "voi",
        "la",
        "thi",
        "roi",
        "r",
        "ak",
        "duoc",
        "cung",
        "thoi",
        "ta",
        "please",
        "just",
        "the",
        "a",
        "an",
        "one",
        "i",
        "it",
        "for",
        "me",
        "nhen",
        "hen",
    ]
)
_STOP = re.compile(
    r"(?:thoi|khoi|huy|huy bo|bo|dung|dung lai|ngung|thoat|nghi|khoan|khoan da|stop|cancel|never mind|nevermind|quit|exit|forget it|dep|dep di|met qua|"
    r"hoi gi hoi hoai|hoi hoai|bo di|de sau|de khi khac|luc khac|bua khac|lan khac|huy het|huy cai nay|huy thao tac nay|dung cai nay|khong (?:\w+ ){0,4}nua|not now|maybe later|(?:maybe )?another time|"
    r"khong (?:lam|soan|them|tra lai|tra|dang ky|bao cao|muon|di|gui|can|tiep tuc)|chua (?:lam|can)|het|dau|nham|bam nham|nham r|ua|now|i dont want to(?: do)?(?: this)?|do this|i don t want to|that)"
)
_BACK = re.compile(
    r"\b(?:lui|quay lai|tro lai|back|chon lai|sua lai cau|cau truoc|cau hoi nay|buoc truoc|previous|go back|hoi nay)\b"
)
_BACK_IN_TEXT = re.compile(r"^(?:cho (?:em|minh|toi|t) )?(?:quay|tro|lui|back) (?:lai )?(?:cau|buoc|cho|phan)\b")
_LATER = re.compile(r"\b(?:thoi|de|khoan)\b.*\b(?:sau|bua khac|khi khac|lan khac|luc khac|mai)\b")
_ASKS_TO_STOP = re.compile(
    r"\b(?:cho (?:minh|toi|em|t) dung|thoi (?:cho|em|minh|toi) (?:\w+ ){0,2}(?:dung|ngung|thoat|huy)|dung (?:cai nay )?lai|khong (?:\w+ ){0,4}nua|forget it|never mind|khoi (?:di|lam|can)|huy (?:thao tac|cai) nay|i don t want to|dep di|hoi hoai)\b"
)
_YES = frozenset(
    [
        "u",
        "uh",
        "um",
        "uk",
        "o",
        "ok",
        "oke",
        "okay",
        "okie",
        "co",
        "dong",
        "y",
        "dung",
        "phai",
        "vang",
        "da",
        "duoc",
        "roi",
        "chuan",
        "yes",
        "y",
        "yep",
        "yeah",
        "sure",
        "gui",
        "xac",
        "nhan",
        "chot",
        "chap",
        "nhan",
        "dk",
        "dang",
        "ky",
        "tat",
        "nhien",
        "hop",
        "ly",
        "chinh",
        "xac",
        "correct",
        "right",
        "go",
        "ahead",
        "do",
    ]
)
_YES_PHRASE = re.compile(
    r"\b(?:dong y|dung r?oi|chuan|chinh xac|cung duoc|duoc roi|duoc luon|tat nhien|u|uh|uk|ok|oke|okie|yes|yeah|sure|gui di|chot|chap nhan|xac nhan|phai roi|vang|nhat tri|cho toi cho)\b"
)
_NO_PHRASE = re.compile(
    r"\b(?:khong|khoi|thoi|thui|chua|khoan|dung (?:co )?(?:xoa|huy|bo|gui|lam|cho|gach)|no|nope|not|giu|van di|di duoc|tu choi|de mai|doi)\b"
)
_SKIP_LABEL = re.compile(r"\b(?:bo qua|skip)\b")
_SKIP = re.compile(r"\b(?:bo qua|skip|khoi|khong co gi|khong co|khong gi|het roi|khong a|khong)\b")
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
    r"\b(?:cai|so|thu|ca|muc|lua chon|option|number|the)\s+(dau tien|dau|nhat|mot|hai|nhi|ba|tu|bon|nam|first|second|third|\d{1,2})\b"
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
_LABEL_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})\b")
_LABEL_HOUR = re.compile(r"\b(\d{1,2})[:h](\d{2})?")
_HOURS = re.compile(
    r"(\d{1,2})(?:h|g|:)?(\d{2})?\s*(?:gio)?\s*(?:den|toi|-|to|until)\s*(?:gan |khoang )?(\d{1,2})(?:h|g|:)?(\d{2})?"
)
_NAME_BEFORE = re.compile(
    r"^(?:(?:dạ|da|vâng|vang|thưa|thua)[\s,]+(?=\S+\s+\S+))?(?:bạn|ban|đ/c|đồng chí|dong chi)?\s*(?:(?:(?:em|mình|minh|tôi|toi|tui|t|con|cháu|chau|anh|chị|nó|no|bé|be|con bé|thằng nhỏ|con gái|con trai)\s+)?(?:họ\s+(?:và\s+)?)?(?:tên|ten)(?:\s+(?:em|mình|minh|tôi|toi))?"
    r"(?:\s+(?:là|la))?[\s:,]+|(?:em|mình|tôi|toi|tui)\s+(?:là|la)\s+|(?:my name is|my name's|i am|i'm|name:)\s+)?",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"\b(?:o dau|la gi|la sao|de lam gi|lam gi|chi vay|may gio|bao nhieu tien|the nao|tai sao|vi sao|ai phu trach|mang gi|where|what|why|how)\b|\?"
)


_SPELT = {
    "thui": "thoi",
    "hk": "khong",
    "hok": "khong",
    "hong": "khong",
    "k": "khong",
    "ko": "khong",
    "kg": "khong",
    "lm": "lam",
    "r": "roi",
    "hinh": "anh",
    "khog": "khong",
    "hem": "khong",
    "hum": "khong",
    "thuii": "thoi",
    "hoy": "thoi",
    "nx": "nua",
    "ik": "di",
    "dc": "duoc",
    "cug": "cung",
    "hog": "khong",
}


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
MOST_WORDS = 8  # what is longer is more than the name of a choice


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to the question: `intent` answer, stop or back, the choice that is meant and what else it tells."""

    intent: str
    choice: str | None = None
    count: float | None = None
    person: str | None = None
    unit: str | None = None
    day: str | None = None
    sure: bool = False


def core(words: Sequence[str]) -> list[str]:
    """The words without those of politeness."""
    spelt = (_SPELT.get(word, word) for word in words)
    return [word for word in spelt if word not in _FILLER]


def answer(known: Reading, context: Context) -> Answer | None:
    """How a message answers the open question; None where it is something else."""
    question = context.question
    if question is None:
        return None
    plain = " ".join(_SPELT.get(word, word) for word in known.words)
    short = " ".join(core(known.words))
    chosen = _chosen(known, question, context)
    if (_BACK.search(plain) and question.expects != "text") or _BACK.fullmatch(short) or _BACK_IN_TEXT.match(plain):
        return Answer("back")
    if _stops(plain, short, question) and not _agrees(known) and known.said.text.strip() != _A_NAME:
        no = _refusal(question)
        return Answer("answer", no) if no and question.no else Answer("stop")
    if chosen is not None:
        return _with_more(chosen, known, question, context)
    if question.expects == "choice":
        return None
    return _free(known, question, context, plain)


_A_NAME = "Huy"  # with a capital, where something is typed: also a name


def _agrees(known: Reading) -> bool:
    """Whether "dung" says "đúng" (right), and not "dừng" or "đừng" (stop, do not)."""
    return "đúng" in known.said.text.lower() or re.search(r"\bdung r?oi\b", " ".join(known.words)) is not None


def _stops(plain: str, short: str, question: OpenQuestion) -> bool:
    """Whether a message does nothing but end what is under way; in a text to be sent, such words are its own."""
    short = "thoi" if not short and "thoi" in plain.split() else short
    pieces = [piece.strip() for piece in re.split(r"[,.;!\n]", short) if piece.strip()]
    alone = bool(short) and _only_stop_words(short)
    if question.expects == "text":
        skips = any(_SKIP_LABEL.search(fold(label)) for label in question.choices) and _SKIP.fullmatch(short)
        return alone and len(short.split()) <= 6 and not skips
    if _SKIP.search(short) and any(_SKIP_LABEL.search(fold(label)) for label in question.choices) and "bo qua" in short:
        return False
    return alone or (bool(pieces) and (_LATER.search(plain) is not None or _ASKS_TO_STOP.search(plain) is not None))


def _only_stop_words(short: str) -> bool:
    rest = _STOP.sub(" ", short)
    first = _STOP.search(short)
    left = [
        word
        for word in rest.split()
        if word
        not in {
            "het",
            "nay",
            "lai",
            "bo",
            "qua",
            "y",
            "lam",
            "da",
            "bao",
            "cao",
            "dang",
            "ky",
            "thao",
            "tac",
            "de",
            "sau",
            "don",
            "mai",
            "khac",
            "now",
            "this",
            "to",
            "do",
            "i",
        }
    ]
    return first is not None and not left


def _refusal(question: OpenQuestion) -> str:
    """The choice that says no, where the question is one of yes or no."""
    return question.no


def _chosen(known: Reading, question: OpenQuestion, context: Context) -> str | None:
    """The label that a message means; None where it means none, or where it could be two."""
    if not question.choices:
        return None
    labels = [(label, read(label).plain.split()) for label in question.choices]
    said = core(known.words)
    text = " ".join(_SPELT.get(word, word) for word in known.words)
    if question.yes and (third := _third(said, labels, question)) is not None:
        return third
    if question.yes:
        return None if ASKS.search(text) and not _YES_PHRASE.match(" ".join(said)) else _yes_or_no(text, said, question)
    if ASKS.search(text):
        return None
    if question.expects != "choice":
        return _skip(said, labels) or _said_whole(said, labels)
    if (number := _position(said, text, len(labels), question)) is not None:
        return labels[number][0]
    if (by_day := _by_day(known, question, context)) is not None:
        return by_day
    return _by_hour(known, question) or _likeliest(said, labels, known, question)


_HOUR_SAID = re.compile(r"\b(\d{1,2})(?:h|g| gio|:00)(?: (sang|trua|chieu|toi|dem))?")


def _by_hour(known: Reading, question: OpenQuestion) -> str | None:
    """The choice of an hour that a message names: "9h tối" is 21:00."""
    match = _HOUR_SAID.search(" ".join(known.words))
    hours = {
        label: int(found[1]) for label in question.choices if (found := _LABEL_HOUR.search(_LABEL_DATE.sub(" ", label)))
    }
    if not match or len(hours) < len(question.choices):
        return None
    said = int(match[1])
    meant = (
        {said + 12} if match[2] in {"chieu", "toi", "dem"} and said < 12 else {said} if match[2] else {said, said + 12}
    )
    fits = [label for label, hour in hours.items() if hour in meant]
    return fits[0] if len(fits) == 1 else None


def _third(said: Sequence[str], labels: Sequence[tuple[str, list[str]]], question: OpenQuestion) -> str | None:
    """The choice beside yes and no that a message names, such as to change something first."""
    others = {word for label in (question.yes, question.no) for word in read(label).plain.split()}
    fits = [
        label
        for label, words in labels
        if label not in {question.yes, question.no} and any(word in said for word in words if word not in others)
    ]
    return fits[0] if len(fits) == 1 and len(said) <= MOST_WORDS else None


def _yes_or_no(text: str, said: Sequence[str], question: OpenQuestion) -> str | None:
    """Which of yes and no; what could be both is neither."""
    label = core(read(question.yes).words[0].plain.split()) if read(question.yes).words else []
    no = _NO_PHRASE.search(text) is not None or any(
        word in text.split() for word in _only_in(question.no, question.yes)
    )
    yes = _YES_PHRASE.search(text) is not None or (bool(label) and label[0] in said)
    denied = (
        re.search(rf"\b(?:dung|khong|khoi|chua|don t|not)(?: co)? (?:{'|'.join(label) or '#'})\b", text) is not None
        and re.search(r"\bdung roi\b", text) is None
    )
    if denied or (no and not yes):
        return question.no
    if yes and not no:
        return question.yes
    if yes and no:
        return question.no if text.startswith(("thoi", "khong", "khoan", "khoi", "ua thoi", "dung")) else None
    return question.yes if len(said) <= 2 and said and all(word in _YES for word in said) else None


def _only_in(label: str, other: str) -> set[str]:
    """The words of a label that tell it from another."""
    return {
        word
        for word in set(read(label).plain.split()) - set(read(other).plain.split())
        if len(word) > 2 and word not in {"cho", "lai"}
    }


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
    dated = [(label, match) for label in question.choices if (match := _LABEL_DATE.search(label))]
    if not dated:
        return None
    when = known.days or days.named(" ".join(known.words), context.now.date())
    fits = [label for label, _match in dated]
    if when is not None:
        fits = [label for label, match in dated if any(when.first.day <= 31 and _is_on(match, when) for _ in (0,))]
    parts = [limits for word, limits in _PART.items() if word in known.words]
    if parts and (when is not None or len(known.words) <= 6):
        fits = [label for label in fits if _at(label, parts[0])]
    elif when is None:
        return None
    return fits[0] if len(fits) == 1 else None


def _is_on(match: re.Match[str], when: days.Days) -> bool:
    day, month = int(match[1]), int(match[2])
    return (
        any((when.first.day, when.first.month) <= (day, month) <= (when.last.day, when.last.month) for _ in (0,))
        if when.first.year == when.last.year and when.first.month == when.last.month
        else (day, month) in {(when.first.day, when.first.month), (when.last.day, when.last.month)}
    )


def _at(label: str, limits: tuple[int, int]) -> bool:
    hour = _LABEL_HOUR.search(_LABEL_DATE.sub(" ", label))
    return hour is not None and limits[0] <= int(hour[1]) < limits[1]


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
        if telling and len(said) <= MOST_WORDS and hits >= 1.0 and (hits >= 2.0 or not others_said):
            scores.append((hits, label))
    whole = [
        label for label, words in labels if words and set(words) <= set(said) and not _NO_PHRASE.search(" ".join(said))
    ]
    if len(whole) == 1 and len(said) <= _FEW_WORDS:
        return whole[0]
    scores.sort(reverse=True)
    if not scores or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    return scores[0][1] if len(core(said)) <= 6 or scores[0][0] >= 2 else None


def _skip(said: Sequence[str], labels: Sequence[tuple[str, list[str]]]) -> str | None:
    """The choice to leave something out, where a text says no more than that."""
    label = next((label for label, _words in labels if _SKIP_LABEL.search(fold(label))), None)
    clear = re.fullmatch(
        r"(?:khoi|bo qua|skip|khong|khong co|khong co gi|het|none|no)(?: (?:dem|qua|gi|di|khoi|bo|luon))*",
        " ".join(said),
    )
    return label if clear else None


def _said_whole(said: Sequence[str], labels: Sequence[tuple[str, list[str]]]) -> str | None:
    """The label that a text says, but for words of politeness; a text of one's own is none of them."""
    fits = [label for label, words in labels if said and core(words) == list(said)]
    return fits[0] if len(fits) == 1 else None


def _with_more(chosen: str, known: Reading, question: OpenQuestion, context: Context) -> Answer:
    """The answer by a choice, with the day, campaign or unit that it is."""
    day = None
    if _LABEL_DATE.search(chosen) and known.days is not None:
        day = known.days.slot
    unit = chosen if "unit" in question.step else None
    return Answer("answer", chosen, unit=unit, day=day)


def _free(known: Reading, question: OpenQuestion, context: Context, plain: str) -> Answer | None:
    """An answer that is typed freely, by what the question waits for."""
    match question.expects:
        case "text":
            return Answer("answer")
        case "number":
            count = _count(known)
            return None if count is None else Answer("answer", count=count)
        case "hours":
            count = _hours(plain, known)
            return None if count is None else Answer("answer", count=count)
        case "code":
            code = _code(known)
            return None if code is None else Answer("answer", count=code)
        case "birth_year":
            year = _birth_year(plain, known, context)
            return None if year is None else Answer("answer", count=year)
        case "name":
            person = _person(known)
            introduced = _NAME_BEFORE.match(known.said.text.strip())
            return None if person is None else Answer("answer", person=person, sure=bool(introduced and introduced[0]))
        case "unit":
            return None if ASKS.search(known.said.plain) or known.said.asks else Answer("answer", unit=unit_text(known))
        case "days":
            return (
                Answer("answer", day=known.days.slot if known.days else None) if known.days or known.numbers else None
            )
    return None


def _count(known: Reading) -> float | None:
    if known.numbers:
        return known.numbers[0].value
    if re.search(
        r"\b(?:khong|chua) (?:co |trong |lam |nhat |duoc )*(?:\w+ )?nao\b|\bkhong co\b", " ".join(known.words)
    ):
        return 0.0
    single = [DIGITS[word] for word in core(known.words) if word in DIGITS]
    return float(single[0]) if len(core(known.words)) <= 2 and len(single) == 1 else None


def _hours(plain: str, known: Reading) -> float | None:
    if match := _HOURS.search(plain):
        first = int(match[1]) + int(match[2] or 0) / 60
        last = int(match[3]) + int(match[4] or 0) / 60
        if last > first:
            return round(last - first, 2)
    return _count(known)


def _code(known: Reading) -> float | None:
    digits = "".join(re.findall(r"\d", known.said.text))
    if len(digits) == 6:
        return float(digits)
    spoken = [DIGITS[word] for word in known.words if word in DIGITS and word not in {"la"}]
    return float("".join(map(str, spoken))) if len(spoken) == 6 else None


_BORN_IN_WORDS = re.compile(
    r"\b(?:sinh|sanh)(?: nam)?((?: (?:khong|linh|le|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|ngan|nghin|tram)\b)+)"
)


def _birth_year(plain: str, known: Reading, context: Context) -> float | None:
    if match := re.search(r"\b2k(\d{1,2})\b", plain):
        return 2000.0 + int(match[1])
    if match := re.search(r"\b(19\d\d|20\d\d)\b", plain):
        return float(match[1])
    age = re.search(r"\btuoi\b|\byears? old\b", plain)
    if match := _BORN_IN_WORDS.search(plain):
        said = match[1].split()
        if "ngan" in said or "nghin" in said:
            rest = [DIGITS[word] for word in said[2:] if word in DIGITS and word != "khong"]
            return 2000.0 + (rest[0] if len(rest) == 1 else 10 + (rest[-1] if rest else 0) if "muoi" in said else 0)
        if len(said) == 2 and all(word in DIGITS for word in said):
            year = DIGITS[said[0]] * 10 + DIGITS[said[1]]
            return (1900.0 if year > 30 else 2000.0) + year
    for number in known.numbers:
        if age and 5 < number.value < 90:
            return context.now.year - number.value
        if 30 < number.value < 100:
            return 1900 + number.value
        if 0 <= number.value <= 20 and re.search(r"\b(?:sinh|sanh) nam\b|\d\d", plain):
            return 2000 + number.value
    spoken = [DIGITS[word] for word in known.words if word in DIGITS and word != "nam"]
    return 1900.0 + spoken[0] * 10 + spoken[1] if len(spoken) == 2 else None


def _person(known: Reading) -> str | None:
    """The name in an answer to the question for one; None where a sentence is no name."""
    text = _NAME_BEFORE.sub("", known.said.text.strip())
    name = re.split(r"[,.;\n(]| - ", text)[0].strip()
    words = name.split()
    if words and words[0][0].isupper() and len(words) > 1 and words[1][0].isupper():
        small = next((at for at, word in enumerate(words) if not word[0].isupper()), len(words))
        words = words[:small]
    while words and fold(words[-1]) in {"a", "nha", "nhe", "ne", "day", "nghen"}:
        words.pop()
    if not 1 <= len(words) <= 6 or any(char.isdigit() for char in name) or ASKS.search(known.said.plain):
        return None
    return " ".join(words)


def unit_text(known: Reading) -> str:
    """The part of an answer that names a unit, as it was typed."""
    text = re.sub(
        r"^(?:(?:dạ|da|vâng|em|mình|minh|tôi|toi|nhà|nha|ở|o|bên|ben|thuộc|thuoc|là|la|cái|cai)\s+)+",
        "",
        known.said.text.strip(),
        flags=re.IGNORECASE,
    )
    return re.sub(r"(?:\s+(?:ạ|a|nha|nhé|á|nghen))+$", "", text, flags=re.IGNORECASE)
