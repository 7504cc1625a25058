"""What other features and the pages may ask of parameter sets."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from casework import db, permissions
from casework.accounts import Institution, Person
from casework.parameters.errors import SetClosed, UnknownSet
from casework.parameters.register import (
    TO_VERIFY,
    WITHDRAWN,
    Entered,
    entered_set,
    entered_sets,
    offered_for,
)
from rules.carbon.declaration import Declaration
from rules.carbon.methods import registry
from rules.carbon.parameter_forms.slots import slots_of
from rules.carbon.parameter_forms.template import workbook
from rules.carbon.parameters.sets import ParameterSet
from rules.reading.errors import InputError
from rules.reading.messages import template

NOT_USABLE = template("所选参数集不属于所选方法，或未冻结、已停用，不能用于计量。")


@dataclass(frozen=True)
class Page:
    """A set and what this person may do with it."""

    shown: Entered
    may_verify: bool
    may_withdraw: bool


def page(person: Person, set_id: int) -> Page:
    """A set for its page. Raises ``UnknownSet``."""
    shown = entered_set(set_id)
    withdrawing = permissions.may(person, permissions.WITHDRAW_PARAMETERS, of=shown.bureau)
    return Page(shown, may_verify(person, shown), shown.state != WITHDRAWN and withdrawing)


def waiting(person: Person) -> list[Entered]:
    """The sets that wait for this person to verify and freeze, the longest waiting first."""
    if not permissions.grants(person, permissions.VERIFY_PARAMETERS):
        return []
    return [item for item in reversed(entered_sets()) if may_verify(person, item)]


def may_verify(person: Person, entered: Entered) -> bool:
    """Whether the set waits for its check, and this person may make it."""
    maker = entered.row.person_id
    may = permissions.may(person, permissions.VERIFY_PARAMETERS, of=entered.bureau, made_by=maker)
    return may and entered.state == TO_VERIFY


def frozen(set_id: int) -> ParameterSet:
    """A set that is or was frozen, as a measurement uses it. Raises ``UnknownSet``, ``SetClosed``."""
    found = entered_set(set_id)
    if found.freezing is None:
        raise SetClosed(gettext("参数集尚未经第二人核对并冻结，不能用于计量。"))
    return found.as_set()


def number_of(text: str) -> int:
    """A set's number as typed. Raises ``SetClosed`` for what is none."""
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise SetClosed(gettext("没有这个参数集。"))
    return int(text)


def take_turns(text: str) -> None:
    """Wait until nobody else verifies, freezes or withdraws the set of this number."""
    db.take_turns(f"parameter set {number_of(text)}")


def usable(bureau: Institution, set_id: int, method: str) -> ParameterSet:
    """A frozen set that this bureau may measure with by this method edition, or by any where none is named.

    Raises ``SetClosed``.
    """
    for item in offered_for(bureau, method):
        if item.row.id == set_id:
            return item.as_set()
    raise SetClosed(gettext(NOT_USABLE))


def editions() -> list[Declaration]:
    """Every method edition with the set that ships with it."""
    return [registry.load(id, name).declaration for id, names in registry.editions().items() for name in names]


def edition(method: str, name: str) -> Declaration:
    """A method edition. Raises ``UnknownSet``."""
    try:
        return registry.load(*registry.named(f"{method}@{name}")).declaration
    except InputError:
        raise UnknownSet(gettext("没有这个方法或版本。")) from None


def titles(method: str) -> dict[str, str]:
    """What each parameter of a method edition (``id@edition``) is called, by its key."""
    id, name = registry.named(method)
    return {key: slot.title for key, slot in slots_of(registry.load(id, name).declaration).by_key.items()}


def form_of(method: str, name: str) -> tuple[bytes, str]:
    """The empty form of a method edition, and a name for the file. Raises ``UnknownSet``."""
    declaration = edition(method, name)
    return workbook(declaration), f"parameters-{declaration.id}-{declaration.edition}.xlsx"
