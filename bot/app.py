"""The only wiring: builds the parts, starts them, and stops them in order."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.applications import Starlette

from bot.channels import Channel, SendError
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.web.channel import PLAIN, WEB, WebChatChannel
from bot.clock import Clock, system_clock
from bot.delivery.delivery import Delivery
from bot.files import FileStore
from bot.http.server import serve, web_app
from bot.inbox import Inbox
from bot.listening import address_of, listening
from bot.metrics import Metrics
from bot.sample.loader import prepare as prepare_sample
from bot.sandbox.attachments import Making
from bot.settings import I_KNOW, OperatorError, Settings
from bot.workers.broadcasts import Broadcasting
from bot.workers.files import Fetcher
from bot.workers.imports import Importing
from bot.workers.jobs import Findings, Jobs
from bot.workers.worker import Wakes
from handlers.attendance import live_code
from handlers.engine.features import Services
from schedules.due import digests, due
from schedules.ticker import Ticker
from storage.broadcasts import queue as broadcast_queue
from storage.database import Database, Transaction, connect, open_database, transaction
from storage.files import jobs
from storage.imports import imports
from storage.messages import chats, outbox
from storage.messages.records import Outgoing
from storage.organisation import unit_search, units
from storage.schema import migrate

log = logging.getLogger(__name__)


@dataclass
class App:
    """The parts of a running bot."""

    settings: Settings
    channels: dict[str, Channel]
    inbox: Inbox
    delivery: Delivery
    fetcher: Fetcher
    jobs: Jobs
    importing: Importing
    broadcasting: Broadcasting
    wakes: Wakes
    metrics: Metrics
    web: Starlette
    listening: socket.socket

    async def tick(self) -> None:
        """Look at what a new minute brings."""
        self.metrics.tick()
        await self.inbox.post(minute)
        try:
            await self.remind()
        finally:
            await self.delivery.refill()
            self.wakes.set_all()

    async def remind(self) -> None:
        """Queue what is due, in steps so short that nobody waits for them; `refill` finds it in the outbox."""
        cursor: due.TickCursor | None = due.START
        while cursor is not None:
            cursor = await self.inbox.do(partial(due.step, cursor=cursor))
        while await self.inbox.do(digests.due):
            pass


def minute(tx: Transaction) -> list[Outgoing]:
    """What a new minute brings: codes on screens are renewed, and what is too old is forgotten."""
    chats.erase_unfinished(tx)
    outbox.forget_old(tx)
    jobs.forget_old(tx)
    imports.forget_old(tx)
    broadcast_queue.forget(tx)
    return live_code.due_edits(tx)


async def run(settings: Settings, clock: Clock = system_clock) -> None:
    """Serve until a signal says stop.

    Raises:
        OperatorError: something that whoever runs the bot can mend; the message says what and how.
        DatabaseError: the file cannot be opened, or is newer than this program.
    """
    quiet_logs(settings)
    sample = prepare(settings, clock)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_database(settings.database) as opened, build(settings, clock, opened, sample=sample) as app:
        greet(app, sample=sample)
        settle_memory()
        await _until(stop, app)


def settle_memory() -> None:
    """Let the garbage collector leave alone what the program is made of, and look less often: a tenth of a step.

    What a step leaves behind is freed by its reference counts; only rings, which are few, wait for a look.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def quiet_logs(settings: Settings) -> None:
    """One line a message; libraries that log whole addresses, which hold tokens, only when they warn."""
    logging.basicConfig(level=settings.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("httpx", "httpcore", "aiohttp", "aiosqlite", "apscheduler", "telegram", "uvicorn", "aiosql"):
        logging.getLogger(name).setLevel(logging.WARNING)


def prepare(settings: Settings, clock: Clock) -> bool:
    """Bring the database up to date, and lay sample data where it belongs; returns whether it holds any."""
    with contextlib.closing(connect(settings.database)) as connection:
        migrate(connection)
        with transaction(connection, clock()) as tx:
            sample = prepare_sample(tx, settings)
            unit_search.get_ready(units.all_open(tx))
    return sample


@contextlib.asynccontextmanager
async def build(settings: Settings, clock: Clock, database: Database, *, sample: bool) -> AsyncIterator[App]:
    """Make the parts and connect them to each other; everything is closed at the end."""
    files = _photos(settings)
    sock = listening(settings.web_host, settings.web_port)
    page = address_of(settings.web_host, sock.getsockname()[1])
    channels: dict[str, Channel] = {name: WebChatChannel(name, page) for name in (WEB, PLAIN)}
    channels |= _vendors(settings, clock, files)
    wakes = Wakes()
    inbox = Inbox(database, channels, clock, services=_services(channels, files, wakes, sample=sample))
    metrics = Metrics(clock)
    reader = await open_database(settings.database, read_only=True)
    making = Making(settings.database, settings.files, clock)
    delivery = Delivery(inbox, channels, clock, count=metrics.end, prepare=making.ready)
    inbox.deliver = delivery.enqueue
    fetcher = Fetcher(inbox, channels, files, wakes.files, fetched=wakes.jobs.set)
    importing = Importing(inbox, files, wakes.imports)
    works = Jobs(inbox, files, settings.database, wakes.jobs)
    broadcasting = Broadcasting(inbox, delivery.refill, wakes.broadcasts)
    web = web_app(
        database_path=settings.database,
        take=metrics.counting(inbox.take),
        files=files,
        clock=clock,
        make=making.file,
        host=settings.web_host,
        allow_any_address=settings.web_any_address == I_KNOW,
        sample=sample,
        health=partial(metrics.health, reader),
        metrics=partial(metrics.exposition, reader),
    )
    try:
        yield App(
            settings, channels, inbox, delivery, fetcher, works, importing, broadcasting, wakes, metrics, web, sock
        )
    finally:
        await reader.close()
        sock.close()
        for channel in channels.values():
            await channel.close()


def _services(channels: Mapping[str, Channel], store: FileStore, wakes: Wakes, *, sample: bool) -> Services:
    """What the shell does for conversations. A job is queued on the database's thread, before the commit."""
    paces = {name: channel.per_second for name, channel in channels.items() if channel.per_second}
    findings = Findings(store)
    return Services(sample=sample, finding=findings.finding, job_queued=wakes.set_all_from_thread, paces=paces)


def _photos(settings: Settings) -> FileStore:
    """Where photos are kept; better known at the start than when the first one comes that it cannot be written."""
    files = FileStore(settings.files)
    try:
        files.make()
    except OSError as error:
        raise OperatorError(
            f"The folder {settings.files} cannot be written ({error.strerror}): change its permissions, or set "
            "DIEMDANH_FILES to a folder that can be written."
        ) from error
    return files


def _vendors(settings: Settings, clock: Clock, files: FileStore) -> dict[str, Channel]:
    """The channels that a token is set for."""
    if settings.telegram_token is None:
        return {}
    telegram = TelegramChannel(
        settings.telegram_token.get_secret_value(),
        clock=clock,
        read_file=files.read,
        base_url=f"{settings.telegram_base_url}/bot",
        base_file_url=f"{settings.telegram_base_url}/file/bot",
        per_second=settings.telegram_per_second or None,
    )
    return {telegram.name: telegram}


async def _until(stop: asyncio.Event, app: App) -> None:
    """Run every part until told to stop; the writer ends last, so that what the others say is still written."""
    writer = asyncio.create_task(app.inbox.run())
    parts: list[asyncio.Task[Any]] = []
    try:
        for channel in app.channels.values():
            await _connect(channel)
        ticker = Ticker(app.tick)
        ticker.start()
        parts = [
            asyncio.create_task(part)
            for part in (
                stop.wait(),
                app.delivery.run(),
                app.fetcher.run(),
                app.jobs.run(),
                app.importing.run(),
                app.broadcasting.run(),
                serve(app.web, app.listening),
                *(channel.run(app.metrics.counting(app.inbox.take)) for channel in app.channels.values()),
            )
        ]
        done, _running = await asyncio.wait([writer, *parts], return_when=asyncio.FIRST_COMPLETED)
        ticker.stop()
        for part in done:
            part.result()  # raises what ended it, if that was not the signal
    finally:
        for part in parts:
            part.cancel()
        await asyncio.gather(*parts, return_exceptions=True)
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)


async def _connect(channel: Channel) -> None:
    try:
        await channel.start()
    except SendError as error:
        raise OperatorError(str(error)) from error


def greet(app: App, *, sample: bool) -> None:
    """Say on the terminal where to go and what to try."""
    page = address_of(app.settings.web_host, app.listening.getsockname()[1])
    print(f"Điểm Danh is running. Open {page} in a browser; Ctrl-C stops it.", flush=True)  # noqa: T201
    if sample:
        print(  # noqa: T201
            "This is sample data. Try it: as “newcomer” join; as “member” send /dangky, then /diemdanh with the code "
            "that “leader” sees under /ma; then /baocao, and as “leader” /duyet.",
            flush=True,
        )
