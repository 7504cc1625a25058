"""From bytes to plain data: YAML or JSON, safely and without losing a digit.

Numbers become ``Decimal`` from their own text. Tags, anchors and aliases, duplicate keys, deep nesting and large files
are refused: no file of facts, law or parameters needs them. ``read`` gives plain data of a case file; ``read_located``
gives the data of a file of law or parameters with line and column.
"""

from __future__ import annotations

import codecs
import datetime
import json
import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml

from rules.reading.errors import InputError
from rules.reading.located import FileError, LineList, LineMapping, Mistake, Place, place_of
from rules.reading.messages import msg, template
from rules.reading.yaml_mistakes import in_our_words

TWICE = template("同一个键出现了两次")

MAX_BYTES = 2 * 1024 * 1024
"""A case file with a tally of some 20,000 rows fits; larger tallies go in a file of their own."""

MAX_DEPTH = 20

MAX_EXPONENT = 30
"""Written out, 1e999999999 would fill the memory; no measured number comes near this."""

MAX_DIGITS = 40
"""Of a whole number. Far more than anything counted, far less than what takes long to read."""

_Parser: Any = vars(yaml.cyaml)["CParser"] if yaml.__with_libyaml__ else yaml.SafeLoader  # which has no types
"""What tells the events of a document; who constructs them is ours."""


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
        return _read_json(text) if text.lstrip()[0] in "{[" else _read_yaml(text, located=False)
    except _Unreadable as problem:
        raise InputError.at(problem.path, problem.told) from None


def read_located(content: bytes, file: str, *, max_bytes: int = MAX_BYTES) -> Any:
    """The data of a YAML file, its mappings and lists as ``LineMapping`` and ``LineList``.

    Raises ``FileError`` with line and column; a number that is not written as a decimal number is such a mistake.
    """
    try:
        return _read_yaml(_text(content, max_bytes), located=True)
    except _Unreadable as problem:
        line, column = problem.place or Place()
        raise FileError([Mistake(file, line, problem.reason, column)]) from None


def _text(content: bytes, max_bytes: int) -> str:
    if len(content) > max_bytes:
        raise _Unreadable(msg("文件过大：{size:,} 字节，上限为 {most:,} 字节", size=len(content), most=max_bytes))
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode()
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
            return _read_yaml(text, located=False)
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
            raise _Unreadable(msg(TWICE), path=key)
        result[key] = value
    return result


def _check_depth(data: Any, depth: int = 1) -> None:
    if depth > MAX_DEPTH:
        raise _TooDeep
    children = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    for child in children:
        _check_depth(child, depth + 1)


# As in YAML 1.2, only true and false are booleans: ``on``, the key of the decision date, and ``no`` stay text.
_RESOLVERS: dict[str, list[tuple[str, re.Pattern[str]]]] = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":bool") or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _whole(text: str) -> int | str:
    # Only plain digits are numbers: 010 (octal), 0x1F and 1:30 stay text for the field's own check.
    plain = text.lstrip("+-")
    if plain.isdecimal() and (len(plain) == 1 or not plain.startswith("0")) and len(plain) <= MAX_DIGITS:
        return int(text)
    return text


def _date(text: str) -> datetime.date | str:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return text


_NUMBERS = ("tag:yaml.org,2002:float", "tag:yaml.org,2002:int")

_PLAIN: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:null": lambda text: None,
    "tag:yaml.org,2002:bool": lambda text: text.lower() == "true",
    "tag:yaml.org,2002:float": lambda text: _fraction(text.replace("_", "")),
    "tag:yaml.org,2002:int": _whole,
    "tag:yaml.org,2002:timestamp": _date,
}
"""What a scalar written without quotes is, by the tag that its text has in YAML."""


def _tag(text: str) -> str | None:
    """The tag of a scalar written without quotes; None where it is text."""
    for tag, pattern in _RESOLVERS.get(text[:1], ()):
        if pattern.match(text):
            return tag
    return None


