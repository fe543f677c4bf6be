"""The doctor: looks at everything that a start needs, says what is wrong and how to mend it, and changes nothing."""

from __future__ import annotations

import json
import sqlite3
import stat
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from bot.clock import system_clock
from bot.commands import public_checks
from bot.commands.findings import Finding
from bot.environment import ENV_FILE
from bot.errors import OperatorError
from bot.health.disks import write_block
from bot.listening import address_of, listening
from bot.settings import Settings
from storage.backup import stored_files
from storage.database import Transaction
from storage.database_file import COMPANIONS, connect
from storage.errors import DatabaseError
from storage.failures import damage, is_damage
from storage.messages import held, spending
from storage.messages.held import HeldCount
from storage.messages.spending import Spent
from storage.messages.tariffs import Tariff
from storage.schema import available_migrations, schema_version


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at the folders, the database, the photos, the port and the channels, in the order of a start.

    A bot that runs is asked for its own alarms: what it alone can know, such as whether its file is still there.
    """
    running = bot_is_running(settings)
    yield _folder("database folder", settings.database.parent)
    yield _folder("photo folder", settings.files)
    yield from _database(settings, running=running)
    yield _private(settings)
    yield Finding("bot", ok=True, text="is running on this database" if running else "is not running")
    if running:
        yield from _health(settings)
    yield _port(settings, running=running)
    yield from public_checks.examine(settings, running=running)
    yield _telegram(settings)
    yield _zalo_bot(settings)
    yield _zalo_oa(settings)
    yield from _costs(settings)


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
    """A folder in which a block can be written, or that can be made, as a start would."""
    there = folder.absolute()
    while not there.exists():
        there = there.parent
    try:
        write_block(there)
    except OSError as error:
        setting = "DIEMDANH_FILES" if what.startswith("photo") else "DIEMDANH_DATABASE"
        why = (
            f"{there} cannot be written ({error.strerror}): change its permissions, make room on its disk, or {setting}"
        )
        return Finding(what, ok=False, text=why)
    return Finding(what, ok=True, text=f"{folder}" if folder.exists() else f"{folder} will be made")


def _private(settings: Settings) -> Finding:
    """Whether only their own user may read the files with personal data and the token."""
    database = settings.database
    ours = [database, *(Path(f"{database}{ending}") for ending in COMPANIONS), settings.files, ENV_FILE]
    open_ones = [str(path) for path in ours if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_ones:
        text = f"others on this machine may read {', '.join(open_ones)}: chmod go= {' '.join(open_ones)}"
        return Finding("privacy", ok=False, text=text)
    return Finding("privacy", ok=True, text="nobody else on this machine may read its files")


def _health(settings: Settings) -> Iterator[Finding]:
    """What the running bot says of itself."""
    if not settings.web_port:
        return
    host = "127.0.0.1" if settings.web_host in {"0.0.0.0", "::"} else settings.web_host  # noqa: S104 - any address
    page = f"{address_of(host, settings.web_port).rstrip('/')}/healthz"
    try:
        report = _asked(page)
    except (OSError, ValueError) as error:
        yield Finding("health", ok=False, text=f"{page} does not answer ({error}): see the bot's log, or restart it")
        return
    for alarm in report.get("alarms", []):
        yield Finding(f"alarm {alarm['alarm']}", ok=False, text=alarm["say"])
    if report.get("ok"):
        yield Finding("health", ok=True, text="the running bot has no alarm")


def _asked(page: str) -> dict[str, Any]:
    """The JSON of a page on this machine. Raises OSError or ValueError."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(page, timeout=10) as answer:
            report = json.load(answer)
    except urllib.error.HTTPError as error:  # 503 has it too
        report = json.load(error)
    if not isinstance(report, dict) or "ok" not in report:
        raise ValueError("another program answers there")
    return report


def _database(settings: Settings, *, running: bool) -> Iterator[Finding]:
    path = settings.database
    if not path.exists() and not Path(f"{path}-wal").exists():
        yield Finding("database", ok=True, text=f"{path} will be made at the first start")
        return
    try:
        with closing(connect(path, read_only=True)) as connection:
            damaged = damage(connection)
            if damaged is None:
                yield Finding("database", ok=True, text=f"{path} is whole")
            else:
                yield Finding(
                    "database", ok=False, text=f"{path} is damaged ({damaged}): restore a backup. {_restore(path)}"
                )
                return
            yield _schema(schema_version(connection), running=running)
            if schema_version(connection):
                yield _photos(settings.files, stored_files(connection))
    except (DatabaseError, sqlite3.Error) as error:
        more = f" {_restore(path)}" if isinstance(error, sqlite3.Error) and is_damage(error) else ""
        yield Finding("database", ok=False, text=f"{error}{more}")


