"""The demonstration that ``./run`` shows: a dozen cases, each at another moment of its course.

One case is the published Nanjing case as it stands. The others take the course of a published case and the offence and
stands of one; their persons, papers and prices are made up and say 演示.
"""

from __future__ import annotations

from collections.abc import Mapping

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.demo import facts, papers
from casework.demo.courses import Played, courses
from casework.demo.people import cast, people, project
from casework.proceedings import Folder

NANJING = "2022-fujian-nanjing-zhang"
STANDS = {
    # the course that is played -> the published case whose stands it takes
    "filed": "2022-fujian-xinluo-chen",
    "ordered": "2022-fujian-yongan-deng",
    "under review": "2025-fujian-changting-cheng",
    "returned": "2022-fujian-yongan-deng",
    "bought": NANJING,
    "prosecuted": "2022-fujian-xinluo-chen",
    "judged": NANJING,
    "judged lately": "2022-fujian-yongan-deng",
    "second instance": "2022-fujian-yongan-deng",
    "not prosecuted": NANJING,
    "administrative": NANJING,
    "moved": "2022-fujian-yongan-deng",
    "enforcement": "2022-fujian-xinluo-chen",
    "archived": NANJING,
    "several accused": "2022-fujian-xinluo-chen",
}
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"
TOGETHER = {"several accused": ("演示人员辰", "演示人员巳", "演示人员午")}
"""Of a case of several, everybody; the last is a minor."""


def seed() -> None:
    """Add what is missing. A second run adds nothing."""
    with db.writing():
        people()
        if audit.entries("demonstration:1", limit=1):
            return
        actors = cast()
        archived = _cases(actors)
        audit.record("seed_demo", "demonstration:1")
    with db.writing():  # by itself: the papers name the head of the log, which holds the cases only now
        papers.issue(archived, actors["officer"])


def _cases(actors: Mapping[str, Person]) -> Folder:
    """Play every course: the case that is archived, whose papers are issued."""
    lots = (("2021", 1, 500), ("2022", 501, 1200))
    project_id = project(actors["officer"], "YS-FFCER-0001", lots).id
    Played(actors, facts.published(NANJING), "南靖").play(courses()["published"])
    serial, folders = 1, {}
    for place, (name, example) in enumerate(STANDS.items()):
        course = courses()[name]
        everybody = TOGETHER.get(name, (f"演示人员{NAMES[place]}",))
        casefile = facts.like(example, everybody, course.opened(db.today()), everybody[1:][-1:])
        number = f"演示案{place + 1}号（非真实案件）"
        played = Played(actors, casefile, str(place + 1), number=number, project_id=project_id, first_serial=serial)
        folders[name] = played.play(course)
        serial = played.next_serial
    return folders["archived"]
