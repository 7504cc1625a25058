"""The officer's form: choose, look at the result, submit. The same for both kinds of cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request
from flask_babel import gettext

from casework.accounts import Person
from casework.errors import Impossible, Invalid, Stale
from casework.losses.advice import advice
from casework.losses.errors import ResultChanged
from casework.losses.measuring import Choice, Preview
from casework.losses.queries import Beginning
from casework.web import resume
from casework.web.losses.blueprint import Page
from casework.web.losses.forms import MeasurePage
from casework.web.places import Place
from rules.carbon.parameters.species import vocabulary


@dataclass(frozen=True)
class Returned:
    """A measurement that was sent back: its number, why, and where its remarks are read."""

    number: int
    reason: str
    address: str


@dataclass(frozen=True)
class Bench:
    """Where something is measured. ``submit`` takes the choice, the hash that was previewed, the version of the page.

    ``again``: the place as it stands now, with what others did since that version.
    """

    place: Place
    start: Beginning
    draft: Callable[[Choice], Preview]
    submit: Callable[[Choice, str, int | None], object]
    again: Callable[[int | None], Place]
    returned: Returned | None
    done: str


EDIT, PREVIEW, SUBMIT = "edit", "preview", "submit"
"""The buttons of the form, and its pages."""


def measure(bench: Bench, person: Person) -> Page:
    """Edit, preview, submit: what is sent to the first two is kept and shown by an address of its own."""
    found = resume.sent(person)
    step = request.form.get("step", EDIT) if request.method == "POST" else request.args.get(resume.STEP, EDIT)
    kept = request.method == "POST" and step in (EDIT, PREVIEW) and found is not None
    if kept and found is not None and (away := resume.led_to(person, step, _typed(found, "csrf_token", "step"))):
        return away
    page = MeasurePage.begin(bench.start, found)
    if found is None or step == EDIT:
        resumed = found is not None and resume.STEP not in request.args
        return _form(bench, page.rearranged(found.get("do", "") if found is not None else ""), resumed=resumed)
    return _looked_at(bench, page, found, step, person)


def _looked_at(bench: Bench, page: MeasurePage, found: resume.Sent, step: str, person: Person) -> Page:
    if rows := page.row_mistakes:
        return _form(bench, page.refused(rows), gettext("不能计量，请改正下列各处。"), 422)
    if step == PREVIEW and (opened := page.opened(found.to_dict())):
        return _form(bench, replace(page, more=opened))
    version = page.form.row_version.data
    try:
        if step == SUBMIT:
            bench.submit(page.choice, page.form.previewed.data or "", version)
            resume.done(person)
            flash(bench.done, "success")
            return redirect(bench.place.to("result"))
        return _preview(bench, page, found)
    except ResultChanged as refusal:
        return _preview(bench, page, found, refusal.message, refusal.status)
    except Stale as refusal:
        return _form(replace(bench, place=bench.again(version)), page, refusal.message, refusal.status)
    except Invalid as refusal:
        return _form(bench, page.refused(refusal.errors), refusal.message, refusal.status)
    except Impossible as refusal:
        return _form(bench, page, refusal.message, refusal.status)


def _typed(found: resume.Sent, *aside: str) -> list[tuple[str, str]]:
    return [pair for pair in found.items(multi=True) if pair[0] not in aside]


def _form(bench: Bench, page: MeasurePage, message: str = "", status: int = 200, *, resumed: bool = False) -> Page:
    return render_template(
        "pages/losses/measure.html",
        place=bench.place,
        page=page,
        form=page.form,
        returned=bench.returned,
        advice=advice(bench.start.casefile, bench.start.day, bench.start.methods),
        message=message,
        resumed=resumed,
        species=vocabulary().canonical,
    ), status


def _preview(bench: Bench, page: MeasurePage, found: resume.Sent, message: str = "", status: int = 200) -> Page:
    preview = bench.draft(page.choice)
    typed = _typed(found, "csrf_token", "step", "do", "previewed", "row_version")
    return render_template(
        "pages/losses/preview.html", place=bench.place, preview=preview, typed=typed, message=message
    ), status
