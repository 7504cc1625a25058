"""The quantities that are graded: the trees concerned, with earlier acts not yet dealt with, less the survey's error.

累计: 法释〔2023〕8号第九条, 法释〔2000〕36号第七条, 法释〔2005〕15号第七条, 法释〔2016〕25号第八条. 允许的误差额
(滥伐 only): 第十九条第三款, 第十七条第三款. Where no such article is on record for an offence, nothing is added.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from rules.carbon.tally.young import Straddling, sapling_on, young_by_stand
from rules.casefile import CaseFile
from rules.casefile.offence_facts import PLANTS
from rules.casefile.particulars import NO_PARTICULARS, EarlierAct, Particulars
from rules.casefile.stand import NEVER_STOCK, Stand
from rules.deciding.book import load_lawbook
from rules.deciding.facts.areas import areas_not_taken
from rules.deciding.facts.earlier import (
    OF_OLD_TEXT,
    CrimeAlone,
    Earlier,
    crime,
    days_of,
    earlier,
    not_counted,
    older,
    overdue,
)
from rules.deciding.facts.particular import Fact, land_mu, particular_facts, plants
from rules.values.exact import Number, added, minus, plain, plus

ADDED = "数量档次计入此前未经处理的 {count} 次行为；碳汇损失只按本案地块计量，此前行为的地块须另行列入"
NOT_ADDED = "{offence}没有收录累计的规定，此前未经处理的 {count} 次行为没有计入数量档次，由法官判断"
WHOLE = "地块 {stand} 的受损份额 {fraction} 只折算碳汇损失；数量档次按所写立木蓄积的全部计，所写蓄积应只包括涉案林木"

NO_STOCK = "{kinds}没有立木蓄积"
NONE_COUNTED = "{told}，蓄积不作为未查明：按法释〔2023〕8号，档次只看幼树与价值，没有为它另定数量标准"

BY_VALUE_ALONE = (
    "地块 {stands} 是竹林、灌木林，没有立木蓄积，其档次取决于林木价值，而价值未查明：数量档次只按其余地块的"
    "立木蓄积判断，未达标准的不等于全案未达"
)

BAMBOO_OUT = "没有计入竹林的价值 {value} 元：采伐自然保护区以外的竹林不需要采伐许可证"
BAMBOO_LEFT = "地块 {stands} 是竹林，数量档次{told}；在国家级以外的自然保护区以内采伐的，由法官判断"
FELLED_WHERE = "是否在自然保护区以内采伐"
BOUGHT_WHENCE = "竹子是否系盗伐、滥伐所得"

ACT = "{day} 的行为"
"""How an earlier act is named beside stands."""

OWN_PART = "本案"
OWN = "本案的林木，没有填写地块"
"""How the trees of the case itself are named where it has no stand: earlier acts say nothing of them."""

YOUNG = (
    "地块 {stand} 的检尺表中，胸径 {bound} 厘米以下的 {count} 株是幼树（{text}）：以株数计入数量档次，其材积不计入涉案"
    "立木蓄积；碳汇损失仍按全部树木计"
)
YOUNG_BESIDE = (
    "地块 {stand} 另写明幼树 {stated} 株，与检尺表中的幼树 {count} 株相加；所写的如已在检尺表之内，请从所写的株数中减去"
)
YOUNG_SPLIT = (
    "地块 {stand} 的径阶 {classes} 厘米兼有胸径 {bound} 厘米以下与以上的树木，按径阶中值认定是否幼树；"
    "档次取决于此的，须以各株实测的胸径认定"
)
"""Trees of a tally that are counted by their number: what they add, and where a class leaves it open."""

FELLING = "滥伐林木"
BOUGHT = "非法收购、运输盗伐、滥伐的林木"
OLD_TEXT = "法释〔2000〕36号"
FOREST_LAW = "森林法"

FELLED = ("盗伐林木", FELLING)
TREES = (*FELLED, BOUGHT)
BY_VALUE = (*TREES, "盗窃", PLANTS)

_OF_ACT: Mapping[str, Callable[[EarlierAct], Mapping[str, Fact]]] = {
    "非法占用农用地": lambda act: land_mu(act.public_mu, act.commercial_mu),
    PLANTS: plants,
    "非法采矿": lambda act: {
        "mineral_value_cny": act.mineral_value_cny,
        "resource_damage_cny": act.resource_damage_cny,
    },
    "破坏性采矿": lambda act: {"resource_damage_cny": act.resource_damage_cny},
}
"""By offence: the facts of one act, besides trees and value, that its grade rests on."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Quantities to be graded, each the least that it comes to where a part of it is open; None where all of it is.

    ``graded_stock_m3``: the stock of the trees concerned, with that of earlier acts and without the error that the
    survey allows. ``unmeasured``: the stands and acts whose stock is not known beside others whose is.

    ``value_open``: whether a part of the value is open; ``value_most``: what it is at most, where that is known;
    ``bamboo``: the stands of bamboo whose value may not count; ``bamboo_told``: what is not known of it, where its
    value is; ``bamboo_out``: whether its value is left out for sure; ``groves``: the bamboo beside trees that were
    felled.

    ``saplings_open``: the stands and acts of which nobody says how many saplings there were; ``straddling``: diameter
    classes of the tallies that hold saplings and others, counted by their middles.

    ``more``: by fact, what the earlier acts add to land, plants and minerals; ``more_open``: those that are open, of an
    act or of the case itself, of which then nothing is known.

    ``doubted``: the same with the acts of which it is doubtful whether they count; ``recent``: with none but those that
    the text of the conduct day adds, of felled trees those of the last year, and ``barred``: the others;
    ``crime_barred``: whether one of those is a crime by itself; ``unsaid``: whether that text says nothing of adding.
    ``readings``: of a case where some are not added, what each text makes of the acts that it adds itself.
    ``rules.deciding.settling`` says what of all this can be told.
    """

    graded_stock_m3: Number | None
    saplings: int | None
    value_cny: Number | None
    facts: dict[str, Number | int | str | bool | None]
    warnings: tuple[str, ...]
    more: Mapping[str, Number | None] = field(default_factory=dict)
    unmeasured: tuple[str, ...] = ()
    saplings_open: tuple[str, ...] = ()
    straddling: tuple[Straddling, ...] = ()
    more_open: tuple[str, ...] = ()
    value_open: bool = False
    value_most: Number | None = None
    bamboo: tuple[str, ...] = ()
    bamboo_told: str | None = None
    groves: tuple[str, ...] = ()
    bamboo_out: bool = False
    doubtful: tuple[EarlierAct, ...] = ()
    doubted: Counted | None = None
    recent: Counted | None = None
    barred: tuple[EarlierAct, ...] = ()
    crime_barred: bool = False
    unsaid: bool = False
    readings: tuple[Mapping[str, object], ...] = ()

    @property
    def least(self) -> bool:
        """Whether a quantity is only the least that it comes to."""
        return bool(self.unmeasured or self.saplings_open or self.more_open or self.value_open)

    def with_earlier(self, stated: Mapping[str, Fact]) -> dict[str, Fact]:
        """The stated facts with what the earlier acts add to them."""
        whole: dict[str, Fact] = dict(stated)
        for name, more in self.more.items():
            own = _number(stated.get(name))
            if own is None and name in self.more_open:
                own = Decimal(0)
            whole[name] = plus(own, more) if own is not None and more is not None else None
        return whole


@dataclass(frozen=True, slots=True)
class _Part:
    """A sum of which a part may be open: ``known`` of it, None where nothing is; ``open``: whose part is not known."""

    known: Number | None
    open: tuple[str, ...] = ()


def never(_: EarlierAct) -> bool:
    return False


def count(
    casefile: CaseFile,
    concerned: Number | None,
    measured: Sequence[bool] = (),
    *,
    on: datetime.date | None = None,
    value_most: Number | None = None,
    crime_alone: CrimeAlone = never,
    straddling: Sequence[Straddling] = (),
) -> Counted:
    """The graded quantities of a case. ``concerned``: m³ of the trees concerned on the stands of this case file.

    ``measured``: of each stand, whether its stock is known; of all of them where it is left out. ``on``: the day of
    decision; that on which the conduct ended where it is left out. ``value_most``: what the value of the trees is at
    most, where the case file does not state it. ``straddling``: as ``Counted`` has it.
    """
    decided = on or casefile.case.conduct.ended
    found = earlier(casefile, decided, crime_alone)
    counts = casefile.case.offence in (*BY_VALUE, *_OF_ACT)

    def with_acts(sure: Sequence[EarlierAct], doubtful: Sequence[EarlierAct]) -> Counted:
        return _with_acts(
            (casefile, decided),
            found,
            counts,
            (sure, doubtful),
            partial(_count, casefile, concerned, measured, value_most, tuple(straddling)),
        )

    sure, doubtful = (found.sure, found.doubtful) if counts else ((), ())
    made = with_acts(sure, doubtful)
    barred = tuple(act for act in (*sure, *doubtful) if _beyond_old_text(casefile, act))
    if not barred:
        return made
    recent = with_acts(*(tuple(act for act in acts if act not in barred) for acts in (sure, doubtful)))
    crimes = any(crime(casefile, act, crime_alone) for act in barred if act in sure)
    silent = casefile.case.offence not in FELLED
    return replace(made, recent=recent, barred=barred, crime_barred=crimes, unsaid=silent)


def _beyond_old_text(casefile: CaseFile, act: EarlierAct) -> bool:
    """Whether the text of the conduct day does not add an act: it adds felled trees of a year, and of trees that were
    bought and of protected plants says nothing."""
    offence = casefile.case.offence
    if casefile.case.conduct.ended not in load_lawbook().texts[OLD_TEXT].in_force:
        return False
    return offence in (BOUGHT, PLANTS) or (offence in FELLED and older(casefile, act, OF_OLD_TEXT))


def _with_acts(
    asked: tuple[CaseFile, datetime.date],
    found: Earlier,
    counts: bool,
    acts: tuple[Sequence[EarlierAct], Sequence[EarlierAct]],
    counted_with: Callable[[Sequence[EarlierAct]], Counted],
) -> Counted:
    """The quantities with the acts that count for sure, and with those beside them that perhaps do."""
    (casefile, on), (sure, doubtful) = asked, acts
    base = counted_with(sure)
    facts = base.facts
    if casefile.particulars is not None and casefile.particulars.earlier_acts:
        facts = facts | {
            "untreated_acts": len(sure) if counts else len(found.open),
            "untreated_over_year": any(older(casefile, act, OF_OLD_TEXT) for act in sure),
            "untreated_over_two_years": any(not act.prosecutable and overdue(casefile, act, on) for act in doubtful),
        }
    told = (*_of_acts(casefile, sure, found.open, counts), *not_counted(casefile, found))
    if facts is base.facts and not told and not doubtful:
        return base
    warnings = (*told, *base.warnings)
    return replace(
        base,
        facts=facts,
        warnings=warnings,
        doubtful=tuple(doubtful),
        doubted=counted_with((*sure, *doubtful)) if doubtful else None,
    )


def _of_acts(
    casefile: CaseFile, sure: Sequence[EarlierAct], open_: Sequence[EarlierAct], counts: bool
) -> tuple[str, ...]:
    if sure:
        return (ADDED.format(count=len(sure)),)
    if open_ and not counts:
        return (NOT_ADDED.format(offence=casefile.case.offence, count=len(open_)),)
    return ()


_FOUND_LATER = (
    *("untreated_over_year", "untreated_over_two_years", "untreated_decisive", "untreated_over_year_decisive"),
    *("untreated_unsaid_decisive", "unhandled_decisive"),
    *("bamboo_below", "bamboo_decisive", "value_told", "sapling_class_decisive"),
)
"""Facts of which the counting itself says nothing."""


def _count(
    casefile: CaseFile,
    concerned: Number | None,
    measured: Sequence[bool],
    value_most: Number | None,
    straddling: tuple[Straddling, ...],
    acts: Sequence[EarlierAct],
) -> Counted:
    """The quantities with these earlier acts."""
    given, offence = casefile.particulars or NO_PARTICULARS, casefile.case.offence
    kinds = _without_stock(casefile) if concerned is None else ""
    stock = _stock(casefile, Decimal(0) if kinds else concerned, measured, acts)
    error = given.felling.allowed_error_m3 if given.felling and offence == FELLING else None
    left, told = _less(stock.known, error)
    more, value = _more(casefile, acts), _value(casefile, value_most, acts)
    return Counted(
        left,
        _saplings(casefile, acts),
        value.sure,
        {
            **dict.fromkeys(_FOUND_LATER),
            **_of_stock(kinds, error, told),
            "untreated_acts": len(acts) or None,
            "untreated_told": _told(offence, acts),
            "value_told": value.told,
        },
        (*_warnings(casefile, given, kinds), *value.warnings),
        {name: part.known or Decimal(0) for name, part in more.items()},
        stock.open,
        _saplings_open(casefile, acts) if offence in TREES else (),
        straddling if offence in TREES else (),
        tuple(name for name, part in more.items() if part.open),
        value.open,
        value.most,
        value.bamboo,
        value.bamboo_told,
        _groves(casefile),
        value.told is not None,
    )


def _of_stock(kinds: str, error: Number | None, told: str | None) -> dict[str, Number | str | bool | None]:
    """What is told of the stock: that ``kinds`` have none, and the error of the survey with what is left."""
    return {
        "stock_told": NO_STOCK.format(kinds=kinds) if kinds else None,
        "without_stock": True if kinds else None,
        "survey_error_m3": error,
        "survey_told": told,
    }


def _saplings(casefile: CaseFile, acts: Sequence[EarlierAct]) -> int | None:
    """The 幼树 of stands and tallies, and of acts where the offence counts them; None where there is neither stand
    nor act: of such a case nobody says that there were none."""
    if not casefile.stands and not acts:
        return None
    of_acts = sum(act.saplings for act in acts) if casefile.case.offence in TREES else 0
    tallied = sum(one.count for one in young_by_stand(casefile))
    return sum(stand.saplings for stand in casefile.stands) + tallied + of_acts


def _saplings_open(casefile: CaseFile, acts: Sequence[EarlierAct]) -> tuple[str, ...]:
    """The stands and acts of which neither a tally nor a number says how many 幼树 there were."""
    stands = [stand.id for stand in casefile.stands if _saplings_unsaid(stand)]
    if acts and not casefile.stands:
        stands = [OWN]
    return (*stands, *(ACT.format(day=act.date) for act in acts if "saplings" not in act.model_fields_set))


def _saplings_unsaid(stand: Stand) -> bool:
    tallied = stand.tally is not None and bool(stand.tally.rows)
    without = stand.is_bamboo or stand.forest_type in NEVER_STOCK
    return "saplings" not in stand.model_fields_set and not tallied and not without


def _stock(casefile: CaseFile, own: Number | None, measured: Sequence[bool], acts: Sequence[EarlierAct]) -> _Part:
    """The stock with that of the acts. Of an offence that is not graded by it, the stock as it is."""
    if casefile.case.offence not in TREES:
        return _Part(own)
    whole = _whole({ACT.format(day=act.date): act.standing_stock_m3 for act in acts}, own)
    if own is None:
        return _Part(whole.known, (*_unmeasured(casefile, ()), *whole.open)) if whole.known else _Part(None)
    return _Part(whole.known, (*_unmeasured(casefile, measured or [True] * len(casefile.stands)), *whole.open))


def _whole(others: Mapping[str, Number | None], own: Number | None) -> _Part:
    """The known part of a sum, and whose part is not known."""
    known = [one for one in (own, *others.values()) if one is not None]
    return _Part(added(known) if known else None, tuple(name for name, one in others.items() if one is None))


def _less(stock: Number | None, error: Number | None) -> tuple[Number | None, str | None]:
    """The stock without the error that the survey allows, and how that was found."""
    if error is None or stock is None:
        return stock, None
    left = max(minus(stock, error), Decimal(0))
    return left, f"{plain(stock)}立方米减去{plain(error)}立方米，按{plain(left)}立方米认定"


class _Value(NamedTuple):
    """The value of the trees: ``sure`` of it, as ``Counted`` has it and the rest. ``told``: that bamboo is left out."""

    sure: Number | None
    open: bool = False
    most: Number | None = None
    bamboo: tuple[str, ...] = ()
    bamboo_told: str | None = None
    told: str | None = None
    warnings: tuple[str, ...] = ()


def _value(casefile: CaseFile, most: Number | None, acts: Sequence[EarlierAct]) -> _Value:
    """The value of the trees: as stated, at most as stated where bamboo may not count, or at most ``most``."""
    value, offence = casefile.value_cny, casefile.case.offence
    if offence not in BY_VALUE:
        return _Value(value)
    added_by_acts = _whole({ACT.format(day=act.date): act.value_cny for act in acts}, None)
    more = added_by_acts.known or Decimal(0)
    bamboo = _bamboo_beside(casefile)
    if value is not None and not bamboo:
        return _Value(plus(value, more), bool(added_by_acts.open))
    bound = value if value is not None else most
    if bound is None:
        return _Value(more or None, bool(more))
    stands = tuple(stand.id for stand in bamboo)
    stated = casefile.bamboo_value_cny if value is not None else None
    sure = plus(max(minus(bound, stated), Decimal(0)) if stated is not None else Decimal(0), more)
    if stated is not None and _outside_reserves(casefile):
        told = BAMBOO_OUT.format(value=plain(stated))
        warned = BAMBOO_LEFT.format(stands="、".join(stands), told=told)
        return _Value(sure, bool(added_by_acts.open), told=told, warnings=(warned,))
    return _Value(
        sure,
        True,
        None if added_by_acts.open else plus(bound, more),
        stands if value is not None else (),
        _bamboo_asked(casefile) if stated is not None else None,
    )


def _outside_reserves(casefile: CaseFile) -> bool:
    """Whether bamboo was felled where, and when, that needs no licence."""
    found = (casefile.particulars or NO_PARTICULARS).circumstances
    free = load_lawbook().texts[FOREST_LAW].in_force.start <= casefile.case.conduct.ended
    return casefile.case.offence == FELLING and free and found is not None and found.national_reserve is False


def _bamboo_asked(casefile: CaseFile) -> str:
    return FELLED_WHERE if casefile.case.offence == FELLING else BOUGHT_WHENCE


def _bamboo_beside(casefile: CaseFile) -> list[Stand]:
    """The bamboo beside trees whose value may not be that of trees felled or bought unlawfully: to fell bamboo needs no
    licence outside reserves (森林法第五十六条第一款)."""
    offence, given = casefile.case.offence, casefile.particulars or NO_PARTICULARS
    bamboo = [stand for stand in casefile.stands if stand.is_bamboo]
    reserve = given.circumstances is not None and given.circumstances.national_reserve
    if offence not in (FELLING, BOUGHT) or len(bamboo) == len(casefile.stands):
        return []
    return [] if offence == FELLING and reserve else bamboo


def _groves(casefile: CaseFile) -> tuple[str, ...]:
    """The bamboo that was felled beside trees: 法释〔2000〕36号第十八条 has it graded apart."""
    bamboo = tuple(stand.id for stand in casefile.stands if stand.is_bamboo)
    felled = casefile.case.offence in FELLED
    return bamboo if felled and len(bamboo) < len(casefile.stands) else ()


def quantities_of(casefile: CaseFile, act: EarlierAct) -> dict[str, Fact]:
    """The graded quantities of one earlier act by itself, by fact."""
    of_act = _OF_ACT.get(casefile.case.offence)
    return {
        "graded_stock_m3": act.standing_stock_m3,
        "saplings": act.saplings,
        "value_cny": act.value_cny,
        **(of_act(act) if of_act else {}),
    }


def _unmeasured(casefile: CaseFile, measured: Sequence[bool]) -> tuple[str, ...]:
    """The stands that have a standing stock which is not known; without ``measured``, all that have one."""
    if not casefile.stands:
        return (OWN,)
    known = measured or [False] * len(casefile.stands)
    return tuple(
        stand.id
        for stand, found in zip(casefile.stands, known, strict=True)
        if not found and not stand.is_bamboo and stand.forest_type not in NEVER_STOCK
    )


def _without_stock(casefile: CaseFile) -> str:
    """The kinds of forest of the case where none of them has a standing stock that could be found out, else nothing."""
    kinds = dict.fromkeys("竹林" if stand.is_bamboo else stand.forest_type for stand in casefile.stands)
    return "、".join(kinds) if kinds and kinds.keys() <= set(NEVER_STOCK) else ""


def _more(casefile: CaseFile, acts: Sequence[EarlierAct]) -> dict[str, _Part]:
    """What the acts add to the facts of the offence."""
    parts = _of_acts_alone(casefile.case.offence, acts)
    own = particular_facts(casefile) if parts else {}
    return {
        name: replace(part, open=(OWN_PART, *part.open)) if own.get(name) is None else part
        for name, part in parts.items()
    }


def _of_acts_alone(offence: str, acts: Sequence[EarlierAct]) -> dict[str, _Part]:
    """By fact of the offence the sum over the acts."""
    of_act = _OF_ACT.get(offence)
    if of_act is None or not acts:
        return {}
    each = [(act, of_act(act)) for act in acts]
    names = dict.fromkeys(name for _, one in each for name in one)
    return {
        name: _whole({ACT.format(day=act.date): _number(one.get(name)) for act, one in each}, None) for name in names
    }


def _number(value: Fact) -> Number | None:
    if isinstance(value, Decimal | Fraction):
        return value
    return Decimal(value) if isinstance(value, int) else None


def _sum(values: Sequence[Number | None]) -> Number | None:
    parts = [part for part in values if part is not None]
    return added(parts) if len(parts) == len(values) else None


def _told(offence: str, acts: Sequence[EarlierAct]) -> str | None:
    if not acts:
        return None
    parts = []
    if offence in TREES:
        stock = _sum([act.standing_stock_m3 for act in acts])
        parts.append(f"蓄积{plain(stock)}立方米" if stock is not None else "蓄积不明")
        said = all("saplings" in act.model_fields_set for act in acts)
        parts.append(f"幼树{sum(act.saplings for act in acts)}株" if said else "幼树不明")
    for name, more in _of_acts_alone(offence, acts).items():
        if more.open or more.known:
            known = load_lawbook().book.facts[name]
            parts.append(
                f"{known.label}不明" if more.open else f"{known.label}{plain(more.known or Decimal(0))}{known.unit}"
            )
    if offence in BY_VALUE:
        value = _sum([act.value_cny for act in acts])
        parts += [f"价值{plain(value)}元"] if value else []
    return f"{days_of(acts)}，{'、'.join(parts) or '数量不明'}"


def _warnings(casefile: CaseFile, given: Particulars, kinds: str) -> list[str]:
    found = []
    if casefile.case.offence in TREES:
        found += [
            WHOLE.format(stand=stand.id, fraction=plain(stand.damage.lost))
            for stand in casefile.stands
            if stand.damage.lost != 1
        ]
        found += _by_value_alone(casefile)
        found += _young(casefile)
    if given.felling and casefile.case.offence != FELLING:
        found.append("伐区调查设计允许的误差额只适用于滥伐林木，本案未减")
    found += areas_not_taken(casefile)
    if kinds and casefile.case.offence in TREES:
        found.append(NONE_COUNTED.format(told=NO_STOCK.format(kinds=kinds)))
    return found


def _young(casefile: CaseFile) -> Iterator[str]:
    """What the tallies hold of 幼树, what is stated of them besides, and which classes reach over the bound."""
    sapling = sapling_on(casefile.case.conduct.ended)
    if sapling is None:
        return
    bound = plain(sapling.at_most_cm)
    for stand, young in zip(casefile.stands, young_by_stand(casefile), strict=True):
        if young.count:
            yield YOUNG.format(stand=stand.id, bound=bound, count=young.count, text=sapling.text)
        if young.count and stand.saplings:
            yield YOUNG_BESIDE.format(stand=stand.id, stated=stand.saplings, count=young.count)
        if young.straddling:
            classes = "、".join(plain(one.dbh) for one in young.straddling)
            yield YOUNG_SPLIT.format(stand=stand.id, classes=classes, bound=bound)


def _by_value_alone(casefile: CaseFile) -> list[str]:
    """Of stands without stock beside others that have one: the stock that is graded says nothing of them. Whether to
    fell them without a licence is an offence at all is another question (滥伐)."""
    own = [one for one in casefile.stands if (one.is_bamboo or one.forest_type in NEVER_STOCK)]
    if (
        casefile.case.offence == FELLING
        or not own
        or len(own) == len(casefile.stands)
        or casefile.value_cny is not None
    ):
        return []
    return [BY_VALUE_ALONE.format(stands="、".join(one.id for one in own))]
