"""Random mistakes are drawn by a seed, change one place of a file, and are told whether a test notices them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests import mutants
from tests.guards.tree import Module, modules

SOURCE = '''def told(x: int, y: bool) -> int:
    """A line with 汉字."""
    return x + 1 if not y and x >= 3 else 0  # 汉字
'''
SMALL = Module("rules/small.py", SOURCE)


def test_each_mutant_changes_one_place_and_is_still_a_program() -> None:
    made = [mutants.mutant(SMALL, *place) for place in mutants.places(SMALL)]
    assert len(made) == len({one.source for one in made}) == 8
    for one in made:
        ast.parse(one.source)
        assert one.source != SOURCE
        differing = [new for old, new in zip(SOURCE.splitlines(), one.source.splitlines(), strict=True) if old != new]
        assert len(differing) == 1


def test_a_seed_draws_the_same_mutants_again() -> None:
    tree = list(modules("rules/values"))
    first, again, other = (mutants.drawn(5, seed, tree) for seed in (7, 7, 8))
    assert first == again
    assert first != other


@pytest.mark.parametrize(("fails", "caught"), [(True, True), (False, False)])
def test_a_mutant_is_caught_where_a_test_fails_and_is_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: bool, caught: bool
) -> None:
    file = tmp_path / SMALL.path
    file.parent.mkdir()
    file.write_text(SOURCE, encoding="utf-8")
    one = mutants.mutant(SMALL, *next(mutants.places(SMALL)))
    seen: list[str] = []

    def run(project: Path, paths: list[str]) -> bool:
        seen.append(file.read_text(encoding="utf-8"))
        return fails

    monkeypatch.setattr(mutants, "_fails", run)
    assert mutants.noticed(one, tmp_path, [["a"], ["b"]]) is caught
    assert set(seen) == {one.source}
    assert file.read_text(encoding="utf-8") == SOURCE
