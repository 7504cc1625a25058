"""Cases drawn from one seed: any facts of the vocabulary, any of them missing, numbers thick around the thresholds."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rules.deciding.book import LawBook, load_lawbook
from tests.rules.law.small import DAYS

SEED = 20240601


@dataclass(frozen=True)
class RandomCase:
    facts: dict[str, Any]
    conduct: datetime.date
    on: datetime.date


def random_cases(count: int, seed: int = SEED, book: LawBook | None = None) -> Iterator[RandomCase]:
    """``count`` cases, the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311  # facts for a test
    values = choices(book or load_lawbook())
    names = sorted(values)
    for _ in range(count):
        conduct, on = sorted((draw.choice(DAYS), draw.choice(DAYS)))
        missing = draw.choice((0.1, 0.5, 0.9))
        facts = {name: draw.choice(values[name]) for name in names if draw.random() >= missing}
        if draw.random() < 0.97:
            facts["offence"] = draw.choice(values["offence"])
        yield RandomCase(facts, conduct, on)


def choices(law: LawBook) -> dict[str, list[Any]]:
    """For each given fact its values in the rules, and beside every threshold its neighbours."""
    found: dict[str, list[Any]] = {}
    for fact in law.book.facts.values():
        if fact.type == "bool":
            found[fact.name] = [True, False]
        elif fact.type == "string":
            found[fact.name] = ["别的"]
        elif fact.type in {"integer", "decimal"} and not fact.sum:
            found[fact.name] = [0]
    for rule in law.rules:
        for comparison in rule.comparisons:
            values, limit = found.get(comparison.fact), comparison.value
            if values is None or comparison.op == "exists" or isinstance(limit, bool):
                continue
            if isinstance(limit, Decimal | int):
                step = 1 if law.book.facts[comparison.fact].type == "integer" else Decimal("0.000001")
                values += [near for near in (limit - step, limit, limit + step) if near >= 0]
            else:
                values += limit if isinstance(limit, tuple) else [limit]
    return {name: list(dict.fromkeys(values)) for name, values in found.items()}
