"""What the doctor says of the public address: each thing that can be wrong in a sentence with what to do."""

from __future__ import annotations

import socket
import ssl
import threading
import urllib.error
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.commands.public_checks import examine, why_not_reached
from bot.environment import load
from bot.errors import OperatorError
from bot.http.door import GREETING
from bot.settings import Settings
from tests.support.door import free_port


def settings(url: str, **about) -> Settings:
    return Settings(_env_file=None, public_url=url, public_port=8081, **about)


@contextmanager
def answering(status: int, content: bytes = b"", **headers: str):
    """A server that answers so, whatever it is asked; gives its address and who asked."""
    askers: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            askers.append(self.headers["User-Agent"])
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_about: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", askers
        finally:
            server.shutdown()
            thread.join()


def said(chosen: Settings, *, running: bool = True) -> tuple[bool, str]:
    """What is said of the address itself, and whether all is well."""
    *_port, address = examine(chosen, running=running)
    return address.ok, address.text


def test_without_an_address_all_is_well_and_it_is_said_what_that_means():
    ok, text = said(settings(""))
    assert ok
    assert "DIEMDANH_PUBLIC_URL is not set: messages are polled" in text


def test_an_address_that_leads_to_the_door_is_well_and_is_asked_as_zalo_asks():
    with answering(200, GREETING.encode()) as (url, askers):
        assert said(settings(url)) == (True, f"{url} leads to the public door")
    assert askers == ["Java/1.8.0_192"]


@pytest.mark.parametrize(
    ("status", "content", "words"),
    [
        (
            200,
            b"<html>Welcome to nginx!</html>",
            "another program answers .* let the proxy pass it on to 127.0.0.1, port 8081",
        ),
        (200, b"", "another program answers"),
        (403, b"<html>Cloudflare", "refuses .403. .*Browser Integrity Check"),
        (404, b"", "is not the bot: let the proxy pass it on"),
        (302, b"", "sends on to another address, which vendors do not follow"),
        (308, b"", "sends on to another address"),
        (
            502,
            b"",
            "the proxy answers .502., but does not reach the bot: let the proxy pass it on to 127.0.0.1, port 8081",
        ),
        (503, b"", "does not reach the bot"),
        (521, b"", "does not reach the bot"),
        (429, b"", "too many wrong requests"),
        (500, b"", "is not the bot"),
    ],
)
def test_what_answers_in_its_place_is_told_with_what_to_do(status, content, words):
    import re

    with answering(status, content, Location="https://elsewhere.invalid/") as (url, _askers):
        ok, text = said(settings(url))
    assert not ok
    assert re.search(words, text), text


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "make a DNS record"),
        (ssl.SSLCertVerificationError(1, "self-signed"), "certificate is not trusted"),
        (ssl.SSLError(1, "wrong version number"), "no TLS is spoken there"),
        (ConnectionRefusedError(), "nothing listens there"),
        (TimeoutError(), "see the firewall"),
        (ConnectionResetError(), "cannot be reached"),
        (ValueError("x"), "cannot be reached"),
    ],
)
def test_why_there_is_no_answer_is_told_with_what_to_do(error, words):
    assert words in why_not_reached(error)
    assert words in why_not_reached(urllib.error.URLError(error))


def test_nobody_there():
    ok, text = said(settings(f"http://127.0.0.1:{free_port()}"))
    assert (ok, "nothing listens there" in text) == (False, True)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://localhost", "only your own network knows"),
        ("https://may-chu", "only your own network knows"),
        ("https://may-chu.local", "only your own network knows"),
        ("https://192.168.1.4", "private network"),
        ("https://10.0.0.1:8443", "private network"),
        ("https://127.0.0.1", "private network"),
        ("https://100.64.0.1", "private network"),
        ("https://diemdanh.example.vn:444", "443, 80, 88 and 8443 only"),
    ],
)
def test_an_address_that_nobody_outside_can_use_is_told_before_it_is_asked(url, words):
    ok, text = said(settings(url, telegram_token="1:a"))
    assert (ok, words in text) == (False, True), text


def test_telegrams_ports_are_no_matter_without_telegram_or_with_a_server_of_ones_own():
    url = "https://diemdanh.example.vn:444"
    assert said(settings(url), running=False)[0]
    assert said(settings(url, telegram_token="1:a", telegram_base_url="http://127.0.0.1:1"), running=False)[0]


def test_the_port_is_looked_at_while_the_bot_does_not_run():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        chosen = Settings(_env_file=None, public_url="https://a.example.vn", public_port=taken.getsockname()[1])
        port, address = examine(chosen, running=False)
    assert not port.ok
    assert "DIEMDANH_PUBLIC_PORT" in port.text
    assert "once the bot runs" in address.text


@pytest.mark.parametrize(
    "url",
    [
        "diemdanh.example.vn",
        "http://diemdanh.example.vn",
        "https://",
        "https://a b",
        "https://a?x=1",
        "https://a#x",
        "https://điểm-danh.vn",
        "https://user:secret@a.vn",
        "ftp://a.vn",
        "http://127.0.0.1",
    ],
)
def test_what_is_no_public_address_is_refused_in_a_sentence(monkeypatch, url):
    monkeypatch.setenv("DIEMDANH_PUBLIC_URL", url)
    with pytest.raises(OperatorError, match="DIEMDANH_PUBLIC_URL must be an address such as https://") as caught:
        load(None)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["https://a.vn", "https://a.vn/", "https://A.vn:8443/bot/", "http://127.0.0.1:80"])
def test_a_public_address_has_no_slash_at_its_end(monkeypatch, url):
    monkeypatch.setenv("DIEMDANH_PUBLIC_URL", url)
    assert load(None).public_url == url.rstrip("/")


def test_the_two_listeners_never_share_a_port(monkeypatch):
    monkeypatch.setenv("DIEMDANH_PUBLIC_URL", "https://a.vn")
    monkeypatch.setenv("DIEMDANH_PUBLIC_PORT", "8080")
    with pytest.raises(OperatorError, match="never shares a port with the web chat"):
        load(None)


@pytest.mark.parametrize(
    ("proxies", "good"),
    [("127.0.0.1", True), ("10.0.0.0/8 ::1", True), ("", True), ("caddy", False), ("1.2.3.4/99", False)],
)
def test_proxies_are_addresses_and_networks(monkeypatch, proxies, good):
    monkeypatch.setenv("DIEMDANH_PUBLIC_PROXIES", proxies)
    if good:
        load(None)
    else:
        with pytest.raises(OperatorError, match="DIEMDANH_PUBLIC_PROXIES must be addresses or networks"):
            load(None)
