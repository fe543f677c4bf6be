"""A test that takes too long loses the processes that it began, so that nothing waits for them, and then fails.

The limit, and a second one for what even that does not move (a thread that never ends), stand in pyproject.toml; see
docs/decisions/pytest-timeout.md.
"""

from __future__ import annotations

import faulthandler
import signal
import sys

import psutil
import pytest


@pytest.hookimpl(wrapper=True)
def pytest_timeout_set_timer(settings):
    """Before pytest-timeout lets the test fail: its `finally` and `with` would wait for a child that never ends."""
    answer = yield
    if settings.method == "signal":
        fail = signal.getsignal(signal.SIGALRM)

        def end_children_and_fail(number, frame):
            end_children()
            fail(number, frame)

        signal.signal(signal.SIGALRM, end_children_and_fail)
    return answer


def end_children() -> None:
    """End all processes below this one, at once."""
    for process in psutil.Process().children(recursive=True):
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """Python waits for every thread before it exits; it shall not wait for ever."""
    limit = float(config.getini("faulthandler_timeout"))
    if limit:
        faulthandler.dump_traceback_later(limit, exit=True, file=sys.__stderr__)
