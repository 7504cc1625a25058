"""Where a page of facts or of a measurement stands: whose head it has, where its links lead, what it was made from.

The same templates serve several pages; all that differs is told here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from casework.proceedings import Folder, overview
from casework.proceedings.overview import Head
from casework.proceedings.telling import Told
from rules.proceedings.state import Case as Course

Ways = Mapping[str, tuple[str, tuple[str, ...]]]
"""A name that templates use -> the endpoint, and which of the place's own keys stand in its address."""


@dataclass(frozen=True)
class Place:
    """``head``: above the page. ``version``: what it was made from, to be sent back.

    ``meanwhile``: what others did since, where what was sent came too late. ``states``: of assessments, by number, in
    words and how they are marked.
    """

    title: str
    version: int
    ways: Ways
    keys: Mapping[str, Any]
    head: Head
    meanwhile: tuple[Told, ...] = ()
    states: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    def to(self, way: str, **values: Any) -> str:
        """The address of a page here."""
        endpoint, own = self.ways[way]
        return url_for(endpoint, **({key: self.keys[key] for key in own if key in self.keys} | values))


def of_folder(folder: Folder, course: Course, ways: Ways, **keys: Any) -> Place:
    """A place in a case. It is made from as many acts as the case has."""
    head = overview.head_of(folder, course)
    return Place(head.name, len(course.acts), ways, {"folder_id": folder.id, **keys}, head)
