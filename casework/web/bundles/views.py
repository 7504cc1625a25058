"""卷宗 of a case and papers by the many: what may be asked for, how far it is, what came of it."""

from __future__ import annotations

import io
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.accesses import recording as accesses
from casework.accounts import Person
from casework.accounts import service as accounts
from casework.bundles import batch, dossier, service
from casework.errors import CaseworkError, Forbidden, Impossible, Invalid
from casework.proceedings import Folder
from casework.proceedings import service as proceedings
from casework.web.bundles.forms import CancelForm, KindForm, VolumeForm

blueprint = Blueprint("bundles", __name__)

Page = str | tuple[str, int] | Response


def _folder(folder_id: int) -> tuple[Folder, Person]:
    person = accounts.signed_in_person()
    return proceedings.get_for(person, folder_id), person


@blueprint.get("/folders/<int:folder_id>/dossiers")
def dossiers(folder_id: int) -> Page:
    """卷宗: which volumes may be made, how far they are, those that were made."""
    return _dossiers(*_folder(folder_id))


def _dossiers(folder: Folder, person: Person, problem: CaseworkError | None = None) -> Page:
    page = service.dossiers(folder, person)
    shown = render_template("pages/bundles/dossiers.html", page=page, folder=folder, problem=problem)
    return shown if problem is None else (shown, problem.status)


@blueprint.post("/folders/<int:folder_id>/dossiers")
def ask_dossier(folder_id: int) -> Page:
    """Have a volume made."""
    folder, person = _folder(folder_id)
    try:
        service.ask_dossier(folder, person, VolumeForm().volume.data or "")
    except (Forbidden, Impossible) as refused:
        return _dossiers(folder, person, refused)
    flash(gettext("已交办。做好后在本页下载。"), "success")
    return redirect(url_for("bundles.dossiers", folder_id=folder.id))


@blueprint.get("/folders/<int:folder_id>/dossiers/<int:job_id>/<int:file_id>")
def download(folder_id: int, job_id: int, file_id: int) -> Response:
    """A volume as it was made."""
    folder, person = _folder(folder_id)
    found = service.download(folder, person, job_id, file_id)
    accesses.downloaded(person, folder, found.name)
    content = io.BytesIO(found.content)
    return send_file(content, mimetype=found.media_type, download_name=found.name, as_attachment=True)


@blueprint.post("/folders/<int:folder_id>/dossiers/<int:job_id>/cancel")
def cancel_dossier(folder_id: int, job_id: int) -> Page:
    """Have a volume not made after all."""
    return _cancel(folder_id, job_id, dossier.WORK.kind, _dossiers, "bundles.dossiers")


@blueprint.get("/folders/<int:folder_id>/batches")
def batches(folder_id: int) -> Page:
    """成批签发: which kinds are due for several, how far it is, what came of each paper."""
    return _batches(*_folder(folder_id))


def _batches(folder: Folder, person: Person, problem: CaseworkError | None = None) -> Page:
    page = service.batches(folder, person)
    shown = render_template("pages/bundles/batches.html", page=page, folder=folder, problem=problem)
    return shown if problem is None else (shown, problem.status)


@blueprint.post("/folders/<int:folder_id>/batches")
def ask_batch(folder_id: int) -> Page:
    """Have papers of a kind issued."""
    folder, person = _folder(folder_id)
    try:
        service.ask_batch(folder, person, KindForm().kind.data or "")
    except (Forbidden, Impossible) as refused:
        return _batches(folder, person, refused)
    flash(gettext("已交办。每份文书签发与否及理由，办结后列在本页。"), "success")
    return redirect(url_for("bundles.batches", folder_id=folder.id))


@blueprint.post("/folders/<int:folder_id>/batches/<int:job_id>/cancel")
def cancel_batch(folder_id: int, job_id: int) -> Page:
    """Have the rest of the papers not issued after all."""
    return _cancel(folder_id, job_id, batch.WORK.kind, _batches, "bundles.batches")


def _cancel(folder_id: int, job_id: int, kind: str, show: Callable[..., Page], place: str) -> Page:
    folder, person = _folder(folder_id)
    form = CancelForm()
    reason = (form.reason.data or "") if form.validate() else ""
    try:
        service.cancel(folder, person, job_id, kind, reason)
    except (Forbidden, Impossible, Invalid) as refused:
        return show(folder, person, refused)
    flash(gettext("已取消。正在办的一步办完后停止，已办的和没有办的列在本页。"), "success")
    return redirect(url_for(place, folder_id=folder.id))
