"""What is said of the figures that a province sets: that they were not read in the original, or are missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from rules.deciding.book.types import PROVINCE, Figure, Rule

SECOND_HAND = "数额按{province}的规定认定，待核：{figures}"
NOT_CARRIED = (
    "{province}的数额没有收录（{reason}）：{label}按全国规定幅度的下限与上限各判断一次，请法官依该省的数额核对"
)


def figures_told(known: Mapping[str, object], rules: Iterable[Rule], figures: Mapping[str, Figure]) -> Iterator[str]:
    """Of the figures that the rules compare with, in the province of the act."""
    province = known.get(PROVINCE)
    if not isinstance(province, str):
        return
    named = [rule.figures for rule in rules if rule.figures]
    used = [figures[name] for name in dict.fromkeys(chain.from_iterable(named))]
    doubted = [one for one in used if one.of_provinces.get(province, (None, "verified"))[1] != "verified"]
    if doubted:
        yield SECOND_HAND.format(province=province, figures="；".join(_told(one, province) for one in doubted))
    for one in used:
        for other in one.not_carried:
            if other.province == province:
                yield NOT_CARRIED.format(province=province, reason=other.reason, label=one.label)


def _told(figure: Figure, province: str) -> str:
    value, _ = figure.of_provinces[province]
    return f"{figure.label}{value.normalize():f}{figure.unit}（{figure.source_in(province)}）"
