"""At no question is a word that steers the answer: it leaves, or it is asked about; in every spelling and role."""

from __future__ import annotations

from itertools import cycle

import pytest

from storage.text import fold
from tests.support import walks
from tests.support.walks import Walker
from tests.understanding.spellings import spellings

STOPPING = ("hủy", "dừng lại", "thôi", "cancel", "stop", "hủy bỏ", "thôi không làm nữa")
GOING_BACK = ("quay lại", "lui", "trở lại", "back", "go back")
COMMANDS = (
    "báo cáo",
    "lịch của tôi",
    "thành tích",
    "đăng ký",
    "điểm danh",
    "hồ sơ",
    "trợ giúp",
    "help",
    "report",
    "my record",
    "profile",
    "check in",
)
NEITHER = {"yes", "no", "done"}
EACH = 6  # words that each question hears, the next ones at the next


def every_word():
    for kind, words in (("stop", STOPPING), ("back", GOING_BACK), ("command", COMMANDS)):
        for word in words:
            yield from ((kind, way) for way in spellings(word))


@pytest.mark.parametrize("role", walks.ROLES)
def test_a_word_that_steers_is_no_answer_at_any_question(furnished, reached, role):
    """Numbers, days and codes are left at once; at questions for names and notes one is asked what is meant."""
    wrong, heard, told = [], 0, cycle(every_word())
    with furnished.change() as tx:
        walker = Walker(furnished, tx, role)
        for position in reached[role]:
            asked = position.running.asked
            if asked.token:
                continue  # it waits for a file to be read
            for _time in range(EACH):
                kind, word = next(told)
                heard += 1
                if why := taken(walker, position, kind, word):
                    wrong.append(f"{position}: {word!r} {why}")
    assert heard > EACH
    assert not wrong, "\n".join(wrong[:30])


def taken(walker, position, kind, word):
    """Why a word was not heard as what it is; "" where it was."""
    asked, before = position.running.asked, position.running
    with walker.trial():
        walker.put(position.state, position.language)
        replies = walker.send(kind="text", text=word)
        running, doubt = walker.state.running, walker.state.doubt
        same = running is not None and running.name == before.name
        if not replies:
            return "is answered by nothing"
        returned = kind == "back" and before.reviewed  # from a correction to the review, with all that it showed
        if same and len(running.answers) > len(before.answers) and not returned:
            answers = str(running.answers[-1].value)
            return f"became an answer: {answers}" if asked.free or kind == "back" else ""
        if doubt is not None:
            return "is asked about, though no words are the answer" if asked.exact else ""
        if asked.exact and kind == "stop" and running is not None:
            return "does not stop"
        if asked.exact and kind == "command" and same and running.asked.step == asked.step and before.name != "join":
            return "" if len(replies) > 1 or len(replies[0].text) > LONG else "does not leave"
    return ""


LONG = 60  # characters: an answer in between is longer than a refusal


def test_what_is_asked_about_is_taken_as_its_person_says(furnished, reached):
    name = next(one for one in reached["newcomer"] if one.step == "name")
    with furnished.change() as tx:
        walker = Walker(furnished, tx, "newcomer")
        for answers, stands in (
            (({"text": "2"},), "answered"),
            (({"text": "1"},), "stopped"),
            (({"text": "huy"},), "stopped"),
            (({"text": "không"},), "answered"),
            (({"text": "ừ"},), "stopped"),
            (({"choice": "doubt:typed"},), "answered"),
            (({"choice": "doubt:other"},), "stopped"),
            (({"text": "Trần Thị Bé"},), "Trần Thị Bé"),
        ):
            with walker.trial():
                walker.put(name.state, name.language)
                walker.send(kind="text", text="huy")
                assert walker.state.doubt is not None
                for answer in answers:
                    walker.send(kind=next(iter(answer)), **answer)
                running = walker.state.running
                if stands == "stopped":
                    assert running is None, answers
                else:
                    value = running.answers[-1].value
                    assert value == (stands if stands != "answered" else "Huy"), answers


def test_who_is_asked_what_is_meant_and_steers_leaves_nothing_of_what_they_typed(furnished, reached):
    """Stopping and going back are no "no": neither in words, with a capital or a slash, whatever is asked about."""
    name = next(one for one in reached["newcomer"] if one.step == "name")
    steering = [*STOPPING, *GOING_BACK, "Huy", "Thoi", "khỏi", "/huy", "/lui", "/cancel", "/back"]
    kept = []
    with furnished.change() as tx:
        walker = Walker(furnished, tx, "newcomer")
        for typed in ("huy", "dừng lại", "quay lai", "lui", "bao cao", "help"):
            for then in steering:
                with walker.trial():
                    walker.put(name.state, name.language)
                    walker.send(kind="text", text=typed)
                    assert walker.state.doubt is not None, typed
                    walker.send(kind="text", text=then)
                    running = walker.state.running
                    if running is not None and fold(str(running.answers[-1].value)) == fold(typed):
                        kept.append((typed, then))
    assert kept == []


def test_a_bare_number_is_confirmed_where_suggestions_have_no_buttons(furnished, reached):
    several = [one for one in reached["plain"] if one.conversation == "report"]
    hours = next(one for one in several if one.running.asked.expects == "hours")
    with furnished.change() as tx:
        walker = Walker(furnished, tx, "plain")
        for then, minutes in (("1", 60), ("2", 60)):
            with walker.trial():
                walker.put(hours.state, hours.language)
                replies = walker.send(kind="text", text="1")
                assert walker.state.doubt is not None, replies
                assert hours.running.asked.choices[0].label in replies[-1].text
                walker.send(kind="text", text=then if then == "2" else "không")
                assert walker.state.running.answers[-1].value == minutes
