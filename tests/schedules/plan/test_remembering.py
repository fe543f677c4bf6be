"""What an anniversary is called behind its years, whichever way an office wrote its title."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schedules.plan import plan
from schedules.plan.remembering import remembered

PLAN = Path(plan.__file__).with_name("soc-trang-2024.toml")
EVENTS = {  # as a title begins with it, and as it stands behind "82 năm"
    "thành lập Quân đội nhân dân Việt Nam": "Ngày thành lập Quân đội nhân dân Việt Nam",
    "giải phóng miền Nam": "Ngày giải phóng miền Nam",
    "sinh đồng chí Trần Phú": "Ngày sinh đồng chí Trần Phú",
    "mất của Chủ tịch Hồ Chí Minh": "Ngày mất của Chủ tịch Hồ Chí Minh",
    "ký Hiệp định Giơ-ne-vơ": "Ngày ký Hiệp định Giơ-ne-vơ",
    "truyền thống học sinh, sinh viên": "Ngày truyền thống học sinh, sinh viên",
    "mở đường Hồ Chí Minh": "Ngày mở đường Hồ Chí Minh",
    "tái lập tỉnh": "Ngày tái lập tỉnh",
}
BEFORE = ("", "ngày ", "kỷ niệm ngày ", "kỷ niệm ", "kỉ niệm 82 năm ngày ", "82 năm ngày ", "lễ kỷ niệm 82 năm ")


@pytest.mark.parametrize("before", BEFORE)
def test_what_came_about_on_a_day_is_a_day(before):
    for event, expected in EVENTS.items():
        title = before + event
        for written in (title, title[:1].upper() + title[1:], before.capitalize() + event[:1].upper() + event[1:]):
            assert remembered(written).lower() == expected.lower(), written
            assert remembered(written).startswith("Ngày "), written
            assert remembered(remembered(written)) == remembered(written)


@pytest.mark.parametrize(
    "title",
    [
        "Chiến thắng Điện Biên Phủ",
        "Phong trào “Ba sẵn sàng”",
        "Năm Thanh niên tình nguyện 2014",
        "Chiến dịch Thanh niên tình nguyện hè",
        "Cách mạng tháng Tám",
    ],
)
def test_what_has_a_name_of_its_own_stays(title):
    assert remembered(title) == title


def test_what_has_gone_on_since_then_is_written_small():
    assert remembered("Thực hiện Di chúc của Chủ tịch Hồ Chí Minh") == "thực hiện Di chúc của Chủ tịch Hồ Chí Minh"


@pytest.mark.parametrize("title", ["Kỷ niệm", "82 năm", "", "Ngày"])
def test_a_title_that_says_nothing_more_stays_something(title):
    assert bool(remembered(title)) == bool(title)


def test_no_title_of_the_plan_of_2024_loses_a_word():
    items = plan.read(PLAN.read_text("utf-8")).anniversaries
    assert len(items) > 10
    for item in items:
        words = re.findall(r"\w+", item.title.lower())
        assert [word for word in re.findall(r"\w+", remembered(item.title).lower()) if word != "ngày"] == [
            word for word in words if word != "ngày"
        ]
