"""How many random mistakes in ``rules/`` the tests notice: ``python -m tests.mutants [--count N] [--seed S] [PATH …]``.

A mutant is the program with one place changed: a comparison turned, a sum made a difference, a number one off, ``and``
for ``or``, a condition denied. In a copy of the project those tests of the rules are run that concern the changed file
most directly, first without the change, and with ``--whole`` all of ``tests/rules``, until one fails. Whatever survives
is printed with its place: a test is missing there, or the change changes nothing. A seed draws the same mutants again.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.affected import FOLDERS, affected
from tests.guards.tree import ROOT, Module, modules

COPIED = ("rules", "casework", "templates", "migrations", "tests", "examples", "docs", "tools", "deploy")
LONGEST = 600
"""Seconds for the tests of a mutant: what makes them go on for ever is noticed, too."""

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A changed file: its path, the changed source, and what was changed."""

    path: str
    line: int
    was: str
    now: str
    source: str


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """The ways in which a node can be changed."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
        made = copy.deepcopy(node)
        made.ops[0] = COMPARED[type(node.ops[0])]()
        yield made
    elif isinstance(node, ast.BinOp) and type(node.op) in COUNTED:
        made_sum = copy.deepcopy(node)
        made_sum.op = COUNTED[type(node.op)]()
        yield made_sum
    elif isinstance(node, ast.BoolOp):
        other = copy.deepcopy(node)
        other.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield other
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)


def places(module: Module) -> Iterator[tuple[ast.expr, ast.AST]]:
    """Each expression of a module that can be changed, and what it becomes. Annotations say nothing when it runs."""
    aside = {
        id(inner)
        for node in ast.walk(module.tree)
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if part is not None
        for inner in ast.walk(part)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.expr) and id(node) not in aside:
            for made in changed(node):
                yield node, made


def mutant(module: Module, node: ast.expr, made: ast.AST) -> Mutant:
    """The module with the node replaced in its text, so that every other line stays as it is."""
    was = ast.get_source_segment(module.source, node)
    assert was is not None
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    lines = module.source.encode().splitlines(keepends=True)  # columns of a syntax tree count bytes
    before = b"".join(lines[: node.lineno - 1]) + lines[node.lineno - 1][: node.col_offset]
    after = lines[node.end_lineno - 1][node.end_col_offset :] + b"".join(lines[node.end_lineno :])
    now = f"({ast.unparse(ast.fix_missing_locations(made))})"
    source = (before + now.encode() + after).decode()
    return Mutant(module.path, node.lineno, was, now, source)


def drawn(count: int, seed: int, tree: list[Module]) -> list[Mutant]:
    """So many mutants: a place of all that there are, each as likely as another."""
    every = [(module, node, made) for module in tree for node, made in places(module)]
    chosen = random.Random(seed).sample(every, min(count, len(every)))  # noqa: S311  # which mutants to make
    return [mutant(*one) for one in chosen]


def nearest(path: str, tree: list[Module]) -> list[str]:
    """The tests of the rules that concern a file most directly; all of them where none does."""
    return [test for test in affected([path], tree) if test.startswith("tests/rules/")] or ["tests/rules"]


def noticed(one: Mutant, project: Path, groups: list[list[str]]) -> bool:
    """Whether a test of the copy fails by it, of one group of files after another."""
    file = project / one.path
    sound = file.read_text(encoding="utf-8")
    file.write_text(one.source, encoding="utf-8")
    try:
        return any(_fails(project, paths) for paths in groups)
    finally:
        file.write_text(sound, encoding="utf-8")


def _fails(project: Path, paths: list[str]) -> bool:
    line = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider", "-m", "not browser", *paths]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TANHENG_TESTS")}
    try:
        done = subprocess.run(line, cwd=project, env=environment, capture_output=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311  # which mutants to make
    parser.add_argument("--whole", action="store_true", help="all tests of the rules, not only the nearest")
    parser.add_argument("paths", nargs="*", default=["rules"], help="files or folders of rules/")
    asked = parser.parse_args(arguments)
    tree = list(modules(*FOLDERS))
    own = [module for module in tree if any(Path(module.path).is_relative_to(path) for path in asked.paths)]
    made = drawn(asked.count, asked.seed, own)
    print(f"{len(made)} mutants of {', '.join(asked.paths)} (--seed {asked.seed} draws them again)", flush=True)
    survived = left_out = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        project = Path(folder)
        for name in COPIED:
            shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
        for file in [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]:
            shutil.copy(file, project)
        for number, one in enumerate(made, start=1):
            own_tests = nearest(one.path, tree)
            if _fails(project, own_tests):
                print(
                    f"{number:>3} left out  {one.path}: its tests fail, or take too long, without any change",
                    flush=True,
                )
                left_out += 1
                continue
            caught = noticed(one, project, [own_tests, *([["tests/rules"]] if asked.whole else [])])
            survived += not caught
            said = "caught" if caught else "SURVIVED"
            print(f"{number:>3} {said:<9} {one.path}:{one.line}: {one.was!r} -> {one.now!r}", flush=True)
    tried = len(made) - left_out
    print(f"caught {tried - survived} of {tried} (--seed {asked.seed})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
