"""Forms with a page to check: what is sent is kept and then shown by its own address, so that Back leads to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import flash, g, redirect, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from casework.accounts import Person
from casework.typed import service
from casework.typed.service import LONGEST_ADDRESS

STEP, FRESH = "step", "fresh"
"""Of an address: which page of the form is shown; that nothing that was typed before is."""
SAVE = "save"
Sent = MultiDict[str, str]


def address() -> str:
    """Of the form itself, whatever page of it is shown."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name not in (STEP, FRESH)]
    return request.path + (f"?{urlencode(asked)}" if asked else "")


def step() -> str:
    """What is wanted: the button of what was sent, the step of an address, ``edit`` of what was typed before."""
    return request.form.get("do", "check") if request.method == "POST" else request.args.get(STEP, "edit")


def sent(person: Person, at: str = "") -> Sent | None:
    """What is to be shown in the form: what comes with the request, else what was kept; None where there is nothing.

    ``at``: the address to which the form is sent, where that is another than its own.
    """
    if request.method == "POST":
        return MultiDict(request.form.items(multi=True))
    at = at or address()
    pairs = None if request.args.get(FRESH) or len(at) > LONGEST_ADDRESS else service.kept(person, at)
    if pairs is None:
        return None
    g.csrf_valid = True  # what is only shown again is no order to do anything
    g.sent_again = MultiDict(pairs)
    return MultiDict(pairs)


def fields() -> Mapping[str, str]:
    """The fields that this request shows: those that were kept, or those that came with it."""
    return g.get("sent_again", request.form)


def said(found: Sent) -> list[tuple[str, str]]:
    """What was typed, without the button and what guards the sending."""
    return [pair for pair in found.items(multi=True) if pair[0] not in ("csrf_token", "do")]


def filled(found: Sent | None) -> dict[str, Any]:
    """How a form is told what was kept; what comes with the request it finds by itself, with its files."""
    return {} if found is None or request.method == "POST" else {"formdata": found}


def shown(person: Person, pairs: Iterable[tuple[str, str]]) -> Response | None:
    """Keep what was sent and lead to the page that shows it; None where it is to be recorded, or cannot be kept."""
    if request.method != "POST" or step() == SAVE or len(address()) > LONGEST_ADDRESS:
        return None
    return led_to(person, step(), pairs)


def led_to(person: Person, page: str, pairs: Iterable[tuple[str, str]]) -> Response | None:
    """Keep what was sent and lead to a page of the form that shows it; None where it cannot be kept."""
    at = address()
    if len(at) > LONGEST_ADDRESS:
        return None
    service.keep(person, at, pairs)
    return redirect(f"{at}{'&' if '?' in at else '?'}{urlencode({STEP: page})}", 303)


def refused(person: Person, pairs: Iterable[tuple[str, str]]) -> Response | None:
    """What was not recorded is kept, and led to: the address tells the reason again, also after Back or a reload.

    Only where the page to check is refused for the same reason. None where it is shown already, or nothing can be kept.
    """
    return led_to(person, "check", pairs) if request.method == "POST" and step() == SAVE else None


def sent_before(person: Person, pairs: Iterable[tuple[str, str]]) -> Response | None:
    """Of what makes something new: the first to ask takes what is kept, and records it; who sends it once more, from
    another window or by a second press, is led to the page to check, which says so. None for the first."""
    if len(address()) > LONGEST_ADDRESS or service.forget(person, address()):
        return None
    flash(
        gettext("这一份已经提交过，或者已隔一日，本次没有记录。请先查看是否已有；确需另作一份的，再次确认。"), "warning"
    )
    return led_to(person, "check", pairs)


def done(person: Person) -> None:
    """What was typed is recorded."""
    service.forget(person, address())
