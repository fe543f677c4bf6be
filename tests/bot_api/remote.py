"""Steers a server that runs in another process: one blocking HTTP connection to its control API."""

from __future__ import annotations

import json
from http.client import HTTPConnection
from typing import Any, Self


class Remote:
    """The control API of the server on this port of 127.0.0.1; tests/bot_api/control.py says what each call answers."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.base_url = f"http://127.0.0.1:{port}/bot"
        self.base_file_url = f"http://127.0.0.1:{port}/file/bot"
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def push(self, *updates: dict[str, Any]) -> list[int | None]:
        """Push many updates at once, such as {"chat": 1, "text": "/start"}."""
        return self._ask("push", updates=updates)

    def play(self, scripts: dict[int, list[Any]]) -> int:
        """Let people (by chat) follow scripts, such as ["/dangky", {"press": 0}]."""
        return self._ask("play", scripts=scripts)

    def calls(self, **about: Any) -> list[dict[str, Any]]:
        """What the bot called: after=number, method=…, chat=…"""
        return self._ask("calls", **about)

    def counts(self) -> dict[str, Any]:
        """How much there was of everything."""
        return self._ask("counts")

    def set(self, **settings: Any) -> None:
        """answer_ms=…, anybody=…, pace={…} or None, forget=True, mend=True, drop=True."""
        self._ask("set", **settings)

    def fault(self, kind: str, **about: Any) -> None:
        """Script a fault."""
        self._ask("fault", kind=kind, **about)

    def block(self, chat: int, *, blocked: bool = True) -> None:
        """Let a chat block or unblock the bot."""
        self._ask("block", chat=chat, blocked=blocked)

    def _ask(self, verb: str, **asked: Any) -> Any:
        self._connection.request("POST", f"/control/{verb}", json.dumps(asked), {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"/control/{verb}: {answer.status} {content.decode(errors='replace')}")
        return json.loads(content)
