"""No page names a field of a case file by its key: keys stand in brackets, which pages leave out, or as field names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from casework.wording import without_keys
from rules.carbon.methods.fujian_trial_2022.r2026_11.method import NO_SURVEY
from rules.casefile import CaseFile
from tests.guards.tree import Module, modules

HAN = re.compile(r"[\u4e00-\u9fff]")
PLACED = re.compile(r"\{[^}]*\}|%\([a-z_]+\)s")
JOINED = re.compile(r"(?<![\w.])[a-z][a-z0-9]*(?:[._][a-z0-9]+)+(?![\w.])")
BRACKETED = re.compile(r"（([a-z]+)）")
TOLD = ("rules/casefile", "rules/carbon", "rules/settlement", "rules/deciding/facts", "rules/values", "rules/reading")
"""Where mistakes, warnings and reasons about a case file are made. Files of law are told to who writes them."""
GIVEN_OUT = frozenset({NO_SURVEY})
"""Sentences of worksheets of editions that were given out: those are never changed."""


def keys() -> set[str]:
    """Every key of the case file that is written alone."""
    schema = CaseFile.model_json_schema()
    parts: list[dict[str, Any]] = [schema, *schema["$defs"].values()]
    return {key for part in parts for key in part.get("properties", {})}


def words(module: Module) -> Iterator[tuple[int, str]]:
    """Chinese texts of a module with their lines, without what is said to the reader of the code."""
    said = {id(node.value) for node in ast.walk(module.tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(module.tree) if isinstance(node, ast.Constant) and id(node) not in said)
    for node in texts:
        if isinstance(node.value, str) and HAN.search(node.value):
            yield node.lineno, node.value


def raw(text: str, known: set[str]) -> list[str]:
    """The keys that a page would show of a text."""
    shown = without_keys(PLACED.sub("", text))
    joined = [one for one in JOINED.findall(shown) if one.split(".")[-1] in known]
    return [*joined, *(one for one in BRACKETED.findall(shown) if one in known)]


def test_no_text_about_a_case_file_shows_a_key_on_a_page() -> None:
    known = keys()
    found = [
        f"{each.path}:{line}: {key}"
        for each in modules(*TOLD)
        for line, text in words(each)
        if text not in GIVEN_OUT
        for key in raw(text, known)
    ]
    assert found == []


SHOWN = {
    "幼树写在 sapling_biomass": ["sapling_biomass"],
    "写明 options.multiplier": ["options.multiplier"],
    "没有写明（species）": ["species"],
    "没有写明受损份额（damage.fraction），按全部受损计量": [],
    "须写明径阶距（cm）": [],
}


def test_a_key_is_found_wherever_it_stands() -> None:
    known = keys()
    assert {text: raw(text, known) for text in SHOWN} == SHOWN
