"""每木检尺: a stand's tally as it stands, the page to enter one, and empty sheets to fill in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from casework.accesses import recording as accesses
from casework.accounts import Person
from casework.accounts import service as accounts
from casework.cases import Case
from casework.errors import CaseworkError, Impossible, Invalid, Stale
from casework.proceedings import facts
from casework.proceedings import service as proceedings
from casework.tallies import TallyFile, drafting, files, service
from casework.tallies.errors import SheetUnreadable, TallyRefused, TallyTooLarge
from casework.web import places, resume
from casework.web.formfields import place
from casework.web.places import Place, Ways
from casework.web.tallies.forms import TallyForm, tally_form
from rules.carbon.tally.blank import KINDS
from rules.carbon.tally.blank import blank as blank_sheet
from rules.carbon.tally.marked import MarkedSheet
from rules.carbon.tally.sheet import Basis
from rules.reading.errors import FieldError

blueprint = Blueprint("tallies", __name__)

Page = str | tuple[str, int] | AnyResponse

_ORDER = ("folder_id", "measuring", "number")
OF_ORDER: Ways = {
    "tally": ("tallies.of_order", _ORDER),
    "enter": ("tallies.enter_for_order", _ORDER),
    "file": ("tallies.file_of_order", _ORDER),
    "back": ("losses.measure_ordered", ("folder_id", "measuring")),
}
STAND = "/folders/<int:folder_id>/measurings/<measuring>/stands/<int:number>"


@dataclass(frozen=True)
class Sheet:
    """The tally of a stand and where it stands. ``store`` takes the draft, the reason and the version of the page."""

    at: Place
    case: Case
    number: int
    may_enter: bool
    store: Callable[[drafting.Draft, str, int | None], None]

    @property
    def where(self) -> service.Place:
        """The stand."""
        return service.place(self.case, self.number)


def _of_order(folder_id: int, measuring: str, number: int) -> Sheet:
    person = accounts.signed_in_person()
    folder = proceedings.get_for(person, folder_id)
    course, case = proceedings.state(folder), facts.case_of(folder)
    if case is None or measuring not in course.measurings:
        abort(404)

    def store(found: drafting.Draft, reason: str, version: int | None) -> None:
        if version != len(course.acts):
            raise Stale
        service.enter(folder, person, found, reason)

    at = places.of_folder(folder, course, OF_ORDER, measuring=measuring, number=number)
    return Sheet(at, case, number, facts.may_change(folder, person), store)


@blueprint.get(f"{STAND}/tally")
def of_order(folder_id: int, measuring: str, number: int) -> Page:
    """The tally of a stand, its rows and its sums, seen from an order to measure."""
    return _show(_of_order(folder_id, measuring, number))


def _show(sheet: Sheet) -> Page:
    return render_template(
        "pages/tallies/show.html",
        at=sheet.at,
        place=sheet.where,
        stored=service.stored(sheet.case, sheet.number, request.args.get("page", 1, type=int)),
        may_enter=sheet.may_enter,
    )


@blueprint.route(f"{STAND}/tally/enter", methods=["GET", "POST"])
def enter_for_order(folder_id: int, measuring: str, number: int) -> Page:
    """Send a sheet, look at what was read, accept it: that corrects the facts. Nothing is stored before the last
    button."""
    sheet = _of_order(folder_id, measuring, number)
    facts.check_may_change(proceedings.get_for(accounts.signed_in_person(), folder_id), accounts.signed_in_person())
    return _enter(sheet, accounts.signed_in_person())


def _enter(sheet: Sheet, person: Person) -> Page:
    if request.method == "POST":
        return _sent(sheet, person)
    kept = resume.sent(person)
    if kept is None:
        return _form(sheet, tally_form(sheet.where))
    document = kept.get("document", "")
    if request.args.get(resume.STEP) != CHECK:
        return _form(sheet, tally_form(sheet.where, drafting.stated(document)))
    try:
        found = drafting.redraft(sheet.where.casefile, sheet.where.position, document, _looked_at_file(sheet))
    except TallyRefused as refusal:  # the file is gone, or the case has other stands by now
        return _form(sheet, tally_form(sheet.where, drafting.stated(document)), refusal.message, status=refusal.status)
    return _looked_at(sheet, found)


CHECK, EDIT = "check", "edit"


def _sent(sheet: Sheet, person: Person) -> Page:
    wanted = request.form.get("do", CHECK)
    if wanted == "store":
        return _accept(sheet, person)
    if wanted != EDIT:
        return _check(sheet, person)
    document = request.form.get("document", "")
    away = resume.led_to(person, EDIT, [("document", document)])
    return away or _form(sheet, tally_form(sheet.where, drafting.stated(document)))


def _looked_at_file(sheet: Sheet) -> Callable[[str], bytes | None]:
    return partial(files.looked_at, sheet.case)


@blueprint.get(f"{STAND}/tally/file")
def file_of_order(folder_id: int, measuring: str, number: int) -> AnyResponse:
    """The file that the tally of a stand was read from, as it was sent."""
    sheet = _of_order(folder_id, measuring, number)
    found = _file(sheet.case, number)
    folder = proceedings.get_for(accounts.signed_in_person(), folder_id)
    accesses.downloaded(accounts.signed_in_person(), folder, found.name)
    return send_file(
        BytesIO(found.content), mimetype="application/octet-stream", as_attachment=True, download_name=found.name
    )


def _file(case: Case, number: int) -> TallyFile:
    tally = service.place(case, number).stand.tally
    return files.file_of(case, tally.read.sha256 if tally and tally.read else None)


def _check(sheet: Sheet, person: Person) -> Page:
    where, form = sheet.where, tally_form(sheet.where)
    sent = gettext("文件与粘贴的内容只用一种") if form.given else gettext("请选择文件，或粘贴表格内容")
    try:
        if form.given != 1:
            raise TallyRefused(sent, (FieldError("file", sent),))
        found = drafting.draft(where.casefile, where.position, form.entry(), form.sent)
    except TallyRefused as refusal:
        left = place(form, refusal.errors, form.places())
        return _form(sheet, form, refusal.message, left, refusal.sheet, refusal.status)
    except (SheetUnreadable, TallyTooLarge) as refusal:
        place(form, [FieldError("file", refusal.message)])
        return _form(sheet, form, status=refusal.status)
    files.look_at(sheet.case, form.sent.content)
    return resume.led_to(person, CHECK, [("document", found.document)]) or _looked_at(sheet, found)


def _accept(sheet: Sheet, person: Person) -> Page:
    document, where = request.form.get("document", ""), sheet.where
    found = drafting.redraft(where.casefile, where.position, document, _looked_at_file(sheet))
    reason = request.form.get("reason", "")
    try:
        sheet.store(found, reason, request.form.get("row_version", type=int))
    except (Impossible, Invalid) as refusal:
        return _looked_at(sheet, found, refusal, reason)
    resume.done(person)
    flash(gettext("检尺表已保存为新的一版案件文件，共 %(trees)s 株。", trees=f"{found.trees:,}"), "success")
    return redirect(sheet.at.to("tally"))


def _form(
    sheet: Sheet,
    form: TallyForm,
    message: str = "",
    left: list[FieldError] | None = None,
    marked: MarkedSheet | None = None,
    status: int = 200,
) -> Page:
    form.row_version.data = sheet.at.version
    return render_template(
        "pages/tallies/enter.html",
        at=sheet.at,
        place=sheet.where,
        form=form,
        message=message,
        left=left or [],
        sheet=marked,
        species_names=service.species_names(),
    ), status


def _looked_at(sheet: Sheet, found: drafting.Draft, refusal: CaseworkError | None = None, reason: str = "") -> Page:
    errors = refusal.errors if isinstance(refusal, Invalid) else ()
    return render_template(
        "pages/tallies/check.html",
        at=sheet.at,
        place=sheet.where,
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
