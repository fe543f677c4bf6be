"""Talk of other things, also in the words of our errands, begins nothing: sentences that were not learned from."""

from __future__ import annotations

import random
from itertools import product

from handlers.understanding import understand
from handlers.understanding.context import Context
from storage.records import Role
from tests.understanding.spellings import spellings
from tests.understanding.test_understanding import BLOOD, MEMBER, NOW, SIGNED_UP, TREES

QUIET = {"none", "smalltalk", "ask_human"}
TAKEN = 0.03  # of all, at most
OF_A_FAMILY = 0.2
LEADER = Context(NOW, Role.LEADER, (TREES, BLOOD))
FAMILIES = {
    "our words of other errands": product(
        (
            "lịch chiếu rạp",
            "lịch đá banh",
            "báo cáo khóa luận",
            "báo cáo thuế giá trị gia tăng",
            "danh sách thuốc",
            "đăng ký hộ kinh doanh",
            "đăng ký thường trú",
            "mã bảo hành",
            "mã zip",
            "hồ sơ bảo hiểm xã hội",
            "điểm danh lớp yoga",
            "kế hoạch sinh con",
            "thông báo phạt nguội",
            "quyền tác giả",
        ),
        ("{} ở đâu vậy", "hỏi về {}", "{} khó hiểu ghê", "chưa có {}", "{} của vợ tui"),
    ),
    "small talk of others": product(
        ("cô Bảy", "thằng Bin", "con heo nhà em", "ông hàng xóm", "đứa cháu", "má tui"),
        (
            "{} mới đi câu cá về",
            "{} ngủ ngáy to lắm",
            "{} ghiền coi phim bộ",
            "hôm qua {} nấu bún riêu",
            "{} bị muỗi cắn",
            "tội {} ghê",
        ),
    ),
    "advertisements": product(
        ("nệm cao su", "sầu riêng", "laptop cũ", "nhà phố", "cá cảnh", "nước hoa"),
        ("thanh lý {} giá sốc", "{} sale to, inbox nha", "ai mua {} không", "{} freeship toàn quốc", "nhận ký gửi {}"),
    ),
    "news": product(
        ("Đồng Nai", "Lào Cai", "Phú Yên", "Tây Ninh"),
        (
            "{}: sạt lở làm sập ba căn nhà",
            "Công an {} bắt đường dây lô đề",
            "{} khánh thành cao tốc mới",
            "giá cà phê ở {} tăng vọt",
            "{} mưa đá, nhiều nhà tốc mái",
        ),
    ),
    "for others": product(
        ("các hộ dân", "phụ huynh lớp lá", "anh em tổ máy", "bà con tiểu thương"),
        (
            "Kính báo {}: chiều nay phun thuốc muỗi",
            "{} nhớ đóng phí rác",
            "Mời {} dự tân gia",
            "Nhắc {} khóa van gas",
            "{} ơi mai chợ nghỉ",
        ),
    ),
    "other tasks": product(
        ("phép chia này", "bài thơ về biển", "công thức bánh xèo", "câu đố vui", "tử vi tuổi Tý", "đường đi Đà Lạt"),
        ("chỉ mình {}", "viết {} giùm", "bot biết {} không", "cho xin {}"),
    ),
    "scolding": [
        (text, "{}")
        for text in (
            "bot dở ẹc",
            "nói nhảm gì vậy",
            "im giùm cái",
            "chán bot ghê",
            "đồ robot ngáo",
            "trả lời gì kỳ cục",
        )
    ],
    "english": [
        (text, "{}")
        for text in (
            "my cat is sick",
            "how tall is the tower",
            "play some jazz",
            "rent is too high",
            "the bus was late",
            "he snores a lot",
            "cheap watches here",
        )
    ],
}


def test_talk_of_other_things_begins_nothing():
    chance = random.Random(8)
    taken: dict[str, list[tuple[str, str]]] = {}
    told: dict[str, int] = {}
    for family, parts in FAMILIES.items():
        ways = [way for noun, frame in parts for way in chance.sample(list(spellings(frame.format(noun))), 2)]
        told[family] = len(ways)
        taken[family] = [
            (way, intent)
            for number, way in enumerate(ways)
            if (intent := understand(way, (MEMBER, SIGNED_UP, LEADER)[number % 3]).intent) not in QUIET
        ]
    assert sum(map(len, taken.values())) <= TAKEN * sum(told.values()), taken
    assert all(len(taken[family]) <= OF_A_FAMILY * told[family] for family in told), taken
