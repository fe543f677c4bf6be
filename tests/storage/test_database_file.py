"""Queries beside their modules; what SQLite's errors mean; a damaged file; what a removed log held."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

from storage import failures
from storage.database import queries
from storage.database_file import connect, write_back
from storage.errors import DatabaseError

PASSES = {  # of the disk: may pass (https://www.sqlite.org/rescode.html)
    5: "busy",
    6: "locked",
    7: "no memory",
    8: "read-only",
    10: "input/output",
    13: "full",
    14: "cannot open",
}
DAMAGED = {11: "corrupt", 26: "not a database"}


def test_queries_stand_beside_their_module_under_its_name_or_another(tmp_path):
    module = tmp_path / "room.py"
    module.with_suffix(".sql").write_text("-- name: two()$\nSELECT 2;\n", encoding="utf-8")
    other = "-- name: twice(number)$\nSELECT 2 * :number;\n\n-- name: any$\nSELECT :number;\n"
    tmp_path.joinpath("other.sql").write_text(other, encoding="utf-8")
    with closing(sqlite3.connect(":memory:")) as connection:
        assert queries(str(module)).two(connection) == 2
        assert queries(str(module), "other").twice(connection, number=21) == 42
        assert queries(str(module), "other").any(connection, number=7) == 7


@pytest.mark.parametrize("code", [*range(29), 100, 101])
def test_an_error_says_whether_it_may_pass_and_whether_the_file_is_damaged(code):
    for extended in (code, code | 1 << 8, code | 13 << 8):
        error = sqlite3.OperationalError("so it is")
        error.sqlite_errorcode = extended
        assert failures.is_storage_failure(error) == (code in PASSES)
        assert failures.is_damage(error) == (code in DAMAGED)
        other = ValueError("so it is")
        other.sqlite_errorcode = extended
        assert not failures.is_storage_failure(other)
        assert not failures.is_damage(other)


def test_an_error_without_a_code_is_a_mistake_of_ours():
    assert not failures.is_storage_failure(sqlite3.ProgrammingError("closed"))
    assert not failures.is_damage(sqlite3.ProgrammingError("closed"))


def test_what_is_wrong_with_a_file_is_said_in_a_line(tmp_path):
    path = tmp_path / "diemdanh.db"
    with closing(connect(path)) as connection:
        connection.execute("CREATE TABLE kept (text TEXT)")
        connection.executemany("INSERT INTO kept VALUES (?)", [("x",)] * 3)
        assert failures.damage(connection) is None
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'kept'").fetchone()["rootpage"]
        size = connection.execute("PRAGMA page_size").fetchone()["page_size"]
    with path.open("r+b") as file:
        file.seek(
            (page - 1) * size + 8
        )  # where its first row stands (https://www.sqlite.org/fileformat2.html#b_tree_pages)
        file.write(b"\x00\x10")
    with closing(connect(path)) as connection:
        why = failures.damage(connection)
        assert why is not None
        assert f"page {page} cell" in why
        assert "\n" not in why
    with pytest.raises(sqlite3.ProgrammingError):
        failures.damage(connection)
    assert str(failures.damaged(path, why)) == (
        f"The database {path} is damaged: {why}. Stop the bot, keep the damaged file aside, and put the newest backup "
        "in its place (docs/operate.md, “Backup and restore”); then look over the disk."
    )
    assert isinstance(failures.damaged(path, why), DatabaseError)


def test_a_file_that_is_no_database_any_more_is_damaged(tmp_path):
    path = tmp_path / "diemdanh.db"
    with closing(connect(path)) as connection:
        connection.execute("CREATE TABLE kept (text TEXT)")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        with path.open("r+b") as file:
            file.write(b"no database" * 10)
        with closing(sqlite3.connect(path)) as other:
            other.row_factory = connection.row_factory
            assert failures.damage(other) == "file is not a database"


@pytest.mark.parametrize("another_log", [False, True])
def test_what_a_removed_log_held_goes_into_the_file_unless_another_program_has_a_log_there(tmp_path, another_log):
    path = tmp_path / "diemdanh.db"
    log = tmp_path / "diemdanh.db-wal"
    with closing(connect(path)) as connection:
        connection.execute("CREATE TABLE kept (text TEXT)")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("INSERT INTO kept VALUES ('in the log')")
        assert log.stat().st_size
        log.unlink()
        if another_log:
            log.write_bytes(b"another's")
        write_back(connection)
        shutil.copyfile(path, tmp_path / "copy.db")
        log.unlink(missing_ok=True)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copied:
        kept = copied.execute("SELECT text FROM kept").fetchall()
    assert kept == ([] if another_log else [("in the log",)])
