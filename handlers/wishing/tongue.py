"""The language that somebody writes in who is not known yet: they are answered in it. Pure but for keeping it."""

from __future__ import annotations

import re
import unicodedata

from handlers.engine.chat import Chat
from handlers.engine.message import Incoming
from handlers.engine.phrases import phrases
from storage.messages import chats
from storage.text import fold

_MARKS = frozenset("đ\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b")
_WORD = re.compile(r"[a-z']+")
# Words that are one language's alone, as they are typed without marks: "can", "to", "the", "do" and "me" are both's.
_ENGLISH = phrases(
    """
    hello, hi, hey, heya, howdy, hiya, greetings, morning, afternoon, evening, good, welcome, i, i'm, im, i'd,
    my, you, your, you're, we, is, are, am, was, does, what, what's, whats, where, where's, when, when's, who,
    who's, whom, why, how, how's, which, this, these, those, there, here, it's, and, or, but, of, for, with,
    about, from, want, wanna, would, like, need, could, should, will, please, pls, help, join, joining,
    register, sign, signup, volunteer, volunteering, volunteers, start, begin, get, started, work, works, free,
    cost, costs, money, pay, paid, hours, hour, much, many, place, bring, call, contact, person, people,
    someone, somebody, human, real, talk, speak, english, language, keep, data, know, anybody, anyone, yes,
    thanks, thank, campaign, campaigns, event, events, activity, activities, shift, shifts, tree, trees,
    planting, blood, donation, donate, tomorrow, today, weekend, open, available, check, report, cancel, stop,
    options, tell, have, has, had, at, something, anything, understand, new, first, time, student, students,
    foreigner, youth, union, later, sorry, okay, it, if, be, been, any, all, our, new, code, don't, doesn't,
    didn't, can't, i've, won't, not, just, arrived, upcoming, mark
    """
)
_CALLED = {"english": "en", "tieng anh": "en", "anh ngu": "en", "vietnamese": "vi", "tieng viet": "vi"}
_DENIES = re.compile(r" (?:khong|ko|k|chua|not|no|don t|can t|cannot|never) ")
_EITHER = phrases("a, an, the, to, me, can, do, on, in, no, so, by, go, ok, oke, qr")
_VIETNAMESE = phrases(
    """
    chao, alo, cam, toi, tui, minh, em, anh, chi, ban, co, chu, bac, dang, ky, dk, diem, danh, tham, gia, muon,
    la, gi, j, o, dau, nao, khong, ko, k, duoc, dc, bao, nhieu, gio, may, ngay, mai, nay, hom, thu, cho, cua,
    va, voi, vs, thi, roi, r, nha, nhe, a, vay, z, xin, oi, hoi, biet, lam, viec, tinh, nguyen, doan, vien,
    trong, cay, hien, mau, giup, dum, mang, theo, tien, phi, luu, thong, tin, ai, sao, nhu, hoat, dong, chien,
    dich, lich, ca, buoi, chua, da, se, moi, nguoi, that, nao, ad, vao, di
    """
)


def tongue(text: str) -> str:
    """Return "vi" or "en" where a text is plainly in one of them; "" where it could be either."""
    if not _MARKS.isdisjoint(unicodedata.normalize("NFD", text.lower())):
        return "vi"
    words = [word for word in _WORD.findall(text.lower()) if word not in _EITHER]
    english, vietnamese = (sum(word in known for word in words) for known in (_ENGLISH, _VIETNAMESE))
    if english > vietnamese and 2 * english >= len(words):
        return "en"
    return "vi" if vietnamese > english else ""


def asked_for(text: str) -> str:
    """The language that a wish for one names, "" where it names none, or says that it is not understood."""
    plain = f" {fold(text)} "
    named = {language for word, language in _CALLED.items() if f" {word} " in plain}
    return named.pop() if len(named) == 1 and _DENIES.search(plain) is None else ""


def follow(chat: Chat, message: Incoming) -> None:
    """Answer a stranger in the language that they write; who has begun to join has chosen theirs."""
    if chat.row.member_id is not None or chat.state.running is not None or message.kind != "text":
        return
    if message.text.lstrip().startswith("/"):  # a press, or a habit: "/start" is everybody's
        return
    language = tongue(message.text)
    if language and language != chat.row.language:
        chat.row = chat.row.model_copy(update={"language": language})
        chats.set_language(chat.tx, chat.row.id, language)
