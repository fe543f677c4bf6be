"""A slice of tests/torture/disks_and_clocks.py: a scene raises where what was confirmed is lost, or nothing is said."""

from __future__ import annotations

import os
import random
import struct

import pytest

from tests.torture import disks_and_clocks as torture


@pytest.mark.clock
def test_a_database_that_is_moved_away_and_back():
    assert torture.moved_and_back(people=5)["confirmed meanwhile"] == 0


@pytest.mark.clock
def test_power_cuts():
    assert torture.power_cuts(cuts=6, people=60)["lost"] == 0


@pytest.mark.skipif(not torture.FAKETIME.exists(), reason="libfaketime is not here")
@pytest.mark.skipif("FAKETIME" in os.environ, reason="the tests themselves go by another clock")
def test_a_clock_that_is_a_day_behind():
    assert torture.clocks(people=2, errors=("-1d",))["-1d"]["refused"] == 0


def frame(page: int, size_after: int, salts: bytes) -> bytes:
    return struct.pack(">II", page, size_after) + salts + bytes(8) + bytes(4096)


def test_a_log_is_read_up_to_its_last_commit():
    """The instrument itself: what is not committed, or of an older round of the log, is not taken for it."""
    salts, older = b"saltsalt", b"oldolder"
    head = struct.pack(">IIII", 0x377F0682, 3007000, 4096, 0) + salts + bytes(8)
    frames = [frame(3, 0, salts), frame(5, 9, salts), frame(7, 0, salts), frame(8, 9, older)]
    log = torture.read_log(head + b"".join(frames))
    assert (log.committed, log.pages) == (32 + 2 * 4120, {3, 5})
    _database, cut = torture.torn(bytes(9 * 4096), log, random.Random(1))
    assert cut.startswith((head + b"".join(frames))[: log.committed])
