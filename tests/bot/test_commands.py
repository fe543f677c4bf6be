"""The command line: units, invitations, backups, the doctor and a plan's check, also beside a running bot."""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import unicodedata
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import openpyxl
import pytest
from filelock import FileLock

from bot.__main__ import main
from bot.files import FileStore
from schedules.plan.plan import SOC_TRANG_2024
from tests.support import world as worlds
from tests.support.paths import DOCUMENTS

TREE = """tên,cấp,thuộc
Chi đoàn Ấp 3,,Đoàn xã Đại Tâm
Đoàn xã Đại Tâm,xã,Huyện đoàn Mỹ Xuyên
Tỉnh đoàn Sóc Trăng,tỉnh,
Huyện đoàn Mỹ Xuyên,,Tỉnh đoàn Sóc Trăng
"""
PATHS = [
    "Tỉnh đoàn Sóc Trăng",
    "Tỉnh đoàn Sóc Trăng > Huyện đoàn Mỹ Xuyên",
    "Tỉnh đoàn Sóc Trăng > Huyện đoàn Mỹ Xuyên > Đoàn xã Đại Tâm",
    "Tỉnh đoàn Sóc Trăng > Huyện đoàn Mỹ Xuyên > Đoàn xã Đại Tâm > Chi đoàn Ấp 3",
]


