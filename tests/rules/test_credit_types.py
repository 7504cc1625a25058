"""Types of credit are data: each with what is known of it and what is not, and everything else follows from it."""

from __future__ import annotations

import copy
import datetime
from decimal import Decimal
from typing import Any

import pytest

from rules.assess import assess
from rules.carbon.measure import measure
from rules.carbon.worksheet import Line
from rules.casefile import CaseFile, parse
from rules.casefile.options import Credit
from rules.deciding.book import load_lawbook
from rules.reading.errors import InputError
from rules.reading.yaml_reader import read
from rules.settlement.credit_types import (
    DOUBTED,
    FILE,
    FINER_THAN_HELD,
    NOT_FOUND,
    NOT_LISTED,
    NOT_YET,
    ON_CERTIFICATE,
    OTHER_SMALLEST,
    OUT_OF_DATE,
    ROUNDING_DOUBTED,
    CreditTypeFile,
    credit_type,
    credit_types,
    credit_warnings,
    named_lists,
)
from rules.settlement.records import settlement_rules
from rules.settlement.settle import AS_SOLD, settle
from rules.values.records import ParameterFileError, parse_record
from tests.told import says

SHIPPED: list[dict[str, Any]] = read(FILE.read_bytes())
DAY = datetime.date(2024, 3, 1)
CERTIFICATE = {"registry": "某登记机构", "certified_by": "某核证机构", "number": "X-1"}


def case(credit: dict[str, Any], **options: Any) -> Any:
    return parse(
        {
            "case": {"offence": "滥伐林木", "conduct": {"from": "2024-01-01"}},
            "stands": [
                {"id": "A", "species": "杉木", "damage": {"type": "采伐"}, "standing_stock_m3": "10"},
            ],
            "options": {"method": "national-default", "on": "2024-03-01", "credit": credit, **options},
        }
    )


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("三明林业碳票", "林业碳票"),
        ("国家核证自愿减排量", "CCER"),
        ("福建林业碳汇（FFCER）", "FFCER"),
        ("蓝碳", "海洋碳汇"),
    ],
)
def test_a_type_is_known_by_each_of_its_names(name: str, id: str) -> None:
    known = credit_type(name)
    assert known is not None
    assert known.id == id


def test_what_no_type_is_called_is_none() -> None:
    assert credit_type("某地碳汇") is None


@pytest.mark.parametrize("field", ["registry", "certified_by", "unit_t", "usable", "retirement", "standing"])
def test_each_thing_said_has_its_source_or_is_missing_with_the_reason(field: str) -> None:
    for broken in ({"value": "甲"}, {"missing": "没有", "source": "某处"}, {}):
        types = copy.deepcopy(SHIPPED[:1])
        types[0][field] = broken
        with pytest.raises(ParameterFileError, match=field):
            parse_record(CreditTypeFile, types, "x.yaml")


def test_two_types_do_not_share_a_name() -> None:
    types = copy.deepcopy(SHIPPED[:2])
    types[1]["aliases"] = ["FFCER"]
    with pytest.raises(ParameterFileError, match="FFCER"):
        parse_record(CreditTypeFile, types, "x.yaml")


def test_credits_are_not_rounded_finer_than_their_unit() -> None:
    types = copy.deepcopy(SHIPPED[:1])
    types[0]["rounding"]["rule"] = "ceil 0.1"
    with pytest.raises(ParameterFileError, match="unit_t"):
        parse_record(CreditTypeFile, types, "x.yaml")


def test_the_law_takes_its_lists_from_the_types() -> None:
    """No rule lists a type itself: each word that a rule compares the type with stands in the file of types."""
    words = {
        str(word)
        for rule in load_lawbook().rules
        for one in rule.comparisons
        if one.fact == "credit_type" and isinstance(one.value, tuple)
        for word in one.value
    }
    assert words == set(named_lists()["credit_types.every"]) == set(credit_types())
    assert "credit_type, is" not in "".join(
        path.read_text("utf-8") for path in (FILE.parents[1] / "law").glob("*.yaml")
    )


def test_every_type_is_of_one_standing() -> None:
    lists = [named_lists()[f"credit_types.{name}"] for name in ("certified", "doubtful", "unissued", "other")]
    assert sorted(word for one in lists for word in one) == sorted(credit_types())


