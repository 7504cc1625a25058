"""What every paper states around its matter: title, who issues it, number, day; and its passages as written."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import force_locale

from casework.documents.matter import COURT, Json, Matter, heading_of
from casework.documents.paper_kind import PaperKind, Series, Subject
from rules.values.chinese import court_date, office_date

FORMAT = "tanheng-paper/1"


@dataclass(frozen=True)
class Told:
    """A paper as it would read now. ``snapshot``: frame and matter; ``rests_on``: see ``PaperKind.rests_on``.

    ``recorded``: passages that the records state.
    """

    snapshot: Json
    rests_on: Mapping[str, str]
    recipients: tuple[str, ...]
    recorded: frozenset[str] = frozenset()

    @property
    def layout(self) -> str:
        """The layout class."""
        return str(self.snapshot["paper"]["layout"])


def told(
    kind: PaperKind,
    matter: Matter,
    subject: Subject,
    *,
    number: str | None = None,
    passages: Mapping[str, str] | None = None,
    at: datetime.datetime | None = None,
) -> Told:
    """What a paper of this kind says now. ``number``: that it has been given; a draft shows its case's number or a gap.

    ``passages``: those that were written otherwise. Asked only where nothing is missing. A paper is in Chinese,
    whatever language the screen of its maker is in.
    """
    with force_locale("zh"):
        recorded = kind.recorded(matter, subject)
        texts = {**kind.written(matter, subject), **(passages or {}), **recorded}
        frame = {
            "format": FORMAT,
            "kind": kind.name,
            "subject": subject.key,
            "title": kind.titled(matter),
            "layout": kind.laid_out(matter),
            "institution": heading(matter),
            "signs": heading(matter),
            "number": _number(kind, matter, subject, number),
            "day": matter.day.isoformat(),
            "dated": _dated(kind, matter),
            "at": at.isoformat(timespec="seconds") if at is not None else matter.day.isoformat(),
            "author": matter.author,
            "copies": kind.copies,
            "passages": {each.name: texts.get(each.name, "") for each in kind.passages},
        }
        said = kind.gather(matter, subject)
        return Told(
            {"paper": frame, "said": said},
            dict(kind.rests_on(matter, subject)),
            kind.recipients(matter, subject),
            frozenset(recorded),
        )


def heading(matter: Matter) -> str:
    """The issuer by the name that heads a paper: courts and procuratorates with their province."""
    return heading_of(matter.office)


def _number(kind: PaperKind, matter: Matter, subject: Subject, given: str | None) -> str | None:
    series = kind.numbered(matter)
    if series is Series.NONE:
        return None
    if series is Series.CASE:
        return kind.case_number(matter, subject)
    return given or ""


def _dated(kind: PaperKind, matter: Matter) -> str:
    """Courts date in Chinese numerals, all others in figures."""
    in_words = matter.office.kind == COURT and kind.laid_out(matter) in ("A", "B")
    return court_date(matter.day) if in_words else office_date(matter.day)