@pytest.fixture
def command(monkeypatch, tmp_path, capsys):
    """Runs `diemdanh …` in a folder of its own; returns the exit code, what it printed, and what it complained of."""
    for name in [name for name in os.environ if name.startswith("DIEMDANH_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def run(*given):
        code = main([str(part) for part in given])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def file(tmp_path):
    def make(text, name="units.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return make


def paths(database="data/diemdanh.db"):
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT id, name, path FROM units").fetchall()
    names = {str(unit_id): name for unit_id, name, _path in rows}
    return sorted(" > ".join(names[one] for one in path.split(".")[:-1]) for _id, _name, path in rows)


# Units ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_tree_in_any_order_and_encoding(command, file, encoding):
    path = file(TREE, encoding=encoding)
    assert command("units", "load", path) == (0, "4 units are new, 0 stood there already.\n", "")
    assert paths() == PATHS
    assert command("units", "load", path) == (0, "0 units are new, 4 stood there already.\n", "")
    assert paths() == PATHS


def test_windows_1258_writes_tones_apart(command, file):
    def apart(letter):
        """As in Windows-1258: "ộ" is "ô" and a dot below."""
        marks = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
        return unicodedata.normalize("NFC", marks.replace(tone, "")) + tone

    text = "".join(map(apart, "tên;thuộc\nTỉnh đoàn;\nĐoàn xã Đại Tâm;Tỉnh đoàn\n"))
    assert command("units", "load", file(text, encoding="cp1258"))[0] == 0
    assert paths() == ["Tỉnh đoàn", "Tỉnh đoàn > Đoàn xã Đại Tâm"]


def test_english_headings_in_another_order(command, file):
    text = "parent;level;no;name\n;province;1;Tỉnh đoàn\nTỉnh đoàn;district;2;Huyện đoàn Kế Sách\n"
    assert command("units", "load", file(text))[0] == 0
    assert paths() == ["Tỉnh đoàn", "Tỉnh đoàn > Huyện đoàn Kế Sách"]


def test_a_workbook_with_a_column_for_each_level_and_merged_cells(command, tmp_path):
    book = openpyxl.Workbook()
    for row in [
        ["DANH SÁCH ĐƠN VỊ"],
        ["STT", "Tỉnh đoàn", "Huyện đoàn", "Đoàn xã", "Chi đoàn"],
        [1, "Tỉnh đoàn Sóc Trăng", "Huyện đoàn Mỹ Xuyên", "Đoàn xã Đại Tâm", "Chi đoàn Ấp 3"],
        [2, None, None, None, "Chi đoàn Ấp 4"],
        [3, None, None, "Đoàn xã Tham Đôn", None],
    ]:
        book.active.append(row)
    book.save(tmp_path / "units.xlsx")
    assert command("units", "load", "units.xlsx")[0] == 0
    assert paths() == sorted(
        [
            *PATHS,
            f"{PATHS[2]} > Chi đoàn Ấp 4",
            f"{PATHS[1]} > Đoàn xã Tham Đôn",
        ]
    )


def test_a_branch_of_the_same_name_says_which_commune_is_meant(command, file):
    tree = TREE + "Đoàn xã Tham Đôn,,Huyện đoàn Mỹ Xuyên\nChi đoàn Ấp 3,,Đoàn xã Tham Đôn\n"
    assert command("units", "load", file(tree))[0] == 0
    code, out, complaint = command("units", "load", file("tên,cấp,thuộc\nTổ 1,tổ,Chi đoàn Ấp 3\n"))
    assert (code, out) == (1, "")
    assert complaint.startswith("Line 2: 2 units are called “Chi đoàn Ấp 3”.")
    named = "Đoàn xã Tham Đôn > Chi đoàn Ấp 3"
    assert command("units", "load", file(f"tên,cấp,thuộc\nTổ 1,tổ,{named}\n"))[0] == 0
    assert f"{PATHS[1]} > {named} > Tổ 1" in paths()


def test_a_file_without_its_top_stands_below_a_unit(command, file):
    command("units", "load", file(TREE))
    code, *_rest = command("units", "load", file("tên\nHuyện đoàn Kế Sách\n"), "--under", "tinh doan soc trang")
    assert code == 0
    assert "Tỉnh đoàn Sóc Trăng > Huyện đoàn Kế Sách" in paths()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TREE + "Ấp 4,chi đoàn,Đoàn xã Đai Tâmm\n", "Line 6: no unit is called “Đoàn xã Đai Tâmm”. Add"),
        (TREE + "Ấp 4,chi đoàn,Đoàn xã Đai Tâmm\n", "Did you mean “Đoàn xã Đại Tâm”?"),
        (TREE + ",xã,Huyện đoàn Mỹ Xuyên\n", "Line 6: the name is missing. Fill it in, or remove the line."),
        (TREE + "Sao Mai,,Đoàn xã Đại Tâm\n", "Line 6: which level is “Sao Mai”? Fill in the column cấp (level)"),
        ("tên,cấp,thuộc\nA,xã,B\nB,xã,A\n", "Line 2: “A” and “B” stand above each other."),
        ("a,b\n1,2\n", "units.csv has no heading that I know. It needs the columns tên, cấp and thuộc"),
        ("tên,cấp\n", "units.csv has no line below its heading."),
        ("tên,cấp,đơn vị\n", "Line 1: two columns are both the name: rename or remove one."),
        ("tỉnh đoàn,huyện đoàn,bí thư\n", "Line 1: the column “bí thư” is no level: remove it."),
        ("huyện đoàn,đoàn xã\n,Đoàn xã A\n", "Line 2: a level above “Đoàn xã A” is empty. Fill it in."),
    ],
)
def test_a_wrong_file_is_told_the_line_and_nothing_is_written(command, file, text, said):
    code, out, complaint = command("units", "load", file(text))
    assert (code, out) == (1, "")
    assert said in complaint
    if os.path.exists("data/diemdanh.db"):  # noqa: PTH110
        assert paths() == []


def test_files_that_cannot_be_read(command, file, tmp_path):
    assert "neither .csv nor .xlsx" in command("units", "load", file("x", name="units.docx"))[2]
    assert "That is no table" in command("units", "load", file("x", name="units.xlsx"))[2]
    assert "cannot be read: No such file" in command("units", "load", tmp_path / "nowhere.csv")[2]


# Invitations ---------------------------------------------------------------------------------------------------------


@pytest.mark.clock
def test_an_invitation_shows_code_link_and_expiry(command, file):
    command("units", "load", file(TREE))
    code, out, _complaint = command("invite", "--role", "leader", "--unit", "dai tam")
    assert code == 0
    assert "leader of Đoàn xã Đại Tâm" in out
    secret = re.search(r"Code: +([\w-]+)", out)[1].replace("-", "")
    assert f"http://127.0.0.1:8080/?start=i{secret}\n" in out
    assert "until" in out
    with closing(sqlite3.connect("data/diemdanh.db")) as connection:
        ((role, kept),) = connection.execute("SELECT role, code_hash FROM invites").fetchall()
    assert role == "leader"
    assert secret not in kept


