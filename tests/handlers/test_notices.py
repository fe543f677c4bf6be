"""Every notice in words, in both languages: the file notices.<language>.txt reads as its readers' phones do.

`pytest tests/handlers/test_notices.py --update` writes what is said now; read the diff as the person who gets it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest

from handlers import notices
from handlers.contents import COMMANDS
from handlers.engine.text import LANGUAGES, say

SEVEN = datetime(2026, 11, 29, 0, 0, tzinfo=UTC).isoformat()  # 07:00 on Sunday at home
ELEVEN = datetime(2026, 11, 29, 4, 0, tzinfo=UTC).isoformat()
BEFORE = datetime(2026, 11, 22, 0, 0, tzinfo=UTC).isoformat()

# What a field of this name says, whichever notice has it.
FACTS: dict[str, Any] = {
    "title": "Trồng cây xanh",
    "starts_at": SEVEN,
    "ends_at": ELEVEN,
    "opens_at": datetime(2026, 11, 28, 23, 30, tzinfo=UTC).isoformat(),
    "was": BEFORE,
    "place": "Điểm trường Đại Tâm",
    "bring": "nón, nước uống",
    "day": date(2026, 12, 22).isoformat(),
    "starts_on": date(2027, 3, 1).isoformat(),
    "unit": "Đoàn xã Đại Tâm",
    "before": "Chi đoàn Ấp 1",
    "member": "Trần Ngọc Lan",
    "name": "danh sách.xlsx",
    "value": "Nhà văn hóa xã",
    "reason": "bạn về sớm",
    "minutes": 240,
    "tries": 60,
}
NEAR = [{"campaign_id": 7, "title": "Hiến máu tình nguyện", "starts_at": SEVEN}]
# What varies besides the fields that have but a few values.
CORRECTIONS = [
    {"what": "minutes", "claimed": 240, "counts": 210},
    {"what": "trees", "claimed": 12, "counts": 10},
]
TREES, GIFTS = {"what": "trees", "number": 20}, {"what": "gifts", "number": 3}
VARIANTS: dict[str, list[dict[str, Any]]] = {
    "anniversary": [
        {"years": None, "weight": 1},
        {"years": 82, "weight": 0, "near": NEAR},
        {"years": 80, "weight": 10},
    ],
    "prepare": [{"years": None, "weight": 1}, {"years": 82, "weight": 0}, {"years": 100, "weight": 100}],
    "plan_day": [{"ends_on": None}, {"ends_on": date(2027, 3, 31).isoformat(), "near": NEAR}],
    "shift_ahead": [{}, {"place": "", "bring": ""}],
    "moved_up": [{}, {"place": "", "bring": ""}],
    "decided": [
        {"accepted": True},
        {"accepted": True, "corrected": True},
        {"accepted": True, "minutes": 120, "quantities": [TREES]},
        {
            "accepted": True,
            "minutes": 60,
            "quantities": [{"what": "trees", "number": 1}, {"what": "gifts", "number": 3}],
        },
        {"accepted": True, "corrected": True, "minutes": 210, "corrections": CORRECTIONS},
        {"accepted": False, "minutes": None},
    ],
    "campaign_edited": [{}, {"value": ""}, {"latitude": 9.6, "longitude": 105.97, "proof": "link+code"}],
    "request_decided": [{"accepted": True}, {"accepted": True, "unconfirmed": 2}, {"accepted": False}],
    "allowance": [{"channel": "zalo_oa", "used": 90000, "limit": 100000}],
    "codes_guessed": [{}, {"closed": True}],
    "role_revoked": [{}, {"closed": True}],
    "import_done": [{"entered": 0, "ticked": 0}, {"entered": 1, "ticked": 0}, {"entered": 3, "ticked": 12}],
    "import_undone": [{"kept_count": 0}, {"kept_count": 1, "kept": ["Lê An"]}, {"kept_count": 9, "kept": ["Lê An"]}],
    "digest": [
        {
            "units": ["Đoàn xã Đại Tâm"],
            "since": BEFORE,
            "year": 2026,
            "signed_up_count": 1,
            "signed_up": ["Trần Ngọc Lan"],
            "past": [{"title": "Chủ nhật xanh", "starts_at": BEFORE, "came": 3, "absent": 1}],
            "past_count": 1,
            "waiting": 2,
            "waiting_since": BEFORE,
        }
    ],
}
SET_UP = {"counts": ("-", "trees children"), "opens": ("0", "45")}
BY_ITSELF = {"broadcast"}  # worded with its reader's name and unit: tests/handlers/broadcasts


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every notice with every value of each field that has but a few, and its variants: (name, notice)."""
    for record in notices.NOTICES:
        fields = record.model_fields
        kind = fields["kind"].default
        if kind in BY_ITSELF:
            continue
        few = {
            name: get_args(field.annotation) for name, field in fields.items() if is_literal(field) and name != "kind"
        }
        facts = {name: FACTS[name] for name in fields if name in FACTS}
        ids = {name: 7 for name in fields if name.endswith("_id")}
        for values in product(*few.values()):
            for variant in VARIANTS.get(kind, [{}]):
                said = dict(zip(few, values, strict=True))
                shown = {name: value for name, value in variant.items() if not isinstance(value, list)}
                name = " ".join([kind, *map(str, values), *(f"{key}={value}" for key, value in shown.items())])
                notice = {"kind": kind, **ids, **facts, **said, **variant}
                if happens(notice):
                    yield name, notice


