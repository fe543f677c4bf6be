"""Which campaign a message names: by words of its title, in Vietnamese or English, short or misspelt. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from handlers.understanding.tables import every, several
from handlers.understanding.words import read
from storage.text import fold

# What titles say in Vietnamese, as people say it otherwise and in English: a word of theirs → words of a title.
_SAME = several("""
    cay: tree trees
    trong: planting plant planted
    bien: beach sea coast
    sach: clean cleanup cleaning nhat rac don luom litter trash books
    mau: blood hong
    hien: donation donate donating giot
    truong: school
    cong: gate
    giao: traffic
    ca: fish
    tha: release releasing
    cau: bridge
    sua: repair fix
    day: tutoring teaching teach tutor
    hoc: class classes lop
    to: team
    so: digital
    nghe: technology tech
    noel: christmas giang
    banh: rice cake cakes
    goi: wrapping wrap
    thon: countryside rural
    nha: house
    gia: elderly
    em: children
    thi: exam
    mua: season
    he: summer
    duong: road street
    song: river
    qua: gift gifts
    anh: english eng
    boi: swimming swim
    noi: floating
    son: painting paint
    tuong: wall
    rao: fence
    de: dike dyke
    toc: haircut haircuts hair
    pin: battery batteries
    benh: hospital patients patient
    sinh: students
    tan: freshmen freshman
    xe: bike bikes bicycle bicycles
    nghiep: career careers
    hoa: flowers
    vuon: garden
    duoc: mangrove mangroves
    gat: harvest
    chay: running marathon run
    nen: candle candles
    trang: cemetery
    si: martyrs
    ap: village
    tong: concrete
    trung: midautumn lantern
    rac: recycle waste
    nhua: plastic
    nau: cooking
    coi: orphans
    ngheo: poor
    tin: computer
    hong: mau
    giot: hien
    va: dap
    dap: va
    tang: phat
    van: concert
    thao: sports
    cho: market
    bep: kitchen
    chao: soup porridge
    don: cleanup cleaning clean
    rac: cleanup litter trash rubbish garbage
    lam: clean cleanup
    tiep: support
    suc: support
    boi: pool
    quoc: flag
    com: meal meals
    kenh: canal canals
    gio: hour
    dat: earth land
    trai: earth camp
    cuu: aid rescue
    cap: aid emergency
    xanh: green
    nhat: sunday
    bay: saturday
    thu: library letter
    vien: library hospital
    sach: library book
    luu: mobile
    dong: mobile
    xay: build building
    khuyet: disabled disability
    tat: disabled
    tet: newyear tet
    xuan: spring
    ao: clothes clothing shirts
    quan: clothes clothing
    bong: football soccer
    via: sidewalk pavement
    an: safety lunch food
    toan: safety
    giao: traffic
    thong: traffic
    ve: painting drawing paint
    sinh: sanitation
    nghia: cemetery martyrs
    tri: gratitude
    an: gratitude
    me: mothers mother
    lua: rice fire
    chay: fire
    nuoc: water
    rung: forest mangroves
    bao: storm
    lut: flood
    nghiep: job jobs
    viec: job jobs
    tro: support help
    ho: support
    gian: booth stall
    hang: booth stall
    sach: secondhand
    hoi: festival fair
    trien: exhibition
    lam: exhibition
    dan: guide
    khach: visitors
    thi: exams
    pho: streets
    dem: night evening
    den: lamp lights lighting
    sang: lighting lights
    buu: postcard
    tuong: mural murals
    vo: notebooks
    tap: notebooks
    vac: vaccine vaccination
    kham: checkup medical
    thuoc: medicine
    gom: collect collecting collection
    thap: incense candles
    nhang: incense
""")
_EMPTY = every("""
    va cua cho tai voi cac nhung ngay vi thanh nien doan xa huyen tinh nguyen nam mot chien dich hoat dong
    chuong trinh toan dan den tu o la co khong em minh toi lan thu buoi ve tang ra ap khu pho phuong thi tran
    chi hay an moi su dung lam sao nghi cao hom sinh thuong hoa tham ca ma cu nha roi vua len di nay qua hong
    dap phat
