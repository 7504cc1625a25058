"""The list of cases as a table for a spreadsheet: what the list shows, and nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask_babel import gettext

from casework import spreadsheets, wording
from casework.proceedings.listing import Listed

STATES = {"open": "办理中", "archived": "已归档", "reopened": "重新启用"}


def table(rows: Iterable[Listed]) -> bytes:
    """The rows as CSV in UTF-8 with its mark, by which spreadsheets know it."""
    return spreadsheets.table([_head(), *(list(_cells(row)) for row in rows)])


def _head() -> list[str]:
    names = [gettext("案件"), gettext("案件编号"), gettext("案由"), gettext("承办人"), gettext("进展")]
    return [*names, gettext("期限"), gettext("状态"), gettext("最近变动")]


def _cells(row: Listed) -> Iterator[str]:
    yield row.title
    yield row.reference
    yield wording.joined(filter(None, (row.offence, *row.others)))
    yield wording.joined(row.people)
    yield wording.words(row.headline) if row.headline else ""
    yield row.due.isoformat() if row.due else ""
    yield gettext(STATES[row.state])
    yield wording.moment(row.updated_at)
