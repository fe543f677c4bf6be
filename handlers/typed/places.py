"""Where a campaign is, as organisers send it: a location, a map's link, an address, or nowhere (online)."""

from __future__ import annotations

from pydantic import BaseModel

from handlers.engine.message import Location
from handlers.engine.outcomes import Bad
from handlers.engine.text import Text, _
from handlers.typed import map_links
from storage.text import fold, tidy

LONGEST_PLACE = 200
ONLINE = _("Online, no place")
_ONLINE = {"online", "truc tuyen", "qua mang", "khong co dia diem", "online no place", "truc tuyen khong co dia diem"}


class Spot(BaseModel):
    """A place: its name or address, and where it is, if that is known; with neither, it is online.

    `suggested` is what a map's link calls it, which nobody has confirmed.
    """

    name: str = ""
    suggested: str = ""
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
    links = map_links.LINK.findall(text)
    points = [point for link in links if (point := map_links.in_link(link)) is not None]
    point = points[0] if points else map_links.beside(text) if links else map_links.typed(text)
    if point is not None:
        return _at(point.latitude, point.longitude, point.name[:LONGEST_PLACE])
    if links:
        raise Bad(
            _(
                "That link does not say where it leads, and I open no links. Please attach the location: 📎, then "
                "“Location”. Or press long on the place in the map and send me the numbers that appear, such as "
                "9.60253, 105.97390. The address alone will do too."
            )
        )
    if map_links.PLUS_CODE.search(text):
        raise Bad(
            _(
                "I cannot read a plus code. Please attach the location: 📎, then “Location”. Or press long on the "
                "place in the map and send me the numbers that appear, such as 9.60253, 105.97390."
            )
        )
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


def _at(latitude: float, longitude: float, suggested: str = "") -> Spot:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Bad(_("There is no such point on the map. Attach the location, or just type the address."))
    return Spot(suggested=suggested, latitude=round(latitude, 6), longitude=round(longitude, 6))
