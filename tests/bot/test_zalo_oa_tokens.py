"""The Official Account's tokens: one refresh at a time, kept before use, and never lost by our own doing."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.zalo_oa.answers import SetUp
from bot.channels.zalo_oa.channel import lock_of
from bot.channels.zalo_oa.consent import Consent
from bot.channels.zalo_oa.oauth import NotNow, OAuth, Refused, tokens_of
from bot.channels.zalo_oa.tokens import Access, TokenStore
from bot.errors import OperatorError
from bot.health.signs import Sign
from storage.channels import zalo_oa
from storage.database import transaction
from storage.database_file import connect
from storage.schema import migrate
from tests.bot.test_zalo_oa import channel_to
from tests.bot_api.channel import until
from tests.zalo_api.oa_server import APP_ID, APP_SECRET, ZaloOaApi

ANSWERS = json.loads((Path(__file__).parents[1] / "data/zalo_oa_answers.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
STEP = int(os.environ.get("KILLED_AT_EACH", "4"))  # 1: at every line, which takes a minute
REFRESHES = [case for case in ANSWERS if case["method"] == "access_token"]


@pytest.fixture
async def server():
    async with ZaloOaApi() as server:
        yield server
        server.check()


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "oa.db"
    connection = connect(path)
    migrate(connection)
    connection.close()
    return path


def kept(database):
    connection = connect(database, read_only=True)
    row = connection.execute("SELECT * FROM zalo_oa_tokens").fetchone()
    connection.close()
    return row


def keep(database, access, refresh):
    connection = connect(database)
    with transaction(connection, NOW) as tx:
        zalo_oa.keep(tx, APP_ID, (access, refresh), until=NOW + timedelta(hours=25))
    connection.close()


def access_to(server, database, *, sign=None, secret=APP_SECRET, clock=lambda: NOW, **about):
    store = TokenStore(database, APP_ID, clock, about.pop("given", ("access-0", "refresh-0")))
    oauth = OAuth(server.url, APP_ID, secret)
    return Access(store, oauth, lock_of(database), secret, clock=clock, sign=sign or Sign(), **about)


@pytest.mark.parametrize("case", REFRESHES, ids=lambda case: case["name"])
def test_only_a_pair_is_success(case):
    content = case.get("text", json.dumps(case.get("body"))).encode()
    if case["class"] == "ok":
        assert tokens_of(case["status"], content).lasts == timedelta(hours=25)
    elif case["class"] == "retryable" or case["status"] == 0:
        with pytest.raises(NotNow):
            tokens_of(case["status"], content)
    else:
        with pytest.raises(Refused):
            tokens_of(case["status"], content)


async def test_many_calls_and_several_processes_refresh_once(server, database):
    """Two processes with their own connections, twenty calls each, all of which hear that the token is stale."""
    server.access = "access-1"
    accounts = [channel_to(server, database), channel_to(server, database)]
    try:
        await asyncio.gather(*(account.meet() for account in accounts for _call in range(20)))
    finally:
        for account in accounts:
            await account.close()
    assert server.used == ["refresh-0"]
    assert (kept(database)["access_token"], kept(database)["refresh_token"]) == (server.access, server.refresh)


async def test_a_pair_is_refreshed_by_its_age_and_before_it_ends(server, database):
    clock = [NOW]
    keep(database, "access-0", "refresh-0")
    access = access_to(server, database, clock=lambda: clock[0], given=("", ""))
    for hours, refreshes in ((19, 0), (21, 1), (22, 1), (42, 2)):
        clock[0] = NOW + timedelta(hours=hours)
        await access.see_to_age()
        assert len(server.used) == refreshes, hours
    assert await access.token() == server.access


async def test_a_new_token_that_is_refused_as_well_ends_in_a_sentence(server, database):
    account = channel_to(server, database)
    server.will_answer("getoa", 200, {"error": -216, "message": "?"}, times=2)
    with pytest.raises(SetUp):
        await account.meet()
    await account.close()
    assert len(server.used) == 1


REFUSED = [case for case in REFRESHES if case["class"] == "auth" and case["status"]]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["name"])
async def test_a_refused_refresh_keeps_the_pair_alarms_and_is_not_sent_again(server, database, case):
    server.will_answer("access_token", case["status"], case["body"])
    sign = Sign()
    for _start in range(2):
        access = access_to(server, database, sign=sign)
        for _try in range(3):
            with pytest.raises(Refused):
                await access.another_than("access-0")
    assert len(server.used) == 1
    assert (kept(database)["access_token"], kept(database)["refresh_token"]) == ("access-0", "refresh-0")
    assert "diemdanh zalo-oa connect" in sign.trouble.why
    assert sign.trouble.needs_hand
    keep(database, "access-0", "refresh-0")  # whoever manages the account has consented again
    assert await access_to(server, database, sign=sign, given=("", "")).another_than("access-0") == server.access
    assert sign.trouble is None


async def test_another_secret_is_tried_with_the_same_pair(server, database):
    with pytest.raises(Refused, match="APP_SECRET"):
        await access_to(server, database, secret="another-one").another_than("access-0")
    assert await access_to(server, database).another_than("access-0") == server.access


@pytest.mark.parametrize(("status", "body"), [(200, {"error": -32}), (502, "<html>"), (0, "")])
async def test_what_may_work_later_is_tried_later_with_the_same_token(server, database, status, body):
    server.will_answer("access_token", status, body)
    seconds = [0.0]
    access = access_to(server, database, monotonic=lambda: seconds[0])
    for _try in range(3):
        with pytest.raises(NotNow):
            await access.another_than("access-0")
    assert len(server.used) == 1
    seconds[0] = 61.0
    assert await access.another_than("access-0") == server.access
    assert server.used == ["refresh-0"] * 2


async def test_a_stop_lets_a_refresh_come_to_its_end(server, database):
    server.refreshing.clear()
    access = access_to(server, database)
    waiting = asyncio.create_task(access.another_than("access-0"))
    await until(lambda: bool(server.used))
    waiting.cancel()
    closing = asyncio.create_task(access.close())
    await asyncio.sleep(0.05)
    assert not closing.done()
    server.refreshing.set()
    await closing
    assert kept(database)["refresh_token"] == server.refresh


async def test_the_settings_pair_is_taken_once_and_another_one_when_it_is_set(server, database):
    assert await access_to(server, database).another_than("access-0") == server.access
    assert await access_to(server, database).token() == server.access
    assert await access_to(server, database, given=("access-9", "refresh-9")).token() == "access-9"


async def test_killed_at_every_line_of_a_refresh_it_goes_on(server, database):
    """Locked out only where Zalo's answer was on its way to us, and then the pair is kept and it is said."""
    killer = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.refreshing",
        str(database),
        server.url,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )

    async def run(line):
        killer.stdin.write(f"{line}\n".encode())
        await killer.stdin.drain()
        return (await killer.stdout.readline()).decode().strip()

    lost, line = [], 1 - STEP
    while True:
        line += STEP
        keep(database, server.access, server.refresh)
        before, used = server.access, len(server.used)
        ended = await run(line)
        row, sent = kept(database), len(server.used) > used
        assert (row["access_token"], row["refresh_token"]) in {
            (before, row["refresh_token"]),
            (server.access, server.refresh),
        }
        if ended == "done":
            break
        assert ended == "killed"
        if (row["access_token"], row["refresh_token"]) == (server.access, server.refresh):
            continue  # either nothing was sent, or the new pair is kept
        assert sent
        assert row["asked_at"] is not None
        lost.append(line)
        assert await run(0) == "failed"  # the same token once more: refused, and said
        assert kept(database)["refused"]
        assert kept(database)["access_token"] == before
    killer.stdin.close()
    await killer.wait()
    assert line > 40
    assert lost == list(range(lost[0], lost[-1] + 1, STEP))  # from the answer to the commit, and nowhere else
    assert len(lost) * STEP <= 45, lost


