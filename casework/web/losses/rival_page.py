"""对照测算: the present facts beside another version, another method or an uploaded case file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import redirect, render_template, request
from flask_babel import gettext

from casework.accounts import Person
from casework.cases import Case
from casework.cases import history as case_history
from casework.cases import service as cases
from casework.cases.errors import UploadNotText, UploadTooLarge
from casework.errors import Impossible, Invalid
from casework.losses import attribution, measuring
from casework.losses.adoption import Adoption
from casework.web import resume
from casework.web.losses.blueprint import Page
from casework.web.places import Place
from rules.casefile import CaseFile
from rules.reading.errors import FieldError, InputError
from rules.reading.messages import template

ADOPTED = template("对照一方的地块数据已采纳，成为第 %(number)s 版案件文件。")
NOT_COMPARED = template("不能对照，请改正下列各处。没有保存任何内容。")
NOT_ADOPTED = template("没有采纳，没有保存任何内容。")


@dataclass(frozen=True)
class Rivals:
    """Where a rival is set against the facts of a case.

    ``adoption``: what the person may take over of it; ``store``: takes it over, with the reason and the version of the
    page, and gives the address to go on to.
    """

    place: Place
    case: Case
    adoption: Callable[[CaseFile], Adoption | None]
    store: Callable[[CaseFile, str, int | None], str]


def rival(rivals: Rivals, person: Person) -> Page:
    """What is chosen on the page, set against the facts. Nothing is stored but what was chosen, to be shown again."""
    found = resume.sent(person)
    if found is None:
        return _page(rivals, None)
    given = request.files.get("file")
    content = given.read() if given else found.get("document", "").encode()
    wanted = attribution.Rival(
        version=found.get("version", type=int),
        method=found.get("method", ""),
        content=content,
        file=(given.filename or "") if given else found.get("name", ""),
    )
    try:
        weighed = attribution.against(rivals.case, wanted)
        if request.method == "POST":
            chosen = {"version": found.get("version", ""), "method": wanted.method, "name": wanted.file}
            away = resume.led_to(person, "check", [*chosen.items(), ("document", content.decode("utf-8-sig"))])
            if away is not None:
                return away
        return _page(rivals, weighed)
    except InputError as problem:
        return _page(rivals, None, gettext(NOT_COMPARED), problem.errors, 422)
    except (UploadTooLarge, UploadNotText) as refusal:
        return _page(rivals, None, refusal.message, (), refusal.status)


def adopt(rivals: Rivals) -> Page:
    """Make the stands of the rival case file those of the case, as a new version."""
    content, file = request.form.get("document", "").encode(), request.form.get("name", "")[:200]
    try:
        weighed = attribution.against(rivals.case, attribution.Rival(content=content, file=file))
        assert weighed.rival is not None, "an uploaded file is the rival"
    except InputError as problem:
        return _page(rivals, None, gettext(NOT_ADOPTED), problem.errors, 422)
    except (UploadTooLarge, UploadNotText) as refusal:
        return _page(rivals, None, refusal.message, (), refusal.status)
    try:
        version = request.form.get("row_version", type=int)
        return redirect(rivals.store(weighed.rival, request.form.get("reason", ""), version))
    except (Impossible, Invalid) as refused:
        errors = refused.errors if isinstance(refused, Invalid) else ()
        return _page(rivals, weighed, refused.message, errors, refused.status)


def _page(
    rivals: Rivals,
    weighed: attribution.Weighed | None,
    message: str = "",
    errors: tuple[FieldError, ...] = (),
    status: int = 200,
) -> Page:
    rival = weighed.rival if weighed else None
    return render_template(
        "pages/losses/rival.html",
        place=rivals.place,
        weighed=weighed,
        adoption=rivals.adoption(rival) if rival else None,
        versions=[version.version for version in case_history.versions(rivals.case)],
        methods=measuring.offered(cases.current_casefile(rivals.case)),
        typed=resume.fields(),
        message=message,
        errors=errors,
    ), status
