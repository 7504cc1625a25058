"""The table of OWASP ASVS has every requirement of its two levels, and the tests that it names exist."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.guards.tree import ROOT

PAGE = ROOT / "docs" / "asvs.md"
STATES = {"has", "partly", "lacks", "operator", "n/a"}

LEVELS = {
    # section of ASVS 5.0.0 -> the level of each of its requirements, in their order
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223",
    "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22",
    "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip
"""As the published list has them (5.0/docs_en of its repository)."""


def wanted() -> list[str]:
    return [
        f"{section}.{number}"
        for section, levels in LEVELS.items()
        for number, level in enumerate(levels, start=1)
        if level in "12"
    ]


def rows() -> list[tuple[str, str, str]]:
    """Number, state and reason of each line of the table."""
    found = re.findall(r"^\| ([\d.]+) \| ([^|]+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return [(item, state, reason) for item, state, reason in found]


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def missing(text: str) -> list[str]:
    """The tests and files in code marks that do not exist."""
    found = re.findall(r"`((?:tests|casework|rules|docs|deploy)/[\w./-]+)(?:::(\w+))?`", text)
    gone = [path for path, _ in found if not (ROOT / path).exists()]
    return gone + [
        f"{path}::{name}" for path, name in found if name and path not in gone and name not in functions_of(path)
    ]


def test_every_requirement_of_the_two_levels_stands_in_the_table_once() -> None:
    named = [item for item, _, _ in rows()]
    assert len(named) == len(set(named))
    whole = {item for item, state, _ in rows() if item.count(".") < 2}
    covered = {item for item in wanted() if any(item.startswith(f"{part}.") for part in whole)}
    assert sorted(set(wanted()) - covered) == sorted(set(named) - whole)
    assert {state for item, state, _ in rows() if item in whole} == {"n/a"}


def test_every_state_is_one_of_those_explained_and_has_its_reason() -> None:
    assert {state for _, state, _ in rows()} <= STATES
    assert [item for item, _, reason in rows() if len(reason) < 5] == []


def test_every_test_and_file_that_the_table_names_exists() -> None:
    assert missing(PAGE.read_text(encoding="utf-8")) == []


def test_a_test_that_is_gone_is_seen() -> None:
    here = "tests/guards/test_asvs.py"
    assert missing(f"`{here}::test_nothing` and `{here}::wanted`") == [f"{here}::test_nothing"]
    assert missing("`tests/none.py::test_nothing`") == ["tests/none.py"]
