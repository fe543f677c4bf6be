"""The page of what was tried is what its figures say; its prose names every part."""

import json

import pytest

from tests.support.paths import ROOT
from tests.torture import reliability
from tests.torture.reliability import FIGURES, PAGE, PARTS, page


def test_the_page_is_made_from_the_figures_alone():
    assert PAGE.read_text("utf-8") == page(json.loads(FIGURES.read_text("utf-8")))


@pytest.mark.parametrize("name", PARTS)
def test_what_was_run_of_each_part_is_on_the_page_and_all_right(name):
    assert (ROOT / "tests" / "torture" / f"{name}.py").exists()
    run = json.loads(FIGURES.read_text("utf-8")).get(name)
    if run is None:
        pytest.skip("not run yet: make torture")
    assert run["right"] is True
    assert dict(reliability.flat(run["figures"]))
    assert f"## {PARTS[name].title}" in PAGE.read_text("utf-8")
