"""An event loop whose time passes at once: where it would sleep, its clock jumps instead."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any

A_STEP = 1e-9  # seconds that pass at least: who waits for less than a float can tell would else wait for ever


class _Selector(selectors.DefaultSelector):
    """Never waits: it moves the loop's clock on by the time that it should have waited."""

    loop: VirtualLoop

    def select(self, timeout: float | None = None) -> list[Any]:
        found = super().select(0)
        if not found and timeout is None:
            raise RuntimeError("everybody waits for something that never comes")
        if not found:
            self.loop.moved += max(timeout or 0.0, A_STEP)
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """Only for code that waits for nothing but time: no threads, no sockets."""

    def __init__(self) -> None:
        self.moved = 0.0
        selector = _Selector()
        selector.loop = self
        super().__init__(selector)

    def time(self) -> float:
        return self.moved


def passing(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run to the end in a loop of its own, without waiting for real."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(coroutine)
