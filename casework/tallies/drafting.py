"""From what was typed and the sheet that was sent to the case file it would make. Nothing is stored here."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flask_babel import gettext

from casework import wording
from casework.tallies.errors import SheetUnreadable, TallyRefused, TallyTooLarge
from rules.carbon.tally.asked import Answers, answers_of, listed
from rules.carbon.tally.files import NO_WIDTH, reading_of, species_of
from rules.carbon.tally.marked import MarkedSheet, marked
from rules.carbon.tally.sheet import RowsWrong, Sheet, tally_of
from rules.carbon.tally.summary import SpeciesSum, summary
from rules.casefile import CaseFile, canonical, parse
from rules.casefile.correction import without_stale_errors
from rules.casefile.stand import Stand
from rules.reading.errors import FieldError, InputError
from rules.reading.sheets.apart import book_apart
from rules.reading.sheets.grid import Book, Limits
from rules.reading.sheets.mistakes import Mistake, NotASheet, SheetError, SheetTooLarge
from rules.reading.yaml_reader import MAX_BYTES, read

REPLACED = ("standing_stock_m3", "timber_volume_m3", "outturn_rate", "stock_per_ha", "culms")
"""Other ways to state the stock of a stand: a tally takes their place."""

SENT = Limits(bytes=8 * 1024 * 1024, cells=2_000_000)
"""The most that is read of a sheet that a browser sends."""

STATED = ("class_width_cm", "volume_equation", "biomass_equation", "sheet_name", "counted_kinds", "left_out_kinds")
REASONS = {"sizes": "sizes_reason", "columns": "columns_reason", "struck": "struck_reason"}
"""Kind of doubt -> the field of the tally that answers it with a reason."""

ANSWERED = {**REASONS, "kinds": "counted_kinds", "sheets": "sheet_name"}
"""Kind of doubt -> the field of the tally that answers it."""


@dataclass(frozen=True)
class Entry:
    """What is stated with the sheet, as typed; empty text means not given.

    ``stump_equations`` and ``height_curves`` are by canonical species, with the keys of the case file.
    """

    basis: Literal["dbh", "stump"] = "dbh"
    class_width_cm: str = ""
    volume_equation: str = ""
    biomass_equation: str = ""
    stump_equations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    height_curves: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sheet_name: str = ""
    counted_kinds: str = ""
    left_out_kinds: str = ""
    sizes_reason: str = ""
    columns_reason: str = ""
    struck_reason: str = ""

    def answers(self, stand: Stand) -> Answers:
        """What the sheet is read with."""
        reasons = {kind: reason for kind, key in REASONS.items() if (reason := getattr(self, key).strip())}
        kinds = listed(self.counted_kinds), listed(self.left_out_kinds)
        return Answers(species_of(stand), *kinds, reasons, self.sheet_name.strip())

    def as_tally(self) -> dict[str, Any]:
        """The tally without its rows; groups of which nothing is filled in are left out."""
        tally: dict[str, Any] = {"basis": self.basis}
        for key in (*STATED, *REASONS.values()):
            if getattr(self, key).strip():
                tally[key] = getattr(self, key).strip()
        for key in ("stump_equations", "height_curves") if self.basis == "stump" else ("height_curves",):
            groups = {
                species: {name: text.strip() for name, text in group.items() if text.strip()}
                for species, group in getattr(self, key).items()
            }
            if any(groups.values()):
                tally[key] = {species: group for species, group in groups.items() if group}
        return tally


@dataclass(frozen=True)
class Draft:
    """What would be stored. ``lines`` rows of the sheet were read; ``replaced`` are stand data that give way."""

    casefile: CaseFile
    position: int
    sums: tuple[SpeciesSum, ...]
    lines: int
    remarks: tuple[str, ...]
    replaced: tuple[tuple[str, str], ...]

    @property
    def stand(self) -> Stand:
        return self.casefile.stands[self.position]

    @property
    def trees(self) -> int:
        return sum(item.trees for item in self.sums)

    @property
    def document(self) -> str:
        """The tally as it travels in the page until it is accepted."""
        assert self.stand.tally is not None
        told = {"tally": self.stand.tally.model_dump(mode="json", by_alias=True, exclude_unset=True)}
        return canonical({**told, "lines": self.lines, "remarks": [wording.told(remark) for remark in self.remarks]})


@dataclass(frozen=True)
class Sent:
    """A sheet as it was sent: the name of its file and its bytes."""

    name: str
    content: bytes


def draft(casefile: CaseFile, position: int, entry: Entry, sent: Sent) -> Draft:
    """The case file with the tally of this sheet on its stand, and what the tally adds up to.

    Raises ``TallyRefused`` with every mistake, ``SheetUnreadable`` (415) or ``TallyTooLarge`` (413).
    """
    stand = casefile.stands[position]
    answers = entry.answers(stand)
    book: Book | None = None
    sheet: Sheet | None = None
    mistakes: tuple[Mistake, ...] = ()
    try:
        book = book_apart(sent.content, SENT)
        sheet = tally_of(book, entry.basis, answers)
    except NotASheet as problem:
        raise SheetUnreadable(problem.mistakes[0].reason) from None
    except SheetTooLarge as problem:
        raise TallyTooLarge(problem.mistakes[0].reason) from None
    except RowsWrong as problem:
        mistakes, sheet = problem.mistakes, problem.sheet
    except SheetError as problem:
        mistakes = problem.mistakes
    found, errors, of_rows = _checked(casefile, position, entry, sheet, sent.name)
    if mistakes:
        # A species without a row may stand in a row that is wrong.
        of_rows = tuple(mistake for mistake in of_rows if mistake.row)
    mistakes = tuple(sorted([*mistakes, *of_rows]))
    if errors or mistakes or found is None:
        shown = marked(book, entry.basis, mistakes, answers) if book and mistakes else _of_the_whole(mistakes)
        refused = gettext("检尺表有误，没有保存任何内容。")
        raise TallyRefused(refused, (*errors, *_doubts(mistakes)), shown)
    return found


def _of_the_whole(mistakes: tuple[Mistake, ...]) -> MarkedSheet | None:
    return MarkedSheet((), (), tuple(mistake.message for mistake in mistakes)) if mistakes else None


def _checked(
    casefile: CaseFile, position: int, entry: Entry, sheet: Sheet | None, name: str
) -> tuple[Draft | None, list[FieldError], tuple[Mistake, ...]]:
    """The draft, the mistakes of what was stated with the sheet, and those of its rows at their cells."""
    errors: list[FieldError] = []
    tally = entry.as_tally()
    if sheet is not None and sheet.by_classes and "class_width_cm" not in tally:
        errors.append(FieldError("class_width_cm", NO_WIDTH))
    tally["rows"] = _rows(sheet, entry.basis, casefile.stands[position])
    if sheet is not None:
        tally["read"] = reading_of(sheet, name)
    try:
        found = _with(casefile, position, tally, sheet.lines if sheet else 0, sheet.remarks if sheet else ())
        return found, errors, ()
    except InputError as problem:
        rows, others = _parted(problem.errors, position)
        errors.extend(others)
        return None, errors, tuple(_at_sheet(error, sheet) for error in rows) if sheet is not None else ()


def _doubts(mistakes: tuple[Mistake, ...]) -> list[FieldError]:
    """The fields that answer the doubts among mistakes, each with the first doubt of its kind."""
    found: dict[str, FieldError] = {}
    for mistake in mistakes:
        key = ANSWERED.get(mistake.doubt)
        if key is not None:
            found.setdefault(key, FieldError(key, mistake.message))
    return list(found.values())


def redraft(casefile: CaseFile, position: int, document: str, content: Callable[[str], bytes | None]) -> Draft:
    """The draft from the page that showed it, held against the file it was read from: ``content`` gives that by its
    SHA-256, None where it is not kept. Raises ``TallyRefused`` where the page is not whole or the file says otherwise.
    """
    try:
        told = read(document.encode(), max_bytes=2 * MAX_BYTES)
        found = _with(casefile, position, told["tally"], int(told["lines"]), tuple(map(str, told["remarks"])))
        kept = content(told["tally"]["read"]["sha256"])
        if kept is None:
            raise TallyRefused(gettext("上传的文件已不在系统中，没有保存。请重新上传检尺表。"))
        _hold_against(found, kept)
    except (InputError, SheetError, KeyError, TypeError, ValueError):
        raise TallyRefused(gettext("页面内容不完整，没有保存。请重新上传检尺表。")) from None
    return found


def _hold_against(found: Draft, content: bytes) -> None:
    """Raise ``ValueError`` unless the rows and what is told of them are those of the file."""
    tally = found.stand.tally
    assert tally is not None
    assert tally.read is not None
    sheet = tally_of(book_apart(content, SENT), tally.basis, answers_of(tally, species_of(found.stand)))
    if list(sheet.rows) != tally.rows or reading_of(sheet, tally.read.file) != tally.read.model_dump(
        mode="json", exclude_unset=True
    ):
        raise ValueError("the page says other than the file")


def stated(document: str) -> dict[str, Any]:
    """What was stated with the sheet of a page, without its rows; nothing where the page is not whole."""
    try:
        tally = json.loads(document)["tally"]
        return {key: value for key, value in tally.items() if key not in ("rows", "read")}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _rows(sheet: Sheet | None, basis: str, stand: Stand) -> list[dict[str, Any]]:
    """The rows for the case file. Where the sheet could not be read, one tree of each species of the stand, so that
    what was stated with the sheet is checked all the same."""
    if sheet is None or not sheet.rows:
        key = "dbh_cm" if basis == "dbh" else "stump_cm"
        return [{"species": part.species, key: "20", "height_m": "15"} for part in stand.species]
    return [row.model_dump(mode="json", exclude_none=True) for row in sheet.rows]


def _with(casefile: CaseFile, position: int, tally: Any, lines: int, remarks: tuple[str, ...]) -> Draft:
    data = casefile.as_json()
    stand = data["stands"][position]
    before = dict(stand)
    replaced = tuple((key, str(stand.pop(key))) for key in REPLACED if key in stand)
    without_stale_errors(before, stand)
    stand["tally"] = tally
    changed = parse(data)
    if len(canonical(data).encode()) > MAX_BYTES:
        limit = f"{MAX_BYTES // 1024 // 1024} MB"
        raise TallyTooLarge(
            gettext(
                "相同的树木合并后仍有 %(rows)s 行，案件文件将超过 %(limit)s 的上限。请按径阶登记，或分地块录入。",
                rows=f"{len(tally['rows']):,}",
                limit=limit,
            )
        )
    sums = summary(changed.stands[position], position, day_of(changed), changed.case.conduct.ended)
    if tally.get("volume_equation") is None and tally.get("biomass_equation") is None:
        at = f"stands[{position}].tally.volume_equation"
        raise InputError.at(at, gettext("须选定材积式或生物量式，系统不代为选择"))
    trees = changed.stands[position].trees
    counted = sum(item.trees for item in sums)
    if trees is not None and trees != counted:
        told = gettext("检尺表共 %(counted)s 株，与地块所填的 %(trees)s 株不同，请核对", counted=counted, trees=trees)
        remarks = tuple(dict.fromkeys([*remarks, told]))
    return Draft(changed, position, sums, lines, remarks, replaced)


def day_of(casefile: CaseFile) -> datetime.date:
    """The day of measurement, on which an equation must be in force."""
    return casefile.options.on or casefile.case.conduct.ended


def _parted(errors: tuple[FieldError, ...], position: int) -> tuple[list[FieldError], list[FieldError]]:
    """Mistakes of rows, and those of what was stated, with their paths below the tally."""
    of_rows: list[FieldError] = []
    others: list[FieldError] = []
    for error in errors:
        inner = error.path.removeprefix(f"stands[{position}].tally").removeprefix(".")
        (of_rows if inner.startswith("rows") else others).append(FieldError(inner, error.message))
    return of_rows, others


def _at_sheet(error: FieldError, sheet: Sheet) -> Mistake:
    """A mistake of a row of the case file at the row and column of the sheet where its trees appear first."""
    number, _, key = error.path.removeprefix("rows").strip("[.").partition("]")
    key = key.removeprefix(".")
    if not number.isdecimal() or int(number) >= len(sheet.first_rows):
        return Mistake(0, "", error.message)
    return Mistake(sheet.first_rows[int(number)], sheet.headings.get(key, ""), error.message)
