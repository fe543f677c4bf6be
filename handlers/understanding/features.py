"""A message as features for the model: its words without names, and what the chat's state says beside them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from handlers.understanding import campaigns, days
from handlers.understanding.campaigns import Named
from handlers.understanding.context import Context
from handlers.understanding.days import Days
from handlers.understanding.numbers import Number, numbers
from handlers.understanding.tables import every, meanings
from handlers.understanding.words import ENGLISH, Said, read

CAMPAIGN, DAY, NUMBER, CODE, TIME = "#campaign", "#day", "#number", "#code", "#time"
_OF_DAYS = every("nhat bay hai ba tu nam sau ram thu mai noel trung hom toi sang chieu")
_LETTERED_CODE = re.compile(r"(?=.*\d)(?=.*[a-z])[a-z0-9]{3,4}(?:-[a-z0-9]{3,4}){1,2}")
_TIME = re.compile(r"\d{1,2}(?:h|g|:)(?:\d{1,2})?p?|\d{1,2}h")
_ADDRESSING = every("""
    a ah da em e anh chi ban minh toi t tui tao tau m may ad bot oi nhe nha nghen nghe ne ni di u vay z zay ta
    ha bac co chu quan tri vien dzoi duoc voi cai giup gium dum gio roi r ak luon lun thi la ma cho tu
""")
_COLLAPSED = meanings("""
    toi: t tui minh e em tao tau
    roi: r
    vay: z
    giup: gium dum
    khong: hong hok hk k ko kg hum hem hog
    buoi: bua
    duoc: dc
    keu: kiu
    xem: coi koi
    nhe: nghen
    gi: j
    dang ky: dk
    muon: mun
    dung: ngung
    thong bao: tb noti
    danh sach: ds
    voi: vs
    luon: lun
    moi: ms
    di: ik
    nua: nx
    thoi: hoy
    lam: lm
    huong dan: hdan
    bao nhieu: bn
    so dien thoai: sdt
    online: onl
    nguoi: ng
    trong: trg
    hoc vien: hv
    tai khoan: tk acc
