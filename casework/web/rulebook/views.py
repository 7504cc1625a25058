"""规则: the law that ships, by subject and by search; the rehearsal of a change of it. Nothing here is stored."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext

from casework import permissions
from casework.accounts import service as accounts
from casework.rulebook import periods as rulebook_periods
from casework.rulebook import queries as rulebook_queries
from casework.rulebook import rehearsing
from casework.rulebook.errors import BadEdition
from casework.web.formfields import place
from casework.web.rulebook import words
from casework.web.rulebook.forms import EditionForm, SearchForm
from rules.deciding.book.left_out import left_out
from rules.published_cases import GRADES, published_cases
from rules.reading.errors import FieldError

blueprint = Blueprint("rulebook", __name__)
blueprint.add_app_template_global(left_out)
blueprint.add_app_template_global(rulebook_queries.texts, "law_texts")

Page = str | tuple[str, int]


@blueprint.get("/rulebook")
def index() -> Page:
    """The edition, its subjects, and what a search finds."""
    person = accounts.signed_in_person()
    form = SearchForm(request.args)
    form.validate()
    wanted = rulebook_queries.Search((form.words.data or "")[:100], form.on.data)
    return render_template(
        "pages/rulebook/index.html",
        form=form,
        law=rulebook_queries.rulebook(),
        wanted=wanted,
        found=rulebook_queries.search(wanted) if wanted.narrows else [],
        periods=rulebook_queries.search_periods(wanted) if wanted.narrows else [],
        volumes=rulebook_periods.volumes(),
        words=words,
        may_rehearse=permissions.may(person, permissions.REHEARSE_LAW),
    )


@blueprint.get("/rulebook/subjects/<name>")
def subject(name: str) -> Page:
    """Every rule of one subject, all editions."""
    return render_template("pages/rulebook/subject.html", subject=rulebook_queries.subject(name))


@blueprint.get("/rulebook/periods/<name>")
def periods(name: str) -> Page:
    """One file of the periods: each entry with everything that is stated of it."""
    return render_template("pages/rulebook/periods.html", volume=rulebook_periods.volume(name), words=words)


@blueprint.get("/rulebook/published")
def published() -> Page:
    """公开案例: what of each published case is reproduced, what is not, and why."""
    return render_template("pages/rulebook/published.html", cases=published_cases(), grades=GRADES)


@blueprint.route("/rulebook/rehearsal", methods=["GET", "POST"])
def rehearsal() -> Page:
    """Hand in an edition and see which conclusions it would change."""
    person = accounts.signed_in_person()
    permissions.require(person, permissions.REHEARSE_LAW)
    form = EditionForm()
    if request.method == "GET":
        return _form(form)
    form.validate()
    if not form.name:
        place(form, [FieldError("file", gettext("请选择文件"))])
    if form.errors:
        return _form(form), 422
    try:
        result = rehearsing.rehearse(person, form.name, form.content, form.on.data)
    except BadEdition as problem:
        place(form, [FieldError("file", problem.message)])
        return _form(form, problem), problem.status
    return render_template(
        "pages/rulebook/result.html",
        result=result,
        found=result.found,
        places={(change["kind"], _ref(change)): n for n, change in enumerate(result.found["changes"], 1)},
        words=words,
        beside=rehearsing.beside,
    )


def _form(form: EditionForm, problem: BadEdition | None = None) -> str:
    return render_template("pages/rulebook/rehearsal.html", form=form, problem=problem, most=rehearsing.MOST_CASES)


def _ref(change: dict[str, str]) -> str:
    return f"{change['id']}@{change['edition']}" if change["edition"] else change["id"]
