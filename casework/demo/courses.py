"""The courses that cases of the demonstration take, and how they are played: each act by the service of its page.

``courses.yaml`` has them in the form of a script (``rules.proceedings.script``), with days before today. A measurement
is made and submitted by ``losses.ordered`` where the step states no result; credits are bought and retired by the
register.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field

from casework import db, permissions
from casework.accounts import Person
from casework.credits import JUDICIAL, confirming, fulfilling
from casework.credits.purchases import PurchaseEntry
from casework.credits.retirements import RetirementEntry
from casework.demo.people import PLACES, REGISTRY
from casework.losses import ordered
from casework.losses.measuring import Choice
from casework.proceedings import Folder, filing, history, hooks, service
from casework.proceedings.files import Paper
from casework.proceedings.filing import Opening
from casework.proceedings.service import Doing, actor_of
from rules.casefile import CaseFile
from rules.proceedings.acts import Act
from rules.proceedings.expecting import unmet
from rules.proceedings.script import Step
from rules.proceedings.state import Case
from rules.reading.yaml_reader import read
from rules.values.clock import played_on
from rules.values.records import Record

METHOD = "national-default"
PAPER = "演示文书，并非真实文书：{name}\n"
SELLER = "演示出让方（非真实单位）"
CONTRACT, CERTIFICATE = "演示合同{}号", "演示注销凭证{}号"
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 298 210]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""An empty page, in the place of a certificate."""
PRICE = Decimal("58.00")
"""CNY per tonne where the case file names none."""

EACH = "<each>"
"""The step is done for every party."""

_TOKEN = re.compile(r"<(\w+)(?: (-?\d+))?>")
ORDINALS = ("first", "second", "third")
_BOUGHT, _RETIRED, _SUBMIT = "buy", "retire", "submit"


def _named(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: name if value == EACH else value for key, value in given.items()}


class DatedStep(Step):
    """A step of a course. ``ago``: how many days before today; as the step before it where it says nothing."""

    ago: int | None = None


class Course(Record):
    """What happens in a case until the moment at which it is shown.

    ``walk``: the script whose course it is. ``opens``: for which proceedings (``filing.PROCEEDINGS``), ``by`` whom.
    ``share``: of a hundred cases. ``measured``: only facts that can be measured will do.
    """

    name: str
    walk: str
    opens: tuple[str, ...]
    steps: tuple[DatedStep, ...]
    by: str = permissions.PROSECUTOR
    share: int = Field(default=0, ge=0)
    measured: bool = False

    def opened(self, today: datetime.date) -> datetime.date:
        """The day on which the case is opened: some days before its first step."""
        first, before = self.steps[0], datetime.timedelta(days=7 if len(self.steps) > 1 else 1)
        return first.at or today - datetime.timedelta(days=first.ago or 0) - before


@cache
def courses() -> dict[str, Course]:
    """All of them, by name."""
    told = read((Path(__file__).parent / "courses.yaml").read_bytes())
    return {one["name"]: Course.model_validate(one) for one in told}


