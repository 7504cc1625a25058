"""The recovery page: a question in the address, an answer with its lines, nothing stored until asked for."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from casework.audit import verification
from casework.cases import service as cases
from casework.losses import reviewing
from rules.carbon.recovery import NO_LOSS, NOT_LISTED, TOO_LITTLE
from tests.casework import pages
from tests.casework.markup import holds
from tests.casework.office import FACTS, Office
from tests.casework.prepared import office_after
from tests.casework.proceedings.desk import Desk
from tests.databases import Databases
from tests.told import says

HERE = "/folders/1/recovery"
FIR: dict[str, Any] = copy.deepcopy(FACTS)
FIR["stands"] = [
    {
        "id": "A",
        "species": "杉木",
        "origin": "人工",
        "age_a": 12,
        "area_ha": "1.5",
        "damage": {"type": "采伐"},
        "standing_stock_m3": "180",
    }
]
# 2 ha of the second rotation: 2 × 75.65 × 0.47 × 44/12 = 260.74 at 11 years, 230.07 the year before.
ASKED = {"series": "huitong-fir-2", "area_ha": "2", "replanted_on": "2026-03-01"}

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
"""For what happens before anything reaches the database."""


def _commission(office: Office) -> None:
    office.file(FIR)
    office.accept()


def _measure(office: Office) -> None:
    _commission(office)
    office.measure()


@pytest.fixture
def commissioned(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """A stand of planted 杉木 waits for its measurement."""
    with office_after(databases, tmp_path, "recovery commissioned", _commission) as office:
        yield office


@pytest.fixture
def measured(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    """The same, measured: 180 m³ by the national default."""
    with office_after(databases, tmp_path, "recovery measured", _measure) as office:
        yield office


def ask(client: FlaskClient, **wish: str) -> Any:
    return client.get(f"{HERE}?{urlencode({**ASKED, **wish})}")


def loss(office: Office) -> str:
    with office.work():
        latest = reviewing.latest(office.case)
        assert latest is not None
        return str(latest.result.loss_tco2e)


def recovery(office: Office) -> dict[str, Any] | None:
    with office.work():
        found: dict[str, Any] | None = cases.current_casefile(office.case).as_json().get("recovery")
        return found


@one_database
def test_without_a_question_the_page_says_what_to_give(measured: Office) -> None:
    page = measured.browser("judge").get(HERE)
    assert page.status_code == 200
    told = pages.text(page.text)
    assert holds(page.text, "nothing-asked")
    assert "第一代" in told
    assert "第二代" in told
    assert holds(page.text, "bounds")


@one_database
def test_the_year_of_recovery_is_told_with_its_lines_table_and_chart(measured: Office) -> None:
    page = ask(measured.browser("judge"))
    assert page.status_code == 200
    told = pages.text(page.text)
    # 180 m³ × 1.634 × 0.307 × 1.246 × 0.52 × 44/12 = 214.51; at 9 years 199.41, at 10 years 230.07.
    assert loss(measured) == "214.51"
    assert "补植 2 公顷，第 10 年（2036 年）碳储量为 230.07 tCO₂e，达到碳汇损失量 214.51 tCO₂e" in told
    assert "取自第 1 次计量" in told
    assert "724.63" in told, "the last printed age"
    assert "<svg" in page.text
    assert 'href="#line-' in page.text
    assert recovery(measured) is None


@one_database
def test_the_area_and_the_trees_by_a_year_are_told(measured: Office) -> None:
    told = pages.text(ask(measured.browser("officer"), area_ha="", by_year="2044", trees_per_ha="2500").text)
    # 18 years: 139.88 t/ha; 214.51 × 12 ÷ (139.88 × 0.47 × 44) = 0.88986… ha, and × 2500 = 2224.75 trees.
    assert "2044 年（补植 18 年）" in told
    assert "0.8899 公顷" in told
    assert "为 2,225 株" in told


@one_database
def test_the_sink_forgone_stands_apart_from_the_loss(measured: Office) -> None:
    told = pages.text(ask(measured.browser("judge"), forgone_series="huitong-fir-1").text)
    # Destroyed in 2025 at 12, made good in 2036, at 23: (245.8 + 65.58 × 3/5) − 106.488 = 178.66 t/ha on 1.5 ha.
    assert "12–23 461.84" in told
    assert "不相加" in told


@one_database
def test_what_cannot_be_told_is_said_with_its_reason(measured: Office) -> None:
    told = pages.text(ask(measured.browser("judge"), area_ha="0.1", by_year="2100").text)
    assert says(told, TOO_LITTLE, last=25, most="36.23", loss="214.51")
    assert says(told, NOT_LISTED, year=2100, age=74, first=7, last=25)


@one_database
@pytest.mark.parametrize(
    ("wish", "field", "why"),
    [
        ({"series": ""}, "series", "缺少必填项"),
        ({"series": "杉木"}, "series", "须写明是哪一条、第几代"),
        ({"area_ha": "两公顷"}, "area_ha", "应为十进制数"),
        ({"area_ha": "-1"}, "area_ha", "应大于 0"),
        ({"by_year": "2025"}, "by_year", "应晚于补植的年份"),
        ({"by_year": "2040", "replanted_on": ""}, "replanted_on", "须同时写明补植日期"),
        ({"replanted_on": "2020-01-01"}, "replanted_on", "早于行为终了日"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(
    measured: Office, wish: dict[str, str], field: str, why: str
) -> None:
    page = ask(measured.browser("judge"), **wish)
    assert page.status_code == 422
    assert f'href="#{field}"' in page.text
    assert why in pages.text(page.text)
    kept = {key: value for key, value in wish.items() if key != "series"}
    assert {key: pages.fields(page.text)[key] for key in kept} == kept


@one_database
def test_before_any_measurement_only_the_growth_is_shown(commissioned: Office) -> None:
    shown = ask(commissioned.browser("officer")).text
    assert holds(shown, "not-measured")
    told = pages.text(shown)
    assert says(told, NO_LOSS)
    assert "724.63" in told


def test_the_officer_writes_it_into_the_case_file_and_measures_with_it(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    page = ask(officer, by_year="2044", forgone_series="huitong-fir-1")
    fields = pages.fields(page.text)
    refused = officer.post(HERE, data={**fields, "reason": " "})
    assert refused.status_code == 422
    assert 'href="#reason"' in refused.text
    assert recovery(commissioned) is None
    assert officer.post(HERE, data={**fields, "reason": "补植设计（2026年1月）"}).status_code == 302
    assert recovery(commissioned) == {**ASKED, "by_year": 2044, "forgone_series": "huitong-fir-1"}
    facts = pages.text(officer.get("/folders/1/facts").text)
    series = "杉木人工林，第二代（湖南会同）"
    told = f"恢复的推算 补植林木的生长序列 {series} 补植面积 2 公顷 补植日期 2026年3月1日 补足年份 2044"
    assert told in facts
    commissioned.measure()
    told = pages.text(commissioned.browser("judge").get("/folders/1/measurings/m1").text)
    assert "补植 2 公顷，第 10 年（2036 年）碳储量为 230.07" in told
    with commissioned.work():
        assert verification.verify() is None


@one_database
def test_a_page_of_an_older_state_writes_nothing(commissioned: Office) -> None:
    officer = commissioned.browser("officer")
    fields = pages.fields(ask(officer).text)
    assert officer.post(HERE, data={**fields, "reason": "设计"}).status_code == 302
    again = officer.post(HERE, data={**fields, "area_ha": "3", "reason": "设计"})
    assert again.status_code == 409
    assert recovery(commissioned) == ASKED


@one_database
def test_only_who_may_correct_the_facts_writes_it(commissioned: Office) -> None:
    watcher = commissioned.watcher()
    assert not holds(ask(watcher).text, "store")
    for client, status in ((watcher, 403), (commissioned.browser("officer2"), 404)):
        answer = client.post(HERE, data={**ASKED, "reason": "设计", "row_version": "4"})
        assert answer.status_code == status
    assert recovery(commissioned) is None


@one_database
def test_the_pages_of_the_facts_and_of_the_result_lead_to_it(measured: Office) -> None:
    client = measured.browser("judge")
    for address in ("/folders/1/facts", "/folders/1/measurings/m1"):
        assert HERE in pages.links(client.get(address).text), address


@one_database
def test_without_facts_there_is_nothing_to_recover(office: Office) -> None:
    desk = Desk(office)
    assert desk.file().status_code == 302
    assert desk.client("prosecutor").get(HERE).status_code == 409
