"""What all tests share: the small world, built once and copied for each test, and the players' `--update`."""

from __future__ import annotations

from pathlib import Path

import pytest
import world as worlds


def pytest_addoption(parser):
    parser.addoption("--update", action="store_true", help="rewrite what the bot says in tests/chats/*.txt")


@pytest.fixture(scope="session")
def world_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("world") / "world.db"
    worlds.build(path)
    return path


@pytest.fixture
def world(world_file, tmp_path):
    """A small world of the test's own (see tests/world.py)."""
    made = worlds.copied(world_file, tmp_path / "diemdanh.db")
    yield made
    made.close()
