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
from rules.deciding.settling import as_read
from rules.values.exact import plain

CIVIL_ALONE = "身份为{role}，没有对其提出指控，不认定数量档次"
NOT_CHARGED = "没有写明对其的指控和其涉及的地块，数量档次不能确定"
TOO_YOUNG = "行为人行为时均未达到刑事责任年龄，不负刑事责任，不认定档次"
TOO_YOUNG_ALONE = "行为时未达到刑事责任年龄，不负刑事责任，不认定档次"
HEAVIEST = "数罪中以{offence}的档次列明（{ground}）"
BY_TIER = "其法定刑档次最重"
ALONE = "只有该罪达到标准"
NO_TIER = "达到标准的各罪，法定刑档次没有全部收录，不能比较轻重"
EQUAL = "{offences}的法定刑档次相同，没有更重的"
NONE_REACHED = "各罪都没有达到标准"
ONE_KNOWN = "其他罪的档次不能确定"
NONE_AT_ALL = "对各罪都不负刑事责任，或者都不构成"
SOME_KNOWN = "其余的罪没有达到标准，该罪是否达到不能确定"
NONE_KNOWN = "各罪的档次没有查明，不能比较轻重"
BY_CAUSE = "，以案由列明"
"""Beside a ground that leaves several offences: that of the case stands for them, where it is one of them."""
SOME_OPEN = "；{offences}的档次不能确定"
NONE_DUE = "对其他罪不负刑事责任，或者不构成其他罪"
OF_ONE = "{name}被控{offence}：{warning}"
CASE_ALONE = (
    "本案有数罪：各条规则以案由{offence}列明，其他罪名的规则列在其各项指控之下；赔偿方式就任何一罪可用的即列为可用，写明就何罪；"
    "全案的档次与罪名条款以一罪列明，理由列在档次之后；民事责任项目与后续义务等列出各罪的全部；各人各罪的档次、情节、民事责任、"
    "罚金与竞合逐项另列"
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

    None where nobody is charged. ``ground``: why it is that one, where offences are several, else nothing.
    ``leading``: the charge that stands for the case's own offence where the case file
    divides persons and stands; None where it does not. ``warnings``: what is said of a charge, and the same with whose
    it is.
    """

    each: tuple[OfPerson, ...]
    heaviest: OfCharge | None
    leading: OfCharge | None
    ground: str = ""
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
    heaviest, ground = compare.heaviest(made) if made else (None, "")
    if not divided(casefile.parties, casefile.stands):
        return Persons(each, heaviest, None)
    own = [one for one in made if one.offence == casefile.case.offence]
    leading = compare.heaviest(own)[0] if own else None
    return Persons(each, heaviest, leading, ground, tuple(_warnings(casefile, made)))


def _decided(casefile: CaseFile, charge: Charged, count: CountOf, facts: FactsOf, judge: Judge) -> OfCharge:
    own = as_charged(casefile, charge)
    counted = count(own, charge)
    asked = facts(own, counted)
    ruling = judge(asked)
    grade = as_read(ruling.grade, counted)
    ruling = ruling if grade is ruling.grade else replace(ruling, grade=grade)
    return OfCharge(charge, tuple(stand.id for stand in own.stands), counted, asked, ruling)


def _person(party: Party, charges: Sequence[OfCharge], compare: _Comparison) -> OfPerson:
    if not charges:
        reason = NOT_CHARGED if party.accused else CIVIL_ALONE.format(role=party.role)
        return OfPerson(party, (), Grade(None, None, None, reason, (), (), no_offence=not party.accused), None)
    heaviest, ground = compare.heaviest(charges)
    grade = replace(with_ground(heaviest, ground), warnings=()) if ground else heaviest.grade
    return OfPerson(party, tuple(charges), grade, heaviest.offence)


def with_ground(heaviest: OfCharge, ground: str) -> Grade:
    """The grade of a charge that is told for several offences, with why it is that one."""
    grade, told = heaviest.grade, HEAVIEST.format(offence=heaviest.offence, ground=ground)
    return replace(grade, reason=f"{grade.reason}；{told}") if ground else grade


def _warnings(casefile: CaseFile, made: Sequence[OfCharge]) -> Iterator[tuple[str, str]]:
    own = casefile.case.offence
    if any(one.offence != own for one in made):
        yield "", CASE_ALONE.format(offence=own)
    every = charges_of(casefile)
    for one in made:
        name = casefile.parties[one.charge.party].name
        for group in unassigned(casefile.particulars, one.charge, every, casefile.stands):
            label = fact_at(f"particulars.{group}")
            yield "", WHOSE.format(name=name, offence=one.offence, group=label.fact.label if label else group)
        alongside = one.alongside.warnings if one.alongside else ()
        for warning in dict.fromkeys((*one.counted.warnings, *one.grade.warnings, *alongside)):
            yield warning, OF_ONE.format(name=name, offence=one.offence, warning=warning)


def _open(charges: Sequence[OfCharge]) -> str:
    return SOME_OPEN.format(offences="、".join(one.offence for one in charges)) if charges else ""


@dataclass(frozen=True)
class _Comparison:
    """Which of several charges is the heaviest. ``offence``: the case's, which leads where nothing else decides."""

    lawbook: LawBook
    offence: str
    on: datetime.date

    def heaviest(self, charges: Sequence[OfCharge]) -> tuple[OfCharge, str]:
        """The heaviest, and why it is that one where several offences are compared, else nothing."""
        charged = {one.offence for one in charges}
        best = [self._of_one(charges, offence) for offence in OFFENCES if offence in charged]
        if len(best) == 1:
            return best[0], ""
        reached = [one for one in best if self.reached(one)]
        if not reached:
            return self._none_reached(best)
        if len(reached) == 1:
            return reached[0], ALONE if not any(self.open(one) for one in best) else ONE_KNOWN
        heaviest, ground = self._by_tier(reached)
        return heaviest, ground + _open([one for one in best if self.open(one)])

    def _none_reached(self, best: Sequence[OfCharge]) -> tuple[OfCharge, str]:
        """Of one offence each: that of the case where several are alike, but never one of which no grade is due."""
        due = [one for one in best if not one.grade.no_offence] or best
        if len(due) == 1 < len(best):
            return due[0], NONE_DUE
        open_ = [one for one in due if one.grade.value is None]  # what cannot be told may reach a mark
        first = next((one for one in open_ or due if one.offence == self.offence), (open_ or due)[0])
        if all(one.grade.no_offence for one in due):
            return first, self._listed(NONE_AT_ALL, first)
        ground = NONE_REACHED if not open_ else NONE_KNOWN if open_ == due else SOME_KNOWN
        return first, self._listed(ground, first) if len(open_) != 1 else ground

    def _listed(self, ground: str, first: OfCharge) -> str:
        return ground + (BY_CAUSE if first.offence == self.offence else "")

    def _by_tier(self, reached: Sequence[OfCharge]) -> tuple[OfCharge, str]:
        first = next((one for one in reached if one.offence == self.offence), reached[0])
        tiers = [tier_of(self.lawbook.tiers, one.offence, str(one.grade.value), self.on) for one in reached]
        weights = [tier.weight for tier in tiers if tier is not None]
        if len(weights) < len(reached):
            return first, self._listed(NO_TIER, first)
        top = [one for one, weight in zip(reached, weights, strict=True) if weight == max(weights)]
        if len(top) == 1:
            return top[0], BY_TIER
        chosen = first if first in top else top[0]
        equal = EQUAL.format(offences="、".join(one.offence for one in top))
        return chosen, self._listed(equal, chosen)

    def _of_one(self, charges: Sequence[OfCharge], offence: str) -> OfCharge:
        """The heaviest of one offence; of equal ones that with most of what is counted, whatever their order."""
        own = [one for one in charges if one.offence == offence]
        return own[0] if len(own) == 1 else max(own, key=self._weight)

    def _weight(self, one: OfCharge) -> tuple[Any, ...]:
        order = self.lawbook.book.conclusions[GRADE].values
        value = one.grade.value
        counted = one.counted
        amounts = (counted.graded_stock_m3 or 0, counted.saplings or 0, counted.value_cny or 0)
        # What cannot be told may be heavier than what is not reached, and is more than where no grade is due.
        rank = (2 if self.open(one) else 0) if value is None else 3 + order.index(value) if self.reached(one) else 1
        return (rank, *amounts, len(one.stands))

    @staticmethod
    def open(one: OfCharge) -> bool:
        """Whether the grade of the charge cannot be told, though one may be due."""
        return one.grade.value is None and not one.grade.no_offence

    @staticmethod
    def reached(one: OfCharge) -> bool:
        """Whether the charge reaches a mark of its offence."""
        return one.grade.value is not None and not one.grade.value.startswith("未达")
