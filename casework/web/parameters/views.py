"""参数集: the register of parameter sets, their import, verification and withdrawal."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework import permissions
from casework.accounts import service as accounts
from casework.errors import Impossible, Invalid
from casework.parameters import entering, service, verifying
from casework.parameters import register as parameters_register
from casework.proceedings import overview
from casework.web import resume
from casework.web.formfields import place
from casework.web.parameters.forms import UploadForm, WithdrawForm, looks, reasons
from rules.carbon.parameters.left_out import left_out as unused_values
from rules.carbon.parameters.sources import source_of, sources_of
from rules.reading.errors import FieldError
from rules.reading.messages import template

NO_FILE = template("请选择要上传的参数集文件")

blueprint = Blueprint("parameters", __name__)
blueprint.add_app_template_global(source_of)
blueprint.add_app_template_global(sources_of)

Page = str | tuple[str, int] | Response


@blueprint.get("/parameters")
def register() -> Page:
    """Every set, shipped and entered, by method edition."""
    return render_template(
        "pages/parameters/register.html",
        editions=service.editions(),
        entered=parameters_register.entered_sets(),
        today=overview.today(),
        may_enter=permissions.may(accounts.signed_in_person(), permissions.ENTER_PARAMETERS),
    )


@blueprint.get("/parameters/shipped/<method>/<edition>")
def shipped(method: str, edition: str) -> Page:
    """The set that ships with a method edition, value by value."""
    return render_template("pages/parameters/shipped.html", edition=service.edition(method, edition))


@blueprint.get("/parameters/left-out")
def left_out() -> Page:
    """Values that are known of and not used, or were not found, each with the reason."""
    accounts.signed_in_person()
    return render_template("pages/parameters/left_out.html", parts=unused_values())


@blueprint.get("/parameters/form/<method>/<edition>.xlsx")
def empty_form(method: str, edition: str) -> Response:
    """The empty form of a method edition, as a download."""
    content, name = service.form_of(method, edition)
    return send_file(
        BytesIO(content),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_attachment=True,
        download_name=name,
    )


@blueprint.route("/parameters/new", methods=["GET", "POST"])
def new() -> Page:
    """Upload a form, look at what the check says, accept it. Nothing is stored before the last step."""
    person = accounts.signed_in_person()
    permissions.require(person, permissions.ENTER_PARAMETERS)
    if request.method == "GET":
        kept = resume.sent(person) if resume.STEP in request.args else None
        if kept is None:
            return _upload_page(UploadForm(formdata=None))
        return _checked_page(entering.looked_through(person, kept.get("document", "").encode()))
    if "document" in request.form:
        return _accept(person, request.form["document"])
    form = UploadForm()
    given = form.file.data
    if not given or not given.filename:
        place(form, [FieldError("file", gettext(NO_FILE))])
        return _upload_page(form, 422)
    found = entering.looked_through(person, given.read())
    away = resume.led_to(person, "check", [("document", found.form.document)]) if found.form else None
    return away or _checked_page(found, status=200 if found.form else 422)


def _accept(person: Any, document: str) -> Page:
    try:
        row = entering.enter(person, document, reasons(request.form))
    except Invalid as refusal:
        found = entering.looked_through(person, document.encode())
        return _checked_page(found, refusal.message, refusal.errors, refusal.status)
    except Impossible as refusal:
        found = entering.looked_through(person, document.encode())
        return _checked_page(found, refusal.message, status=refusal.status)
    resume.done(person)
    flash(gettext("参数集已录入，须由另一名林业干部逐项核对后冻结，方可用于计量。"), "success")
    return redirect(url_for("parameters.show", set_id=row.id))


def _upload_page(form: UploadForm, status: int = 200) -> Page:
    return render_template("pages/parameters/upload.html", form=form, editions=service.editions()), status


def _checked_page(found: Any, message: str = "", errors: tuple[FieldError, ...] = (), status: int = 200) -> Page:
    return render_template(
        "pages/parameters/checked.html",
        found=found,
        titles=service.titles(found.form.method) if found.form else {},
        message=message,
        errors={error.path: error.message for error in errors},
        typed=reasons(request.form),
    ), status


@blueprint.get("/parameters/<int:set_id>")
def show(set_id: int) -> Page:
    """A set with all its values, who entered and verified each, and when."""
    page = service.page(accounts.signed_in_person(), set_id)
    return render_template("pages/parameters/show.html", page=page, titles=service.titles(page.shown.row.method))


@blueprint.route("/parameters/<int:set_id>/verify", methods=["GET", "POST"])
def verify(set_id: int) -> Page:
    """Hold each value against its source; with the last button freeze the set."""
    person = accounts.signed_in_person()
    found = verifying.to_verify(person, set_id)
    if request.method == "GET":
        return _verify_page(found)
    try:
        if request.form.get("do") == "freeze":
            verifying.freeze(person, set_id, request.form.get("sha256", ""))
            flash(gettext("参数集已冻结，可以用于计量。"), "success")
            return redirect(url_for("parameters.show", set_id=set_id))
        kept = verifying.verify(person, set_id, looks(request.form))
        flash(gettext("已保存 %(count)s 个数值的核对结果。", count=kept), "success")
        return redirect(url_for("parameters.verify", set_id=set_id))
    except Invalid as refusal:
        return _verify_page(found, refusal.message, refusal.errors, refusal.status)
    except Impossible as refusal:
        return _verify_page(found, refusal.message, status=refusal.status)


def _verify_page(found: Any, message: str = "", errors: tuple[FieldError, ...] = (), status: int = 200) -> Page:
    return render_template(
        "pages/parameters/verify.html",
        shown=found,
        titles=service.titles(found.row.method),
        message=message,
        errors={error.path: error.message for error in errors},
        typed=request.form,
    ), status


@blueprint.route("/parameters/<int:set_id>/withdraw", methods=["GET", "POST"])
def withdraw(set_id: int) -> Page:
    """Take a set out of use, with a reason."""
    person = accounts.signed_in_person()
    shown = verifying.to_withdraw(person, set_id)
    form = WithdrawForm()
    message, status = "", 200
    if request.method == "POST":
        try:
            verifying.withdraw(person, set_id, form.reason.data or "")
            flash(gettext("参数集已停用，以它完成的计量不受影响。"), "success")
            return redirect(url_for("parameters.show", set_id=set_id))
        except Invalid as refusal:
            place(form, refusal.errors)
            message, status = refusal.message, refusal.status
    return render_template("pages/parameters/withdraw.html", shown=shown, form=form, message=message), status
