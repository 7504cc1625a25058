"""A kind of document is one object: everything that lists, issues or judges documents asks it."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from jinja2 import DictLoader, StrictUndefined
from sqlalchemy import text

import casework
from casework import db
from casework.audit import verification
from casework.cases import Case, filing
from casework.documents import service as documents
from casework.documents import validity
from casework.documents.by_acts import course_of
from casework.documents.errors import NothingToState
from casework.documents.kinds import KINDS
from casework.documents.kinds.kind import Frame, Gathered, Kind
from casework.documents.models import Document, document_digest
from casework.errors import Forbidden
from casework.migrate import downgrade, upgrade
from casework.permissions import ONLY_BY, PROSECUTORS, Permission
from rules.casefile import canonical
from tests.casework.documents.test_issue import retired, signed_in, trigger_dropped
from tests.casework.office import Office
from tests.told import says

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


class Notice(Kind):
    """A kind that only this test knows."""

    name = "notice"
    title = "告知书"
    says = "告知的内容。"
    edition = 3
    permission = Permission("制作《告知书》", PROSECUTORS)

    def missing(self, case: Case) -> list[str]:
        return ["已委托测算。"] if _ordered(case) else []

    def gather(self, case: Case, frame: Frame) -> Gathered:
        version = filing.current_version(case)
        return Gathered(frame.as_json(case, filing.casefile_of(version)), {"casefile_version": version.id})

    def superseded(self, documents: Sequence[Document]) -> dict[int, str]:
        return {document.id: "已委托测算。" for document in documents if _ordered(document.case)}


def _ordered(case: Case) -> bool:
    return bool(course_of(case).case.measurings)


def test_a_new_kind_is_offered_issued_and_judged_without_any_other_change(
    office: Office, quick_paper: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, Notice.name, Notice())
    template = DictLoader({Notice().template: "{{ data.title }}"})
    office.app.extensions["paper templates"] = office.app.jinja_env.overlay(loader=template, undefined=StrictUndefined)
    office.file()
    with office.work():
        offered = {offer.kind: offer for offer in documents.offers(office.case, office.person("prosecutor"))}
        assert (offered["notice"].title, offered["notice"].refusal) == ("告知书", None)
        refusal = KINDS["notice"].refusal(office.case, office.person("officer"))
        assert says(refusal, ONLY_BY, who="南靖县人民检察院检察官")
    with office.app.app_context():
        document = documents.issue(office.case, "notice", office.person("prosecutor"))
        assert document.records == {"casefile_version": 1}
        assert document.template_edition.startswith("notice/3@")
    with office.app.app_context():
        assert [(item.title, item.superseded) for item in validity.issued(office.case)] == [("告知书", None)]
        assert verification.verify() is None
    office.accept()
    with office.app.app_context():
        assert [item.superseded for item in validity.issued(office.case)] == ["已委托测算。"]
        with pytest.raises(Forbidden):
            documents.issue(office.case, "notice", office.person("judge"))
        with pytest.raises(NothingToState, match="已委托测算"):
            documents.issue(office.case, "notice", office.person("prosecutor"))
    assert "告知书" in signed_in(office, "prosecutor").get("/cases/1/documents").text
