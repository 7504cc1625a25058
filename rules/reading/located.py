"""Data of a file with the line and column of every value, and mistakes that carry their place as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import ValidationError

from rules.reading.messages import msg
from rules.reading.pydantic_errors import path_of, reason_of


class Place(NamedTuple):
    """Where something stands in a file; both count from 1."""

    line: int = 1
    column: int = 1


def place_of(mark: Any) -> Place:
    """The place of a mark of the YAML parser, which counts from 0."""
    return Place(mark.line + 1, mark.column + 1)


class LineMapping(dict[str, Any]):
    """A mapping that knows where it begins (``place``) and where each of its keys stands (``places``)."""

    __slots__ = ("marks", "place")
    place: Place
    marks: list[tuple[str, Any]]

    @property
    def places(self) -> dict[str, Place]:
        return {key: place_of(mark) for key, mark in self.marks}


class LineList(list[Any]):
    """A list that knows where it begins (``place``) and where each of its items stands (``places``)."""

    __slots__ = ("marks", "place")
    place: Place
    marks: list[tuple[int, Any]]

    @property
    def places(self) -> dict[int, Place]:
        return {at: place_of(mark) for at, mark in self.marks}


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing wrong with a file: where and why. ``line`` is 0 where the place is not known."""

    file: str
    line: int
    reason: str
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行：{self.reason}" if self.line else f"{self.file}：{self.reason}"

    def as_json(self) -> dict[str, str | int]:
        return {"file": self.file, "line": self.line, "column": self.column, "reason": self.reason}


class FileError(ValueError):
    """A file cannot be used. Carries every mistake found, in the order of files and lines."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        super().__init__("\n".join(map(str, self.mistakes)))

    def __reduce__(self) -> tuple[Any, ...]:
        # The message alone would come back from another process.
        return type(self), (self.mistakes,)


def find(data: Any, location: Iterable[int | str]) -> tuple[Place | None, tuple[int | str, ...]]:
    """The place of the innermost value on a Pydantic location, and the path to it as the file writes it.

    Parts that name nothing in the file (the branch of a union, the item of a single value read as a list, a key that
    is missing) are passed over.
    """
    place: Place | None = getattr(data, "place", None)
    path: list[int | str] = []
    for part in location:
        inside = part in data if isinstance(data, dict) else isinstance(data, list) and part in range(len(data))
        if inside:
            places: Any = getattr(data, "places", None)
            place = places[part] if places else place
            data = data[part]
            path.append(part)
    return place, tuple(path)


def mistakes_of(problem: ValidationError, data: Any, file: str) -> Iterator[Mistake]:
    """Each mistake of a Pydantic error with its place in the file that ``data`` was read from."""
    for error in problem.errors(include_url=False):
        place, path = find(data, error["loc"])
        if error["type"] == "missing":
            path += error["loc"][-1:]
        reason = reason_of(error)
        told = msg("{path}：{reason}", path=path_of(path), reason=reason) if path else reason
        line, column = place or (0, 1)
        yield Mistake(file, line, told, column)
