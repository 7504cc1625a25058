"""Kinds of papers of before, and that the log proves them as they were proven first."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

import casework
from casework import db
from casework.audit import verification
from casework.documents.kinds import KINDS
from casework.documents.kinds.kind import Kind
from casework.documents.models import Document, document_digest
from rules.casefile import canonical
from tests.casework.documents.former import issued as former_issued
from tests.casework.documents.test_former import retired, trigger_dropped
from tests.casework.office import Office
from tests.casework.prepared import office_after
from tests.databases import Databases

HOME = Path(casework.__file__).parent
TEMPLATES = HOME.parent / "templates"
HAN = re.compile(r"[\u4e00-\u9fff]")
RECORDS = {"report": {"assessment": 1}, "retirement": {"assessment": 1, "retirement": 1}}
"""What papers of the former system rested on."""


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_kind_has_its_template_and_its_words(kind: Kind) -> None:
    assert (TEMPLATES / kind.template).is_file()
    assert HAN.search(str(kind.title))
    assert HAN.search(str(kind.says))
    assert kind.edition >= 1


def former_digest(row: Document) -> str:
    """The digest of a document as it was proven while two columns named its records: written out here by hand."""
    records = json.loads(row.rests_on)
    content = {
        "id": str(row.id),
        "case_id": str(row.case_id),
        "position": str(row.position),
        "kind": row.kind,
        "number": row.number,
        "assessment_id": str(records["assessment"]),
        "retirement_id": str(records["retirement"]) if "retirement" in records else None,
        "template_edition": row.template_edition,
        "snapshot": row.snapshot,
        "data_hash": row.data_hash,
        "pdf": hashlib.sha256(row.pdf).hexdigest(),
        "pdf_sha256": row.pdf_sha256,
        "person_id": str(row.person_id),
        "at": row.at.isoformat(),
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _issue(office: Office) -> None:
    retired(office)
    for kind in KINDS:
        with office.app.app_context():
            former_issued(office.case, kind, office.person("officer"), rests_on=RECORDS[kind])


@pytest.fixture
def issued(databases: Databases, tmp_path: Path, quick_paper: None) -> Iterator[Office]:
    del quick_paper
    with office_after(databases, tmp_path, "former papers of each kind", _issue) as office:
        yield office


def test_documents_are_proven_as_when_columns_of_their_own_named_their_records(issued: Office) -> None:
    with issued.app.app_context():
        rows = db.session().query(Document).order_by(Document.id).all()
        assert [row.records for row in rows] == list(RECORDS.values())
        assert [document_digest(row) for row in rows] == [former_digest(row) for row in rows]
        assert verification.verify() is None


@pytest.mark.parametrize("other", ['{"assessment":2}', '{"assessment":1,"plan":1}', '{"assessment": 1}', "[]"])
def test_records_that_were_changed_behind_the_log_are_found(issued: Office, other: str) -> None:
    with (
        trigger_dropped(issued, "documents_no_update"),
        issued.app.app_context(),
        db.engine().begin() as connection,
    ):
        connection.execute(text("UPDATE documents SET rests_on = :other WHERE id = 1"), {"other": other})
    with issued.app.app_context():
        found = verification.verify()
    assert found is not None
    assert "documents" in found.message
