"""Every person of a case with what the law says of him alone: the grade of each charge, the heaviest, circumstances.

A charge is decided as a case of its own: one person, one offence, the stands concerned. The heaviest is the person's
grade, the heaviest of all persons is the case's. Grades of different offences are compared by the statute's tiers.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules.casefile import CaseFile
from rules.casefile.charge import Charged
from rules.casefile.charged_facts import unassigned
from rules.casefile.charges import as_charged, charged, charges_of, divided
from rules.casefile.offences import OFFENCES
from rules.casefile.party import Party
from rules.casefile.schema import fact_at
from rules.deciding.alongside import Alongside, agreed, several_offences
from rules.deciding.book import LawBook
from rules.deciding.book.tiers import tier_of
from rules.deciding.facts import Fact
from rules.deciding.facts.counting import Counted
from rules.deciding.grading import GRADE, Grade
from rules.deciding.ruling import Ruling
from rules.values.exact import Number, plain

CIVIL_ALONE = "身份为{role}，没有对其提出指控，不认定数量档次"
NOT_CHARGED = "没有写明对其的指控和其涉及的地块，不认定数量档次"
TOO_YOUNG = "被告人犯罪时均未达到刑事责任年龄，不负刑事责任，不认定档次"
TOO_YOUNG_ALONE = "犯罪时未达到刑事责任年龄，不负刑事责任，不认定档次"
HEAVIEST = "数罪中以{offence}的档次列明（{ground}）"
BY_TIER = "其法定刑档次最重"
ALONE = "只有该罪达到标准"
NO_TIER = "各罪的法定刑档次没有全部收录，不能比较轻重，以案由列明"
EQUAL = "各罪的法定刑档次相同，以案由列明"
NONE_REACHED = "各罪都没有达到标准，以案由列明"
ONE_KNOWN = "其他罪的档次不能确定"
OF_ONE = "{name}被控{offence}：{warning}"
CASE_ALONE = (
    "本案有数罪：赔偿方式、民事责任与各条规则以案由{offence}列明，各人各罪的档次、情节、民事责任、罚金与竞合逐项另列"
)

WHOSE = (
    "{name}被控{offence}：案情要素中“{group}”的数量及于其他地块，没有写明其中属于本项指控的，本项指控按未查明处理；"
    "请在其指控中另行写明"
)


@dataclass(frozen=True, eq=False)
class OfCharge:
    """What is decided of one charge. ``stands``: their ids. ``facts``: what the law was asked with.

    ``alongside``: what else is decided of it; None where the case has one offence, of which that is told.
    """

    charge: Charged
    stands: tuple[str, ...]
    counted: Counted
    facts: Mapping[str, Fact]
    ruling: Ruling
    alongside: Alongside | None = None

    @property
    def offence(self) -> str:
        return self.charge.offence

    @property
    def grade(self) -> Grade:
        return self.ruling.grade

    def as_json(self) -> dict[str, Any]:
        stock = self.counted.graded_stock_m3
        return {
            "offence": self.offence,
            "stands": list(self.stands),
            "graded_stock_m3": None if stock is None else plain(stock),
            "grade": _told(self.grade),
            **self.ruling.as_json(),
            **(self.alongside.as_json() if self.alongside else {}),
        }


@dataclass(frozen=True, eq=False)
class OfPerson:
    """A person who is to answer for the act. ``grade``: of the heaviest of the charges, ``offence`` its offence."""

    party: Party
    charges: tuple[OfCharge, ...]
    grade: Grade
    offence: str | None

    def as_json(self) -> dict[str, Any]:
        grade = _told(self.grade)
        del grade["alternatives"]  # they stand beside each charge
        held = {name: _together(charge.ruling.held(name) for charge in self.charges) for name in Ruling.NAMES}
        return {
            "name": self.party.name,
            "role": self.party.role,
            "grade": grade,
            "offence": self.offence,
            **{name: list(values) for name, values in held.items()},
            "grounds": _together(charge.ruling.grounds for charge in self.charges),
            "share": None if self.party.share is None else plain(self.party.share),
            "charges": [charge.as_json() for charge in self.charges],
        }


@dataclass(frozen=True, eq=False)
class Persons:
    """Everybody who is to answer, in the order of the case file. ``heaviest``: the charge the case's grade rests on.

    None where nobody is charged. ``leading``: the charge that stands for the case's own offence where the case file
    divides persons and stands; None where it does not. ``warnings``: what is said of a charge, and the same with whose
    it is.
    """

    each: tuple[OfPerson, ...]
    heaviest: OfCharge | None
    leading: OfCharge | None
    warnings: tuple[tuple[str, str], ...] = ()

    @property
    def charges(self) -> tuple[OfCharge, ...]:
        """Every charge of everybody."""
        return tuple(charge for person in self.each for charge in person.charges)

    def as_json(self) -> list[dict[str, Any]]:
        return [person.as_json() for person in self.each]


def _told(grade: Grade) -> dict[str, Any]:
    told = grade.as_json()
    return told | {"reason": TOO_YOUNG_ALONE} if told["reason"] == TOO_YOUNG else told


def _together(found: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {value: ground for one in found for value, ground in one.items()}


CountOf = Callable[[CaseFile, Charged], Counted]
"""The graded quantities of a case file that holds one charge alone."""
FactsOf = Callable[[CaseFile, Counted], dict[str, Fact]]
"""What the law asks of such a case file."""
Judge = Callable[[Mapping[str, Fact]], Ruling]
Whole = Callable[[Charged, Mapping[str, Fact]], Alongside]
"""All that the law concludes of a charge, asked with its facts."""


def persons_of(
    casefile: CaseFile,
    count: CountOf,
    facts: FactsOf,
    judge: Judge,
    whole: Whole,
    lawbook: LawBook,
    on: datetime.date,
) -> Persons:
    """Every charge decided, every person's heaviest, and the heaviest of all; ``whole``: where offences are several."""
    charges = charged(casefile.case.offence, casefile.parties, casefile.stands)
    made = [_decided(casefile, charge, count, facts, judge) for charge in charges]
    if several_offences(charges, casefile.case.offence):
        beside = agreed([(one.charge, whole(one.charge, one.facts)) for one in made])
        made = [replace(one, alongside=own) for one, own in zip(made, beside, strict=True)]
    compare = _Comparison(lawbook, casefile.case.offence, on)
    each = tuple(
        _person(party, [one for one in made if one.charge.party == number], compare)
        for number, party in enumerate(casefile.parties)
        if party.liable
    )
    heaviest = compare.heaviest(made)[0] if made else None
    if not divided(casefile.parties, casefile.stands):
        return Persons(each, heaviest, None)
    own = [one for one in made if one.offence == casefile.case.offence]
    leading = compare.heaviest(own)[0] if own else None
    return Persons(each, heaviest, leading, tuple(_warnings(casefile, made, compare)))


