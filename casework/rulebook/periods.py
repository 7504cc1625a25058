"""The periods that ship, as pages show them: by file, each entry with everything that is stated of it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from flask_babel import gettext

from casework.rulebook.errors import UnknownSubject
from rules.deciding.book import LAW
from rules.deciding.edition import APART, shipped
from rules.lawchange.deadlines import deadline_entries

ORDER = (
    "criminal",
    "public_interest",
    "trial",
    "after_judgment",
    "administrative",
    "exclusions",
    "bars",
    "counting",
)
"""The files shown, as a case meets them; the words they use (texts, events) are not."""

APART_FROM_FIELDS = ("id", "counting", "says", "title", "in_force", "confidence")


@dataclass(frozen=True)
class Entry:
    """A period, a stretch of time that counts or does not, a bar, or a way of counting.

    ``fields``: key and text. ``bases``: of the keys that name the law, text and article.
    """

    name: str
    title: str
    says: str
    start: datetime.date | None
    end: datetime.date | None
    in_force: str
    confidence: str
    fields: tuple[tuple[str, str], ...]
    bases: Mapping[str, tuple[str, str]]

    def holds(self, on: datetime.date) -> bool:
        """Whether it is in force on a day; one without days always is."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)

    @property
    def text(self) -> str:
        """What a search looks through."""
        return "\n".join((self.name, self.title, self.says, *(said for _, said in self.fields))).casefold()


@dataclass(frozen=True)
class Volume:
    """One file of the deadlines. ``title``: its first words."""

    name: str
    title: str
    entries: tuple[Entry, ...]


@cache
def volumes() -> tuple[Volume, ...]:
    """The deadlines that ship, read once."""
    found: dict[str, list[Entry]] = {}
    for (name, _), (_, file, pairs) in deadline_entries(shipped()).items():
        volume = file.removeprefix(APART).removesuffix(".yaml")
        said = {key: text for key, (_, text) in pairs.items() if text}
        stated = pairs["in_force"][0] if "in_force" in pairs else {}
        days = stated if isinstance(stated, dict) else {}
        entry = Entry(
            name=name.removeprefix(f"{volume}."),
            title=said.get("title", ""),
            says=said.get("says") or said.get("counting", ""),
            start=days.get("from"),
            end=days.get("to"),
            in_force=said.get("in_force", ""),
            confidence=str(pairs["confidence"][0]) if "confidence" in pairs else "",
            fields=tuple((key, text) for key, text in said.items() if key not in APART_FROM_FIELDS or _way(key, said)),
            bases={
                key: (value["text"], value["article"])
                for key, (value, _) in pairs.items()
                if isinstance(value, dict) and value.keys() == {"text", "article"}
            },
        )
        found.setdefault(volume, []).append(entry)
    return tuple(Volume(name, _title(name), tuple(found[name])) for name in ORDER)


def _way(key: str, said: dict[str, str]) -> bool:
    """Whether the way of counting is a field of a period, and not the name of the entry itself."""
    return key == "counting" and "id" in said


def _title(name: str) -> str:
    first = (LAW / APART / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[0]
    return re.split("[：。（]", first.lstrip("# "), maxsplit=1)[0]


def volume(name: str) -> Volume:
    """The file of this name. Raises ``UnknownSubject``."""
    for found in volumes():
        if found.name == name:
            return found
    raise UnknownSubject(gettext("没有这一卷期限。"))


def matching(words: list[str], on: datetime.date | None) -> Iterator[tuple[Volume, list[Entry]]]:
    """The entries that hold every word and are in force on the day, by file."""
    for found in volumes():
        entries = [
            entry
            for entry in found.entries
            if (on is None or entry.holds(on)) and all(word in f"{found.title}\n{entry.text}" for word in words)
        ]
        if entries:
            yield found, entries
