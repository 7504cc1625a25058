"""Who may do what with a parameter set: by role, and by the area of the bureau."""

from __future__ import annotations

from flask_babel import gettext

from casework.accounts import Institution, Person
from casework.parameters.errors import NotAllowed
from casework.parameters.models import ParameterSetEntry

OFFICER, BUREAU = "forestry_officer", "forestry_bureau"


def covers(upper: Institution, lower: Institution) -> bool:
    """Whether ``upper`` is the same bureau or one above it.

    By GB/T 2260: two digits each for province, city and county; trailing pairs of zeros stand for the whole.
    """
    if upper.kind != BUREAU or lower.kind != BUREAU:
        return False
    return upper.id == lower.id or (upper.area_code != lower.area_code and _inside(upper.area_code, lower.area_code))


def _inside(upper: str, lower: str) -> bool:
    pairs = [upper[0:2], upper[2:4], upper[4:6]]
    while pairs and pairs[-1] == "00":
        pairs.pop()
    return bool(pairs) and lower.startswith("".join(pairs))


def may_enter(person: Person) -> bool:
    """Forestry officers enter sets."""
    return person.role == OFFICER


def may_verify(person: Person, entry: ParameterSetEntry, bureau: Institution) -> bool:
    """A forestry officer of the same bureau or one above it, never the one who entered the set."""
    return person.role == OFFICER and person.id != entry.person_id and covers(person.institution, bureau)


def may_withdraw(person: Person, bureau: Institution) -> bool:
    """A forestry officer of the same bureau or one above it, the one who entered the set included."""
    return person.role == OFFICER and covers(person.institution, bureau)


def require(allowed: bool, message: str) -> None:
    """Raise ``NotAllowed`` with the message unless allowed."""
    if not allowed:
        raise NotAllowed(message)


def only_officers() -> str:
    return gettext("参数集只能由林业干部录入。")


def only_second_officers() -> str:
    return gettext("参数集须由录入单位或其上级林业主管部门的另一名林业干部核对，录入人不能核对自己录入的参数集。")


def only_own_officers() -> str:
    return gettext("参数集只能由录入单位或其上级林业主管部门的林业干部停用。")