def _decided(casefile: CaseFile, charge: Charged, count: CountOf, facts: FactsOf, judge: Judge) -> OfCharge:
    own = as_charged(casefile, charge)
    counted = count(own, charge)
    asked = facts(own, counted)
    return OfCharge(charge, tuple(stand.id for stand in own.stands), counted, asked, judge(asked))


def _person(party: Party, charges: Sequence[OfCharge], compare: _Comparison) -> OfPerson:
    if not charges:
        reason = NOT_CHARGED if party.accused else CIVIL_ALONE.format(role=party.role)
        return OfPerson(party, (), Grade(None, None, None, reason, (), ()), None)
    heaviest, ground = compare.heaviest(charges)
    grade = heaviest.grade
    if ground:
        told = HEAVIEST.format(offence=heaviest.offence, ground=ground)
        grade = Grade(grade.value, grade.law, grade.article, f"{grade.reason}；{told}", grade.alternatives, ())
    return OfPerson(party, tuple(charges), grade, heaviest.offence)


def _warnings(casefile: CaseFile, made: Sequence[OfCharge], compare: _Comparison) -> Iterator[tuple[str, str]]:
    own = casefile.case.offence
    if any(one.offence != own for one in made):
        yield "", CASE_ALONE.format(offence=own)
        ground = compare.heaviest(made)[1]
        if ground in (NO_TIER, EQUAL):
            yield "", f"全案的数量档次：{ground}"
    every = charges_of(casefile)
    for one in made:
        name = casefile.parties[one.charge.party].name
        for group in unassigned(casefile.particulars, one.charge, every, casefile.stands):
            label = fact_at(f"particulars.{group}")
            yield "", WHOSE.format(name=name, offence=one.offence, group=label.fact.label if label else group)
        alongside = one.alongside.warnings if one.alongside else ()
        for warning in dict.fromkeys((*one.counted.warnings, *one.grade.warnings, *alongside)):
            yield warning, OF_ONE.format(name=name, offence=one.offence, warning=warning)


@dataclass(frozen=True)
class _Comparison:
    """Which of several charges is the heaviest. ``offence``: the case's, which leads where nothing else decides."""

    lawbook: LawBook
    offence: str
    on: datetime.date

    def heaviest(self, charges: Sequence[OfCharge]) -> tuple[OfCharge, str]:
        """The heaviest, and why it is that one where several offences are compared, else nothing."""
        leading = {offence: self._of_one(charges, offence) for offence in OFFENCES}
        best = [one for one in leading.values() if one is not None]
        if len(best) == 1:
            return best[0], ""
        first = next((one for one in best if one.offence == self.offence), best[0])
        reached = [one for one in best if self.reached(one)]
        if not reached:
            known = [one for one in best if one.grade.value is not None]
            told = known[0] if len(known) == 1 else first
            return told, NONE_REACHED if len(known) == len(best) else ONE_KNOWN if len(known) == 1 else NO_TIER
        if len(reached) == 1:
            return reached[0], ALONE if all(one.grade.value is not None for one in best) else ONE_KNOWN
        return self._by_tier(reached)

    def _by_tier(self, reached: Sequence[OfCharge]) -> tuple[OfCharge, str]:
        first = next((one for one in reached if one.offence == self.offence), reached[0])
        tiers = [tier_of(self.lawbook.tiers, one.offence, str(one.grade.value), self.on) for one in reached]
        weights = [tier.weight for tier in tiers if tier is not None]
        if len(weights) < len(reached):
            return first, NO_TIER
        top = [one for one, weight in zip(reached, weights, strict=True) if weight == max(weights)]
        if len(top) == 1:
            return top[0], BY_TIER
        return (first, EQUAL) if first in top else (top[0], EQUAL)

    def _of_one(self, charges: Sequence[OfCharge], offence: str) -> OfCharge | None:
        """The heaviest of one offence; of equal ones that with most of what is counted, whatever their order."""
        own = [one for one in charges if one.offence == offence]
        return max(own, key=self._weight) if own else None

    def _weight(self, one: OfCharge) -> tuple[Any, ...]:
        order = self.lawbook.book.conclusions[GRADE].values
        value = one.grade.value
        counted = one.counted
        # All of them exact numbers; the union of their types is more than the list is told to hold.
        amounts: list[Number] = [counted.graded_stock_m3 or 0, counted.saplings, counted.value_cny or 0]  # type: ignore[list-item]
        return (-1 if value is None else order.index(value), *amounts, len(one.stands))

    @staticmethod
    def reached(one: OfCharge) -> bool:
        """Whether the charge reaches a mark of its offence."""
        return one.grade.value is not None and not one.grade.value.startswith("未达")
