"""From bytes to plain data: YAML or JSON, safely and without losing a digit.

Numbers become ``Decimal`` from their own text. Tags, anchors and aliases, duplicate keys, deep nesting and large files
are refused: no file of facts, law or parameters needs them. ``read`` gives plain data of a case file; ``read_located``
gives the data of a file of law or parameters with line and column.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Hashable
from decimal import Decimal
from typing import Any

import yaml

from rules.reading.errors import InputError
from rules.reading.located import FileError, LineList, LineMapping, Mistake, Place, place_of
from rules.reading.messages import msg
from rules.reading.yaml_mistakes import in_our_words

MAX_BYTES = 2 * 1024 * 1024
"""A case file with a tally of some 20,000 rows fits; larger tallies go in a file of their own."""

MAX_DEPTH = 20

MAX_EXPONENT = 30
"""Written out, 1e999999999 would fill the memory; no measured number comes near this."""

MAX_DIGITS = 40
"""Of a whole number. Far more than anything counted, far less than what takes long to read."""

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Unreadable(Exception):
    """What is wrong with the bytes: ``reason``, at ``place`` where that is known; ``told``: both in one sentence."""

    def __init__(self, reason: str, place: Place | None = None, told: str | None = None, path: str = "") -> None:
        self.reason, self.place, self.path = reason, place, path
        self.told = told or (msg("第 {line} 行：{reason}", line=place.line, reason=reason) if place else reason)


class _TooDeep(_Unreadable):
    def __init__(self, place: Place | None = None) -> None:
        super().__init__(msg("嵌套过深，上限为 {most} 层", most=MAX_DEPTH), place)


def read(content: bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """Plain data from YAML or JSON bytes. Raises ``InputError`` naming the reason, and the line where it is known.

    What is no usable number (1e999999, 0x1F) stays text: the check of its field refuses it by its path.
    """
    try:
        text = _text(content, max_bytes)
        return _read_json(text) if text.lstrip()[0] in "{[" else _read_yaml(text, _Loader)
    except _Unreadable as problem:
        raise InputError.at(problem.path, problem.told) from None


def read_located(content: bytes, file: str, *, max_bytes: int = MAX_BYTES) -> Any:
    """The data of a YAML file, its mappings and lists as ``LineMapping`` and ``LineList``.

    Raises ``FileError`` with line and column; a number that is not written as a decimal number is such a mistake.
    """
    try:
        return _read_yaml(_text(content, max_bytes), _LocatedLoader)
    except _Unreadable as problem:
        line, column = problem.place or Place()
        raise FileError([Mistake(file, line, problem.reason, column)]) from None


def _text(content: bytes, max_bytes: int) -> str:
    if len(content) > max_bytes:
        raise _Unreadable(msg("文件过大：{size:,} 字节，上限为 {most:,} 字节", size=len(content), most=max_bytes))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise _Unreadable(
            msg("文件不是 UTF-8 编码（第 {number} 个字节无法识别），请另存为 UTF-8", number=problem.start + 1)
        ) from None
    if "\0" in text:
        raise _Unreadable(msg("文件含有空字符，不是文本文件"))
    if not text.strip():
        raise _Unreadable(msg("文件是空的"))
    return text


def _read_json(text: str) -> Any:
    try:
        data = json.loads(
            text, parse_float=_fraction, parse_int=_integer, parse_constant=str, object_pairs_hook=_unique
        )
    except json.JSONDecodeError as problem:
        # YAML also begins mappings with a brace; let it try before refusing.
        try:
            return _read_yaml(text, _Loader)
        except _TooDeep:  # Python 3.13 reads deeper before it notices that the end is missing
            raise
        except _Unreadable:
            raise _Unreadable(
                msg("JSON 第 {line} 行第 {column} 列有语法错误", line=problem.lineno, column=problem.colno)
            ) from None
    except RecursionError:
        raise _TooDeep from None
    _check_depth(data)
    if "\\u" in text:
        _check_characters(data)
    return data


def _check_characters(data: Any) -> None:
    """Refuse half a surrogate pair: JSON can spell it, but no text file can hold it."""
    if isinstance(data, str):
        try:
            data.encode()
        except UnicodeEncodeError:
            raise _Unreadable(msg("含有不成对的 Unicode 代理字符（\\ud800–\\udfff）")) from None
    for child in (*data, *data.values()) if isinstance(data, dict) else data if isinstance(data, list) else ():
        _check_characters(child)


def _fraction(text: str) -> Decimal | str:
    try:
        value = Decimal(text)
    except ArithmeticError:  # ``.inf``, ``.nan``, sexagesimals, an exponent beyond all bounds
        return text
    usable = value.is_finite() and (not value or abs(value.adjusted()) <= MAX_EXPONENT)
    return value if usable else text


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= MAX_DIGITS else text


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise _Unreadable(msg("同一个键出现了两次"), path=key)
        result[key] = value
    return result


def _check_depth(data: Any, depth: int = 1) -> None:
    if depth > MAX_DEPTH:
        raise _TooDeep
    children = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for child in children:
        _check_depth(child, depth + 1)


class _Loader(_Base):  # type: ignore[misc]  # the base is chosen at run time
    """YAML's safe subset, less what no file of ours needs."""

    def check_keys(self, node: Any) -> None:
        """Refuse keys that are no text, and a key given twice."""
        seen: set[str] = set()
        for key_node, _ in node.value:
            key, place = key_node.value, place_of(key_node.start_mark)
            if key_node.tag != "tag:yaml.org,2002:str" or key == "<<":
                raise _Unreadable(msg("键必须是文字（数字或日期作键时加引号）"), place)
            if key in seen:
                raise _Unreadable(msg("同一个键出现了两次"), place, path=key)
            seen.add(key)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        self.check_keys(node)
        result: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return result


