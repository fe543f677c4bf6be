"""The same photo counts once for its person, whether its vendor says so or its bytes do."""

import itertools

import pytest

from storage.campaigns import campaigns
from storage.files import files
from storage.reports import reports, verification
from storage.reports.reports import ReportPhoto
from tests.support import world as worlds

CLEANUP, TREES = "cleanup", "trees"
numbers = itertools.count(1)


def photo(unique_id=None, sha256=None, channel="telegram"):
    vendor_id = None if sha256 else f"file-{next(numbers)}"
    return ReportPhoto(
        media_type="image/jpeg", size=1, sha256=sha256, channel=channel, vendor_id=vendor_id, unique_id=unique_id
    )


def report(world, name, shift, *photos):
    asker = world.asker(name)
    with world.change() as tx:
        due = next(one for one in reports.to_report(tx, asker) if one.shift_id == worlds.SHIFTS[shift])
        assert reports.save(tx, asker, due.check_in_id, minutes=60, quantities={}, photos=photos, note="")


def shown(world, name, shift):
    """How many photos a verifier sees."""
    asker = world.asker("hoa")
    member = world.member(name).id
    with world.change() as tx:
        items = verification.awaiting(tx, asker)
        item = next(one for one in items if one.member_id == member and one.shift_id == worlds.SHIFTS[shift])
        assert campaigns.shift(tx, item.shift_id).id == item.shift_id
        return len(verification.photos(tx, item))


@pytest.fixture
def there(world):
    for name in ("lan", "an"):
        for shift in (TREES, CLEANUP):
            worlds.act(world, f"check in {name} {shift}")
    worlds.act(world, "clock 12:00")
    return world


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({"unique_id": "u1"}, {"unique_id": "u1"}, True),
        ({"unique_id": "u1"}, {"unique_id": "u2"}, False),
        ({"sha256": "a" * 64}, {"sha256": "a" * 64, "channel": "web"}, True),
        ({"sha256": "a" * 64}, {"sha256": "b" * 64}, False),
        ({"unique_id": "u1"}, {"unique_id": "u1", "channel": "other"}, False),
        ({}, {}, False),
    ],
)
def test_a_photo_is_the_same_by_its_bytes_or_its_vendors_word(there, first, second, same):
    report(there, "lan", TREES, photo(**first), photo(**second))
    assert shown(there, "lan", TREES) == (1 if same else 2)
    report(there, "lan", CLEANUP, photo(**second))
    assert shown(there, "lan", CLEANUP) == (0 if second else 1)
    stored = there.one("SELECT count(*) FROM report_photos")
    assert stored == shown(there, "lan", TREES) + shown(there, "lan", CLEANUP), (
        "what is known when it comes is not kept"
    )
    report(there, "an", TREES, photo(**first))  # somebody else's, of the same tree
    assert shown(there, "an", TREES) == 1


def test_the_same_bytes_that_come_later_count_once(there):
    """Two vendors call it by two names; only what was fetched says that it is one."""
    report(there, "lan", TREES, photo("u1"), photo("u2"))
    report(there, "lan", CLEANUP, photo("u3"))
    assert (shown(there, "lan", TREES), shown(there, "lan", CLEANUP)) == (2, 1)
    with there.change() as tx:
        for wanted in files.wanted(tx, most=9):
            files.stored(tx, wanted.id, "c" * 64, 1)
    assert (shown(there, "lan", TREES), shown(there, "lan", CLEANUP)) == (1, 0)


def test_a_photo_of_a_returned_report_counts_when_it_is_sent_again(there):
    report(there, "lan", TREES, photo("u1"))
    asker = there.asker("hoa")
    with there.change() as tx:
        (item,) = (one for one in verification.awaiting(tx, asker) if one.report_id is not None)
        verification.give_back(tx, asker, item, "Thiếu ảnh")
    report(there, "lan", TREES, photo("u1"), photo("u2"))
    assert shown(there, "lan", TREES) == 2
