"""Drafts of case files: begun by one person of an office, gone on with by any other there, filed once whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from casework import db
from casework.accounts import Person
from casework.audit import service as audit
from casework.cases.errors import DraftMoved, TooManyFacts, UnknownDraft
from casework.cases.models import Draft
from rules.casefile import canonical
from rules.reading.yaml_reader import MAX_BYTES

Facts = dict[str, Any]

MOST_LISTED = 100
"""Open drafts of an office that its page lists, newest first."""

_OF_NO_CASE = (Draft.case_id.is_(None), Draft.folder_id.is_(None))


def open_drafts(person: Person) -> list[Draft]:
    """New cases that the office has begun and not filed, last saved first."""
    query = select(Draft).where(Draft.institution_id == person.institution_id, *_OF_NO_CASE)
    return list(db.session().scalars(query.order_by(Draft.saved_at.desc(), Draft.id.desc()).limit(MOST_LISTED)))


def draft(person: Person, number: int) -> Draft:
    """The office's draft of a new case. Raises ``UnknownDraft`` (404) where it is gone or another office's."""
    query = select(Draft).where(Draft.id == number, Draft.institution_id == person.institution_id, *_OF_NO_CASE)
    found = db.session().scalar(query)
    if found is None:
        raise UnknownDraft(gettext("没有这份草稿：可能已经立案或删除，或者不是本单位的。"))
    return found


def draft_of_folder(folder_id: int, person: Person) -> Draft | None:
    """What the person's office has under way of the facts of a case kept by its acts, if anything."""
    own = Draft.institution_id == person.institution_id
    return db.session().scalar(select(Draft).where(Draft.folder_id == folder_id, own))


def facts_of(found: Draft) -> Facts:
    """What the draft says so far."""
    facts: Facts = json.loads(found.facts)
    return facts


@db.writing()
def begin(person: Person, facts: Mapping[str, Any], folder_id: int | None = None) -> Draft:
    """Keep a first state of a case file under way, new or of a case. Raises ``TooManyFacts`` beyond its size."""
    now = db.now()
    made = Draft(
        institution_id=person.institution_id,
        folder_id=folder_id,
        facts=_written(facts),
        title=_title(facts),
        started_by=person.id,
        saved_by=person.id,
        started_at=now,
        saved_at=now,
        row_version=1,
    )
    db.session().add(made)
    db.session().flush()
    _record("begin_draft", made, person)
    return made


@db.writing()
def save(found: Draft, person: Person, facts: Mapping[str, Any], row_version: int | None) -> None:
    """Keep a further state. Raises ``DraftMoved`` where the draft was saved by somebody else since it was read."""
    if row_version != found.row_version:
        raise DraftMoved(
            gettext(
                "这份草稿已由 %(person)s 另行保存。您填写的内容仍在页面上，尚未保存；再次保存即以您的内容为准。",
                person=found.saver.name,
            )
        )
    found.facts, found.title = _written(facts), _title(facts)
    found.saved_by, found.saved_at = person.id, db.now()
    found.row_version += 1
    _record("save_draft", found, person)


@db.writing()
def discard(found: Draft, person: Person) -> None:
    """Remove a draft that is not wanted, or that has been filed."""
    _record("discard_draft", found, person)
    db.session().delete(found)
    db.session().flush()


def _record(action: str, found: Draft, person: Person) -> None:
    audit.record(
        action,
        f"draft:{found.id}",
        {"case": found.case_id, "folder": found.folder_id, "title": found.title},
        person=person,
    )


def _written(facts: Mapping[str, Any]) -> str:
    text = canonical(facts)
    if len(text.encode()) > MAX_BYTES:
        raise TooManyFacts(gettext("填写的内容超过一份案件文件的上限，没有保存。请减少内容后重试。"))
    return text


def _title(facts: Mapping[str, Any]) -> str:
    """Who and what a draft is about, as far as it says so."""
    parties = facts.get("parties")
    names = [party.get("name") for party in parties if isinstance(party, dict)] if isinstance(parties, list) else []
    head = facts.get("case")
    offence = head.get("offence") if isinstance(head, dict) else None
    told = [str(name) for name in names if name]
    who = told[0] + ("等人" if len(told) > 1 else "") if told else ""
    return (who + (str(offence) if offence else ""))[:300]


ACTIONS = {"begin_draft": _("开始填写案件"), "save_draft": _("保存案件草稿"), "discard_draft": _("删除案件草稿")}
"""What the log calls these acts."""
