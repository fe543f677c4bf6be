"""The words that join two moments to a stretch of time, open or close one, and say that there is none: tables."""

from __future__ import annotations

import re

# What joins two moments --------------------------------------------------------------------------------------------

TO = re.compile(
    r"\s*\)?\s*(?:-|,?\s*(?:cho\s+)?(?:đến|tới)|,?\s*(?:và\s+)?(?:sẽ\s+)?kết thúc(?:\s+[^\W\d_]+){0,3}?|,?\s*và đến)\s*"
    r"(?:vào\s+|khoảng\s+|trước\s+|hết\s+)*",
    re.IGNORECASE,
)
AND = re.compile(r"\s*(?:,\s*(?:và\s+)?|và\s+|&\s*)", re.IGNORECASE)

# What opens one ----------------------------------------------------------------------------------------------------

FROM = re.compile(r"(?<!\w)(?:(?:kể\s+)?từ|bắt đầu(?:\s+từ)?|khai mạc)\s*(?:vào\s+|khoảng\s+)?[(:]?\s*$", re.IGNORECASE)
UNTIL = re.compile(
    r"(?<!\w)(?:từ\s+(?:nay|bây giờ|hôm nay|giờ)\s+(?:cho\s+)?(?:đến|tới)|(?:cho\s+)?đến\s+hết)"
    r"\s*:?\s*(?:(?:là|vào|trước|hết)\s+)*$",
    re.IGNORECASE,
)
UNTIL_A_DAY = re.compile(r"(?<!\w)(?:(?<!tính )đến|tới|kết thúc(?:\s+vào)?)\s*$", re.IGNORECASE)  # … "ngày 30/11"
AS_A_TIME = re.compile(
    r"(?:[(:|]|(?<!\w)(?:trong|vào|dự kiến|thời gian|thực hiện|diễn ra|tổ chức|triển khai|hoàn thành|phát động|"
    r"cao điểm))\s*"
    r"(?:(?:các|cả|trong|vào|dự kiến|là|khoảng)\s*:?\s*)*$",
    re.IGNORECASE,
)
DEADLINE = re.compile(
    r"(?<!\w)(?:trước|chậm nhất|muộn nhất|không muộn hơn|hạn(?:\s+(?:cuối|chót|nộp|đăng ký|gửi))*)"
    r"\s*:?\s*(?:(?:đến|là|vào|trước|hết|ngày)\s+)*$",
    re.IGNORECASE,
)
HEADS = re.compile(r"(?:^|[\n;.])\s*(?:[-+*•]\s*|\(?\d+[.)]\s*|[a-zđ]\)\s*)?(?:trong\s+)?(?:các\s+)?$", re.IGNORECASE)
IN_A_ROW = re.compile(r"(?:^|\n)\s*\d{1,3}\s+[^\W\d_][^\n|:;.]*[^\s:;,.(]\s$")  # a table's row, its cells not parted
OPENS_A_LINE = re.compile(r"(?:^|\n)\s*(?:[-+*•]\s*|\d+[.)]\s*)?(?:trong\s+)?(?:các\s+)?$", re.IGNORECASE)

# Before these no stretch of time begins: a document and its date, a law in force, classes and houses.
NO_PERIOD = re.compile(
    r"(?:(?<!\w)số[\s:]*\d|Nghị quyết|Quyết định|Kế hoạch số|Công văn|Thông báo|Chỉ thị)[^.;\n]{0,60}$|(?:hiệu lực"
    r"(?:\s+từ)?|tính\s+đến)\s*$|(?:lớp|phòng|sinh|báo|bản tin|tạp chí|Cách mạng|công tác)\s*$",
    re.IGNORECASE,
)
NEXT_YEAR = re.compile(r"\s*(?:của\s+)?năm\s+(?:sau|tới|tiếp theo|kế tiếp|liền kề|kế)(?!\w)", re.IGNORECASE)
PASSED = re.compile(r"\s*(?:hằng|hàng|mỗi)\s+(?:tháng|quý|năm)", re.IGNORECASE)  # "trước ngày 10 hằng tháng"
COUNTS = re.compile(
    r"\s*(?:tuổi|%|mô hình|đoàn viên|lượt|người|em|triệu|tỷ|xã|"
    r"năm\s+(?!20|sau|tới|tiếp theo|kế|liền kề)|(?:cho\s+)?đến\s+nay\b)",
    re.IGNORECASE,
)  # "16 - 30 tuổi"; "từ 5/6/1911 đến nay"
WHOLE_YEAR = re.compile(
    r"(?:thời gian|thực hiện)\s*:\s*(?:trong\s+)?(?:cả\s+)?năm\s+(?P<year>20\d{2})(?=\s*(?:[).,;\n]|$))", re.IGNORECASE
)
