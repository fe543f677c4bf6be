"""Where a campaign is, as people share it: every form with coordinates is read, every other link is asked about."""

from __future__ import annotations

import random
from urllib.parse import quote, quote_plus

import pytest

from handlers.engine.outcomes import Bad
from handlers.typed import places

SPOTS = 60
NAME = "Chợ Đại Tâm"


def degrees(value: float, letters: str, marks: str = "°'\"", *, ahead: bool = False) -> str:
    """A coordinate in degrees, minutes and seconds, from its parts: made backwards, so that rounding is known."""
    seconds = round(abs(value) * 36_000)
    letter = letters[value < 0]
    figures = f"{seconds // 36_000}{marks[0]}{seconds // 600 % 60:02}{marks[1]}{seconds % 600 / 10:04.1f}{marks[2:]}"
    return f"{letter} {figures}" if ahead else f"{figures}{letter}"


def forms(lat: str, lng: str) -> dict[str, str]:
    """What a place at these coordinates is shared as. Middles of the screen are elsewhere: @1.5,100.5."""
    north, east = degrees(float(lat), "NS"), degrees(float(lng), "EW")
    dms = f"{north} {east}"
    name, google = quote_plus(NAME), "https://www.google.com/maps"
    return {
        "middle": f"{google}/@{lat},{lng},17z",
        "middle, no scheme": f"www.google.com/maps/@{lat},{lng},17z?hl=vi",
        "street view": f"{google}/@{lat},{lng},3a,75y,90h,90t/data=!3m6!1e1",
        "place and data": f"{google}/place/{name}/@1.5,100.5,17z/data=!4m6!3m5!1s0x31a0:0x9!8m2!3d{lat}!4d{lng}",
        "place by point": f"{google}/place/{lat},{lng}",
        "place by degrees": f"{google}/place/{quote(dms.replace(' ', '+'), safe='+')}/@1.5,100.5,17z",
        "search": f"{google}/search/{lat},{lng}?entry=tts",
        "search with a blank": f"{google}/search/{lat},+{lng}?shorturl=1",
        "query": f"{google}/search/?api=1&query={lat}%2C{lng}",
        "q": f"https://maps.google.com/?q={lat},{lng}",
        "q, no scheme": f"maps.google.com/maps?q={lat},{lng}&z=17",
        "q, loc": f"https://www.google.com.vn/maps?q=loc:{lat}+,{lng}".replace(" ", ""),
        "q, local": f"https://www.google.com.vn/maps?hl=vi&q={lat},{lng}",
        "q with a label": f"https://maps.google.com/maps?q={lat},{lng}+({name})",
        "ll": f"https://maps.google.com/maps?ll={lat},{lng}&z=17",
        "ll with q": f"https://maps.google.com/maps?q={name}&ll={lat},{lng}",
        "embed": f"{google}/embed?pb=!1m18!1m12!1m3!1d3931.0!2d{lng}!3d{lat}!2m3",
        "directions": f"{google}/dir/?api=1&origin=1.5,100.5&destination={lat},{lng}",
        "directions by path": f"{google}/dir/1.5,100.5/{lat},{lng}/@1.2,100.2,14z",
        "directions by data": f"{google}/dir/Nhà/{name}/@1.2,100.2,9z/data=!2m2!1d100.5!2d1.5!2m2!1d{lng}!2d{lat}",
        "daddr": f"https://maps.google.com/?saddr=1.5,100.5&daddr={lat},{lng}",
        "apple": f"https://maps.apple.com/?ll={lat},{lng}&q={name}",
        "apple, new": f"https://maps.apple.com/place?address=x&coordinate={lat},{lng}&name={name}",
        "apple, directions": f"http://maps.apple.com/?daddr={lat},{lng}&dirflg=d",
        "osm": f"https://www.openstreetmap.org/?mlat={lat}&mlon={lng}#map=17/1.5/100.5",
        "osm, middle": f"https://www.openstreetmap.org/#map=17/{lat}/{lng}",
        "waze": f"https://waze.com/ul?ll={lat}%2C{lng}&navigate=yes",
        "bing": f"https://www.bing.com/maps?cp={lat}~{lng}&lvl=16",
        "here": f"https://share.here.com/l/{lat},{lng},{name}",
        "geo": f"geo:{lat},{lng}?z=17",
        "geo with a label": f"geo:0,0?q={lat},{lng}({name})",
        "twice encoded": f"https://www.google.com/maps?q={lat}%252C{lng}",
        "link in a sentence": f"Chỗ này nè bạn: https://maps.google.com/?q={lat},{lng} nha",
        "shared pin": f"{dms}\nhttps://maps.app.goo.gl/AbCd12345",
        "pair beside a short link": f"{lat}, {lng}\nhttps://maps.app.goo.gl/AbCd12345",
        "typed": f"{lat}, {lng}",
        "typed, no blank": f"{lat},{lng}",
        "typed, blank": f"{lat} {lng}",
        "typed, semicolon": f"{lat}; {lng}",
        "typed, brackets": f"({lat}, {lng})",
        "typed, named": f"Vĩ độ: {lat}, kinh độ: {lng}",
        "typed, named in English": f"lat {lat} lng {lng}",
        "commas": f"{lat.replace('.', ',')}, {lng.replace('.', ',')}",
        "commas, no blank": f"{lat.replace('.', ',')},{lng.replace('.', ',')}",
        "commas, semicolon": f"{lat.replace('.', ',')}; {lng.replace('.', ',')}",
        "commas, blank": f"{lat.replace('.', ',')} {lng.replace('.', ',')}",
        "degrees": dms,
        "degrees, comma": f"{north}, {east}",
        "degrees, typographic": f"{degrees(float(lat), 'NS', '°′″')} {degrees(float(lng), 'EW', '°′″')}",
        "degrees, phone": f"{degrees(float(lat), 'NS', '°’”')} {degrees(float(lng), 'EW', '°’”')}",
        "degrees, two primes": degrees(float(lat), "NS", "°''" + "'") + " " + degrees(float(lng), "EW", "°''" + "'"),
        "degrees, letters ahead": f"{degrees(float(lat), 'NS', ahead=True)}, {degrees(float(lng), 'EW', ahead=True)}",
        "degrees, Vietnamese": f"{degrees(float(lat), 'BN')} {degrees(float(lng), 'ĐT')}",
        "degrees, decimal": f"{lat}°N, {lng}°E" if float(lat) > 0 else f"{lat[1:]}°S, {lng}°E",
    }


