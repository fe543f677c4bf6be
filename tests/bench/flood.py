"""How long the web chat takes to answer while the public door is flooded: `python -m tests.bench.flood`.

The bot is a process of its own with sample data; the flood is another, over many connections from one address, each
asking again as soon as it is answered.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles

CONNECTIONS = 50
ASKS = b"GET /khong-co HTTP/1.1\r\nHost: x\r\n\r\n"
STARTS_WITHIN = 120.0


@dataclass(frozen=True)
class Figures:
    """Seconds in which the chat answers a message: the median and the slowest of twenty; and what the flood asked."""

    quiet: float
    quiet_slow: float
    flooded: float
    flooded_slow: float
    asked_a_second: float


def port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


@contextlib.contextmanager
def bot(folder: Path) -> Iterator[tuple[int, int]]:
    """A bot with sample data and a public door; gives the ports of the chat and of the door."""
    chat, door = port(), port()
    settings = {
        "DATABASE": str(folder / "flood.db"),
        "WEB_PORT": str(chat),
        "PUBLIC_URL": f"http://127.0.0.1:{door}",
        "PUBLIC_PORT": str(door),
        "LOG_LEVEL": "error",
    }
    given = {**os.environ, **{f"DIEMDANH_{name}": value for name, value in settings.items()}}
    with subprocess.Popen([sys.executable, "-m", "bot", "run"], env=given, stdout=subprocess.DEVNULL) as process:
        try:
            _wait_for(chat)
            yield chat, door
        finally:
            process.terminate()


def _wait_for(chat: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        asking = contextlib.closing(HTTPConnection("127.0.0.1", chat, timeout=10))
        with contextlib.suppress(OSError), asking as connection:
            connection.request("GET", "/about")
            connection.getresponse().read()
            return
        time.sleep(0.05)
    raise TimeoutError("the bot does not start")


def answers(chat: int, seconds: float) -> list[float]:
    """How long each message of one person takes to be answered, one after another for so long."""
    took, until = [], time.monotonic() + seconds
    with contextlib.closing(HTTPConnection("127.0.0.1", chat, timeout=30)) as connection:
        while (begun := time.monotonic()) < until:
            body = json.dumps({"text": "/trogiup", "key": f"flood-{begun}"})
            connection.request("POST", "/chat/member", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200:
                raise RuntimeError(content.decode())
            took.append(time.monotonic() - begun)
            time.sleep(0.01)
    return took


def ask_without_end(door: int, connections: int) -> int:
    """Ask over so many connections until the standard input ends; returns how often that was."""
    asked, ends = [0] * connections, threading.Event()

    def ask(which: int) -> None:
        while not ends.is_set():
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", door), 5) as sock:
                while not ends.is_set():
                    sock.sendall(ASKS)
                    answer = b""
                    while b"\r\n\r\n" not in answer or not answer.endswith(b"}"):
                        part = sock.recv(65536)
                        if not part:
                            raise ConnectionError
                        answer += part
                    asked[which] += 1

    threads = [threading.Thread(target=ask, args=(which,), daemon=True) for which in range(connections)]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    ends.set()
    return sum(asked)


def measure(seconds: float, connections: int = CONNECTIONS) -> Figures:
    """Measure for so many seconds without the flood, and as long with it."""
    with tempfile.TemporaryDirectory() as folder, bot(Path(folder)) as (chat, door):
        answers(chat, min(1.0, seconds))
        quiet = answers(chat, seconds)
        asks = [sys.executable, "-m", "tests.bench.flood", str(door), str(connections)]
        with subprocess.Popen(asks, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as flood:
            time.sleep(0.5)
            flooded = answers(chat, seconds)
            asked, _none = flood.communicate("")
    return Figures(median(quiet), _slow(quiet), median(flooded), _slow(flooded), int(asked) / (seconds + 0.5))


def _slow(took: list[float]) -> float:
    return quantiles(took, n=20)[-1] if len(took) > 1 else took[0]


def main() -> None:
    """Print the figures, or be the flood."""
    if len(sys.argv) == 3:
        print(ask_without_end(int(sys.argv[1]), int(sys.argv[2])))
        return
    for connections in (CONNECTIONS, 8 * CONNECTIONS):
        found = measure(10.0, connections)
        print(
            f"the chat answers in {found.quiet * 1000:.1f} ms (1 of 20: {found.quiet_slow * 1000:.1f} ms); while the "
            f"door is asked {found.asked_a_second:,.0f} times a second over {connections} connections, in "
            f"{found.flooded * 1000:.1f} ms ({found.flooded_slow * 1000:.1f} ms)"
        )


if __name__ == "__main__":
    main()
