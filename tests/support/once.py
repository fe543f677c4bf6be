"""What takes seconds to make is made once for all processes of a run: the first that needs it makes it, others wait."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder of this name that all processes of the run share; `make` fills it, where none has done so before."""
    shared = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each process has a folder of its own in the run's
        shared = shared.parent
    made = shared / name
    with FileLock(shared / f"{name}.lock"):
        if not made.exists():
            making = Path(tempfile.mkdtemp(dir=shared))
            make(making)
            making.rename(made)  # whole, or not at all
    return made
