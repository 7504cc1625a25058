"""A kind of document is one object: everything that lists, issues or judges documents asks it."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from pathlib import Path

import pytest
from sqlalchemy import text

import casework
from casework import db
from casework.audit import verification
from casework.documents import service as documents
from casework.documents.kinds import KINDS
from casework.documents.kinds.kind import Kind
from casework.documents.models import Document, document_digest
from casework.migrate import downgrade, upgrade
from rules.casefile import canonical
from tests.casework.documents.test_issue import retired, trigger_dropped
from tests.casework.office import Office

HOME = Path(casework.__file__).parent
TEMPLATES = HOME.parent / "templates"
HAN = re.compile(r"[\u4e00-\u9fff]")
RECORDS_OF_THEIR_OWN_COLUMN = {"models.py"}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_kind_has_its_template_and_its_words(kind: Kind) -> None:
    assert (TEMPLATES / kind.template).is_file()
    assert HAN.search(str(kind.title))
    assert HAN.search(str(kind.says))
    assert kind.edition >= 1


def test_every_kind_has_a_module_and_a_folder_of_its_own() -> None:
    modules = {path.stem for path in (HOME / "documents" / "kinds").glob("*.py")} - {"__init__", "kind"}
    folders = {path.name for path in (TEMPLATES / "documents").iterdir() if path.is_dir()}
    assert modules == folders == set(KINDS)


def test_no_other_module_of_documents_names_a_kind() -> None:
    named = [
        f"{path.name}:{node.lineno}"
        for path in (HOME / "documents").glob("*.py")
        if path.name not in RECORDS_OF_THEIR_OWN_COLUMN
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in KINDS
    ]
    assert named == []


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_everything_that_a_kind_lacks_is_told_at_once(office: Office) -> None:
    office.file()
    with office.work():
        lacking = KINDS["retirement"].missing(office.case)
        assert len(lacking) == 2
        offered = {offer.kind: offer for offer in documents.offers(office.case, office.person("officer"))}
        assert list(offered) == list(KINDS)
        assert offered["retirement"].refusal == "".join(lacking)


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


@pytest.fixture
def issued(office: Office, quick_paper: None) -> Office:
    retired(office)
    for kind in KINDS:
        with office.app.app_context():
            documents.issue(office.case, kind, office.person("officer"))
    return office


def test_documents_proven_before_stay_proven_when_their_records_move_into_one_column(issued: Office) -> None:
    with issued.app.app_context():
        assert [document_digest(row) for row in db.session().query(Document)] == [
            former_digest(row) for row in db.session().query(Document)
        ]
        db.rollback()
        downgrade(db.engine(), "0010")
        query = text("SELECT kind, assessment_id, retirement_id FROM documents ORDER BY id")
        with db.engine().connect() as connection:
            assert [tuple(row) for row in connection.execute(query)] == [("report", 1, None), ("retirement", 1, 1)]
        upgrade(db.engine())
    with issued.app.app_context():
        assert [row.records for row in db.session().query(Document)] == [
            {"assessment": 1},
            {"assessment": 1, "retirement": 1},
        ]
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
