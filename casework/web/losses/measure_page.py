"""The officer's form: choose, look at the result, submit. The same for both kinds of cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request
from flask_babel import gettext

from casework.errors import Impossible, Invalid, Stale
from casework.losses.advice import advice
from casework.losses.errors import ResultChanged
from casework.losses.measuring import Choice, Preview
from casework.losses.queries import Beginning
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


def measure(bench: Bench) -> Page:
    """Three buttons of one form: edit, preview, submit."""
    sent = request.form.to_dict()
    page = MeasurePage.begin(bench.start, sent)
    step = sent.get("step", "edit")
    if step == "edit":
        return _form(bench, page.rearranged(sent.get("do", "")))
    if rows := page.row_mistakes:
        return _form(bench, page.refused(rows), gettext("不能计量，请改正下列各处。"), 422)
    if step == "preview" and (opened := page.opened(sent)):
        return _form(bench, replace(page, more=opened))
    version = page.form.row_version.data
    try:
        if step == "submit":
            bench.submit(page.choice, page.form.previewed.data or "", version)
            flash(bench.done, "success")
            return redirect(bench.place.to("result"))
        return _preview(bench, page)
    except ResultChanged as refusal:
        return _preview(bench, page, refusal.message, refusal.status)
    except Stale as refusal:
        return _form(replace(bench, place=bench.again(version)), page, refusal.message, refusal.status)
    except Invalid as refusal:
        return _form(bench, page.refused(refusal.errors), refusal.message, refusal.status)
    except Impossible as refusal:
        return _form(bench, page, refusal.message, refusal.status)


def _form(bench: Bench, page: MeasurePage, message: str = "", status: int = 200) -> Page:
    return render_template(
        "pages/losses/measure.html",
        place=bench.place,
        page=page,
        form=page.form,
        returned=bench.returned,
        advice=advice(bench.start.casefile, bench.start.day, bench.start.methods),
        message=message,
        species=vocabulary().canonical,
    ), status


def _preview(bench: Bench, page: MeasurePage, message: str = "", status: int = 200) -> Page:
    preview = bench.draft(page.choice)
    aside = ("csrf_token", "step", "previewed", "row_version")
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in aside]
    return render_template(
        "pages/losses/preview.html", place=bench.place, preview=preview, typed=typed, message=message
    ), status
