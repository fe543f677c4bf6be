"""No newer row goes before an older one of its chat and lane: at a restart, beyond what memory holds, ever."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.channels import TryAgain
from storage.messages import outbox
from tests.bot.delivery.test_delivery import Post, at_once, post
from tests.support.paper import PaperChannel
from tests.support.world import START


@asynccontextmanager
async def restarted(world, **facts):
    """A delivery that has not read yet what waits: what its test queues on entering comes as after a restart."""
    made = Post(world, PaperChannel(**facts))
    yield made
    running = asyncio.create_task(made.delivery.run())
    await asyncio.sleep(60)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


@at_once
async def test_what_waited_at_a_restart_goes_before_what_is_committed_while_it_is_read(world):
    async with restarted(world) as made:
        for n in range(150):
            made.queue(f"chat {n}", "older", deliver=False)
        for n in range(150):
            made.queue(f"chat {n}", "newer")
    assert [made.channel.texts(f"chat {n}") for n in range(150)] == [["older", "newer"]] * 150


@at_once
async def test_an_edit_after_a_restart_waits_for_its_message(world):
    async with restarted(world) as made:
        row = made.queue("lan", "which shift?", deliver=False)
        edit = made.edit("lan", row, "too late")
    assert made.channel.texts() == ["which shift?", "~100"]
    assert (made.state(row), made.state(edit)) == ("sent", "sent")


@at_once
async def test_an_edit_waits_for_its_message_that_waits_in_another_lane(world):
    async with post(world) as made:
        made.channel.fails("lan", TryAgain("later", after=30))
        row = made.queue("lan", "a notice", lane=outbox.NOTICE)
        await asyncio.sleep(1)
        edit = made.edit("lan", row, "taken back")
        await asyncio.sleep(40)
        assert made.channel.texts() == ["a notice", "~100"]
        assert made.state(edit) == "sent"


@at_once
async def test_what_waits_beyond_what_memory_holds_goes_before_what_is_newer(world):
    async with post(world, most=20, per_second=30) as made:
        for n in range(200):
            made.queue(f"chat {n}", "older", deliver=False)
        await made.delivery.refill()
        for n in range(200):
            made.queue(f"chat {n}", "newer")
        await asyncio.sleep(60)
        assert [made.channel.texts(f"chat {n}") for n in range(200)] == [["older", "newer"]] * 200


@at_once
async def test_committed_rows_that_cannot_go_yet_wait_in_the_database_and_not_in_memory(world):
    async with post(world, most=100, per_second=30) as made:
        queue = made.delivery.senders["telegram"].queue
        sizes = []
        for n in range(1500):
            made.queue(f"chat {n % 250}", f"{n:04}")
            sizes.append(queue.size(outbox.REPLY))
            await asyncio.sleep(0.001)
        assert max(sizes) == 100
        await asyncio.sleep(120)
        assert len(made.channel.done) == 1500
        for n in range(250):
            texts = made.channel.texts(f"chat {n}")
            assert texts == sorted(texts)


@at_once
async def test_a_chat_with_a_long_backlog_keeps_nobody_elses_out(world):
    async with post(world, most=40, most_of_a_chat=10, per_second=30) as made:
        flood = [f"{n:03}" for n in range(300)]
        for text in flood:
            made.queue("an", text)
        await asyncio.sleep(5)
        made.queue("lan", "hello")
        await asyncio.sleep(0.1)
        assert made.channel.texts("lan") == ["hello"]
        await asyncio.sleep(300)
        assert made.channel.texts("an") == flood


@at_once
async def test_a_chat_with_a_long_backlog_keeps_nobody_elses_out_at_a_restart(world):
    async with post(world, most=40, most_of_a_chat=10, per_second=30) as made:
        flood = [f"{n:03}" for n in range(100)]
        for text in flood:
            made.queue("an", text, deliver=False)
        made.queue("lan", "hello", deliver=False)
        await made.delivery.refill()
        await asyncio.sleep(0.1)
        assert made.channel.texts("lan") == ["hello"]
        await asyncio.sleep(100)
        assert made.channel.texts("an") == flood


@at_once
async def test_a_reminder_queued_inside_the_database_goes_before_a_newer_notice(world):
    """Reminders are queued by the thousand and handed to nobody: they are found when the outbox is read."""
    async with post(world) as made:
        made.queue("lan", "reminder", lane=outbox.NOTICE, deliver=False)
        made.queue("lan", "verified", lane=outbox.NOTICE)
        await asyncio.sleep(1)
        assert made.channel.texts() == ["reminder", "verified"]


@at_once
async def test_an_older_row_that_falls_due_goes_before_a_newer_one_that_waits(world):
    async with post(world) as made:
        made.queue("lan", "first", lane=outbox.NOTICE, due_at=START + timedelta(seconds=100))
        made.channel.fails("lan", *[TryAgain("later", after=150)] * 2)
        made.queue("lan", "second", lane=outbox.NOTICE)
        await asyncio.sleep(60)
        await made.delivery.refill()
        await asyncio.sleep(300)
        assert made.channel.texts() == ["first", "second"]


@at_once
async def test_a_row_that_is_not_due_yet_holds_up_nobody(world):
    async with post(world) as made:
        made.queue("lan", "in a minute", lane=outbox.NOTICE, due_at=START + timedelta(seconds=60))
        made.queue("lan", "now", lane=outbox.NOTICE)
        await asyncio.sleep(1)
        assert made.channel.texts() == ["now"]
        await asyncio.sleep(60)
        assert made.channel.texts() == ["now", "in a minute"]