def test_with_a_public_address_an_invitations_link_is_its_page(command, file, monkeypatch):
    monkeypatch.setenv("DIEMDANH_PUBLIC_URL", "https://diemdanh.example.vn")
    command("units", "load", file(TREE))
    code, out, _complaint = command("invite", "--role", "leader", "--unit", "dai tam")
    assert code == 0
    secret = re.search(r"Code: +([\w-]+)", out)[1].replace("-", "")
    assert f"Link:  https://diemdanh.example.vn/i/{secret}\n" in out


def test_an_ambiguous_unit_is_listed_and_its_number_taken(command, file):
    command("units", "load", file(TREE + "Đoàn xã Tham Đôn,,Huyện đoàn Mỹ Xuyên\nChi đoàn Ấp 3,,Đoàn xã Tham Đôn\n"))
    code, out, complaint = command("invite", "--role", "leader", "--unit", "Chi đoàn Ấp 3")
    assert (code, out) == (1, "")
    listed = dict(re.findall(r"^ +(\d+) +.*> (Đoàn xã .+) > Chi đoàn Ấp 3$", complaint, re.MULTILINE))
    assert set(listed.values()) == {"Đoàn xã Đại Tâm", "Đoàn xã Tham Đôn"}
    assert command("invite", "--role", "leader", "--unit", next(iter(listed)))[0] == 0


def test_an_invitation_needs_a_unit(command, file):
    assert "no units yet" in command("invite", "--role", "admin", "--unit", "x")[2]
    command("units", "load", file(TREE))
    assert command("invite", "--role", "admin", "--unit", "Cà Mau")[2] == "No unit is called “Cà Mau”.\n"
    assert command("invite", "--role", "admin", "--unit", "99")[2] == "No unit has the id 99.\n"


def test_without_telegram_in_reach_the_code_still_works_and_the_token_stays_secret(command, file, monkeypatch):
    command("units", "load", file(TREE))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("DIEMDANH_TELEGRAM_TOKEN", "1:hunter2")
    monkeypatch.setenv("DIEMDANH_TELEGRAM_BASE_URL", f"http://127.0.0.1:{port}")
    code, out, complaint = command("invite", "--role", "admin", "--unit", "1")
    assert code == 0
    assert "cannot be reached" in out
    assert "The code works all the same" in out
    assert "hunter2" not in out + complaint


class BotApi(BaseHTTPRequestHandler):
    """Answers getMe as the Bot API does: for the token 1:good alone. For 1:portal something in between answers."""

    def do_GET(self):
        good = self.path == "/bot1:good/getMe"
        body = {"ok": True, "result": {"id": 1, "is_bot": True, "username": "diemdanh_bot"}}
        if not good:
            body = {"ok": False, "error_code": 401, "description": "Unauthorized"}
        if "portal" in self.path:
            body = {"message": "Please log in to the network."}
        self.send_response(200 if good else 401)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_given):
        pass


@pytest.fixture
def bot_api(command, monkeypatch):  # noqa: ARG001 - it clears the environment first
    with ThreadingHTTPServer(("127.0.0.1", 0), BotApi) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("DIEMDANH_TELEGRAM_BASE_URL", f"http://127.0.0.1:{server.server_port}")
        yield
        server.shutdown()


@pytest.mark.usefixtures("bot_api")
def test_with_a_token_the_link_opens_the_bot_and_the_doctor_knows_it(command, file, monkeypatch):
    command("units", "load", file(TREE))
    monkeypatch.setenv("DIEMDANH_TELEGRAM_TOKEN", "1:good")
    _code, out, _complaint = command("invite", "--role", "organiser", "--unit", "1")
    assert re.search(r"https://t\.me/diemdanh_bot\?start=i\w{12}\n", out)
    monkeypatch.setenv("DIEMDANH_WEB_PORT", "0")
    assert "✓ Telegram: the token is that of @diemdanh_bot" in command("doctor")[1]
    monkeypatch.setenv("DIEMDANH_TELEGRAM_TOKEN", "1:bad")
    code, out, _complaint = command("doctor")
    assert code == 1
    assert "✗ Telegram: Telegram refuses the token: copy it again from @BotFather" in out
    monkeypatch.setenv("DIEMDANH_TELEGRAM_TOKEN", "1:portal")
    out = command("doctor")[1]
    assert "does not say who the bot is: The answer is not Telegram's (HTTP status 401)" in out
    assert "refuses the token" not in out


