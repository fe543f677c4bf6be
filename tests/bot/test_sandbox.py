"""The child that reads a document: small, whatever the document holds, and it cannot talk its parent full."""

from __future__ import annotations

import asyncio
import sys

import pytest

from bot.sandbox import MOST_SAID, Limits, _end, _talk, work
from bot.sandbox.tasks import Read
from storage.errors import UnreadableError
from tests.torture import documents

QUICK = {"far_corner", "one_long_string"}
PATIENT = Limits(seconds=170)  # a busy machine is no bomb


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the child's memory is read from /proc")
@pytest.mark.parametrize(
    "document",
    [one for one in documents.DOCUMENTS if one.make.__name__ in QUICK],
    ids=lambda document: document.make.__name__,
)
async def test_a_child_has_at_most_400_megabytes(document):
    came = await documents.played(document, PATIENT)
    assert 30 < came["child_mb"] <= 400
    assert came["came"] == "too_much"


async def test_the_largest_list_that_is_taken_fits():
    (largest,) = (one for one in documents.DOCUMENTS if one.make is documents.the_largest_list)
    assert (await documents.played(largest, PATIENT))["came"].startswith("read")


async def test_a_child_that_says_too_much_is_not_listened_to():
    endless = "import sys\nwhile True: sys.stdout.write('x' * 65536)"
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", endless, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(30):
        said = await _talk(child, b"{}")
        await _end(child)
    assert len(said) == MOST_SAID + 1


async def test_a_child_that_ended_before_it_was_told_its_task_is_no_error_of_ours():
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(30):
        assert await _talk(child, b"x" * 10_000_000) == b""
    assert await child.wait() == 0


async def test_what_a_child_finds_is_bounded_too(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("tên,năm\n" + "An,2004\n" * 5000, encoding="utf-8")
    with pytest.raises(UnreadableError) as refused:
        await work(Read(reader="table", path=path, name=path.name), Limits(output=10_000))
    assert refused.value.key == "too_much"
