"""Answers to a send as nobody has documented them: whatever comes, the message ends in a state that has a name.

Where it was not taken, it is there once or has failed with a reason; and no answer is a mistake of ours.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.conformance.desk import at_work
from tests.conformance.vendors import VENDORS, Says

ANSWERS = 40  # of each vendor
HOUR = 3600.0
STATUSES = (200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 408, 409, 413, 426, 429, 500, 502, 503, 504, 599)
PAGES = (
    "",
    " ",
    "<html>Access denied</html>",
    "<!doctype html>",
    "null",
    "[]",
    "{}",
    '"ok"',
    "1",
    "{",
    "\ufeff{}",
    "x" * 300,
)
CODES = (
    *(
        0,
        -1,
        400,
        401,
        403,
        404,
        408,
        413,
        429,
        500,
        999_999,
        10**30,
        None,
        True,
        "",
        "403",
        "-32",
        " 429 ",
        "x",
        1.5,
        [],
        {},
    ),
    *(-32, -100, -200, -201, -204, -210, -211, -213, -216, -218, -221, -224, -230, -234, -248, -320, -321, -403, -9999),
)
WORDS = (
    None,
    "",
    "Bad Request",
    "chat not found",
    "user_id is invalid",
    "Forbidden: bot was blocked by the user",
    1,
    [],
    "\u0000",
)


def odd_answer(name: str, dice: random.Random) -> Says:
    """An answer that says, in its vendor's manner or another's, that it was not done, or nothing that one can read."""
    status, code, words = dice.choice(STATUSES), dice.choice(CODES), dice.choice(WORDS)
    body: Any = dice.choice(
        (
            dice.choice(PAGES),
            {"ok": False, "error_code": code, "description": words},
            {"ok": False, "errorCode": code},
            {"ok": dice.choice((None, "true", 0, [])), "error_code": code, "result": {"message_id": 7}},
            {"error": code or -1, "message": words, "data": None},
            {"error": code or "-1", "message": words},
            {"error": {"code": code}, "message": words},
        )
    )
    if isinstance(body, dict) and name == "zalo_oa" and str(body.get("error", 1)).strip() == "0":
        body["error"] = -1  # that would be done
    return Says(status, body)


@pytest.mark.parametrize("name", VENDORS)
async def test_whatever_a_send_is_answered_its_message_ends_with_a_name(name, world, caplog):
    dice = random.Random(f"answers of {name}")
    async with VENDORS[name]() as vendor, at_work(vendor, world.path) as desk:
        rows: dict[int, tuple[str, Says]] = {}
        for number in range(ANSWERS):
            who, said = str(7_000_000 + number), odd_answer(name, dice)
            if name != "telegram":
                await desk.ended(await desk.queue(vendor.people[1], "giữ ấm"))
            vendor.will_say(said, who)
            row = await desk.queue(who, "một lần")
            rows[row] = (who, said)
            await desk.tried(row)
            await desk.later(2 * HOUR)
        for _day in range(30):
            if all(desk.end(row)[0] != "waiting" for row in rows):
                break
            await desk.later(2 * HOUR)
        for row, (who, said) in rows.items():
            state, why = desk.end(row)
            got = vendor.got(who)
            if state == "sent":
                assert got == ["một lần"], said
            else:
                assert state in {"failed", "cancelled", "closed", "held"}, said
                assert why, said
                assert "unforeseen" not in why, said
                assert got == [], said
        vendor.check()
    assert not [record for record in caplog.records if record.exc_info]
