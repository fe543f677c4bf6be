"""Whether a block can be written where the database and the photos are: free space alone does not tell it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

BLOCK = 64 * 1024  # bytes: what a commit of some updates takes


def write_block(folder: Path) -> None:
    """Write a block in a folder, see it to the disk, and take it away again.

    Raises:
        OSError: it cannot be written: the disk is full or read-only, or the folder is another user's, or gone.
    """
    with tempfile.TemporaryFile(dir=folder, prefix=".block-") as file:
        file.write(os.urandom(BLOCK))  # not to be packed to nothing
        file.flush()
        os.fsync(file.fileno())


class Disks:
    """The folders that are written to, by what is kept in them, and why a block could not be written there."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self.folders = folders
        self.troubles: dict[str, str] = {}

    def look(self) -> None:
        """Write a block in each folder; takes some milliseconds, more on a busy disk."""
        troubles = {}
        for name, folder in self.folders.items():
            try:
                write_block(folder)
            except OSError as error:
                troubles[name] = error.strerror or str(error)
        self.troubles = troubles
