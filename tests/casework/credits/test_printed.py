"""Serials as registries print them: typed or pasted whole, and first, last and quantity as one fact."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.credits import printed
from casework.credits.checks import NO_WHOLE_UNITS, OTHER_LENGTH, Mistakes, Range
from casework.credits.printed import BELOW_ONE, OTHER_CODE, TWO_ENDS, TWO_OF_THREE, UNCLEAR
from tests.conftest import dispose, make_app
from tests.told import says

CODES = frozenset({"ffcer-0001"})


@pytest.fixture(scope="module", autouse=True)
def _language(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is refused is told in the language of a page."""
    folder: Path = tmp_path_factory.mktemp("printed")
    app = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    with app.test_request_context():
        yield
    dispose(app)


def told(
    first: printed.Written,
    last: printed.Written = None,
    quantity: str | None = None,
    unit: str = "1",
    codes: frozenset[str] = CODES,
    *,
    strange: bool = False,
) -> Range | dict[str, str]:
    """The range, or what is refused at which field."""
    mistakes = Mistakes()
    ends = printed.read_ends(mistakes, first, last, codes, strange=strange)
    tonnes = None if quantity is None else Decimal(quantity)
    found = None if mistakes.errors else printed.whole_range(mistakes, ends, tonnes, Decimal(unit))
    if mistakes.errors:
        return {error.path: error.message for error in mistakes.errors}
    assert found is not None
    return found


@pytest.mark.parametrize(
    "typed",
    [
        "FFCER-0001-000012 至 FFCER-0001-000107",
        "FFCER-0001-000012-FFCER-0001-000107",
        "FFCER-0001-000012 - FFCER-0001-000107",
        "ffcer-0001-12～FFCER-0001-107",
        "ＦＦＣＥＲ－０００１－１２至１０７",
        "FFCER-0001-12-107",
        "FFCER-0001 12–107",
        "第FFCER-0001-000012至FFCER-0001-000107号",
        " 12 至 107 ",
        "12-107",
    ],
)
def test_a_range_is_pasted_whole_as_a_registry_prints_it(typed: str) -> None:
    assert told(typed) == Range(12, 107)


@pytest.mark.parametrize(
    ("first", "last", "quantity"),
    [
        ("FFCER-0001-000012", "FFCER-0001-000107", None),
        ("FFCER-0001-000012", "107", None),
        ("12", None, "96"),
        ("", "FFCER-0001-000107", "96"),
        ("FFCER-0001-000012 至 107", None, "96"),
        ("FFCER-0001-000012 至 107", "FFCER-0001-000107", None),
        (12, 107, "96"),
    ],
)
def test_any_two_of_first_last_and_quantity_give_the_third(
    first: printed.Written, last: printed.Written, quantity: str | None
) -> None:
    assert told(first, last, quantity) == Range(12, 107)


def test_a_contradiction_is_refused_naming_all_three() -> None:
    refused = told("FFCER-0001-12", "107", "95")
    assert isinstance(refused, dict)
    assert says(refused["quantity_t"], OTHER_LENGTH, first=12, last=107, quantity=95, length=96)


def test_one_of_the_three_alone_says_nothing() -> None:
    for given_ in (("12", None, None), (None, "12", None), (None, None, "96"), (None, None, None)):
        refused = told(*given_)
        assert isinstance(refused, dict)
        assert says(refused["serial_from"], TWO_OF_THREE)


def test_a_serial_of_another_project_is_refused() -> None:
    refused = told("FFCER-0002-000012", "107")
    assert isinstance(refused, dict)
    assert says(refused["serial_from"], OTHER_CODE, typed="FFCER-0002-000012", codes="ffcer-0001")


def test_two_ends_that_contradict_each_other_are_refused() -> None:
    refused = told("FFCER-0001-12 至 FFCER-0001-107", "108")
    assert isinstance(refused, dict)
    assert says(refused["serial_to"], TWO_ENDS, first=12, written=107, last=108)


def test_a_quantity_reaches_no_further_down_than_the_first_serial() -> None:
    refused = told(None, "5", "6")
    assert isinstance(refused, dict)
    assert says(refused["quantity_t"], BELOW_ONE, last=5, count=6)


def test_tonnes_are_counted_in_units() -> None:
    assert told("1", None, "0.96", "0.01") == Range(1, 96)
    refused = told("1", None, "0.965", "0.01")
    assert isinstance(refused, dict)
    assert says(refused["quantity_t"], NO_WHOLE_UNITS)


@pytest.mark.parametrize("typed", ["1,200", "12.5", "-1", "一", "1e3", "12、13", "1" * 16, "0", "107 至 12"])
def test_what_is_no_serial_is_refused_at_its_field(typed: str) -> None:
    refused = told(typed, None, "1")
    assert isinstance(refused, dict)
    assert set(refused) == {"serial_from"}


def test_what_stands_before_a_new_lot_may_be_the_registrys_own() -> None:
    assert told("CN-2024-000000012", None, "5", strange=True) == Range(12, 16)
    refused = told("CN-7-7", None, "5", strange=True)
    assert isinstance(refused, dict)
    assert says(refused["serial_from"], UNCLEAR)


@given(
    st.sampled_from(["FFCER-0001-", "ffcer-0001/", "FFCER-0001 ", ""]),
    st.integers(1, 10**9),
    st.integers(1, 10**5),
    st.integers(1, 15),
    st.sampled_from(["至", " 至 ", "–", "~", "—", ".."]),
)
def test_what_is_printed_is_read_back(before: str, first: int, count: int, width: int, between: str) -> None:
    last = first + count
    one, other = (f"{before}{str(number).zfill(width)}" for number in (first, last))
    assert told(f"{one}{between}{other}") == Range(first, last)
    assert told(one, None, str(count + 1)) == told(None, other, str(count + 1)) == Range(first, last)
