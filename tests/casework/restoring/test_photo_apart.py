"""Photos of anybody's are read apart, within limits: what one of them would cost, the others do not pay."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from casework.restoring import photo_apart
from casework.restoring.photo_apart import MOST_PIXELS, read_apart

NOTHING = {"taken": None, "longitude": None, "latitude": None}


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int) -> bytes:
    """A picture whose head says so many pixels, of which its body has one row."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(bytes(1 + 4 * width))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg(taken: str) -> bytes:
    made, exif = BytesIO(), Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    Image.new("RGB", (2, 2)).save(made, "JPEG", exif=exif)
    return made.getvalue()


def test_a_picture_that_unpacks_to_gigabytes_is_none_and_the_others_are_read() -> None:
    side = int(MOST_PIXELS**0.5) + 1
    found = read_apart([jpeg("2026:05:06 07:08:09"), png(side, side), b"no photo", png(1, 1)])
    assert found == [{**NOTHING, "taken": "2026-05-06 07:08:09"}, None, None, NOTHING]


def test_where_the_process_ends_over_one_the_next_are_read_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of four ends its process each time: it alone is none."""
    asked: list[int] = []

    def ended(photos: list[bytes], seconds: float) -> tuple[list[photo_apart.Told | None], bool]:
        asked.append(len(photos))
        place = photos.index(b"2") if b"2" in photos else len(photos)
        return [dict(NOTHING) for _ in photos[:place]], place == len(photos)

    monkeypatch.setattr(photo_apart, "_some", ended)
    assert read_apart([b"1", b"2", b"3", b"4"]) == [NOTHING, None, NOTHING, NOTHING]
    assert asked == [4, 2]


def test_no_photo_is_read_once_the_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_apart, "SECONDS", 0)
    assert read_apart([b"1", b"2"]) == [None, None]
