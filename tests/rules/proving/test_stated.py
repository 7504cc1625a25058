"""A counterexample is a case file that ``assess`` takes, wherever a case file has a place for its facts."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.asked import legal_facts
from rules.assess import assess
from rules.carbon.measure import measure
from rules.casefile import parse
from rules.deciding.book import load_lawbook
from rules.deciding.decide import decide
from rules.deciding.facts import NOT_ORDERED
from rules.proving.findings import Case
from rules.proving.proof import prove
from rules.proving.stated import casefile_of
from tests.conftest import Attempts
from tests.rules.proving.faulty import book, changed, grade

CONDUCT, ON = datetime.date(2024, 3, 1), datetime.date(2024, 9, 1)


MARKS = [
    ("felling.yaml", "滥伐林木", "{fact: graded_stock_m3, at_least: 20}", "{fact: graded_stock_m3, below: 90}"),
    (
        "land.yaml",
        "非法占用农用地",
        "{fact: commercial_land_mu, at_least: 10}]",
        "{fact: commercial_land_mu, below: 12}",
    ),
    ("fire.yaml", "失火", "{fact: serious_injuries, at_least: 3}", "{fact: serious_injuries, below: 7}"),
]


def test_a_gap_in_the_law_that_ships_is_shown_by_two_case_files_that_can_be_assessed(attempts: Attempts) -> None:
    for number in attempts(1, len(MARKS)):
        found, shown = by_two_case_files(*MARKS[number])
        assert found == "grade_falls"
        assert all(told == decided for told, decided in shown)
        assert len(shown) == 2


def by_two_case_files(file: str, offence: str, mark: str, limit: str) -> tuple[str, list[tuple[object, object]]]:
    """What is found of the law with a gap, and of each case file the grade that is told of it and the one decided."""
    stated = mark.removesuffix("]")
    law = changed(file, mark, f"{stated}, {limit}{mark.removeprefix(stated)}")
    (finding,) = prove(law, [offence]).findings
    grades: list[tuple[object, object]] = []
    for case in finding.cases:
        data = casefile_of(case, law)
        assert data is not None
        casefile = parse(data)
        assert assess(casefile).on == case.on
        facts = legal_facts(casefile, measure(casefile), case.on)
        decided = decide(facts, conduct=case.conduct, on=case.on, lawbook=law)
        grades.append((case.told, decided.grade.value))
    return finding.kind, grades


FACTS: list[tuple[str, dict[str, Any]]] = [
    ("滥伐林木", {"graded_stock_m3": Decimal("19.9"), "saplings": 300, "survey_error_m3": Decimal(2)}),
    ("盗伐林木", {"value_cny": Decimal("20000"), "minor_any": True, "recidivist_adult_any": False}),
    ("盗伐林木", {"first_offence_all": True, "pleaded_guilty_all": True, "actively_restored": True}),
    ("盗伐林木", {"unit_any": True, "organiser_any": True}),
    ("盗伐林木", {"hired_plain_any": True, "hired_liable_any": False}),
    ("盗伐林木", {"hired_liable_any": True}),
    ("滥伐林木", {"untreated_acts": 2, "untreated_over_year": True}),
    ("非法占用农用地", {"public_land_mu": Decimal("2.5"), "commercial_land_mu": Decimal(0), "land_penalties": 2}),
    ("失火", {"deaths": 1, "burned_forest_ha": Decimal("1.99")}),
    ("滥伐林木", {"site_checked": True, "replanting_in_place_possible": False, "replanting_elsewhere_possible": False}),
    ("滥伐林木", {"restoration_ordered": True, "restoration_kind": "管护", "loss_tco2e": Decimal(1)}),
    ("滥伐林木", {"restoration_ordered": False, "restoration_kind": NOT_ORDERED, "carbon_lost": True}),
    ("滥伐林木", {"credits_requested": True, "requested_by_party": True, "opinions_complete": True}),
    ("滥伐林木", {"credit_type": "林业碳票", "judge_written_reason": True, "labour_requested": True}),
    ("滥伐林木", {"credit_type": "某地碳汇", "credit_certificate": True}),
    ("盗伐林木", {"aged_75_any": True}),
]


@pytest.mark.parametrize(("offence", "facts"), FACTS, ids=[",".join(facts) for _, facts in FACTS])
def test_facts_of_each_kind_have_a_place(offence: str, facts: dict[str, Any]) -> None:
    case = Case({"offence": offence, **facts}, CONDUCT, ON)
    data = casefile_of(case, load_lawbook())
    assert data is not None
    assert assess(parse(data)).on == ON


def test_facts_that_no_case_file_can_state_together_have_none() -> None:
    contradicting: dict[str, Any] = {"offence": "滥伐林木", "restoration_ordered": False, "restoration_kind": "管护"}
    assert casefile_of(Case(contradicting, CONDUCT, ON), load_lawbook()) is None


def test_facts_of_another_vocabulary_have_none(tmp_path: Path) -> None:
    made = book(tmp_path, grade("first", "{fact: stock, at_least: 5}", "数量较大"))
    assert casefile_of(Case({"offence": "盗伐林木", "stock": Decimal(6)}, CONDUCT, ON), made) is None
