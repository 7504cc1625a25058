"""From bytes to plain data: YAML or JSON, safely and without losing a digit.

Numbers become ``Decimal`` from their own text. Tags, anchors and aliases, duplicate keys, deep nesting and large files
are refused: a case file needs none of them.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Hashable
from decimal import Decimal
from typing import Any, NoReturn

import yaml

from rules.errors import InputError
from rules.said import said

MAX_BYTES = 2 * 1024 * 1024
"""A case file with a tally of some 20,000 rows fits; larger tallies go in a file of their own."""

MAX_DEPTH = 20

MAX_EXPONENT = 30
"""Written out, 1e999999999 would fill the memory; no measured number comes near this."""

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(content: bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """Plain data from YAML or JSON bytes. Raises ``InputError`` naming the reason, and the line where it is known."""
    if len(content) > max_bytes:
        raise InputError.at(
            "", said("文件过大：{size:,} 字节，上限为 {most:,} 字节", size=len(content), most=max_bytes)
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError.at(
            "", said("文件不是 UTF-8 编码（第 {number} 个字节无法识别），请另存为 UTF-8", number=problem.start + 1)
        ) from None
    if "\0" in text:
        raise InputError.at("", said("文件含有空字符，不是文本文件"))
    if not text.strip():
        raise InputError.at("", said("文件是空的"))
    return _read_json(text) if text.lstrip()[0] in "{[" else _read_yaml(text)


def _read_json(text: str) -> Any:
    try:
        data = json.loads(
            text, parse_float=_fraction, parse_int=_integer, parse_constant=_constant, object_pairs_hook=_unique
        )
    except json.JSONDecodeError as problem:
        # YAML also begins mappings with a brace; let it try before refusing.
        try:
            return _read_yaml(text)
        except InputError as refused:
            if "嵌套过深" in str(refused):  # Python 3.13 reads deeper before it notices that the end is missing
                raise
            raise InputError.at(
                "", said("JSON 第 {line} 行第 {column} 列有语法错误", line=problem.lineno, column=problem.colno)
            ) from None
    except RecursionError:
        raise InputError.at("", said("嵌套过深，上限为 {most} 层", most=MAX_DEPTH)) from None
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
            raise InputError.at("", said("含有不成对的 Unicode 代理字符（\\ud800–\\udfff）")) from None
    for child in (*data, *data.values()) if isinstance(data, dict) else data if isinstance(data, list) else ():
        _check_characters(child)


def _fraction(text: str) -> Decimal:
    value = Decimal(text)
    if value.is_finite() and value and abs(value.adjusted()) > MAX_EXPONENT:
        raise InputError.at("", said("数字过大或过小：{text}", text=text[:20]))
    return value


def _integer(text: str) -> Decimal | int:
    if len(text) > 40:
        raise InputError.at("", said("数字过长：{text}…", text=text[:20]))
    return int(text)


def _constant(text: str) -> NoReturn:
    raise InputError.at("", said("{text} 不是可用的数", text=text))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise InputError.at(key, said("同一个键出现了两次"))
        result[key] = value
    return result


def _check_depth(data: Any, depth: int = 1) -> None:
    if depth > MAX_DEPTH:
        raise InputError.at("", said("嵌套过深，上限为 {most} 层", most=MAX_DEPTH))
    children = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for child in children:
        _check_depth(child, depth + 1)


class _Loader(_Base):  # type: ignore[misc]  # the base is chosen at run time
    """YAML's safe subset, less what a case file never needs."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = key_node.value
            if key_node.tag != "tag:yaml.org,2002:str" or key == "<<":
                raise InputError.at(
                    "", said("第 {line} 行：键必须是文字（数字或日期作键时加引号）", line=key_node.start_mark.line + 1)
                )
            if key in seen:
                raise InputError.at(key, said("第 {line} 行：同一个键出现了两次", line=key_node.start_mark.line + 1))
            seen.add(key)
        result: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return result


def _decimal(loader: Any, node: Any) -> Decimal | str:
    text = str(loader.construct_scalar(node)).replace("_", "")
    try:
        return _fraction(text)
    except ArithmeticError:
        return text  # ``.inf``, ``.nan`` and sexagesimals: left as text for the field's own check to refuse


def _whole(loader: Any, node: Any) -> int | str:
    text = str(loader.construct_scalar(node))
    # Only plain digits are numbers: 010 (octal), 0x1F and 1:30 stay text for the field's own check.
    plain = text.lstrip("+-")
    if plain.isdecimal() and (len(plain) == 1 or not plain.startswith("0")) and len(plain) <= 40:
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


def _refuse_extras(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Base):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise InputError.at("", said("第 {line} 行：不接受 YAML 别名（*）", line=line))
        if getattr(event, "anchor", None):
            raise InputError.at("", said("第 {line} 行：不接受 YAML 锚点（&）", line=line))
        if getattr(event, "tag", None):
            raise InputError.at("", said("第 {line} 行：不接受 YAML 标签（!）", line=line))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise InputError.at("", said("第 {line} 行：嵌套过深，上限为 {most} 层", line=line, most=MAX_DEPTH))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _read_yaml(text: str) -> Any:
    try:
        _refuse_extras(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        where = said("第 {line} 行第 {column} 列", line=mark.line + 1, column=mark.column + 1) if mark else ""
        raise InputError.at(
            "", said("YAML {where}有语法错误：{problem}", where=where, problem=problem.problem or problem.context)
        ) from None
    except yaml.YAMLError as problem:
        raise InputError.at("", said("不是可读的 YAML：{problem}", problem=str(problem))) from None
    except RecursionError:
        raise InputError.at("", said("嵌套过深，上限为 {most} 层", most=MAX_DEPTH)) from None
