"""Rows that are no people: names of units between them, headings again, totals, dates, signatures, keys of marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from storage.text import fold

_ENUMERATED = re.compile(r"^\s*(?:[IVXLC]{1,5}|[A-ZĐ]|\d{1,2})\s*[.)/:\-–]+\s*|^\s*\*+\s*|^\s*[-–+•]\s*")
_COUNTED = re.compile(
    r"\s*[(\[:–-]?\s*(?:gồm\s*)?\d+\s*(?:đ/c|đc|đồng chí|đoàn viên|đv|người|bạn|em|hs|sv|học sinh|thành viên|tnv)"
    r"\.?\s*[)\]]?\s*$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\s*(?:tên\s+)?(?:đơn vị(?: tham gia| công tác| sinh hoạt)?|cơ sở đoàn|tổ chức|thuộc)\s*[:：]\s*", re.IGNORECASE
)
_LABEL_KEPT = re.compile(
    r"^\s*(?:tên\s+)?(chi đoàn|liên chi đoàn|đoàn xã|đoàn phường|lớp|tổ|ấp)\s*[:：]\s*", re.IGNORECASE
)
_UNIT_LIKE = re.compile(
    r"(?:(?:lien )?chi doan|chi doan co so|cd|lcd|doan co so|doan phuong|doan xa|doan thi tran|xa doan|phuong doan"
    r"|huyen doan|thi doan|thanh doan|lop|ap|khom|thon|khu pho|to \d|to dan pho|to san xuat|don vi|chi hoi|clb"
    r"|cau lac bo|(?:doan )?truong (?:thpt|thcs|tieu hoc|mam non|mau giao|dai hoc|cao dang|trung cap|ptdtnt)"
    r"|nhom \d|doi \d)\b.*"
)
_ROMAN = re.compile(r"(?:[IVXLC]{1,5}|[A-ZĐ]|\d{1,4})[.)]?")
_TOTAL = re.compile(
    r"(?:tong cong|tong so|tong ket|tong hop|danh sach(?: nay)? (?:co|gom)|an dinh danh sach|so luong|trong do"
    r"|cong(?: so)?(?: \d+.*)?$|tong(?: \d+.*)?$|cong trang \d.*|total(?: \d+.*)?$"
    r"|(?:co mat|vang|hien dien|si so|co phep|khong phep) \d|tong).*"
)
_TOTAL_WORDS = re.compile(
    r"(?:tong(?: cong| so| ket| hop)?|total|cong|si so|co mat|vang(?: mat)?|hien dien|trong do|so luong|an dinh"
    r"|danh sach)\b"
)
_SIGNED = re.compile(
    r"(?:.*\bngay(?: \d{1,2})?(?: thang(?: \d{1,2})?) nam(?: \d{2,4})?$"
    r"|nguoi (?:lap|ghi|kiem|duyet|thuc hien|tong hop|phu trach|bao cao|diem danh|theo doi|nhan|viet|cham cong|nop)\b.*"
    r"|nguoi xac nhan.*|(?:da )?ky(?: ten| va| ghi| dong dau)\b.*|ky|.*ghi ro ho(?: va)? ten.*"
    r"|(?:t m|tm|t l|tl|k t|kt|tuq) .*|xac nhan.*|duyet|phe duyet|noi nhan.*|luu vt.*"
    r"|can bo (?:lap|phu trach|theo doi).*|prepared by\b.*|on behalf of .*|signature .*)"
)
_TITLES = re.compile(
    r"(?:pho |q |quyen )?(?:bi thu|giam doc|hieu truong|chu tich|thu truong|truong (?:doan|ban|phong|nhom|doi)"
    r"|ke toan(?: truong)?|chu nhiem|chi huy truong|lanh dao|ban chap hanh|ban thuong vu|bch|thu ky|chi doan truong"
    r"|uy vien|giao vien chu nhiem|gvcn|lop truong)(?: .*)?"
)
_GROUPS = {
    "nam",
    "nu",
    "ban chap hanh",
    "ban thuong vu",
    "doan vien",
    "hoi vien",
    "uy vien",
    "thanh nien",
    "can bo",
    "can bo doan",
}
_NOTE = re.compile(
    r"^\s*(?:ghi chú|lưu ý|chú thích|ký hiệu|kí hiệu|chú ý|chú giải|quy ước|hướng dẫn|note)\s*(?:[:：].*)?$",
    re.IGNORECASE,
)


def texts(cells: Sequence[Any]) -> list[str]:
    """The different texts of a row, without numbers and letters that only count."""
    said = dict.fromkeys(str(cell).strip() for cell in cells if cell is not None)
    return [one for one in said if one and not _ROMAN.fullmatch(one)]


def unit_text(text: str) -> str:
    """The name of the unit in a line that stands for one: "I. CHI ĐOÀN ẤP 1 (12 đ/c)" is "CHI ĐOÀN ẤP 1"."""
    named = _COUNTED.sub("", _ENUMERATED.sub("", text.strip()))
    named = _LABEL_KEPT.sub(r"\1 ", _LABEL.sub("", named))
    return named.strip(" :.;,-–*")


def unit_like(text: str) -> bool:
    """Whether a line reads as the name of a unit."""
    named = unit_text(text)
    lower = named.lower()
    return bool(_UNIT_LIKE.fullmatch(fold(named))) or lower.startswith(
        ("xã ", "phường ", "thị trấn ", "tổ ", "đội ", "huyện ")
    )


def is_total(text: str) -> bool:
    """Whether a line counts those above it: "Tổng cộng: 12", "Cộng"."""
    key = fold(text)
    return bool(_TOTAL.fullmatch(key)) and (
        any(letter.isdigit() or letter in ":：" for letter in text)
        or bool(_TOTAL_WORDS.fullmatch(key))
        or key.startswith(("tong cong", "tong so"))
    )


def is_signed(text: str) -> bool:
    """Whether a line belongs to the date and the signatures below a table."""
    return bool(_SIGNED.fullmatch(fold(text)))


def is_title(text: str) -> bool:
    """Whether a line is the title of whoever signs."""
    key = fold(text)
    if key.startswith("truong ") and not text.isascii() and "ưở" not in text.lower():
        return False  # Trương Đoàn Nam is somebody
    return bool(_TITLES.fullmatch(key))


def is_group(text: str, *, counted: bool) -> bool:
    """Whether a line parts the people of one unit: "II. Đoàn viên", "Nữ"; `counted`: a number stands beside it."""
    return fold(unit_text(text)) in _GROUPS and (counted or bool(_ENUMERATED.match(text)) or not is_title(text))


def is_note(text: str) -> bool:
    """Whether a line is a note, or the key of the marks."""
    return bool(_NOTE.match(text))


def counts_columns(cells: Sequence[Any]) -> bool:
    """Whether a row numbers the columns, as printed forms do: (1) (2) (3), 1 2 3, A B 1 2."""
    said = [str(cell).strip(" ()[]") for cell in cells if cell is not None]
    if len(said) < 3 or not all(one.isdigit() or (len(one) <= 2 and one.isalpha()) for one in said):
        return False
    numbers = [int(one) for one in said if one.isdigit()]
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] in {1, 2}
