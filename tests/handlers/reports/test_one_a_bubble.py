"""While a leader verifies, no message speaks of two people."""

from __future__ import annotations

import itertools

import pytest

from storage.files import files
from storage.reports import reports
from storage.reports.reports import ReportPhoto
from tests.support.walks import Walker
from tests.support.world import PEOPLE, SHIFTS, World, act

REPORTED, CAME, NOBODY = "reported", "came", ""
ANSWERS = ("Duyệt", "Trả lại", "Để sau")


def attend(world: World, name: str, how: str, photos: int) -> None:
    """Check somebody in, perhaps with a report that has so many photos, which are here."""
    if how == NOBODY:
        return
    act(world, f"check in {name} trees")
    if how == CAME:
        return
    asker = world.asker(name)
    with world.change() as tx:
        due = next(one for one in reports.to_report(tx, asker) if one.shift_id == SHIFTS["trees"])
        sent = [
            ReportPhoto(media_type="image/jpeg", size=1, sha256=None, channel="telegram", vendor_id=f"{name}-{number}")
            for number in range(photos)
        ]
        reports.save(tx, asker, due.check_in_id, minutes=60, quantities={"trees": 1}, photos=sent, note="")
        for wanted in files.wanted(tx, most=10):
            files.stored(tx, wanted.id, f"{wanted.id:064x}", 1000)


@pytest.mark.parametrize("first", ANSWERS)
def test_no_message_speaks_of_two_people(world: World, first: str):
    """Whatever each has sent and whatever is decided, also that nothing is left, or what waits for its sender."""
    for name, (how, photos) in zip(
        ("lan", "an", "binh", "bao"), ((REPORTED, 1), (CAME, 0), (REPORTED, 2), (REPORTED, 0)), strict=True
    ):
        attend(world, name, how, photos)
    act(world, "clock 12:00")
    names = [one[1] for one in PEOPLE.values()]
    decided = 0
    with world.change() as tx:
        walker = Walker(world, tx, "leader")
        replies = walker.send(kind="text", text="/duyet")
        for answer in itertools.chain([first], itertools.cycle(ANSWERS)):
            spoken = [{name for name in names if name in reply.text} for reply in replies]
            lists = [reply for reply, told in zip(replies, spoken, strict=True) if len(told) > 1]
            assert all(reply.text.startswith("Đã trả lại, đang chờ gửi lại:") for reply in lists), lists
            if walker.state.running is None:
                break
            decided += 1
            replies = walker.send(kind="text", text=answer)
            if answer == "Trả lại":
                replies = walker.send(kind="text", text="Bạn gửi thêm ảnh giúp nhé")
    assert decided == 4
