"""Any number of varied cases at all stages, reproducible from a seed.

The first ``PATTERNS`` of them are taken through their stages by the services, each with facts of its own. The others
are copies of these, each with its own parties, number, papers and serials (``copies``).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select

from casework import db
from casework.audit import service as audit
from casework.cases import Case, filing
from casework.credits import CreditProject
from casework.demo import copies, facts
from casework.demo.people import Staff, people, project, staff
from casework.demo.story import Story, days_later

PATTERNS = 72
BATCH = 200

_FILED = ("file",)
_MEASURED = (*_FILED, "accept", "measure")
_CONFIRMED = (*_MEASURED, "confirm")
_PROPOSED = (*_CONFIRMED, "propose")
_APPROVED = (*_PROPOSED, "approve")
_RETIRED = (*_APPROVED, "buy", "retire")

PATHS: dict[str, tuple[tuple[str, ...], int]] = {
    # where a case stands -> the steps to there, and how many of a hundred cases stand there
    "filed": (_FILED, 10),
    "withdrawn": ((*_FILED, "withdraw"), 6),
    "commissioned": ((*_FILED, "accept"), 14),
    "returned": ((*_MEASURED, "send_back"), 2),
    "under review": (_MEASURED, 8),
    "confirmed": (_CONFIRMED, 6),
    "plan proposed": (_PROPOSED, 5),
    "to buy": (_APPROVED, 5),
    "to retire": ((*_APPROVED, "buy"), 4),
    "verified": (_RETIRED, 4),
    "ruled": ((*_RETIRED, "rule"), 4),
    "closed": ((*_RETIRED, "rule", "close"), 32),
}

Told = Callable[[int], None]


def seed(count: int, number: int, told: Told) -> None:
    """Add so many cases, varied by the seed ``number``. ``told`` is called with how many there are so far."""
    with db.writing():
        maker = _Maker(people(), count, number)
        audit.record("seed_demo", "demonstration:1", {"cases": count, "seed": number})
    first = min(PATTERNS, count)
    for start, size, work in ((0, len(PATHS), maker.tell), (first, BATCH, maker.copy)):
        stop = first if work == maker.tell else count
        for begin in range(start, stop, size):
            with db.writing():
                work(range(begin, min(begin + size, stop)))
            db.session().expunge_all()
            told(min(begin + size, stop))


@dataclass(frozen=True)
class _Told:
    """A case that the services have made: where it stands, and what is its own."""

    path: str
    case_id: int
    names: tuple[str, ...]
    number: str | None
    papers: str


class _Maker:
    """Makes cases by their place in the whole: what one is like follows from the seed and that place."""

    def __init__(self, actors: Staff, count: int, number: int) -> None:
        self.number = number
        self.before = db.session().scalar(select(func.max(Case.id))) or 0
        projects = db.session().scalar(select(func.count()).select_from(CreditProject)) or 0
        lots = (("2024", 1, 10_000 * count),)
        self.project_id = project(actors.officer, f"YS-FFCER-{projects + 1:04d}", lots).id
        self.serial = 1
        self.told: list[_Told] = []

    @cached_property
    def patterns(self) -> list[copies.Pattern]:
        """What the services have made, to be copied."""
        return [copies.read(one.case_id, one.names, one.number, one.papers) for one in self.told]

    def _luck(self, index: int) -> random.Random:
        return random.Random(f"{self.number} {index}")  # noqa: S311  # to vary, not to hide

    def _number(self, index: int) -> str:
        return facts.number_of(self.before + index + 1, db.today().year)

    def _papers(self, index: int) -> str:
        return f"{self.before + index + 1:06d}"

    def tell(self, indexes: Iterable[int]) -> None:
        """Take cases to where they stand, through the services."""
        actors = staff()
        for index in indexes:
            luck, path = self._luck(index), list(PATHS)[index % len(PATHS)]
            steps = PATHS[path][0]
            number = None if len(steps) < len(_MEASURED) and luck.random() < 0.3 else self._number(index)
            casefile = facts.casefile(luck, number, db.today(), measured=len(steps) >= len(_MEASURED))
            story = Story(actors, casefile, self._papers(index), self.project_id, self.serial)
            for step in steps:
                getattr(story, step)()
            _record(story, path, luck)
            if "buy" in steps:
                self.serial = story.item.holdings[0].purchase.serial_to + 1
            names = tuple(party.name for party in casefile.parties)
            self.told.append(_Told(path, story.filed.id, names, number, story.name))

    def copy(self, indexes: Sequence[int]) -> None:
        """Add copies of what ``tell`` has made, as many of each as cases stand there."""
        weights = [PATHS[one.path][1] for one in self.told]
        references = filing.references(db.now(), len(indexes))
        made = []
        for index, reference in zip(indexes, references, strict=True):
            luck = self._luck(index)
            pattern = luck.choices(self.patterns, weights)[0]
            number = self._number(index) if pattern.number else None
            names = _others(luck, pattern.names)
            made.append(copies.Copy(pattern, reference, names, number, self._papers(index), self.serial))
            if pattern.serials:
                self.serial += pattern.serials[1] - pattern.serials[0] + 1
        copies.write(made)


def _others(luck: random.Random, names: Sequence[str]) -> tuple[str, ...]:
    """As many names, none of them among these and none twice."""
    found: dict[str, None] = {}
    while len(found) < len(names):
        name = facts.name_of(luck)
        if name not in names:
            found[name] = None
    return tuple(found)


def _record(story: Story, path: str, luck: random.Random) -> None:
    """Periods of one case in three: some far from their end, some near it, some overdue."""
    if path == "withdrawn" or luck.random() < 0.67:
        return
    ago = luck.choice((5, 22, 27, 60))
    story.record("移送审查起诉", days_later(db.today(), -ago), court=False)
    if ago > 40:
        story.record("提起公诉", days_later(db.today(), -ago + 25), court=False)
