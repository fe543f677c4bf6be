"""Headings of a programme: which line is one, and whether results or aims stand below it."""

from __future__ import annotations

import re

from schedules.plan.reader.text import UPPER

_LONGEST_HEADING = 140
_RESULTS_BELOW = re.compile(
    r"(?:phần [\w ]{1,12}[.:\-]?\s*)?(?:những |đánh giá |một số |khái quát )*(?:kết quả|tình hình|ưu điểm|"
    r"thành tích|hạn chế|tồn tại)",
    re.IGNORECASE,
)
AIMS_BELOW = re.compile(
    r"(?:phần [\w ]{1,12}[.:\-]?\s*)?(?:những |một số |các |dự kiến |xây dựng )*"
    r"(?:phương hướng|nhiệm vụ|chỉ tiêu|mục tiêu|mục đích|kế hoạch|nội dung|giải pháp|chương trình|định hướng)",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"\s*(?:(?:[IVX]+|[A-D]|\d{1,2}|phần [\w ]{1,12})\s*[.):\-]?\s+|"
    rf"(?-i:[{UPPER}][{UPPER}\d ,.:-]{{7,}}$))",
    re.IGNORECASE,
)
_AN_AMOUNT = re.compile(r"(?<!\d)\d[\d.]*\s*(?:%|[^\W\d_])")


def shouts(lines: list[str]) -> bool:
    """Whether a text is written in capitals throughout, as posters are: then a line in capitals is no heading."""
    worded = [line for line in lines if any(map(str.isalpha, line))]
    return len(worded) > 1 and all(map(str.isupper, worded))


def is_heading(line: str, bare: str) -> bool:
    """Whether a line names what stands below it: numbered, in capitals, or ending in a colon; it sets no amount."""
    named = _HEADING.match(line) or line.rstrip().endswith(":")
    return bool(len(line) <= _LONGEST_HEADING and named and not _AN_AMOUNT.search(bare))


def tells_results(heading: str, past: bool) -> bool:
    """Whether what stands below a heading is what was done; below one that does not say, as above it."""
    return bool(_RESULTS_BELOW.match(heading)) or (past and not AIMS_BELOW.match(heading))
