"""The only wiring: builds the parts, starts them, and stops them in order."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import errno
import gc
import logging
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn

from bot.channels import Channel, SendError
from bot.channels.web.channel import LIKE_ZALO, PLAIN, WEB, WebChatChannel
from bot.channels.web.reader import WebReader
from bot.channels.web.routes import WebChat
from bot.clock import CheckedClock, Clock, system_clock
from bot.delivery.delivery import Delivery
from bot.delivery.outdated import Outdated
from bot.errors import DatabaseLostError, OperatorError
from bot.files import FileStore
from bot.health.disks import Disks
from bot.health.health import Health
from bot.http.door import Door
from bot.http.pages.looking import Looking
from bot.http.pages.routes import pages
from bot.http.publishing import Publishing
from bot.http.server import WebServer, check_address
from bot.inbox import Inbox
from bot.listening import address_of, listening
from bot.metrics import Metrics
from bot.sample.loader import prepare as prepare_sample
from bot.sandbox.attachments import Attachments
from bot.settings import I_KNOW, Settings, networks
from bot.supervision import Supervision
from bot.vendors import vendors
from bot.workers.broadcasts import BroadcastWorker
from bot.workers.erasures import ErasureWorker
from bot.workers.files import FileWorker
from bot.workers.housekeeping import Housekeeping
from bot.workers.imports import ImportWorker
from bot.workers.jobs import JobResults, JobWorker
from bot.workers.tick import Tick
from bot.workers.worker import Wakes, Worker
from handlers.engine.features import Services
from schedules.ticker import Ticker
from storage.database import Database, open_database, transaction
from storage.database_file import connect
from storage.failures import damage, damaged, is_damage
from storage.links import links
from storage.organisation import unit_search, units
from storage.people import erasing
from storage.schema import migrate

log = logging.getLogger(__name__)

M_MMAP_THRESHOLD, LARGE = -3, 256 * 1024
LOOKED_THROUGH = 256 * 1024 * 1024  # bytes: a database up to that size is looked through at every start


@dataclass
class App:
    """The parts of a running bot."""

    settings: Settings
    channels: dict[str, Channel]
    inbox: Inbox
    delivery: Delivery
    workers: dict[str, Worker]
    tick: Tick
    supervision: Supervision
    metrics: Metrics
    health: Health
    web: WebServer
    listening: socket.socket
    door: Door | None
    outside: socket.socket | None  # where the door listens
    ticker: Ticker


async def run(settings: Settings, clock: Clock = system_clock) -> None:
    """Serve until a signal says stop.

    Raises:
        OperatorError: something that whoever runs the bot can mend; the message says what and how.
        DatabaseError: the file cannot be opened, or is newer than this program.
    """
    quiet_logs(settings)
    clock = CheckedClock(clock)
    sample = prepare(settings, clock)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_database(settings.database) as opened, build(settings, clock, opened, sample=sample) as app:
        greet(app, sample=sample)
        settle_memory()
        try:
            await run_until(stop, app)
        except DatabaseLostError as error:
            end_at_once(error)


def end_at_once(error: DatabaseLostError) -> NoReturn:
    """Say why, and end as a killed process does.

    Closing a database deletes its log by name, and that name is another file's now.
    """
    print(error, file=sys.stderr, flush=True)  # noqa: T201
    logging.shutdown()
    os._exit(1)


def settle_memory() -> None:
    """Let the garbage collector leave alone what the program is made of, and look less often: a tenth of a step.

    What a step leaves behind is freed by its reference counts; only rings, which are few, wait for a look. Large pieces
    of memory (files that come and go) are given back to the system at once, where the C library can be told so: else it
    keeps for good what was needed once (mallopt(3), M_MMAP_THRESHOLD).
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def quiet_logs(settings: Settings) -> None:
    """One line a message; libraries that log whole addresses, which hold tokens, only when they warn."""
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("httpx", "httpcore", "aiohttp", "aiosqlite", "apscheduler", "telegram", "uvicorn", "aiosql"):
        logging.getLogger(name).setLevel(logging.WARNING)


def prepare(settings: Settings, clock: Clock) -> bool:
    """Bring the database up to date, and lay sample data where it belongs; returns whether it holds any.

    Raises:
        DatabaseError: the file cannot be opened, is damaged, or is newer than this program.
    """
    try:
        with contextlib.closing(connect(settings.database)) as connection:
            if settings.database.stat().st_size <= LOOKED_THROUGH and (why := damage(connection)) is not None:
                raise damaged(settings.database, why)
            migrate(connection)
            with transaction(connection, clock()) as tx:
                links.get_ready(tx)
                sample = prepare_sample(tx, settings)
                unit_search.get_ready(units.all_open(tx))
    except sqlite3.Error as error:
        if is_damage(error):
            raise damaged(settings.database, error) from error
        raise
    return sample


