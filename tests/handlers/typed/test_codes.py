"""A code is found wherever it is typed, and nothing else is taken for one."""

from __future__ import annotations

import hashlib
import time
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.typed.codes import typed_codes
from storage import codes
from tests.support.paths import ROOT, TESTS

LENGTHS = st.sampled_from([codes.POSTER_LENGTH, codes.INVITE_LENGTH])
SEPARATORS = st.sampled_from(["", " ", "  ", "-", " - ", "–", "—", ".", "\u00a0", "\u200b", "_", "\n", "‑"])
BEFORE = (
    "",
    "mã ",
    "ma cua em la ",
    "Em gửi mã: ",
    "“",
    "(",
    "code ",
    "start ",
    "điểm danh ",
    "7h30 em tới, ",
    "👉 ",
    "#",
)
AFTER = ("", ".", " ạ", " nha anh", "”", ")", " giúp em với", "!", " cho 3 bạn", ", em cảm ơn", "\n", " 🙏")


@st.composite
def spelled(draw):
    """A code, and how somebody writes it."""
    seed = draw(st.integers(0, 10**6))
    hashes = (hashlib.sha256(f"{seed}:{attempt}".encode()).digest() for attempt in count())
    code = codes.made((int.from_bytes(one, "big") for one in hashes), draw(LENGTHS))
    cuts = sorted(draw(st.sets(st.integers(1, len(code) - 1), max_size=4)))
    parts = [code[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(code)], strict=True)]
    written = parts[0] + "".join(draw(SEPARATORS) + part for part in parts[1:])
    look_alike = draw(st.sampled_from([{}, {"2": "Z", "5": "S"}, {"6": "G", "8": "B", "V": "U"}]))
    written = written.translate(str.maketrans(look_alike))
    return code, draw(st.sampled_from([str, str.lower, full_width]))(written)


def full_width(text: str) -> str:
    """As some keyboards of the East write it."""
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" and one.isalnum() else one for one in text)


@given(case=spelled(), before=st.sampled_from(BEFORE), after=st.sampled_from(AFTER))
def test_it_is_found_however_it_is_written(case, before, after):
    code, written = case
    found = [one for one in typed_codes(f"{before}{written}{after}") if one.fits]
    assert [one.code for one in found][:1] == [code]
    words = any(map(str.isalnum, before + after))
    assert found[0].alone is not words


@given(case=spelled(), data=st.data())
def test_a_typing_mistake_in_what_stands_as_it_is_shown_is_noticed(case, data):
    code, _written = case
    at = data.draw(st.integers(0, len(code) - 1))
    wrong = code[:at] + data.draw(st.sampled_from(codes.SYMBOLS.replace(code[at], ""))) + code[at + 1 :]
    if not codes.is_one(wrong):
        return  # such as one with a single digit left
    for written in (wrong, codes.shown(wrong).lower(), f"mã {codes.shown(wrong)} ạ"):
        assert [(one.fits, one.plain) for one in typed_codes(written)] == [(False, True)], written


@given(st.text(alphabet=codes.SYMBOLS + "aeio -0123456789", max_size=60))
def test_what_is_found_stands_in_the_text(text):
    joined = codes.tidied("".join(filter(str.isalnum, text)))
    for one in typed_codes(text):
        assert one.code in joined


OTHERS = (
    "482 913",  # the minute's code
    "mã 482913 ạ",
    "557m287c",  # a code that links accounts
    "abcdefghjk",
    "0912 345 678",
    "079204012345",
    "83P2-543.99",
    "https://t.me/x?start=cAQAAAAAAAAABAAC9XMCF25P8N2T",
    "https://diemdanh.example/c/25P-48K-39M-25P48K39M",
    "7h30-9h45 22/11",
    "25k 3kg 4tr em bỏ tiền túi",
    "2h 3h 4h",
    "nhóm 3 bạn: P7, K9, T4",
)


def test_what_people_write_otherwise_is_no_code():
    """None of what stands beside the conversations as an example, nor in the transcripts, nor, plainly, these."""
    files = [*(ROOT / "handlers").rglob("examples.txt"), *(TESTS / "chats").rglob("*.txt")]
    lines = [
        line
        for file in files
        if not file.name.startswith(("codes.", "void."))  # which type codes
        for line in file.read_text(encoding="utf-8").split("\n")
    ]
    said = [line.removeprefix("> ") for line in lines if line[:2] not in {"< ", "| "}]
    assert len(said) > 5000
    assert [text for text in said if typed_codes(text)] == []
    assert [text for text in OTHERS if any(one.plain for one in typed_codes(text))] == []


@pytest.mark.parametrize("piece", ["a", "ab ", "2-", "K23-89H-7PF ", "://", "t.me/", "\u200b2"])
def test_a_text_of_any_length_is_read_in_a_moment(piece):
    began = time.process_time()
    typed_codes(piece * 200_000)
    assert time.process_time() - began < 0.5
