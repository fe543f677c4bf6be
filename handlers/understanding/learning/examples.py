"""The example phrases beside the conversations, put into invented situations: what the model is learned from.

`handlers/<subject>/examples.txt` has a heading for each intent (the conversation's stored name, or another intent) and
a phrase a line. `{c}` stands for a campaign, `{d}` for a day, `{n}` for a number.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import resources
from typing import NamedTuple
from zoneinfo import ZoneInfo

from handlers.understanding.context import Context, KnownCampaign, KnownShift, MyShift
from storage.records import Role

_HOME = ZoneInfo("Asia/Ho_Chi_Minh")
_CAMPAIGNS = (
    ("Ngày Chủ nhật xanh", "chủ nhật xanh"), ("Xuân tình nguyện", "xuân tình nguyện"), ("Vệ sinh nghĩa trang liệt sĩ", "vệ sinh nghĩa trang"),
    ("Thắp nến tri ân", "thắp nến"), ("Sơn lại cầu treo ấp Phú Hòa", "sơn cầu"), ("Lớp bơi miễn phí cho thiếu nhi", "lớp bơi"),
    ("Tặng quà Trung thu cho em", "trung thu"), ("Phiên chợ không đồng", "phiên chợ không đồng"), ("Sửa đường ấp Tân Lập", "sửa đường"),
    ("Nạo vét kênh thủy lợi", "nạo vét kênh"), ("Thăm mẹ Việt Nam anh hùng", "thăm mẹ"), ("Bếp ăn từ thiện bệnh viện", "bếp ăn từ thiện"),
    ("Tiếp sức mùa thi", "tiếp sức mùa thi"), ("Thu gom rác nhựa ven sông", "thu gom rác nhựa"), ("Trồng mắm, đước chắn sóng", "trồng đước"),
    ("Hiến máu nhân đạo", "hiến máu"), ("Ngày hội thanh niên khỏe", "ngày hội thanh niên"), ("Trồng hoa đường nông thôn mới", "trồng hoa"),
    ("Hướng dẫn dịch vụ công trực tuyến", "dịch vụ công"), ("Trồng cây đầu xuân", "trồng cây"), ("Dọn rác bãi biển Mỏ Ó", "dọn biển"),
)  # fmt: skip
_DAYS = (
    "mai", "ngày mai", "chủ nhật", "chủ nhật này", "thứ bảy", "thứ 7 tuần sau", "cuối tuần", "cn", "t7 này", "sáng mai", "hôm nay", "22/12",
    "thứ năm tuần sau", "ngày 20", "chiều nay", "tuần sau",
)  # fmt: skip
_ENGLISH_DAYS = ("tomorrow", "on sunday", "this saturday", "next thursday", "today")
_IS_ENGLISH = re.compile(r"\b(?:the|i|my|for|on|is|me|what|we|to|am|you|send|show|list)\b")
_LEADERS = frozenset(
    {"roster", "show_code", "void_posters", "verify", "digest", "targets", "import_table", "undo_import", "export"}
)
_ORGANISERS = frozenset(
    {"new_campaign", "manage_campaigns", "broadcast", "plan", "invite", "rights", "units", "audit_log"}
)
_OF_ONES_OWN = frozenset({"cancel_shift", "my_shifts", "check_in", "report", "my_record", "faq:hours"})
_OF_THE_PAST = frozenset({"report", "my_record", "faq:hours"})
TIMES = 2  # a phrase with something to fill in is put into that many situations


class Phrase(NamedTuple):
    """An example: the intent it stands under, and its words."""

    intent: str
    words: str


def phrases() -> Iterator[Phrase]:
    """Every phrase beside a conversation, by the name of its folder, in the order of its file."""
    for folder in sorted(
        (folder for folder in resources.files("handlers").iterdir() if folder.is_dir()), key=lambda folder: folder.name
    ):
        file = folder.joinpath("examples.txt")
        if not file.is_file():
            continue
        intent = ""
        for line in file.read_text("utf-8").splitlines():
            if line.startswith("# "):
                intent = line[2:].strip()
            elif line.strip():
                yield Phrase(intent, line.strip())


def situations(phrase: Phrase, chance: random.Random) -> Iterator[tuple[str, Context]]:
    """A phrase as it would be typed, in situations in which it would be."""
    for _time in range(TIMES if "{" in phrase.words else 1):
        yield _situation(phrase, chance)


def _situation(phrase: Phrase, chance: random.Random) -> tuple[str, Context]:
    now = datetime(2026, chance.choice([3, 6, 9, 11, 12]), chance.randint(1, 28), chance.randint(6, 21), tzinfo=_HOME)
    known = chance.sample(_CAMPAIGNS, 4)
    title, short = known[0]
    campaigns = tuple(
        KnownCampaign(name, "Tỉnh đoàn", "", (KnownShift(now + timedelta(days=chance.randint(0, 9)), 3),))
        for name, _short in known
    )
    mine: tuple[MyShift, ...] = ()
    if chance.random() < (0.85 if phrase.intent in _OF_ONES_OWN else 0.1 if phrase.intent == "sign_up" else 0.5):
        mine = (_my_shift(phrase.intent, title, now, chance),)
    english = phrase.words.isascii() and _IS_ENGLISH.search(phrase.words)
    text = phrase.words.replace("{c}", chance.choice([short, short, title])).replace(
        "{d}", chance.choice(_ENGLISH_DAYS if english else _DAYS)
    )
    code = "mã" in phrase.words or "code" in phrase.words
    text = text.replace("{n}", str(chance.randint(100_000, 999_999) if code else chance.randint(2, 60)))
    return text, Context(now, _role(phrase.intent, chance), campaigns, mine)


def _my_shift(intent: str, title: str, now: datetime, chance: random.Random) -> MyShift:
    past = intent in _OF_THE_PAST
    hours = 0.2 if intent == "check_in" else -chance.randint(4, 40) if past else chance.randint(10, 100)
    return MyShift(title, now + timedelta(hours=hours), checked_in=past)


def _role(intent: str, chance: random.Random) -> Role | None:
    if intent in _ORGANISERS:
        return Role.ORGANISER
    if intent in _LEADERS:
        return chance.choice([Role.LEADER, Role.LEADER, Role.ORGANISER])
    if intent == "join":
        return None
    anybody = [None, None] if intent.startswith("faq:") or intent in {"smalltalk", "none", "help", "language"} else []
    return chance.choice([*([Role.MEMBER] * 5), Role.LEADER, Role.ORGANISER, *anybody])
