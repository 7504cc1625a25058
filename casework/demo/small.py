"""The demonstration that ``./run`` shows: six cases at different stages, built through the services in one transaction.

One case is the published Nanjing case as it stands; the others take stands of published cases, and everything else in
them is made up and says 演示.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from casework import db
from casework.audit import service as audit
from casework.demo.people import AREA, Staff, people, project
from casework.demo.story import Story, days_later
from casework.documents import service as documents
from casework.documents.kinds import KINDS
from rules.casefile import load, parse

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NANJING = "2022-fujian-nanjing-zhang"


def seed() -> None:
    """Add what is missing. A second run adds nothing."""
    with db.writing():
        staff = people()
        if not audit.entries("demonstration:1", limit=1):
            lots = (("2021", 1, 500), ("2022", 501, 1200))
            _cases(staff, project(staff.officer, "YS-FFCER-0001", lots).id)
            audit.record("seed_demo", "demonstration:1")


def _cases(staff: Staff, project_id: int) -> None:
    published = Story(staff, load((EXAMPLES / f"{NANJING}.yaml").read_bytes()), "南靖")
    through(published, "file", "accept", "measure")
    _prosecuted(through(_made_up(staff, 1, "2022-fujian-yongan-deng"), "file"))
    _tried(through(_made_up(staff, 2, "2022-fujian-xinluo-chen"), "file", "accept"))
    confirmed = ("file", "accept", "measure", "confirm")
    through(_made_up(staff, 3, "2025-fujian-changting-cheng"), *confirmed)
    through(_made_up(staff, 4, NANJING), *confirmed, "propose", "approve")
    last = _made_up(staff, 5, NANJING)
    last.project_id = project_id
    through(last, *confirmed, "propose", "approve", "buy", "retire")
    for kind in KINDS:
        documents.issue(last.filed, kind, staff.officer)
    through(last, "rule", "close")


def through(story: Story, *steps: str) -> Story:
    """Take these steps, by their names."""
    for step in steps:
        getattr(story, step)()
    return story


def _prosecuted(story: Story) -> None:
    """Periods of the procuratorate that run on the day of the demonstration."""
    for event, days in (("移送审查起诉", 22), ("诉前公告", 12)):
        story.record(event, days_later(db.today(), -days), court=False)


def _tried(story: Story) -> None:
    """Periods of the court, one of them long: an appraisal that was asked for stops the trial."""
    today = db.today()
    for event, days in (
        ("诉前公告", 110),
        ("提起公诉", 62),
        ("提起刑事附带民事公益诉讼", 62),
        ("公益诉讼起诉书报备", 60),
    ):
        story.record(event, days_later(today, -days), court=False)
    story.record("受理公诉案件", days_later(today, -58), court=True)
    story.record("重新鉴定延期审理", days_later(today, -40), days_later(today, -30), court=True)


def _made_up(staff: Staff, number: int, example: str) -> Story:
    """A case with the offence, dates and stands of an example; people, opinions and price are of the demonstration."""
    data = load((EXAMPLES / f"{example}.yaml").read_bytes()).as_json()
    decided = datetime.date.fromisoformat(data["options"]["on"])
    day = decided.isoformat()
    party = f"演示被告人{'甲乙丙丁戊'[number - 1]}"
    conduct = data["case"]["conduct"]
    note = "演示内容，并非真实意见"
    told = parse(
        {
            "case": {
                "number": f"演示案{number}号（非真实案件）",
                "offence": data["case"]["offence"],
                "conduct": conduct,
            },
            "parties": [{"name": party, "role": "被告人"}],
            "stands": [{**stand, "county": AREA} for stand in data["stands"]],
            "site_check": {"date": day, "replanting_in_place": False, "replanting_elsewhere": False},
            "restoration": {"ordered": "管护", "months": 6},
            "request": {"credits": True, "by": party, "date": day},
            "opinions": [
                {"by": who, "view": "同意", "date": day, "note": note} for who in ("检察院", f"被告人{party}", "林业局")
            ],
            "options": {
                "method": "national-default",
                "multiplier": "2",
                "credit": {"type": "FFCER"},
                "price": {
                    "cny_per_t": "58.00",
                    "rule": "前一交易日收盘价",
                    "source": "演示价格，并非真实行情",
                    "date": (decided - datetime.timedelta(days=1)).isoformat(),
                },
                "on": day,
            },
        }
    )
    return Story(staff, told, str(number))
