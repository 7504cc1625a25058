"""Typed numbers that a word processor can keep itself: 一、二、三 of the heads of a paper, 1．2． of its annexes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from casework.documents.docx.content import Block, Paragraph, Text
from rules.values.chinese import counted

LISTS = {"Heading1": "heads", "AnnexItem": "annexes"}
TYPED = {"heads": re.compile("([一二三四五六七八九十]+)、"), "annexes": re.compile("([0-9]+)．")}


def numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """The same blocks; where the typed numbers of a list run from one upwards without a gap, the list is numbered."""
    told = list(blocks)
    for style, name in LISTS.items():
        places = [
            at for at, one in enumerate(told) if isinstance(one, Paragraph) and one.style == style and _typed(one, name)
        ]
        said = [_typed(told[at], name) for at in places]
        if places and said == [_nth(name, number) for number in range(1, len(places) + 1)]:
            for at in places:
                told[at] = _without(told[at], name)
    yield from told


def _nth(name: str, number: int) -> str:
    return counted(number) if name == "heads" else str(number)


def _typed(block: Block, name: str) -> str:
    found = TYPED[name].match(block.text) if isinstance(block, Paragraph) else None
    return found[1] if found else ""


def _without(block: Block, name: str) -> Paragraph:
    assert isinstance(block, Paragraph), "chosen so"
    found = TYPED[name].match(block.text)
    assert found is not None, "chosen so"
    assert len(block.pieces[0].text) >= found.end(), "a number is typed in one piece"
    first = Text(block.pieces[0].text[found.end() :], block.pieces[0].marks)
    return replace(block, pieces=(first, *block.pieces[1:]), number=name)
