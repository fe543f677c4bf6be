"""Makes the title of a find whole: its quotes in pairs, its capitals as the names are written, without the plan's year.

And says whether it is a name at all: a half sentence, or what has no day, is for a person to look at.
"""

from __future__ import annotations

import re

from schedules.plan.reader.finds import NO_DAY, NO_NAME, FoundAnniversary, FoundPeriod
from schedules.plan.titles import OWN_YEAR, is_a_day

OLDER = 2  # years: a programme that was copied from an earlier one still has its number
LONGEST = 120
# Names as they are written, whatever case the document has.
_NAMES = re.split(
    r"\|",
    "Đảng Cộng sản Việt Nam|Quân đội nhân dân|Công an nhân dân|Mặt trận Tổ quốc|Đoàn TNCS Hồ Chí Minh|"
    "Đoàn Thanh niên Cộng sản Hồ Chí Minh|Đội TNTP Hồ Chí Minh|Đội Thiếu niên Tiền phong Hồ Chí Minh|"
    "Hội LHTN Việt Nam|Hội Liên hiệp Thanh niên Việt Nam|Hội Sinh viên Việt Nam|Hội Liên hiệp Phụ nữ|"
    "Hội Cựu chiến binh|Quốc phòng toàn dân|Quốc tế Lao động|Quốc tế Phụ nữ|Quốc tế Thiếu nhi|"
    "Quốc tế Hạnh phúc|Phụ nữ Việt Nam|Nhà giáo Việt Nam|Thầy thuốc Việt Nam|Thương binh - Liệt sĩ|"
    "Thương binh - Liệt sỹ|Chủ tịch Hồ Chí Minh|Bác Hồ|Giải phóng miền Nam|Quốc khánh|Cách mạng tháng Tám|"
    "Tết Nguyên đán|Giỗ Tổ Hùng Vương|Điện Biên Phủ|Tháng Thanh niên|Mùa hè xanh|Xuân tình nguyện|"
    "Xô viết Nghệ Tĩnh|Báo chí cách mạng Việt Nam|Học sinh, Sinh viên|Việt Nam|TNCS|TNTP|LHTN|HSSV|THPT|THCS|"
    "BCH",
)
_NAMED = re.compile(
    rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(_NAMES, key=len, reverse=True)))})(?!\w)", re.IGNORECASE
)
_WRITTEN = {name.lower(): name for name in _NAMES}
# With these begins what goes on from another half of the sentence, and with these ends what breaks off.
_GOES_ON = re.compile(
    r"(?:được|đã|sẽ|là|của|và|với|cho|về|tại|theo|nhằm|để|do|bởi|mà|thì|cùng|trên|dưới|sau|trước|bằng|từ|đến|ở|này|đó|"
    r"những|các dịp)\s",
    re.IGNORECASE,
)
_BREAKS_OFF = re.compile(
    r"\s(?:vào|dịp|nhân|là|của|và|với|cho|các|những|ngày|về|tại|năm|trong|từ|đến|theo|bằng|được|kỷ niệm)$"
)
_TELLS = re.compile(r"\s(?:đồng ý|quyết định chọn|được tổ chức|sẽ được|đã được|thì)\s", re.IGNORECASE)
_BULLET = re.compile(r"^[-+*•]\s+")
_PAIRS = (("“", "”"), ("‘", "’"), ("«", "»"), ("(", ")"))


def anniversary(find: FoundAnniversary, year: int | None) -> FoundAnniversary:
    """An anniversary with its title whole; unsure where that is no name, or where it has no day."""
    title = whole(find.title, find.sentence, year)
    if is_a_day(title) and find.day is not None:
        title = f"Ngày {find.day}/{find.month}{' âm lịch' if find.lunar else ''}"
    why = find.unsure or (NO_NAME if not is_a_name(title) else NO_DAY if find.day is None else "")
    return find.model_copy(update={"title": title, "unsure": why})


def period(find: FoundPeriod, year: int | None) -> FoundPeriod:
    """A period with its title whole; unsure where that is no name."""
    title = whole(find.title, find.sentence, year, older=OLDER)
    return find.model_copy(update={"title": title, "unsure": find.unsure or ("" if is_a_name(title) else NO_NAME)})


def whole(title: str, sentence: str, year: int | None, *, older: int = 0) -> str:
    """A title as it is written: no quote is left open, a name has its capitals, the plan's own year is not in it.

    `older`: so many years before the plan's go as well.
    """
    name = in_pairs(_BULLET.sub("", title), sentence)
    if year is not None:
        name = _without_year(name, range(year - older, year + 1))
    return capitals(name)


def is_a_name(title: str) -> bool:
    """Whether a title names something: it is no half of a sentence, and no whole one."""
    half = _GOES_ON.match(title) or _BREAKS_OFF.search(title) or _TELLS.search(title)
    return bool(title) and half is None and len(title) <= LONGEST


def in_pairs(title: str, sentence: str = "") -> str:
    """A title whose quotes and brackets are closed: as its sentence has them, or right at its end."""
    for opens, closes in _PAIRS:
        if title.count(opens) > title.count(closes):
            title = _to_the_close(title, sentence, closes)
        elif title.count(closes) > title.count(opens):
            title = title.removesuffix(closes) if opens == "(" else f"{opens}{title}"
    if title.count('"') % 2:
        title = f'{title}"' if title.rfind('"') < len(title) - 1 else title.removesuffix('"')
    return title


def _to_the_close(title: str, sentence: str, closes: str) -> str:
    """A title as far as its sentence goes on to the sign that closes it; that sign at its end, where there is none."""
    at = sentence.find(title)
    if at >= 0:
        ends = sentence.find(closes, at + len(title))
        if 0 <= ends <= at + LONGEST:
            return sentence[at : ends + 1]
    return f"{title}{closes}"


def capitals(title: str) -> str:
    """A title with a capital at its beginning and those of the names in it; what shouts is said quietly."""
    quiet = title.lower() if title.isupper() and " " in title else title
    named = _NAMED.sub(lambda match: _WRITTEN[match[0].lower()] if not match[0].istitle() else match[0], quiet)
    first = next((at for at, sign in enumerate(named) if sign.isalnum()), 0)
    return named[:first] + named[first : first + 1].upper() + named[first + 1 :]


def _without_year(title: str, years: range) -> str:
    def lost(match: re.Match[str]) -> str:
        return "" if int(match["year"]) in years else match[0]

    left = re.sub(r"\s{2,}", " ", OWN_YEAR.sub(lost, title)).strip(" ,-–:")
    return left if any(map(str.isalpha, left)) else title
