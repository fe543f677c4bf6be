"""Tables of an office's: in as imports, out as exports."""

from __future__ import annotations

from handlers.engine.conversation import Conversation, Named
from handlers.engine.text import _
from handlers.menu import FIGURES
from storage.records import Role

IMPORT_TABLE = Conversation(
    "import_table",
    ("nhapexcel", "import"),
    _("Import from Excel"),
    needs=Role.LEADER,
    group=FIGURES,
    icon="📥",
    short=_("Import Excel"),
)
UNDO_IMPORT = Conversation(
    "undo_import",
    ("hoannhap", "undoimport"),
    _("Undo an Excel import"),
    needs=Role.LEADER,
    group=FIGURES,
    icon="🔙",
    short=_("Undo an import"),
)
EXPORT = Conversation(
    "export", ("xuatexcel", "export"), _("Export to Excel"), needs=Role.LEADER, args=Named, group=FIGURES, icon="📤"
)