@contextlib.asynccontextmanager
async def build(settings: Settings, clock: Clock, database: Database, *, sample: bool) -> AsyncIterator[App]:
    """Make the parts and connect them to each other; everything is closed at the end."""
    check_address(settings.web_host, any_address=settings.web_any_address == I_KNOW)
    files = _photos(settings)
    sock = listening(settings.web_host, settings.web_port)
    outside = listening(settings.public_host, settings.public_port, "PUBLIC") if settings.public_url else None
    page = address_of(settings.web_host, sock.getsockname()[1])
    channels: dict[str, Channel] = {name: WebChatChannel(name, page) for name in (WEB, PLAIN, LIKE_ZALO)}
    checked = clock if isinstance(clock, CheckedClock) else CheckedClock(clock)
    # A clock that was handed in as it is says what time it is, whatever vendors say.
    set_up = vendors(settings, clock, files, prove=checked.prove if clock is checked else None)
    channels |= set_up.channels
    wakes = Wakes()
    metrics = Metrics(clock)
    supervision = Supervision(metrics.part_failed)
    outdated = Outdated()
    services = _services(channels, files, wakes, outdated, sample=sample, public_url=settings.public_url)
    inbox = Inbox(database, channels, clock, services=services)
    reader = await open_database(settings.database, read_only=True)
    attachments = Attachments(settings.database, settings.files, clock)
    looking = Looking(reader, clock)
    delivery = Delivery(
        inbox,
        channels,
        clock,
        publish=Publishing(settings.public_url, looking).with_links,
        supervision=supervision,
        count=metrics.end,
        prepare=attachments.ready,
        outdated=outdated,
    )
    erasures = await _erasures(settings, files, wakes, supervision, inbox, outdated)
    workers = {**_workers(settings, files, wakes, supervision, inbox, delivery), "erasures": erasures}
    tick = Tick(inbox, supervision, ticked=metrics.tick, refill=delivery.refill, wake=wakes.minute_came)
    take = metrics.counting(inbox.take)
    chat = WebChat(
        WebReader(settings.database, clock),
        take,
        files,
        clock,
        attachments.file,
        sample=sample,
    )
    ticker = Ticker(tick.run_once)
    health = Health(
        clock=checked,
        database=database,
        reader=reader,
        metrics=metrics,
        committing=inbox.committing,
        receptions=set_up.receptions,
        signs=set_up.signs,
        disks=Disks({"disk": settings.database.absolute().parent, "photos": settings.files.absolute()}),
        supervision=supervision,
        tick_again=ticker.begin_again,
    )
    web = WebServer(chat, health=health.report, metrics=health.exposition, any_host=settings.web_any_address == I_KNOW)
    door = None
    if outside is not None:
        posted = [route for channel in channels.values() for route in channel.routes(take)]
        shown = pages(looking, take, files, attachments.file, public_url=settings.public_url, channels=channels)
        door = Door([*posted, *shown], proxies=networks(settings.public_proxies))
    try:
        yield App(
            settings,
            channels,
            inbox,
            delivery,
            workers,
            tick,
            supervision,
            metrics,
            health,
            web,
            sock,
            door,
            outside,
            ticker,
        )
    finally:
        await reader.close()
        await erasures.reader.close()
        sock.close()
        if outside is not None:
            outside.close()
        for channel in channels.values():
            await channel.close()


def _workers(  # noqa: PLR0917 - the parts that they work with
    settings: Settings, files: FileStore, wakes: Wakes, supervision: Supervision, inbox: Inbox, delivery: Delivery
) -> dict[str, Worker]:
    """What works beside the writer."""
    return {
        "files": FileWorker(
            inbox, files, wakes.files, fetched=wakes.jobs.set, failed=partial(supervision.failed, "files")
        ),
        "jobs": JobWorker(inbox, files, settings.database, wakes.jobs, failed=partial(supervision.failed, "jobs")),
        "imports": ImportWorker(inbox, files, wakes.imports, failed=partial(supervision.failed, "imports")),
        "broadcasts": BroadcastWorker(
            inbox, delivery.refill, wakes.broadcasts, failed=partial(supervision.failed, "broadcasts")
        ),
        "housekeeping": Housekeeping(inbox, wakes.housekeeping, supervision),
    }


