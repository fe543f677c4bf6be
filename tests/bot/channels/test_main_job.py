"""The whole main job over HTTP, on a Zalo bot and on an Official Account: their transcripts, played against a server.

Somebody joins, signs up, checks in, and reports with a photo; their leader verifies. What a transcript says is said.
"""

from __future__ import annotations

import re
from contextlib import asynccontextmanager

import pytest

from storage.links import links
from tests.bot_api.channel import until
from tests.handlers.test_chats import CHATS, Scenario, blocks, scenarios
from tests.support import world as worlds
from tests.support.door import free_port
from tests.support.running import running_bot
from tests.support.web import png
from tests.support.world import World
from tests.zalo_api.bot_server import TOKEN, ZaloBotApi
from tests.zalo_api.oa_server import APP_ID, APP_SECRET, OA_ID, SECRET_KEY, ZaloOaApi

PEOPLE = {"tam": "2468013579135792468", "minh": "2468013579135792469"}  # as both kinds of Zalo may call them
LOADING = "ảnh đang tải về"  # on paper nobody loads it


class OnZaloBot:
    """People on a Zalo bot, which polls."""

    file = "on_zalo_bot.vi.txt"

    def __init__(self, server: ZaloBotApi) -> None:
        self.server = server

    @asynccontextmanager
    async def running(self, world: World):
        settings = {"zalo_bot_token": TOKEN, "zalo_bot_base_url": self.server.url, "zalo_bot_per_second": 0}
        async with running_bot(world, self.server.ends_polls, **settings):
            yield

    async def does(self, who: str, said: str) -> None:
        if said == "(photo)":
            self.server.shows(who, png())
        else:
            self.server.writes(who, said)


class OnZaloOa:
    """People on an Official Account, whose events are posted."""

    file = "on_zalo_oa.vi.txt"

    def __init__(self, server: ZaloOaApi) -> None:
        self.server = server
        self.world: World
        self.door = ""
        self.numbers = iter(range(1, 1000))

    @asynccontextmanager
    async def running(self, world: World):
        port = free_port()
        self.world = world
        self.door = f"http://127.0.0.1:{port}/webhooks/zalo-oa"
        with world.change() as tx:
            links.get_ready(tx)
        account = {
            "zalo_oa_app_id": APP_ID,
            "zalo_oa_app_secret": APP_SECRET,
            "zalo_oa_secret_key": SECRET_KEY,
            "zalo_oa_access_token": "access-0",
            "zalo_oa_refresh_token": "refresh-0",
            "zalo_oa_base_url": self.server.url,
            "zalo_oa_oauth_url": self.server.url,
            "zalo_oa_per_second": 0,
        }
        async with running_bot(world, **account, public_url=f"http://127.0.0.1:{port}", public_port=port):
            await until(lambda: "getoa" in self.server.calls)
            yield

    async def does(self, who: str, said: str) -> None:
        number = next(self.numbers)
        stamp = str(int(self.world.now.timestamp() * 1000))
        event = {"timestamp": stamp, "sender": {"id": who}, "recipient": {"id": OA_ID}}
        message: dict[str, object] = {"msg_id": f"p{number}", "text": self._typed(who, said)}
        name = "user_send_text"
        if said == "(start)":
            name, event["follower"] = "follow", {"id": who}
        elif said == "(photo)":
            self.server.files["anh.png"] = png()
            url = f"{self.server.url}/files/anh.png"
            name, message = "user_send_image", message | {"text": "", "attachments": [{"payload": {"url": url}}]}
        assert await self.server.posts(event | {"event_name": name, "message": message}, self.door) == 200

    def _typed(self, who: str, said: str) -> str:
        """What somebody types, or what the button that they press sends."""
        if not said.startswith("["):
            return said
        [*_before, newest] = (sent for sent in self.server.sent if sent.to == who)
        return next(payload for title, payload in newest.buttons if title.startswith(said[1:-1]))


@pytest.mark.parametrize(("api", "vendor"), [(ZaloBotApi, OnZaloBot), (ZaloOaApi, OnZaloOa)])
async def test_the_transcript_of_the_main_job_is_what_is_said_over_http(api, vendor, world):
    [scenario] = scenarios(CHATS / "people" / vendor.file)
    async with api() as server:
        people = vendor(server)
        steps = list(begun(scenario, world))
        async with people.running(world):
            await play(steps, people, world)
        server.check()
    assert world.one("SELECT count(*) FROM check_ins WHERE state = 'verified' AND minutes_verified = 240") == 1
    assert world.one("SELECT count(*) FROM report_photos") == 1


def begun(scenario: Scenario, world: World):
    """The steps of a scenario but for those that say where its people are."""
    for _number, block in blocks(scenario):
        if block[0].startswith("! on "):
            worlds.act(world, block[0].removeprefix("! "))
            with world.change() as tx:
                for name, address in PEOPLE.items():
                    tx.connection.execute("UPDATE chats SET address = ? WHERE address = ?", (address, name))
        else:
            yield block


async def play(steps, people, world: World) -> None:
    """Do each step, and see that what its transcript says is said, to each of whom it is said to."""
    who = ""
    for step, *lines in steps:
        if step.startswith("@"):
            name, _space, time = step.partition(" ")
            who = name.rpartition(":")[2]
            if time:
                worlds.act(world, f"clock {time}")
        elif step.startswith("!"):
            worlds.act(world, step.removeprefix("! "))
        elif step.startswith(">"):
            await one_step(people, who, step[1:].strip().replace("${code}", world.code()), lines)


async def one_step(people, who: str, said: str, lines: list[str]) -> None:
    got = {name: len(people.server.texts(address)) for name, address in PEOPLE.items()}
    await people.does(PEOPLE[who], said)
    for name, expected in told(lines, who).items():
        address = PEOPLE[name]
        await until(lambda: len(people.server.texts(address)) > got[name])  # noqa: B023 - called in this turn
        text = people.server.texts(address)[-1]
        missing = [line for line in expected if line not in text and LOADING not in line]
        assert missing == [], f"after {said!r}:\n{text}"
        assert len(people.server.texts(address)) == got[name] + 1, f"one message a turn, after {said!r}"


def told(lines: list[str], who: str) -> dict[str, list[str]]:
    """What each person is told then, line by line, without buttons."""
    heard: dict[str, list[str]] = {}
    name = who
    for line in lines:
        if match := re.match(r"(\w*)< ", line):
            name = match[1] or who
        said = re.sub(r"^(\w*<|\|) ?", "", line)
        if said and not said.startswith("["):
            heard.setdefault(name, []).append(said)
    return heard
