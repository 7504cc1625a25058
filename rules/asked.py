"""What the law is asked of a case file and its measurement: of the case as a whole, and of every charge in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from rules.carbon.concerned import Concerned, concerned_stock
from rules.carbon.groups import told_stands
from rules.carbon.measure import Measurement
from rules.carbon.worksheet import Line, Worksheet
from rules.casefile import CaseFile
from rules.casefile.charge import Charged
from rules.casefile.charges import as_charged, charged, divided
from rules.casefile.particulars import EarlierAct
from rules.deciding.alongside import Alongside, met_by
from rules.deciding.concurrence import ALSO
from rules.deciding.decide import Decision, RuleEngine, rule_engine
from rules.deciding.facts import Fact, StatedFacts, carbon_lost
from rules.deciding.facts.contradictions import contradictions
from rules.deciding.facts.counting import TREES, Counted, count, quantities_of
from rules.deciding.facts.guardians import of_guardians
from rules.deciding.facts.standing import of_persons, perhaps_answering
from rules.deciding.facts.unasked import unasked
from rules.deciding.grading import Grade
from rules.deciding.headlines import SAME_HEAD, left_open, of_all, turns_on
from rules.deciding.persons import OfCharge, Persons, persons_of
from rules.deciding.ruling import Ruling
from rules.deciding.settling import as_read, settled
from rules.values.exact import Number, added

ROUNDED_AWAY = (
    "碳汇损失量修约后为 {told} 吨，未修约的数大于零：属有碳汇损失，不按无损失处理；应认购量与金额按未修约的数计算"
)

NOT_OF_ACT = ("without_stock", "untreated_acts", "untreated_over_year", "untreated_over_two_years", "land_penalties")
"""What is said of the case and not of an earlier act of it."""


@dataclass
class Asked:
    """A case before the law on one day. ``concerned``: the stock of the trees concerned, by stand.

    ``engine``: of the edition that decides; the one that ships when none is given.
    """

    casefile: CaseFile
    measured: Measurement
    on: datetime.date
    concerned: Concerned
    engine: RuleEngine = field(default_factory=rule_engine)
    _stated: StatedFacts | None = field(default=None, init=False, repr=False)
    """Of the case file that was asked about last: of one charge it is mostly asked several times."""

    @classmethod
    def alone(cls, casefile: CaseFile, measured: Measurement, on: datetime.date) -> Asked:
        """The same where the lines of the stock are not to be written on the worksheet of the measurement."""
        return cls(casefile, measured, on, concerned_stock(casefile, measured, _copy(measured.worksheet)))

    @cached_property
    def persons(self) -> Persons:
        """Every person with the grade of each charge. Raises ``EvaluatorDisagreement``."""
        return persons_of(
            self.casefile, self._count, self._facts_of_charge, self._judge, self._whole, self.engine.lawbook, self.on
        )

    @cached_property
    def counted(self) -> Counted:
        """The graded quantities of the case: of everything, or of the heaviest charge where the case is divided."""
        if self._leading is not None:
            return self._leading.counted
        total = self.concerned.total
        known = [line is not None for line in self.concerned.stands]
        return self._counted(self.casefile, total.result.value if total else None, known, range(len(known)))

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """The facts of the case as a whole."""
        leading = self._leading
        if leading is None:
            return self._facts(self.casefile, self.counted)
        own = as_charged(self.casefile, leading.charge, self.casefile.parties)
        return self._facts(own, self.counted) | {"carbon_lost": carbon_lost(self.casefile, *self._loss)}

    @cached_property
    def decision(self) -> Decision:
        """What is decided of the case; its grade is that of the heaviest charge, and open where it is another once
        somebody is accused whose role does not tell whether he is. Raises ``EvaluatorDisagreement``."""
        other = self._with_all_accused
        if other is None or not turns_on(self._decided, other.grade):
            return self._decided
        return left_open(self._decided, other, "、".join(party.name for party in perhaps_answering(self.casefile)))

    @cached_property
    def _with_all_accused(self) -> Decision | None:
        """What is decided if all are accused of whom the role does not tell it; None where there are none."""
        perhaps = {id(party) for party in perhaps_answering(self.casefile)}
        if not perhaps:
            return None
        parties = [
            party.model_copy(update={"role": "被告人"}) if id(party) in perhaps else party
            for party in self.casefile.parties
        ]
        return replace(self, casefile=self.casefile.model_copy(update={"parties": parties}))._decided

    @cached_property
    def _head_of_unread(self) -> str:
        """That the grade of the case does not turn on those of whom the role tells nothing, where it does not."""
        value, other = self._decided.grade.value, self._with_all_accused
        return SAME_HEAD.format(value=value) if value is not None and other and other.grade.value == value else ""

    @cached_property
    def _decided(self) -> Decision:
        made = self._made
        heaviest = self.persons.heaviest
        if self.persons.leading is None or heaviest is None:
            return made
        if heaviest.grade.no_offence and self.facts["role_unread_decisive"]:
            return made
        # Of one charge, also where that is of the case's own offence: another's age does not make its person answer.
        return of_all(made, self.persons, heaviest, self._by_offence)

    @cached_property
    def _by_offence(self) -> dict[str, Decision]:
        """Where offences are several, the case decided by each, with the loss of the stands of its charges."""
        found = {}
        charges = charged(self.casefile.case.offence, self.casefile.parties, self.casefile.stands)
        offences = dict.fromkeys(one.offence for one in charges)
        for offence in offences if len(offences) > 1 else ():
            stands = sorted({number for one in charges if one.offence == offence for number in one.stands})
            facts = {**self.facts, "offence": offence, **self._lost_on(stands, offence)}
            found[offence] = self.engine.decide(facts, self.casefile.case.conduct.ended, self.on)
        return found

    @cached_property
    def _made(self) -> Decision:
        made = self.engine.decide(self.facts, self.casefile.case.conduct.ended, self.on)
        grade = as_read(made.grade, self.counted)
        return made if grade is made.grade else replace(made, grade=grade)

    @property
    def _leading(self) -> OfCharge | None:
        """Asked for only where the case is divided: no charge need be decided for the facts of any other case."""
        return self.persons.leading if self._divided else None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must be said of the counting, of the decision and of single charges."""
        of_case = (*self.counted.warnings, *self.decision.warnings)
        of_case = (
            *of_case,
            *of_persons(self.casefile, self._head_of_unread),
            *of_guardians(self.casefile),
            *contradictions(self.casefile),
            *unasked(self.casefile),
            *self._rounded_away,
        )
        return (*of_case, *(told for about, told in self.persons.warnings if about not in of_case))

    @property
    def _rounded_away(self) -> tuple[str, ...]:
        loss, (tonnes, _) = self.measured.loss, self._loss
        return (ROUNDED_AWAY.format(told=self.measured.loss_text),) if loss and not loss.value and tonnes else ()

    @cached_property
    def _loss(self) -> tuple[Number | None, Number | None]:
        """The loss of the case as it is told; before it is rounded where only that makes it nothing (损失大于零).

        Where a stand is not measured, and what the others lost rounds to nothing, it is not known: no loss at all is
        said only of a case that is measured whole.
        """
        measured = self.measured
        loss, money = measured.loss, measured.money_line
        tonnes, value = loss.value if loss else None, money.result.value if money else None
        if measured.left_out and not tonnes and not value:
            return None, None
        exact = measured.loss_exact
        return exact.value if exact and not tonnes else tonnes, value

    def _count(self, own: CaseFile, charge: Charged) -> Counted:
        told = told_stands([stand.id for stand in own.stands])
        stock = self.concerned.of(charge.stands, told)
        if self._is_whole(own) and stock is self.concerned.total:
            return self.counted
        known = [self.concerned.stands[number] is not None for number in charge.stands]
        return self._counted(own, stock.result.value if stock else None, known, charge.stands)

    def _counted(self, own: CaseFile, stock: Number | None, measured: Sequence[bool], of: Iterable[int]) -> Counted:
        """What is counted of a case file, as the law is asked with it."""
        bound = self.casefile.value_cny if own.value_cny is None and own.case.offence in TREES else None
        counted = count(
            own,
            stock,
            measured,
            on=self.on,
            value_most=bound,
            crime_alone=partial(self._crime_alone, own),
            straddling=[one for number in of for one in self.concerned.straddling[number]],
        )
        return settled(counted, partial(self._grade, own))

    def _grade(self, own: CaseFile, counted: Counted) -> Grade:
        return self.engine.grade_on(self._facts(own, counted), own.case.conduct.ended, self.on)

    def _crime_alone(self, own: CaseFile, act: EarlierAct) -> bool:
        """Whether an earlier act reaches a mark by itself, by the law of its day and of the decision."""
        alone = own.model_copy(update={"stands": [], "value_cny": None, "particulars": own.particulars})
        facts = self._facts(alone, count(alone, None)) | quantities_of(own, act) | dict.fromkeys(NOT_OF_ACT)
        found = self.engine.grade_on(facts, act.date, max(self.on, act.date))
        return found.value is not None and not found.value.startswith("未达")

    def _facts(self, own: CaseFile, counted: Counted) -> dict[str, Fact]:
        if self._stated is None or self._stated.asked_of is not own:
            self._stated = StatedFacts(own, self.on)
        return self._stated.with_found(counted, *self._loss)

    def _facts_of_charge(self, own: CaseFile, counted: Counted) -> dict[str, Fact]:
        if self._is_whole(own) and counted is self.counted:
            return self.facts
        return self._facts(own, counted)

    def _judge(self, facts: Mapping[str, Fact]) -> Ruling:
        if not self._divided and facts is self.facts:
            return self._made.ruling
        return self.engine.rule_on(facts, self.casefile.case.conduct.ended, self.on)

    def _whole(self, charge: Charged, facts: Mapping[str, Fact]) -> Alongside:
        own = {**facts, **self._lost_by(charge)}
        casefile, book = self.casefile, self.engine.lawbook.book
        met = met_by(charge, charged(casefile.case.offence, casefile.parties, casefile.stands))
        asked = [own | {ALSO: other} for other in met if other in (book.facts[ALSO].values or ())] or [own]
        made = [self.engine.decide(one, casefile.case.conduct.ended, self.on) for one in asked]
        return Alongside.of(made, book, charge.offence)

    def _lost_by(self, charge: Charged) -> dict[str, Fact]:
        return self._lost_on(charge.stands, charge.offence)

    def _lost_on(self, numbers: Sequence[int], offence: str) -> dict[str, Fact]:
        """The loss of some stands, of which an offence is charged; that of the case where it was found for the case as
        a whole."""
        casefile, measured = self.casefile, self.measured
        if len(numbers) == len(casefile.stands) or measured.declaration.whole_case:
            return {}
        stands = [measured.stands[number] for number in numbers]
        loss = _sum([stand.emission for stand in stands])
        money = _sum([stand.money for stand in stands])
        head = casefile.case.model_copy(update={"offence": offence})
        alone = {"case": head, "parties": [], "stands": [casefile.stands[number] for number in numbers]}
        own = casefile.model_copy(update=alone)
        return {"loss_tco2e": loss, "loss_cny": money, "carbon_lost": carbon_lost(own, loss, money)}

    def _is_whole(self, own: CaseFile) -> bool:
        """Whether a charge is the case itself, so that what was made of the case is what is made of the charge."""
        return own is self.casefile and not self._divided

    @cached_property
    def _divided(self) -> bool:
        return divided(self.casefile.parties, self.casefile.stands)


def _sum(lines: Sequence[Line | None]) -> Number | None:
    """None as soon as one is not known."""
    found = [line.result.value for line in lines if line is not None]
    return added(found) if found and len(found) == len(lines) else None


def _copy(sheet: Worksheet) -> Worksheet:
    return Worksheet(list(sheet.lines))


def legal_facts(casefile: CaseFile, measured: Measurement, day: datetime.date) -> dict[str, Fact]:
    """What the law asks of a case file and its measurement, for a decision on this day."""
    return Asked.alone(casefile, measured, day).facts
