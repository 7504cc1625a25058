"""Tallies that a case file names by file: read, checked and put in the place of the name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rules.carbon.parameters.species import vocabulary
from rules.carbon.tally.asked import answers_of
from rules.carbon.tally.sheet import Sheet, tally_of
from rules.casefile import CaseFile, parse
from rules.casefile.stand import Stand
from rules.casefile.tally import Tally
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import msg
from rules.reading.sheets.apart import book_apart
from rules.reading.sheets.mistakes import SheetError

NO_WIDTH = msg("检尺表按径阶登记，须写明径阶距（cm），如 2")


def with_files(
    casefile: CaseFile, read: Callable[[str], bytes], *, tell: Callable[[str], None] | None = None
) -> CaseFile:
    """The case file with the rows of every tally file in it. ``read`` gives a file's bytes by its name.

    ``tell`` hears what was taken for granted or not used: a heading without unit, a column without meaning.
    ``read`` raises ``InputError`` or ``OSError`` for a file that it does not give. Raises ``InputError`` at
    ``stands[i].tally.file`` with every mistake of every file: row and column of the sheet, and the reason.
    """
    if not any(stand.tally and stand.tally.file for stand in casefile.stands):
        return casefile
    errors: list[FieldError] = []
    data = casefile.as_json()
    for index, stand in enumerate(casefile.stands):
        if stand.tally is None or stand.tally.file is None:
            continue
        try:
            sheet = _sheet(stand, stand.tally, read, f"stands[{index}].tally")
        except InputError as problem:
            errors.extend(problem.errors)
            continue
        if tell is not None:
            for remark in sheet.remarks:
                tell(f"{stand.tally.file}：{remark}")
        tally = data["stands"][index]["tally"]
        del tally["file"]
        tally["rows"] = [row.model_dump(mode="json", exclude_none=True) for row in sheet.rows]
        tally["read"] = reading_of(sheet, stand.tally.file)
    if errors:
        raise InputError(errors)
    return parse(data)


def reading_of(sheet: Sheet, name: str) -> dict[str, Any]:
    """What is kept of the reading of a sheet, with the rows in the case file."""
    told: dict[str, Any] = {"file": name, "sha256": sheet.sha256, "lines": sheet.lines}
    if sheet.name:
        told["sheet"] = sheet.name
    return {**told, "remarks": [{"text": str(remark)} for remark in sheet.remarks]} if sheet.remarks else told


def species_of(stand: Stand) -> tuple[str, ...]:
    """The species of a stand by their canonical names, as far as they have one."""
    names = vocabulary().names
    return tuple(dict.fromkeys(names[part.species] for part in stand.species if part.species in names))


def _sheet(stand: Stand, tally: Tally, read: Callable[[str], bytes], path: str) -> Sheet:
    """The sheet in a file. Raises ``InputError`` with every mistake of it."""
    name = tally.file or ""
    try:
        sheet = tally_of(book_apart(read(name)), tally.basis, answers_of(tally, species_of(stand)))
    except SheetError as problem:
        raise InputError(
            FieldError(f"{path}.file", msg("{file} {mistake}", file=name, mistake=mistake.message))
            for mistake in problem.mistakes
        ) from None
    except InputError as problem:
        raise InputError(FieldError(f"{path}.file", error.message) for error in problem.errors) from None
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise InputError.at(f"{path}.file", msg("无法读取文件 {file}：{reason}", file=name, reason=reason)) from None
    if sheet.by_classes and tally.class_width_cm is None:
        raise InputError.at(f"{path}.class_width_cm", NO_WIDTH)
    return sheet
