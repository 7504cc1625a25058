"""The sources of parameters: each on record with its address, or with the reason why there is none."""

from __future__ import annotations

import pytest

from rules.carbon.methods.registry import editions, load
from rules.carbon.parameters.sources import Source, SourceFile, source_of, sources, sources_of
from rules.carbon.recovery.growth import growth
from rules.carbon.tally.biomass import biomass_equations
from rules.carbon.tally.equations import volume_equations
from rules.values.records import ParameterFileError, record_from


def cited() -> set[str]:
    """What every value, standard error, equation and series that ships names as its source."""
    sets = [load(id, edition).declaration.shipped for id, all_of_it in editions().items() for edition in all_of_it]
    values = {parameter.source for one in sets for parameter in one.parameters.values()}
    values |= {found.spread.source for one in sets for found in one.parameters.values() if found.spread}
    equations = [equation.coefficients for equation in volume_equations().shipped.values()]
    equations += [equation.carbon for equation in biomass_equations().values()]
    values |= {parameter.source for one in equations for parameter in one.values()}
    return values | {one.source for one in growth().series.values()} | {growth().constants["CF"].source}


def test_every_source_that_is_cited_is_on_record() -> None:
    assert [source for source in cited() if source_of(source) is None] == []


def test_no_source_is_on_record_that_nothing_cites() -> None:
    assert set(sources_of(cited())) == set(sources())


def test_the_source_that_says_most_is_the_one() -> None:
    known = source_of("《IPCC 2006 指南》第 4 卷第 4 章，经 forest_puller 转录，表 4.4")
    assert known is not None
    assert known.source.endswith("转录")
    assert source_of("某书") is None


def test_a_source_has_an_address_or_a_reason_why_not() -> None:
    for text in ("- source: 某书\n", "- source: 某书\n  url: https://a.cn\n  none: 无\n"):
        with pytest.raises(ParameterFileError, match=r"x\.yaml 第 1 行：\[0\]：应写明 url，或者 none"):
            record_from(SourceFile, text.encode(), "x.yaml")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "www.a.cn", 'https://a.cn/"onload', "https://a b"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="url"):
        Source(source="某书", url=address)


def test_sources_are_told_once_in_the_order_they_are_met() -> None:
    names = ["法定计量单位换算，1 公顷 = 15 亩", "44 ÷ 12 四舍五入，保留两位小数", "法定计量单位换算，1 吨 = 1000 千克"]
    assert [known.source for known in sources_of(names)] == ["法定计量单位换算", "44 ÷ 12 四舍五入"]
