"""How to go back, see more and stop where there are no buttons. `choices` reads what is promised here."""

from __future__ import annotations

from handlers.engine.state import BACK, CANCEL, MORE
from handlers.engine.text import Text, _

NAVIGATION: dict[str, Text] = {
    MORE: _("“more” shows more"),
    BACK: _("0. Back"),
    CANCEL: _("type “cancel” to stop"),
}
NAVIGATION_WHERE_ONE_TYPES: dict[str, Text] = {
    MORE: _("“more” shows more"),
    BACK: _("/back to go back"),
    CANCEL: _("/cancel to stop"),
}
