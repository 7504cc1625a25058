"""What the page may ask of recovery: to try a replanting, which stores nothing, and to write it into the case file."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from casework.accounts import Person
from casework.cases import Case
from casework.cases import service as cases
from casework.cases.stages import STANDS
from casework.losses import reviewing
from casework.recovery.errors import RecoveryRefused
from rules.carbon.parameters.species import vocabulary
from rules.carbon.recovery import recover
from rules.carbon.recovery.growth import Bounds, Series, growth
from rules.carbon.worksheet import Line, Worksheet
from rules.casefile import CaseFile, parse
from rules.reading.errors import FieldError, InputError
from rules.record.measuring import RecoveryRecord
from rules.record.worksheet import LineRecord
from rules.values.quantity import quantity


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


def written(case: Case) -> dict[str, str]:
    """The recovery as the case file has it, as text by field; empty where it has none."""
    data = cases.current_casefile(case).as_json().get("recovery") or {}
    return {key: str(value) for key, value in data.items()}


def tried(case: Case, wish: dict[str, str]) -> Tried:
    """What the recovery gives for the loss last measured. ``wish`` as typed, by field of the case file.

    Raises ``RecoveryRefused`` with every mistake at its field.
    """
    data = cases.current_casefile(case).as_json()
    data["recovery"] = {key: text.strip() for key, text in wish.items() if text.strip()}
    sheet = Worksheet()
    latest = reviewing.latest(case)
    loss = _loss(sheet, latest) if latest is not None else None
    try:
        casefile = parse(data)
        found = recover(casefile, loss, sheet)
    except InputError as problem:
        raise RecoveryRefused(
            gettext("不能推算，请改正下列各处。"),
            tuple(
                FieldError(error.path.removeprefix("recovery").removeprefix("."), error.message)
                for error in problem.errors
            ),
        ) from None
    return Tried(casefile, found.record, found.worksheet.records, found.warnings, latest.row.number if latest else None)


def _loss(sheet: Worksheet, latest: reviewing.Reviewed) -> Line | None:
    """The measured loss as the first line of the worksheet."""
    measured = latest.loss_tco2e
    if measured is None:
        return None
    return sheet.given(
        "L",
        "碳汇损失量",
        quantity(measured, "tCO2e"),
        section="合计",
        source=f"第 {latest.row.number} 次计量",
        path="",
    )


def may_store(case: Case, person: Person) -> bool:
    """Whether this person may write it into the case file now."""
    return cases.may_revise(case, person, STANDS)


def store(case: Case, person: Person, wish: dict[str, str], reason: str) -> None:
    """Write the recovery into the case file as a new version. Raises ``RecoveryRefused``, or as ``cases.revise``."""
    cases.check_revising(case, person, STANDS)
    cases.revise(case, person, tried(case, wish).casefile, reason, part=STANDS)
