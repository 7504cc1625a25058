"""Pages that take in a case file: the form, the upload, and the page to check the answers before anything is stored.

Filing and amending are the same pages. Nothing is stored before the last button: the case file travels in the page.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from casework import permissions
from casework.accounts import Institution, Person
from casework.accounts import service as accounts
from casework.cases import Case, filing, lifecycle, service
from casework.cases import steps as case_steps
from casework.cases.errors import UploadNotText, UploadTooLarge
from casework.errors import Impossible, Invalid, Stale
from casework.web.cases import form_mapping
from casework.web.cases.blueprint import Page, blueprint
from casework.web.cases.forms import CaseForm
from rules.carbon.parameters.species import vocabulary
from rules.casefile import CaseFile, canonical, load, parse
from rules.reading.errors import FieldError, InputError

OFFERED = 60
"""How many courts and bureaus the form offers: the nearest. Another one is named in an uploaded case file."""


@dataclass(frozen=True)
class Intake:
    """What is being filled in: a new case (``case`` None) or an amendment of one, and by whom."""

    person: Person
    case: Case | None = None

    @property
    def address(self) -> str:
        if self.case is None:
            return url_for("cases.new")
        return url_for("cases.amend", case_id=self.case.id)

    @property
    def upload_address(self) -> str:
        if self.case is None:
            return url_for("cases.upload")
        return url_for("cases.amend_upload", case_id=self.case.id)

    @property
    def row_version(self) -> int | None:
        """The state of the case that the page was made from."""
        if self.case is None:
            return None
        return request.form.get("row_version", self.case.row_version, type=int)

    @property
    def procuratorate(self) -> Institution:
        """Whose case it is."""
        return self.case.procuratorate if self.case else self.person.institution

    @property
    def reason(self) -> str:
        return request.form.get("reason", "").strip()

    def changes(self, casefile: CaseFile) -> list[tuple[str, Any, Any]]:
        """What the amendment would change, against the case file as it stands now."""
        if self.case is None:
            return []
        return filing.changes(service.current_casefile(self.case).as_json(), casefile.as_json())


def _new() -> Intake:
    person = accounts.signed_in_person()
    permissions.require(person, permissions.FILE_CASE)
    return Intake(person)


def _amendment(case_id: int) -> Intake:
    person = accounts.signed_in_person()
    case = service.get_for(person, case_id)
    lifecycle.check_step(case, case_steps.amending_step(case), person)
    return Intake(person, case)


@blueprint.route("/cases/new", methods=["GET", "POST"])
def new() -> Page:
    """File a case with the form."""
    return _form_page(_new())


@blueprint.route("/cases/new/upload", methods=["GET", "POST"])
def upload() -> Page:
    """File a case from a case file."""
    return _upload_page(_new())


@blueprint.route("/cases/<int:case_id>/amend", methods=["GET", "POST"])
def amend(case_id: int) -> Page:
    """Change the facts: before the court accepts the case, and what comes in once the loss is confirmed."""
    return _form_page(_amendment(case_id))


@blueprint.route("/cases/<int:case_id>/amend/upload", methods=["GET", "POST"])
def amend_upload(case_id: int) -> Page:
    """Change the facts by another case file."""
    return _upload_page(_amendment(case_id))


def _form_page(intake: Intake) -> Page:
    if request.method == "GET":
        start = service.current_casefile(intake.case) if intake.case else None
        return _form(intake, *_filled(start))
    action = request.form.get("do", "check")
    if action in ("edit", "file"):
        casefile = load(request.form.get("document", "").encode())
        return _form(intake, *_filled(casefile)) if action == "edit" else _store(intake, casefile)
    form = CaseForm()
    rest = _rest()
    if action == "check":
        return _check_answers(intake, form, rest)
    data = form_mapping.rearranged(form.data, action)
    return _form(intake, CaseForm(formdata=None, data=data), rest)


def _filled(casefile: CaseFile | None) -> tuple[CaseForm, dict[str, Any]]:
    form = CaseForm(formdata=None, data=form_mapping.answers(casefile) if casefile else None)
    return form, form_mapping.beyond(casefile, form) if casefile else {}


def _rest() -> dict[str, Any]:
    try:
        rest = json.loads(request.form.get("rest") or "{}")
    except (ValueError, RecursionError):
        rest = None
    if not isinstance(rest, dict):
        raise InputError.at("", gettext("页面内容不完整，请重新打开页面。"))
    return rest


def _form(
    intake: Intake,
    form: CaseForm,
    rest: dict[str, Any],
    left: list[FieldError] | None = None,
    status: int = 200,
) -> Page:
    area = intake.procuratorate.area_code
    form.offer(
        [institution.name for institution in accounts.institutions_near("court", area, OFFERED)],
        [institution.name for institution in accounts.institutions_near("forestry_bureau", area, OFFERED)],
    )
    return render_template(
        "pages/cases/form.html",
        intake=intake,
        form=form,
        rest=json.dumps(rest, ensure_ascii=False) if rest else "",
        species=vocabulary().canonical,
        left=left or [],
    ), status


def _check_answers(intake: Intake, form: CaseForm, rest: dict[str, Any]) -> Page:
    data, places, errors = form_mapping.read(form, rest)
    try:
        casefile = filing.complete(parse(data), intake.procuratorate).casefile
    except (InputError, Invalid) as problem:
        errors = [*errors, *problem.errors]
    if errors:
        return _form(intake, form, rest, form_mapping.place(errors, places), status=422)
    return _check_page(intake, casefile)


def _check_page(
    intake: Intake, casefile: CaseFile, message: str = "", errors: tuple[FieldError, ...] = (), status: int = 200
) -> Page:
    # After a refusal because the case moved on, the differences shown are against its new state: build on that.
    moved_on = status == Stale.status and intake.case is not None
    return render_template(
        "pages/cases/check.html",
        intake=intake,
        casefile=casefile,
        changes=intake.changes(casefile),
        document=canonical(casefile.as_json()),
        message=message,
        errors=errors,
        row_version=intake.case.row_version if moved_on and intake.case else intake.row_version,
    ), status


def _store(intake: Intake, casefile: CaseFile) -> Page:
    try:
        if intake.case is None:
            case = case_steps.file_once(intake.person, casefile)
            flash(gettext("案件已立案，内部编号 %(reference)s。", reference=case.reference), "success")
        else:
            case = intake.case
            lifecycle.check_version(case, intake.row_version)
            case_steps.amend(case, intake.person, casefile, intake.reason)
            flash(gettext("修改已保存为新的一版案件文件。"), "success")
    except Invalid as refusal:
        return _check_page(intake, casefile, refusal.message, refusal.errors, refusal.status)
    except Impossible as refusal:
        return _check_page(intake, casefile, refusal.message, status=refusal.status)
    return redirect(url_for("cases.show", case_id=case.id))


def _upload_page(intake: Intake) -> Page:
    if request.method == "GET":
        return render_template("pages/cases/upload.html", intake=intake, errors=(), message="")
    given = request.files.get("file")
    content = given.read() if given else b""
    try:
        if not given or not given.filename:
            raise InputError.at("file", gettext("请选择要上传的案件文件"))
        casefile = filing.complete(case_steps.read_upload(content), intake.procuratorate).casefile
    except InputError as problem:
        return _refused_upload(intake, gettext("案件文件有误，没有保存任何内容。"), problem.errors, 422)
    except Invalid as refusal:
        return _refused_upload(intake, refusal.message, refusal.errors, refusal.status)
    except (UploadTooLarge, UploadNotText) as refusal:
        return _refused_upload(intake, refusal.message, (), refusal.status)
    return _check_page(intake, casefile)


def _refused_upload(intake: Intake, message: str, errors: tuple[FieldError, ...], status: int) -> Page:
    return render_template("pages/cases/upload.html", intake=intake, errors=errors, message=message), status
