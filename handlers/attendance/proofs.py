"""How a check-in was proved, in words for whoever verifies it."""

from __future__ import annotations

from datetime import datetime

from handlers.engine.text import Text, _

_WORDS = {
    "code": _("the code"),
    "link": _("the QR link"),
    "place": _("the location"),
    "leader": _("a leader's tick"),
}


def shown(proof: str) -> Text:
    """The proofs of a check-in, such as "code+place", as one phrase."""
    named = [_WORDS[one] for one in proof.split("+") if one in _WORDS]
    phrase = named[0] if named else _("unknown")
    for one in named[1:]:
        phrase = _("{first} and {second}", first=phrase, second=one)
    return phrase


def sentence(proof: str, at: datetime) -> Text:
    """When somebody checked in, and by what."""
    if proof == "leader":
        return _("Ticked by a leader at {at:time}", at=at)
    return _("Checked in {at:time} by {proof}", at=at, proof=shown(proof))
