"""Tallies that a case file names by file: read, checked and put in the place of the name."""

from __future__ import annotations

from collections.abc import Callable

from rules.carbon.tally.mistakes import SheetError
from rules.carbon.tally.sheet import read_sheet
from rules.casefile import CaseFile, parse
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import msg

NO_WIDTH = msg("检尺表按径阶登记，须写明径阶距（cm），如 2")


def with_files(
    casefile: CaseFile, read: Callable[[str], bytes], *, tell: Callable[[str], None] | None = None
) -> CaseFile:
    """The case file with the rows of every tally file in it. ``read`` gives a file's bytes by its name.

    ``tell`` hears what was taken for granted or not used: a heading without unit, a column without meaning.
    ``read`` raises ``InputError`` or ``OSError`` for a file that it does not give. Raises ``InputError`` at
    ``stands[i].tally.file`` with every mistake of every file: row and column of the sheet, and the reason.
    """
    errors: list[FieldError] = []
    if not any(stand.tally and stand.tally.file for stand in casefile.stands):
        return casefile
    data = casefile.as_json()
    for index, stand in enumerate(casefile.stands):
        if stand.tally is None or stand.tally.file is None:
            continue
        path, name = f"stands[{index}].tally.file", stand.tally.file
        try:
            sheet = read_sheet(read(name), stand.tally.basis)
        except SheetError as problem:
            errors.extend(
                FieldError(path, msg("{file} {mistake}", file=name, mistake=mistake.message))
                for mistake in problem.mistakes
            )
            continue
        except InputError as problem:
            errors.extend(FieldError(path, error.message) for error in problem.errors)
            continue
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            errors.append(FieldError(path, msg("无法读取文件 {file}：{reason}", file=name, reason=reason)))
            continue
        if sheet.by_classes and stand.tally.class_width_cm is None:
            errors.append(FieldError(f"stands[{index}].tally.class_width_cm", NO_WIDTH))
            continue
        if tell is not None:
            for remark in sheet.remarks:
                tell(f"{name}：{remark}")
        tally = data["stands"][index]["tally"]
        del tally["file"]
        tally["rows"] = [row.model_dump(mode="json", exclude_none=True) for row in sheet.rows]
    if errors:
        raise InputError(errors)
    return parse(data)
