"""Work programmes as people have them (.txt, .docx, .pdf with text): a document's bytes -> what the reader finds.

Runs in a child process (bot/sandbox): whatever a file does to a library, it does to that process alone.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from schedules.plan.reader import read
from storage.errors import UnreadableError

MOST_BYTES = 20_000_000
MOST_PAGES = 500
_NO_MEMORY = 2  # XML_ERR_NO_MEMORY of libxml2
SHORTEST = 20  # letters: less is no programme
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_OLE = b"\xd0\xcf\x11\xe0"  # .doc, and what Office locks with a password
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")


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
    if content.startswith(_OLE):
        raise UnreadableError("old_word")
    if content.startswith(_PICTURES):
        raise UnreadableError("no_programme")
    if content[:1024].lstrip().startswith(b"%PDF"):
        text = _pdf(content)
    elif content.startswith(b"PK"):
        text = _docx(content)
    else:
        text = _plain(content)
    if sum(map(str.isalpha, text)) < SHORTEST:
        raise UnreadableError("scan" if name.lower().endswith(".pdf") else "no_programme")
    return text


def _plain(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.count("\0") > len(text) // 100:
            break
        if encoding == "cp1258" and not _reads_as_vietnamese(text):
            raise UnreadableError("old_letters")
        return text
    raise UnreadableError("no_programme")


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
                lines += [" ".join(dict.fromkeys(cell.text for cell in row.cells)) for row in block.rows]
            else:
                numbered = block._p.pPr is not None and block._p.pPr.numPr is not None  # noqa: SLF001
                lines.append(f"- {block.text}" if numbered else block.text)
    except SyntaxError as error:  # lxml's, which says so too where it gets no more memory
        raise UnreadableError("too_much" if getattr(error, "code", 0) == _NO_MEMORY else "damaged") from error
    except (KeyError, ValueError, zipfile.BadZipFile, AttributeError) as error:
        raise UnreadableError("damaged") from error
    return "\n".join(lines)


def _pdf(content: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        document = PdfReader(io.BytesIO(content))
        locked = document.is_encrypted and not document.decrypt("")
        pages = [] if locked else [page.extract_text() for page in document.pages[:MOST_PAGES]]
    except (PyPdfError, *_FROM_INSIDE) as error:
        raise UnreadableError("damaged") from error
    if locked:
        raise UnreadableError("locked")
    return "\n".join(pages)
