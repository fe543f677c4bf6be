"""A copy of a database in use: whole, alone, and the same; what is not whole is no copy."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import backup
from storage.errors import DatabaseError
from tests.support.world import act

UNTOUCHED = "The database itself is untouched."


def counted(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        count = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("units", "members", "check_ins", "reports", "outbox")
        }
        return {"schema": connection.execute("PRAGMA user_version").fetchone()[0], **count}


def test_a_copy_is_whole_and_one_file_as_it_stood_at_one_moment(world, tmp_path):
    act(world, "check in an trees")
    target = tmp_path / "copy.db"
    told = backup.copy(world.path, target)
    expected = counted(target)
    assert {name: getattr(told, name) for name in expected} == expected
    assert expected["check_ins"] == 1
    assert expected["members"] > 1
    assert sorted(one.name for one in tmp_path.glob("copy.db*")) == ["copy.db"]
    with closing(sqlite3.connect(target)) as made:
        assert made.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_what_is_stored_of_photos_is_told_by_hash(world):
    for number, state in enumerate(("stored", "stored", "wanted", "lost")):
        world.connection.execute(
            "INSERT INTO files (media_type, state, sha256, created_at) VALUES ('', ?, ?, '')", (state, f"{number}")
        )
    assert backup.stored_files(world.connection) == {"0", "1"}


def test_a_copy_with_rows_that_point_nowhere_is_none(world, tmp_path):
    world.connection.execute("PRAGMA foreign_keys = OFF")
    world.connection.execute("UPDATE members SET unit_id = 999 WHERE id = 1")
    with pytest.raises(DatabaseError) as refused:
        backup.copy(world.path, tmp_path / "copy.db")
    assert str(refused.value) == f"The copy could not be made: the copy has rows that point nowhere. {UNTOUCHED}"
    assert list(tmp_path.glob("copy.db*")) == []


def test_a_copy_of_a_damaged_file_is_none(world, tmp_path):
    world.connection.executescript("CREATE TABLE extra (text TEXT); INSERT INTO extra VALUES ('x'), ('y'), ('z');")
    page = world.one("SELECT rootpage FROM sqlite_master WHERE name = 'extra'")
    size = world.one("PRAGMA page_size")
    world.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    with world.path.open("r+b") as file:
        file.seek((page - 1) * size + 10)  # where its second row stands
        file.write(b"\x00\x10")
    with pytest.raises(DatabaseError) as refused:
        backup.copy(world.path, tmp_path / "copy.db")
    why = rf".*page {page} cell 1: .+"
    assert re.fullmatch(rf"The copy could not be made: the copy is damaged \({why}\)\. {UNTOUCHED}", str(refused.value))
    assert list(tmp_path.glob("copy.db*")) == []


def test_what_cannot_be_opened_is_copied_nowhere(tmp_path):
    with pytest.raises(DatabaseError) as refused:
        backup.copy(tmp_path / "none.db", tmp_path / "copy.db")
    missing = f"There is no database {tmp_path / 'none.db'}"
    assert str(refused.value) == f"The copy could not be made: {missing}. {UNTOUCHED}"
    assert list(tmp_path.iterdir()) == []


def test_a_rescued_copy_takes_an_older_ones_place_and_is_its_owners_alone(world, tmp_path):
    target = tmp_path / "rescued.db"
    target.write_bytes(b"older")
    tmp_path.joinpath("rescued.db.new").write_bytes(b"broken off")
    backup.rescue(world.connection, target)
    assert target.stat().st_mode & 0o777 == 0o600
    assert sorted(one.name for one in tmp_path.glob("rescued*")) == ["rescued.db"]
    assert counted(target) == counted(world.path)
