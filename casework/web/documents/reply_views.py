"""年度答复 of a bureau: those that were issued, a new one with the page to check it, each with the acts it counts."""

from __future__ import annotations

import io

from flask import flash, redirect, render_template, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework import permissions
from casework.accounts import Person
from casework.accounts import service as accounts
from casework.documents import replies, words
from casework.documents.docx.form import MIMETYPE, docx_of
from casework.documents.province_reply import FORM, LAYOUT
from casework.documents.replies import Draft
from casework.errors import CaseworkError, Impossible, Invalid
from casework.web import resume
from casework.web.documents.blueprint import Page, blueprint
from casework.web.documents.forms import ReasonForm, ReplyForm
from casework.web.formfields import place

SHEETS = words.sheets_of(LAYOUT)


def _person() -> Person:
    person = accounts.signed_in_person()
    permissions.require_any(person, permissions.ANSWER_PROPOSALS)
    return person


@blueprint.get("/documents/replies")
def replies_page() -> Page:
    """年度答复: those of the own bureau and of those below it."""
    return render_template("pages/documents/replies.html", found=replies.listed(_person()))


@blueprint.route("/documents/replies/new", methods=["GET", "POST"])
def new_reply() -> Page:
    """Fill it in, read it as it would be printed, issue it."""
    person = _person()
    sent, button = resume.sent(person), resume.step()
    form = ReplyForm(**resume.filled(sent))
    if sent is not None and (away := resume.shown(person, resume.said(sent))) is not None:
        return away
    if sent is None or button == "edit":
        return _form(form)
    if not form.validate():
        return _form(form, 422)
    try:
        if button == resume.SAVE:
            if (again := resume.sent_before(person, resume.said(sent))) is not None:
                return again
            issued = replies.issue(person, form.asked())
            flash(gettext("已签发《%(title)s》%(number)s。", title=issued.title, number=issued.number), "success")
            return redirect(url_for("documents.reply", reply_id=issued.id))
        return _check(form, replies.draft(person, form.asked()), resume.said(sent))
    except Invalid as refusal:
        place(form, refusal.errors)
        return resume.refused(person, resume.said(sent)) or _form(form, refusal.status)
    except Impossible as refusal:
        return resume.refused(person, resume.said(sent)) or _form(form, refusal.status, refusal)


def _form(form: ReplyForm, status: int = 200, problem: CaseworkError | None = None) -> Page:
    return render_template("pages/documents/reply_form.html", form=form, problem=problem), status


def _check(form: ReplyForm, draft: Draft, sent: list[tuple[str, str]]) -> Page:
    return render_template("pages/documents/reply_check.html", form=form, draft=draft, sent=sent, sheets=SHEETS)


@blueprint.get("/documents/replies/<int:reply_id>")
def reply(reply_id: int) -> Page:
    """A reply as it was issued."""
    return _shown(_person(), reply_id, ReasonForm(formdata=None))


def _shown(person: Person, reply_id: int, form: ReasonForm, problem: CaseworkError | None = None) -> Page:
    found = replies.find(person, reply_id)
    page = render_template(
        "pages/documents/reply.html",
        reply=found,
        taken=replies.withdrawal(found),
        article=words.article(FORM, replies.frozen(found)),
        sheets=SHEETS,
        form=form,
        problem=problem,
    )
    return page if problem is None else (page, problem.status)


@blueprint.post("/documents/replies/<int:reply_id>/withdraw")
def withdraw_reply(reply_id: int) -> Page:
    """Take it back."""
    person, form = _person(), ReasonForm()
    try:
        replies.withdraw(person, replies.find(person, reply_id), form.reason.data or "")
    except (Invalid, Impossible) as refusal:
        place(form, getattr(refusal, "errors", ()))
        return _shown(person, reply_id, form, refusal)
    flash(gettext("答复已撤回，原件和文号照旧保存。"), "success")
    return redirect(url_for("documents.reply", reply_id=reply_id))


@blueprint.get("/documents/replies/<int:reply_id>.pdf")
def reply_pdf(reply_id: int) -> Response:
    """The PDF as it was issued."""
    content, name = replies.content(replies.find(_person(), reply_id))
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name=name)


@blueprint.get("/documents/replies/<int:reply_id>.docx")
def reply_docx(reply_id: int) -> Response:
    """The same words for a word processor."""
    found = replies.find(_person(), reply_id)
    content, name = docx_of(FORM, replies.frozen(found)), replies.content(found)[1].removesuffix(".pdf")
    return send_file(io.BytesIO(content), mimetype=MIMETYPE, download_name=f"{name}.docx", as_attachment=True)


@blueprint.get("/documents/replies/<int:reply_id>/proof.pdf")
def reply_proof(reply_id: int) -> Response:
    """核对页: number, digests and head of the log."""
    content, name = replies.proof(replies.find(_person(), reply_id))
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name=name)


@blueprint.get("/documents/replies/<int:reply_id>/sources.csv")
def reply_sources(reply_id: int) -> Response:
    """The acts that its sums are made of: for the house alone, the reply itself does not carry them."""
    content, name = replies.counted(replies.find(_person(), reply_id))
    return send_file(io.BytesIO(content), mimetype="text/csv; charset=utf-8", download_name=name, as_attachment=True)
