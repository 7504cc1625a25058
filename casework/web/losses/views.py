"""计量: the officer measures, whoever decides reads line by line and decides."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from functools import partial

from flask import flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from casework.accesses import recording as accesses
from casework.accounts import service as accounts
from casework.errors import Invalid, Stale
from casework.losses import deciding, ordered, results
from casework.losses import queries as loss_queries
from casework.losses.errors import NoFacts
from casework.losses.measuring import Choice
from casework.losses.ordered import Order
from casework.losses.results import ResultPage
from casework.proceedings import overview, rehearsal, service
from casework.proceedings.errors import Incomplete, NotPermitted, NotPossible
from casework.proceedings.names import word
from casework.proceedings.rehearsal import Refusal
from casework.proceedings.telling import told
from casework.web import places, resume
from casework.web.formfields import place as place_mistakes
from casework.web.losses import measure_page, rival_page
from casework.web.losses.blueprint import OF_ORDER, OF_RESULTS, Page, blueprint
from casework.web.losses.decision_form import FIELD_OF, ResultForm, result_form
from casework.web.losses.forms import remarks_sent
from casework.web.places import Place
from rules.carbon.workbook.book import workbook
from rules.casefile import CaseFile
from rules.proceedings.book import load_table
from rules.proceedings.state import Case as Course
from rules.reading.messages import template

__all__ = ["blueprint"]

BOOK_FILE = template("计算底稿（第 %(number)s 次计量）.xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _order(folder_id: int, measuring: str) -> Order:
    return ordered.find(service.get_for(accounts.signed_in_person(), folder_id), measuring)


def _place(order: Order, seen: int | None = None) -> Place:
    """``seen``: how many acts a page that was sent knew of; what was done since is told."""
    place = places.of_folder(order.folder, order.course, OF_ORDER, measuring=order.key)
    since = tuple(rehearsal.meanwhile(order.course, seen)) if seen is not None else ()
    return replace(place, meanwhile=since)


@blueprint.get("/folders/<int:folder_id>/measurings/<measuring>")
def result(folder_id: int, measuring: str) -> Page:
    """A result: what was found, by whom, on what; and what may be decided on it."""
    order, person = _order(folder_id, measuring), accounts.signed_in_person()
    page = results.page(order, person)
    typed = resume.sent(person, url_for("losses.decide", folder_id=folder_id, measuring=measuring))
    if typed is None:
        return _show(order, page)
    typed["row_version"] = str(order.seen)  # gone on with, on the case as it stands
    return _show(order, page, _Answer(result_form(page, typed)))


@blueprint.get("/folders/<int:folder_id>/measurings/<measuring>/assessments/<int:number>")
def earlier_result(folder_id: int, measuring: str, number: int) -> Page:
    """An earlier assessment of a result."""
    order = _order(folder_id, measuring)
    return _show(order, results.page(order, accounts.signed_in_person(), number))


@blueprint.get("/folders/<int:folder_id>/measurings/<measuring>/assessments/<int:number>.xlsx")
def worksheet_book(folder_id: int, measuring: str, number: int) -> Response:
    """底稿活表: the worksheet of an assessment as a workbook of live formulas."""
    order, person = _order(folder_id, measuring), accounts.signed_in_person()
    page = results.page(order, person, number)
    assert page.shown is not None, "one of this number is there"
    name = gettext(BOOK_FILE, number=number)
    accesses.downloaded(person, order.folder, name)
    content = io.BytesIO(workbook(page.shown.result))
    return send_file(content, mimetype=XLSX, download_name=name, as_attachment=True)


@dataclass(frozen=True)
class _Answer:
    """What came of a decision that was sent, where it was not recorded."""

    form: ResultForm
    message: str = ""
    refusal: Refusal | None = None
    seen: int | None = None
    status: int = 200


def _show(order: Order, page: ResultPage, answer: _Answer | None = None) -> Page:
    place = replace(_place(order, answer.seen if answer else None), states=page.states)
    return render_template(
        "pages/losses/result.html",
        place=place,
        page=page,
        folder=order.folder,
        form=answer.form if answer else result_form(page),
        typed=remarks_sent() if answer else {},
        message=answer.message if answer else "",
        refusal=answer.refusal if answer else None,
    ), answer.status if answer else 200


@blueprint.route("/folders/<int:folder_id>/measurings/<measuring>/decide", methods=["GET", "POST"])
def decide(folder_id: int, measuring: str) -> Page:
    """Decide on a result: the page to check it, and only then is it recorded."""
    order, person = _order(folder_id, measuring), accounts.signed_in_person()
    sent = resume.sent(person)
    if sent is None:  # it is recorded
        return redirect(url_for("losses.result", folder_id=folder_id, measuring=measuring))
    if (away := resume.shown(person, resume.said(sent))) is not None:
        return away
    page = results.page(order, person)
    form = result_form(page, sent)
    button, seen = resume.step(), form.row_version.data
    if button == "edit":
        return _show(order, page, _Answer(form))
    decision = form.decided()
    if not decision.act:
        form.act.errors = [gettext("请选择如何处理")]
        return _show(order, page, _Answer(form, status=422))
    try:
        # First of all: who may never do it is told so, however old the page.
        after = deciding.rehearse(order, person, page.shown, decision)
        if seen != order.seen:
            raise Stale
        if button == "save":
            deciding.record(order, person, page.shown, decision)
            resume.done(person)
            flash(gettext("已记录：%(act)s。", act=_label(decision.act)), "success")
            return redirect(url_for("losses.result", folder_id=folder_id, measuring=measuring))
        return _check(order, decision, after, resume.said(sent))
    except Stale as stale:
        again = _order(folder_id, measuring)
        found = _Answer(form, stale.message, seen=seen, status=stale.status)
        return resume.refused(person, resume.said(sent)) or _show(again, results.page(again, person), found)
    except (NotPermitted, NotPossible, Incomplete) as problem:
        if isinstance(problem, NotPossible) and seen != order.seen:
            found = _Answer(form, Stale().message, seen=seen, status=409)
            return resume.refused(person, resume.said(sent)) or _show(order, page, found)
        return _show(order, page, _refused(order, form, problem))
    except Invalid as invalid:
        place_mistakes(form, invalid.errors)
        return _show(order, page, _Answer(form, invalid.message, status=invalid.status))


def _refused(order: Order, form: ResultForm, problem: NotPermitted | NotPossible | Incomplete) -> _Answer:
    refusal = rehearsal.refusal(order.course, problem.refused)
    field = FIELD_OF.get(refusal.argument, "text" if refusal.argument == "ground_stated" else refusal.argument)
    if refusal.kind == "missing" and field in form:
        form[field].errors = [*form[field].errors, refusal.opens or refusal.why]
    return _Answer(form, refusal=refusal, status=refusal.status)


def _label(act: str) -> str:
    return word(load_table().acts[act].label)


@dataclass(frozen=True)
class _Checked:
    """What the page to check an act asks of it."""

    label: str


def _check(order: Order, decision: deciding.Decision, after: Course, sent: list[tuple[str, str]]) -> Page:
    return render_template(
        "pages/proceedings/check_act.html",
        work=_Checked(_label(decision.act)),
        shown=told(load_table(), after, [after.acts[-1]])[0],
        changes=overview.changes(order.course, after),
        sent=sent,
        page=overview.head_of(order.folder, order.course),
        remarks=sorted(decision.remarks.items()),
    )


@blueprint.route("/folders/<int:folder_id>/measurings/<measuring>/measure", methods=["GET", "POST"])
def measure_ordered(folder_id: int, measuring: str) -> Page:
    """Choose, look at the result, submit; who may only hand in the report of another is sent to its form."""
    order, person = _order(folder_id, measuring), accounts.signed_in_person()
    try:
        ordered.check(order, person)
    except (NotPermitted, NotPossible) as problem:
        if request.method == "GET":
            return redirect(url_for("proceedings.act", folder_id=folder_id, act=ordered.SUBMIT, on=measuring))
        if isinstance(problem, NotPermitted):
            raise
        # It is told on the form, with what was typed.
    except NoFacts as problem:
        return render_template("pages/losses/no_facts.html", place=_place(order), measuring=measuring), problem.status
    page = results.page(order, person)

    def submit(choice: Choice, previewed: str, version: int | None) -> None:
        if version != order.seen:
            raise Stale
        ordered.submit(order, person, choice, previewed)

    return measure_page.measure(
        measure_page.Bench(
            _place(order),
            ordered.begin(order, person),
            partial(ordered.draft, order, person),
            submit,
            lambda seen: _place(_order(folder_id, measuring), seen),
            _returned(order, page),
            gettext("计量已提交，等待作出决定的人复核。"),
        ),
        person,
    )


def _returned(order: Order, page: ResultPage) -> measure_page.Returned | None:
    if order.one.state != "returned" or page.shown is None:
        return None
    act = next(one for one in reversed(ordered.acts_of(order)) if one.do == "return")
    number = page.shown.row.number
    return measure_page.Returned(number, str(act.args.get("ground") or ""), _place(order).to("result"))


@blueprint.get("/folders/<int:folder_id>/results")
def side_by_side(folder_id: int) -> Page:
    """All results of a case beside one another, head by head."""
    folder = service.get_for(accounts.signed_in_person(), folder_id)
    course = service.state(folder)
    found = results.side_by_side(folder)
    place = replace(places.of_folder(folder, course, OF_RESULTS), states=found.states)
    return render_template("pages/losses/results.html", place=place, sides=found, folder=folder)


@blueprint.get("/folders/<int:folder_id>/measurings/<measuring>/compare")
def compare_results(folder_id: int, measuring: str) -> Page:
    """Two assessments of the case side by side, the lines that differ."""
    order = _order(folder_id, measuring)
    before, after = (results.of_number(order, request.args.get(name, 1, type=int)) for name in ("before", "after"))
    assert order.case is not None, "it has assessments"
    place = replace(_place(order), states=results.states(order.course, (before, after)))
    return render_template(
        "pages/losses/compare.html",
        place=place,
        comparison=loss_queries.compare(order.case, before.row.number, after.row.number),
        numbers=loss_queries.numbers(order.case),
    )


@blueprint.route("/folders/<int:folder_id>/measurings/<measuring>/rival", methods=["GET", "POST"])
def rival_of_result(folder_id: int, measuring: str) -> Page:
    """The present facts beside another version, another method or an uploaded case file. Nothing is stored."""
    return rival_page.rival(_rivals(folder_id, measuring), accounts.signed_in_person())


@blueprint.post("/folders/<int:folder_id>/measurings/<measuring>/rival/adopt")
def adopt_stands(folder_id: int, measuring: str) -> Page:
    """Make the stands of the rival case file those of the case, by an act that corrects them."""
    return rival_page.adopt(_rivals(folder_id, measuring))


def _rivals(folder_id: int, measuring: str) -> rival_page.Rivals:
    order, person = _order(folder_id, measuring), accounts.signed_in_person()
    if order.case is None:
        raise NoFacts(gettext(ordered.NO_FACTS))

    def store(rival: CaseFile, reason: str, version: int | None) -> str:
        if version != order.seen:
            raise Stale
        number = ordered.adopt_stands(order, person, rival, reason)
        flash(gettext(rival_page.ADOPTED, number=number), "success")
        return url_for("losses.result", folder_id=folder_id, measuring=measuring)

    return rival_page.Rivals(_place(order), order.case, partial(ordered.adoption_of, order, person), store)
