"""Which files are taken, told by what is in them: a name or a media type is only what somebody says of a file. Pure."""

from __future__ import annotations

import codecs

from bot.files import picture_type

OFFICE = b"[Content_Types].xml"  # a part of every .xlsx and .docx, by its name in the archive's list
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, .doc; also what a password locks
LOOKED_AT = 64 * 1024  # bytes of a text
_CONTROLS = bytes(number for number in range(32) if number not in b"\t\n\r\f") + b"\x7f"
_PROGRAMS = (b"#!", b"<?php", b"<script", b"@echo")


def is_picture(content: bytes) -> bool:
    """Whether it is a picture: JPEG, PNG, WebP or HEIC."""
    return picture_type(content) is not None


def is_document(content: bytes) -> bool:
    """Whether it is a document that some reader may know: of an office's programs, a PDF, or a text."""
    if content.startswith(b"PK"):
        return OFFICE in content or OPEN_DOCUMENT in content[:200]
    return content.startswith((b"%PDF-", OLD_OFFICE)) or _is_text(content[:LOOKED_AT])


def _is_text(content: bytes) -> bool:
    """Whether it is a text, such as a table with commas, in UTF-8, UTF-16 or a code page; no program, no web page."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.decode("utf-16", "ignore").encode()
    plain = content.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    return content.translate(None, delete=_CONTROLS) == content and not plain.startswith(_PROGRAMS)
