"""The only wiring: the parts of a running bot, made and connected to each other; nothing is patched later."""

from __future__ import annotations

import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial

from bot.channels import Channel
from bot.channels.web.channel import NAMES, WebChatChannel
from bot.channels.web.reader import WebReader
from bot.channels.web.routes import WebChat
from bot.clock import CheckedClock, Clock
from bot.delivery.delivery import Delivery
from bot.delivery.fares import tariffs_of
from bot.delivery.outdated import Outdated
from bot.errors import OperatorError
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
from bot.sandbox.attachments import Attachments
from bot.settings import I_KNOW, Settings, networks
from bot.supervision import Supervision
from bot.vendors import Vendors, vendors
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
from storage.database import Database, open_database
from storage.people.erasing import erasures

SOMEBODY = "1"  # an address as people have it


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


@contextlib.asynccontextmanager
async def build(settings: Settings, clock: Clock, database: Database, *, sample: bool) -> AsyncIterator[App]:
    """Make the parts and connect them to each other; everything is closed at the end."""
    check_address(settings.web_host, any_address=settings.web_any_address == I_KNOW)
    files = _photos(settings)
    async with AsyncExitStack() as at_the_end:
        sock = at_the_end.enter_context(listening(settings.web_host, settings.web_port))
        outside = None
        if settings.public_url:
            outside = at_the_end.enter_context(listening(settings.public_host, settings.public_port, "PUBLIC"))
        checked = clock if isinstance(clock, CheckedClock) else CheckedClock(clock)
        # A clock that was handed in as it is says what time it is, whatever vendors say.
        set_up = vendors(settings, clock, files, prove=checked.prove if clock is checked else None)
        page = address_of(settings.web_host, sock.getsockname()[1])
        channels: dict[str, Channel] = {name: WebChatChannel(name, page) for name in NAMES}
        channels |= set_up.channels
        for channel in channels.values():
            at_the_end.push_async_callback(channel.close)
        core = _core(settings, clock, database, files, channels, sample=sample)
        reader = await at_the_end.enter_async_context(open_database(settings.database, read_only=True))
        seeking = await at_the_end.enter_async_context(open_database(settings.database, read_only=True))
        attachments = Attachments(settings.database, settings.files, clock)
        looking = Looking(reader, clock)
        delivery = _delivery(core, looking, attachments)
        workers = {**_workers(core, delivery), "erasures": await _erasures(core, seeking)}
        tick = Tick(
            core.inbox,
            core.supervision,
            ticked=core.metrics.tick,
            refill=delivery.refill,
            wake=core.wakes.minute_came,
            tariffs=tariffs_of(channels),
        )
        ticker = Ticker(tick.run_once)
        health = _health(core, clock=checked, database=database, reader=reader, set_up=set_up, ticker=ticker)
        yield App(
            settings=settings,
            channels=channels,
            inbox=core.inbox,
            delivery=delivery,
            workers=workers,
            tick=tick,
            supervision=core.supervision,
            metrics=core.metrics,
            health=health,
            web=_web(core, attachments, health, sample=sample),
            listening=sock,
            door=_door(core, looking, attachments) if outside is not None else None,
            outside=outside,
            ticker=ticker,
        )


@dataclass(frozen=True)
class _Core:
    """What nearly every part works with."""

    settings: Settings
    clock: Clock
    files: FileStore
    channels: Mapping[str, Channel]
    inbox: Inbox
    metrics: Metrics
    supervision: Supervision
    wakes: Wakes
    outdated: Outdated


def _core(
    settings: Settings,
    clock: Clock,
    database: Database,
    files: FileStore,
    channels: dict[str, Channel],
    *,
    sample: bool,
) -> _Core:
    """The inbox, and what is counted, supervised and woken beside it."""
    metrics, wakes, outdated = Metrics(clock), Wakes(), Outdated()
    services = _services(channels, files, wakes, outdated, sample=sample, public_url=settings.public_url)
    return _Core(
        settings=settings,
        clock=clock,
        files=files,
        channels=channels,
        inbox=Inbox(database, channels, clock, services=services),
        metrics=metrics,
        supervision=Supervision(metrics.part_failed),
        wakes=wakes,
        outdated=outdated,
    )


def _delivery(core: _Core, looking: Looking, attachments: Attachments) -> Delivery:
    """What sends; a message is given its links and its file just before."""
    return Delivery(
        core.inbox,
        core.channels,
        core.clock,
        publish=Publishing(core.settings.public_url, looking).with_links,
        supervision=core.supervision,
        count=core.metrics.end,
        prepare=attachments.ready,
        outdated=core.outdated,
    )


def _health(
    core: _Core, *, clock: CheckedClock, database: Database, reader: Database, set_up: Vendors, ticker: Ticker
) -> Health:
    """What looks whether the service does its work."""
    settings = core.settings
    return Health(
        clock=clock,
        database=database,
        reader=reader,
        metrics=core.metrics,
        committing=core.inbox.committing,
        receptions=set_up.receptions,
        signs=set_up.signs,
        disks=Disks({"disk": settings.database.absolute().parent, "photos": settings.files.absolute()}),
        supervision=core.supervision,
        tick_again=ticker.begin_again,
    )


def _web(core: _Core, attachments: Attachments, health: Health, *, sample: bool) -> WebServer:
    """The local listener: the web chat, health and metrics."""
    chat = WebChat(
        WebReader(core.settings.database, core.clock),
        core.metrics.counting(core.inbox.take),
        core.files,
        core.clock,
        attachments.file,
        sample=sample,
    )
    any_host = core.settings.web_any_address == I_KNOW
    return WebServer(chat, health=health.report, metrics=health.exposition, any_host=any_host)


def _door(core: _Core, looking: Looking, attachments: Attachments) -> Door:
    """The public door: what vendors post, and the pages of signed links."""
    take = core.metrics.counting(core.inbox.take)
    posted = [route for channel in core.channels.values() for route in channel.routes(take)]
    shown = pages(
        looking, take, core.files, attachments.file, public_url=core.settings.public_url, channels=core.channels
    )
    return Door([*posted, *shown], proxies=networks(core.settings.public_proxies))


def _workers(core: _Core, delivery: Delivery) -> dict[str, Worker]:
    """What works beside the writer."""
    inbox, files, wakes = core.inbox, core.files, core.wakes

    def failed(name: str) -> partial[None]:
        return partial(core.supervision.failed, name)

    return {
        "files": FileWorker(inbox, files, wakes.files, fetched=wakes.jobs.set, failed=failed("files")),
        "jobs": JobWorker(inbox, files, core.settings.database, wakes.jobs, failed=failed("jobs")),
        "imports": ImportWorker(inbox, files, wakes.imports, failed=failed("imports")),
        "broadcasts": BroadcastWorker(inbox, delivery.refill, wakes.broadcasts, failed=failed("broadcasts")),
        "housekeeping": Housekeeping(inbox, wakes.housekeeping, core.supervision),
    }


async def _erasures(core: _Core, reader: Database) -> ErasureWorker:
    """What carries erasures on; where one is under way, nothing is sent that was not held against it."""
    if await reader.run(erasures.any_under_way):
        core.outdated.mark()
    return ErasureWorker(
        core.inbox,
        reader,
        core.files,
        core.wakes.erasures,
        outdated=core.outdated,
        orphaned=core.wakes.files.set,
        failed=partial(core.supervision.failed, "erasures"),
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
        tariffs=tariffs_of(channels),
        messages=lambda channel, reply: channels[channel].features.messages(SOMEBODY, reply),
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
