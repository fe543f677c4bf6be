"""The real bot against all three vendors at once, killed at each moment that matters: a slice of the torture's part."""

from __future__ import annotations

import random

from tests.conformance.vendors import VENDORS
from tests.torture import vendors_at_once


async def test_kills_lose_and_double_nothing_on_any_vendor():
    moments = [*vendors_at_once.MOMENTS, "random"]
    figures = await vendors_at_once.played(moments, random.Random(), 240, lambda _line: None)
    assert {name: figures[name] for name in vendors_at_once.WRONG if figures[name]} == {}
    assert all(figures[f"check_ins_{name}"] > 5 for name in VENDORS), figures
