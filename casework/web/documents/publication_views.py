"""公开件: what the copy of a paper that is made public would say, its approval by a person, the file."""

from __future__ import annotations

import io

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.accesses import recording as accesses
from casework.accounts import service as accounts
from casework.documents import life, papers, words
from casework.documents.hiding.editions import EDITIONS, NEWEST
from casework.documents.life import Standing
from casework.documents.publication import copies
from casework.errors import CaseworkError, Forbidden, Impossible, Invalid
from casework.permissions import ISSUE_PAPERS
from casework.proceedings import service
from casework.web.documents.blueprint import Page, blueprint
from casework.web.documents.forms import PublicationForm


def _paper(folder_id: int, paper_id: int) -> Standing:
    person = accounts.signed_in_person()
    folder = service.get_for(person, folder_id)
    return papers.see(folder, person, life.find(folder, paper_id))


@blueprint.get("/folders/<int:folder_id>/documents/<int:paper_id>/publication")
def publication(folder_id: int, paper_id: int) -> Page:
    """The copy as it would leave, by the edition that is chosen, with what was left in it."""
    now = _paper(folder_id, paper_id)
    return _shown(now, PublicationForm(request.args, meta={"csrf": False}))


def _shown(now: Standing, form: PublicationForm, problem: CaseworkError | None = None) -> Page:
    person, made = accounts.signed_in_person(), None
    try:
        made = copies.made(now, form.edition.data or NEWEST, form.names)
    except (Impossible, Invalid) as refused:
        problem = problem or refused
    page = render_template(
        "pages/documents/publication.html",
        folder=now.paper.folder,
        head=papers.page_head(now.paper.folder),
        now=now,
        made=made,
        editions=EDITIONS,
        form=form,
        sheets=words.sheets_of(now.issued.layout, now.kind.styles) if now.issued else (),
        may=life.refusal(now.paper.folder, person, ISSUE_PAPERS) is None,
        problem=problem,
    )
    return page if problem is None else (page, problem.status)


@blueprint.post("/folders/<int:folder_id>/documents/<int:paper_id>/publication")
def approve_publication(folder_id: int, paper_id: int) -> Page:
    """A person lets the copy out that was seen."""
    now, form = _paper(folder_id, paper_id), PublicationForm()
    try:
        made = copies.made(now, form.edition.data or "", form.names)
        copies.approve(now, accounts.signed_in_person(), made, form.digest.data or "")
    except (Forbidden, Impossible, Invalid) as refused:
        return _shown(now, form, refused)
    flash(gettext("已批准公开件。"), "success")
    return redirect(url_for("documents.publication", folder_id=folder_id, paper_id=paper_id))


@blueprint.get("/folders/<int:folder_id>/documents/<int:paper_id>/publication.pdf")
def publication_pdf(folder_id: int, paper_id: int) -> Response:
    """The copy that was approved last."""
    now = _paper(folder_id, paper_id)
    found = copies.approved(now)
    accesses.downloaded(accounts.signed_in_person(), now.paper.folder, found.file_name)
    return send_file(io.BytesIO(found.pdf), mimetype="application/pdf", download_name=found.file_name)
