"""A test that never ends is ended, and so is what it began: a process, a thread, a wait of the event loop."""

import os
import subprocess
import sys

import psutil
import pytest

from tests.support.paths import ROOT

NEVER_ENDING = """
import asyncio, pathlib, subprocess, sys, threading

def test_a_process():
    with subprocess.Popen([sys.executable, "-c", "import threading; threading.Event().wait()"]) as child:
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


@pytest.fixture
def played(tmp_path):
    """Runs some of these tests by the house's settings, but with these limits in seconds; returns what pytest says."""
    (tmp_path / "test_never.py").write_text(NEVER_ENDING)

    def play(*options, tests, second_limit):
        settings = [
            "-c",
            ROOT / "pyproject.toml",
            "--rootdir",
            tmp_path,
            "-rf",
            "-p",
            "tests.support.too_long",
            "--timeout",
            "1",
        ]
        said = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                *settings,
                "-o",
                f"faulthandler_timeout={second_limit}",
                *options,
                *(f"test_never.py::test_{name}" for name in tests),
            ],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        return said.stdout + said.stderr

    return play


def test_a_test_that_never_ends_fails_and_its_process_is_ended(played, tmp_path):
    endless = ["a_process", "the_event_loop", "a_thread"]
    said = played("-n1", tests=[*endless, "the_next_one"], second_limit=5)
    assert "3 failed, 1 passed" in said, said
    for name in endless:
        assert f"FAILED test_never.py::test_{name} - Failed: Timeout" in said, said
    assert not psutil.pid_exists(int((tmp_path / "child").read_text()))


def test_what_nothing_moves_ends_with_its_process_alone(played):
    said = played("-n1", tests=["what_nothing_moves", "the_next_one"], second_limit=2)
    assert "1 failed, 1 passed" in said, said
    assert "crashed while running 'test_never.py::test_what_nothing_moves'" in said, said
    assert "Timeout (0:00:02)!" in said, "where each thread stood"


def test_a_thread_that_never_ends_does_not_keep_the_run(played):
    said = played("-n0", tests=["a_thread"], second_limit=4)
    assert "1 failed" in said, said
    assert "Timeout (0:00:04)!" in said, said
