"""The quantities that are graded: what was lost, with earlier acts not yet dealt with, less the survey's error.

累计: 法释〔2023〕8号第九条, 法释〔2000〕36号第七条. 允许的误差额 (滥伐 only): 第十九条第三款, 第十七条第三款.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.casefile import CaseFile
from rules.casefile.particulars import EarlierAct, Particulars
from rules.fields import whole_years
from rules.quantity import plain

FELLING = "滥伐林木"


@dataclass(frozen=True, slots=True)
class Counted:
    """Quantities to be graded; ``None`` where a part of the sum is not known. ``told``: how they were reached."""

    stock_m3: Decimal | None
    saplings: int
    value_cny: Decimal | None
    facts: dict[str, Decimal | int | str | bool | None]
    warnings: tuple[str, ...]


def count(casefile: CaseFile, stands_stock: Decimal | None) -> Counted:
    """The graded quantities of a case. ``stands_stock``: m³ of the stands of this case file."""
    given = casefile.particulars or Particulars()
    open_acts = [act for act in given.earlier_acts if not act.dealt_with]
    saplings = sum(stand.saplings for stand in casefile.stands)
    stock, value = stands_stock, casefile.value_cny
    if open_acts:
        stock = _sum(stock, [act.standing_stock_m3 for act in open_acts])
        saplings += sum(act.saplings for act in open_acts)
        value = _sum(value, [act.value_cny for act in open_acts])
    error = given.felling.allowed_error_m3 if given.felling and casefile.case.offence == FELLING else None
    told = None
    if error is not None and stock is not None:
        left = max(stock - error, Decimal(0))
        told = f"{plain(stock)}立方米减去{plain(error)}立方米，按{plain(left)}立方米认定"
        stock = left
    facts: dict[str, Decimal | int | str | bool | None] = {
        "survey_error_m3": error,
        "survey_told": told,
        "untreated_acts": len(open_acts) if given.earlier_acts else None,
        "untreated_told": _told(open_acts),
        "untreated_over_year": _over_year(casefile, open_acts) if given.earlier_acts else None,
    }
    return Counted(stock, saplings, value, facts, tuple(_warnings(casefile, given, open_acts)))


def _sum(own: Decimal | None, others: Sequence[Decimal | None]) -> Decimal | None:
    parts = [part for part in (own, *others) if part is not None]
    return sum(parts, Decimal(0)) if len(parts) == len(others) + 1 else None


def _told(acts: Sequence[EarlierAct]) -> str | None:
    if not acts:
        return None
    stock = _sum(Decimal(0), [act.standing_stock_m3 for act in acts])
    stated = f"蓄积{plain(stock)}立方米" if stock is not None else "蓄积不明"
    return f"{'、'.join(act.date.isoformat() for act in acts)}，{stated}、幼树{sum(act.saplings for act in acts)}株"


def _over_year(casefile: CaseFile, acts: Sequence[EarlierAct]) -> bool:
    ended = casefile.case.conduct.ended
    return any(whole_years(act.date, ended) >= 1 for act in acts)


def _warnings(casefile: CaseFile, given: Particulars, acts: Sequence[EarlierAct]) -> list[str]:
    found = []
    if acts:
        found.append(
            f"数量档次计入此前未经处理的 {len(acts)} 次行为；碳汇损失只按本案地块计量，此前行为的地块须另行列入"
        )
    handled = len(given.earlier_acts) - len(acts)
    if handled:
        found.append(f"此前已经处理的 {handled} 次行为不累计")
    if given.felling and casefile.case.offence != FELLING:
        found.append("伐区调查设计允许的误差额只适用于滥伐林木，本案未减")
    return found
