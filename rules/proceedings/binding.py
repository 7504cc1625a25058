"""What binds: which instrument of an obligation can be enforced, and what no instrument has decided yet.

What took the place of a converted obligation rests on the same instruments: a judgment is carried out in another form.
"""

from __future__ import annotations

from collections.abc import Sequence

from rules.proceedings.state import ENFORCEABLE, Ground, Obligation

CONVERSION = "convert"
CHANGING = (CONVERSION, "settle_enforcement")
"""Instruments that make one obligation of another."""

PROMISES = frozenset(("undertake", "propose", "agree", "sue", "perform", "group", "fix_payment", CONVERSION))
"""Acts by which nobody is bound yet to what an instrument could enforce; a conversion binds as what it converted."""


def title(grounds: Sequence[Ground]) -> Ground | None:
    """The last instrument that fixes what is owed; None where it was only promised, claimed or planned."""
    return next((one for one in reversed(grounds) if one.instrument in ENFORCEABLE), None)


def is_only_promised(grounds: Sequence[Ground]) -> bool:
    """Whether nothing but promises and claims stand behind an obligation."""
    return PROMISES.issuperset(one.instrument for one in grounds)


def binding_ground(duty: Obligation) -> Ground | None:
    """The last instrument of an obligation that binds; a conversion does where what it converted was bound."""
    if title(duty.grounds) is None:
        return None
    return next(one for one in reversed(duty.grounds) if one.instrument in (*ENFORCEABLE, CONVERSION))


def governing(duty: Obligation) -> Ground | None:
    """The last instrument that says what binds, behind the conversions that only changed the form."""
    return next((one for one in reversed(duty.grounds) if one.instrument != CONVERSION), None)


def of_its_form(duty: Obligation) -> tuple[Ground, ...]:
    """The instruments since it is owed in this form: none of those that what it took the place of rested on."""
    changed = [place for place, one in enumerate(duty.grounds) if one.instrument in CHANGING]
    return duty.grounds[changed[-1] :] if changed and duty.predecessor else duty.grounds


OPEN = ("proposed", "undertaken", "performing", "part_failed", "performed", "failed")


def waits_for_instrument(duty: Obligation) -> bool:
    """Whether it is open and nothing binding has said what becomes of it."""
    return duty.state in OPEN and title(duty.grounds) is None


def is_only_planned(duty: Obligation) -> bool:
    """Whether nobody promised or claimed it."""
    return duty.state == "proposed" and {one.instrument for one in duty.grounds} <= {"propose", "group"}
