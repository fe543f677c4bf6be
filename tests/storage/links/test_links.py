"""Signed links: what is tampered with, too old, voided, of another purpose or another database opens nothing."""

from __future__ import annotations

import base64
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.database import Transaction, transaction
from storage.database_file import connect
from storage.links import links
from storage.links.links import GOOD_FOR, LENGTH, Link
from storage.schema import migrate

NOW = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
LINKS = [Link("location", 7, 3), Link("file", 7, 3), Link("campaign", 7)]
ANY = st.builds(
    Link, st.sampled_from(["location", "file"]), st.integers(0, 2**63 - 1), st.integers(1, 2**63 - 1)
) | st.builds(lambda subject: Link("campaign", subject), st.integers(0, 2**63 - 1))


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("links") / "links.db"
    with closing(connect(path)) as connection:
        migrate(connection)
        with transaction(connection, NOW) as tx:
            links.get_ready(tx)
        yield connection


@pytest.fixture
def tx(database):
    with transaction(database, NOW) as tx:
        yield tx


def later(tx, by: timedelta) -> Transaction:
    return tx.at(NOW + by)


@pytest.fixture(scope="module")
def module_tx(database):
    return Transaction(database, NOW)


def test_a_link_opens_what_it_is_for_and_is_a_good_part_of_an_address(module_tx):
    @given(ANY)
    def opens(link):
        key = links.token(module_tx, link)
        assert len(key) == LENGTH
        assert set(key) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        assert links.read(module_tx, link.purpose, key) == link

    opens()


def test_two_links_for_the_same_are_two(tx):
    assert len({links.token(tx, LINKS[0]) for _ in range(50)}) == 50
    assert len({links.use_key(links.token(tx, LINKS[0])) for _ in range(50)}) == 50


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link.purpose)
def test_no_other_purpose_takes_it(tx, link):
    key = links.token(tx, link)
    for other in GOOD_FOR:
        assert (links.read(tx, other, key) is not None) == (other == link.purpose)


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link.purpose)
def test_each_bit_counts(tx, link):
    raw = base64.urlsafe_b64decode(links.token(tx, link))
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        assert links.read(tx, link.purpose, base64.urlsafe_b64encode(bytes(changed)).decode()) is None


def test_a_link_spelled_in_another_way_is_none(tx):
    """Each key has one spelling: what works once could be used again by another."""
    key = links.token(tx, LINKS[0])
    plain = key.replace("-", "+").replace("_", "/")
    others = [
        "",
        key[:-1],
        key + "A",
        key + "=",
        f" {key}",
        f"{key}\n",
        key.swapcase(),
        key[::-1],
        "é" * LENGTH,
        "A" * LENGTH,
    ]
    others += [plain] if plain != key else []
    assert [one for one in others if links.read(tx, "location", one) is not None] == []


@given(st.text(max_size=80))
def test_whatever_is_given_nothing_is_raised(given_key):
    assert links._decoded(given_key) is None or len(given_key) == LENGTH


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link.purpose)
def test_it_ends(tx, link):
    key, good = links.token(tx, link), GOOD_FOR[link.purpose]
    assert links.read(later(tx, good - timedelta(seconds=1)), link.purpose, key) == link
    assert links.read(later(tx, good), link.purpose, key) is None


def test_a_generation_voids_the_holders_links_and_no_others(tx):
    keys = {link: links.token(tx, link) for link in [*LINKS, Link("file", 8, 4), Link("campaign", 8)]}
    links.void(tx, "chat", 3)
    open_now = [link for link, key in keys.items() if links.read(tx, link.purpose, key) is not None]
    assert open_now == [Link("campaign", 7), Link("file", 8, 4), Link("campaign", 8)]
    new = links.token(tx, LINKS[0])
    assert links.read(tx, "location", new) == LINKS[0]
    links.void(tx, "chat", 3)
    links.void(tx, "campaign", 7)
    assert links.read(tx, "location", new) is None
    assert links.read(tx, "campaign", keys[Link("campaign", 7)]) is None
    assert links.read(tx, "campaign", keys[Link("campaign", 8)]) is not None


def test_another_database_takes_none_of_ours(tx, tmp_path):
    with closing(connect(tmp_path / "other.db")) as connection:
        migrate(connection)
        with transaction(connection, NOW) as other:
            links.get_ready(other)
            assert all(links.read(other, link.purpose, links.token(tx, link)) is None for link in LINKS)


def test_the_secret_stays(tx):
    key = links.token(tx, LINKS[0])
    links.get_ready(tx)
    assert links.read(tx, "location", key) == LINKS[0]
