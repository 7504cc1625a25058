"""Text that can be said again in another language: it remembers its template and the values put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any


class Message(str):
    """Chinese text like any other, made of ``template`` and ``values``.

    Whoever shows it may put it into other words with ``put``; whoever stores, hashes or compares it sees the text.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, Any]

    def __new__(cls, template: str, values: Mapping[str, Any]) -> Message:
        text = super().__new__(cls, template.format_map(_plain(values, str, "、")))
        text.template = template
        text.values = values
        return text

    def __reduce__(self) -> tuple[type[Message], tuple[str, Mapping[str, Any]]]:
        return Message, (self.template, self.values)

    def put(self, words: Callable[[str], str], between: str, plain: Callable[[str], str] = str) -> str:
        """The text from ``words(template)``, its values likewise; ``between`` stands between those of a list.

        ``plain`` says a value that is text and no message: a name, or a word of the table of acts.
        """

        def again(value: Any) -> Any:
            if isinstance(value, Message):
                return value.put(words, between, plain)
            return plain(value) if isinstance(value, str) else value

        return words(self.template).format_map(_plain(self.values, again, between))


class FieldName(Message):
    """A field as a value of a message: text, and so the command line, has the ``key`` by which a case file names it;
    whoever shows a page says its ``name``, which is that of its ``Fact``."""

    __slots__ = ()

    def __new__(cls, key: str, name: str) -> FieldName:
        text = str.__new__(cls, key)
        text.template, text.values = name, {}
        return text

    def __reduce__(self) -> tuple[type[FieldName], tuple[str, str]]:  # type: ignore[override]  # made of other parts
        return FieldName, (str(self), self.template)

    def put(self, words: Callable[[str], str], between: str, plain: Callable[[str], str] = str) -> str:
        return words(self.template)


def _plain(values: Mapping[str, Any], told: Callable[[Any], Any], between: str) -> dict[str, Any]:
    """Values as they are filled in: a list becomes its items in a row."""
    return {
        key: between.join(str(told(item)) for item in value)
        if isinstance(value, tuple)
        else told(value)
        if isinstance(value, str)
        else value
        for key, value in values.items()
    }


def msg(template: str, /, **values: Any) -> Message:
    """Text from a template as of ``str.format``. Values of several (a list, a generator) are named one after another.

    The template stands here as a literal, so that the catalogue of translations finds it.
    """
    return Message(template, {key: _kept(value) for key, value in values.items()})


def template(text: str) -> str:
    """Marks a text that ``msg`` is given elsewhere, so that the catalogue of translations finds it."""
    return text


def _kept(value: Any) -> Any:
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str | bytes) else value
