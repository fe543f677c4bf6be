"""What is said when a job goes wrong: a document that cannot be read, work that takes too long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.engine.text import Text, _

NOT_YOURS = _("You can't see this list any more.")
NOT_KEPT = _("That file is not kept any more.")
NOT_MADE = _("The file could not be made. Please ask for it once more, or for less at a time.")
NOTHING_IN_IT = _("I can't find any anniversaries, targets or periods in it.")
SENTENCES: dict[str, Text] = {
    "too_large": _("That file is larger than {most} MB. Please send a smaller one."),
    "too_slow": _("That file takes too long to read. Please send it in smaller parts."),
    "too_much": _("That file is too big for me. Please send it in smaller parts."),
    "crashed": _("I can't read that file: it may be damaged. Please save it and send it again."),
    "no_table": _("That is no table. Please send an Excel file (.xlsx)."),
    "table_in_picture": _(
        "That is a picture, and I cannot read tables in pictures. Please send the Excel file itself (.xlsx)."
    ),
    "pdf": _("That is a .pdf. Please send the Excel file that it was made of (.xlsx)."),
    "word": _("That is a Word file. Please copy its table into Excel and send that (.xlsx)."),
    "table_in_archive": _("That is a packed folder. Please unpack it and send the Excel file itself (.xlsx)."),
    "only_formulas": _(
        "There are only formulas without values in it. Open the file in Excel, save it and send it again."
    ),
    "web_page": _("That is a web page, whatever it is called. Open it in Excel and save it as .xlsx."),
    "damaged": _("That file is damaged or cut off. Please save it again and send it once more."),
    "locked": _("That file has a password. Please save it without one and send it once more."),
    "empty_file": _("That file is empty."),
    "empty_table": _("There is nothing in that table."),
    "too_many_rows": _("That table has more than {most} rows. Please send it in smaller parts."),
    "no_programme": _("There is no text in that file. Please send the programme as .docx, .txt, or a .pdf with text."),
    "not_text": _("That is no text document. Please send the programme as .docx, .txt, or a .pdf with text."),
    "picture": _("That is a picture, and I read no pictures. Please send the programme as .docx, or a .pdf with text."),
    "spreadsheet": _("That is an Excel file. Please send the programme as .docx, .txt, or a .pdf with text."),
    "slides": _("Those are slides. Please send the programme as .docx, .txt, or a .pdf with text."),
    "archive": _("That is an archive of files (like .zip). Please unpack it and send the programme itself."),
    "other_document": _("That is another kind of document. Please save it as .docx and send it once more."),
    "scan": _("That .pdf is a scan without text. Please send the programme as .docx, or a .pdf with text."),
    "old_word": _("That is an old Word file (.doc). Please save it as .docx and send it once more."),
    "old_letters": _("That text is in an old font's letters (TCVN3, VNI). Please save it as Unicode (UTF-8)."),
    "refused": _("I can't read that kind of file. Please send .xlsx, .csv, .docx, .txt, or a .pdf with text."),
    "gone": _("I couldn't get that file. Please send it again."),
}


def sentence(key: str, facts: Mapping[str, Any]) -> Text:
    """The sentence of a key that a job raised (`UnreadableError`)."""
    return Text(SENTENCES.get(key, SENTENCES["crashed"]).message, facts=dict(facts))
