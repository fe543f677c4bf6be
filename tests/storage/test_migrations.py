"""A migration that was released is never edited: databases out there have it already, and would lack the change."""

import hashlib
import re
import shutil

import pytest

from storage.database_file import connect
from storage.schema import MIGRATIONS, available_migrations, migrate

RELEASED = {
    "0001_start.sql": "461c86bb9eeb2b6cdee6798f6e11e3a322046635c4bca09f9486d98f8c73680a",
    "0002_plans_and_sample.sql": "d318c58aa014e19cc8902e1e73a38fcfd0fab7e1c797da4517d124e8edf380d2",
    "0003_reminders.sql": "74759ddc5c4e9f9f755c77350eed0d022f39135aa9d2e697fc0bf4deca180f39",
    "0004_digests.sql": "728274537176ca60dc1bb66d182b6259469a1f99f3f35c183c961d946c8a9ada",
    "0005_quick_minutes.sql": "b19d944ef8ee7fcdbb3241fe159471dd45c069030979d8bdff8c62a1606beb11",
    "0006_audit.sql": "bfe7cad5c0ec28b5f43063949398f5fa9fcb76e8abe88d89329adec0bc682216",
    "0007_documents.sql": "587bcd5b91b1d953a1ae7e6a1631a8f0fdc5ff476653d05ed1942546fae46b1a",
    "0008_broadcasts.sql": "a46a66c73f59ce9c4f45ead542f00b0abf12a76f07d41fa9176d6084d001290f",
    "0009_imports.sql": "cb34d326e36d88f624cd04709f28c6017660f68856e89d7dff541b9127b7a884",
    "0010_targets.sql": "682132a866fe3909e5e368024736e2c2b3f0112c9af987e349099573567cdabd",
    "0011_command_menus.sql": "a5d2c9009282d9ee4a880b998fa9e61d3df7257900479d0a35342b28b5776375",
    "0012_counts.sql": "3ff8c61fa902ec23e016093aaa14aa4d9614fb97f22d97c4be5e3f65af9e6f35",
    "0013_names.sql": "41804b1471ac96ab2d3a651bd2bdaeb8a49313121c7a0b6261a69f6a0a110201",
    "0014_log_pages.sql": "df751fe1a7522503fd4c14c81e7d33ae2f1e60a2fdca7db29c71457dd2d084ef",
    "0015_former_names.sql": "bfbf5bfd4c9cd7eaf4022ce6e90ceb84cf236a5416d4d278983be9787e2018ce",
    "0016_audiences.sql": "f276cb25122ad6544efa9a793f72adcbd57f70fc956eb54fba70016f2ed744dd",
    "0017_same_photo.sql": "80030e402067729c17bfdb4d6c795481de08b7f95a90761fa147a1e415c798c0",
    "0018_nobody_confirms_themselves.sql": "dfa9bcdc184e08bef4344927fb3f79b445664ae7e26a20799e8050f4cb834c3f",
    "0019_erasure.sql": "7342f3128f4dedd20ea92d13c58434ca86a33f58a04060c84a047cd6c91c6528",
    "0020_hours_come_at_the_end.sql": "d297b35b28fd0e645774f13c38065257a8dbc8e37f04650998b7ab0209c41a7b",
    "0021_plan_changes.sql": "853df21bbfc5aa0896bb772df8074db04d3936d2aab236bf436b0eac90ea4c27",
    "0022_cover_photos.sql": "17b1a8aa6f6ea5598ce130552cf6b6efa54f9344a6f285b4cd3d588657cb1026",
    "0023_one_denominator.sql": "8c3b80e32174a778f7f830ca00a3cc89c21174bf92093533e7c1251875d97ff0",
    "0024_accounts.sql": "6f1f470649208bf8d220b723f45ad2adbcafcc1d2bc3b249938adee493d9cf5d",
    "0025_links.sql": "e5dbf2230e3be4015c2216f7d8d0ab8f48d57c863b10830ac4ca91a457160e59",
    "0026_zalo_oa.sql": "2fd019fc852d5020832a43a8b6a0e0322745ee11ebfdd9eecc86f98a9569b1bf",
    "0027_short_codes.sql": "bd8b55db9b41d47c85c8efc522c89714285b02b94d0d4176a52ad3e3e29a0153",
    "0028_windows.sql": "87f6c7ff98a78b5150a22ce13fd534c2ef45cd356602fabd4630142a4740a186",
    "0029_held_announcements.sql": "b1d15a5893f749cfb56a9b55e9e0d4bfedf5bee6593f080ccfa6ad91310a844b",
}


