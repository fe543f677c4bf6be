"""Cover photos: bytes of one that is replaced go, unless something else holds them; only its organisers change it."""

from __future__ import annotations

import pytest

from storage.broadcasts import broadcasts
from storage.broadcasts.records import AudiencePart, BroadcastBody, BroadcastPhoto
from storage.campaigns import covers
from storage.campaigns.records import CoverPhoto
from storage.errors import OutOfScopeError
from storage.files import files


def photo(letter: str, **facts) -> CoverPhoto:
    usual = {"media_type": "image/jpeg", "size": 9, "sha256": letter * 64, "channel": "web", "vendor_id": None}
    return CoverPhoto.model_validate(usual | facts)


def test_one_takes_the_place_of_another_and_the_bytes_of_the_old_one_go(world):
    hoa = world.asker("hoa")
    with world.change() as tx:
        assert covers.of(tx, 1) is None
        covers.set_cover(tx, hoa, 1, photo("a"))
        assert covers.of(tx, 1).sha256 == "a" * 64
        covers.set_cover(tx, hoa, 1, photo("b"))
        assert covers.of(tx, 1).sha256 == "b" * 64
        assert files.orphans(tx) == ["a" * 64]
        covers.set_cover(tx, hoa, 1, None)
        assert covers.of(tx, 1) is None
        assert files.orphans(tx) == ["a" * 64, "b" * 64]


def test_bytes_that_an_announcement_holds_stay(world):
    hoa = world.asker("hoa")
    with world.change() as tx:
        covers.set_cover(tx, hoa, 1, photo("a"))
        sent = BroadcastPhoto(**photo("a").model_dump())
        unit = tx.connection.execute("SELECT unit_id FROM campaigns WHERE id = 1").fetchone()["unit_id"]
        whom = (AudiencePart(kind="unit", unit_id=unit),)
        broadcasts.draft(tx, hoa, unit, BroadcastBody(text="Chào"), whom, photo=sent, campaign_id=1)
        covers.set_cover(tx, hoa, 1, None)
        assert files.orphans(tx) == []


def test_one_that_its_vendor_holds_is_not_shown_until_it_is_here(world):
    hoa = world.asker("hoa")
    with world.change() as tx:
        covers.set_cover(tx, hoa, 1, photo("a", sha256=None, channel="telegram", vendor_id="far"))
        assert not covers.of(tx, 1).is_here
        (wanted,) = files.wanted(tx)
        files.stored(tx, wanted.id, "c" * 64, 9)
        assert covers.of(tx, 1).is_here
        covers.set_cover(tx, hoa, 2, photo("d", sha256=None, channel="telegram", vendor_id="lost"))
        (wanted,) = files.wanted(tx)
        files.lost(tx, wanted.id)
        assert covers.of(tx, 2) is None


@pytest.mark.parametrize("who", ["lan", "minh"])
def test_who_does_not_organise_its_unit_changes_nothing(world, who):
    asker = world.asker(who)
    with world.change() as tx, pytest.raises(OutOfScopeError):
        covers.set_cover(tx, asker, 1, photo("a"))
    assert world.one("SELECT count(*) FROM campaigns WHERE cover_id IS NOT NULL") == 0
