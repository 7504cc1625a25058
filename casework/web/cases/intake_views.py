"""立案 page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import flash, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import StringField
from wtforms.fields import SelectChoice

from casework import permissions
from casework.accounts import service as accounts
from casework.cases import Draft, drafts
from casework.errors import Invalid
from casework.proceedings import filing as opening
from casework.proceedings import overview
from casework.proceedings.facts import FIELDS
from casework.web import intake
from casework.web.cases.blueprint import Page, blueprint
from casework.web.facts import Facts
from casework.web.formfields import Day, MarkNeeded, Needed, WholeForm, place, several
from casework.web.intake import BY_ACTS, Intake
from rules.casefile import CaseFile
from rules.reading.errors import FieldError

IN_FILE = {"conduct": "case.conduct", "offence": "case.offence"}
"""What the opening calls a fact -> where the case file has it."""


class OpeningForm(WholeForm):
    """What is asked beside the facts when a case is opened."""

    proceedings = several(_("办理的程序"), validators=[MarkNeeded()])
    opened = Day(_("立案日期"), [Needed()])
    place = StringField(_("行为地"), description=_("县、乡镇、村"))


@dataclass
class NewCase(Intake):
    """A case that is not there yet."""

    without = BY_ACTS

    @property
    def title(self) -> str:
        return str(gettext("立案"))

    @property
    def back(self) -> str:
        return url_for("proceedings.index")

    @property
    def upload_address(self) -> str:
        return url_for("cases.upload")

    def address(self, page: str = "") -> str:
        start = url_for("cases.draft", number=self.draft.id) if self.draft else url_for("cases.new")
        return start + (f"/{page}" if page else "")

    def complete(self, casefile: CaseFile) -> CaseFile:
        return opening.completed(self.person, casefile).casefile

    def begin(self, facts: Facts) -> Draft:
        return drafts.begin(self.person, facts)

    @property
    def others(self) -> Sequence[Draft]:
        return drafts.open_drafts(self.person) if self.draft is None else ()

    @cached_property
    def form(self) -> OpeningForm:
        """The proceedings that are opened, on which day; the likely ones until something else is said."""
        listed = opening.proceedings_for(self.person)
        first = next((name for name in ("examining", "administrative") if name in listed), "")
        form = OpeningForm(data={"proceedings": [first], "opened": overview.today()})
        form.proceedings.choices = [SelectChoice(name, label) for name, label in listed.items()]
        return form

    @property
    def more(self) -> Mapping[str, Any]:
        seats, unknown = self._seats()
        return {"form": self.form, "seats": seats, "unknown": unknown}

    def _seats(self) -> tuple[list[tuple[str, str]], str]:
        """The institutions that take part, by the name of their kind; an empty seat has none."""
        if self.whole is None:
            return [], ""
        entry = opening.entry_of(self.person, self.whole, opening.Opening(()))
        named = entry.seats or {}
        kinds = {kind: str(permissions.KINDS[permissions.kind_acting_as(kind)]) for kind in FIELDS}
        return [(title, named.get(kind, "")) for kind, title in kinds.items()], opening.unknown(entry)

    def store(self, casefile: CaseFile, reason: str) -> str:
        if not self.form.validate():
            raise Invalid(gettext("下列各处须改正后才能立案。"))
        chosen = dict.fromkeys(self.form.proceedings.data or ())
        said = opening.Opening(
            tuple(name for name in chosen if name in opening.PROCEEDINGS),
            self.form.opened.data,
            (self.form.place.data or "").strip(),
        )
        try:
            folder = opening.open_with_facts(self.person, casefile, said, self.draft)
        except Invalid as refusal:
            errors = tuple(FieldError(IN_FILE.get(one.path, one.path), one.message) for one in refusal.errors)
            place(self.form, errors)
            raise Invalid(refusal.message, errors) from refusal
        flash(gettext("案件已立案，内部编号 %(reference)s。", reference=folder.reference), "success")
        return url_for("proceedings.show", folder_id=folder.id)


def _new() -> NewCase:
    person = accounts.signed_in_person()
    permissions.require(person, permissions.OPEN_FOLDER)
    return NewCase(person)


def _draft(number: int) -> NewCase:
    found = _new()
    found.draft = drafts.draft(found.person, number)
    return found


@blueprint.get("/cases/new")
def new() -> Page:
    """Begin a case, or go on with one that the office has begun."""
    return intake.overview(_new())


@blueprint.get("/cases/drafts/<int:number>")
def draft(number: int) -> Page:
    """How far a new case is, page by page."""
    return intake.overview(_draft(number))


@blueprint.route("/cases/new/<page>", methods=["GET", "POST"])
def new_page(page: str) -> Page:
    """The first page of a new case that is saved."""
    return intake.page(_new(), page)


@blueprint.route("/cases/drafts/<int:number>/<page>", methods=["GET", "POST"])
def draft_page(number: int, page: str) -> Page:
    """A page of a new case."""
    return intake.page(_draft(number), page)


@blueprint.route("/cases/new/upload", methods=["GET", "POST"])
def upload() -> Page:
    """Begin a case from a case file."""
    return intake.upload_page(_new())


@blueprint.route("/cases/drafts/<int:number>/check", methods=["GET", "POST"])
def check(number: int) -> Page:
    """Check all answers of a new case, and file it."""
    return intake.check_page(_draft(number))


@blueprint.post("/cases/drafts/<int:number>/discard")
def discard(number: int) -> Page:
    """Remove a draft."""
    return intake.discard(_draft(number), url_for("cases.new"))