class _Document:
    """Builds the data of one document from the parser's events, refusing what no file of ours needs.

    One pass: PyYAML's own way, to compose nodes and then construct, takes twice the time and would need another pass
    for anchors and tags, which are gone by then. ``located``: collections know their lines, and what YAML takes for a
    number must be a decimal number.
    """

    def __init__(self, text: str, *, located: bool) -> None:
        self._next = _Parser(text).get_event
        self._located = located

    def data(self) -> Any:
        """The data; None of a stream without a document."""
        self._next()  # the start of the stream
        if type(self._next()) is yaml.StreamEndEvent:
            return None
        data = self._node(self._next(), 1)
        self._next()  # the end of the document
        further = self._next()
        if type(further) is not yaml.StreamEndEvent:
            raise yaml.composer.ComposerError(None, None, "but found another document", further.start_mark)
        return data

    def _node(self, event: Any, depth: int) -> Any:
        _refuse_extras(event)
        kind = type(event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if depth > MAX_DEPTH:
            raise _TooDeep(place_of(event.start_mark))
        return self._mapping(event, depth) if kind is yaml.MappingStartEvent else self._sequence(event, depth)

    def _sequence(self, begin: Any, depth: int) -> list[Any]:
        items, marks = [], []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            marks.append(event.start_mark)
            items.append(self._node(event, depth + 1))
        if not self._located:
            return items
        made = LineList(items)
        made.place, made.marks = place_of(begin.start_mark), list(enumerate(marks))
        return made

    def _mapping(self, begin: Any, depth: int) -> dict[str, Any]:
        items: dict[str, Any] = {}
        marks = []
        following, located = self._next, self._located
        while type(event := following()) is not yaml.MappingEndEvent:
            key = _key(event)
            if key in items:
                raise _Unreadable(msg(TWICE), place_of(event.start_mark), path=key)
            if located:
                marks.append((key, event.start_mark))
            event = following()
            if type(event) is yaml.ScalarEvent and not event.anchor and not event.tag:  # as most values are
                items[key] = self._scalar(event) if event.implicit[0] else event.value
            else:
                items[key] = self._node(event, depth + 1)
        if not located:
            return items
        made = LineMapping(items)
        made.place, made.marks = place_of(begin.start_mark), marks
        return made

    def _scalar(self, event: Any) -> Any:
        text = event.value
        tag = _tag(text) if event.implicit[0] else None
        if tag is None:
            return text
        if tag not in _PLAIN:
            problem = f"could not determine a constructor for the tag {tag!r}"
            raise yaml.constructor.ConstructorError(None, None, problem, event.start_mark)
        value = _PLAIN[tag](text)
        if self._located and tag in _NUMBERS and isinstance(value, str):
            raise _Unreadable(msg("{text} 应写成十进制数", text=value[:40]), place_of(event.start_mark))
        return value


def _refuse_extras(event: Any) -> None:
    """Refuse an alias, an anchor, a tag."""
    if type(event) is yaml.AliasEvent:
        raise _Unreadable(msg("不接受 YAML 别名（*）"), place_of(event.start_mark))
    if event.anchor:
        raise _Unreadable(msg("不接受 YAML 锚点（&）"), place_of(event.start_mark))
    if event.tag:
        raise _Unreadable(msg("不接受 YAML 标签（!）"), place_of(event.start_mark))


@lru_cache(maxsize=2048)
def _tag_of_key(text: str) -> str | None:
    """The same of a key: all files have the same few."""
    return _tag(text)


def _key(event: Any) -> str:
    _refuse_extras(event)
    text = event.value if type(event) is yaml.ScalarEvent else None
    if text is None or text == "<<" or (event.implicit[0] and _tag_of_key(text) is not None):
        raise _Unreadable(msg("键必须是文字（数字或日期作键时加引号）"), place_of(event.start_mark))
    return str(text)


def _read_yaml(text: str, *, located: bool) -> Any:
    try:
        return _Document(text, located=located).data()
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        colon = _full_width_colon(text, problem.problem_mark, problem.context_mark)
        if colon is not None:
            raise _syntax_error(msg("用了全角冒号“：”，键后应写半角冒号和空格"), colon) from None
        raise _syntax_error(
            in_our_words(problem.problem or problem.context), place_of(mark) if mark else None
        ) from None
    except yaml.YAMLError as problem:
        raise _Unreadable(msg("不是可读的 YAML：{problem}", problem=in_our_words(str(problem)))) from None
    except RecursionError:
        raise _TooDeep from None


_COLON_OF_A_KEY = re.compile(r"[ \-]*[^\s:：#\"'{\[,]+(：)")


def _full_width_colon(text: str, *marks: Any) -> Place | None:
    """Where a key of the lines at fault, or of the line before them, is followed by a full-width colon: what comes next
    is then told as the mistake, though it is none."""
    lines = text.splitlines()
    wanted: list[int] = []
    for mark in marks:
        if mark is not None:
            before = range(min(mark.line, len(lines)) - 1, -1, -1)
            wanted += [mark.line, *[number for number in before if lines[number].strip()][:1]]
    for number in dict.fromkeys(wanted):
        found = _COLON_OF_A_KEY.match(lines[number]) if number < len(lines) else None
        if found and ": " not in lines[number] and not lines[number].rstrip().endswith(":"):
            return Place(number + 1, found.start(1) + 1)
    return None


def _syntax_error(why: str, place: Place | None) -> _Unreadable:
    reason = msg("YAML 有语法错误：{problem}", problem=why)
    if place is None:
        return _Unreadable(reason)
    line, column = place
    told = msg("YAML 第 {line} 行第 {column} 列有语法错误：{problem}", line=line, column=column, problem=why)
    return _Unreadable(reason, place, told)
