"""Reads the golden tables beside this file: facts and conclusions in Chinese, as a lawyer writes them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from rules.deciding.book import load_lawbook
from rules.deciding.decide import Decision, decide

HERE = Path(__file__).parent
BOOK = load_lawbook().book
FACT_BY_LABEL = {fact.label: fact for fact in BOOK.facts.values()}
CONCLUSION_BY_LABEL = {conclusion.label: conclusion.name for conclusion in BOOK.conclusions.values()}


@dataclass(frozen=True)
class GoldenCase:
    """One line of a table: facts by their names, and what is expected, as written."""

    name: str
    conduct: datetime.date
    on: datetime.date
    facts: dict[str, Any]
    expected: dict[str, Any]

    def decide(self) -> Decision:
        return decide(self.facts, conduct=self.conduct, on=self.on)


def facts_from(labelled: dict[str, Any]) -> dict[str, Any]:
    """Facts by their names, from Chinese labels; numbers in quotes become Decimal."""
    facts = {}
    for label, value in labelled.items():
        fact = FACT_BY_LABEL[label]
        facts[fact.name] = Decimal(value) if fact.type == "decimal" else value
    return facts


def cases(file: str) -> Iterator[GoldenCase]:
    """Every case of a file: of its tables, line by line, and those written out one by one."""
    for entry in yaml.load((HERE / file).read_bytes(), yaml.CSafeLoader):
        if "表" in entry:
            for row in entry["各行"]:
                cells = dict(zip(entry["栏"], row, strict=True))
                facts = {label: value for label, value in cells.items() if label in FACT_BY_LABEL}
                yield GoldenCase(
                    f"{entry['表']}：{row}",
                    entry["行为日"],
                    entry["裁判日"],
                    facts_from({"案由": entry["案由"], **entry.get("事实", {}), **facts}),
                    {label: value for label, value in cells.items() if label not in FACT_BY_LABEL},
                )
        else:
            known = {"案例", "行为日", "裁判日", "事实"}
            yield GoldenCase(
                entry["案例"],
                entry["行为日"],
                entry["裁判日"],
                facts_from(entry["事实"]),
                {key: value for key, value in entry.items() if key not in known},
            )


def files() -> list[str]:
    return sorted(path.name for path in HERE.glob("*_cases.yaml"))


@cache
def all_cases() -> list[GoldenCase]:
    return [case for file in files() for case in cases(file)]