@pytest.mark.parametrize(
    ("credit", "required"),
    # 10 m³ 杉木 × 1.634 × 0.307 × 1.246 × 0.520 × 44/12 = 11.9174… t, 11.92 as told
    [
        ({"type": "FFCER"}, "12"),
        ({"type": "林业碳票"}, "11.92"),
        ({"type": "一元碳汇"}, "11.92"),
        ({"type": "某地碳汇"}, "12"),
        ({"type": "某地碳汇", "certificate": CERTIFICATE}, "12"),
        ({"type": "某地碳汇", "certificate": {**CERTIFICATE, "smallest_t": "0.1"}}, "12.0"),
        ({"type": "某地碳汇", "certificate": {**CERTIFICATE, "smallest_t": "0.01"}}, "11.92"),
    ],
)
def test_required_credits_are_rounded_as_the_type_is_sold(credit: dict[str, Any], required: str) -> None:
    assert assess(case(credit)).content["required_credits_t"] == required


def _settled(casefile: CaseFile) -> Line:
    amount = settle(casefile, measure(casefile)).amount
    assert amount is not None
    return amount


@pytest.mark.parametrize(
    ("type", "finer"), [("FFCER", False), ("林业碳票", True), ("一元碳汇", True), ("某地碳汇", False)]
)
def test_the_amount_of_credits_sold_in_parts_is_not_said_to_be_by_whole_tonnes(type: str, finer: bool) -> None:
    price = {"cny_per_t": "50", "date": "2024-02-29", "rule": "成交均价", "source": "示例"}
    amount = _settled(case({"type": type}, price=price))
    assert (amount.source == AS_SOLD) is finer
    assert finer or amount.source == settlement_rules().rounding["amount"].ground


@pytest.mark.parametrize(
    ("credit", "order", "required"),
    [
        ("FFCER", "ceil-then-multiply", "24"),
        ("林业碳票", "ceil-then-multiply", "23.84"),
        ("林业碳票", "multiply-then-ceil", "23.84"),
    ],
)
def test_the_multiplier_works_on_fractions_too(credit: str, order: str, required: str) -> None:
    made = assess(case({"type": credit}, multiplier="2", rounding_order=order))
    assert Decimal(made.content["required_credits_t"]) == Decimal(required)


def told(credit: dict[str, Any], day: datetime.date = DAY) -> list[str]:
    return list(credit_warnings(Credit.model_validate(credit), day))


def test_what_is_doubted_or_not_found_of_a_type_is_said() -> None:
    ticket, neither = credit_types()["林业碳票"], credit_types()["FFCER"]
    assert told({"type": "SMCER"}) == [
        DOUBTED.format(title=ticket.title, source=ticket.standing.source),
        NOT_FOUND.format(title=ticket.title, what="；".join(ticket.not_found)),
    ]
    assert told({"type": "FFCER"}) == []
    assert neither.not_found == ()


def test_a_smallest_quantity_that_was_never_read_is_said() -> None:
    (doubted,) = [one for one in told({"type": "鄂林碳票"}) if says(one, ROUNDING_DOUBTED)]
    known = credit_types()["鄂林碳票"]
    assert says(doubted, ROUNDING_DOUBTED, title=known.title, to="1", source=known.rounding.source)
    assert not [one for one in told({"type": "林业碳票"}) if says(one, ROUNDING_DOUBTED)]


@pytest.mark.parametrize(
    ("type", "stated", "required", "said", "finer"),
    # 11.9174… t, upwards to what the certificate says; registers hold 碳票 by 0.01 t and 鄂林碳票 by 1 t
    [
        ("鄂林碳票", "0.01", "11.92", True, True),
        ("鄂林碳票", "1", "12", False, False),
        ("林业碳票", "1", "12", True, False),
        ("林业碳票", "0.1", "12.0", True, False),
        ("林业碳票", "0.01", "11.92", False, False),
        ("林业碳票", "0.001", "11.918", True, True),
    ],
)
def test_what_a_certificate_says_of_the_smallest_quantity_counts_and_is_held_against_the_type(
    type: str, stated: str, required: str, said: bool, finer: bool
) -> None:
    credit = {"type": type, "certificate": {**CERTIFICATE, "smallest_t": stated}}
    assert assess(case(credit)).content["required_credits_t"] == required
    assert any(says(one, OTHER_SMALLEST, stated=stated) for one in told(credit)) is said
    assert any(says(one, FINER_THAN_HELD, stated=stated) for one in told(credit)) is finer