class _LocatedLoader(_Loader):
    """The same subset; collections know their lines, and what YAML takes for a number must be a decimal number."""


def _line_mapping(loader: Any, node: Any) -> LineMapping:
    loader.check_keys(node)
    made = LineMapping((key.value, loader.construct_object(value, deep=True)) for key, value in node.value)
    made.place = place_of(node.start_mark)
    made.marks = [(key.value, key.start_mark) for key, _ in node.value]
    return made


def _line_list(loader: Any, node: Any) -> LineList:
    made = LineList(loader.construct_object(item, deep=True) for item in node.value)
    made.place = place_of(node.start_mark)
    made.marks = list(enumerate(item.start_mark for item in node.value))
    return made


def _surely(number: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Refuses what ``number`` leaves as text."""

    def construct(loader: Any, node: Any) -> Any:
        value = number(loader, node)
        if isinstance(value, str):
            raise _Unreadable(msg("{text} 应写成十进制数", text=value[:40]), place_of(node.start_mark))
        return value

    return construct


def _decimal(loader: Any, node: Any) -> Decimal | str:
    return _fraction(str(loader.construct_scalar(node)).replace("_", ""))


def _whole(loader: Any, node: Any) -> int | str:
    text = str(loader.construct_scalar(node))
    # Only plain digits are numbers: 010 (octal), 0x1F and 1:30 stay text for the field's own check.
    plain = text.lstrip("+-")
    if plain.isdecimal() and (len(plain) == 1 or not plain.startswith("0")) and len(plain) <= MAX_DIGITS:
        return int(text)
    return text


def _date(loader: Any, node: Any) -> datetime.date | str:
    text = str(loader.construct_scalar(node))
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return text


# As in YAML 1.2, only true and false are booleans: ``on``, the key of the decision date, and ``no`` stay text.
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool") or first in "tTfF"]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}
_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:int", _whole)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _date)
_LocatedLoader.yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers
_LocatedLoader.add_constructor("tag:yaml.org,2002:map", _line_mapping)
_LocatedLoader.add_constructor("tag:yaml.org,2002:seq", _line_list)
_LocatedLoader.add_constructor("tag:yaml.org,2002:float", _surely(_decimal))
_LocatedLoader.add_constructor("tag:yaml.org,2002:int", _surely(_whole))


def _refuse_extras(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Base):
        if isinstance(event, yaml.AliasEvent):
            raise _Unreadable(msg("不接受 YAML 别名（*）"), place_of(event.start_mark))
        if getattr(event, "anchor", None):
            raise _Unreadable(msg("不接受 YAML 锚点（&）"), place_of(event.start_mark))
        if getattr(event, "tag", None):
            raise _Unreadable(msg("不接受 YAML 标签（!）"), place_of(event.start_mark))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _TooDeep(place_of(event.start_mark))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _read_yaml(text: str, loader: Any) -> Any:
    try:
        _refuse_extras(text)
        return yaml.load(text, Loader=loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        raise _syntax_error(
            in_our_words(problem.problem or problem.context), place_of(mark) if mark else None
        ) from None
    except yaml.YAMLError as problem:
        raise _Unreadable(msg("不是可读的 YAML：{problem}", problem=in_our_words(str(problem)))) from None
    except RecursionError:
        raise _TooDeep from None


def _syntax_error(why: str, place: Place | None) -> _Unreadable:
    reason = msg("YAML 有语法错误：{problem}", problem=why)
    if place is None:
        return _Unreadable(reason)
    line, column = place
    told = msg("YAML 第 {line} 行第 {column} 列有语法错误：{problem}", line=line, column=column, problem=why)
    return _Unreadable(reason, place, told)
