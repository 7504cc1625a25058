"""Shares in money: each owes his part, together what is owed, to the cent."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rules.assess import Assessment, assess
from rules.casefile import parse
from tests.rules.cases import case, stand
from tests.rules.recompute import mistakes
from tests.rules.test_charges import accused

PRICE = {"cny_per_t": "50.01", "rule": "双方约定", "source": "协议", "date": "2022-03-01"}


def shared(*shares: str | None, **options: Any) -> Assessment:
    """杉木 10 m³, 11.92 t (10 × 1.19174): 12 credits, 12 × 50.01 = 600.12 yuan."""
    data = case(
        stand(standing_stock_m3="10"), method="national-default", multiplier="1", **({"price": PRICE} | options)
    )
    parties = [accused(f"人{n}", **({} if one is None else {"share": one})) for n, one in enumerate(shares)]
    return assess(parse({**data, "parties": parties}))


def owed(result: Assessment) -> list[str | None]:
    return [person.owes_cny for person in result.record.persons]


def test_each_owes_his_share_of_the_amount() -> None:
    # 600.12 × 0.7 = 420.084; × 0.3 = 180.036: the last takes what is left
    assert shared("0.7", "0.3").record.amount_cny == "600.12"
    assert owed(shared("0.7", "0.3")) == ["420.08", "180.04"]


def test_what_rounding_would_add_or_take_stays_with_the_last() -> None:
    # 600.12 × 0.14 = 84.0168: six of them are 504.12, which leaves 96.00 where 600.12 × 0.16 is 96.0192
    assert owed(shared(*["0.14"] * 6, "0.16")) == ["84.02"] * 6 + ["96.00"]


def test_a_share_that_is_not_settled_is_not_worked_out() -> None:
    # 600.12 × 0.25 = 150.03; of the rest nothing is known
    assert owed(shared("0.25", None)) == ["150.03", None]


def test_without_a_price_it_is_said_that_nothing_can_be_divided() -> None:
    result = shared("0.5", "0.5", price=None)
    assert owed(result) == [None, None]
    assert [warning for warning in result.warnings if "分担" in warning]
    assert not [warning for warning in shared(None, None, price=None).warnings if "分担" in warning]


@given(st.sets(st.integers(1, 99), min_size=1, max_size=5))
def test_shares_that_make_a_whole_are_paid_to_the_cent(cuts: set[int]) -> None:
    ends = [0, *sorted(cuts), 100]
    parts = [Decimal(end - start) / 100 for start, end in itertools.pairwise(ends)]
    result = shared(*map(str, parts))
    sums = [Decimal(one) for one in owed(result) if one is not None]
    assert len(sums) == len(parts)
    assert sum(sums) == Decimal("600.12")
    assert all(abs(one - Decimal("600.12") * part) < Decimal("0.05") for one, part in zip(sums, parts, strict=True))
    assert mistakes(result.settlement.worksheet.as_json()) == []
