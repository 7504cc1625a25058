"""What the page may ask of recovery: to try a replanting, which stores nothing, and to write it into the case file."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from casework.accounts import Person
from casework.losses import reviewing
from casework.losses.errors import NoFacts
from casework.losses.reviewing import Reviewed
from casework.losses.standing import standing
from casework.proceedings import Folder, facts
from casework.proceedings.history import history
from casework.recovery.errors import RecoveryRefused
from rules.carbon.parameters.species import vocabulary
from rules.carbon.recovery import recover
from rules.carbon.recovery.growth import Bounds, Series, growth
from rules.carbon.worksheet import Line, Worksheet
from rules.casefile import CaseFile, parse
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import template
from rules.record.measuring import RecoveryRecord
from rules.record.worksheet import LineRecord
from rules.values.quantity import quantity

NO_FACTS = template("案情还没有登记，登记地块以后才能推算恢复。")


@dataclass(frozen=True)
class Tried:
    """A recovery that was computed: the case file with it, the result, its own worksheet and warnings.

    ``loss_of`` is the number of the measurement whose loss it is about, None before any.
    """

    casefile: CaseFile
    result: RecoveryRecord
    worksheet: tuple[LineRecord, ...]
    warnings: tuple[str, ...]
    loss_of: int | None


def series() -> list[Series]:
    """The growth series there are."""
    return list(growth().series.values())


def bounds(casefile: CaseFile) -> list[Bounds]:
    """Mean densities by age group for the species of the case's stands: bounds for the eye, in no computation."""
    names = []
    for stand in casefile.stands:
        for part in stand.species:
            name = vocabulary().look_up(part.species, "", may_be_ambiguous=True) if _is_known(part.species) else ""
            names.append(name)
    return [each for name in dict.fromkeys(names) for each in growth().bounds_of(name)]


def _is_known(name: str) -> bool:
    return name.strip() in vocabulary().names


def filed(folder: Folder) -> CaseFile:
    """The facts on file. Raises ``NoFacts`` while there are none."""
    found = facts.filed(folder)
    if found is None:
        raise NoFacts(gettext(NO_FACTS))
    return found


def written(folder: Folder) -> dict[str, str]:
    """The recovery as the case file has it, as text by field; empty where it has none."""
    data = filed(folder).as_json().get("recovery") or {}
    return {key: str(value) for key, value in data.items()}


def tried(folder: Folder, wish: dict[str, str]) -> Tried:
    """What the recovery gives for the loss that was adopted, else measured last. ``wish`` as typed, by field of the
    case file.

    Raises ``RecoveryRefused`` with every mistake at its field.
    """
    data = filed(folder).as_json()
    data["recovery"] = {key: text.strip() for key, text in wish.items() if text.strip()}
    sheet = Worksheet()
    measured = _measured(folder)
    loss = _loss(sheet, measured) if measured is not None else None
    try:
        casefile = parse(data, recorded=True)
        found = recover(casefile, loss, sheet)
    except InputError as problem:
        raise RecoveryRefused(
            gettext("不能推算，请改正下列各处。"),
            tuple(
                FieldError(error.path.removeprefix("recovery").removeprefix("."), error.message)
                for error in problem.errors
            ),
        ) from None
    return Tried(
        casefile, found.record, found.worksheet.records, found.warnings, measured.row.number if measured else None
    )


def _measured(folder: Folder) -> Reviewed | None:
    case = facts.case_of(folder)
    if case is None:
        return None
    return standing(folder, history(folder)) or reviewing.latest(case)


def _loss(sheet: Worksheet, of: Reviewed) -> Line | None:
    """The measured loss as the first line of the worksheet."""
    if of.loss_tco2e is None:
        return None
    return sheet.given(
        "L",
        "碳汇损失量",
        quantity(of.loss_tco2e, "tCO2e"),
        section="合计",
        source=f"第 {of.row.number} 次计量",
        path="",
    )


def store(folder: Folder, person: Person, wish: dict[str, str], reason: str) -> None:
    """Write the recovery into the case file, by the act that corrects the facts. Raises ``RecoveryRefused``, or as
    ``facts.correct``."""
    facts.check_may_change(folder, person)
    facts.correct(folder, person, tried(folder, wish).casefile, reason)
