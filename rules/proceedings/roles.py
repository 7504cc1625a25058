"""Who can act at an institution: each role of the table of acts, said once. Whoever lists roles derives it from here.

The application turns what an account may do into these (``casework/permissions.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

KINDS = ("procuratorate", "court", "bureau", "authority")
"""Of institutions. ``authority``: any other authority that acts in a case (自然资源, 农业农村, 生态环境 …)."""


@dataclass(frozen=True)
class Role:
    """``word``: its official name. ``home``: the kinds of institutions that have it, the likeliest first; ``in_hand``:
    those at which matters of a case wait for it. ``assigned``: only those act in it who are assigned to the case.
    ``letter``: how scripts write it in short, where they do.
    """

    word: str
    home: tuple[str, ...]
    in_hand: tuple[str, ...] = ()
    assigned: bool = False
    letter: str = ""


_ANY = ("court", "procuratorate", "bureau", "authority")
_BUREAUS = ("bureau", "authority")

ROLES: Mapping[str, Role] = {
    "prosecutor": Role("检察官", ("procuratorate",), ("procuratorate",), assigned=True, letter="P"),
    "judge": Role("法官", ("court",), ("court",), assigned=True, letter="J"),
    "clerk": Role("书记员", _ANY, ("court",), assigned=True, letter="K"),
    "officer": Role("林业干部", _BUREAUS, _BUREAUS, assigned=True, letter="F"),
    "supervisor": Role("监督人员", KINDS, letter="S"),
    "administrator": Role("管理员", _ANY, letter="A"),
    "head": Role("负责人", _ANY),
}
"""By name. ``head``: 检察长, 院长, the head of a bureau; heads and administrators have no matters of a case in hand."""


def waiting_at(role: str) -> tuple[str, ...]:
    """The kinds of institutions at which matters of a case wait for a role; none of one that has none in hand."""
    return ROLES[role].in_hand if role in ROLES else ()