@dataclass
class Played:
    """A case on its course. ``papers`` tells its papers from those of others; ``later``: days by which all of it lies
    further back; serials are taken from ``first_serial`` on, ``next_serial`` is the first that is left.
    """

    cast: Mapping[str, Person]
    casefile: CaseFile
    papers: str
    later: int = 0
    number: str = ""
    today: datetime.date = field(default_factory=db.today)
    project_id: int = 0
    first_serial: int = 1
    next_serial: int = field(init=False)
    folder: Folder = field(init=False)

    def __post_init__(self) -> None:
        self.next_serial = self.first_serial

    def play(self, course: Course) -> Folder:
        """Open the case and do every act of the course. Raises where an expectation is not met."""
        day = course.opened(self.day(0))
        with played_on(day):
            self.folder = filing.open_with_facts(self.cast[course.by], self.casefile, Opening(course.opens, day))
        for step in course.steps:
            day = step.at or (day if step.ago is None else self.day(step.ago))
            with played_on(day):
                self._do(step)
        return self.folder

    def day(self, ago: int) -> datetime.date:
        """The day of the course that lies so many days back."""
        return self.today - datetime.timedelta(days=ago + self.later)

    @property
    def price(self) -> Decimal:
        """CNY per tonne."""
        stated = self.casefile.options.price
        return stated.cny_per_t if stated is not None and stated.cny_per_t is not None else PRICE

    def _do(self, step: DatedStep) -> None:
        if step.expect is not None:
            faults = list(unmet(history.history(self.folder), step.expect, db.today(), {}))
            if faults:
                raise RuntimeError(f"{step}: {faults[0]}")
            return
        if EACH in str(step.with_):
            for party in self.casefile.parties:
                self._do(step.model_copy(update={"with_": _named(step.with_, party.name)}))
            return
        own = {_SUBMIT: self._submit, _BOUGHT: self._buy, _RETIRED: self._retire}.get(step.do, self._record)
        own(step, self.cast[step.by])

    def _record(self, step: DatedStep, person: Person) -> None:
        case = service.state(self.folder)
        on, args = tuple(self._said(list(step.on), case)), self._said(step.with_ or {}, case)
        named = service.papers_named(Act(step.do, db.today(), actor_of(person), on, args), case)
        papers = tuple(Paper(name, PAPER.format(name=name).encode()) for name in named)
        service.record(self.folder, person, Doing(step.do, db.today(), on, args, step.reason, papers=papers))

    def _submit(self, step: DatedStep, person: Person) -> None:
        if step.with_:  # a result that was published
            self._record(step, person)
            return
        order = ordered.find(self.folder, step.on[0])
        choice = Choice(METHOD)
        ordered.submit(order, person, choice, ordered.draft(order, person, choice).result.hash)

    def _buy(self, step: DatedStep, person: Person) -> None:
        case = service.state(self.folder)
        tonnes = case.obligations[step.on[0]].quantity
        if tonnes is None:
            raise RuntimeError("an obligation to buy credits has a quantity")
        entry = PurchaseEntry(
            project_id=self.project_id,
            seller=SELLER,
            contract_no=CONTRACT.format(self.papers),
            trade_date=db.today(),
            serial_from=self.first_serial,
            serial_to=self.first_serial + int(tonnes) - 1,
            quantity_t=tonnes,
            price_cny=self.price,
            amount_cny=(self.price * tonnes).quantize(Decimal("0.01")),
        )
        bought = fulfilling.buy(self.folder, person, step.on[0], entry)
        self.next_serial = bought.serial_to + 1

    def _retire(self, step: DatedStep, person: Person) -> None:
        found = fulfilling.bought(self.folder, service.state(self.folder))[step.on[0]]
        bought = found.live[0].purchase
        number = CERTIFICATE.format(self.papers)
        entry = RetirementEntry(
            certificate_no=number,
            registry_name=REGISTRY,
            certificate_date=db.today(),
            serial_from=bought.serial_from,
            serial_to=bought.serial_to,
            quantity_t=bought.quantity_t,
            purpose=JUDICIAL,
            content=PDF,
        )
        entered = confirming.enter(self.folder, person, bought.id, entry)
        confirming.confirm(self.folder, self.cast["officer2"], entered.id, confirming.FIELDS)

    def _said(self, given: Any, case: Case) -> Any:
        """What a step says, with what only this case knows in its place."""
        if isinstance(given, Mapping):
            return {self._said(key, case): self._said(value, case) for key, value in given.items()}
        if isinstance(given, list | tuple):
            return [self._said(value, case) for value in given]
        if given == "<all>":
            return [party.name for party in case.parties]
        return _TOKEN.sub(lambda found: self._of(found, case), given) if isinstance(given, str) else given

    def _of(self, token: re.Match[str], case: Case) -> str:
        match token[1]:
            case "first" | "second" | "third" as which:
                return case.parties[ORDINALS.index(which)].name
            case "day":
                return self.day(int(token[2])).isoformat()
            case "number":
                return self.number or "未编号"
            case "required":
                loss = hooks.loss_of(self.folder, case)
                assert loss is not None, "measured and adopted before"
                assert loss.required_t is not None, "it has credits to be bought"
                return str(loss.required_t)
        return PLACES[token[1]][0] if token[1] in PLACES else self.cast[token[1]].name
