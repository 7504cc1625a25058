"""Kinds of information on persons that a feature holds, and how long. Declared when the application is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app


@dataclass(frozen=True)
class Holding:
    """A kind of information: ``what`` it is, of ``whom``, and the ``ground`` of its period, in translated Chinese.

    ``days``: how long it is kept after it was needed last, or the setting that says so; None: this system never removes
    it, and ``ground`` says who decides. ``needed``: the column of the moment at which a row was needed
    last; None where ``days`` is.
    """

    key: str
    what: object
    whom: object
    ground: object
    days: int | str | None = None
    needed: Any = None  # a column is a descriptor: its own type would be read as that of its values

    @property
    def period(self) -> int | None:
        """The days in force."""
        return int(current_app.config[self.days]) if isinstance(self.days, str) else self.days


def declare(app: Flask, *holdings: Holding) -> None:
    """Tell what a feature holds."""
    app.extensions.setdefault("retention", []).extend(holdings)


def declared() -> Sequence[Holding]:
    """What all features hold, in their order."""
    return tuple(current_app.extensions["retention"])
