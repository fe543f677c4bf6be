"""The gettext catalogues: bring them up to date with the code, and say what is missing.

`python -m handlers.locales.catalogues` updates them; with `--check` it changes nothing and fails where they
are not complete.
"""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from handlers.engine.text import LANGUAGES, LOCALES

KEYWORDS = {"_": None, "ngettext": (1, 2)}
_FIELD = re.compile(r"{\w+(?::\w+)?}")


def extracted() -> Catalog:
    """Every sentence that the code marks for translation."""
    found = Catalog()
    here = Path(__file__).parents[1]
    for _file, _line, message, _comments, _context in extract_from_dir(here, [("**.py", "python")], keywords=KEYWORDS):
        found.add(message)
    return found


def path_of(language: str) -> Path:
    """Where a language's catalogue is."""
    return LOCALES / language / "LC_MESSAGES" / "diemdanh.po"


def updated(language: str, template: Catalog) -> Catalog:
    """The language's catalogue with exactly the code's sentences; English says what the code says."""
    path = path_of(language)
    old = read_po(BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
    header = f"# Điểm Danh in {LANGUAGES[language]}"
    fresh = Catalog(locale=language, project="diemdanh", fuzzy=False, header_comment=header)
    for message in sorted((one for one in template if one.id), key=lambda one: str(one.id)):
        known = old.get(_singular(message))
        string = known.string if known is not None else ""
        if language == "en":
            string = message.id
        fresh.add(message.id, string)
    return fresh


def written(catalogue: Catalog) -> bytes:
    """The catalogue as its file holds it: sorted, without dates or places, so that a diff shows sentences alone."""
    out = BytesIO()
    write_po(out, catalogue, omit_header=False, no_location=True, width=120)
    dates = re.compile(
        rb'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To|'
        rb"Generated-By|Project-Id-Version):.*\n"
    )
    return dates.sub(b"", out.getvalue())


def problems(language: str, template: Catalog) -> list[str]:
    """What keeps a catalogue from being complete, a line each."""
    path = path_of(language)
    known = read_po(BytesIO(path.read_bytes()), locale=language)
    found = []
    for message in template:
        if not message.id:
            continue
        entry = known.get(_singular(message))
        if entry is None or not entry.string or (not isinstance(entry.string, str) and not all(entry.string)):
            found.append(f"{path.name} ({language}): not translated: {_singular(message)!r}")
        elif fields(message.id) != fields(entry.string):
            found.append(f"{path.name} ({language}): other facts than the sentence: {_singular(message)!r}")
    if not found and written(updated(language, template)) != path.read_bytes():
        found.append(f"{path.name} ({language}): out of date; run make catalogues")
    return found


def fields(text: str | tuple[str, ...] | list[str]) -> set[str]:
    """The named places of a sentence or of all its plural forms."""
    return set(_FIELD.findall(text if isinstance(text, str) else " ".join(text)))


def _singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def main() -> int:
    """Update the catalogues, or check them."""
    template = extracted()
    if "--check" not in sys.argv:
        for language in LANGUAGES:
            path = path_of(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written(updated(language, template)))
    found = [line for language in LANGUAGES for line in problems(language, template)]
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