""")
_BEFORE_A_NAME = every("""
    nau the gom va dap tha goi son sua
    di cai vu keo ca buoi bua cua o dk ky lop chuong dich day toi ve cho ben bo huy qr ma sach report
""")
_QUANTITY = re.compile(r"^(?:\d+|nhieu|may|chuc|muoi|so|tong|bao)$")
_COMMON = every("trong truong day hoc hien cong song chieu chuyen")  # also said of much else
_OTHERWISE = {
    "danh sach",
    "thong tin",
    "tin nhan",
    "may ca",
    "cac ca",
    "doi ca",
    "nhung ca",
    "cai ca",
    "co ca",
    "ca minh",
    "the nao",
    "an chao",
    "toan bo",
    "chu nhat",
    "thu hai",
    "thu ba",
    "thu bay",
}
LIKE = 0.82  # of letters, for a misspelt word of five letters and more
SURE = 1.25  # words that tell one title from the others


class Named(NamedTuple):
    """A title that is named: how well, and at which words."""

    title: str
    score: float
    words: frozenset[int]


@lru_cache(maxsize=512)
def _words_of(title: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in read(title).plain.split() if len(word) > 1))


def named(words: Sequence[str], titles: Iterable[str]) -> list[Named]:
    """The titles that a row of plain words names, the best first; empty where none is named clearly enough."""
    known = list(dict.fromkeys(titles))
    counts = Counter(word for title in known for word in set(_words_of(title)))
    found = [candidate for title in known if (candidate := _match(words, title, counts)) is not None]
    return sorted(found, key=lambda candidate: -candidate.score)


def _match(words: Sequence[str], title: str, counts: Counter[str]) -> Named | None:
    """How well the words name a title: the best stretch of them counts, so that scattered words name nothing."""
    own = _words_of(title)
    hits: dict[int, str] = {}
    for index, word in enumerate(words):
        around = {" ".join(words[max(0, index - 1) : index + 1]), " ".join(words[index : index + 2])}
        if (same := _in_title(word, own)) is not None and not around & _OTHERWISE:
            hits[index] = same
    if not hits:
        return None
    best, at = 0.0, frozenset[int]()
    for first in hits:
        stretch = {index: word for index, word in hits.items() if first <= index <= first + _REACH}
        score = sum(
            _worth(word, counts, index, words)
            for word, index in {word: index for index, word in stretch.items()}.items()
        )
        score += 0.4 * sum(
            1 for index in stretch if index + 1 in stretch and _follow(stretch[index], stretch[index + 1], own)
        )
        if score > best:
            best, at = score, frozenset(stretch)
    (only, *others) = at
    if not others:
        alone = hits[only]
        before = words[only - 1] if only else ""
        if (
            alone in _EMPTY
            or alone in _COMMON
            or alone in {"ca", "cay", "so", "sach"}
            or counts[alone] > 1
            or (before not in _BEFORE_A_NAME and len(words) > 2)
            or _QUANTITY.match(before)
        ):
            return None
        best += 0.3
    return Named(title, best, at) if best >= SURE else None


_REACH = 6  # words


def _in_title(word: str, own: Sequence[str]) -> str | None:
    """The word of a title that a word is, means or nearly is."""
    if word in own:
        return word
    for same in _SAME.get(word, ()):
        if same in own:
            return same
    if len(word) >= 5 and not word.isdigit():
        for other in own:
            if len(other) >= 5 and other not in _EMPTY and SequenceMatcher(None, word, other).ratio() >= LIKE:
                return other
    return None


def _worth(word: str, counts: Counter[str], index: int, words: Sequence[str]) -> float:
    """What a word of a title tells: little where many titles have it, or where it is in every sentence."""
    worth = 1.0 / counts[word]
    if word == "ca" and words[index - 1 : index] == ["tha"]:
        return worth
    if word in _EMPTY or _QUANTITY.match(word):
        worth *= 0.3
    if word in _COMMON:
        worth *= 0.7
    return worth


def _follow(first: str, second: str, own: Sequence[str]) -> bool:
    return abs(own.index(second) - own.index(first)) == 1


def same(title: str, other: str) -> bool:
    """Whether two titles are one."""
    return fold(title) == fold(other)
