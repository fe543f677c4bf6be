"""A test that never ends is ended, and so is what it began: a process, a thread, a wait of the event loop."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

HERE = Path(__file__).parent
NEVER_ENDING = """
import asyncio, pathlib, subprocess, sys, threading

def test_a_process():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        pathlib.Path("child").write_text(str(child.pid))
        child.wait()

async def test_the_event_loop():
    await asyncio.Event().wait()

def test_a_thread():
    threading.Thread(target=threading.Event().wait).start()
    threading.Event().wait()

def test_what_nothing_moves():
    try:
        threading.Event().wait()
    finally:
        threading.Event().wait()

def test_the_next_one():
    pass
"""


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """Runs these tests by the house's settings, with limits of one and two seconds; returns what pytest says."""
    folder = tmp_path_factory.mktemp("never-ending")
    (folder / "test_never.py").write_text(NEVER_ENDING)
    settings = ["-c", HERE.parent / "pyproject.toml", "--rootdir", folder, "-o", "faulthandler_timeout=2"]

    def play(*chosen):
        said = subprocess.run(
            [sys.executable, "-m", "pytest", "-rf", "-p", "too_long", "--timeout", "1", *settings, *chosen],
            cwd=folder, env={**os.environ, "PYTHONPATH": str(HERE)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return folder, said.stdout + said.stderr

    return play


def test_a_test_that_never_ends_fails_and_its_process_is_ended(played):
    folder, said = played("-n1", "test_never.py")
    assert "4 failed, 1 passed" in said, said
    for name in ("a_process", "the_event_loop", "a_thread"):
        assert f"FAILED test_never.py::test_{name} - Failed: Timeout" in said, said
    assert "crashed while running 'test_never.py::test_what_nothing_moves'" in said, said
    assert "Timeout (0:00:02)!" in said, "where each thread stood"
    assert not psutil.pid_exists(int((folder / "child").read_text()))


def test_a_thread_that_never_ends_does_not_keep_the_run(played):
    _folder, said = played("-n0", "test_never.py::test_a_thread")
    assert "1 failed" in said, said
    assert "Timeout (0:00:02)!" in said, said
