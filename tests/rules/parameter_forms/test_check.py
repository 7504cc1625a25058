"""The check before import: what stops a parameter set, what needs a reason, what will be left out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.carbon.parameter_forms.check import GAP, MISSING, NO_METHOD, OVERLAP, UNCHECKED, Checked, check
from rules.carbon.parameter_forms.reading import UNKNOWN_FIELD
from rules.carbon.parameter_forms.values import ERROR_TOO_LARGE
from rules.reading.messages import Message
from tests.rules.parameter_forms.forms import TEACHING, as_workbook, as_yaml, changed, row, teaching
from tests.told import told


def errors(found: Checked) -> list[str]:
    assert found.form is None
    return [str(finding) for finding in found.errors]


def test_the_teaching_set_can_be_imported_and_its_missing_species_are_named() -> None:
    found = check(TEACHING.read_bytes())
    assert found.form is not None
    assert (found.errors, found.doubts, found.values) == ((), (), 16)
    (gap,) = found.gaps
    assert "马尾松" in gap.message
    assert "杉木" not in gap.message


def test_workbook_and_yaml_give_the_same_set_by_its_hash() -> None:
    from_yaml, from_workbook = check(as_yaml(teaching())).form, check(as_workbook(teaching())).form
    assert from_yaml is not None
    assert from_workbook is not None
    assert from_yaml.sha256 == from_workbook.sha256
    assert from_yaml.document == from_workbook.document


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"value": "16"}, "超出合理范围 1–4"),
        ({"value": "一点六"}, "应为十进制数"),
        ({"value": "-1.6"}, "不能为负数"),
        ({"value": "1,6"}, "应为十进制数"),
        ({"value": "NaN"}, "应为十进制数"),
        ({"unit": "t/m3"}, "单位应为 1"),
        ({"unit": None}, "缺少必填项"),
        ({"source": None}, "缺少必填项"),
        ({"page": None}, "缺少必填项"),
        ({"table": None}, "缺少必填项"),
        ({"confidence": None}, "应为 已核对、转引、待核 之一"),
        ({"confidence": "probable"}, "应为 已核对、转引、待核 之一"),
        ({"confidence": "conflict"}, "两处转录不一致"),
        ({"confidence": "derived"}, "由其他数值推算"),
        ({"confidence": "blank"}, "没有找到的数值请留空"),
        ({"symbol": "b"}, "符号是 BEF"),
        ({"species": None}, "按树种填写"),
        ({"species": "松树"}, "可能指几个树种"),
        ({"species": "铁树"}, "不认识的树种"),
        ({"parameter": "BCEF"}, "没有参数“BCEF”"),
        ({"from_": "2022-13-01"}, "真实存在的日期"),
        ({"from_": "2023-01-01", "to": "2022-01-01"}, "早于生效日"),
        ({"standard_error": "-0.1"}, "应大于 0"),
    ],
)
def test_a_wrong_cell_stops_the_import_and_is_named_in_both_kinds_of_form(cells: dict[str, Any], told: str) -> None:
    form = changed("杉木", "BEF", **cells)
    for content, place in ((as_yaml(form), "parameters[12]"), (as_workbook(form), "第 19 行")):
        found = errors(check(content))
        assert any(place in line and told in line for line in found), found


def test_every_mistake_of_a_form_is_told_at_once() -> None:
    form = teaching()
    for entry, cells in zip(
        form["parameters"][4:9],
        ({"value": "99"}, {"unit": "kg"}, {"page": ""}, {"confidence": "sure"}, {"species": "铁树"}),
        strict=True,
    ):
        entry.update(cells)
    assert len(errors(check(as_workbook(form)))) == 5


def test_a_species_for_a_value_without_species_is_an_error() -> None:
    assert any("不分树种" in line for line in errors(check(as_yaml(changed(None, "r", species="杉木")))))


@pytest.mark.parametrize("constant", ["M_CO2", "M_C", "r", "mu_per_ha"])
def test_a_set_without_a_constant_of_the_conversion_cannot_be_imported(constant: str) -> None:
    form = teaching()
    form["parameters"].remove(row(form, None, constant))
    (error,) = check(as_yaml(form)).errors
    assert told(error.message, MISSING, key=constant)


def test_a_method_that_needs_values_of_its_own_says_which() -> None:
    form = teaching() | {"method": "storage-expansion@2026-11"}
    form["parameters"] = form["parameters"][:4]
    found = [error.message for error in check(as_yaml(form)).errors if told(error.message, MISSING)]
    assert [dict(message.values) for message in found if isinstance(message, Message)] == [
        {"key": "delta", "title": "生物量蓄积扩大系数", "unit": "1"},
        {"key": "rho", "title": "容积密度", "unit": "t/m3"},
        {"key": "gamma", "title": "含碳率", "unit": "tC/t"},
    ]


@pytest.mark.parametrize("method", ["", "national-default", "national-default@2020-01", "fujian"])
def test_a_form_names_the_edition_of_its_method_in_full(method: str) -> None:
    (error,) = check(as_yaml(teaching() | {"method": method})).errors
    assert error.where == "method"
    assert told(error.message, NO_METHOD, written=method)


@pytest.mark.parametrize("key", ["id", "title"])
def test_a_set_has_a_number_and_a_name(key: str) -> None:
    form = teaching() | {key: ""}
    assert errors(check(as_yaml(form))) == [f"{key}：缺少必填项"]
    assert "缺少必填项" in errors(check(as_workbook(form)))[0]


@pytest.mark.parametrize(
    ("species", "parameter", "value", "told"),
    [
        # 0.323 ± 0.042: fifteen parts in a hundred reach from 0.27455 to 0.37145
        ("杉木", "D", "0.3715", "相差 15 %，合 1.2 个标准差"),
        ("杉木", "D", "0.2745", "相差 15 %，合 1.2 个标准差"),
        ("杉木", "D", "0.6", "相差 86 %，合 6.6 个标准差（以 15 % 为限）"),
        # the shipped table goes from 0.145 to 0.398, the defaults of the IPCC from 0.20 to 0.46
        ("杉木", "R", "0.47", "0.145–0.46"),
        ("杉木", "R", "0.14", "0.145–0.46"),
        ("杉木", "BEF", "1.2", "1.263–2.593"),
        ("杉木", "CF", "0.45", "0.46–0.525"),
        ("阔叶混", "D", "0.2", "0.239–0.676"),
        (None, "M_CO2", "44.01", "与通用换算 44 不同"),
    ],
)
def test_an_implausible_value_needs_a_reason(species: str | None, parameter: str, value: str, told: str) -> None:
    found = check(as_yaml(changed(species, parameter, value=value)))
    assert found.form is not None
    (doubt,) = found.doubts
    assert told in doubt.message
    assert doubt.where.endswith(".value")
    assert doubt.about == (f"{species}.{parameter}" if species else parameter)


@pytest.mark.parametrize(
    ("species", "parameter", "value"),
    [("杉木", "D", "0.27455"), ("杉木", "D", "0.37145"), ("杉木", "R", "0.46"), ("杉木", "R", "0.145")],
)
def test_a_value_at_the_edge_of_what_is_plausible_raises_no_doubt(species: str, parameter: str, value: str) -> None:
    assert check(as_yaml(changed(species, parameter, value=value))).doubts == ()


def test_values_that_nobody_checked_are_one_doubt_with_all_their_names() -> None:
    form = changed("杉木", "BEF", confidence="待核")
    row(form, "杉木", "D")["confidence"] = "unverified"
    (doubt,) = check(as_yaml(form)).doubts
    assert told(doubt.message, UNCHECKED, count=2, names=("杉木 BEF", "杉木 D"))


def test_a_standard_error_larger_than_its_value_is_doubted() -> None:
    (doubt,) = check(as_yaml(changed("杉木", "BEF", standard_error="2"))).doubts
    assert told(doubt.message, ERROR_TOO_LARGE)


def periods(*spans: tuple[str | None, str | None]) -> dict[str, Any]:
    """The teaching set with 杉木 BEF once for each span of days."""
    form = teaching()
    first = row(form, "杉木", "BEF")
    form["parameters"].remove(first)
    for begin, end in spans:
        form["parameters"].append({**first, "from": begin, "to": end})
    return form


@pytest.mark.parametrize(
    "spans",
    [
        [(None, None), (None, None)],
        [("2020-01-01", "2021-12-31"), ("2021-12-31", None)],
        [(None, "2021-12-31"), ("2020-01-01", "2020-12-31"), ("2022-01-01", None)],
        [("2020-01-01", None), ("2021-01-01", "2021-02-01"), ("2022-01-01", "2022-02-01")],
    ],
)
def test_two_values_on_the_same_day_are_an_error(spans: list[tuple[str | None, str | None]]) -> None:
    found = check(as_workbook(periods(*spans)))
    assert all(told(error.message, OVERLAP) for error in found.errors)
    assert found.doubts == ()


def test_values_that_follow_each_other_are_accepted_and_a_gap_between_them_is_doubted() -> None:
    assert check(as_yaml(periods((None, "2021-12-31"), ("2022-01-01", None)))).doubts == ()
    (doubt,) = check(as_yaml(periods((None, "2021-12-31"), ("2022-02-01", None)))).doubts
    assert told(doubt.message, GAP, first=date(2022, 1, 1), last=date(2022, 1, 31))


def test_a_species_without_all_its_factors_is_told_as_left_out() -> None:
    form = teaching()
    form["parameters"].remove(row(form, "杉木", "R"))
    row(form, "阔叶混", "CF")["value"] = ""
    found = check(as_yaml(form))
    assert found.form is not None
    told = [gap.message for gap in found.gaps]
    assert any(message.startswith("杉木 缺") and "（R）：" in message for message in told)
    assert any(message.startswith("阔叶混 缺含碳率（CF）：") for message in told)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "文件是空的"),
        (b"PK\x03\x04 broken", "文件已损坏"),
        (b"\xd0\xcf\x11\xe0 old", "复合文档"),
        (b"\xff\xfe", "不是 UTF-8"),
        (b"- 1\n", "应为一份参数集"),
        (b"method: x\n", "parameters：缺少必填项"),
        (b"parameters: 3\n", "parameters：应为参数的列表"),
        (b"a: &x 1\n", "锚点"),
    ],
)
def test_a_file_that_is_no_form_is_one_error(content: bytes, told: str) -> None:
    (line,) = errors(check(content))
    assert told in line


def test_a_form_of_too_many_rows_is_refused_as_a_whole() -> None:
    form = teaching()
    form["parameters"] = form["parameters"] * 320
    for content, why in ((as_workbook(form), "5,030 行"), (as_yaml(form), "5,000 行")):
        (line,) = errors(check(content))
        assert why in line


def test_unknown_fields_and_columns_are_errors() -> None:
    form = teaching() | {"colour": "green"}
    form["parameters"][0]["hue"] = "1"
    unknown = {error.where for error in check(as_yaml(form)).errors if told(error.message, UNKNOWN_FIELD)}
    assert unknown == {"colour", "parameters[0].hue"}
    assert any("不认识的列" in line for line in errors(check(as_workbook(teaching(), headings={"note": "附言"}))))


def test_a_workbook_without_a_needed_column_says_which() -> None:
    found = errors(check(as_workbook(teaching(), headings={"page": "名称"})))
    assert any(line == "第 6 行：缺少“页”列" for line in found)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_check(content: bytes) -> None:
    assert check(content).form is None


@given(st.lists(st.sampled_from(range(4, 16)), unique=True), st.sampled_from(["value", "unit", "source", "page"]))
def test_each_broken_row_is_told_and_no_other(broken: list[int], key: str) -> None:
    form = teaching()
    for place in broken:
        form["parameters"][place][key] = "？" if key in ("value", "unit") else None
    found = check(as_yaml(form))
    named = {finding.where for finding in found.errors}
    assert named == {f"parameters[{place}].{key}" for place in broken}
    assert (found.form is None) == bool(broken)


@given(
    st.decimals(min_value="0.15", max_value="1.2", places=4),
    st.dates(min_value=date(1980, 1, 1), max_value=date(2090, 1, 1)),
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30),
)
def test_what_is_stored_reads_back_as_the_same_set(density: Decimal, begin: date, source: str) -> None:
    form = changed("阔叶混", "D", value=format(density, "f"), from_=begin.isoformat(), source=source)
    stored = check(as_yaml(form)).form
    assert stored is not None
    again = check(stored.document.encode())
    assert again.form is not None
    assert again.form.sha256 == stored.sha256
