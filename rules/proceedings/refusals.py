"""Why an act is refused, of four kinds, and what would open it."""

from __future__ import annotations

from typing import Literal

Kind = Literal["not_permitted", "impossible", "missing", "reason_wanted"]
"""``not_permitted``: another may (403). ``impossible``: nobody may as things stand (409). ``missing``: it may be done
once something named is added. ``reason_wanted``: it may be done with a written reason, which is then on record."""


UNKNOWN = "unknown"
"""The rule that refuses a name which the catalogue does not have; ``why`` has it as ``given``."""


class Refused(Exception):
    """An act that is not done. ``why`` and ``opens`` are messages (``msg``); ``opens`` says what would open it.

    ``rule``: the guard, warning or check that refused, by its name in the table.
    """

    def __init__(self, kind: Kind, why: str, opens: str = "", rule: str = "") -> None:
        self.kind, self.why, self.opens, self.rule = kind, why, opens, rule
        super().__init__(f"{why}{opens}" if not opens else f"{why}。{opens}")
