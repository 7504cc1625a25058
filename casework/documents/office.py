"""What an institution is called by on its papers: words for its numbers, address, account; entered once."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from sqlalchemy import func, select

from casework import db, permissions
from casework.accounts import Institution, Person
from casework.audit import service as audit
from casework.documents import province_reply
from casework.documents.errors import WrongParticulars
from casework.documents.models import OfficeParticular
from casework.documents.numbers import mistake_in_word
from casework.documents.paper_kind import PARTICULARS, Series
from casework.documents.shelf import shelf
from rules.reading.errors import FieldError
from rules.reading.messages import template

WORD = "word:"
LONGEST = 300
UNKNOWN_NAME = template("没有“%(name)s”这一项。")
TOO_LONG = template("最多 %(most)s 个字。")


def names() -> dict[str, object]:
    """What may be entered: name -> label; a word for each series that some kind of paper counts by."""
    counted = (kind.word for kind in shelf().values() if kind.series is Series.OWN)
    series = dict.fromkeys((*counted, province_reply.WORD))
    return {f"{WORD}{one}": gettext("机关代字（%(series)s）", series=one) for one in series} | dict(PARTICULARS)


def particulars(institution: Institution) -> Mapping[str, str]:
    """What is entered of an institution, the newest of each name; what was emptied is left out."""
    newest = (
        select(func.max(OfficeParticular.id))
        .where(OfficeParticular.institution_id == institution.id)
        .group_by(OfficeParticular.name)
    )
    rows = db.session().scalars(select(OfficeParticular).where(OfficeParticular.id.in_(newest)))
    return {row.name: row.value for row in rows if row.value}


def check(said: Mapping[str, str]) -> None:
    """Raise ``WrongParticulars``, naming each field and reason."""
    known, mistakes = names(), []
    for name, value in said.items():
        if name not in known:
            mistakes.append(FieldError(name, gettext(UNKNOWN_NAME, name=name)))
        elif len(value) > LONGEST:
            mistakes.append(FieldError(name, gettext(TOO_LONG, most=LONGEST)))
        elif name.startswith(WORD) and value and (wrong := mistake_in_word(value)) is not None:
            mistakes.append(FieldError(name, wrong))
    if mistakes:
        raise WrongParticulars(tuple(mistakes))


def enter(person: Person, institution: Institution, said: Mapping[str, str]) -> int:
    """Store what differs: how many. Raises ``Forbidden``, ``WrongParticulars``."""
    permissions.require(person, permissions.MANAGE_PEOPLE, of=institution)
    said = {name: value.strip() for name, value in said.items()}
    check(said)
    with db.writing():
        known = particulars(institution)
        made = [
            OfficeParticular(institution_id=institution.id, name=name, value=value, person_id=person.id, at=db.now())
            for name, value in said.items()
            if value != known.get(name, "")
        ]
        if made:
            db.session().add_all(made)
            db.session().flush()
            subject = f"institution:{institution.id}"
            told = {row.name: row.value for row in made}
            audit.record("office_particulars", subject, told, person=person, proves=made)
    return len(made)
