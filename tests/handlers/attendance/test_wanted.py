"""Who asks for a shift's code in free words means its digits or its QR poster, and is shown that."""

import unicodedata

import pytest

from handlers.attendance.wanted import wants_poster
from tests.support.walks import Walker
from tests.support.world import act

POSTER = """
    mã QR
    lấy mã QR
    cho mình tờ QR để in
    in giúp mình mã QR
    in mã QR để dán ngoài cổng
    Tôi cần in mã QR để dán tại điểm tập trung.
    đưa QR lên cho các bạn quét
    mở mã cho mấy bạn quét
    tờ QR của ca này đâu
    áp phích điểm danh
    xin poster điểm danh
    in ra giấy cái mã để dán
    show the qr
    the qr poster please
    print the code so that people can scan it
""".strip().splitlines()
DIGITS = """
    cho mình mã điểm danh
    hiện mã
    mã 6 số đâu
    mã sáu số của ca này
    không cần QR, cho mình mã thôi
    mã 6 số với QR luôn
    đọc mã cho các bạn
    show the code
    the six digits please
    no qr, just the code
""".strip().splitlines()


def bare(text: str) -> str:
    """As it is typed without diacritics."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@pytest.mark.parametrize("text", [text.strip() for text in POSTER])
def test_the_poster_is_meant(text):
    assert wants_poster(text)
    assert wants_poster(bare(text).upper())


@pytest.mark.parametrize("text", [text.strip() for text in DIGITS])
def test_the_digits_are_meant(text):
    assert not wants_poster(text)
    assert not wants_poster(bare(text).upper())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("cho mình mã QR để in", "qr"),
        ("lay ma qr cho cac ban quet", "qr"),
        ("QR", "qr"),
        ("cho mình mã điểm danh", None),
    ],
)
def test_what_is_meant_is_shown(world, text, kind):
    for shift in ("cleanup", "teach"):
        act(world, f"cancel shift {shift}")
    with world.change() as tx:
        (reply,) = Walker(world, tx, "leader").send(kind="text", text=text)
    assert (reply.attachment.type if reply.attachment else None) == kind
    assert "Trồng cây xanh" in reply.text
