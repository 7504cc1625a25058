"""Areas that the law asks for and the stands do not answer: told with what the stands say, and why it is not taken.

A stand is what was measured. How far a fire went and on which kinds of land, or how much forest land was ruined for its
use (种植条件毁坏), is found on the site; a grade that took the stands for it could be too heavy or too light.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from rules.casefile import CaseFile
from rules.casefile.particulars import NO_PARTICULARS
from rules.casefile.schema import fact_at
from rules.casefile.stand import Stand
from rules.values.exact import Number, added, minus, plain, times

FIRES, LAND = ("失火", "放火"), "非法占用农用地"
KINDS = {"public_mu": "公益林", "commercial_mu": "商品林"}
MU_PER_HA = Decimal(15)

NOT_THE_FIRE = (
    "{field}未查明：烧毁的地块 {stands} 写明的面积合计 {mu} 亩（15 亩为 1 公顷）没有作为{field}："
    "地块是计量碳汇损失的范围，不一定是全部火场，其中也可能有疏林地、未成林地；请按现场调查填写案情要素“{group}”"
)
NOT_THE_LAND = (
    "{field}未查明：地块 {stands} 写明的面积合计 {mu} 亩没有作为{field}："
    "地块是计量碳汇损失的范围，不一定都改变了用途、毁坏了种植条件；请按鉴定意见填写案情要素“{group}”"
)


def areas_not_taken(casefile: CaseFile) -> Iterator[str]:
    """One sentence for each such field that is open while stands state areas that a reader may take for it."""
    given, offence = casefile.particulars or NO_PARTICULARS, casefile.case.offence
    if offence in FIRES and (given.fire is None or given.fire.burned_forest_ha is None):
        burned = [stand for stand in casefile.stands if stand.damage.type == "烧毁"]
        yield from _told(NOT_THE_FIRE, burned, "particulars.fire", ["burned_forest_ha"])
    if offence == LAND:
        open_ = [name for name in KINDS if given.forest_land is None or getattr(given.forest_land, name) is None]
        for name in open_:
            own = [stand for stand in casefile.stands if stand.land_category == KINDS[name]]
            yield from _told(NOT_THE_LAND, own, "particulars.forest_land", [name])
        neither = [stand for stand in casefile.stands if stand.land_category is None]
        if open_:
            yield from _told(NOT_THE_LAND, neither, "particulars.forest_land", open_)


def _told(text: str, stands: list[Stand], group: str, fields: Sequence[str]) -> Iterator[str]:
    known = [(stand.id, area) for stand in stands if (area := _mu(stand)) is not None]
    if known:
        ids, areas = "、".join(id for id, _ in known), [area for _, area in known]
        field = "、".join(_label(f"{group}.{name}") for name in fields)
        yield text.format(field=field, group=_label(group), stands=ids, mu=plain(added(areas)))


def _label(path: str) -> str:
    at = fact_at(path)
    return str(at.fact.label) if at else path


def _mu(stand: Stand) -> Number | None:
    """The area of a stand in 亩, a finite decimal; of a burned one what burned of it. None where none is stated."""
    damage = stand.damage
    if damage.burned_area_ha is not None:
        return times(damage.burned_area_ha, MU_PER_HA)
    if stand.area_mu is None and stand.area_ha is None:
        return None
    whole: Number = stand.area_mu if stand.area_mu is not None else times(stand.area_ha or Decimal(0), MU_PER_HA)
    spared = [stratum.share for stratum in damage.strata if stratum.severity == "未过火"]
    return times(whole, minus(Decimal(1), added(spared))) if spared else whole
