"""The words by which a programme says that a day is remembered, and those by which a date is none: tables."""

from __future__ import annotations

import re

FROM = re.compile(r"(?:từ|kể từ|diễn ra|thời gian)\s*(?:ngày)?\s*:?\s*$", re.IGNORECASE)
# "70 năm Ngày …": so many years of something that has a day.
SO_MANY_YEARS = re.compile(
    r"(?<![\d/.\-])(?P<years>[1-9]\d{0,3})\s+"
    r"(?:năm\s+|(?=Ngày\s+[^\W\d_]|NGÀY (?:THÀNH LẬP|SINH|TRUYỀN THỐNG|GIẢI PHÓNG|TÁI LẬP)|"
    r"ngày (?:thành lập|sinh|truyền thống|giải phóng|tái lập)))(?=(?:[Nn]gày|NGÀY|[Tt]hành lập|THÀNH LẬP|[Tt]ái lập|"
    r"[Tt]ruyền thống|"
    r"[Gg]iải phóng|[Cc]hiến thắng|[Cc]ách mạng|[Qq]uốc khánh|[Pp]hong trào|[Mm]ở đường|[Tt]ổng khởi nghĩa|"
    r"[Tt]oàn quốc|"
    r"[Bb]ác Hồ|[Cc]hủ tịch|[Nn]ăm [Tt]hanh niên|[Cc]hiến dịch|[Hh]iệp định|[Hh]ội |[Đđ]oàn |[Đđ]ội |"
    r"[Cc]ông đoàn|[Kk]hởi nghĩa|"
    r"[Ss]inh nhật|[Tt]hống nhất|“|\"))"
)
# … or so many years of whatever is remembered or welcomed in these words; what is worked at for years is none.
WELCOMED = re.compile(
    r"(?:(?:kỷ|kỉ) niệm|chào mừng|mừng|hướng tới|hướng về|tiến tới|nhân dịp|dịp|gắn với|và|,|^|"
    r"[;\n•][ ]*(?:\d+[.)]|[-+•])?)[ ]*"
    r"(?:kỷ niệm[ ]*)?(?P<years>[1-9]\d{1,3})\s+năm\s+(?=[^\W\d_])(?!qua|thực hiện|triển khai|xây dựng|"
    r"hoạt động|liên tục|"
    r"liền|tuổi|học|trở lại|nay|tới|tiếp|đầu|kinh nghiệm|sau|trước|đồng hành|trưởng thành|phát triển|hình thành|"
    r"công tác|"
    r"gắn bó|cống hiến|tù|gần|phấn đấu|nữa|một|thi hành|đổi mới|là|và|của|trong|tổ chức|nhìn lại|trôi|ấy|đó|này|thì)",
    re.IGNORECASE,
)
ANOTHER_DAY = re.compile(
    r"[^\d(;.\n]+\svà\s+(?:lần thứ\s)?(?:\d{1,3}\s)?(?:năm\s)?(?:ngày|quốc khánh|lễ)\s"
    r"[^\d(;.\n]*\d{1,2}[/.\-]\d{1,2}(?!\d|[/.\-]\d)",
    re.IGNORECASE,
)
REVIEWED = re.compile(r"(?:tổng kết|sơ kết|đánh giá|nhìn lại)[^.;\n]*$", re.IGNORECASE)
# What a single date is the day of.
NAMED = re.compile(
    r"(?:[Nn]gày|NGÀY|[Tt]hành lập|[Gg]iải phóng|[Cc]hiến thắng|[Cc]ách mạng|[Qq]uốc khánh|[Gg]iỗ|[Tt]ết|[Ll]ễ|"
    r"[Kk]ỷ niệm|"
    r"[Kk]hởi nghĩa|[Pp]hong trào|[Ss]inh nhật|[Mm]ất của|[Kk]háng chiến|[Đđ]ồng khởi|[Nn]ổi dậy|[Tt]iến công|"
    r"[Hh]iệp định|[Tt]hảm sát|[Bb]inh biến)"
)
DOCUMENT = re.compile(
    r"(?:[Ss]ố[\s:]*\d|Quyết định|Nghị quyết|Nghị định|Kế hoạch|Công văn|Chỉ thị|Kết luận|Thông báo|"
    r"Hướng dẫn|Thông tư|"
    r"Luật|Đề án|"
    r"Quy định|[-/](?:KH|QĐ|NQ|CT|TB|HD|KL|CV|TT)[-/])[^.;\n]*$"
)
CLASS = re.compile(r"(?:lớp|phòng|tổ|trang|khối)\s*(?:[\d/]+\s*,\s*)*$", re.IGNORECASE)
PERSON = re.compile(
    r"(?:(?<!ngày )sinh|sinh ngày|ngày sinh|cấp|ký|kết nạp|vào Đảng|vào Đoàn)\s*(?:ngày)?\s*:?\s*$", re.IGNORECASE
)
# "… vào ngày 1/3/2026, tức 13 tháng Giêng": the day of something held, in the other calendar.
ALSO_CALLED = re.compile(r"\d{4}\s*[,(]?\s*(?:tức|nhằm|trùng)\s*(?:là|vào|với)?\s*(?:ngày)?\s*$", re.IGNORECASE)
NO_ORIGIN = (FROM, CLASS, DOCUMENT, PERSON, ALSO_CALLED)
# A day on which something is held, and not the day that is remembered then.
HELD = re.compile(
    r"(?:sáng|trưa|chiều|tối|tổ chức|diễn ra|khai mạc)\s*(?:vào\s+)?(?:trong\s+)?(?:ngày)?\s*$", re.IGNORECASE
)
BARE_DAY = re.compile(r"(?:^|[\s(,])ngày\s*$", re.IGNORECASE)
NAMED_AFTER = re.compile(r"\s*(?:\(\s*(?:ngày )?[^\W\d_]|(?:là|-|:)\s*(?:ngày|lễ|tết))", re.IGNORECASE)
KEYED = re.compile(
    r"[\"']?\s*,\s*[\"']?(?:name|title|ten|tên|event|label|content|su_kien)[\"']?\s*:\s*[\"'](?P<title>[^\"'\n]{4,120})",
    re.IGNORECASE,
)
# "(29/3)" or "20/10" right behind the name of a day.
DAY_NAMED = re.compile(
    r"(?:(?:ngày|lễ)\s[^\d.;:\n]*(?:quốc tế|thế giới|truyền thống|toàn dân|thành lập|giải phóng|việt nam|sinh|"
    r"pháp luật|"
    r"chuyển đổi số|thống nhất|khởi nghĩa|chiến thắng|toàn quốc|hiến máu)|"
    r"\d\s+năm\s+ngày\s)[^.;:\d\n]{0,80}\(?\s*(?:ngày\s+)?$",
    re.IGNORECASE,
)
DATE_FIRST = re.compile(r"\s*:\s*(?P<title>\S[^\n.;(]{3,120})")
DAY_FIRST = re.compile(
    r"\s*[:\-|\n]\s*(?:(?:Lễ\s+)?(?:(?:Kỷ|Kỉ) niệm|Chào mừng|Mừng)\s+)?(?:(?:tròn\s+)?\d{1,4}\s+năm\s+)?"
    r"(?P<title>(?:Kỷ niệm (?:ngày )?)?(?:Ngày|Lễ|Tết|Quốc khánh|Giỗ|Thành lập|Tái lập|Giải phóng|"
    r"Chiến thắng|Cách mạng|(?:Tổng )?[Kk]hởi nghĩa|Toàn quốc|Quốc tế|Sinh nhật|Ngày sinh)\s[^\n.;(]{3,120}|"
    r"Quốc khánh(?!\w))",
    re.IGNORECASE,
)  # "20/11 - Ngày …"
EVENT = re.compile(r"(?:sáng|chiều|tối|vào|trong|hôm|lúc|tổ chức)\s*(?:ngày)?\s*$", re.IGNORECASE)
# Days that everybody knows, with the year they are of (0: of no one year that a programme would name): a bare "20/11"
# among words of remembering is one of these.
KNOWN_DAYS = {
    (9, 1): 1950,
    (3, 2): 1930,
    (27, 2): 1955,
    (8, 3): 1910,
    (26, 3): 1931,
    (7, 4): 2000,
    (18, 4): 0,
    (21, 4): 0,
    (30, 4): 1975,
    (1, 5): 1886,
    (7, 5): 1954,
    (15, 5): 1941,
    (18, 5): 0,
    (19, 5): 1890,
    (1, 6): 0,
    (5, 6): 1911,
    (11, 6): 1948,
    (21, 6): 1925,
    (26, 6): 0,
    (28, 6): 0,
    (11, 7): 0,
    (15, 7): 1950,
    (27, 7): 1947,
    (28, 7): 1929,
    (1, 8): 1930,
    (10, 8): 0,
    (12, 8): 0,
    (19, 8): 1945,
    (2, 9): 1945,
    (12, 9): 1930,
    (23, 9): 1945,
    (1, 10): 0,
    (10, 10): 1954,
    (13, 10): 0,
    (14, 10): 1930,
    (15, 10): 1956,
    (20, 10): 1930,
    (9, 11): 0,
    (18, 11): 1930,
    (20, 11): 1982,
    (23, 11): 1940,
    (1, 12): 0,
    (5, 12): 0,
    (6, 12): 1989,
    (19, 12): 1946,
    (22, 12): 1944,
}
REMEMBERED = re.compile(r"(?:[Nn]gày|NGÀY|[Kk]ỷ niệm|[Dd]ịp|[Mm]ừng|[Ll]ễ|[Nn]hân)\b[^.;\n]*$")
