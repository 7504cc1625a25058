"""From bytes to plain data: YAML or JSON, safely and without losing a digit.

Numbers become ``Decimal`` from their own text. Tags, anchors and aliases, duplicate keys, deep nesting and large files
are refused: a case file needs none of them.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Hashable
from decimal import Decimal
from typing import Any

import yaml

from rules.reading.errors import InputError
from rules.reading.messages import msg

MAX_BYTES = 2 * 1024 * 1024
"""A case file with a tally of some 20,000 rows fits; larger tallies go in a file of their own."""

MAX_DEPTH = 20

MAX_EXPONENT = 30
"""Written out, 1e999999999 would fill the memory; no measured number comes near this."""

MAX_DIGITS = 40
"""Of a whole number. Far more than anything counted, far less than what takes long to read."""

_YAML_MISTAKES = {
    "mapping values are not allowed": msg("冒号的位置不对：一行只写一个键，含冒号的文字要加引号"),
    "cannot start any token": msg("有不能这样开头的字符：缩进只用空格，不用制表符，特殊符号要加引号"),
    "could not find expected ':'": msg("键的后面缺少冒号，或者缩进不齐"),
    "did not find expected key": msg("缩进不齐，或者这里应是一个键"),
    "did not find expected ',' or": msg("括号内缺少逗号，或者括号没有闭合"),
    "did not find expected '-' indicator": msg("列表的缩进不齐"),
    "block sequence entries are not allowed": msg("列表不能从这里开始，请另起一行"),
    "unexpected end of stream": msg("引号没有闭合"),
    "another document": msg("一个文件只能有一份内容，请去掉多余的“---”"),
    "expected <document start>": msg("内容之外还有多余的文字"),
    "escape": msg("双引号内的反斜杠写法不对"),
    "control characters are not allowed": msg("含有不可见的控制字符"),
}
"""The parser's words for a mistake, or part of them -> what is wrong and how it is written."""

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(content: bytes, *, max_bytes: int = MAX_BYTES) -> Any:
    """Plain data from YAML or JSON bytes. Raises ``InputError`` naming the reason, and the line where it is known."""
    if len(content) > max_bytes:
        raise InputError.at("", msg("文件过大：{size:,} 字节，上限为 {most:,} 字节", size=len(content), most=max_bytes))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise InputError.at(
            "", msg("文件不是 UTF-8 编码（第 {number} 个字节无法识别），请另存为 UTF-8", number=problem.start + 1)
        ) from None
    if "\0" in text:
        raise InputError.at("", msg("文件含有空字符，不是文本文件"))
    if not text.strip():
        raise InputError.at("", msg("文件是空的"))
    return _read_json(text) if text.lstrip()[0] in "{[" else _read_yaml(text)


def _read_json(text: str) -> Any:
    try:
        data = json.loads(
            text, parse_float=_fraction, parse_int=_integer, parse_constant=str, object_pairs_hook=_unique
        )
    except json.JSONDecodeError as problem:
        # YAML also begins mappings with a brace; let it try before refusing.
        try:
            return _read_yaml(text)
        except InputError as refused:
            if "嵌套过深" in str(refused):  # Python 3.13 reads deeper before it notices that the end is missing
                raise
            raise InputError.at(
                "", msg("JSON 第 {line} 行第 {column} 列有语法错误", line=problem.lineno, column=problem.colno)
            ) from None
    except RecursionError:
        raise InputError.at("", msg("嵌套过深，上限为 {most} 层", most=MAX_DEPTH)) from None
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
            raise InputError.at("", msg("含有不成对的 Unicode 代理字符（\\ud800–\\udfff）")) from None
    for child in (*data, *data.values()) if isinstance(data, dict) else data if isinstance(data, list) else ():
        _check_characters(child)


# What is no usable number (1e999999, NaN, 5,000 digits) stays text: the check of its field refuses it by its path.


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
            raise InputError.at(key, msg("同一个键出现了两次"))
        result[key] = value
    return result


def _check_depth(data: Any, depth: int = 1) -> None:
    if depth > MAX_DEPTH:
        raise InputError.at("", msg("嵌套过深，上限为 {most} 层", most=MAX_DEPTH))
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
                    "", msg("第 {line} 行：键必须是文字（数字或日期作键时加引号）", line=key_node.start_mark.line + 1)
                )
            if key in seen:
                raise InputError.at(key, msg("第 {line} 行：同一个键出现了两次", line=key_node.start_mark.line + 1))
            seen.add(key)
        result: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return result


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


def _refuse_extras(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Base):
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            raise InputError.at("", msg("第 {line} 行：不接受 YAML 别名（*）", line=line))
        if getattr(event, "anchor", None):
            raise InputError.at("", msg("第 {line} 行：不接受 YAML 锚点（&）", line=line))
        if getattr(event, "tag", None):
            raise InputError.at("", msg("第 {line} 行：不接受 YAML 标签（!）", line=line))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise InputError.at("", msg("第 {line} 行：嵌套过深，上限为 {most} 层", line=line, most=MAX_DEPTH))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _read_yaml(text: str) -> Any:
    try:
        _refuse_extras(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        where = msg("第 {line} 行第 {column} 列", line=mark.line + 1, column=mark.column + 1) if mark else ""
        why = _mistake(problem.problem or problem.context)
        raise InputError.at("", msg("YAML {where}有语法错误：{problem}", where=where, problem=why)) from None
    except yaml.YAMLError as problem:
        raise InputError.at("", msg("不是可读的 YAML：{problem}", problem=_mistake(str(problem)))) from None
    except RecursionError:
        raise InputError.at("", msg("嵌套过深，上限为 {most} 层", most=MAX_DEPTH)) from None


def _mistake(told: str | None) -> str:
    """The parser's finding in our words; in its own where we have none."""
    for words, ours in _YAML_MISTAKES.items():
        if words in (told or ""):
            return ours
    return msg("写法不合规则（{told}）", told=" ".join((told or "").split()))
