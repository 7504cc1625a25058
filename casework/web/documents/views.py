"""文书: the papers of all my cases, and those that were issued before decision 31."""

from __future__ import annotations

import io

from flask import Flask, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from casework import permissions
from casework.accounts import service as accounts
from casework.cases import service as cases
from casework.documents import service
from casework.documents.listing import paper_blocks
from casework.documents.owed import in_words, sum_in_both
from casework.proceedings import facts
from casework.web.documents import paper_views, publication_views, reply_views, verify_views
from casework.web.documents.blueprint import blueprint
from casework.web.pages import page_at

__all__ = ["blueprint", "paper_views", "publication_views", "reply_views", "verify_views"]


def init_app(app: Flask) -> None:
    """Give the papers the filters of their own: groups of trees as lines of text, figures in words."""
    app.add_template_filter(paper_blocks, "paper_blocks")
    app.add_template_filter(in_words, "in_words")
    app.add_template_filter(sum_in_both, "sum_in_both")


@blueprint.get("/documents")
def index() -> str:
    """文书: every paper of the cases I may see."""
    person = accounts.signed_in_person()
    found, before = service.papers(person, page_at()), service.has_former(person)
    answers = permissions.may(person, permissions.ANSWER_PROPOSALS, of=person.institution)
    return render_template("pages/documents/list.html", found=found, before=before, answers=answers)


@blueprint.get("/documents/former")
def former() -> str:
    """Those that were issued before decision 31."""
    found = service.former(accounts.signed_in_person(), page_at())
    return render_template("pages/documents/former.html", found=found)


@blueprint.get("/cases/<int:case_id>/documents")
def of_case(case_id: int) -> Response:
    """An address of before: the papers of a case stand on the page of its folder."""
    folder = facts.folder_of(cases.get_for(accounts.signed_in_person(), case_id))
    if folder is None:
        return redirect(url_for("documents.former"))
    return redirect(url_for("documents.of_folder", folder_id=folder.id))


@blueprint.get("/documents/<int:document_id>.pdf")
def pdf(document_id: int) -> Response:
    """The PDF as it was issued, under its Chinese name."""
    content, name = service.content(accounts.signed_in_person(), document_id)
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name=name)
