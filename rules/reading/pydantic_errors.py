"""Validation errors of Pydantic, as paths and Chinese reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from rules.reading.errors import FieldError
from rules.reading.messages import Message, msg, template

REASONS = {
    "missing": template("缺少必填项"),
    "extra_forbidden": template("不认识的字段，请核对拼写"),
    "invalid_key": template("键必须是文字"),
    "string_unicode": template("含有不成对的 Unicode 代理字符"),
    "model_type": template("应为一组字段（映射）"),
    "model_attributes_type": template("应为一组字段（映射）"),
    "dict_type": template("应为一组字段（映射）"),
    "list_type": template("应为列表"),
    "tuple_type": template("应为列表"),
    "string_type": template("应为文字"),
    "bool_type": template("应为 true 或 false"),
    "int_type": template("应为整数"),
    "date_type": template("应为日期"),
    "decimal_parsing": template("应为十进制数"),
    "decimal_type": template("应为十进制数"),
    "string_pattern_mismatch": template("只能用文字、数字、下划线和连字符"),
    "condition": template("条件应为 all、any、not 之一，或对一个事实（fact）的比较"),
    "literal_error": template("应为 {expected} 之一，现为 {input}"),
    "string_too_short": template("不能为空"),
    "string_too_long": template("过长，至多 {max_length} 个字"),
    "too_long": template("至多 {max_length} 项"),
    "too_short": template("至少 {min_length} 项"),
    "greater_than": template("应大于 {gt}，现为 {input}"),
    "less_than_equal": template("不能超过 {le}"),
    "greater_than_equal": template("不能小于 {ge}"),
}
"""What is said of Pydantic's kinds of error."""

LONGEST_KEY = 60
"""Of a key as it is told back: longer ones are nobody's mistyping."""


def path_of(location: tuple[int | str, ...]) -> str:
    """``("stands", 0, "species")`` -> ``stands[0].species``."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            key = part if len(part) <= LONGEST_KEY else part[:LONGEST_KEY] + "…"
            text += f".{key}" if text else key
    return text


def field_errors(problem: ValidationError) -> Iterator[FieldError]:
    """Each mistake of a pydantic error, in our words. Cross-field mistakes carry their own path."""
    for error in problem.errors(include_url=False):
        context: Mapping[str, Any] = error.get("ctx") or {}
        nested = context.get("errors")
        if error["type"] == "cross_field" and isinstance(nested, tuple):
            yield from nested
            continue
        yield FieldError(path_of(error["loc"]), reason_of(error))


def reason_of(error: ErrorDetails) -> str:
    """Why Pydantic refused a value, in our words."""
    context: Mapping[str, Any] = error.get("ctx") or {}
    told = context.get("said")
    return told if isinstance(told, Message) else _reason(error["type"], error["msg"], context, error.get("input"))


def _reason(kind: str, message: str, context: Mapping[str, Any], given: Any) -> str:
    if kind not in REASONS:
        return message
    shown = str(given)
    expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
    values = {**context, "expected": expected, "input": shown if len(shown) <= 40 else shown[:40] + "…"}
    return msg(REASONS[kind], **values)


def invalid(words: str, /, **values: Any) -> PydanticCustomError:
    """A mistake of a field for Pydantic to raise: its reason as ``msg`` tells it."""
    return PydanticCustomError("invalid", "{said}", {"said": msg(words, **values)})
