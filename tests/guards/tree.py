"""The source tree as the guards see it: modules with their text, syntax and imports."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IGNORED = {".git", ".hypothesis", ".venv", "instance", "node_modules", "__pycache__"}


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the top of the project, with forward slashes, and its text."""

    path: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source, self.path)

    @cached_property
    def name(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def package(self) -> str:
        return self.name if self.path.endswith("/__init__.py") else self.name.rpartition(".")[0]

    def at(self, node: ast.AST, what: str) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"


def walk_files(*folders: str) -> Iterator[Path]:
    """Files below the folders ("." is the whole project), without what git ignores and caches."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            parts = path.relative_to(ROOT).parts
            hidden = any(part in IGNORED or part.endswith(("_cache", ".egg-info")) for part in parts)
            if path.is_file() and not hidden:
                yield path


def modules(*folders: str) -> list[Module]:
    """Every Python module below the folders, read and parsed once in a run."""
    return [_module(path) for path in walk_files(*folders) if path.suffix == ".py"]


@cache
def _module(path: Path) -> Module:
    return Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def imports(module: Module, *, at_load: bool = False) -> Iterator[tuple[ast.AST, str]]:
    """Each imported name in full: ``from casework import db`` is ``casework.db``. Relative imports are resolved.

    ``at_load`` leaves out imports inside functions and under ``if TYPE_CHECKING``.
    """
    for node in _statements(module.tree, at_load=at_load):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = module.package.split(".")
                base = ".".join([*above[: len(above) - node.level + 1], *([base] if base else [])])
            for alias in node.names:
                yield node, f"{base}.{alias.name}"


def _statements(node: ast.AST, *, at_load: bool) -> Iterator[ast.AST]:
    """The statements inside a node, at every depth; expressions are not walked through."""
    for field in ("body", "orelse", "finalbody", "handlers", "cases"):
        for child in getattr(node, field, ()):
            if at_load and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if at_load and isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue
            yield child
            yield from _statements(child, at_load=at_load)


def within(name: str, *packages: str) -> bool:
    """Whether a dotted name is one of the packages or lies inside one."""
    return any(name == package or name.startswith(package + ".") for package in packages)


def import_graph(tree: Iterable[Module], *, at_load: bool = False, packages: bool = False) -> dict[str, set[str]]:
    """For each module the modules of the tree it imports. Imports of packages as such are left out unless asked for."""
    by_name = {module.name: module for module in tree}
    return {
        name: {
            target
            for _, imported in imports(module, at_load=at_load)
            # "a.b.c" is module a.b.c, or the name c of module a.b
            if (target := imported if imported in by_name else imported.rpartition(".")[0]) in by_name
            if target != name and (packages or not by_name[target].path.endswith("__init__.py"))
        }
        for name, module in by_name.items()
    }


def reachable(starts: Iterable[str], graph: dict[str, set[str]]) -> set[str]:
    """Everything the starting modules import, directly or through others."""
    seen: set[str] = set()
    waiting = [target for start in starts for target in graph[start]]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(graph[name])
    return seen
