"""Made sheets, each with its truth: what is written agrees with it, or was asked about, or given back with a reason.

`python -m tests.sheets 3000` makes thousands; here are some.
"""

from __future__ import annotations

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sheets.judge import judge
from tests.sheets.maker import make
from tests.support import world as worlds
from tests.support.office import Office


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32))
def test_no_sheet_is_misread_in_silence(world_file, tmp_path, seed):
    data, name, truth = make(Random(seed))
    world = worlds.copied(world_file, tmp_path / "made.db")
    verdict = judge(Office(world), data, name, truth)
    world.close()
    assert verdict.outcome != "wrong", (truth.note, verdict.wrong, verdict.overview)
