"""What fields of volunteering, counted quantities, proofs, roles and channels are called, wherever they are shown.

An unlisted field or quantity is shown as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from handlers.engine.text import Text, _, ngettext
from storage.text import fold

FIELDS: dict[str, Text] = {
    "new_countryside": _("New countryside"),
    "civilised_city": _("Civilised city"),
    "environment": _("Environment"),
    "traffic_safety": _("Traffic safety"),
    "social_welfare": _("Social welfare"),
    "online": _("Online volunteering"),
    "other": _("other activities"),
}
CHANNELS: dict[str, Text] = {
    "telegram": _("Telegram"),
    "zalo_bot": _("Zalo"),
    "zalo_oa": _("Zalo OA"),
    "web": _("web chat"),
    "plain": _("web chat, plain"),
    "web_zalo": _("web chat, as on Zalo"),
    "web_zalo_oa": _("web chat, as on Zalo OA"),
}
# The plan and the campaigns' authors write fields in Vietnamese.
_WRITTEN = {
    "xay dung nong thon moi": "new_countryside",
    "nong thon moi": "new_countryside",
    "do thi van minh": "civilised_city",
    "xay dung do thi van minh": "civilised_city",
    "bao ve moi truong": "environment",
    "moi truong": "environment",
    "an toan giao thong": "traffic_safety",
    "an sinh xa hoi": "social_welfare",
    "truc tuyen": "online",
    "": "other",
    "khac": "other",
}
LANGUAGES: dict[str, Text] = {  # within a sentence; a person chooses theirs by its own name
    "vi": _("Vietnamese"),
    "en": _("English"),
}
QUANTITIES: dict[str, Text] = {
    "turns": _("Volunteering turns"),
    "hours": _("Hours volunteered"),
    "trees": _("Trees planted"),
    "children": _("Children helped"),
    "children_helped": _("Children helped"),
    "households_helped": _("Households helped"),
    "people_helped": _("People helped"),
    "people_taught": _("People taught"),
    "rubbish_kg": _("Kilograms of rubbish collected"),
    "blood_units": _("Units of blood given"),
    "road_metres": _("Metres of road made or mended"),
    "visits": _("Visits to families in need"),
    "gifts": _("Gifts handed over"),
    "ideas": _("Ideas sent in"),
}
_COUNTED: dict[str, Callable[[int], Text]] = {
    "turns": lambda n: ngettext("{count} turn", "{count} turns", n),
    "hours": lambda n: ngettext("{count} hour", "{count} hours", n),
    "trees": lambda n: ngettext("{count} tree", "{count} trees", n),
    "children": lambda n: ngettext("{count} child helped", "{count} children helped", n),
    "children_helped": lambda n: ngettext("{count} child helped", "{count} children helped", n),
    "households_helped": lambda n: ngettext("{count} household helped", "{count} households helped", n),
    "people_helped": lambda n: ngettext("{count} person helped", "{count} people helped", n),
    "people_taught": lambda n: ngettext("{count} person taught", "{count} people taught", n),
    "rubbish_kg": lambda n: ngettext("{count} kg of rubbish", "{count} kg of rubbish", n),
    "blood_units": lambda n: ngettext("{count} unit of blood", "{count} units of blood", n),
    "road_metres": lambda n: ngettext("{count} metre of road", "{count} metres of road", n),
    "visits": lambda n: ngettext("{count} visit", "{count} visits", n),
    "gifts": lambda n: ngettext("{count} gift", "{count} gifts", n),
    "ideas": lambda n: ngettext("{count} idea sent in", "{count} ideas sent in", n),
}
ROLES: dict[str, Text] = {
    "leader": _("leader"),
    "organiser": _("organiser"),
    "admin": _("administrator"),
}
_PROOFS = {
    "code": _("the code"),
    "link": _("the QR link"),
    "place": _("the location"),
    "leader": _("a leader's tick"),
}


def field_key(field: str) -> str:
    """The key of a field that was written in words; what is in no list is its own key."""
    return field if field in FIELDS else _WRITTEN.get(fold(field), field)


def field(key: str) -> Text | str:
    """What a field of volunteering is called."""
    return FIELDS.get(field_key(key)) or key


def quantity(key: str) -> Text | str:
    """What a measure or a counted quantity is called, as a heading."""
    return QUANTITIES.get(key) or key.replace("_", " ")


def counted(key: str, number: int) -> Text:
    """A number of something, e.g. "12 trees"."""
    phrase = _COUNTED.get(key)
    return phrase(number) if phrase else _("{number} × {what}", number=number, what=quantity(key))


def proofs(proof: str) -> Text:
    """The proofs of a check-in, such as "code+place", as one phrase."""
    known = [_PROOFS[key] for key in proof.split("+") if key in _PROOFS]
    phrase = known[0] if known else _("unknown")
    for next_proof in known[1:]:
        phrase = _("{first} and {second}", first=phrase, second=next_proof)
    return phrase


def checked_in(proof: str, at: datetime) -> Text:
    """When somebody checked in, and by what."""
    if proof == "leader":
        return _("Ticked by a leader at {at:time}", at=at)
    return _("Checked in {at:time} by {proof}", at=at, proof=proofs(proof))
