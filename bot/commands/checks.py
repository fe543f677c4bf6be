"""The doctor: looks at everything that a start needs, says what is wrong and how to mend it, and changes nothing."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from bot.listening import listening
from bot.settings import OperatorError, Settings
from storage.backup import stored_files
from storage.database import connect, damage
from storage.errors import DatabaseError
from storage.schema import available_migrations, schema_version


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and found; where it is wrong, `text` says how to mend it."""

    what: str
    ok: bool
    text: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at the folders, the database, the photos, the port and the channels, in the order of a start."""
    running = bot_is_running(settings)
    yield _folder("database folder", settings.database.parent)
    yield _folder("photo folder", settings.files)
    yield from _database(settings, running=running)
    yield Finding("bot", ok=True, text="is running on this database" if running else "is not running")
    yield _port(settings, running=running)
    yield _telegram(settings)


def bot_is_running(settings: Settings) -> bool:
    """Whether another process holds this database's lock."""
    if not settings.lock_file.exists():
        return False
    lock = FileLock(settings.lock_file)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:
        return False
    lock.release()
    return False


def _folder(what: str, folder: Path) -> Finding:
    """A folder that can be written, or that can be made."""
    there = folder.absolute()
    while not there.exists():
        there = there.parent
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        setting = "DIEMDANH_FILES" if what.startswith("photo") else "DIEMDANH_DATABASE"
        return Finding(what, ok=False, text=f"{there} cannot be written: change its permissions, or {setting}")
    return Finding(what, ok=True, text=f"{folder}" if folder.exists() else f"{folder} will be made")


def _database(settings: Settings, *, running: bool) -> Iterator[Finding]:
    path = settings.database
    if not path.exists():
        yield Finding("database", ok=True, text=f"{path} will be made at the first start")
        return
    try:
        with closing(connect(path, read_only=True)) as connection:
            found = damage(connection)
            if found is None:
                yield Finding("database", ok=True, text=f"{path} is whole")
            else:
                yield Finding("database", ok=False, text=f"{path} is damaged ({found}): restore a backup")
            yield _schema(schema_version(connection), running=running)
            if schema_version(connection):
                yield _photos(settings.files, stored_files(connection))
    except (DatabaseError, sqlite3.Error) as error:
        yield Finding("database", ok=False, text=str(error))


def _schema(found: int, *, running: bool) -> Finding:
    newest = available_migrations()[-1][0]
    if found > newest:
        return Finding("schema", ok=False, text=f"{found} is newer than this program's {newest}: update the program")
    if found < newest:
        when = "restart the bot" if running else "the next start brings it up to date"
        return Finding("schema", ok=not running, text=f"{found}, and this program's is {newest}: {when}")
    return Finding("schema", ok=True, text=f"{found}, the newest")


def _photos(folder: Path, wanted: set[str]) -> Finding:
    lost = sum(not (folder / sha256[:2] / sha256).exists() for sha256 in wanted)
    if lost:
        text = f"{lost} of {len(wanted)} are missing from {folder}: point DIEMDANH_FILES to where they are"
        return Finding("photos", ok=False, text=text)
    return Finding("photos", ok=True, text=f"{len(wanted)} kept")


def _port(settings: Settings, *, running: bool) -> Finding:
    if running:
        return Finding("web chat", ok=True, text="the running bot has its port")
    try:
        listening(settings.web_host, settings.web_port).close()
    except OperatorError as error:
        return Finding("web chat", ok=False, text=str(error))
    return Finding("web chat", ok=True, text=f"can listen on {settings.web_host}, port {settings.web_port}")


def _telegram(settings: Settings) -> Finding:
    if settings.telegram_token is None:
        return Finding("Telegram", ok=True, text="no token set, so only the web chat is served")
    from bot.channels.telegram.name import username  # noqa: PLC0415 - an HTTP client, for this question alone

    try:
        name = username(settings.telegram_token, settings.telegram_base_url)
    except OperatorError as error:
        return Finding("Telegram", ok=False, text=str(error))
    return Finding("Telegram", ok=True, text=f"the token is that of @{name}")
