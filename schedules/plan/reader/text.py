"""A programme's text made plain: one form of letters and dashes, slips of scanning mended, broken lines joined."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from itertools import pairwise

from schedules.plan.reader.stacked import with_rows

# Letters as they stand inside brackets of a pattern: ranges like à-ỹ would hold capital ones too.
_LETTERS = [chr(one) for one in (*range(0x41, 0x250), *range(0x1EA0, 0x1EFA)) if chr(one).isalpha()]
LOWER = "".join(filter(str.islower, _LETTERS))
UPPER = "".join(filter(str.isupper, _LETTERS))
LONGEST = 3_000_000  # characters: some 1,500 pages

# Digits that a scan mistakes, inside what is otherwise a date: "l9/5/1890", "O3/02", "26/3/I931".
_LOOKALIKES = str.maketrans("OoQlI|", "000111")
_SCANNED_DATE = re.compile(
    r"(?<![^\W_])(?:(?=[\dOoQlI|/.\-]{0,10}\d)[\dOoQlI|]{1,2}[/.\-][\dOoQlI|]{1,2}(?:[/.\-][\dOoQlI|]{2,4})?|"
    r"(?:[OoQ]?\d|\d[OoQ])[/.\-](?:2[0OoQ]|[1lI|]9)[\dOoQlI|]{2})(?![^\W_])"
)
# "19 /8/ 1945", "tháng 2 /2018": a date is one word.
_SPACED_DATE = re.compile(r"(?<![\d/])(\d{1,2}) ?/ ?(\d{1,2}|(?:19|20)\d{2})(?!\d)(?: ?/ ?(\d{4})(?!\d))?")
# … and in any number: "5O năm", "1OO%".
_SCANNED_NUMBER = re.compile(r"(?<![^\W_])\d[\d.]{0,12}[OQo][\d.OQo]{0,12}(?![^\W_])")
# What ends no line: its name goes on in the next one, even with a capital letter.
_NO_END = re.compile(
    r"(?<![^\W_])(Chủ tịch|Hồ|Hồ Chí|Đảng|Đảng Cộng|Cộng|TNCS|TNTP|LHTN|Đoàn TNCS|Ngày|ngày|thành lập|Việt|"
    r"Quân đội|Bác|"
    r"Thanh niên|Thanh niên Cộng sản|Đội|Hội|sinh|của|và|với|tại|cho|các|kỷ niệm|năm|"
    rf"chào mừng)[ ]*\n+[ ]*(?=[{UPPER}][^\n]*(?:\(|\d{{1,2}}[/.\-]\d{{1,2}}[/.\-]\d{{4}}))"
)
_DASHED_NAME = re.compile(r"(?<=Thương binh)[ ]*\n[ ]*(?=- Liệt)", re.IGNORECASE)  # no bullet: the day's own dash
# What a printer puts between two pages: a number alone, where the sentence goes on below; or "Trang 6/11".
_PAGE = re.compile(
    r"(?<=[^\s.;:!?|])[ ]?\n[ \t]{0,60}-?[ ]?\d{1,3}[ ]?-?[ ]?\n(?=[ ]{0,60}\()|"
    r"(?m:^[ \t]{0,60}trang \d{1,3}(?:/\d{1,3})?[ ]?$)",
    re.IGNORECASE,
)
_MARK_AND_TAB = re.compile(r"(?m)^([ ]{0,60}(?:[-+*•]|\(?\d{1,3}(?:\.\d{1,2}){0,4}[.)]|[a-zđ]\)|[IVX]{1,6}\.))\t+")
_TABS = re.compile(r"\t+")
_DASHES = re.compile(r"[‐‑‒–—―−]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200b\u202f\u3000]+")
_BROKEN_DATE = re.compile(
    r"(?:((?<!\d)\d{1,2}[/.\-]\d{0,2})[ ]*\n+[ ]*(?=[/.\-]?\d)|((?<!\d{3})\d[/.\-])[ ]*\n+[ ]*(?=\d)|"
    r"(\d{4}[ ]*-)[ ]*\n+[ ]*(?=\d))(?!\d{1,2}[.)]\s)"  # "2. …" is the next of a list
)
# A line goes on where the next one begins small, or in the middle of a bracket.
_GOES_ON = re.compile(rf"(?<=[^\s.;:!?])\n(?=[ ]*(?:[{LOWER}](?!\))|\((?!\d{{1,2}}\)|[a-zđ]\))))")
_GOES_ON_AFTER_GAP = re.compile(rf"(?<=[{LOWER},])\n\n(?=[ ]*[{LOWER}(\d]|[ ]*Đoàn |[ ]*TNCS )")
# … or where its next word had no room: text that a printer has wrapped at one width.
_WIDEST = 130  # signs of a printed line; a longer one is a paragraph that nobody has wrapped
_NARROWEST = 50
_MARGIN = 0.9  # of the width: letters differ in theirs
_BEGINS_ANEW = re.compile(
    r"\s*(?:[-•+*►✓✔▪◦|]|\(?\d{1,3}(?:\.\d{1,2})*[.):]+\s|[IVX]+\.\s|[a-zđ]\)\s|"
    rf"\d{{1,3}}\s(?=[{UPPER}|])|S?TT\s|[^:\d]{{4,60}}:\s*\d|"
    r"(?:[Nn]gày\s+)?\d{1,2}/\d{1,2}(?:/\d{4})?\s*(?::|-\s|$)|$)"
)
_ENDS = re.compile(r"[.;:!?|]\s*$")
_MISSING_SLASH = re.compile(r"\b(\d{1,2}/\d{1,2})((?:1[89]|20)\d{2})\b")
_YEAR = re.compile(r"(?:năm|NĂM|Năm)\s+((?:19|20)\d{2})\b")
_ANY_YEAR = re.compile(r"(?<![\d/.\-])(?:[\d]{1,2}[/.\-])?(?:[\d]{1,2}[/.\-])(20\d{2})\b")


def tidy(text: str) -> str:
    """The text with its letters composed, its dashes and spaces alike, and its broken lines joined."""
    plain = html.unescape(unicodedata.normalize("NFC", text[:LONGEST])).replace("\r\n", "\n").replace("\r", "\n")
    plain = _MARK_AND_TAB.sub(r"\1 ", _PAGE.sub("\n", plain))
    plain = "\n".join(map(_with_cells, plain.split("\n"))) if "\t" in plain else plain
    plain = "\n".join(with_rows(plain.split("\n")))
    plain = _unwrapped(_SPACES.sub(" ", _DASHES.sub("-", plain.replace("\f", "\n"))))
    plain = _BROKEN_DATE.sub(lambda match: next(part for part in match.groups() if part), plain)
    plain = _SCANNED_DATE.sub(lambda match: match[0].translate(_LOOKALIKES), plain)
    plain = _SCANNED_NUMBER.sub(lambda match: match[0].translate(_LOOKALIKES), plain)
    plain = _SPACED_DATE.sub(lambda match: "/".join(part for part in match.groups() if part), plain)
    plain = _NO_END.sub(r"\1 ", plain)
    plain = _DASHED_NAME.sub(" ", plain)
    plain = _MISSING_SLASH.sub(r"\1/\2", plain)
    plain = _GOES_ON_AFTER_GAP.sub(" ", plain)
    return _GOES_ON.sub(" ", plain)


def _with_cells(line: str) -> str:
    """A row of a table whose cells are parted by tabs, with them parted as in other tables; other lines as they are."""
    cells = [cell.strip() for cell in _TABS.split(line.strip())]
    return " | ".join(cells) if len(cells) > 2 else line


def _unwrapped(text: str) -> str:
    """The text with the lines joined that were broken only because the next word had no room."""
    lines = text.split("\n")
    width = max(map(len, lines), default=0)
    if not _NARROWEST <= width <= _WIDEST:
        return text
    joined: list[str] = []
    group: list[str] = []
    for line in lines:
        if group and (_BEGINS_ANEW.match(line) or line.isupper() or group[-1].isupper() or _ENDS.search(group[-1])):
            joined += _paragraph(group, width)
            group = []
        group.append(line)
    joined += _paragraph(group, width)
    return "\n".join(joined)


def _paragraph(lines: list[str], width: int) -> list[str]:
    """Lines as one, where most of them end only because the next word had no room; otherwise as they are."""
    full = [len(before) + 1 + len(line.split(" ", 1)[0]) > width * _MARGIN for before, line in pairwise(lines)]
    if 2 * sum(full) <= len(full):
        return lines  # a list, of which one line happens to be the longest
    joined = lines[:1]
    for line, goes_on in zip(lines[1:], full, strict=True):
        if goes_on:
            joined[-1] += f" {line.lstrip()}"
        else:
            joined.append(line)
    return joined


def year_of(text: str) -> int | None:
    """The year that a programme is for: the one that it names most as a year; None where it names none."""
    named = Counter(int(year) for year in _YEAR.findall(text[:20_000]))
    recent = Counter({year: times for year, times in named.items() if year >= 2010})
    if recent:
        return max(recent, key=lambda year: (recent[year], year))
    dated = Counter(int(year) for year in _ANY_YEAR.findall(text[:20_000]))
    return max(dated, key=lambda year: (dated[year], year)) if dated else None


def sentence_around(text: str, start: int, end: int, most: int = 300) -> str:
    """The sentence, or the line, in which a part of the text stands."""
    begins = max(text.rfind(sign, max(0, start - most), start) for sign in ("\n", ". ", "; ", "! "))
    ends = [at for sign in ("\n", ". ", "; ") if (at := text.find(sign, end, end + most)) >= 0]
    return text[max(begins + 1, start - most) : min(ends, default=end + most)].strip(" .;")[:most]