def happens(notice: dict[str, Any]) -> bool:
    """Whether such a notice is ever queued: only a place has a point, and only a few things can be nothing."""
    if notice.get("unconfirmed"):
        return bool(notice["request"] == "same_person")
    if notice["kind"] != "campaign_edited":
        return True
    if notice["what"] == "proof":
        notice["value"] = "code+link"
        return "latitude" not in notice
    if notice["what"] in SET_UP:
        notice["value"] = SET_UP[notice["what"]][bool(notice["value"])]
        return "latitude" not in notice
    return notice["what"] == "place" or ("latitude" not in notice and (notice["value"] or notice["what"] == "bring"))


def is_literal(field: Any) -> bool:
    return get_origin(field.annotation) is Literal


def words(language: str) -> str:
    """All notices in a language."""
    blocks = []
    for name, notice in cases():
        body = notices.NOTICE.dump_json(notices.NOTICE.validate_python(notice)).decode()
        reply = notices.reply(body, language)
        buttons = " ".join(f"[{choice.label}]" for choice in reply.choices)
        blocks.append("\n".join([f"== {name}", reply.text, *([buttons] if buttons else [])]))
    return "\n\n".join(blocks) + "\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_notice_in_words(language, request):
    file = Path(__file__).with_name(f"notices.{language}.txt")
    said = words(language)
    if request.config.getoption("--update"):
        file.write_text(said, encoding="utf-8")
    assert said == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_of_a_notice_leads_to_the_conversation_that_it_is_called_after(language):
    titles = {say(one.title, language): one for one in COMMANDS.values()}
    pressed = set()
    for name, notice in cases():
        body = notices.NOTICE.dump_json(notices.NOTICE.validate_python(notice)).decode()
        for choice in notices.reply(body, language).choices:
            command, _space, rest = choice.id.removeprefix("/").partition(" ")
            assert command in COMMANDS, f"{name}: nothing answers to {choice.id!r}"
            assert titles.get(choice.label, COMMANDS[command]) is COMMANDS[command], f"{name}: {choice.label!r}"
            assert COMMANDS[command].args.typed(rest).text() == rest, f"{name}: {choice.id!r} loses what it names"
            pressed.add(choice.id)
    assert {"/chiendich 7", "/hoannhap", "/baocao"} <= pressed


def test_no_kind_is_left_out():
    kinds = {record.model_fields["kind"].default for record in notices.NOTICES}
    assert {name.split()[0] for name, _notice in cases()} == kinds - BY_ITSELF
    assert len(dict(cases())) == len(list(cases())), "two cases have one name"
