"""Codes that are typed: what they are made of, what they stand for, how often one may try."""

from __future__ import annotations

import secrets
from datetime import timedelta
from itertools import count, pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from storage import codes
from storage.links import links, short_codes
from storage.messages import chats
from storage.organisation import grants
from storage.people import linking
from storage.records import Role

# What is read for another on paper, on a screen or in somebody's hand, and what a Vietnamese keyboard makes of letters.
LOOK_ALIKE = ("0OQD", "1ILJ", "2Z", "5S", "8B", "6G", "UVY", "CG", "4A", "EF")
VOWELS, TELEX, VNI = "AEIOUY", "WD", "D"
LENGTHS = st.sampled_from([codes.POSTER_LENGTH, codes.INVITE_LENGTH])


def made(length: int) -> str:
    return codes.made((secrets.randbits(256) for _ in count()), length)


def test_no_two_symbols_are_read_for_each_other_and_no_keyboard_changes_one():
    for alike in LOOK_ALIKE:
        assert len(set(alike.upper()) & set(codes.SYMBOLS)) <= 1, alike
    assert not set(codes.SYMBOLS) & set(VOWELS + TELEX + VNI)
    assert len(set(codes.SYMBOLS)) == 19


@given(number=st.integers(0, 2**256), length=LENGTHS)
def test_one_wrong_symbol_and_two_that_changed_places_are_noticed(number, length):
    code = codes.made_of(number, length)
    if code is None:
        return
    assert codes.fits(code)
    assert len(code) == length
    for at, symbol in enumerate(code):
        for other in codes.SYMBOLS.replace(symbol, ""):
            assert not codes.fits(code[:at] + other + code[at + 1 :])
    for one, other in permutations(range(length), 2):
        swapped = list(code)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        assert codes.fits("".join(swapped)) is (code[one] == code[other])


@given(number=st.integers(0, 2**256), length=LENGTHS)
def test_a_code_is_no_number_and_no_other_kind_of_code(number, length):
    code = codes.made_of(number, length)
    if code is None:
        return
    assert sum(map(str.isdigit, code)) >= 2
    assert sum(map(str.isalpha, code)) >= 2
    assert len(code) != linking.LENGTH
    assert not any(one == other for one, other in pairwise(code))
    assert codes.tidied(codes.shown(code).lower()) == code
    misread = code.translate(str.maketrans("258V", "ZSBU"))
    assert codes.tidied(misread) == code


def test_a_code_that_links_accounts_is_never_taken_for_one(world):
    with world.change() as tx:
        chat = chats.find_or_open(tx, "telegram", "lan", "vi")
        for _ in range(500):
            assert not codes.is_one(codes.tidied(linking.make(tx, chat.id)))


def test_each_thing_has_one_code_and_each_code_one_thing(world):
    with world.change() as tx:
        made = {
            short_codes.of_poster(tx, shift, generation): (shift, generation)
            for shift in range(200)
            for generation in (0, 1)
        }
        assert len(made) == 400
        for code, (shift, generation) in made.items():
            assert short_codes.of_poster(tx, shift, generation) == code
            assert short_codes.find(tx, code) == short_codes.ShortCode(
                kind="poster", subject=shift, generation=generation
            )
        campaign = short_codes.of_campaign(tx, 1)
        assert campaign not in made
        links.void(tx, "campaign", 1)
        after = short_codes.of_campaign(tx, 1)
        assert after != campaign
        assert short_codes.known(tx, "campaign", 1, 1) == after
        assert short_codes.known(tx, "campaign", 1, 2) is None
        assert short_codes.find(tx, campaign).generation == 0


def test_two_that_come_to_the_same_code_get_two(world):
    with world.change() as tx:
        taken = short_codes.of_poster(tx, 1, 0)
        tx.connection.execute("UPDATE short_codes SET kind = 'campaign'")
        another = short_codes.of_poster(tx, 1, 0)
        assert another != taken
        assert short_codes.find(tx, taken).kind == "campaign"
        assert short_codes.of_poster(tx, 1, 0) == another


def test_wrong_codes_are_limited_for_each_person_chat_and_for_all(world):
    with world.change() as tx:
        chat = chats.find_or_open(tx, "telegram", "lan", "vi")
        for left in range(short_codes.TRIES, 0, -1):
            assert short_codes.tries_left(tx, chat) == left
            short_codes.tried(tx, chat)
        assert short_codes.tries_left(tx, chat) == 0
        other = chats.find_or_open(tx, "zalo_bot", "lan", "vi")
        assert short_codes.tries_left(tx, other) == short_codes.TRIES
        chats.set_member(tx, other.id, chat.member_id)
        assert short_codes.tries_left(tx, chats.find_or_open(tx, "zalo_bot", "lan", "vi")) == 0
        assert short_codes.tries_left(tx.at(tx.now + short_codes.TRIES_WITHIN), chat) == short_codes.TRIES
        stranger = chats.find_or_open(tx, "telegram", "stranger", "vi")
        for _ in range(short_codes.ALL_TRIES - short_codes.TRIES):
            assert not short_codes.is_closed(tx)
            short_codes.tried(tx, stranger)
        assert short_codes.is_closed(tx)
        later = tx.at(tx.now + short_codes.ALL_WITHIN + timedelta(seconds=1))
        assert not short_codes.is_closed(later)
        while short_codes.forget_old(later):
            pass
    assert world.one("SELECT count(*) FROM short_code_tries") == 0


def test_an_invitation_is_found_however_its_code_is_written(world):
    with world.change() as tx:
        unit = world.unit_id("Đoàn xã Đại Tâm")
        code = grants.invite(tx, Role.LEADER, unit)
        assert codes.fits(code)
        for written in (code, code.lower(), codes.shown(code), codes.shown(code).replace("-", " ").lower()):
            assert grants.find_invite(tx, written) is not None, written
        misread = code.translate(str.maketrans("258V", "zsbu"))
        assert grants.find_invite(tx, misread) is not None
        wrong = code[:-1] + codes.SYMBOLS[codes.SYMBOLS.index(code[-1]) - 1]
        assert grants.find_invite(tx, wrong) is None
