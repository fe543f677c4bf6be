"""The public door, over real sockets: what it serves, to whom, how much, and how long it waits."""

from __future__ import annotations

import asyncio
import contextlib
import logging

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from bot.channels.web.routes import PAGE_FILES
from bot.http.limits import AT_ONCE, HEADERS, PAUSED, PURSE, Askers
from bot.http.serving import Bounds
from bot.http.webhooks import LARGEST_BODY, Webhook, body, has_secret
from bot.settings import networks
from tests.support.door import closed, heard, request, served, status

SECRET = "a-secret_of-a-vendor"
PROXIES = networks("127.0.0.1")


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Vendor:
    """A webhook that keeps what was posted, once it may."""

    def __init__(self) -> None:
        self.posted: list[bytes] = []
        self.may = asyncio.Event()
        self.may.set()

    def route(self, *, known: bool = True) -> Webhook:
        async def post(request):
            content = await body(request)
            await self.may.wait()
            self.posted.append(content)

        if not known:
            return Webhook("/webhooks/signed", post)
        return Webhook("/webhooks/vendor", post, known=lambda headers: has_secret(headers, "X-Secret", SECRET))


async def page(_request):
    return PlainTextResponse("a page")


PAGE = Route("/trang", page)


# What it serves ------------------------------------------------------------------------------------------------------


async def test_nothing_of_the_web_chat_is_served():
    """Whatever page or address of the chat is asked for: its own routes, health, metrics, other spellings."""
    names = ["healthz", "metrics", "words/vi", "about", "qr.svg?link=x", "files/" + "0" * 64, "chat", "chat/lan"]
    names += ["chat/lan/made/1", "docs", "openapi.json", "//chat/lan", "..;/chat/lan", "%2e%2e/chat/lan", "CHAT/lan"]
    async with served([], monotonic=Clock()) as port:
        for name in [*names[:15], *PAGE_FILES][:28]:
            for method in ("GET", "POST"):
                answer = await heard(port, request(f"/{name}", method))
                assert status(answer) in {404, 405, 429}, name
                assert "Điểm Danh".encode() not in answer


async def test_it_says_that_it_is_the_door_and_no_more():
    async with served([]) as port:
        answer = await heard(port, request("/"))
        assert status(answer) == 200
        assert answer.endswith("Điểm Danh".encode())
        assert b"server:" not in answer.lower()


async def test_the_headers_that_protect_stand_on_every_answer():
    async def fails(_request):
        raise RuntimeError("no")

    clock = Clock()
    async with served([PAGE, Route("/loi", fails)], monotonic=clock) as port:
        statuses = set()
        for path in ["/trang", "/", "/nowhere", "/loi"] + ["/nowhere"] * 40:
            answer = await heard(port, request(path))
            statuses.add(status(answer))
            for name, value in HEADERS.items():
                assert f"{name}: {value}".encode() in answer, (path, name)
    assert statuses == {200, 404, 429, 500}


async def test_a_failure_tells_nobody_the_address_that_was_asked_for(caplog):
    caplog.set_level(logging.DEBUG)

    async def fails(request):
        raise KeyError(request.path_params["key"])

    async with served([Route("/l/{key}", fails)]) as port:
        answer = await heard(port, request("/l/very-secret-key?and=more-secret"))
    assert status(answer) == 500
    assert "KeyError" in caplog.text
    assert "secret" not in caplog.text + answer.decode()


# Vendors' posts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X_Secret": ""},
        {"X_Secret": SECRET[:-1]},
        {"X_Secret": SECRET + "x"},
        {"X_Secret": SECRET.upper()},
        {"X_Secret": f"Bearer {SECRET}"},
        {"X_Secret": SECRET[:-1] + "é"},
        {"X_Other": SECRET},
        {"X_Secret": SECRET, "x_secret": "another"},
        {"X_Secret": "another", "x_secret": SECRET},
    ],
    ids=str,
)
async def test_who_does_not_show_the_secret_is_refused(headers):
    vendor = Vendor()

    async def post(given):
        if not has_secret(given.headers, "X-Secret", SECRET):
            from bot.errors import RefusedError

            raise RefusedError(403, "no")
        vendor.posted.append(await body(given))

    async with served([Webhook("/webhooks/vendor", post)]) as port:
        answer = await heard(port, request("/webhooks/vendor", "POST", b"{}", **headers))
        assert status(answer) == 403
        good = await heard(port, request("/webhooks/vendor", "POST", b"{}", x_secret=SECRET))
        assert status(good) == 200
    assert vendor.posted == [b"{}"]


