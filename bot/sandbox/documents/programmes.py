"""Work programmes as people have them (.txt, .docx, .pdf with text): a document's bytes -> what the reader finds.

Runs in a child process (bot/sandbox): whatever a file does to a library, it does to that process alone.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from schedules.plan.reader import read
from storage.errors import UnreadableError

if TYPE_CHECKING:
    from pypdf import PageObject

MOST_BYTES = 20_000_000
MOST_PAGES = 500
_NO_MEMORY = 2  # XML_ERR_NO_MEMORY of libxml2
SHORTEST = 20  # letters: fewer beside pictures are a scan's
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OLE = b"\xd0\xcf\x11\xe0"  # the files of Office until 2003, and what Office locks with a password
# What an OLE file holds is told by its streams' names.
_STREAMS = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "old_word"),
    ("Workbook", "spreadsheet"),
    ("Book", "spreadsheet"),
    ("PowerPoint Document", "slides"),
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_RTF = b"{\\rtf"
# What a zip is, by the folder in it.
_FOLDERS = (("word/", ""), ("xl/", "spreadsheet"), ("ppt/", "slides"), ("content.xml", "other_document"))


# What a library runs into in the middle of a file that is not as it says.
_FROM_INSIDE = (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, NotImplementedError)


def read_programme(content: bytes, name: str, year: int | None = None) -> Iterator[Any]:
    """What a programme holds (`ReadProgramme`, as JSON).

    Raises:
        UnreadableError: it is no text, or holds none, or is too large.
    """
    yield read(text_of(content, name), year).model_dump(mode="json")


def text_of(content: bytes, name: str) -> str:
    """A document's text, whatever its name ends in.

    Raises:
        UnreadableError: it is no text, or holds none, or is too large.
    """
    if not content:
        raise UnreadableError("empty_file")
    if len(content) > MOST_BYTES:
        raise UnreadableError("too_large", most=MOST_BYTES // 1_000_000)
    if (kind := _other_kind(content)) is not None:
        raise UnreadableError(kind)
    if content[:1024].lstrip().startswith(b"%PDF"):
        text = _pdf(content)
    elif content.startswith(b"PK"):
        text = _docx(content)
    else:
        text = _plain(content)
    if not any(map(str.isalpha, text)):
        raise UnreadableError("scan" if name.lower().endswith(".pdf") else "no_programme")
    return text


def _other_kind(content: bytes) -> str | None:
    """What a file is by its first bytes, where it is none of those that are read."""
    if content.startswith(_OLE):
        streams = [key for stream, key in _STREAMS if stream.encode("utf-16-le") in content]
        return streams[0] if streams else "old_word"
    if content.startswith(_PICTURES) or content[4:12] in _HEIC:
        return "picture"
    if content.startswith(_ARCHIVES):
        return "archive"
    return "other_document" if content.startswith(_RTF) else _kind_of_zip(content)


def _kind_of_zip(content: bytes) -> str | None:
    if not content.startswith(b"PK"):
        return None
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except zipfile.BadZipFile as error:
        raise UnreadableError("damaged") from error
    for folder, key in _FOLDERS:
        if any(one.startswith(folder) for one in names):
            return key or None
    return "archive"


_NO_TEXT = [chr(one) for one in range(32) if chr(one) not in "\t\n\v\f\r\x1a\x1b"]  # signs that no text has


def _plain(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if sum(map(text.count, _NO_TEXT)) > len(text) // 100:
            raise UnreadableError("not_text")
        if encoding == "cp1258" and not _reads_as_vietnamese(text):
            raise UnreadableError("old_letters")
        return text
    raise UnreadableError("not_text")


def _reads_as_vietnamese(text: str) -> bool:
    """Whether an old encoding gives words: the fonts of the nineties (TCVN3, VNI) come out as other signs."""
    letters = sum(map(str.isalpha, text))
    odd = sum(one in "®¸µ¶·¹¾»¼½Æ©ª«¬­§¨³­¿ïñþÞßæÐðøØ£¥¤¢" for one in text)
    return letters > 0 and odd < letters / 50


def _docx(content: bytes) -> str:
    from docx import Document  # noqa: PLC0415 - a child loads what its task needs
    from docx.table import Table  # noqa: PLC0415

    try:
        document = Document(io.BytesIO(content))
        lines = []
        for block in document.iter_inner_content():
            if isinstance(block, Table):
                for row in block.rows:
                    cells = {cell._tc: cell.text for cell in row.cells}  # noqa: SLF001 - a merged cell comes twice
                    lines += _lines_of_a_row(list(cells.values()))
            else:
                numbered = block._p.pPr is not None and block._p.pPr.numPr is not None  # noqa: SLF001
                lines.append(f"- {block.text}" if numbered else block.text)
    except SyntaxError as error:  # lxml's, which says so too where it gets no more memory
        raise UnreadableError("too_much" if getattr(error, "code", 0) == _NO_MEMORY else "damaged") from error
    except (KeyError, ValueError, zipfile.BadZipFile, AttributeError) as error:
        raise UnreadableError("damaged") from error
    return "\n".join(lines)


def _lines_of_a_row(cells: list[str]) -> list[str]:
    """A row as one line with its cells parted; where a cell holds whole paragraphs, each of them as a line."""
    if any(cell.strip().count("\n") for cell in cells):
        return [line for cell in cells for line in cell.split("\n")]
    return [" | ".join(cell.strip() for cell in cells)]


def _pdf(content: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        document = PdfReader(io.BytesIO(content))
        locked = document.is_encrypted and not document.decrypt("")
        pages = [] if locked else [page.extract_text() for page in document.pages[:MOST_PAGES]]
        few = not locked and sum(map(str.isalpha, "".join(pages))) < SHORTEST
        scanned = few and any(map(_has_a_picture, document.pages))
    except (PyPdfError, *_FROM_INSIDE) as error:
        raise UnreadableError("damaged") from error
    if locked:
        raise UnreadableError("locked")
    if scanned:
        raise UnreadableError("scan")
    return "\n".join(pages)


def _has_a_picture(page: PageObject) -> bool:
    from pypdf.generic import DictionaryObject  # noqa: PLC0415

    none = DictionaryObject()
    objects = page.get("/Resources", none).get_object().get("/XObject", none).get_object()
    return any(one.get_object().get("/Subtype") == "/Image" for one in objects.values())
