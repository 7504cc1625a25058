"""A form that is sent: what it says is saved, or it is shown again with what was typed and why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from casework.errors import Impossible, Invalid, Stale
from casework.web.formfields import place
from casework.wording import joined

Page = str | tuple[str, int] | Response


def sent(form: Any, save: Callable[[], object], show: Callable[[str, int], Page], done: str, address: str) -> Page:
    """Save what a form says, tell ``done`` and go to ``address``.

    ``show`` makes the page of the form from a message and a status: of a request that sends nothing, and of a refusal,
    whose mistakes stand at their fields.
    """
    if request.method == "GET":
        return show("", 200)
    if not form.validate():
        return show("", 422)
    try:
        save()
    except Invalid as refusal:
        left = place(form, getattr(refusal, "errors", ()))
        return show(joined((error.message for error in left), "；") or refusal.message, refusal.status)
    except (Impossible, Stale) as refusal:
        return show(refusal.message, refusal.status)
    flash(done, "success")
    return redirect(address)
