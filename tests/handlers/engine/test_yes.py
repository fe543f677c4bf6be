"""Yes in the words that people have for it; where something goes for good by it, only a plain one."""

from __future__ import annotations

from itertools import product

import pytest

from handlers.engine.choices import agrees, resolve
from handlers.engine.message import Incoming
from handlers.engine.state import Asked, Shown

BEFORE = ("", "dạ ", "mình ", "tui ", "em ")
PLAIN = (
    "đồng ý",
    "dong y",
    "dog y",
    "ok",
    "oke",
    "okie",
    "oki",
    "ừ",
    "ừm",
    "uhm",
    "vâng",
    "được",
    "dc",
    "nhất trí",
    "yes",
)
BEHIND = ("", " nha", " ạ", " bn", " luôn", " nhé bạn", " luôn nha ad")
AS_WRITTEN = (
    "ừa",
    "👍",
    "👌🏽",
    "dạ",
    "rồi",
    "chắc chắn rồi",
    "I agree",
    "Đúng rồi!",
    "OK bạn",
    "uh huh",
    "sure",
    "chuẩn",
)
NO_YES = (
    "không",
    "ko đồng ý",
    "chưa",
    "thôi",
    "ủa",
    "đồng ý cái gì",
    "ok nhưng mà để mai",
    "mình",
    "bạn",
    "đồng nai",
    "",
)


def answered(text: str, *, grave: bool) -> str | None:
    """What a text picks of “Đồng ý” and “Không đồng ý”; of “Xóa hết” and “Không, giữ lại” where it is grave."""
    labels = ("Xóa hết", "Không, giữ lại") if grave else ("Đồng ý", "Không đồng ý")
    shown = [Shown(key=key, label=label) for key, label in zip(("yes", "no"), labels, strict=True)]
    said = Incoming(channel="web", address="a", key="k", at="2026-11-26T19:40:00+07:00", kind="text", text=text)
    return resolve(said, Asked(id=1, step="sure", choices=shown, grave=grave))


def test_yes_in_any_words():
    said = [*map("".join, product(BEFORE, PLAIN, BEHIND)), *AS_WRITTEN]
    assert [text for text in said if answered(text, grave=False) != "yes"] == []


@pytest.mark.parametrize("text", NO_YES)
def test_what_is_no_yes(text):
    assert not agrees(text)
    assert answered(text, grave=False) != "yes"


def test_where_something_goes_for_good_a_yes_in_passing_is_none():
    plain = {"có", "Có", "yes", "đồng ý", "xóa hết", "xoa het", "1"}
    said = [*map("".join, product(BEFORE, PLAIN, BEHIND)), *AS_WRITTEN]
    assert [text for text in plain if answered(text, grave=True) != "yes"] == []
    assert [
        text for text in said if answered(text, grave=True) == "yes" and text not in {"đồng ý", "dong y", "yes"}
    ] == []
