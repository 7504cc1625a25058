"""Photos of a site: when and where they were taken, as their files have it. Nothing of the picture is drawn.

What a file does not have was never written or was taken away on the way, by most messengers: that is said, not guessed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

from flask_babel import gettext
from PIL import ExifTags, Image

from casework.proceedings.files import MOST_BYTES, Paper
from casework.restoring.checks import Mistakes

KINDS = {"JPEG", "PNG"}
MOST = 12
_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Photo:
    """A photo. ``taken``: day and time as its camera wrote them, with the offset where it did."""

    paper: Paper
    sha256: str
    taken: str | None
    longitude: Decimal | None
    latitude: Decimal | None


def read(mistakes: Mistakes, papers: tuple[Paper, ...]) -> tuple[Photo, ...]:
    """What the files of photos have. A file that is none is a mistake at ``photos``."""
    if len(papers) > MOST:
        mistakes.add("photos", gettext("一次至多 %(most)s 张照片", most=MOST))
        return ()
    found = []
    for paper in papers:
        one = _photo(paper)
        if one is None:
            mistakes.add(
                "photos", gettext("“%(name)s”不是能够读取的 JPEG 或者 PNG 照片，或者超过 20 MB", name=paper.name)
            )
        else:
            found.append(one)
    return tuple(found)


def _photo(paper: Paper) -> Photo | None:
    if not paper.content or len(paper.content) > MOST_BYTES:
        return None
    try:
        with Image.open(BytesIO(paper.content), formats=sorted(KINDS)) as image:
            exif = image.getexif()
            own, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
    longitude, latitude = _place(place)
    return Photo(paper, hashlib.sha256(paper.content).hexdigest(), _taken(own), longitude, latitude)


def _taken(own: Mapping[int, Any]) -> str | None:
    found = _TIME.match(str(own.get(ExifTags.Base.DateTimeOriginal, "")))
    if found is None or found[1] == "0000":
        return None
    offset = str(own.get(ExifTags.Base.OffsetTimeOriginal, "")).strip()
    told = f"{found[1]}-{found[2]}-{found[3]} {found[4]}"
    return f"{told} {offset}" if _OFFSET.fullmatch(offset) else told


def _place(place: Mapping[int, Any]) -> tuple[Decimal | None, Decimal | None]:
    """Longitude and latitude in degrees; neither where the file has not both."""
    gps = ExifTags.GPS
    longitude = _degrees(place.get(gps.GPSLongitude), place.get(gps.GPSLongitudeRef), "EW", 180)
    latitude = _degrees(place.get(gps.GPSLatitude), place.get(gps.GPSLatitudeRef), "NS", 90)
    return (longitude, latitude) if longitude is not None and latitude is not None else (None, None)


def _degrees(parts: Any, side: Any, sides: str, most: int) -> Decimal | None:
    try:
        degrees, minutes, seconds = (Fraction(one.numerator, one.denominator) for one in parts)
        side = (side.decode("ascii") if isinstance(side, bytes) else str(side)).strip("\x00 ")
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        return None
    whole = degrees + minutes / 60 + seconds / 3600
    if side not in tuple(sides) or not 0 <= whole <= most or whole == 0:
        return None
    found = (Decimal(whole.numerator) / Decimal(whole.denominator)).quantize(_PLACES)
    return -found if side == sides[1] else found
