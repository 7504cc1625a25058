"""Small lawbooks written for a test, and facts drawn at random."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

from hypothesis import strategies as st

from rules.deciding.book import LawBook, load, load_lawbook

FACTS = """
    - {fact: offence, type: string, label: 罪名, fixed: true}
    - {fact: stock, type: decimal, decimals: 4, unit: 立方米, label: 蓄积}
    - {fact: trees, type: integer, unit: 株, label: 株数}
    - {fact: wild, type: bool, label: 野生}
    - {fact: day, type: date, label: 日期}
    - {fact: kind, type: string, label: 种类, values: [甲, 乙]}
    - {fact: fold, type: decimal, decimals: 4, unit: 倍, label: 合计比,
       sum: [{fact: stock, per: 5}, {fact: trees, per: 200}]}
    - {conclusion: verdict, label: 结论, merge: single, values: [是, 否]}
    - {conclusion: heads, label: 项目, merge: set, values: [一, 二, 三]}
    - {conclusion: offence_grade, label: 档次, merge: max, values: [未达数量较大, 数量较大, 数量巨大]}
    - {conclusion: routes, label: 方式, merge: set, values: [原地补植]}
"""

TEXTS = """
    - {text: 旧法, title: 旧法全称, in_force: {from: 2000-01-01, to: 2009-12-31}, source: 试验, confidence: verified}
    - {text: 新法, title: 新法全称, in_force: {from: 2010-01-01}, source: 试验, confidence: verified}
"""

FIGURES = """
    - {figure: start, label: 起点, unit: 立方米, range: [2, 5], province: 某, value: null,
       basis: {text: 旧法, article: 第一条}, reason: 未查到}
"""

RULE = """
    - id: r
      says: 一条规则
      basis: {text: 新法, article: 第一条}
      in_force: {from: 2010-01-01}
      stage: loss_gate
      when: {fact: wild, is: true}
      then: {verdict: 是}
"""


def write(folder: Path, rules: str = RULE, facts: str = FACTS, texts: str = TEXTS, figures: str = FIGURES) -> Path:
    """A folder of law files; ``rules`` becomes subject.yaml."""
    for name, content in (("facts", facts), ("texts", texts), ("figures", figures), ("subject", rules)):
        (folder / f"{name}.yaml").write_text(dedent(content).lstrip("\n"), encoding="utf-8")
    return folder


def lawbook(folder: Path, rules: str, **files: str) -> LawBook:
    return load(write(folder, rules, **files))


DAYS = [
    datetime.date(2000, 12, 10),
    datetime.date(2000, 12, 11),
    datetime.date(2020, 12, 31),
    datetime.date(2021, 1, 1),
    datetime.date(2022, 6, 14),
    datetime.date(2022, 6, 15),
    datetime.date(2023, 8, 14),
    datetime.date(2023, 8, 15),
    datetime.date(2023, 10, 20),
    datetime.date(2026, 8, 14),
    datetime.date(2026, 8, 15),
]
"""The days on which the law changes, and those before them."""


def _numbers() -> dict[str, list[Any]]:
    """For each number, every threshold of the law with its neighbours."""
    book = load_lawbook().book
    near: dict[str, list[Any]] = {}
    for rule in load_lawbook().rules:
        for comparison in rule.comparisons:
            fact = book.facts.get(comparison.fact)
            limit = comparison.value
            if fact is None or fact.sum or isinstance(limit, bool) or not isinstance(limit, Decimal | int):
                continue
            step = 1 if fact.type == "integer" else Decimal(1).scaleb(-fact.decimals - 2)
            near.setdefault(fact.name, []).extend(n for n in (limit - step, limit, limit + step) if n >= 0)
    return near


@st.composite
def known_facts(draw: st.DrawFn) -> dict[str, Any]:
    """Facts of the shipped vocabulary, any of them missing, numbers thick around the thresholds."""
    book = load_lawbook().book
    near = _numbers()
    listed: dict[str, set[Any]] = {}
    for rule in load_lawbook().rules:
        for comparison in rule.comparisons:
            value = comparison.value
            if comparison.op == "exists":
                continue
            if comparison.fact in book.facts and book.facts[comparison.fact].type == "string":
                listed.setdefault(comparison.fact, {"别的"}).update(value if isinstance(value, tuple) else {value})
    facts: dict[str, Any] = {}
    for fact in book.facts.values():
        if fact.sum or fact.type == "date":
            continue
        if fact.type == "bool":
            values: st.SearchStrategy[Any] = st.booleans()
        elif fact.type == "string":
            values = st.sampled_from(sorted(listed.get(fact.name, {"别的"})))
        elif fact.type == "integer":
            values = st.sampled_from(near.get(fact.name, [0])) | st.integers(0, 20000)
        else:
            values = st.sampled_from(near.get(fact.name, [Decimal(0)])) | st.decimals(0, 300000, places=6)
        drawn = draw(st.none() | values)
        if drawn is not None:
            facts[fact.name] = drawn
    return facts


@st.composite
def two_days(draw: st.DrawFn) -> tuple[datetime.date, datetime.date]:
    """A day of conduct and a day of decision not before it."""
    first, second = sorted((draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))))
    return first, second
