"""Messages as tests know them: by the template they are made of and the values put into it, never by their wording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter
from typing import Any

from rules.reading.messages import Message

_OF_GETTEXT = re.compile(r"%\((\w+)\)[ds]|%(%)")
_OWN_WORDS = 4
"""A template with fewer characters of its own would be found in any text."""


def told(text: object, template: str, /, **values: Any) -> bool:
    """Whether a text is the message made of this template, with these among its values."""
    return isinstance(text, Message) and text.template == template and values.items() <= dict(text.values).items()


def saying(template: object, /, **values: Any) -> str:
    """A pattern of the sentence of a template, of ``msg`` or of gettext. Values that are not given may be any.

    A list stands for its items one after another. Lazy texts are taken in the language of the moment.
    """
    parts = list(_parts(str(template)))
    names = {name for _, name in parts if name}
    assert values.keys() <= names, f"the template has no {sorted(values.keys() - names)}"
    assert sum(len(own) for own, _ in parts) >= _OWN_WORDS, "the template has no words of its own"
    return "".join(re.escape(own) + _value(name, values) for own, name in parts)


def says(text: object, template: object, /, **values: Any) -> bool:
    """Whether the sentence of a template stands somewhere in a text: a warning, a page, a paper, an output."""
    return re.search(saying(template, **values), str(text)) is not None


def _value(name: str, values: dict[str, Any]) -> str:
    if not name:
        return ""
    value = values.get(name)
    return ".*?" if value is None else re.escape("、".join(map(str, value)) if isinstance(value, tuple) else str(value))


def _parts(template: str) -> Iterator[tuple[str, str]]:
    """Words of the template's own, each with the name of the value behind it."""
    if _OF_GETTEXT.search(template):
        at = 0
        for found in _OF_GETTEXT.finditer(template):
            yield template[at : found.start()] + (found[2] or ""), found[1] or ""
            at = found.end()
        yield template[at:], ""
        return
    for own, name, _, _ in Formatter().parse(template):
        yield own, name or ""
