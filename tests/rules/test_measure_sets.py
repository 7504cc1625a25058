"""Measuring by another parameter set than the shipped one: named by its hash, refused by what it lacks, dated."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from rules.carbon.measure import measure
from rules.carbon.methods.registry import load
from rules.casefile import parse
from rules.reading.errors import InputError
from rules.values.records import InForce
from tests.rules.cases import case, stand

STOCK = {"standing_stock_m3": "10"}


def test_another_parameter_set_replaces_the_shipped_one_and_is_named_by_its_hash() -> None:
    shipped = load("national-default", "2026-11").declaration.shipped
    verified = dataclasses.replace(
        shipped,
        id="nanjing-2022",
        title="县局所持附件",
        status=None,
        frozen=True,
        sha256="0" * 64,
        parameters={
            key: dataclasses.replace(value, confidence="verified", note=None)
            for key, value in shipped.parameters.items()
        },
    )
    result = measure(parse(case(stand(**STOCK))), parameter_set=verified)
    assert result.method["parameter_set"] == {
        "id": "nanjing-2022",
        "title": "县局所持附件",
        "sha256": "0" * 64,
        "status": None,
        "frozen": True,
        "provenance": "shipped",
        "verification": None,
    }
    assert result.warnings == ()


def test_a_set_without_a_value_that_the_method_must_have_is_refused_by_its_name() -> None:
    shipped = load("national-default", "2026-11").declaration.shipped
    without = dataclasses.replace(
        shipped,
        title="缺换算的参数集",
        parameters={key: value for key, value in shipped.parameters.items() if value.group},
    )
    with pytest.raises(InputError) as refused:
        measure(parse(case(stand(**STOCK))), parameter_set=without)
    (error,) = refused.value.errors
    assert error.path == "parameters"
    assert "缺换算的参数集" in error.message


def test_a_set_of_another_method_is_refused() -> None:
    shipped = load("national-default", "2026-11").declaration.shipped
    other = dataclasses.replace(shipped, method="fujian-trial-2022@2026-11")
    with pytest.raises(InputError, match="fujian-trial-2022@2026-11"):
        measure(parse(case(stand(**STOCK))), parameter_set=other)


def test_a_parameter_counts_only_from_its_first_day_to_its_last() -> None:
    shipped = load("national-default", "2026-11").declaration.shipped
    dated = dataclasses.replace(
        shipped,
        parameters={
            key: dataclasses.replace(value, in_force=InForce(from_=date(2022, 1, 1), to=date(2022, 12, 31)))
            if key.startswith("杉木.")
            else value
            for key, value in shipped.parameters.items()
        },
    )
    casefile = parse(case(stand(**STOCK)))
    days = [date(2021, 12, 31), date(2022, 1, 1), date(2022, 12, 31), date(2023, 1, 1)]
    counts = [measure(casefile, on=day, parameter_set=dated).loss is not None for day in days]
    assert counts == [False, True, True, False]
