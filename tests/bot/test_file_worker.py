"""Photos that vendors hold are fetched and kept; those that an erased person left are deleted."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.channels import MessageWrong, TryAgain
from bot.files import FileStore
from bot.inbox import Inbox
from bot.workers.files import FileWorker
from storage.database import open_database
from storage.files import files
from tests.support.paper import PaperChannel


class Album(PaperChannel):
    """A channel that holds some photos; an error stands for one that it cannot give."""

    def __init__(self, photos):
        super().__init__("telegram")
        self.photos = photos

    async def fetch(self, vendor_id):
        found = self.photos[vendor_id]
        if isinstance(found, Exception):
            raise found
        return found


class Disk(FileStore):
    """A folder on a disk that is full while `full`, and that cannot be written at all while `read_only`."""

    full = False
    read_only = False

    def save(self, data):
        if self.full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().save(data)

    def delete(self, sha256):
        if self.read_only:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        super().delete(sha256)


@pytest_asyncio.fixture
async def fetched(world, tmp_path):
    """Lets a new worker do one round over the world with each call; returns the rows of `files`."""
    album, store, failed = Album({}), Disk(tmp_path / "files"), []

    async def once(**photos):
        album.photos.update(photos)
        async with open_database(world.path) as database:
            inbox = Inbox(database, {"telegram": album}, lambda: world.now)
            writer = asyncio.create_task(inbox.run())
            await FileWorker(inbox, store, asyncio.Event(), failed=lambda: failed.append("files")).run_once()
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
        return world.rows("SELECT vendor_id, state, sha256, attempts, size FROM files ORDER BY id")

    once.store, once.failed = store, failed
    return once


def want(world, *vendor_ids):
    with world.change() as tx:
        for vendor_id in vendor_ids:
            files.add(tx, media_type="image/jpeg", size=None, sha256=None, channel="telegram", vendor_id=vendor_id)


async def test_a_photo_is_fetched_and_kept_by_its_hash(world, fetched):
    want(world, "a")
    (row,) = await fetched(a=b"picture")
    assert (row["state"], row["size"]) == ("stored", 7)
    assert fetched.store.read(row["sha256"]) == b"picture"


async def test_what_cannot_be_had_now_is_tried_again_and_what_is_gone_is_lost(world, fetched):
    want(world, "later", "gone", "good")
    rows = await fetched(later=TryAgain("no network"), gone=MessageWrong("no such file"), good=b"x")
    assert [(row["state"], row["attempts"]) for row in rows] == [("wanted", 1), ("lost", 0), ("stored", 0)]


async def test_a_fetch_is_given_up_in_the_end(world, fetched):
    want(world, "a")
    with world.change() as tx:
        tx.connection.execute("UPDATE files SET attempts = ?", (files.TRIES - 1,))
    (row,) = await fetched(a=TryAgain("still no network"))
    assert row["state"] == "lost"


async def test_a_vendor_that_cannot_be_reached_loses_no_photo(world, fetched):
    """Days of proxies' pages and dead lines: none of these tries says anything of the photo."""
    want(world, "a")
    for attempts in range(1, 3 * files.TRIES):
        (row,) = await fetched(a=TryAgain("a page", counts=False))
        assert (row["state"], row["attempts"]) == ("wanted", attempts)
        world.now += files.LONGEST_WAIT
    (row,) = await fetched(a=b"picture")
    assert row["state"] == "stored"


@pytest.mark.parametrize(("asked", "held"), [(None, 60), (30, 30), (10**20, 3600), (-5, 60)])
async def test_a_vendor_that_wants_a_pause_is_not_asked_for_the_next_photo(world, tmp_path, asked, held):
    """Until the pause is over, an hour at most."""
    now = [0.0]
    album = Album({"a": TryAgain("429", asked, whole_channel=True), "b": b"one", "c": b"two"})
    want(world, "a", "b", "c")
    async with open_database(world.path) as database:
        inbox = Inbox(database, {"telegram": album}, lambda: world.now)
        writer = asyncio.create_task(inbox.run())
        worker = FileWorker(inbox, FileStore(tmp_path / "files"), asyncio.Event(), monotonic=lambda: now[0])
        for moment, states in [(0, {"wanted"}), (held - 1, {"wanted"}), (held, {"stored"})]:
            now[0] = moment
            await worker.run_once()
            rows = world.rows("SELECT state, attempts FROM files WHERE vendor_id <> 'a'")
            assert ({row["state"] for row in rows}, {row["attempts"] for row in rows}) == (states, {0})
        writer.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await writer


async def test_bytes_that_nobody_holds_any_more_are_deleted(world, fetched):
    want(world, "a")
    (row,) = await fetched(a=b"picture")
    with world.change() as tx:
        tx.connection.execute("UPDATE files SET state = 'lost'")
    await fetched()
    assert not fetched.store._path(row["sha256"]).exists()


async def test_old_bytes_that_nothing_points_to_are_swept_out(world, fetched):
    store = fetched.store
    store.make()
    held, new, collected, stray = (store.save(one) for one in (b"held", b"new", b"collected", b"stray"))
    store.path(stray).with_name(".new-broken").write_bytes(b"half")
    with world.change() as tx:
        files.add(tx, media_type="image/jpeg", size=4, sha256=held, channel="web", vendor_id=None)
        tx.connection.execute("UPDATE chats SET state = ? WHERE id = 1", (f'{{"sha256": "{collected}"}}',))
    long_ago = (world.now - files.UNHELD_FOR - timedelta(minutes=1)).timestamp()
    for path in store.folder.glob("*/*"):
        os.utime(path, (long_ago, long_ago))
    os.utime(store.path(new), (world.now.timestamp(), world.now.timestamp()))
    await fetched()
    assert {path.name for path in store.folder.glob("*/*")} == {held, new, collected}


async def test_a_full_disk_loses_no_photo_and_keeps_nobody_waiting(world, fetched):
    want(world, "a")
    fetched.store.full = True
    for attempts in range(1, files.TRIES + 3):
        (row, *_others) = await fetched(a=b"picture")
        assert (row["state"], row["attempts"]) == ("wanted", attempts)
        (row, *_others) = await fetched()
        assert row["attempts"] == attempts, "not due yet: a restart does not try it first"
        world.now += files.LONGEST_WAIT
    assert fetched.failed == ["files"] * (files.TRIES + 2)
    want(world, "b")
    fetched.store.full = False
    assert [row["state"] for row in await fetched(b=b"another")] == ["stored", "stored"]


async def test_an_unforeseen_error_of_a_photo_counts_as_a_try_and_the_next_one_comes(world, fetched):
    want(world, "odd", "good")
    rows = await fetched(odd=TypeError("nobody foresaw this"), good=b"x")
    assert [(row["state"], row["attempts"]) for row in rows] == [("wanted", 1), ("stored", 0)]
    assert fetched.failed == ["files"]
    with world.change() as tx:
        assert files.tried_in_vain(tx) == 1


async def test_bytes_that_cannot_be_deleted_are_not_forgotten(world, fetched):
    want(world, "a", "b")
    await fetched(a=b"one", b=b"other")
    with world.change() as tx:
        tx.connection.execute("UPDATE files SET state = 'lost'")
    fetched.store.read_only = True
    assert len(await fetched()) == 2
    assert fetched.failed == ["files", "files"]
    fetched.store.read_only = False
    assert await fetched() == []
    assert list(fetched.store.folder.glob("*/*")) == []
