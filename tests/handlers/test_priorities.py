"""The table of priorities: every kind of notice has its place, and docs/delivery.md says what the program does."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import get_args

from storage.messages.notices import Notice
from storage.messages.priorities import NOTICES, RULES, Priority

ROOT = Path(__file__).parents[2]


def kinds(union: object) -> set[str]:
    """The kinds of a union of notices, however deep it is nested."""
    found = set()
    for one in get_args(union):
        if hasattr(one, "model_fields"):
            found.add(one.model_fields["kind"].default)
        else:
            found |= kinds(one)
    return found


def test_every_kind_of_notice_has_a_priority():
    assert kinds(Notice) - {"unread"} == NOTICES.keys()  # several in one are what the most important of them is


def test_the_table_in_the_docs_is_what_is_done():
    text = (ROOT / "docs/delivery.md").read_text("utf-8")
    rows = re.findall(
        r"^\| (\d) \| (.+?) \| (.+?) \| (yes|no) \| (\d+) % \| (\d+) (hours|days) \|$", text, re.MULTILINE
    )
    assert [int(number) for number, *_more in rows] == sorted(Priority)
    said = {}
    for number, _name, what, money, percent, long, unit in rows:
        rule = RULES[Priority(int(number))]
        assert (rule.paid, rule.percent) == (money == "yes", int(percent))
        assert rule.held_for == timedelta(**{unit: int(long)})
        said |= dict.fromkeys(re.findall(r"`(\w+)`", what), Priority(int(number)))
    assert said == NOTICES


def test_what_is_more_important_is_given_more():
    shares = [RULES[priority].percent for priority in sorted(Priority)]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == 80  # where administrators begin to be told
