"""The page of what was tried is what its figures say; its prose names every part."""

import json

import pytest

from tests.support.paths import ROOT
from tests.torture import reliability
from tests.torture.reliability import FIGURES, PAGE, PARTS, page


def test_the_page_is_made_from_the_figures_alone():
    assert PAGE.read_text("utf-8") == page(json.loads(FIGURES.read_text("utf-8")))


@pytest.mark.parametrize("name", PARTS)
def test_each_part_is_there_and_has_its_figures(name):
    assert (ROOT / "tests" / "torture" / f"{name}.py").exists()
    one = json.loads(FIGURES.read_text("utf-8"))[name]
    shown = dict(reliability.flat(one["figures"]))
    assert shown
    assert one["right"] is True
