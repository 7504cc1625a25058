"""每木检尺: a stand's tally as it stands, the page to enter one, and empty sheets to fill in."""

from __future__ import annotations

from functools import partial
from io import BytesIO

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from casework.accesses import recording as accesses
from casework.accounts import service as accounts
from casework.cases import Case, lifecycle
from casework.cases import service as cases
from casework.cases.stages import STANDS
from casework.errors import CaseworkError, Impossible, Invalid
from casework.tallies import drafting, files, service
from casework.tallies.errors import SheetUnreadable, TallyRefused, TallyTooLarge
from casework.web.formfields import place
from casework.web.tallies.forms import TallyForm, tally_form
from rules.carbon.tally.blank import KINDS
from rules.carbon.tally.blank import blank as blank_sheet
from rules.carbon.tally.marked import MarkedSheet
from rules.carbon.tally.sheet import Basis
from rules.reading.errors import FieldError

blueprint = Blueprint("tallies", __name__)

Page = str | tuple[str, int] | AnyResponse


@blueprint.get("/cases/<int:case_id>/stands/<int:number>/tally")
def show(case_id: int, number: int) -> Page:
    """The tally of a stand, its rows and its sums."""
    person = accounts.signed_in_person()
    case = cases.get_for(person, case_id)
    return render_template(
        "pages/tallies/show.html",
        case=case,
        next_step=cases.next_step(case),
        number=number,
        place=service.place(case, number),
        stored=service.stored(case, number, request.args.get("page", 1, type=int)),
        may_enter=service.may_enter(case, person),
    )


@blueprint.route("/cases/<int:case_id>/stands/<int:number>/tally/enter", methods=["GET", "POST"])
def enter(case_id: int, number: int) -> Page:
    """Send a sheet, look at what was read, accept it. Nothing is stored before the last button."""
    person = accounts.signed_in_person()
    case = cases.get_for(person, case_id)
    cases.check_revising(case, person, STANDS)
    where = service.place(case, number)
    wanted = request.form.get("do", "check")
    if request.method == "GET":
        return _form(case, number, where, tally_form(where))
    if wanted == "edit":
        return _form(case, number, where, tally_form(where, drafting.stated(request.form.get("document", ""))))
    return _accept(case, number, where) if wanted == "store" else _check(case, number, where)


@blueprint.get("/cases/<int:case_id>/stands/<int:number>/tally/file")
def file(case_id: int, number: int) -> AnyResponse:
    """The file that the tally of a stand was read from, as it was sent."""
    person = accounts.signed_in_person()
    case = cases.get_for(person, case_id)
    tally = service.place(case, number).stand.tally
    found = files.file_of(case, tally.read.sha256 if tally and tally.read else None)
    accesses.downloaded(person, case, found.name)
    return send_file(
        BytesIO(found.content), mimetype="application/octet-stream", as_attachment=True, download_name=found.name
    )


def _check(case: Case, number: int, where: service.Place) -> Page:
    form = tally_form(where)
    sent = gettext("文件与粘贴的内容只用一种") if form.given else gettext("请选择文件，或粘贴表格内容")
    try:
        if form.given != 1:
            raise TallyRefused(sent, (FieldError("file", sent),))
        found = drafting.draft(where.casefile, where.position, form.entry(), form.sent)
    except TallyRefused as refusal:
        left = place(form, refusal.errors, form.places())
        return _form(case, number, where, form, refusal.message, left, refusal.sheet, refusal.status)
    except (SheetUnreadable, TallyTooLarge) as refusal:
        place(form, [FieldError("file", refusal.message)])
        return _form(case, number, where, form, status=refusal.status)
    files.look_at(case, form.sent.content)
    return _looked_at(case, number, where, found)


def _accept(case: Case, number: int, where: service.Place) -> Page:
    document = request.form.get("document", "")
    found = drafting.redraft(where.casefile, where.position, document, partial(files.looked_at, case))
    reason = request.form.get("reason", "")
    try:
        lifecycle.check_version(case, request.form.get("row_version", type=int))
        service.enter(case, accounts.signed_in_person(), found, reason)
    except (Impossible, Invalid) as refusal:
        return _looked_at(case, number, where, found, refusal, reason)
    flash(gettext("检尺表已保存为新的一版案件文件，共 %(trees)s 株。", trees=f"{found.trees:,}"), "success")
    return redirect(url_for("tallies.show", case_id=case.id, number=number))


def _form(
    case: Case,
    number: int,
    where: service.Place,
    form: TallyForm,
    message: str = "",
    left: list[FieldError] | None = None,
    sheet: MarkedSheet | None = None,
    status: int = 200,
) -> Page:
    form.row_version.data = case.row_version
    return render_template(
        "pages/tallies/enter.html",
        case=case,
        next_step=cases.next_step(case),
        number=number,
        place=where,
        form=form,
        message=message,
        left=left or [],
        sheet=sheet,
        species_names=service.species_names(),
    ), status


def _looked_at(
    case: Case,
    number: int,
    where: service.Place,
    found: drafting.Draft,
    refusal: CaseworkError | None = None,
    reason: str = "",
) -> Page:
    errors = refusal.errors if isinstance(refusal, Invalid) else ()
    return render_template(
        "pages/tallies/check.html",
        case=case,
        next_step=cases.next_step(case),
        number=number,
        place=where,
        draft=found,
        message=refusal.message if refusal else "",
        errors=errors,
        reason=reason,
    ), refusal.status if refusal else 200


@blueprint.get("/tally-sheet.<any(csv, xlsx):kind>")
def blank(kind: str) -> Response:
    """An empty sheet to fill in, of trees or of stumps."""
    accounts.signed_in_person()
    basis: Basis = "stump" if request.args.get("basis") == "stump" else "dbh"
    response = Response(blank_sheet(kind, basis), content_type=KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="tally-{basis}.{kind}"'
    return response
