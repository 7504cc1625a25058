"""The text of a cell out of its pieces: raised and lowered digits are marks, and what is crossed out is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from rules.reading.sheets.numbers import folded

_DIGITS = "0123456789"
_RAISED = str.maketrans(_DIGITS, "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans(_DIGITS, "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True)
class Look:
    """How a piece of text is shown: ``shift`` 1 raised, -1 lowered, 0 on the line; whether it is crossed out."""

    shift: int = 0
    struck: bool = False


PLAIN = Look()


def shifted(text: str, shift: int) -> str:
    """The text with its digits as the raised or lowered ones that a screen shows, so that none joins a number."""
    return folded(text).translate(_RAISED if shift > 0 else _LOWERED) if shift else text


@dataclass(frozen=True, slots=True)
class Shown:
    """How a whole text is shown: ``struck`` something of it, ``kept`` something not; ``own``: pieces have looks of
    their own, and that of the cell does not hold for them."""

    struck: bool = False
    kept: bool = False
    own: bool = False

    def crossed_out(self, cell: Look) -> tuple[bool, bool]:
        """Whether the text is crossed out in a cell of this look, and whether only a part of it is."""
        partly = self.kept and (self.struck or (self.own and cell.struck))
        return self.struck or cell.struck, partly

    def in_cell(self, text: str, cell: Look) -> str:
        """The text as a cell of this look shows it."""
        return text if self.own else shifted(text, cell.shift)


PLAINLY = Shown(kept=True)


@dataclass(slots=True)
class Runs:
    """Gathers the pieces of one cell, each with its own look or None for that of the cell."""

    pieces: list[str] = field(default_factory=list)
    _struck: bool = False
    _kept: bool = False
    _own: bool = False

    def add(self, piece: str, look: Look | None) -> None:
        self.pieces.append(shifted(piece, look.shift) if look else piece)
        if look:
            self._own = True
        if piece and not piece.isspace():
            struck = look is not None and look.struck
            self._struck, self._kept = self._struck or struck, self._kept or not struck

    def clear(self) -> None:
        self.pieces.clear()
        self._struck = self._kept = self._own = False

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def shown(self) -> Shown:
        return Shown(self._struck, self._kept, self._own) if self._own else PLAINLY
