"""Raw keystrokes of Telex and VNI are heard where the words make sense only so; names and numbers beside them stay."""

from __future__ import annotations

import pytest

from handlers.understanding.words import without_keystrokes


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cos", "co"),
        ("Cos aj", "co a"),
        ("13 caay", "13 cay"),
        ("toiws roofi", "toi roi"),
        ("toi1 ro6i", "toi roi"),
        ("3 tieengs ruwowix", "3 tieng ruoi"),
        ("chuwa", "chua"),
        ("4 tieg", "4 tieng"),
    ],
)
def test_keystrokes_become_words(typed, meant):
    assert without_keystrokes(typed) == meant


@pytest.mark.parametrize("typed", ["ap3", "ấp 3 nha", "trees", "20 cây", "3h30p", "2k7", "khu vuc 3A", "yes please"])
def test_what_makes_sense_as_it_stands_stays(typed):
    assert without_keystrokes(typed) == typed
