"""文书: the documents of a case and of all my cases, issuing one, and the PDF itself."""

from __future__ import annotations

import io

from flask import Flask, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.accounts import service as accounts
from casework.cases import Case
from casework.cases import service as cases
from casework.documents import service
from casework.documents.listing import paper_blocks
from casework.errors import Forbidden, Impossible
from casework.web.documents import paper_views
from casework.web.documents.blueprint import Page, blueprint
from casework.web.documents.forms import IssueForm
from casework.web.pages import page_at

__all__ = ["blueprint", "paper_views"]


def init_app(app: Flask) -> None:
    """Give the papers the filter that lists groups of trees as lines of text."""
    app.add_template_filter(paper_blocks, "paper_blocks")


@blueprint.get("/documents")
def index() -> str:
    """文书: every document of the cases I may see."""
    return render_template("pages/documents/list.html", found=service.recent(accounts.signed_in_person(), page_at()))


@blueprint.get("/cases/<int:case_id>/documents")
def of_case(case_id: int) -> Page:
    """文书 of one case: what was issued and what can be."""
    return _of_case(cases.get_for(accounts.signed_in_person(), case_id))


def _of_case(case: Case, message: str = "", status: int = 200) -> Page:
    form = IssueForm(formdata=None, row_version=case.row_version)
    page = render_template(
        "pages/documents/case.html",
        case=case,
        of_acts=service.of_acts(case, accounts.signed_in_person()),
        offers=service.offers(case, accounts.signed_in_person()),
        form=form,
        message=message,
    )
    return page, status


@blueprint.post("/cases/<int:case_id>/documents")
def issue(case_id: int) -> Page:
    """Issue a document; a refusal shows the page again with its reason."""
    person = accounts.signed_in_person()
    case = cases.get_for(person, case_id)
    form = IssueForm()
    if not form.validate():
        return _of_case(case, gettext("请从本页选择要制作的文书。"), 422)
    try:
        # First of all: who may never issue it is told so, however old the page.
        service.check_issuer(form.kind.data, case, person, form.about.data)
        cases.check_version(case, form.row_version.data)
        document = service.issue(case, form.kind.data, person, form.about.data)
    except (Forbidden, Impossible) as refusal:
        return _of_case(case, refusal.message, refusal.status)
    flash(gettext("已制作文书 %(number)s。", number=document.number), "success")
    return redirect(url_for("documents.of_case", case_id=case.id))


@blueprint.get("/documents/<int:document_id>.pdf")
def pdf(document_id: int) -> Response:
    """The PDF as it was issued, under its Chinese name."""
    content, name = service.content(accounts.signed_in_person(), document_id)
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name=name)