async def test_a_vendor_who_shows_its_secret_is_held_up_by_nobody_on_the_same_address():
    """As behind one proxy: strangers there use up the address's purse, and its requests at once."""
    vendor = Vendor()
    async with served([PAGE, vendor.route()], monotonic=Clock()) as port:
        answers = [status(await heard(port, request("/nowhere"))) for _ in range(60)]
        assert answers.count(404) == PURSE // 10
        assert answers[-1] == 429
        vendor.may.clear()
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:

            async def post(number):
                url = f"http://127.0.0.1:{port}/webhooks/vendor"
                async with client.post(url, data=str(number), headers={"X-Secret": SECRET}) as answer:
                    return answer.status

            posts = [asyncio.create_task(post(number)) for number in range(AT_ONCE + 30)]
            await asyncio.sleep(0)
            vendor.may.set()
            assert set(await asyncio.gather(*posts)) == {200}
    assert len(vendor.posted) == AT_ONCE + 30


async def test_posts_without_a_secret_cost_nothing_while_they_are_taken_and_more_when_refused():
    from bot.errors import RefusedError

    async def signed(given):
        if await body(given) != b"signed":
            raise RefusedError(403, "no")

    async with served([Webhook("/webhooks/signed", signed)], monotonic=Clock()) as port:

        async def post(content):
            return status(await heard(port, request("/webhooks/signed", "POST", content)))

        assert {await post(b"signed") for _ in range(50)} == {200}
        assert [await post(b"forged") for _ in range(31)].count(403) == 30
        assert await post(b"forged") == 429


# How much ------------------------------------------------------------------------------------------------------------


async def test_an_address_that_asks_too_much_waits_and_then_goes_on():
    clock = Clock()
    async with served([PAGE], monotonic=clock, proxies=PROXIES) as port:

        async def ask(address):
            return await heard(port, request("/trang", X_Forwarded_For=address))

        async with aiohttp.ClientSession() as client:
            for _ in range(int(PURSE)):
                async with client.get(
                    f"http://127.0.0.1:{port}/trang", headers={"X-Forwarded-For": "203.0.113.7"}
                ) as answer:
                    assert answer.status == 200
        refused = await ask("203.0.113.7")
        assert status(refused) == 429
        assert b"retry-after: 1\r\n" in refused
        assert status(await ask("203.0.113.8")) == 200
        clock.now += 0.1
        assert status(await ask("203.0.113.7")) == 200
        assert status(await ask("203.0.113.7")) == 429


async def test_who_asks_too_much_hears_so_after_a_moment_and_too_many_of_them_are_cut_off():
    async with served([], monotonic=Clock(), pause=0.3) as port:
        while status(await heard(port, request("/nowhere"))) == 404:
            pass
        begun = asyncio.get_running_loop().time()
        answers = await asyncio.gather(*(heard(port, request("/nowhere")) for _ in range(PAUSED + 30)))
        assert {status(answer) for answer in answers} == {429}
        assert asyncio.get_running_loop().time() - begun >= 0.3
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        waiting = [asyncio.create_task(heard(port, request("/nowhere"))) for _ in range(PAUSED)]
        await asyncio.sleep(0.2)
        begun = asyncio.get_running_loop().time()
        writer.write(b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = await reader.read()
        assert b"connection: close" in answer.lower()
        await closed(writer)
        await asyncio.gather(*waiting)


async def test_one_address_has_so_many_requests_at_once():
    goes_on = asyncio.Event()

    async def waits(_request):
        await goes_on.wait()
        return PlainTextResponse("done")

    async with served([Route("/lau", waits), PAGE], monotonic=Clock()) as port:
        waiting = [asyncio.create_task(heard(port, request("/lau"))) for _ in range(AT_ONCE)]
        answer = b""

        async def full():
            nonlocal answer
            answer = await heard(port, request("/trang"))
            return status(answer) == 429

        while not await full():
            pass
        goes_on.set()
        assert {status(one) for one in await asyncio.gather(*waiting)} == {200}
        assert status(await heard(port, request("/trang"))) == 200


ADDRESSES = st.sampled_from(
    ["203.0.113.7", "198.51.100.1", "10.0.0.5", "10.0.0.6", "127.0.0.1", "2001:db8::1", "rác", ""]
)


@given(ADDRESSES, st.lists(ADDRESSES, max_size=4), st.sampled_from(["", "10.0.0.0/8", "127.0.0.1, 10.0.0.0/8"]))
def test_only_trusted_proxies_say_for_whom_they_ask(peer, said, trusted):
    """Judged by a plain walk: as long as who speaks is trusted, what it says of the one before is believed."""
    proxies = [text.strip() for text in trusted.split(",") if text.strip()]

    def is_trusted(address):
        return any(address == proxy or (proxy == "10.0.0.0/8" and address.startswith("10.")) for proxy in proxies)

    expected, left = peer, list(said)
    while left and is_trusted(expected) and left[-1] not in {"rác", ""}:
        expected = left.pop()
    scope = {"type": "http", "client": (peer, 1), "headers": [(b"x-forwarded-for", ", ".join(said).encode())]}
    found = Askers(networks(trusted)).address(scope)
    assert found == ("2001:db8::/64" if expected == "2001:db8::1" else expected)


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("203.0.113.7:4711", "203.0.113.7"),
        ("[2001:db8:1:2:3::4]:80", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ('"203.0.113.7"', "203.0.113.7"),
    ],
)
def test_an_address_is_one_however_it_is_written(said, address):
    scope = {"type": "http", "client": ("127.0.0.1", 1), "headers": [(b"x-forwarded-for", said.encode())]}
    assert Askers(PROXIES).address(scope) == address


