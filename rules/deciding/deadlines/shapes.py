"""The shape of what stands under a key of a file of deadlines, before anything is made of it."""

from __future__ import annotations

from typing import Any

from rules.deciding.book.located import Mapped
from rules.deciding.book.shape import Shapes, entries, words
from rules.reading.messages import msg


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _texts_by_name(value: Any) -> bool:
    return isinstance(value, Mapped) and all(isinstance(one, str) for one in value.values())


def _words_by_name(value: Any) -> bool:
    return isinstance(value, Mapped) and all(words(one) for one in value.values())


_FLAGS = ("span", "planned", "moves", "backwards", "excluded", "given", "each", "holds", "right")
_TEXTS = ("event", "counting", "after", "granted_by")
_NAMES = ("by", "tracks", "starts", "restarts", "stops_at", "ends", "bars", "unless")

SHAPES: Shapes = {
    **dict.fromkeys(_FLAGS, (_flag, msg("应为 true 或 false"))),
    **dict.fromkeys(_TEXTS, (_text, msg("应为文字"))),
    **dict.fromkeys(_NAMES, (words, msg("应为文字的列表"))),
    "extensions": (entries, msg("应为列表，每项写明 granted_by 与 add 或者 up_to")),
    "sets": (_texts_by_name, msg("应为程序状态与其值")),
    "when": (_words_by_name, msg("应为程序状态与其各值的列表")),
}
