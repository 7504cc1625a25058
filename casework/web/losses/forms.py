"""Forms of the measurement: the method with its options, and the facts of the case that the officer may correct.

Facts have no form class: their pages come from the typed case file (``casework.web.facts``).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from casework.losses import measuring
from casework.losses import queries as loss_queries
from casework.losses.measuring import Offered
from casework.parameters import register
from casework.web import facts as fact_pages
from casework.web import resume, sent_facts
from casework.web.facts import FactPage, Facts
from casework.web.formfields import MarkNeeded, WholeForm, place
from rules.casefile.fact import MEASURER, OPTIONS, STANDS
from rules.reading.errors import FieldError
from rules.reading.messages import Message, template

_PARAMETER = "parameter_"
_SET = "parameterset_"
FROZEN_SET = template("%(title)s（已核对并冻结）")
SHIPPED_SET = template("%(title)s（随系统附带）")
OF_EDITION = template("%(title)s，属于 %(edition)s 版")

METHOD, PARAMETERS = "options.method", "options.parameters"
"""Facts that are chosen among declared methods, not typed."""

SUGGESTED = {"stands[].species[].species": "species-names"}


class MeasureForm(WholeForm):
    """Method with its parameters, and the reason for corrections. ``measure_form`` adds the parameters."""

    row_version = IntegerField()
    previewed = StringField()
    method = RadioField(_("计量方法"), [MarkNeeded()])
    reason = TextAreaField(
        _("更正理由"),
        description=_("更正了地块数据的，写明理由和依据；原数据仍留在前一版案件文件中。"),
        render_kw={"rows": 3},
    )

    known: tuple[Offered, ...] = ()

    @property
    def numbered(self) -> list[tuple[int, Offered, Any]]:
        """The methods offered, each with its number and its choice; those without an edition first."""
        rows = [(number, *row) for number, row in enumerate(zip(self.known, self.method, strict=True))]
        return sorted(rows, key=lambda row: not row[1].by_day)

    def parameters_of(self, number: int) -> list[Field]:
        """The fields of the options that the method declares."""
        return [self[f"{_PARAMETER}{number}_{key}"] for key in self.known[number].declaration.options]

    def set_of(self, number: int) -> Field:
        """The field of the parameter set of the method."""
        return self[f"{_SET}{number}"]

    def choice(self, facts: Mapping[str, Any] | None) -> measuring.Choice:
        """What was chosen, with the facts as they were typed."""
        number = self.chosen
        options = self.known[number].declaration.options if number is not None else {}
        return measuring.Choice(
            method=self.method.data or "",
            parameters={key: self[f"{_PARAMETER}{number}_{key}"].data or "" for key in options},
            facts=facts,
            reason=self.reason.data or "",
            parameter_set=(self.set_of(number).data or "") if number is not None else "",
        )

    def fields(self) -> dict[str, Field]:
        """Path in the case file -> the field where its mistake is shown."""
        found: dict[str, Field] = {METHOD: self.method}
        number = self.chosen
        if number is not None:
            found["parameters"] = self.set_of(number)
            for key in self.known[number].declaration.options:
                found[f"{PARAMETERS}.{key}"] = self[f"{_PARAMETER}{number}_{key}"]
        return found

    @property
    def chosen(self) -> int | None:
        """The number of the method that is chosen."""
        names = [item.name for item in self.known]
        return names.index(self.method.data) if self.method.data in names else None


@dataclass
class MeasurePage:
    """What the officer sees: the form of the method, and the facts of the case as they stand or as they were typed."""

    form: MeasureForm
    day: datetime.date
    stored: Facts
    marked: Facts
    errors: Mapping[str, list[str | Message]]
    left: tuple[FieldError, ...] = ()
    """Mistakes that have no field on the page."""
    more: tuple[str, ...] = ()
    """Paths of what the answers made the page ask, to be looked at before there is a result."""

    @classmethod
    def begin(cls, start: loss_queries.Beginning, found: resume.Sent | None) -> MeasurePage:
        """The page as the case file fills it, or as it was sent."""
        stored, sent = start.casefile.as_json(), found.to_dict() if found is not None else {}
        marked = sent_facts.marked(stored)
        if sent:
            marked = stored
            for group in (STANDS, OPTIONS):
                marked = sent_facts.posted(sent, group, marked, MEASURER)
        return cls(measure_form(start, found), start.day, stored, marked, {})

    def _page(self, facts: Facts) -> tuple[FactPage, FactPage]:
        stands = FactPage(STANDS, facts, self.errors, SUGGESTED, MEASURER)
        return stands, replace(stands, group=OPTIONS, chosen=frozenset({METHOD, PARAMETERS}))

    @property
    def stated_loss(self) -> bool:
        """Whether the case file states a loss that was found otherwise."""
        return self.stored.get("stated_loss") is not None

    @cached_property
    def stands(self) -> FactPage:
        """The facts of the stands that the officer may correct."""
        return self._page(self.marked)[0]

    @cached_property
    def options(self) -> FactPage:
        """What of the settlement the officer may state, beside the method."""
        return self._page(self.marked)[1]

    def rearranged(self, action: str) -> MeasurePage:
        """The page with an entry added to a list or removed."""
        return replace(self, marked=sent_facts.rearranged(self.marked, action, MEASURER))

    @property
    def row_mistakes(self) -> list[FieldError]:
        """What only rows can have wrong."""
        return list(sent_facts.row_mistakes(self.marked))

    def opened(self, sent: Mapping[str, str]) -> tuple[str, ...]:
        """What was typed makes the page ask more: the places that were not on it, a part as a whole."""
        before = {leaf.path for page in self._page(self.stored) for leaf in page.leaves}
        new = (
            leaf.path
            for page in (self.stands, self.options)
            for leaf in page.leaves
            if leaf.state != "stated" and leaf.path not in before and fact_pages.field_name(leaf.path) not in sent
        )
        return tuple(dict.fromkeys(fact_pages.part_of(path) for path in new if not self._listed(path, sent)))

    @staticmethod
    def _listed(path: str, sent: Mapping[str, str]) -> bool:
        """Whether a list was on the page as it was sent."""
        return f"{fact_pages.field_name(path)}-shown" in sent

    @property
    def choice(self) -> measuring.Choice:
        """What the officer chose and typed."""
        return self.form.choice(sent_facts.unmarked(self.marked))

    def refused(self, errors: Iterable[FieldError]) -> MeasurePage:
        """The page with each mistake at its field."""
        elsewhere = place(self.form, errors, self.form.fields())
        shown = [error for error in elsewhere if self.stands.holds(error.path) or self.options.holds(error.path)]
        left = tuple(error for error in elsewhere if error not in shown)
        return replace(self, errors=fact_pages.by_path(shown), left=left)

    @property
    def of_facts(self) -> list[tuple[str, str, str | Message]]:
        """The mistakes in facts: the id of the field, the path of the fact, the message."""
        pages = {path: next(page for page in (self.stands, self.options) if page.holds(path)) for path in self.errors}
        return [(pages[path].anchor(path), path, text) for path, texts in self.errors.items() for text in texts]


def measure_form(start: loss_queries.Beginning, found: resume.Sent | None = None) -> MeasureForm:
    """The form for these methods and sets, filled from the case file or, after a submission, as typed."""
    known = start.methods
    fields: dict[str, Any] = {"known": tuple(known)}
    for number, offer in enumerate(known):
        for key, option in offer.declaration.options.items():
            choices = [SelectChoice(value, _shown(value, meaning)) for value, meaning in option.choices.items()]
            fields[f"{_PARAMETER}{number}_{key}"] = SelectField(
                option.title, [MarkNeeded()], choices=choices, validate_choice=False
            )
        fields[f"{_SET}{number}"] = SelectField(
            _("参数集"), [MarkNeeded()], choices=_sets(offer, start), validate_choice=False
        )
    form: MeasureForm = type("MeasureForm", (MeasureForm,), fields)(**resume.filled(found), data=_answers(start))
    form.method.choices = [SelectChoice(item.name, item.declaration.title) for item in known]
    return form


def _sets(offer: measuring.Offered, start: loss_queries.Beginning) -> list[SelectChoice]:
    shipped = SelectChoice("", gettext(SHIPPED_SET, title=offer.declaration.shipped.title))
    frozen = [SelectChoice(str(item.row.id), _frozen(item, offer)) for item in start.sets[offer.name]]
    return [shipped, *frozen]


def _frozen(item: register.Entered, offer: measuring.Offered) -> str:
    """A set fixes the edition: where that is another than the day's, it is named."""
    title = gettext(FROZEN_SET, title=item.row.title)
    edition = item.row.method.partition("@")[2]
    return title if edition == offer.declaration.edition else gettext(OF_EDITION, title=title, edition=edition)


def _shown(value: str, meaning: str) -> str:
    """A number stands beside its meaning; a code word says nothing to a forester."""
    return f"{value}：{meaning}" if value[:1].isdigit() else meaning


def _answers(start: loss_queries.Beginning) -> dict[str, Any]:
    options = start.casefile.options
    answers: dict[str, Any] = {"method": options.method}
    for number, offer in enumerate(start.methods):
        mine = offer.name == options.method
        if start.used in [item.row.id for item in start.sets[offer.name]]:
            answers[f"{_SET}{number}"] = str(start.used)
        for key, option in offer.declaration.options.items():
            given = options.parameters.get(key) if mine else None
            answers[f"{_PARAMETER}{number}_{key}"] = given or option.default
    return answers


def remarks_sent() -> dict[int, str]:
    """Remarks beside lines of a worksheet, as they were typed; empty ones are passed over."""
    found = {}
    for name, text in resume.fields().items():
        match = re.fullmatch(r"remark-(\d{1,6})", name)
        if match and text.strip():
            found[int(match.group(1))] = text
    return found
