"""The main jobs, by their best paths: none takes more taps or typed messages than docs/taps.md says."""

from __future__ import annotations

import pytest

from tests.support import world as worlds
from tests.taps.__main__ import PAGE, counts, measured
from tests.taps.jobs import JOBS

ROWS = {
    cells[0]: [int(cell) for cell in cells[3:] if cell]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and (cells := [cell.strip() for cell in line.strip("|").split("|")])[1].isdigit()
}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    file = tmp_path_factory.mktemp("taps") / "world.db"
    worlds.build(file)
    return file


def test_the_page_has_all_jobs():
    assert list(ROWS) == [job.name for job in JOBS], "make taps"


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_no_job_takes_more_than_its_page_says(template, job):
    taken = list(counts(measured(template, job.parts, job.first)))
    if job.words:
        taken += counts(measured(template, job.in_words, job.first))
    assert len(taken) == len(ROWS[job.name])
    assert all(now <= said for now, said in zip(taken, ROWS[job.name], strict=True)), (taken, "make taps")