def test_a_proxy_that_is_not_trusted_is_told_of_once(caplog):
    askers = Askers(PROXIES)
    scope = {"type": "http", "client": ("172.18.0.2", 1), "headers": [(b"x-forwarded-for", b"203.0.113.7")]}
    assert [askers.address(scope) for _ in range(3)] == ["172.18.0.2"] * 3
    assert caplog.text.count("172.18.0.2 says for whom it asks") == 1
    assert "DIEMDANH_PUBLIC_PROXIES" in caplog.text


# How large, how slow -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_that_is_too_large_is_refused(declared):
    vendor = Vendor()
    content = b"x" * (LARGEST_BODY + 1)
    async with served([vendor.route()]) as port:
        if declared:
            asked = request("/webhooks/vendor", "POST", content, X_Secret=SECRET)
        else:
            head = f"POST /webhooks/vendor HTTP/1.1\r\nHost: x\r\nX-Secret: {SECRET}\r\nConnection: close\r\n"
            asked = head.encode() + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(content), content)
        assert status(await heard(port, asked)) == 413
    assert not vendor.posted


async def test_a_body_that_does_not_come_is_not_waited_for():
    async def post(given):
        await body(given, within=0.05)

    async with served([Webhook("/webhooks/vendor", post)]) as port:
        head = b"POST /webhooks/vendor HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\n{"
        assert status(await heard(port, head)) == 408


@pytest.mark.parametrize(
    "parts",
    [(b"",), (b"GET / HT",), (b"GET / HTTP/1.1\r\nHost: x\r\n", b"A: b\r\n", b"C: d\r\n")],
    ids=["nothing", "half", "drips"],
)
async def test_a_head_that_does_not_come_is_not_waited_for(parts):
    async with served([], bounds=Bounds(head_within=0.1)) as port:
        async with asyncio.timeout(5):
            assert await heard(port, *parts, between=0.02) == b""
        assert status(await heard(port, request("/"))) == 200


async def test_who_never_reads_an_answer_is_cut_off():
    async def much(_request):
        async def parts():
            for _ in range(1000):
                yield b"x" * 100_000

        return StreamingResponse(parts())

    async with served([Route("/nhieu", much)], bounds=Bounds(answered_within=0.2)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1000)
        writer.write(request("/nhieu"))
        await asyncio.sleep(0.5)
        came = 0
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(5):
                while part := await reader.read(1_000_000):
                    came += len(part)
        assert 0 < came < 50_000_000
        await closed(writer)


async def test_where_there_are_too_many_connections_the_idlest_makes_room():
    async with served([PAGE], bounds=Bounds(connections=20)) as port:
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20)]
        for _ in range(10):
            assert status(await heard(port, request("/trang"))) == 200
        async with asyncio.timeout(5):
            assert await idle[0][0].read() == b""
        for _reader, writer in idle:
            await closed(writer)


async def test_no_http_at_all_is_refused_and_fills_no_log(caplog):
    caplog.set_level(logging.DEBUG)
    async with served([]) as port:
        for junk in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", b"GET\r\n\r\n", b"G" * 70_000):
            assert status(await heard(port, junk, b"\r\n\r\n")) in {0, 400}
        upgrade = request("/", Upgrade="websocket", Connection="Upgrade, close", Sec_WebSocket_Key="x")
        await heard(port, upgrade)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_stop_finishes_what_is_under_way():
    vendor = Vendor()
    vendor.may.clear()
    async with served([vendor.route()]) as port:
        posting = asyncio.create_task(heard(port, request("/webhooks/vendor", "POST", b"{}", X_Secret=SECRET)))
        await asyncio.sleep(0.05)
        asyncio.get_running_loop().call_later(0.1, vendor.may.set)
    assert status(await posting) == 200
    assert vendor.posted == [b"{}"]
