"""The test files that a change concerns most directly; ``python -m tests.affected`` prints them for ``check --quick``.

What changed is read from git: what differs from where this branch left ``main``, committed or not. Concerned are, in
this order,

- tests that changed, and those that import a changed module of the tests, directly or through others of them;
- the guards, always: they read the whole source tree;
- tests that mirror a changed file: ``test_quantity.py`` and ``test_quantity_limits.py`` that of ``quantity.py``, and
  ``test_methods.py`` or a folder of tests ``methods`` all of a folder of that name, templates included;
- tests that import a changed module themselves: through others nearly all import nearly everything. Where a module has
  neither, those of the modules that import it, and so on;
- of a file that is no module: tests that name it or its folder, and those in the same folder.
"""

from __future__ import annotations

import ast
import gc
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import PurePosixPath

from tests.guards.tree import ROOT, Module, import_graph, modules, within

FOLDERS = ("rules", "casework", "migrations", "tests")


def affected(changed: Iterable[str], tree: list[Module]) -> list[str]:
    """The paths of the test files of ``tree`` that the changed paths concern, the nearest first."""
    paths = {PurePosixPath(path) for path in changed}
    tests = {module.name: module for module in tree if within(module.name, "tests")}
    files = {name: module for name, module in tests.items() if name.rpartition(".")[2].startswith("test_")}
    graph = import_graph(tree, packages=True)
    named = {module.name for module in tree if PurePosixPath(module.path) in paths}
    data = {path for path in paths if path.suffix != ".py"}
    nearest = _Nearest(tree, files, graph)
    nearest_first = [
        _needing(named & tests.keys(), graph),
        {name for name in files if within(name, "tests.guards")},
        {name for name, module in files.items() if any(_mirrors(module, path) for path in paths)},
        {name for module in named - tests.keys() for name in nearest.of(module)},
        _needing({name for name, module in tests.items() if _names(module, data)}, graph),
    ]
    ordered = dict.fromkeys(name for group in nearest_first for name in sorted(group) if name in files)
    return [files[name].path for name in ordered]


class _Nearest:
    """The tests that import a module of the application or mirror it; if there are none, those of its importers."""

    def __init__(self, tree: list[Module], files: Mapping[str, Module], graph: Mapping[str, set[str]]) -> None:
        self._paths = {module.name: PurePosixPath(module.path) for module in tree}
        self._files = files.keys()
        self._importers: dict[str, set[str]] = {name: set() for name in graph}
        for name, imported in graph.items():
            for target in imported:
                self._importers[target].add(name)
        self._mirroring: dict[str, set[str]] = {}
        for name, module in files.items():
            for word in _mirrored(module.path):
                self._mirroring.setdefault(word, set()).add(name)

    def of(self, module: str) -> set[str]:
        reached: set[str] = set()
        level = {module}
        while level:
            level = self._passed_on(level)
            reached |= level
            importing = {importer for name in level for importer in self._importers[name]}
            words = {word for name in level for word in _stood_for(self._paths[name])}
            found = importing & self._files | {test for word in words for test in self._mirroring.get(word, ())}
            if found:
                return found
            level = {name for name in importing if not within(name, "tests")} - reached
        return set()

    def _passed_on(self, names: set[str]) -> set[str]:
        """The same with their packages: who imports a package imports what it passes on."""
        found, waiting = set(names), list(names)
        while waiting:
            name = waiting.pop()
            passing = {package for package in self._importers[name] if within(name, package)} - found
            found |= passing
            waiting += passing
        return found


def _needing(starts: set[str], graph: dict[str, set[str]]) -> set[str]:
    """The starting modules of the tests and those that need them: by an import, or as the conftest of their folder."""
    found, more = set[str](), set(starts)
    while more:
        found |= more
        folders = [name.rpartition(".")[0] for name in found if name.endswith(".conftest")]
        more = {
            name for name in graph if within(name, "tests") and (graph[name] & found or within(name, *folders))
        } - found
    return found


def _mirrors(test: Module, path: PurePosixPath) -> bool:
    """Whether a test stands for a file: by its own name or that of its folder, for the file or a folder of it."""
    if path.parts[0] == "tests":
        return path.suffix != ".py" and path.parent.as_posix() == test.path.rpartition("/")[0]
    return not _mirrored(test.path).isdisjoint(_stood_for(path))


@cache
def _mirrored(test: str) -> frozenset[str]:
    """The names for which a test of this path stands: of its folder, and the beginnings of its own."""
    folders, name = test.rpartition("/")[0].split("/"), test.rpartition("/")[2].removesuffix(".py")
    words = name.split("_")
    own = ["_".join(words[1:end]) for end in range(2, len(words) + 1)] if words[0] == "test" else []
    return frozenset((*own, *folders[1:][-1:]))


@cache
def _stood_for(path: PurePosixPath) -> frozenset[str]:
    return frozenset((*path.parts[:-1], path.stem)) - {"rules", "casework"}


def _names(module: Module, paths: set[PurePosixPath]) -> bool:
    """Whether a string of a module names one of the files, or the folder of one."""
    wanted = {path.name for path in paths} | {path.parent.as_posix() for path in paths} - {"."}
    texts = (node.value for node in ast.walk(module.tree) if isinstance(node, ast.Constant)) if wanted else ()
    return any(isinstance(text, str) and (text in wanted or text.rpartition("/")[2] in wanted) for text in texts)


def changed_files() -> list[str]:
    """Paths that differ from where this branch left ``main``, and files that git does not know yet."""
    base = _git("merge-base", "HEAD", "main", check=False) or ["HEAD"]  # a clone may have no branch of that name
    return _git("diff", "--name-only", "--no-renames", base[0]) + _git("ls-files", "--others", "--exclude-standard")


def _git(*arguments: str, check: bool = True) -> list[str]:
    done = subprocess.run(
        ["git", "-c", "core.quotePath=false", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if check and done.returncode:
        sys.exit(done.stderr.strip())
    return done.stdout.splitlines() if done.returncode == 0 else []


if __name__ == "__main__":
    gc.disable()  # thousands of syntax trees that all stay: to look for garbage among them takes three times as long
    print(*affected(changed_files(), modules(*FOLDERS)), sep="\n")
