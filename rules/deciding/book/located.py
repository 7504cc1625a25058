"""Reading the YAML of the law with its line numbers, and the error that a bad file raises."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from rules.reading.messages import msg

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One thing wrong with a rule file: where and why."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行：{self.reason}"


class LawError(ValueError):
    """The rules cannot be loaded. Carries every mistake found."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        super().__init__("\n".join(map(str, self.mistakes)))


class Mapped(dict[str, Any]):
    """A mapping that remembers the line it begins on."""

    line: int = 0


class _Loader(_Base):  # type: ignore[misc]  # the base is chosen at run time
    pass


def _mapping(loader: Any, node: yaml.MappingNode) -> Mapped:
    result = Mapped()
    result.line = node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable) or key in result:
            raise yaml.MarkedYAMLError(
                problem=msg("键 {key!r} 重复或不可用", key=key), problem_mark=key_node.start_mark
            )
        result[str(key)] = loader.construct_object(value_node, deep=True)
    return result


_LONGEST = 30
"""Digits of a number before and after its point, at most: more than any law needs, and quick to compare."""


def _number(loader: Any, node: yaml.ScalarNode) -> Decimal:
    text = loader.construct_scalar(node)
    try:
        number = Decimal(text)
    except ArithmeticError:  # hexadecimal, sexagesimal and the like are numbers to YAML alone
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST:
        raise yaml.MarkedYAMLError(problem=msg("{text} 应写成十进制数", text=text), problem_mark=node.start_mark)
    return number


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:float", _number)
_Loader.add_constructor("tag:yaml.org,2002:int", _number)


def read_list(path: Path) -> list[Mapped]:
    """The list of mappings a law file consists of. Raises ``LawError`` with file and line."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise LawError([Mistake(path.name, 1, msg("文件无法读取：{strerror}", strerror=problem.strerror))]) from None
    return parse_list(content, path.name)


def parse_list(content: bytes, name: str) -> list[Mapped]:
    """The list of mappings in the bytes of a law file of that name. Raises ``LawError`` with file and line."""
    try:
        data = yaml.load(content.decode("utf-8-sig"), Loader=_Loader)  # noqa: S506  # a safe loader
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise LawError([Mistake(name, line, msg("YAML 有误：{problem}", problem=problem.problem))]) from None
    except (ValueError, ArithmeticError, yaml.YAMLError) as problem:
        raise LawError([Mistake(name, 1, msg("文件无法读取：{problem}", problem=str(problem)))]) from None
    if not isinstance(data, list) or not all(isinstance(item, Mapped) for item in data):
        raise LawError([Mistake(name, 1, msg("应为条目的列表，每个条目是键与值"))])
    return data
