"""The plan file beside the programme's own text: every anniversary, target and amount that the text names is in it.

The text is read from ../shared/reference where it is there; elsewhere these tests say that they were skipped.
"""

import re
from datetime import date

import pytest

from schedules.plan.plan import SOC_TRANG_2024, read
from storage.text import fold
from tests.support.paths import SHARED

PROGRAMME = SHARED / "programme-soc-trang-2024.txt"
pytestmark = pytest.mark.skipif(not PROGRAMME.exists(), reason=f"the programme's text is not there: {PROGRAMME}")

# A date with its origin: 7/5/1954 - 7/5/2024, in brackets, sometimes over the end of a page.
ORIGIN = re.compile(r"\((\d{1,2})/(\d{1,2})/(\d{4})\s*-\s*(\d{1,2})/(\d{1,2})/(\d{4})\)")
# "Kỷ niệm 70 năm", also where no date follows: "10 năm “Năm Thanh niên tình nguyện”"
YEARS = re.compile(r"kỷ niệm (\d+) năm|(?:và|kỷ niệm \d+ năm “[^”]+” và) (\d+) năm (?=Ngày|“)", re.IGNORECASE)
TARGET = re.compile(r"^\((\d+)\)\. (.+)$", re.MULTILINE)
AMOUNT = re.compile(r"\d[\d.]*(?= ?%| |$)")
ABOUT = 100  # characters before a date in which its name stands


@pytest.fixture(scope="module")
def text():
    return PROGRAMME.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plan():
    return read(SOC_TRANG_2024.read_text(encoding="utf-8"))


def missing_anniversaries(text, plan):
    """What the text dates as an anniversary and the plan does not have on that day, of that year, by a like name."""
    known = {(anniversary.day, anniversary.month, anniversary.year): [] for anniversary in plan.anniversaries}
    for anniversary in plan.anniversaries:
        known[anniversary.day, anniversary.month, anniversary.year].append(set(fold(anniversary.title).split()))
    for origin in ORIGIN.finditer(text):
        day, month, year, again_day, again_month, in_year = map(int, origin.groups())
        assert (day, month, in_year) == (again_day, again_month, plan.year)
        said = set(fold(text[max(0, origin.start() - ABOUT) : origin.start()]).split())
        names = known.get((day, month, year), [])
        # all words but one: the text was scanned ("Giọng" for "Giong" is one and the same here)
        if not any(len(name - said) <= len(name) // 4 for name in names):
            yield date(year, month, day), text[max(0, origin.start() - ABOUT) : origin.end()]


def missing_years(text, plan):
    """What the text calls so many years and the plan does not."""
    known = {one.years for one in plan.anniversaries}
    for match in YEARS.finditer(text):
        years = int(match[1] or match[2])
        if years not in known:
            yield years, match[0]


def missing_targets(text, plan):
    """The targets of the text that the plan lacks, or of which it lacks an amount."""
    known = {one.number: one for one in plan.targets}
    for match in TARGET.finditer(text):
        number, sentence = int(match[1]), match[2]
        target = known.get(number)
        if target is None:
            yield number, sentence
            continue
        amounts = {one.amount for one in target.figures}
        for shown in AMOUNT.findall(sentence):
            amount = int(shown.replace(".", ""))
            if amount not in amounts and amount * 10**9 not in amounts:
                yield number, shown


def test_every_anniversary_of_the_text_is_in_the_plan(text, plan):
    assert len(ORIGIN.findall(text)) == 13
    assert list(missing_anniversaries(text, plan)) == []
    assert list(missing_years(text, plan)) == []


def test_every_target_of_the_text_is_in_the_plan_with_all_its_amounts(text, plan):
    assert [int(number) for number, _sentence in TARGET.findall(text)] == list(range(1, 13))
    assert list(missing_targets(text, plan)) == []


def test_the_theme_and_the_dates_that_are_named_in_passing(text, plan):
    assert f"“{plan.theme}”" in text
    assert "27/7 và Tết Nguyên đán" in " ".join(text.split())
    days = {(one.day, one.month, one.lunar) for one in (*plan.anniversaries, *plan.activities)}
    assert {(27, 7, False), (1, 1, True)} <= days


def test_campaigns_and_movements_that_the_text_quotes_are_in_the_plan(text, plan):
    titles = " ".join(fold(one.title) for one in plan.activities)
    part = text.partition("4.2. Triển khai các phong trào")[2].partition("4.3. Triển khai")[0]
    quoted = {fold(name) for name in re.findall(r"(?:[Cc]uộc vận động|[Hh]ành trình|phong trào) “([^”]+)”", part)}
    assert len(quoted) >= 5
    # the movements' own names are what the plan sorts by
    assert {name for name in quoted if name not in titles} <= {"tuoi tre sang tao"}


@pytest.mark.parametrize("dropped", range(13))
def test_the_walk_finds_an_anniversary_that_is_left_out(text, plan, dropped):
    dated = [one for one in plan.anniversaries if one.day and one.year]
    left = tuple(one for one in plan.anniversaries if one is not dated[dropped])
    assert list(missing_anniversaries(text, plan.model_copy(update={"anniversaries": left})))


@pytest.mark.parametrize("number", range(1, 13))
def test_the_walk_finds_a_target_or_an_amount_that_is_left_out(text, plan, number):
    others = tuple(one for one in plan.targets if one.number != number)
    assert list(missing_targets(text, plan.model_copy(update={"targets": others})))
    short = tuple(
        one.model_copy(update={"figures": one.figures[1:]}) if one.number == number else one for one in plan.targets
    )
    assert list(missing_targets(text, plan.model_copy(update={"targets": short})))
