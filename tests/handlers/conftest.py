"""What the tests of all conversations share: the furnished world, and every question of it, walked to once in a run."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.support import walks
from tests.support.once import made_once
from tests.support.walks import Position


@pytest.fixture(scope="session")
def furnished_folder(world_file, tmp_path_factory) -> Path:
    """A folder with a world that has something of each kind, and its files."""

    def make(folder: Path) -> None:
        shutil.copyfile(world_file, folder / "world.db")
        with walks.furnished(folder / "world.db") as world:
            walks.furnish(world)

    return made_once(tmp_path_factory, "furnished", make)


@contextmanager
def copied(furnished_folder: Path, to: Path):
    """A copy of that world's database; all copies have their files in one folder, also what was read of them."""
    shutil.copyfile(furnished_folder / "world.db", to / "world.db")
    with walks.furnished(to / "world.db", furnished_folder / "world.files") as world:
        yield world


@pytest.fixture(scope="module")
def furnished(furnished_folder, tmp_path_factory):
    """A world that has something of each kind, which a module's tests share."""
    with copied(furnished_folder, tmp_path_factory.mktemp("furnished")) as world:
        yield world


@pytest.fixture(scope="session")
def reached(furnished_folder, tmp_path_factory) -> dict[str, list[Position]]:
    """The questions of each role, which are walked to when they are asked for first."""
    return Reached(furnished_folder, tmp_path_factory)


class Reached(dict):
    """The questions of each role; the first process of a run that asks for a role's walks to them, for all."""

    def __init__(self, furnished_folder: Path, folders: pytest.TempPathFactory) -> None:
        self.furnished_folder = furnished_folder
        self.folders = folders

    def __missing__(self, role: str) -> list[Position]:
        walked = made_once(self.folders, f"walked-{role}", lambda folder: self.walk(role, folder))
        kept = json.loads((walked / "positions.json").read_text(encoding="utf-8"))
        self[role] = [Position(**{**one, "way": tuple(one["way"])}) for one in kept]
        return self[role]

    def walk(self, role: str, folder: Path) -> None:
        """Walk to all questions of a role, and keep them in a folder."""
        with copied(self.furnished_folder, folder) as world:
            positions = walks.all_positions(world, (role,))
        kept = json.dumps([asdict(one) for one in positions])
        (folder / "positions.json").write_text(kept, encoding="utf-8")