# Backups -------------------------------------------------------------------------------------------------------------


def test_a_backup_is_a_database_of_its_own_with_its_photos(command, file, tmp_path):
    command("units", "load", file(TREE))
    sha256 = FileStore(tmp_path / "data/diemdanh.files").save(b"\xff\xd8\xff photo")
    with closing(sqlite3.connect("data/diemdanh.db")) as connection:
        connection.execute(
            "INSERT INTO files (sha256, media_type, state, created_at) VALUES (?, 'image/jpeg', 'stored', '')",
            (sha256,),
        )
        connection.commit()
    code, out, _complaint = command("backup", "copy.db")
    assert (code, "4 units" in out, "1 photos" in out) == (0, True, True)
    assert paths("copy.db") == PATHS
    assert FileStore(tmp_path / "copy.files").read(sha256) == b"\xff\xd8\xff photo"
    assert sorted(path.name for path in tmp_path.glob("*copy*")) == ["copy.db", "copy.files"]


def test_a_backup_replaces_nothing_unless_told_to(command, file, tmp_path):
    command("units", "load", file(TREE))
    tmp_path.joinpath("copy.db").write_text("precious")
    code, _out, complaint = command("backup", "copy.db")
    assert code == 1
    assert "exists already" in complaint
    assert tmp_path.joinpath("copy.db").read_text() == "precious"
    assert command("backup", "copy.db", "--force")[0] == 0
    assert paths("copy.db") == PATHS
    assert "is the database itself" in command("backup", "data/diemdanh.db", "--force")[2]
    assert "is a folder" in command("backup", "data", "--force")[2]


def test_a_backup_of_what_is_no_database_leaves_nothing_behind(command, tmp_path, monkeypatch):
    assert "There is no database" in command("backup", "copy.db")[2]
    tmp_path.joinpath("junk.db").write_text("junk" * 1000)
    monkeypatch.setenv("DIEMDANH_DATABASE", "junk.db")
    assert "could not be made" in command("backup", "copy.db")[2]
    assert not list(tmp_path.glob("*copy*"))


def test_a_missing_photo_is_told(command, file):
    command("units", "load", file(TREE))
    with closing(sqlite3.connect("data/diemdanh.db")) as connection:
        connection.execute(
            "INSERT INTO files (sha256, media_type, state, created_at) VALUES (?, 'image/jpeg', 'stored', '')",
            ("ab" * 32,),
        )
        connection.commit()
    code, out, _complaint = command("backup", "copy.db")
    assert code == 1
    assert "1 photos are missing" in out
    assert paths("copy.db") == PATHS
    assert "✗ photos: 1 of 1 are missing" in command("doctor")[1]


# Doctor and plan -----------------------------------------------------------------------------------------------------


def test_the_doctor_finds_a_healthy_place_healthy(command, file, monkeypatch):
    monkeypatch.setenv("DIEMDANH_WEB_PORT", "0")
    code, out, _complaint = command("doctor")
    assert (code, "✗" in out) == (0, False)
    assert "will be made at the first start" in out
    command("units", "load", file(TREE))
    code, out, _complaint = command("doctor")
    assert (code, "✗" in out) == (0, False)
    assert "the newest" in out
    assert "only the web chat is served" in out