async def _erasures(  # noqa: PLR0917 - the parts that it works with
    settings: Settings, files: FileStore, wakes: Wakes, supervision: Supervision, inbox: Inbox, outdated: Outdated
) -> ErasureWorker:
    """What carries erasures on; where one is under way, nothing is sent that was not held against it."""
    reader = await open_database(settings.database, read_only=True)
    if await reader.run(erasing.any_under_way):
        outdated.mark()
    return ErasureWorker(
        inbox,
        reader,
        files,
        wakes.erasures,
        outdated=outdated,
        orphaned=wakes.files.set,
        failed=partial(supervision.failed, "erasures"),
    )


def _services(
    channels: Mapping[str, Channel],
    store: FileStore,
    wakes: Wakes,
    outdated: Outdated,
    *,
    sample: bool,
    public_url: str,
) -> Services:
    """What the shell does for conversations. A job is queued, and somebody erased, on the database's thread."""

    def erasing_began() -> None:
        outdated.mark()
        wakes.work_came_from_thread()

    paces = {name: channel.per_second for name, channel in channels.items() if channel.per_second}
    return Services(
        sample=sample,
        job_result=JobResults(store).overview,
        job_queued=wakes.work_came_from_thread,
        paces=paces,
        links=lambda: tuple(channel.features.link("") for channel in channels.values()),
        erasing=erasing_began,
        public_url=public_url,
    )


def _photos(settings: Settings) -> FileStore:
    """Where photos are kept; better known at the start than when the first one comes that it cannot be written."""
    files = FileStore(settings.files)
    try:
        files.make()
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:  # photos wait; nobody's check-in has to
            return files
        raise OperatorError(
            f"The folder {settings.files} cannot be written ({error.strerror}): change its permissions, or set "
            "DIEMDANH_FILES to a folder that can be written."
        ) from error
    return files


async def run_until(stop: asyncio.Event, app: App) -> None:
    """Run every part until told to stop; the writer ends last, so that what the others say is still written.

    A part that fails goes on after a rest. Without the writer nothing can be done, and without the web page's server
    nobody could be told so: these two end the bot, and health does where the database's file is another one now.
    """
    writer = asyncio.create_task(app.inbox.run())
    parts: list[asyncio.Task[Any]] = []
    try:
        for channel in app.channels.values():
            await _connect(channel)
        app.ticker.start()
        needed = (stop.wait(), app.web.serve(app.listening), app.health.run())
        parts = [asyncio.create_task(part) for part in (*needed, *_kept(app))]
        done, _running = await asyncio.wait([writer, *parts], return_when=asyncio.FIRST_COMPLETED)
        app.ticker.stop()
        for part in done:
            part.result()  # raises what ended it, if that was not the signal
    finally:
        for part in parts:
            part.cancel()
        await asyncio.gather(*parts, return_exceptions=True)
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)


def _kept(app: App) -> Iterator[Coroutine[Any, Any, None]]:
    """The parts that go on after an error."""
    yield app.delivery.run()
    if app.door is not None and app.outside is not None:
        yield app.supervision.keep("the public door", partial(app.door.serve, app.outside))
    for name, worker in app.workers.items():
        yield app.supervision.keep(name, worker.run)
    for name, channel in app.channels.items():
        receive = partial(channel.run, app.metrics.counting(app.inbox.take))
        yield app.supervision.keep(f"receiving over {name}", receive)


async def _connect(channel: Channel) -> None:
    try:
        await channel.start()
    except SendError as error:
        raise OperatorError(str(error)) from error


def greet(app: App, *, sample: bool) -> None:
    """Say on the terminal where to go and what to try."""
    page = address_of(app.settings.web_host, app.listening.getsockname()[1])
    with contextlib.suppress(BrokenPipeError):  # nobody reads it; the bot serves all the same
        _greet(page, sample=sample)


def _greet(page: str, *, sample: bool) -> None:
    print(f"Điểm Danh is running. Open {page} in a browser; Ctrl-C stops it.", flush=True)  # noqa: T201
    if sample:
        print(  # noqa: T201
            "This is sample data. Try it: as “newcomer” join; as “member” send /dangky, then /diemdanh with the code "
            "that “leader” sees under /ma; then /baocao, and as “leader” /duyet.",
            flush=True,
        )
