"""Where a campaign is, as organisers send it: a location, a map's link, an address, or nowhere (online)."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from pydantic import BaseModel

from handlers.engine.message import Location
from handlers.engine.outcomes import Bad
from handlers.engine.text import Text, _
from storage.text import fold, tidy

LONGEST_PLACE = 200
ONLINE = _("Online, no place")
_ONLINE = {"online", "truc tuyen", "qua mang", "khong co dia diem", "online no place", "truc tuyen khong co dia diem"}

_NUMBER = r"(-?\d{1,3}\.\d+)"
_PAIR = rf"{_NUMBER}\s*,\s*{_NUMBER}"
# The place itself stands before the middle of the map, which is only what the screen showed.
_IN_LINK = tuple(
    re.compile(pattern)
    for pattern in (
        rf"!3d{_NUMBER}!4d{_NUMBER}",
        rf"[?&](?:q|query|ll|sll|daddr|destination|center)=(?:loc:)?{_PAIR}",
        rf"[?&]mlat={_NUMBER}&mlon={_NUMBER}",
        rf"/(?:place|search|dir)/(?:[^/]*/)*?{_PAIR}",
        rf"@{_PAIR}",
        rf"#map=\d+/{_NUMBER}/{_NUMBER}",
    )
)
_NAME = re.compile(r"/maps/place/([^/@?]+)")
_SHORT = re.compile(r"(?:maps\.app\.goo\.gl|goo\.gl/maps|g\.co)/", re.IGNORECASE)


class Spot(BaseModel):
    """A place: its name or address, and where it is, if that is known; with neither, it is online."""

    name: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @property
    def known(self) -> bool:
        """Whether it can be found on a map, so that a location can prove being there."""
        return self.latitude is not None


def place_of(text: str) -> Spot:
    """A place from an address or a map's link; "online" is none.

    Raises:
        Bad: the link does not say where it leads, or it is no address.
    """
    if fold(text) in _ONLINE:
        return Spot()
    typed = unquote_plus(text) if "://" in text or "goo.gl" in text else text
    if _SHORT.search(typed):
        raise Bad(
            _(
                "That short link does not say where it leads. Open it and copy the long address, attach the location, "
                "or just type the address."
            )
        )
    point = next((match for pattern in _IN_LINK if (match := pattern.search(typed))), None)
    point = point or re.fullmatch(rf"\s*{_PAIR}\s*", typed)
    if point is not None:
        name = _NAME.search(typed)
        return _at(float(point[1]), float(point[2]), "" if name is None else tidy(name[1])[:LONGEST_PLACE])
    if "://" in typed:
        raise Bad(_("I see no place in that link. Attach the location, or just type the address."))
    return Spot(name=name_of(text))


def name_of(text: str) -> str:
    """What a place is called, or its address.

    Raises:
        Bad: it is too short or too long.
    """
    name = tidy(text)
    if not 3 <= len(name) <= LONGEST_PLACE:
        raise Bad(_("A place takes 3 to {most} characters. Where is it?", most=LONGEST_PLACE))
    return name


def sent(location: Location) -> Spot:
    """A place from a location that was attached."""
    return _at(location.latitude, location.longitude)


def said(spot: Spot) -> Text | str:
    """A place in a line."""
    if not spot.known:
        return spot.name or ONLINE
    return _(
        "{name} ({latitude}, {longitude})",
        name=spot.name,
        latitude=f"{spot.latitude:.5f}",
        longitude=f"{spot.longitude:.5f}",
    )


def _at(latitude: float, longitude: float, name: str = "") -> Spot:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Bad(_("I see no place in that link. Attach the location, or just type the address."))
    return Spot(name=name, latitude=round(latitude, 6), longitude=round(longitude, 6))
