"""Each transcript plays on each channel: people answer as they must there, and the same is stored.

A run of the tests plays each scenario on one channel; `python -m tests.torture.channels` plays each on every channel.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from bot.channels.web.channel import WebChatChannel
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_oa.channel import ZaloOaChannel
from handlers.engine.features import Features
from tests.handlers.test_chats import ALL
from tests.support.channel_player import CHANNELS, differences, plays_on


@pytest.mark.parametrize("name", [*CHANNELS, "web_zalo", "web_zalo_oa"])
def test_the_world_knows_what_each_channel_can_do(name, world):
    """So that what is played on paper is what the channel itself says of itself."""
    clock = {"clock": lambda: world.now}
    match name:
        case "zalo_bot":
            channel = ZaloBotChannel("t", **clock)
        case "zalo_oa":
            channel = ZaloOaChannel("1", "s", "k", database=Path("none"), read_file=lambda _sha256: b"", **clock)
        case _:
            channel = WebChatChannel(name, "http://x")
    said, known = channel.features, world.features_of(name)
    for what in fields(Features):
        if what.name not in {"link", "messages"}:
            assert getattr(said, what.name) == getattr(known, what.name), what.name


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_transcript_comes_to_the_same_on_each_channel(channel, world_file, tmp_path):
    there = [one for one in ALL[CHANNELS.index(channel) :: len(CHANNELS)] if plays_on(one, channel)]
    differ = list(differences([(scenario, (channel,)) for scenario in there], world_file, tmp_path))
    assert differ == [], "\n".join(differ)
