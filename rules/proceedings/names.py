"""Names: the next free one of a thing, and whether a seat of the table is one that somebody holds."""

from __future__ import annotations

from rules.proceedings.state import Case


def new_name(case: Case, kind: str) -> str:
    """The next free name of a track, an obligation or a measuring: ``civil``, ``civil2``, ``o3``, ``m2``."""
    short = {"obligation": "o", "measuring": "m"}.get(kind)
    taken = {**case.tracks, **case.obligations, **case.measurings}
    if short is None and kind not in taken:
        return kind
    number = 1 if short else 2
    while f"{short or kind}{number}" in taken:
        number += 1
    return f"{short or kind}{number}"


def kind_of(name: str) -> str:
    """What a name of ``new_name`` is of: the kind of a track, ``obligation`` or ``measuring``."""
    stem = name.partition(":")[0].rstrip("0123456789")
    return {"o": "obligation", "g": "obligation", "m": "measuring"}.get(stem, stem)


def may(seat: str, seats: tuple[str, ...], kind: str) -> bool:
    """Whether a seat of a row, ``clerk`` or ``clerk@court``, is one of these at an institution of this kind."""
    role, _, place = seat.partition("@")
    return role in seats and place in ("", kind)
