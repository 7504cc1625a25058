"""Every threshold on record is a rule that compares with it, or is listed with the reason why it is none."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from rules.deciding.book import load_lawbook
from rules.deciding.book.conditions import ORDERED
from rules.deciding.book.types import Rule

FILE = Path(__file__).parent / "thresholds.csv"
ROWS = list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))
RULES: dict[str, list[Rule]] = {}
for _rule in load_lawbook().rules:
    RULES.setdefault(_rule.name, []).append(_rule)

TOLD = [row for row in ROWS if row["规则"]]
LEFT = [row for row in ROWS if not row["规则"]]


def test_each_row_is_a_rule_or_says_why_not() -> None:
    assert len(ROWS) == 170
    assert all(bool(row["规则"]) is not bool(row["不作规则的理由"]) for row in ROWS)
    assert {row["可信度"] for row in ROWS} == {"verified", "secondary", "unverified"}


@pytest.mark.parametrize("row", TOLD, ids=lambda row: f"{row['事项']} {row['档次']} {row['项目']} {row['数值']}")
def test_the_rule_of_a_row_compares_with_its_number(row: dict[str, str]) -> None:
    wanted = Decimal(row["规则所比的数"])
    limits = {
        Decimal(comparison.value)
        for rule in RULES[row["规则"]]
        for comparison in rule.comparisons
        if comparison.op in ORDERED and isinstance(comparison.value, Decimal | int)
    }
    assert wanted in limits


@pytest.mark.parametrize("row", TOLD, ids=lambda row: f"{row['事项']} {row['档次']} {row['项目']} {row['数值']}")
def test_a_row_that_was_not_read_is_marked_on_its_rule(row: dict[str, str]) -> None:
    rules = [rule for rule in RULES[row["规则"]] if rule.text in row["依据"] or row["可信度"] == "unverified"]
    marks = {rule.confidence for rule in rules}
    assert rules, row["依据"]
    if row["可信度"] == "unverified":
        assert "unverified" in marks


def test_what_is_not_a_rule_names_rules_that_are_there() -> None:
    words = " ".join(row["不作规则的理由"] for row in LEFT).replace("、", " ").replace("：", " ").split()
    named = {word for word in words if "." in word}
    assert {"duties.no-offset-cap"} <= named
    names = set(RULES) | {rule.id for rules in RULES.values() for rule in rules}
    assert named <= names


def test_no_percentage_of_sentencing_became_a_rule() -> None:
    assert all(not row["规则"] for row in ROWS if row["事项"] == "量刑参考")
    assert sum(row["事项"] == "量刑参考" for row in ROWS) == 9
