"""Photos of a site: when and where they were taken, as their files have it. Nothing of the picture is drawn.

What a file does not have was never written or was taken away on the way, by most messengers: that is said, not guessed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext

from casework.proceedings.files import MOST_BYTES, Paper
from casework.restoring.checks import Mistakes
from casework.restoring.photo_apart import Told, read_apart

MOST = 12


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
    sizes = [0 < len(paper.content) <= MOST_BYTES for paper in papers]
    told = iter(read_apart([paper.content for paper, fits in zip(papers, sizes, strict=True) if fits]))
    for paper, fits in zip(papers, sizes, strict=True):
        one = _photo(paper, next(told) if fits else None)
        if one is None:
            mistakes.add(
                "photos", gettext("“%(name)s”不是能够读取的 JPEG 或者 PNG 照片，或者超过 20 MB", name=paper.name)
            )
        else:
            found.append(one)
    return tuple(found)


def _photo(paper: Paper, told: Told | None) -> Photo | None:
    if told is None:
        return None
    longitude, latitude = (
        None if told[name] is None else Decimal(str(told[name])) for name in ("longitude", "latitude")
    )
    return Photo(paper, hashlib.sha256(paper.content).hexdigest(), told["taken"], longitude, latitude)
