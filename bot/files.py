"""Files that people send, kept by the hash of their bytes; and what kind of picture some bytes are."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import tempfile
import unicodedata
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from bot.health.disks import write_block
from storage.database_file import tighten

PIECE = 256 * 1024  # bytes
UNFINISHED = ".new-"
SPREADSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME = 100
LARGEST_PHOTO = 10 * 1024 * 1024  # what Telegram takes as a photo too (Bot API, sendPhoto)

_SHA256 = re.compile(r"[0-9a-f]{64}")
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}


class FileStore:
    """A folder of files, each under the SHA-256 of its bytes: the same bytes are kept once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self) -> None:
        """Make the folder where it is missing, let nobody else look into it, and be sure that it can be written.

        Raises:
            OSError: it cannot.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tighten(self.folder)
        write_block(self.folder)

    def save(self, data: bytes) -> str:
        """Keep these bytes and return their hash; they are on the disk, whole, before this returns.

        Raises:
            OSError: the folder cannot be written, or the disk is full.
        """
        return self.save_from(io.BytesIO(data))

    def save_from(self, source: BinaryIO) -> str:
        """Keep what a file has, from its beginning, as `save` does; it passes through memory in pieces.

        Raises:
            OSError: the folder cannot be written, or the disk is full.
        """
        digest = hashlib.sha256()
        source.seek(0)
        while piece := source.read(PIECE):
            digest.update(piece)
        source.seek(0)
        sha256 = digest.hexdigest()
        path = self._path(sha256)
        if path.exists():
            os.utime(path)  # it has just come, again
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
        try:
            with os.fdopen(descriptor, "wb") as file:
                shutil.copyfileobj(source, file, PIECE)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes of this hash.

        Raises:
            FileNotFoundError: there are none, or that is no hash.
        """
        return self.path(sha256).read_bytes()

    def path(self, sha256: str) -> Path:
        """Where the bytes of this hash are, or would be.

        Raises:
            FileNotFoundError: that is no hash.
        """
        if not _SHA256.fullmatch(sha256):
            raise FileNotFoundError(f"no file has the hash {sha256!r}")
        return self._path(sha256)

    def delete(self, sha256: str) -> None:
        """Let these bytes go; nothing happens where there are none."""
        if _SHA256.fullmatch(sha256):
            self._path(sha256).unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> list[str]:
        """The hashes of bytes that came before this moment, and what a broken-off save left is deleted."""
        hashes = []
        for path in self.folder.glob("*/*"):
            try:
                if path.stat().st_mtime >= moment.timestamp():
                    continue
            except FileNotFoundError:  # deleted in this moment
                continue
            if _SHA256.fullmatch(path.name):
                hashes.append(path.name)
            elif path.name.startswith(UNFINISHED):
                path.unlink(missing_ok=True)
        return hashes

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256


def _sync_folder(folder: Path) -> None:
    """Make a rename in this folder outlast a power cut; where folders cannot be opened there is nothing to do."""
    if hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def file_name(given: str) -> str:
    """A file's name as its sender gave it, fit to be shown: no folders, one line, of a bearable length."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", given)[-1])
    shown = " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())
    stem, dot, ending = shown.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending)]}{dot}{ending}" if stem and len(ending) <= 10 else shown[:LONGEST_NAME]


def picture_type(data: bytes) -> str | None:
    """The media type of a picture, told by its first bytes: JPEG, PNG, WebP or HEIC; None for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return "image/heic"
    return None