def test_the_doctor_says_how_to_mend_what_is_wrong(command, tmp_path, monkeypatch):
    tmp_path.joinpath("junk.db").write_text("junk" * 1000)
    monkeypatch.setenv("DIEMDANH_DATABASE", "junk.db")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("DIEMDANH_WEB_PORT", str(taken.getsockname()[1]))
        code, out, _complaint = command("doctor")
    assert code == 1
    assert "✗ database: The database junk.db cannot be opened: file is not a database. Put the newest backup" in out
    assert re.search(r"✗ web chat: Port \d+ is in use.*DIEMDANH_WEB_PORT", out)
    monkeypatch.setenv("DIEMDANH_WEB_PORT", "x")
    assert command("doctor")[1].startswith("✗ settings: DIEMDANH_WEB_PORT must be")


def test_the_doctor_sees_a_damaged_database(command, file, tmp_path):
    command("units", "load", file(TREE))
    path = tmp_path / "data/diemdanh.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'units_by_path'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file_of_it:
        file_of_it.seek((page - 1) * size)
        file_of_it.write(b"\xff" * size)
    code, out, _complaint = command("doctor")
    assert code == 1
    assert re.search(r"✗ database: .*is damaged \(.+\): restore a backup", out)


def test_the_doctor_knows_an_older_and_a_newer_schema(command, file):
    command("units", "load", file(TREE))
    for version, said in ((1, "✓ schema: 1, and this program's is"), (99, "✗ schema: 99 is newer than")):
        with closing(sqlite3.connect("data/diemdanh.db")) as connection:
            connection.execute(f"PRAGMA user_version = {version}")
        assert said in command("doctor")[1]
    code, _out, complaint = command("units", "load", file(TREE))
    assert code == 1
    assert "Update the program" in complaint


def test_a_plan_is_checked(command, file):
    code, out, _complaint = command("plan", "check", SOC_TRANG_2024)
    assert (code, "12 targets, " in out) == (0, True)
    code, _out, complaint = command("plan", "check", file("year = 2024\n", name="plan.toml"))
    assert code == 1
    assert "theme: Field required" in complaint


# Beside a running bot ------------------------------------------------------------------------------------------------


def test_a_second_bot_on_the_same_database_is_refused(command, tmp_path):
    tmp_path.joinpath("data").mkdir()
    with FileLock(tmp_path / "data/diemdanh.db.lock"):
        code, out, complaint = command("run")
        assert "✓ bot: is running on this database" in command("doctor")[1]
    assert (code, out) == (1, "")
    assert complaint.startswith("Another bot is running on data/diemdanh.db: stop that one")


def test_unwritable_places_and_taken_ports_are_one_sentence(command, tmp_path, monkeypatch):
    tmp_path.joinpath("file").write_text("")
    monkeypatch.setenv("DIEMDANH_DATABASE", "file/x.db")
    code, _out, complaint = command("run")
    assert (code, complaint.count("\n")) == (1, 1)
    assert "The folder file cannot be made" in complaint
    monkeypatch.setenv("DIEMDANH_DATABASE", "x.db")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("DIEMDANH_WEB_PORT", str(taken.getsockname()[1]))
        code, _out, complaint = command("run")
    assert (code, complaint.count("\n")) == (1, 1)
    assert "is in use" in complaint


