"""How much an emitter may still offset by credits: each limit with its article, a line for each step."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.carbon.worksheet import Line
from rules.deciding.book import load_lawbook
from rules.settlement.offsets import (
    BEFORE,
    BEYOND,
    FIRST,
    FOREST,
    OTHER,
    TOTAL,
    Emission,
    OffsetCheck,
    checked,
    kind_of,
    not_first,
    not_in_force,
    offset_rules,
)
from tests.rules.recompute import mistakes
from tests.told import says

TONNES = st.decimals(0, 1_000_000, places=2)


def of(year: int = 2025, tonnes: str = "1000") -> Emission:
    return Emission(year, Decimal(tonnes), "核查结论 1 号（2026-05-01）")


def check(credit: str, tonnes: str, **used: str) -> OffsetCheck:
    return checked(of(), {kind: Decimal(sum_) for kind, sum_ in used.items()}, credit, Decimal(tonnes))


@pytest.mark.parametrize(
    ("credit", "used", "most"),
    [
        # 1,000 t: 10 % of forest credits, 5 % of others, 10 % together
        ("FFCER", {}, "100"),
        ("FFCER", {"forest": "60"}, "40"),
        ("FFCER", {"forest": "60", "other": "30"}, "10"),
        ("CCER", {"forest": "99.5"}, "0.5"),
        ("海洋碳汇", {}, "50"),
        ("海洋碳汇", {"other": "20"}, "30"),
        ("海洋碳汇", {"forest": "80"}, "20"),
        ("某品种", {"other": "50"}, "0"),
    ],
)
def test_a_limit_is_met_to_the_last_tonne_and_no_further(credit: str, used: dict[str, str], most: str) -> None:
    assert check(credit, most, **used).refused == ()
    assert check(credit, str(Decimal(most) + Decimal("0.01")), **used).refused


def test_what_is_beyond_a_limit_is_refused_with_its_figures_article_and_day() -> None:
    (told,) = check("海洋碳汇", "31", other="20").refused
    figures = {
        "year": 2025,
        "emission": "1000",
        "percent": "5",
        "most": "50",
        "used": "20",
        "left": "30",
        "given": "31",
    }
    rules = offset_rules()
    law = {"text": rules.text, "article": "第四条", "since": "2016-11-28"}
    assert says(told, BEYOND, title=rules.limit(OTHER).title, **figures, **law)


def test_credits_of_the_forest_have_a_limit_of_their_own() -> None:
    assert [kind_of(credit) for credit in ("FFCER", "CCER", "林业碳票", "海洋碳汇", "某品种")] == [
        *[FOREST] * 3,
        *[OTHER] * 2,
    ]


def test_each_limit_that_binds_has_its_lines_with_source() -> None:
    lines = check("FFCER", "10", forest="60").worksheet.lines
    by_symbol: dict[str, Line] = {line.symbol: line for line in lines}
    found = {symbol: line.text for symbol, line in by_symbol.items()}
    assert found == {
        **{"E": "1000", "Q": "10"},
        **{"c_f": "0.1", "M_f": "100", "U_f": "60", "L_f": "40", "R_f": "30"},
        **{"c_a": "0.1", "M_a": "100", "U_a": "60", "L_a": "40", "R_a": "30"},
    }
    assert by_symbol["E"].source == of().paper
    assert all("第四条" in by_symbol[symbol].source for symbol in ("c_f", "M_f", "R_f", "c_a", "M_a", "R_a"))


def test_the_worksheet_recomputes_by_itself() -> None:
    assert mistakes(check("海洋碳汇", "12.34", other="1").worksheet.as_json()) == []


@given(TONNES, TONNES, TONNES, TONNES)
def test_an_offset_is_refused_just_where_it_passes_a_limit(
    emitted: Decimal, forest: Decimal, other: Decimal, q: Decimal
) -> None:
    for credit, kind, share in (("FFCER", "forest", "0.1"), ("海洋碳汇", "other", "0.05")):
        used = {"forest": forest, "other": other}
        met = not checked(Emission(2025, emitted, "核查结论"), used, credit, q).refused
        after = {**used, kind: used[kind] + q}
        assert met == (after[kind] <= emitted * Decimal(share) and sum(after.values()) <= emitted * Decimal("0.1"))


def test_a_year_before_the_measure_has_no_limit_on_record() -> None:
    rules = offset_rules()
    assert not_in_force(2016) == ""
    assert says(not_in_force(2015), BEFORE, year=2015, text=rules.text, since="2016-11-28")


def test_the_credits_of_the_province_come_first_or_a_reason_is_written() -> None:
    first = offset_rules().first
    assert not_first("FFCER", "") == not_first("福建林业碳汇", "") == not_first("CCER", "本年度已无 FFCER 挂牌") == ""
    assert says(not_first("CCER", "  "), FIRST, credit="FFCER", source=first.source)


def test_the_measure_is_on_record_with_the_same_day() -> None:
    rules = offset_rules()
    assert load_lawbook().texts[rules.text].in_force.start == rules.in_force.from_
    assert {TOTAL, FOREST, OTHER} == {one.of for one in rules.limits}
