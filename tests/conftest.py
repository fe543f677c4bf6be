"""What all tests share: the small world, built once and copied for each test, and the players' `--update`."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
import textwrap
from pathlib import Path

import hypothesis
import pytest

from tests.support import world as worlds
from tests.support.too_long import pytest_timeout_set_timer, pytest_unconfigure  # noqa: F401 - hooks

MEMORY = Path("/dev/shm")  # a file system that Linux keeps in memory
ROOM = 4 * 1024**3  # bytes that must be free there: several times what a run has lying about


def write_into_memory() -> None:
    """What the tests write, Chromium and databases above all, need not wait for a disk that nobody unplugs.

    A folder that TMPDIR names is taken as it is: `TMPDIR=/tmp make test` goes by the disk.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None  # looked for again


write_into_memory()
gc.disable()  # until all tests are loaded, of which nothing goes
# A run starts more than a hundred processes; each would compile the program again, where the machine keeps none of it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# No deadline: a busy machine is no bug. The same cases each time: a run is red for what was changed, not by chance.
hypothesis.settings.register_profile("house", deadline=None, derandomize=True)
hypothesis.settings.register_profile("search", deadline=None, derandomize=False, max_examples=2000)
hypothesis.settings.load_profile("house")


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="rewrite what the bot says in tests/chats")


def pytest_xdist_auto_num_workers() -> int:
    """Two processes a core: many tests wait for a browser, or for a process that starts."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(items):
    """Each process of a run begins with long tests, those of the browser in one, and has short ones for the end.

    pytest-xdist gives each process its share of the list, one behind another; who is done takes from others' ends.
    """
    shares = [[] for _ in range(int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))]
    whole = [item for item in items if "whole" in item.path.parts]
    browser = [item for item in whole if item.get_closest_marker("browser")]
    shares[0] += browser
    others = shares[1:] or shares
    for number, item in enumerate(item for item in whole if item not in browser):
        others[number % len(others)].append(item)
    short = [item for item in items if "whole" not in item.path.parts]
    for share in shares:
        room = max(0, len(items) // len(shares) - len(share))
        share.extend(short[:room])
        del short[:room]
    items[:] = [item for share in shares for item in share] + short


def pytest_collection_finish():
    """What was loaded stays: the collector would look through all of it again and again, a tenth of the time."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 20)
    gc.enable()


@pytest.fixture(scope="session")
def world_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("world") / "world.db"
    worlds.build(path)
    return path


@pytest.fixture
def world(world_file, tmp_path):
    """A small world of the test's own (see tests/support/world.py)."""
    made = worlds.copied(world_file, tmp_path / "diemdanh.db")
    yield made
    made.close()


@pytest.fixture
def play(world):
    """Plays a transcript that stands in the test itself, in English unless told otherwise (see test_chats.py)."""
    from tests.handlers.test_chats import Player, Scenario, difference

    def play(transcript: str, language: str = "en") -> None:
        lines = tuple(textwrap.dedent(transcript).strip().splitlines())
        scenario = Scenario(Path(f"inline.{language}.txt"), "inline", lines, 1)
        played = list(Player(world, scenario).play())
        if played != list(lines):
            pytest.fail(difference(lines, played) + "\n\n" + "\n".join(played), pytrace=False)

    return play
