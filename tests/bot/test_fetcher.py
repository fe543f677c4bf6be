"""Photos that vendors hold are fetched and kept; those that an erased person left are deleted."""

from __future__ import annotations

import asyncio
import contextlib
import os
from datetime import timedelta

import pytest_asyncio

from bot.channels import MessageWrong, TryAgain
from bot.files import FileStore
from bot.inbox import Inbox
from bot.workers.files import Fetcher
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


@pytest_asyncio.fixture
async def fetched(world, tmp_path):
    """Gives a fetcher its turn over the world, once per call; returns the rows of `files`."""
    album, store = Album({}), FileStore(tmp_path / "files")

    async def rest(**photos):
        album.photos.update(photos)
        async with open_database(world.path) as database:
            inbox = Inbox(database, {"telegram": album}, lambda: world.now)
            writer = asyncio.create_task(inbox.run())
            await Fetcher(inbox, {"telegram": album}, store).turn()
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
        return world.rows("SELECT vendor_id, state, sha256, attempts, size FROM files ORDER BY id")

    rest.store = store
    return rest


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