def test_a_photo_folder_that_cannot_be_written_is_told_at_the_start(command, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DIEMDANH_FILES", "file/photos")
    monkeypatch.setenv("DIEMDANH_WEB_PORT", "0")
    code, _out, complaint = command("run")
    assert (code, complaint.count("\n")) == (1, 1)
    assert re.match(r"The folder file/photos cannot be written .*DIEMDANH_FILES", complaint)


@pytest.mark.clock
def test_commands_write_while_the_bot_runs(command, file, tmp_path):
    environment = {**os.environ, "DIEMDANH_WEB_PORT": "0", "DIEMDANH_SAMPLE": "no", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as bot:
        try:
            assert "Open http://127.0.0.1:" in bot.stdout.readline()
            assert command("run")[0] == 1
            assert command("units", "load", file(TREE))[0] == 0
            assert command("invite", "--role", "admin", "--unit", "Tỉnh đoàn Sóc Trăng")[0] == 0
            assert command("backup", "copy.db")[0] == 0
            assert paths("copy.db") == PATHS
        finally:
            bot.send_signal(signal.SIGTERM)
        assert bot.wait(timeout=20) == 0


# Excel ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def at_the_office(command, world, monkeypatch, tmp_path):
    """The command line over the small world, beside the files of an office."""
    monkeypatch.setenv("DIEMDANH_DATABASE", str(world.path))
    for path in DOCUMENTS.glob("*.xlsx"):
        shutil.copy(path, tmp_path)
    return command


@pytest.mark.clock
def test_roster_import_writes_after_a_yes_by_the_chats_rules(at_the_office, world, tmp_path):
    code, said, _errors = at_the_office("roster", "import", "doan-vien.xlsx", "--as", "phạm quang minh")
    assert code == 0
    assert "+ 3 people to write down" in said
    assert "row 11: “Đoàn xã An Mỹ” is not one of your units" in said
    assert said.endswith("Nothing was written.\n")
    before = world.one("SELECT count(*) FROM members")
    code, said, _errors = at_the_office("roster", "import", "doan-vien.xlsx", "--as", "5", "--yes")
    assert said.endswith("3 written down, 0 ticked; /hoannhap in the chat takes it back for a day.\n")
    assert world.one("SELECT count(*) FROM members") == before + 3
    assert world.one("SELECT count(*) FROM outbox WHERE key LIKE 'notice:import:%'") == 1
    _code, said, _errors = at_the_office("roster", "import", "doan-vien.xlsx", "--as", "5", "--yes")
    assert said.endswith("Nothing was written.\n")
    back = openpyxl.load_workbook(tmp_path / "doan-vien-not-taken.xlsx").active
    assert back.title == "Danh sách", "it opens where the reasons are"
    assert back["I12"].value == "“Bảo” chỉ có một chữ, cần xác nhận đúng là tên đầy đủ"
    assert back["B5"].font.bold


@pytest.mark.clock
def test_roster_import_of_an_attendance_list(at_the_office, world):
    world.now = worlds.START
    shift = worlds.SHIFTS["trees-last-year"]
    _code, said, _errors = at_the_office(
        "roster", "import", "diem-danh.xlsx", "--shift", shift, "--as", "minh", "--yes"
    )
    assert said == ""
    _code, said, _errors = at_the_office(
        "roster", "import", "diem-danh.xlsx", "--shift", shift, "--as", "Phạm Quang Minh", "--yes"
    )
    assert said.endswith("1 written down, 4 ticked; /hoannhap in the chat takes it back for a day.\n")
    assert world.one("SELECT count(*) FROM check_ins WHERE shift_id = ?", shift) == 4


@pytest.mark.clock
def test_roster_export(at_the_office, world, tmp_path):
    worlds.make_admin(world, "hoa", "Tỉnh", "đoàn", "Sóc", "Trăng")
    worlds.sign_up(world, "lan", "trees")
    code, said, _errors = at_the_office("roster", "export", "ca.xlsx", "--shift", worlds.SHIFTS["trees"])
    assert (code, said) == (0, "Written: ca.xlsx\n")
    names = [cell.value for cell in openpyxl.load_workbook(tmp_path / "ca.xlsx").active["B"]]
    assert names[names.index("Họ tên") + 1] == "Nguyễn Thị Lan"
    code, said, _errors = at_the_office(
        "roster", "export", "nam.xlsx", "--unit", "my xuyen", "--first", "2026-01-01", "--last", "2026-12-31"
    )
    assert openpyxl.load_workbook(tmp_path / "nam.xlsx").sheetnames == ["Theo đơn vị", "Theo người"]
    worlds.load_plan(world)
    at_the_office("roster", "export", "chi-tieu.xlsx", "--unit", "tinh doan soc trang", "--targets", "2026")
    assert openpyxl.load_workbook(tmp_path / "chi-tieu.xlsx").active.max_row > 12


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (("import", "none.xlsx", "--as", "5"), "cannot be read"),
        (("import", "khong-phai-bang.xlsx", "--as", "5"), "That is a .pdf"),
        (("import", "don-gian.xlsx", "--as", "5"), "heading with a column of full names"),
        (("import", "doan-vien.xlsx"), "By whose rights? Say it with --as and a number:\n  6  Sơn Thị Hoa"),
        (("import", "doan-vien.xlsx", "--as", "5", "--shift", "999"), "There is no shift 999."),
        (("export", "a.xlsx", "--as", "5"), "Say what to export"),
        (("export", "a.xlsx", "--as", "5", "--shift", "999"), "There is no shift 999."),
        (
            ("export", "a.xlsx", "--as", "5", "--unit", "ke sach", "--first", "2026-01-01", "--last", "2026-02-01"),
            "outside the units of this person",
        ),
        (("export", "none/a.xlsx", "--as", "6", "--shift", "1"), "cannot be written"),
    ],
)
def test_what_roster_cannot_do_is_one_sentence(at_the_office, given, error):
    code, said, errors = at_the_office("roster", *given)
    assert (code, said) == (1, "")
    assert error in errors


