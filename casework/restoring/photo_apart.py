"""When and where photos of anybody's were taken, read in a process of its own within limits of time and memory.

Run as a script this module takes photos on standard input, each after a line with its length, and tells of each on a
line of JSON what its file has, ``null`` where it is no photo. It imports nothing of this application.
"""

from __future__ import annotations

import io
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

SECONDS, MEMORY, MOST_PIXELS = 30, 768 * 1024 * 1024, 100_000_000
"""Of all photos together; of a photo, which a PNG is unpacked for: seven hundred kilobytes make as many megabytes."""

KINDS = ("JPEG", "PNG")
_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_PLACES = Decimal("0.000001")

Told = dict[str, str | None]
"""``taken``, ``longitude`` and ``latitude`` of a photo, None for what its file does not have."""


def read_apart(photos: Sequence[bytes]) -> list[Told | None]:
    """What the file of each has, None for what is no photo or takes too much; one of these leaves the others be."""
    found: list[Told | None] = []
    until = time.monotonic() + SECONDS
    while len(found) < len(photos):
        told, ended = _some(photos[len(found) :], until - time.monotonic())
        found += told
        if not ended:
            found.append(None)  # the one that the process ended over
    return found[: len(photos)]


def _some(photos: Sequence[bytes], seconds: float) -> tuple[list[Told | None], bool]:
    """What one process told, and whether it told of all."""
    if seconds <= 0:
        return [None] * len(photos), True
    script = [sys.executable, "-I", str(Path(__file__).resolve())]
    asked = b"".join(b"%d\n%b" % (len(photo), photo) for photo in photos)
    try:
        done = subprocess.run(script, input=asked, capture_output=True, timeout=seconds, check=False)  # noqa: S603 - this module
        lines = done.stdout
    except subprocess.TimeoutExpired as late:
        lines = late.stdout or b""
    whole = [json.loads(line) for line in lines.splitlines(keepends=True) if line.endswith(b"\n")]
    return whole, len(whole) == len(photos)


def read(content: bytes) -> Told | None:
    """The same of one, in this process."""
    from PIL import ExifTags, Image

    try:
        with Image.open(io.BytesIO(content), formats=KINDS) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            exif = image.getexif()
            own, place = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, SyntaxError, ValueError, MemoryError, Image.DecompressionBombError):
        return None
    longitude, latitude = _place(place)
    return {"taken": _taken(own), "longitude": longitude, "latitude": latitude}


def _taken(own: Mapping[int, Any]) -> str | None:
    from PIL import ExifTags

    found = _TIME.match(str(own.get(ExifTags.Base.DateTimeOriginal, "")))
    if found is None or found[1] == "0000":
        return None
    offset = str(own.get(ExifTags.Base.OffsetTimeOriginal, "")).strip()
    told = f"{found[1]}-{found[2]}-{found[3]} {found[4]}"
    return f"{told} {offset}" if _OFFSET.fullmatch(offset) else told


def _place(place: Mapping[int, Any]) -> tuple[str | None, str | None]:
    """Longitude and latitude in degrees; neither where the file has not both."""
    from PIL import ExifTags

    gps = ExifTags.GPS
    longitude = _degrees(place.get(gps.GPSLongitude), place.get(gps.GPSLongitudeRef), "EW", 180)
    latitude = _degrees(place.get(gps.GPSLatitude), place.get(gps.GPSLatitudeRef), "NS", 90)
    return (str(longitude), str(latitude)) if longitude is not None and latitude is not None else (None, None)


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


def main() -> int:
    """Tell of each photo as soon as it is read, so that what one of them does costs none before it."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while size := sys.stdin.buffer.readline():
        print(json.dumps(read(sys.stdin.buffer.read(int(size)))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