@pytest.mark.parametrize("form", forms("9.601", "105.974"))
def test_every_form_with_coordinates_is_read(form):
    choose = random.Random(form)
    for _number in range(SPOTS):
        lat, lng = (
            f"{choose.uniform(8.4, 23.3):.{choose.randrange(4, 8)}f}",
            f"{choose.uniform(102.1, 109.4):.{choose.randrange(4, 8)}f}",
        )
        shared = forms(lat, lng)[form]
        spot = places.place_of(shared)
        assert spot.latitude == pytest.approx(float(lat), abs=2e-5), shared
        assert spot.longitude == pytest.approx(float(lng), abs=2e-5), shared
        assert spot.name == "", "a name that a link gives is nobody's word"
        assert spot.suggested in ("", NAME), shared
    assert spot.suggested == NAME or NAME not in shared.replace("+", " ") or "dir" in shared


WITHOUT = [
    "https://maps.app.goo.gl/AbCd12345",
    "maps.app.goo.gl/AbCd12345",
    "https://maps.app.goo.gl/AbCd12345?g_st=iz",
    "https://goo.gl/maps/AbCd12345",
    "goo.gl/maps/AbCd12345",
    "https://g.co/kgs/AbCd12",
    "https://g.page/cho-dai-tam",
    "https://share.google/AbCd12345",
    "https://maps.apple/p/AbCd12345",
    "https://maps.apple.com/?auid=123456789",
    "https://zalo.me/g/abcdef123",
    "https://map.zalo.me/s/abc",
    "https://bit.ly/abc123",
    "https://maps.google.com/?cid=123456789012345",
    "https://www.google.com/maps/place/Ch%E1%BB%A3+%C4%90%E1%BA%A1i+T%C3%A2m",
    "https://www.google.com/maps?q=Ch%E1%BB%A3+%C4%90%E1%BA%A1i+T%C3%A2m&ftid=0x31a0:0x9",
    "https://www.google.com/maps/search/?api=1&query=UBND+x%C3%A3+%C4%90%E1%BA%A1i+T%C3%A2m",
    "https://www.google.com/maps/dir/Nh%C3%A0/Ch%E1%BB%A3+%C4%90%E1%BA%A1i+T%C3%A2m/@9.6,105.97,14z",
    "https://waze.com/ul/hw3abc",
    "Chợ Đại Tâm\nĐT934, Đại Tâm, Mỹ Xuyên, Sóc Trăng\nhttps://maps.app.goo.gl/AbCd12345",
    "https://example.org/",
    "7P28JX2F+5R",
    "JX2F+5R Đại Tâm, Mỹ Xuyên, Sóc Trăng",
    "jx2f+5r dai tam",
    "https://maps.google.com/?q=95.5,105.9",
    "105.9739, 9.6025",
]


@pytest.mark.parametrize("shared", WITHOUT)
def test_what_says_no_point_is_asked_about(shared):
    with pytest.raises(Bad) as asked:
        places.place_of(shared)
    assert "ocation" in asked.value.why.message


@pytest.mark.parametrize(
    "address",
    [
        "Số 9, 105 Trần Hưng Đạo",
        "9, 105",
        "UBND xã Đại Tâm",
        "KP.1/P.3, TP. Sóc Trăng",
        "Km 12+500, Quốc lộ 1A",
        "Nhà văn hóa ấp 9.5",
        "12/3 Lê Lợi, P.2",
        "Quán C++",
        "Trường THPT 30/4, lớp 9A1",
    ],
)
def test_an_address_is_a_name_and_no_point(address):
    spot = places.place_of(address)
    assert (spot.name, spot.known) == (address, False)