def test_a_type_that_was_not_there_yet_is_told() -> None:
    known = credit_types()["CCER"]
    usable = known.usable.value
    assert usable is not None
    day = datetime.date(2023, 10, 19)
    said = NOT_YET.format(title=known.title, from_=usable.from_, source=known.usable.source, day=day)
    assert told({"type": "CCER"}, day) == [said]
    assert told({"type": "CCER"}, datetime.date(2023, 10, 20)) == []


def test_an_unlisted_type_is_told_with_and_without_its_certificate() -> None:
    assert told({"type": "某地碳汇"}) == [NOT_LISTED.format(name="某地碳汇")]
    assert told({"type": "某地碳汇", "certificate": CERTIFICATE}) == [ON_CERTIFICATE.format(name="某地碳汇")]
    ended = {**CERTIFICATE, "valid_to": "2024-02-29"}
    assert told({"type": "某地碳汇", "certificate": ended})[1:] == [
        OUT_OF_DATE.format(number="X-1", from_="不明", to="2024-02-29", day=DAY)
    ]
    assert told({"type": "某地碳汇", "certificate": ended}, datetime.date(2024, 2, 29))[1:] == []


@pytest.mark.parametrize("key", ["registry", "certified_by", "number"])
def test_a_certificate_says_who_registers_who_certifies_and_its_number(key: str) -> None:
    with pytest.raises(InputError) as refused:
        case({"type": "某地碳汇", "certificate": {name: word for name, word in CERTIFICATE.items() if name != key}})
    assert [one.path for one in refused.value.errors] == [f"options.credit.certificate.{key}"]


def test_the_route_opens_on_a_stated_certificate() -> None:
    data = case({"type": "某地碳汇", "certificate": CERTIFICATE}).as_json()
    data |= {
        "parties": [{"name": "甲", "role": "被告人"}],
        "request": {"credits": True, "by": "甲"},
        "opinions": [{"by": "某人民检察院", "view": "同意"}],
    }
    routes = {route.route: route.open for route in assess(parse(data)).record.routes}
    assert routes["认购碳汇"]
    del data["options"]["credit"]["certificate"]
    assert not {route.route: route.open for route in assess(parse(data)).record.routes}["认购碳汇"]


@pytest.mark.parametrize(
    ("credit", "day", "opens"),
    [
        ({"type": "某地碳汇", "certificate": {**CERTIFICATE, "valid_to": "2024-06-02"}}, "2024-06-03", False),
        ({"type": "某地碳汇", "certificate": {**CERTIFICATE, "valid_to": "2024-06-03"}}, "2024-06-03", True),
        ({"type": "某地碳汇", "certificate": {**CERTIFICATE, "valid_from": "2024-06-04"}}, "2024-06-03", False),
        ({"type": "FFCER", "certificate": {**CERTIFICATE, "valid_to": "2024-06-02"}}, "2024-06-03", False),
        # 温室气体自愿减排交易管理办法（试行）: in force since 2023-10-20
        ({"type": "CCER"}, "2023-10-19", False),
        ({"type": "CCER"}, "2023-10-20", True),
        ({"type": "CCER", "judge_reason": "经审查可以采用"}, "2023-10-19", False),
    ],
)
def test_what_is_not_valid_on_the_day_opens_no_way(credit: dict[str, Any], day: str, opens: bool) -> None:
    data = case(credit).as_json()
    data |= {
        "parties": [{"name": "甲", "role": "被告人"}],
        "request": {"credits": True, "by": "甲"},
        "opinions": [{"by": "某人民检察院", "view": "同意"}],
    }
    data["case"]["conduct"] = {"from": "2023-01-01"}
    made = assess(parse(data), datetime.date.fromisoformat(day))
    assert {route.route: route.open for route in made.record.routes}["认购碳汇"] is opens
