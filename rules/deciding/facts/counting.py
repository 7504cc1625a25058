"""The quantities that are graded: the trees concerned, with earlier acts not yet dealt with, less the survey's error.

累计: 法释〔2023〕8号第九条, 法释〔2000〕36号第七条, 法释〔2005〕15号第七条, 法释〔2016〕25号第八条. 允许的误差额
(滥伐 only): 第十九条第三款, 第十七条第三款. Where no such article is on record for an offence, nothing is added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from rules.casefile import CaseFile
from rules.casefile.particulars import EarlierAct, Particulars
from rules.casefile.stand import NEVER_STOCK
from rules.deciding.book import load_lawbook
from rules.deciding.facts.ages import done_too_young
from rules.deciding.facts.particular import Fact, land_mu, plants
from rules.values.exact import Number, added, minus, plain, plus
from rules.values.fields import whole_years

ADDED = "数量档次计入此前未经处理的 {count} 次行为；碳汇损失只按本案地块计量，此前行为的地块须另行列入"
NOT_ADDED = "{offence}没有收录累计的规定，此前未经处理的 {count} 次行为没有计入数量档次，由法官判断"
LATER = "列为此前的行为，日期却晚于本案行为终了日 {ended}：{days}"
DEALT_WITH = "此前已经处理的 {count} 次行为不累计"
TOO_YOUNG_THEN = "实施{days}的行为时未达到本罪的刑事责任年龄，没有计入数量档次"
WHOLE = "地块 {stand} 的受损份额 {fraction} 只折算碳汇损失；数量档次按所写立木蓄积的全部计，所写蓄积应只包括涉案林木"

NO_STOCK = "{kinds}没有立木蓄积"
NONE_COUNTED = "{told}，蓄积不作为未查明：按法释〔2023〕8号，档次只看幼树与价值，没有为它另定数量标准"

FELLING = "滥伐林木"

TREES = ("盗伐林木", FELLING, "非法收购、运输盗伐、滥伐的林木")
BY_VALUE = (*TREES, "盗窃", "危害国家重点保护植物")

_OF_ACT: Mapping[str, Callable[[EarlierAct], Mapping[str, Fact]]] = {
    "非法占用农用地": lambda act: land_mu(act.public_mu, act.commercial_mu),
    "危害国家重点保护植物": plants,
    "非法采矿": lambda act: {"mineral_value_cny": act.mineral_value_cny},
    "破坏性采矿": lambda act: {"resource_damage_cny": act.resource_damage_cny},
}
"""By offence: the facts of one act, besides trees and value, that its grade rests on."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Quantities to be graded; ``None`` where a part of the sum is not known.

    ``graded_stock_m3``: the stock of the trees concerned, with that of earlier acts and without the error that the
    survey allows.

    ``more``: by fact, what the earlier acts add to land, plants and minerals; ``None`` where that is not known.
    """

    graded_stock_m3: Number | None
    saplings: int
    value_cny: Number | None
    facts: dict[str, Number | int | str | bool | None]
    warnings: tuple[str, ...]
    more: Mapping[str, Number | None] = field(default_factory=dict)

    def with_earlier(self, stated: Mapping[str, Fact]) -> dict[str, Fact]:
        """The stated facts with what the earlier acts add to them."""
        whole: dict[str, Fact] = dict(stated)
        for name, more in self.more.items():
            own = _number(stated.get(name))
            whole[name] = plus(own, more) if own is not None and more is not None else None
        return whole


def count(casefile: CaseFile, concerned: Number | None) -> Counted:
    """The graded quantities of a case. ``concerned``: m³ of the trees concerned on the stands of this case file."""
    given, offence = casefile.particulars or Particulars(), casefile.case.offence
    untreated = [act for act in given.earlier_acts if not act.dealt_with and not done_too_young(casefile, act)]
    open_acts = untreated if offence in (*BY_VALUE, *_OF_ACT) else []
    saplings = sum(stand.saplings for stand in casefile.stands)
    kinds = _without_stock(casefile) if concerned is None else ""
    stock = Decimal(0) if kinds else concerned
    value: Number | None = casefile.value_cny
    if open_acts and offence in TREES:
        stock = _sum(stock, [act.standing_stock_m3 for act in open_acts])
        saplings += sum(act.saplings for act in open_acts)
    if open_acts and offence in BY_VALUE:
        value = _sum(value, [act.value_cny for act in open_acts])
    error = given.felling.allowed_error_m3 if given.felling and offence == FELLING else None
    told = None
    if error is not None and stock is not None:
        left = max(minus(stock, error), Decimal(0))
        told = f"{plain(stock)}立方米减去{plain(error)}立方米，按{plain(left)}立方米认定"
        stock = left
    facts: dict[str, Number | int | str | bool | None] = {
        "stock_told": NO_STOCK.format(kinds=kinds) if kinds else None,
        "without_stock": True if kinds else None,
        "survey_error_m3": error,
        "survey_told": told,
        "untreated_acts": len(untreated) if given.earlier_acts else None,
        "untreated_told": _told(offence, open_acts),
        "untreated_over_year": _older(casefile, open_acts, 1) if given.earlier_acts else None,
        "untreated_over_two_years": _older(casefile, open_acts, 2) if given.earlier_acts else None,
    }
    warnings = tuple(_warnings(casefile, given, untreated, bool(open_acts)))
    if kinds and offence in TREES:
        warnings += (NONE_COUNTED.format(told=facts["stock_told"]),)
    return Counted(stock, saplings, value, facts, warnings, _more(offence, open_acts))


def _without_stock(casefile: CaseFile) -> str:
    """The kinds of forest of the case where none of them has a standing stock that could be found out, else nothing."""
    kinds = dict.fromkeys("竹林" if stand.is_bamboo else stand.forest_type for stand in casefile.stands)
    return "、".join(kinds) if kinds and kinds.keys() <= set(NEVER_STOCK) else ""


def _more(offence: str, acts: Sequence[EarlierAct]) -> dict[str, Number | None]:
    """What the acts add to the facts of the offence."""
    of_act = _OF_ACT.get(offence)
    if of_act is None or not acts:
        return {}
    each = [of_act(act) for act in acts]
    names = dict.fromkeys(name for one in each for name in one)
    return {name: _sum(Decimal(0), [_number(one.get(name)) for one in each]) for name in names}


def _number(value: Fact) -> Number | None:
    if isinstance(value, Decimal | Fraction):
        return value
    return Decimal(value) if isinstance(value, int) else None


def _sum(own: Number | None, others: Sequence[Number | None]) -> Number | None:
    parts = [part for part in (own, *others) if part is not None]
    return added(parts) if len(parts) == len(others) + 1 else None


def _told(offence: str, acts: Sequence[EarlierAct]) -> str | None:
    if not acts:
        return None
    days = "、".join(act.date.isoformat() for act in acts)
    parts = []
    if offence in TREES:
        stock = _sum(Decimal(0), [act.standing_stock_m3 for act in acts])
        parts.append(f"蓄积{plain(stock)}立方米" if stock is not None else "蓄积不明")
        parts.append(f"幼树{sum(act.saplings for act in acts)}株")
    for name, more in _more(offence, acts).items():
        if more is None or more:
            known = load_lawbook().book.facts[name]
            parts.append(f"{known.label}{plain(more)}{known.unit}" if more is not None else f"{known.label}不明")
    if offence in BY_VALUE:
        value = _sum(Decimal(0), [act.value_cny for act in acts])
        parts += [f"价值{plain(value)}元"] if value else []
    return f"{days}，{'、'.join(parts) or '数量不明'}"


def _older(casefile: CaseFile, acts: Sequence[EarlierAct], years: int) -> bool:
    ended = casefile.case.conduct.ended
    return any(whole_years(act.date, ended) >= years for act in acts)


def _warnings(casefile: CaseFile, given: Particulars, untreated: Sequence[EarlierAct], added: bool) -> list[str]:
    found, ended = [], casefile.case.conduct.ended
    if added:
        found.append(ADDED.format(count=len(untreated)))
    elif untreated:
        found.append(NOT_ADDED.format(offence=casefile.case.offence, count=len(untreated)))
    later = [act.date.isoformat() for act in given.earlier_acts if act.date > ended]
    if later:
        found.append(LATER.format(ended=ended, days="、".join(later)))
    young = [act.date.isoformat() for act in given.earlier_acts if not act.dealt_with and act not in untreated]
    if young:
        found.append(TOO_YOUNG_THEN.format(days="、".join(young)))
    handled = sum(act.dealt_with for act in given.earlier_acts)
    if handled:
        found.append(DEALT_WITH.format(count=handled))
    if casefile.case.offence in TREES:
        found += [
            WHOLE.format(stand=stand.id, fraction=plain(stand.damage.lost))
            for stand in casefile.stands
            if stand.damage.lost != 1
        ]
    if given.felling and casefile.case.offence != FELLING:
        found.append("伐区调查设计允许的误差额只适用于滥伐林木，本案未减")
    return found