async def test_a_consent_is_worth_a_pair_once_and_only_where_it_was_begun(server, database):
    consent = Consent(TokenStore(database, APP_ID, lambda: NOW, ("", "")), OAuth(server.url, APP_ID, APP_SECRET))
    page = await consent.begin("https://vi-du.invalid/zalo-oa/consent")
    state = page.rpartition("state=")[2]
    connection = connect(database, read_only=True)
    server.codes["code-1"] = connection.execute("SELECT verifier FROM zalo_oa_consents").fetchone()["verifier"]
    connection.close()
    assert server.codes["code-1"] not in page
    for address in ("https://vi-du.invalid/?code=code-1&state=other", "https://vi-du.invalid/?state=x", "nothing"):
        with pytest.raises(OperatorError):
            await consent.finish_at(address)
    await consent.finish_at(f"https://vi-du.invalid/zalo-oa/consent?code=code-1&state={state}")
    assert kept(database)["access_token"] == server.access
    with pytest.raises(OperatorError):
        await consent.finish_at(f"https://vi-du.invalid/zalo-oa/consent?code=code-1&state={state}")


async def test_what_is_wrong_with_a_consent_is_told_in_zalos_words(server, database):
    consent = Consent(TokenStore(database, APP_ID, lambda: NOW, ("", "")), OAuth(server.url, APP_ID, APP_SECRET))
    state = (await consent.begin("https://vi-du.invalid/x")).rpartition("state=")[2]
    with pytest.raises(OperatorError, match="Invalid code verifier"):
        await consent.finish("another", state)