""")


_RUNS = (3, 4, 5)  # letters


class Reading(NamedTuple):
    """A message with all that is named in it."""

    said: Said
    words: tuple[str, ...]
    campaign: Named | None
    rivals: tuple[Named, ...]
    days: Days | None
    numbers: tuple[Number, ...]
    masked: tuple[str, ...]


def reading(text: str, context: Context) -> Reading:
    """What a text says and names, in this context."""
    said = read(text)
    words = tuple(said.plain.split())
    titles = [campaign.title for campaign in context.campaigns] + [shift.campaign for shift in context.my_shifts]
    named = campaigns.named(words, titles)
    found = tuple(numbers(words))
    campaign = named[0] if named else None
    when = days.named(_without(words, campaign), context.now.date())
    return Reading(said, words, campaign, tuple(named[1:]), when, found, tuple(_masked(words, campaign, when, found)))


def unnamed(known: Reading) -> str:
    """The words of a message without those of the campaign that it names, which may be words of days."""
    return _without(known.words, known.campaign)


def _without(words: Sequence[str], campaign: Named | None) -> str:
    """The words without those of a title that name a day: "Ngày Chủ nhật xanh" is no Sunday."""
    title = set() if campaign is None else set(read(campaign.title).plain.split())
    gone = campaign.words if campaign is not None and title & _OF_DAYS else frozenset()
    return " ".join(word for at, word in enumerate(words) if at not in gone)


def _masked(words: Sequence[str], campaign: Named | None, when: Days | None, found: Sequence[Number]) -> Iterator[str]:
    """The words with what they name taken out, so that one campaign teaches about every other."""
    gone: dict[int, str] = {}
    for number in found:
        for at in range(number.first, number.end):
            gone[at] = CODE if number.value >= 100_000 else NUMBER
    if when is not None:
        parts = when.text.split()
        for at in range(len(words) - len(parts) + 1):
            if list(words[at : at + len(parts)]) == parts:
                gone.update(dict.fromkeys(range(at, at + len(parts)), DAY))
                break
    if campaign is not None:
        gone.update(dict.fromkeys(campaign.words, CAMPAIGN))
    last = ""
    for at, word in enumerate(words):
        mask = gone.get(at) or (TIME if _TIME.fullmatch(word) else CODE if _LETTERED_CODE.fullmatch(word) else "")
        if mask and mask == last:
            continue
        last = mask
        yield mask or _COLLAPSED.get(word, word)


def features(known: Reading, context: Context) -> Iterator[str]:
    """The features of a message, each a short text; one that comes twice counts once."""
    words = [word for part in known.masked for word in part.split()]
    core = [word for word in words if word not in _ADDRESSING or word == "cho"] or words
    yield "bias"
    for row, name in ((words, "w"), (core, "c")):
        padded = ["<", *row, ">"]
        for size in (1, 2, 3):
            for at in range(len(padded) - size + 1):
                if size > 1 or name == "w":
                    yield f"{name}{size}:{' '.join(padded[at : at + size])}"
    for first, second in zip(core, core[2:], strict=False):
        yield f"s:{first} {second}"
    for word in core:
        for at in range(len(word) - 2):
            if word[0] != "#" and len(word) >= 4:
                yield f"g:{word[at : at + 4]}"
    for reading_ in known.said.extra:
        yield f"x:{reading_}"
    yield from _letters(known)
    yield from _state(known, context, core)


def _letters(known: Reading) -> Iterator[str]:
    """Runs of letters over the gaps between words, which slips and dialects leave alike; words with their marks."""
    text = f" {' '.join(known.masked)} "
    for size in _RUNS:
        for at in range(len(text) - size + 1):
            yield f"k{size}:{text[at : at + size]}"
    for word in known.said.words:
        if word.marked:
            yield f"m:{word.typed}"
    for first, second in pairwise(known.said.words):
        if first.marked or second.marked:
            yield f"m2:{first.typed} {second.typed}"


def _state(known: Reading, context: Context, core: Sequence[str]) -> Iterator[str]:
    """What the message and the chat's state say apart from words."""
    role = "newcomer" if context.role is None else context.role.name.lower()
    yield f"role:{role}"
    leads = "leads" if role in {"leader", "organiser", "admin"} else role
    for word in dict.fromkeys(core):
        yield f"r:{leads}:{word}"
    if known.said.asks:
        yield "asks"
    if known.said.pictures and not known.words:
        yield "pictures alone"
    yield f"length:{min(len(known.words), 30) // 3 if len(known.words) > 4 else 'w' + str(len(known.words))}"
    english = sum(word in ENGLISH for word in known.words)
    if english * 2 > len(known.words):
        yield "english"
    mine = {shift.campaign for shift in context.my_shifts}
    if known.campaign is not None:
        yield "campaign:mine" if known.campaign.title in mine else "campaign:other"
    yield from _day(known, context)
    yield from _shifts(context)


def _day(known: Reading, context: Context) -> Iterator[str]:
    """Where the day that is named lies, and whether one has a shift then."""
    if known.days is None:
        return
    first, last, _text = known.days
    today = context.now.date()
    if last < today:
        yield "day:past"
    elif first != last:
        yield "day:wide"
    else:
        yield "day:today" if first == today else "day:ahead"
    if any(first <= shift.start.date() <= last for shift in context.my_shifts):
        yield "day:mine"


def _shifts(context: Context) -> Iterator[str]:
    """What one's shifts allow now."""
    soon = timedelta(hours=1)
    if any(
        shift.start - soon <= context.now <= shift.start + 5 * soon and not shift.checked_in
        for shift in context.my_shifts
    ):
        yield "state:may check in"
    if any(shift.checked_in and not shift.reported for shift in context.my_shifts):
        yield "state:may report"
    if not context.my_shifts:
        yield "state:no shifts"
