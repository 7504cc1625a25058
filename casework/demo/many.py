"""Any number of varied cases at all moments of their courses, reproducible from a seed.

The first ``PATTERNS`` of them are taken through their courses by the services, each with facts of its own. The others
are copies of these, each with its own parties, number, papers and serials (``copies``).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from sqlalchemy import func, select

from casework import db
from casework.audit import service as audit
from casework.cases import filing
from casework.credits import CreditProject
from casework.demo import copies, facts
from casework.demo.courses import Course, Played, courses
from casework.demo.people import cast, people, project
from casework.proceedings import Folder

PATTERNS = 28
BATCH = 200
MOST_LATER = 20
"""Days by which a course may lie further back than it is written."""

Told = Callable[[int], None]


def seed(count: int, number: int, told: Told) -> None:
    """Add so many cases, varied by the seed ``number``. ``told`` is called with how many there are so far."""
    with db.writing():
        people()
        maker = _Maker(count, number)
        audit.record("seed_demo", "demonstration:1", {"cases": count, "seed": number})
    first = min(PATTERNS, count)
    for start, size, work in ((0, len(ways()), maker.tell), (first, BATCH, maker.copy)):
        stop = first if work == maker.tell else count
        for begin in range(start, stop, size):
            with db.writing():
                work(range(begin, min(begin + size, stop)))
            db.session().expunge_all()
            told(min(begin + size, stop))


def ways() -> tuple[Course, ...]:
    """The courses that made-up cases take."""
    return tuple(course for course in courses().values() if course.share)


class _Maker:
    """Makes cases by their place in the whole: what one is like follows from the seed and that place."""

    def __init__(self, count: int, number: int) -> None:
        self.number = number
        self.before = db.session().scalar(select(func.max(Folder.id))) or 0
        projects = db.session().scalar(select(func.count()).select_from(CreditProject)) or 0
        lots = (("2024", 1, 10_000 * count),)
        self.project_id = project(cast()["officer"], f"YS-FFCER-{projects + 1:04d}", lots).id
        self.serial = 1
        self.told: list[tuple[Course, int, tuple[str, ...], str, str]] = []

    @cached_property
    def patterns(self) -> list[copies.Pattern]:
        """What the services have made, to be copied."""
        return [
            copies.read(db.session().get_one(Folder, folder_id), names, number, papers)
            for _, folder_id, names, number, papers in self.told
        ]

    def _luck(self, index: int) -> random.Random:
        return random.Random(f"{self.number} {index}")  # noqa: S311  # to vary, not to hide

    def _number(self, index: int) -> str:
        return facts.number_of(self.before + index + 1, db.today().year)

    def _papers(self, index: int) -> str:
        return f"{self.before + index + 1:06d}"

    def tell(self, indexes: Iterable[int]) -> None:
        """Take cases through their courses, by the services."""
        actors = cast()
        for index in indexes:
            luck, course = self._luck(index), ways()[index % len(ways())]
            later = luck.randint(0, MOST_LATER)
            casefile = facts.casefile(luck, course.opened(db.today()), measured=course.measured)
            played = Played(
                actors,
                casefile,
                self._papers(index),
                later,
                self._number(index),
                project_id=self.project_id,
                first_serial=self.serial,
            )
            folder = played.play(course)
            self.serial = played.next_serial
            names = tuple(party.name for party in casefile.parties)
            self.told.append((course, folder.id, names, played.number, played.papers))

    def copy(self, indexes: Sequence[int]) -> None:
        """Add copies of what ``tell`` has made, as many of each as cases take its course."""
        weights = [course.share for course, *_ in self.told]
        references = filing.references(db.now(), len(indexes))
        made = []
        for index, reference in zip(indexes, references, strict=True):
            luck = self._luck(index)
            pattern = luck.choices(self.patterns, weights)[0]
            names = _others(luck, pattern.names)
            papers, number = self._papers(index), self._number(index)
            made.append(copies.Copy(pattern, reference, names, number, papers, self.serial))
            if pattern.serials:
                self.serial += pattern.serials[1] - pattern.serials[0] + 1
        copies.write(made)


def _others(luck: random.Random, names: Sequence[str]) -> tuple[str, ...]:
    """As many names, none of them among these and none twice, in the order in which these are sorted: what is sorted by
    names stays so.
    """
    found: dict[str, None] = {}
    while len(found) < len(names):
        name = facts.name_of(luck)
        if name not in names:
            found[name] = None
    by_rank = dict(zip(sorted(names), sorted(found), strict=True))
    return tuple(by_rank[name] for name in names)