def sha256(name: str) -> str:
    """The hash of a migration's file; its line ends are those of the repository wherever it was checked out."""
    return hashlib.sha256((MIGRATIONS / name).read_bytes().replace(b"\r\n", b"\n")).hexdigest()


@pytest.mark.parametrize("name", RELEASED)
def test_a_released_migration_is_as_it_was_released(name):
    assert (MIGRATIONS / name).exists(), f"storage/migrations/{name} was released and is gone: put it back"
    assert sha256(name) == RELEASED[name], (
        f"storage/migrations/{name} was released and may not be edited: databases have it already, and would not get "
        "the change. Put it back as it was, and write the change as a new migration."
    )


def test_every_migration_is_in_the_list():
    here = [path.name for _number, path in available_migrations()]
    lines = [f'    "{name}": "{sha256(name)}",' for name in here if name not in RELEASED]
    assert not lines, (
        "A new migration joins RELEASED in tests/storage/test_migrations.py when it is finished:\n" + "\n".join(lines)
    )


def test_numbers_have_no_gap_and_none_is_used_twice():
    numbers = [int(re.match(r"\d+", path.name)[0]) for path in MIGRATIONS.glob("*.sql")]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_what_somebody_confirmed_themselves_before_that_rule_awaits_another(tmp_path):
    """Their verified turns and reports wait again; another leader's stand. Names with a curly mark are found by it."""
    older = tmp_path / "older"
    older.mkdir()
    rule = next(number for number, path in available_migrations() if "nobody_confirms_themselves" in path.name)
    for number, path in available_migrations():
        if number < rule:
            shutil.copy(path, older)
    connection = connect(tmp_path / "old.db")
    migrate(connection, older)
    connection.executescript(
        """
        PRAGMA foreign_keys = OFF;
        INSERT INTO units (id, level, name, search_key, path) VALUES (1, 'branch', 'Ấp 1', 'ap 1', '1.');
        INSERT INTO members (id, name, search_key, unit_id, state, consented_at, created_at) VALUES
            (1, 'Lan', 'lan', 1, 'active', '2026', '2026'), (2, 'K’Brêuh', 'kbreuh', 1, 'active', '2026', '2026');
        INSERT INTO campaigns (id, unit_id, title, about, field, proof, created_at)
            VALUES (1, 1, 'Trồng cây', '', '', 'code', '2026');
        INSERT INTO shifts (id, campaign_id, host_unit_id, starts_at, ends_at, opens_at, capacity, secret)
            VALUES (1, 1, 1, '2026-11-22', '2026-11-23', '2026-11-22', 9, x'00');
        INSERT INTO check_ins (id, shift_id, member_id, unit_id, proof, checked_in_at, minutes_claimed,
            minutes_verified, state, decided_by) VALUES
            (1, 1, 1, 1, 'leader', '2026', 60, 60, 'verified', 1),
            (2, 1, 2, 1, 'leader', '2026', 60, 60, 'verified', 1);
        INSERT INTO reports (id, check_in_id, minutes_claimed, minutes_verified, state, reported_at, decided_by) VALUES
            (1, 1, 60, 60, 'verified', '2026', 1), (2, 2, 60, 60, 'verified', '2026', 1);
        """
    )
    migrate(connection)
    states = {
        table: [row["state"] for row in connection.execute(f"SELECT state FROM {table} ORDER BY id")]
        for table in ("check_ins", "reports")
    }
    assert states == {"check_ins": ["waiting", "verified"], "reports": ["waiting", "verified"]}
    turns = connection.execute("SELECT sum(verified) AS n FROM tallies WHERE quantity = 'turns'").fetchone()["n"]
    assert turns == 1
    keys = [row["search_key"] for row in connection.execute("SELECT search_key FROM members ORDER BY id")]
    assert keys == ["lan", "k breuh"]
    connection.close()
