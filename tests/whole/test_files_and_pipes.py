"""The command as a process: what it writes is its user's alone, whatever the umask; a closed pipe ends it quietly."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from schedules.plan.plan import SOC_TRANG_2024
from storage.database_file import connect
from tests.support import world as worlds
from tests.support.paths import ROOT
from tests.support.web import png

FAR = "2026-12-02"


def environment(database: Path, **more: str) -> dict[str, str]:
    ours = {"DIEMDANH_DATABASE": str(database), "DIEMDANH_WEB_PORT": "0", "PYTHONUNBUFFERED": "1", **more}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DIEMDANH_")}
    return {**kept, "PYTHONPATH": str(ROOT), **ours}


def command(*given: object) -> list[str]:
    return [sys.executable, "-m", "bot", *map(str, given)]


# Files ---------------------------------------------------------------------------------------------------------------


def readable_by_others(folder: Path) -> dict[str, str]:
    """Every file and folder below that somebody else may read, write or enter, with its mode."""
    return {
        str(path.relative_to(folder)): oct(mode)
        for path in folder.rglob("*")
        if (mode := stat.S_IMODE(path.lstat().st_mode)) & 0o077
    }


def send_photo(page: str) -> None:
    form = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a.png"\r\n\r\n' + png() + b"\r\n--x--\r\n"
    asked = urllib.request.Request(f"{page}/chat/lan", form, {"Content-Type": "multipart/form-data; boundary=x"})
    urllib.request.urlopen(asked, timeout=30).read()


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_what_is_written_is_its_users_alone(tmp_path, umask):
    """Also while the bot runs, where its log and index are; backups and exports too."""
    here = tmp_path / "here"
    here.mkdir(mode=0o755)
    told = {"env": environment(here / "data/diemdanh.db"), "cwd": here, "umask": umask}
    with subprocess.Popen(command("run"), stdout=subprocess.PIPE, text=True, **told) as bot:
        try:
            page = bot.stdout.readline().split("Open ")[1].split()[0].rstrip("/")
            send_photo(page)
            assert (here / "data/diemdanh.db-wal").exists()
            assert list((here / "data/diemdanh.files").glob("*/*"))
            subprocess.run(command("backup", "backup.db"), check=True, stdout=subprocess.DEVNULL, **told)
            export = ("roster", "export", "roster.xlsx", "--shift", "1", "--as", "3")
            subprocess.run(command(*export), stdout=subprocess.DEVNULL, check=True, **told)
            assert (here / "roster.xlsx").exists()
            assert readable_by_others(here) == {}
        finally:
            bot.send_signal(signal.SIGTERM)
        assert bot.wait(timeout=20) == 0
    assert readable_by_others(here) == {}


def test_a_file_from_before_is_made_private(world_file, tmp_path):
    path = tmp_path / "old.db"
    shutil.copyfile(world_file, path)
    path.chmod(0o644)
    connection = connect(path)
    connection.execute("CREATE TABLE more (x)")
    assert readable_by_others(tmp_path) == {}
    connection.close()


# Pipes ---------------------------------------------------------------------------------------------------------------

COMMANDS = {
    "help": ["--help"],
    "version": ["--version"],
    "doctor": ["doctor"],
    "preview": ["plan", "preview", "--from", FAR, "--to", "2026-12-30"],
    "check": ["plan", "check", SOC_TRANG_2024],
    "load": ["plan", "load", SOC_TRANG_2024],
    "backup": ["backup", "copy.db"],
    "invite": ["invite", "--role", "leader", "--unit", "Tỉnh đoàn Sóc Trăng"],
    "refusal": ["plan", "check", "nowhere.toml"],
}


@pytest.mark.parametrize("closed", ["stdout", "both"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_closed_pipe_ends_a_command_quietly(world_file, tmp_path, name, closed):
    path = worlds.copied(world_file, tmp_path / "diemdanh.db").path
    reading, writing = os.pipe()
    os.close(reading)
    errors = subprocess.PIPE if closed == "stdout" else writing
    ended = subprocess.run(
        command(*COMMANDS[name]),
        env=environment(path),
        cwd=tmp_path,
        stdout=writing,
        stderr=errors,
        timeout=120,
        check=False,
    )
    os.close(writing)
    if closed == "stdout":
        said = ended.stderr.decode()
        assert "Traceback" not in said
        assert "Broken" not in said
    assert ended.returncode in {0, 1, 141}


@pytest.mark.clock
def test_the_bot_serves_on_though_nobody_reads_its_greeting(tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(
        command("run"),
        env=environment(tmp_path / "diemdanh.db", DIEMDANH_WEB_PORT="0"),
        cwd=tmp_path,
        stdout=writing,
        stderr=subprocess.PIPE,
    ) as bot:
        os.close(writing)
        port = port_of(bot.pid)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
            assert json.load(answer)["ok"]
        bot.send_signal(signal.SIGTERM)
        assert bot.wait(timeout=20) == 0
        assert b"Traceback" not in bot.stderr.read()


def port_of(pid: int) -> int:
    """The port that a process listens on, once it does."""
    import psutil

    while True:
        for connection in psutil.Process(pid).net_connections("tcp4"):
            if connection.status == psutil.CONN_LISTEN:
                return connection.laddr.port
