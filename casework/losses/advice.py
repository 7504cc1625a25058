"""Which method a case is commonly measured by, and why: by place and day, and by what its stands state.

Advice, and no choice: whoever measures decides. That a method can measure a stand is not guessed but tried.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from casework.losses.measuring import Offered
from rules.carbon.measure import measure
from rules.casefile import CaseFile
from rules.deciding.facts.place import province_of
from rules.reading.errors import InputError
from rules.reading.messages import Message

FUJIAN, TRIAL_SINCE = "福建省", datetime.date(2022, 9, 20)


@dataclass(frozen=True)
class Ground:
    """Why a method suits a case. ``source``: what that rests on, empty where it rests on the facts alone."""

    method: str
    why: object
    applies: Callable[[CaseFile, datetime.date], bool] = lambda casefile, day: True
    source: str = ""


def _in_fujian(casefile: CaseFile, day: datetime.date) -> bool:
    return province_of(stand.county for stand in casefile.stands) == FUJIAN and day >= TRIAL_SINCE


GROUNDS = (
    Ground(
        "fujian-trial-2022",
        _(
            "地块在福建省，计量日在该试行办法（2022年9月20日）之后；碳库结构为已公布的结构，参数由国家方法学而来，不是原文所附"
        ),
        _in_fujian,
        "福建高院、福建省林业局《刑事司法林业碳汇损失量计量方法（试行）》，2022年9月20日工作指引附件（转引，未见原文）",
    ),
    Ground("national-default", _("地块写明了立木蓄积和树种，可以按树种换算")),
    Ground("storage-expansion", _("地块写明了立木蓄积，树种没有可用的参数，可以不分树种换算")),
    Ground("area-value", _("案件文件写明了已经确定或者约定的每公顷吨数或者每亩金额")),
    Ground("ipcc-tier1", _("地块只写明了面积和起源，没有立木蓄积；按大区平均，只宜在不能测定蓄积时使用")),
    Ground("annual-sink", _("案件文件写明了年固碳量与年数；所计为期间未实现的固碳量")),
    Ground("stated-loss", _("案件文件写明了经认定的损失，没有足以重新计量的事实")),
)
"""In the order in which they are looked at: the first whose method measures every stand is recommended, else the first
that measures most of them."""


@dataclass(frozen=True)
class Reach:
    """What a method can measure of a case. ``why_not``: by stand, or of the case under an empty name, why not."""

    name: str
    stands: int
    measured: int
    why_not: tuple[tuple[str, str | Message], ...]

    @property
    def whole(self) -> bool:
        return self.measured == self.stands and self.measured > 0


@dataclass(frozen=True)
class Advice:
    """``recommended``: the ground of the method that is recommended, None where none measures anything."""

    recommended: Ground | None
    title: str
    reach: dict[str, Reach]


def advice(casefile: CaseFile, day: datetime.date, offered: Iterable[Offered]) -> Advice:
    """What is recommended among the methods that are offered without an edition."""
    by_day = {one.declaration.id: one for one in offered if one.by_day}
    reach = {id: _reach(casefile, day, one) for id, one in by_day.items()}
    fitting = [one for one in GROUNDS if one.method in reach and one.applies(casefile, day)]
    best = max(fitting, key=lambda one: (reach[one.method].whole, reach[one.method].measured), default=None)
    if best is None or not reach[best.method].measured:
        best = None
    title = by_day[best.method].declaration.title if best else ""
    return Advice(best, title, {one.name: one for one in reach.values()})


def _reach(casefile: CaseFile, day: datetime.date, one: Offered) -> Reach:
    options = casefile.options.model_copy(update={"method": one.name, "parameters": {}})
    count = max(len(casefile.stands), 1)
    try:
        found = measure(casefile.model_copy(update={"options": options}), on=day)
    except InputError as problem:
        return Reach(one.name, count, 0, tuple(("", error.message) for error in problem.errors[:1]))
    if one.declaration.whole_case:
        return Reach(one.name, count, count if found.loss_line or found.money_line else 0, ())
    without = tuple((entry.stand or "", entry.reason) for entry in found.left_out if entry.whole_stand)
    return Reach(one.name, count, sum(1 for stand in found.stands if stand.emission or stand.money), without)
