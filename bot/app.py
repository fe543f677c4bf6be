"""The bot, run: its database got ready, its parts started, and stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sqlite3
from collections.abc import Coroutine, Iterator
from functools import partial
from typing import Any

from bot.channels import Channel, SendError
from bot.clock import CheckedClock, Clock, system_clock
from bot.errors import DatabaseLostError, OperatorError
from bot.listening import address_of
from bot.process import end_at_once, quiet_logs, settle_memory
from bot.sample.loader import prepare as prepare_sample
from bot.settings import Settings
from bot.wiring import App, build
from storage.database import open_database, transaction
from storage.database_file import connect
from storage.failures import damage, damaged, is_damage
from storage.links import links
from storage.organisation import unit_search, units
from storage.schema import migrate

LOOKED_THROUGH = 256 * 1024 * 1024  # bytes: a database up to that size is looked through at every start


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
