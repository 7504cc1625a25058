"""What other features and the pages may ask of documents: which can be issued, issue one, list and read them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from casework import db
from casework.accounts.service import Person
from casework.audit import service as audit
from casework.cases import service as cases
from casework.cases.service import Case
from casework.digests import row_digest
from casework.documents import basis, paper, snapshot
from casework.documents.errors import UnknownDocument, WrongIssuer
from casework.documents.models import KINDS, REPORT, RETIREMENT, Document
from casework.documents.standing import Issued, issued
from rules.casefile import canonical

__all__ = ["KINDS", "REPORT", "RETIREMENT", "TITLES", "Document", "Issued", "Offer", "content", "find", "issue"]
__all__ += ["issued", "offers", "recent"]

TITLES = {REPORT: _("碳汇损失计量报告"), RETIREMENT: _("碳汇注销确认书")}

PER_PAGE = 30


@dataclass(frozen=True)
class Offer:
    """A kind of document: whether this person may issue it now, and if not, why."""

    kind: str
    title: str
    says: str
    refusal: str | None


_SAYS = {
    REPORT: _("计量工作底稿全文、参数与可信程度、规则适用的理由，附机器可读的全部数据。"),
    RETIREMENT: _("方案列明的数量、登记机构凭证与序列号、逐项核对的结果。"),
}


def offers(case: Case, person: Person) -> list[Offer]:
    """Every kind of document with the reason why this person cannot issue it now, if there is one."""
    return [
        Offer(kind, str(TITLES[kind]), str(_SAYS[kind]), _wrong_issuer(kind, case, person) or basis.missing(kind, case))
        for kind in KINDS
    ]


def issue(case: Case, kind: str, person: Person) -> Document:
    """Freeze the data, make the PDF, keep both.

    Raises ``WrongIssuer`` (403), ``NothingToState`` (409) where the case has not come so far, ``MissingGlyphs`` (409).
    """
    if kind not in KINDS:
        raise UnknownDocument(gettext("没有这种文书。"))
    refusal = _wrong_issuer(kind, case, person)
    if refusal:
        raise WrongIssuer(refusal)
    db.take_turns(f"documents of case {case.id}")
    position = 1 + (db.session().scalar(select(func.max(Document.position)).where(Document.case_id == case.id)) or 0)
    frame = snapshot.Frame(
        kind=kind,
        number=f"{case.reference}-{position:02d}",
        template=paper.template_edition(kind),
        person=person,
        at=db.now(),
        audit=audit.head(),
    )
    # A paper is in Chinese, whatever language the screen of its maker is in.
    with force_locale("zh"):
        rests_on = basis.gather(kind, case, frame)
    text = canonical(rests_on.data)
    data_hash = hashlib.sha256(text.encode()).hexdigest()
    pdf = paper.render_pdf(kind, rests_on.data, text, data_hash)
    document = Document(
        case_id=case.id,
        position=position,
        kind=kind,
        number=frame.number,
        assessment_id=rests_on.assessment_id,
        retirement_id=rests_on.retirement_id,
        template_edition=frame.template,
        snapshot=text,
        data_hash=data_hash,
        pdf=pdf,
        pdf_sha256=hashlib.sha256(pdf).hexdigest(),
        person_id=person.id,
        at=frame.at,
    )
    db.session().add(document)
    db.session().flush()
    detail = {"kind": kind, "number": document.number, "data": data_hash, "pdf": document.pdf_sha256}
    audit.record("issue_document", f"case:{case.id}", detail, person=person, proves=(document,))
    return document


def _wrong_issuer(kind: str, case: Case, person: Person) -> str | None:
    """Why this person does not issue this kind: reports are the bureau's or the assigned judge's, confirmations the
    bureau's."""
    of_bureau = person.role == "forestry_officer" and person.institution_id == case.bureau_id
    if of_bureau or (kind == REPORT and case.judge_id == person.id):
        return None
    if kind == REPORT:
        return gettext(
            "《%(title)s》由%(bureau)s的林业干部或承办法官制作。", title=str(TITLES[kind]), bureau=case.bureau.name
        )
    return gettext("《%(title)s》由%(bureau)s的林业干部制作。", title=str(TITLES[kind]), bureau=case.bureau.name)


def recent(person: Person, page: int = 1) -> tuple[list[tuple[Case, Issued]], int]:
    """Documents of all cases this person may see, newest first, and how many pages of them there are."""
    mine = cases.visible_to(person)
    total = db.session().scalar(select(func.count()).select_from(Document).join(Case).where(mine)) or 0
    found = db.session().execute(
        select(Document, Case)
        .join(Case, Case.id == Document.case_id)
        .where(mine)
        .order_by(Document.id.desc())
        .limit(PER_PAGE)
        .offset((max(page, 1) - 1) * PER_PAGE)
    )
    rows = [(case, document) for document, case in found]
    standing = {case.id: {item.document.id: item for item in issued(case)} for case, _document in rows}
    return [(case, standing[case.id][document.id]) for case, document in rows], max(1, -(-total // PER_PAGE))


def find(person: Person, document_id: int) -> Document:
    """The document, if this person may see its case. Raises ``UnknownDocument`` otherwise."""
    found = db.session().scalar(select(Document).join(Case).where(Document.id == document_id, cases.visible_to(person)))
    if found is None:
        raise UnknownDocument(gettext("没有这份文书，或您所在单位不参与办理该案。"))
    return found


def content(person: Person, document_id: int) -> tuple[bytes, str]:
    """The PDF as it was issued and its file name."""
    document = find(person, document_id)
    return document.pdf, f"{snapshot.TITLES[document.kind]} {document.number}.pdf"


audit.provable(Document, row_digest)
audit.name_actions({"issue_document": _("制作文书")})
