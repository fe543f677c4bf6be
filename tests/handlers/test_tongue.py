"""Which language a stranger writes in: Vietnamese without marks is never taken for English."""

from __future__ import annotations

import pytest

from handlers.wishing.tongue import asked_for, tongue
from tests.support.paths import ROOT
from tests.understanding.spellings import bare

ENGLISH = (
    "hello",
    "Hi!",
    "hey there",
    "good morning",
    "join",
    "I want to join",
    "how do I join?",
    "what is this",
    "who are you",
    "is it free",
    "how much does it cost",
    "what do you keep about me",
    "where is it",
    "what should I bring",
    "who do I call",
    "when does it start",
    "how many hours do I have",
    "can I talk to a real person",
    "help me please",
    "thanks",
    "I'd like to volunteer this weekend",
    "is anybody there",
    "sign me up for the tree planting",
    "which events are open",
    "English please",
)
VIETNAMESE = (
    "xin chào",
    "xin chao",
    "chao ad",
    "alo",
    "tham gia",
    "cho em hoi",
    "mai co gi ko",
    "bot oi",
    "Dạ em chào anh",
    "ok em",
)
EITHER = ("ok", "", "👍", "123456", "menu", "to", "do", "no")


@pytest.mark.parametrize(("texts", "language"), [(ENGLISH, "en"), (VIETNAMESE, "vi"), (EITHER, "")])
def test_the_language_of_what_people_say_first(texts, language):
    assert {text: tongue(text) for text in texts if tongue(text) != language} == {}


def test_vietnamese_without_marks_is_hardly_ever_taken_for_english():
    files = ROOT.glob("handlers/*/examples.txt")
    said = {line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines()}
    marked = [line for line in said if bare(line) != line and not line.startswith("#") and "english" not in line]
    assert len(marked) > 3000
    assert [line for line in marked if tongue(bare(line)) == "en"] == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("english please", "en"),
        ("nói tiếng Anh được không", ""),
        ("chuyển sang tiếng Việt", "vi"),
        ("tieng anh", "en"),
        ("I can't read Vietnamese", ""),
        ("from Vietnamese to English", ""),
        ("đổi ngôn ngữ", ""),
    ],
)
def test_a_language_that_is_named_is_meant_unless_it_is_denied(text, language):
    assert asked_for(text) == language