# What the doctor says of files and of a running bot ------------------------------------------------------------------


@pytest.mark.parametrize("folder", ["/sys", "/proc"])
def test_doctor_and_run_agree_about_a_folder_that_takes_no_file(command, monkeypatch, folder):
    monkeypatch.setenv("DIEMDANH_DATABASE", f"{folder}/x.db")
    monkeypatch.setenv("DIEMDANH_WEB_PORT", "0")
    code, out, _complaint = command("doctor")
    assert code == 1
    assert f"✗ database folder: {folder} cannot be written" in out
    code, _out, complaint = command("run")
    assert (code, complaint.count("\n")) == (1, 1)
    assert f"{folder} cannot be" in complaint


def test_the_doctor_says_which_files_others_may_read(command, tmp_path, monkeypatch):
    monkeypatch.setenv("DIEMDANH_WEB_PORT", "0")
    (tmp_path / ".env").write_text("DIEMDANH_SAMPLE=no\n", encoding="utf-8")
    (tmp_path / ".env").chmod(0o644)
    code, out, _complaint = command("doctor")
    assert code == 1
    assert "✗ privacy: others on this machine may read .env: chmod go= .env" in out
    (tmp_path / ".env").chmod(0o600)
    assert command("doctor")[0] == 0


@pytest.mark.clock
def test_the_doctor_asks_the_running_bot(command, tmp_path, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    monkeypatch.setenv("DIEMDANH_WEB_PORT", port)
    environment = {**os.environ, "DIEMDANH_SAMPLE": "no", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as bot:
        try:
            assert "Open http://127.0.0.1:" in bot.stdout.readline()
            code, out, _complaint = command("doctor")
            assert (code, "✓ health: the running bot has no alarm" in out) == (0, True)
            shutil.move("data/diemdanh.db", "moved.db")
            code, out, _complaint = command("doctor")
            assert code == 1
            assert "✗ alarm database_gone: " in out
            assert "✗ database: There is no database data/diemdanh.db, but data/diemdanh.db-wal, which has" in out
            shutil.move("moved.db", "data/diemdanh.db")
            until = time.monotonic() + 30
            while command("doctor")[0] and time.monotonic() < until:
                pass  # it goes on by itself, within a second or two
            assert command("doctor")[0] == 0
        finally:
            bot.send_signal(signal.SIGTERM)
        assert bot.wait(timeout=20) == 0


# A damaged page ------------------------------------------------------------------------------------------------------


def pages_of(path, table):
    """The numbers of the pages that a table or an index has."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]


@pytest.mark.parametrize("table", ["members", "check_ins", "outbox", "seen_updates", "units", "chats", "shifts"])
def test_a_damaged_page_is_one_clear_sentence_at_the_start_and_what_to_do_by_the_doctor(
    at_the_office, world, table, monkeypatch
):
    monkeypatch.setenv("DIEMDANH_WEB_PORT", "0")
    page = pages_of(world.path, table)
    world.close()
    with world.path.open("r+b") as database:
        database.seek((page - 1) * 4096)
        database.write(os.urandom(4096))
    code, out, _complaint = at_the_office("doctor")
    assert code == 1
    assert re.search(r"✗ database: .*damaged.*\.damaged; cp BACKUP ", out)
    code, out, complaint = at_the_office("run")
    assert (code, out, complaint.count("\n")) == (1, "", 1)
    assert "is damaged: " in complaint
    assert "put the newest backup in its place" in complaint