def _restore(path: Path) -> str:
    return (
        f"Stop the bot; mv {path} {path}.damaged; cp BACKUP {path}; rm -f {path}-wal {path}-shm; copy the backup's "
        "photos too (docs/operate.md, “Backup and restore”); then ask the doctor again"
    )


def _schema(version: int, *, running: bool) -> Finding:
    newest = available_migrations()[-1][0]
    if version > newest:
        return Finding("schema", ok=False, text=f"{version} is newer than this program's {newest}: update the program")
    if version < newest:
        when = "restart the bot" if running else "the next start brings it up to date"
        return Finding("schema", ok=not running, text=f"{version}, and this program's is {newest}: {when}")
    return Finding("schema", ok=True, text=f"{version}, the newest")


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


def _zalo_bot(settings: Settings) -> Finding:
    if settings.zalo_bot_token is None:
        return Finding("Zalo bot", ok=True, text="no token set, so Zalo is not served")
    from bot.channels.zalo_bot.channel import who  # noqa: PLC0415 - an HTTP client, for this question alone
    from bot.channels.zalo_bot.webhook import PATH, taken  # noqa: PLC0415

    try:
        name, webhook = who(settings.zalo_bot_token, settings.zalo_bot_base_url)
    except OperatorError as error:
        return Finding("Zalo bot", ok=False, text=str(error))
    named, take_over = f"the token is that of {name}", settings.zalo_bot_take_over == "yes"
    if webhook and not webhook.endswith(PATH) and not take_over:
        done = "replaced" if settings.public_url else "removed"
        return Finding("Zalo bot", ok=False, text=taken(webhook, done))
    if settings.public_url:
        set_ = webhook == settings.public_url + PATH
        how = "its messages are posted to the public door" if set_ else "a start has its messages posted to the door"
    elif webhook:
        how = "a start removes the webhook that is set, so that polling brings its messages"
    else:
        how = "polling brings its messages"
    return Finding("Zalo bot", ok=True, text=f"{named}, and {how}")


def _zalo_oa(settings: Settings) -> Finding:
    if not settings.zalo_oa:
        return Finding("Zalo OA", ok=True, text="no Official Account set")
    from bot.channels.zalo_oa.asking import name_of  # noqa: PLC0415 - an HTTP client, for this question alone

    try:
        name = name_of(settings)
    except OperatorError as error:
        return Finding("Zalo OA", ok=False, text=str(error))
    how = "Zalo posts its messages" if settings.public_url else "its messages are looked up: there is no public address"
    return Finding("Zalo OA", ok=True, text=f"the tokens are those of {name}, and {how}")


def _costs(settings: Settings) -> Iterator[Finding]:
    """What Zalo's messages have cost this month, what is left, and what waits."""
    tariffs = {"zalo_oa": settings.zalo_oa_tariff} if settings.zalo_oa else {}
    if settings.zalo_bot_token is not None:
        tariffs["zalo_bot"] = settings.zalo_bot_tariff
    if not tariffs or not settings.database.exists():
        return
    try:
        with closing(connect(settings.database, read_only=True)) as connection:
            tx = Transaction(connection, system_clock())
            waiting = held.counts(tx)
            for channel, tariff in tariffs.items():
                spent = spending.of_month(tx, channel)
                yield Finding(f"{channel} messages", ok=True, text=_cost(tariff, spent, waiting, channel))
    except (DatabaseError, sqlite3.Error):
        return  # a database that is older, or damaged, was found out above


def _cost(tariff: Tariff, spent: Spent, waiting: list[HeldCount], channel: str) -> str:
    whole = "any number" if tariff.whole is None else f"{tariff.whole}{' đ' if tariff.is_money else ''}"
    used = f"{spent.cost} of {whole} this month ({spent.messages} messages)"
    price = f", {tariff.price} đ each ({tariff.source})" if tariff.is_money else ""
    sums = {
        state: sum(one.messages for one in waiting if (one.channel, one.state) == (channel, state)) for state in STATES
    }
    return f"{used}{price}; {sums['held']} held, {sums['closed']} closed (docs/delivery.md, “What costs something”)"


STATES = ("held", "closed")
