"""What somebody wants to do in a case, as a page, a command or another feature says it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.accounts import Institution
from casework.proceedings.files import Paper
from rules.settlement.loss import Loss


@dataclass(frozen=True)
class Doing:
    """What somebody wants to do. ``at``: the day it was done. ``papers``: files that come with it.

    ``sole``: whether nobody else could do it, so that he is assigned by acting; None asks the accounts. ``place``: for
    which institution, by who looks after its people from above; his own where none is said. ``loss``: against which
    its obligations are held; None asks the assessments. ``registered``: a register stands behind it, which has checked
    what it says.
    """

    do: str
    at: datetime.date
    on: tuple[str, ...] = ()
    args: Mapping[str, Any] | None = None
    reason: str = ""
    files: tuple[str, ...] = ()
    papers: tuple[Paper, ...] = ()
    sole: bool | None = None
    place: Institution | None = None
    loss: Loss | None = None
    registered: bool = False
