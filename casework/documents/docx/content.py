"""What a paper consists of between its HTML and its file: paragraphs of styled text, and tables of them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """A piece of a paragraph; a line break is ``\\n``.

    ``marks``: ``strong``, ``low``, ``high``, ``line`` (to be filled in), ``apart`` (with room behind it), ``fixed``
    (every character half or one em wide).
    """

    text: str
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph by its style. ``before``: it begins a page; ``kept``: on one page with the next; ``number``: the list
    that it is numbered by, instead of the typed number; ``right``: its indent at the right in hundredths of a
    character, ``gap`` above it in twips."""

    style: str
    pieces: tuple[Text, ...]
    before: bool = False
    kept: bool = False
    number: str = ""
    right: int = 0
    gap: int = 0

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Cell:
    """A cell: its blocks, over how many columns it goes, whether it heads its row or column."""

    blocks: tuple[Paragraph, ...]
    span: int = 1
    head: bool = False
    right: bool = False


@dataclass(frozen=True)
class Table:
    """A table. ``heads``: how many of its rows every page repeats; ``widths``: parts of the whole, where they are
    given; ``height``: of a row at least, in twips; ``ruled``: ``all``, ``below`` or ``none``; ``kept``: on one page."""

    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 0
    widths: tuple[float, ...] = ()
    height: int = 0
    ruled: str = "all"
    kept: bool = False


Block = Paragraph | Table


@dataclass(frozen=True)
class Content:
    """A whole paper. ``head``: what stands in the head of the first page (the red name of a letter); ``across``:
    whether it lies across."""

    layout: str
    blocks: tuple[Block, ...]
    head: tuple[Paragraph, ...] = field(default=())
    across: bool = False
