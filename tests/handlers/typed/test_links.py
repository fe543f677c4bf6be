"""Start links in what people type or paste: every form of ours is read in any text; nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from handlers.typed.links import StartLink, start_link

OURS = ("https://t.me/DiemDanh_bot", "http://127.0.0.1:8080", "https://chat.example.vn/tinh-doan/")
PAYLOAD = "cAQAAAAAAAAACAAGr9xT-_Qz0"
FORMS = (
    "https://t.me/diemdanh_bot?start={}",
    "http://t.me/diemdanh_bot?start={}",
    "HTTPS://T.ME/DIEMDANH_BOT?start={}",
    "https://www.t.me/diemdanh_bot/?start={}",
    "t.me/diemdanh_bot?start={}",
    "https://telegram.me/diemdanh_bot?start={}",
    "telegram.dog/diemdanh_bot?start={}",
    "https://diemdanh_bot.t.me/?start={}",
    "https://t.me/diemdanh_bot?utm_source=zalo&start={}",
    "https://t.me/diemdanh_bot?utm_source=zalo&amp;start={}&x=1",
    "tg://resolve?domain=diemdanh_bot&start={}",
    "tg:resolve?domain=DiemDanh_bot&start={}",
    "tg://resolve?start={}&domain=diemdanh_bot",
    "http://127.0.0.1:8080?start={}",
    "http://127.0.0.1:8080/?start={}",
    "https://chat.example.vn/tinh-doan?start={}",
    "http://CHAT.example.vn/tinh-doan/?start={}",
)
AROUND = (
    ("", ""),
    ("", "."),
    ("(", ")"),
    ("“", "”"),
    ("<", ">"),
    ('"', '"!'),
    ("**", "**"),
    ("\u200b", "\u200b"),
    ("\n", "\n"),
    ("👉 ", " 👈"),
)
SENTENCES = (
    ("Mở ", " nhé"),
    ("Điểm danh ở đây:", ", nhanh lên!"),
    ("You are invited. Open ", " or scan the QR code; or send me /nhanquyen abc"),
    ("/nhanquyen ", ""),
    ("xem https://maps.app.goo.gl/x1 rồi\n", "\nCảm ơn"),
    ("[link](", ")"),
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("before", "behind"), [*AROUND, *SENTENCES])
def test_a_link_of_ours_is_read_wherever_it_stands(form: str, before: str, behind: str):
    found = start_link(f"{before}{form.format(PAYLOAD)}{behind}", OURS)
    assert found == StartLink(PAYLOAD, ours=True, alone=(before, behind) in AROUND)


@given(
    form=st.sampled_from(FORMS),
    payload=st.text("ABCabc019_-", min_size=1, max_size=64),
    before=st.text(max_size=40).filter(lambda text: not text or text[-1] in " (\n“"),
    behind=st.text(max_size=40).filter(lambda text: not text or text[0] in " .,)\n”"),
)
@example(form=FORMS[0], payload="-", before="http://[ ", behind="")
def test_the_payload_is_read_letter_by_letter(form: str, payload: str, before: str, behind: str):
    found = start_link(before + form.format(payload) + behind, OURS)
    assert found is not None
    assert (found.payload, found.ours) == (payload, True)


@pytest.mark.parametrize(
    "text",
    [
        "https://t.me/other_bot?start=c123",
        "t.me/diemdanh_bott?start=s1",
        "tg://resolve?domain=diemdanh&start=s1",
        "https://diemdanh_bot2.t.me/?start=s1",
    ],
)
def test_another_bots_link_is_known_as_such(text: str):
    found = start_link(f"Mở {text}.", OURS)
    assert found is not None
    assert not found.ours


@pytest.mark.parametrize(
    "text",
    [
        "https://t.me/diemdanh_bot",
        "https://t.me/diemdanh_bot?start=",
        "https://t.me/diemdanh_bot?startgroup=x",
        "https://t.me/?start=x",
        "https://example.vn/?start=c1",
        "http://127.0.0.1:9090?start=c1",
        "https://chat.example.vn/khac?start=c1",
        "https://chat.example.vn.lua.dao/tinh-doan?start=c1",
        "https://lua.dao/t.me/diemdanh_bot?start=c1",
        "https://lua.dao?x=t.me/diemdanh_bot?start=c1",
        "start=c1",
        "ngày 30/11 từ 7h-11h",
        "an.t.me",
        "@t.me/x?start",
        "",
    ],
)
def test_nothing_else_is_taken_for_one(text: str):
    assert start_link(text, OURS) is None


@given(st.text(max_size=300))
def test_any_text_is_read(text: str):
    found = start_link(text, OURS)
    assert found is None or "start" in text.lower()


def test_one_of_ours_goes_before_anothers():
    found = start_link("t.me/other_bot?start=a hay t.me/diemdanh_bot?start=b", OURS)
    assert found == StartLink("b", ours=True, alone=False)
