"""What an act says of the duties of a case: new ones as a form of their own, known ones by what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, Form, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice

from casework.web.formfields import ExactNumber, MarkNeeded, Money, is_said, several, to_the_fen
from casework.web.proceedings.fields import NOT_SAID, field_of
from casework.web.proceedings.questions import DUTY_ALWAYS, DUTY_REST, DUTY_REST_OF, HINTS
from casework.wording import told, words
from rules.proceedings.argument_types import TYPES
from rules.proceedings.book import load_table
from rules.proceedings.dues import is_words, read_due
from rules.proceedings.specs import UNIT_LABELS
from rules.proceedings.state import Case
from rules.reading.messages import msg

_DECIMAL = {"inputmode": "decimal"}
PERFORMED, ORDERED, DENIED, APART, REPLACED = "performed", "ordered", "denied", "apart", "replaces"
BECOMES = (
    ("", _("本裁判不涉及")),
    (PERFORMED, _("裁判前已经履行")),
    (ORDERED, _("判令履行")),
    (DENIED, _("不予支持")),
    (APART, _("另行起诉")),
    (REPLACED, _("由新的义务代替")),
)
WRITTEN = f"a_{REPLACED}"
"""The field in which it is written which duty takes the place of which."""
SUED_APART = "另行起诉"
"""The reason, as it is kept, for which a ruling does not grant what is left to a suit of its own."""


class DutyForm(Form):
    """A duty that an act makes. Left wholly empty it is none."""

    obligation_kind = SelectField(_("事项"), [MarkNeeded()], validate_choice=False)
    object = StringField(_("内容"), description=HINTS["object"])
    count = ExactNumber(_("数量或者金额"), description=_("尚未确定的留空"), render_kw=_DECIMAL)
    unit = SelectField(_("单位"), validate_choice=False)
    obligors = several(_("由谁履行"))
    due = StringField(_("履行期限"), description=HINTS["due"])
    deposit = Money(_("保证金"), render_kw=_DECIMAL)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = load_table().duties
        self.obligation_kind.choices = [SelectChoice(*NOT_SAID), *(SelectChoice(name, name) for name in kinds)]
        self.unit.choices = [SelectChoice(*NOT_SAID), *(SelectChoice(key, text) for key, text in UNIT_LABELS.items())]

    def validate_obligation_kind(self, field: Field) -> None:
        if not field.data and any(self.data_said()):
            raise ValidationError(gettext("请选择是什么事项"))

    def validate_unit(self, field: Field) -> None:
        if self.count.data is not None and not field.data and len(self._units()) != 1:
            raise ValidationError(gettext("请选择数量的单位"))

    def validate_count(self, field: Field) -> None:
        """What is owed in money is owed to the fen, as it is paid; the other units have decimals of their own."""
        if (self.unit.data or (*self._units(), "")[0]) == "amount":
            to_the_fen(self, field)

    validate_instalments = validate_count

    def validate_due(self, field: Field) -> None:
        try:
            readable = not is_words(read_due(field.data))
        except ValueError:
            readable = False
        if not readable:
            raise ValidationError(told(msg("应为{type}", type=TYPES["due"])))

    def _units(self) -> tuple[str, ...]:
        known = load_table().duties.get(self.obligation_kind.data or "")
        return known.unit if known else ()

    def data_said(self) -> list[str]:
        """The names of the fields in which something is said."""
        return [field.short_name for field in self if field.short_name != "unit" and is_said(field.data)]

    def spec(self) -> dict[str, Any]:
        """What is said of the duty, in the names of the catalogue."""
        made = {name: self[name].data for name in self.data_said() if name != "count"}
        if self.count.data is not None:
            made[self.unit.data or self._units()[0]] = self.count.data
        return made

    def first(self) -> list[Field]:
        """What is asked first."""
        return [field for field in self if field.short_name not in DUTY_REST]

    def rest(self) -> list[Field]:
        """What is asked where the case has it: once it is said what the duty is, only what fits that."""
        known = load_table().duties.get(self.obligation_kind.data or "")
        units = (self.unit.data,) if self.unit.data else known.unit[:1] if known else ()
        fitting = {name for unit in units for name in DUTY_REST_OF.get(unit, ())} if known else set(DUTY_REST)
        listed = [field for field in self if field.short_name in DUTY_REST]
        return [field for field in listed if field.short_name in {*fitting, *DUTY_ALWAYS} or field.data or field.errors]


def duty_form(case: Case) -> type[DutyForm]:
    """The form of a duty for this case: its parties, and nothing that one party alone makes needless."""
    table = load_table()
    fields: dict[str, Any] = {
        name: field_of("", table.arguments[name], ()) for name in DUTY_REST if name != "mode" or len(case.parties) > 1
    }
    parties = [SelectChoice(party.name, party.name) for party in case.parties]
    fields["obligors"] = several(_("由谁履行"), choices=parties) if len(parties) > 1 else None
    return type("DutyForm", (DutyForm,), fields)


def new_duties(case: Case, forms: list[DutyForm]) -> dict[str, Any]:
    """The duties that are said, each under a name that no duty of the case has or had: one may be free between two."""
    said = [form.spec() for form in forms if form.data_said()]
    free = (name for number in count(1) if (name := f"o{number}") not in case.obligations)
    return dict(zip(free, said, strict=False))


def becomes_fields(case: Case, names: Mapping[str, str]) -> dict[str, Any]:
    """For each duty that is alive, what a ruling makes of it, and why it is not granted."""
    made: dict[str, Any] = {}
    for duty in case.obligations.values():
        if duty.state in ENDED:
            continue
        listed = [SelectChoice(value, str(text)) for value, text in BECOMES]
        made[f"becomes_{duty.id}"] = SelectField(
            words(names[duty.id]), [MarkNeeded()], choices=listed, default=_default(duty.state), validate_choice=False
        )
        made[f"why_{duty.id}"] = StringField(_("不予支持的理由"))
    return made


ENDED = ("discharged", "waived", "lapsed", "superseded", "dropped", "converted", "closed_unpaid")


def _default(state: str) -> str:
    if state in ("performed", "proven"):
        return PERFORMED
    return ORDERED if state in ("undertaken", "performing", "part_failed", "proposed") else ""


def ruled(form: Any) -> dict[str, Any]:
    """What a ruling says of the duties of the case, as arguments."""
    chosen = {
        field.short_name.removeprefix("becomes_"): field.data
        for field in form
        if field.short_name.startswith("becomes_")
    }
    made: dict[str, Any] = {}
    for word in (PERFORMED, ORDERED):
        if named := [name for name, becomes in chosen.items() if becomes == word]:
            made[word] = named
    if replaced := [name for name, becomes in chosen.items() if becomes == REPLACED]:
        made[REPLACED] = _paired(form, replaced)
    otherwise = {DENIED: "", APART: SUED_APART}
    if refused := {name: otherwise[becomes] for name, becomes in chosen.items() if becomes in otherwise}:
        made[DENIED] = {name: form[f"why_{name}"].data or reason for name, reason in refused.items()}
    return made


def _paired(form: Any, names: list[str]) -> str:
    """The duties that are replaced, each with the one that is written for it where one is."""
    written = str(form[WRITTEN].data or "") if WRITTEN in form else ""
    return "、".join([*([written] if written else []), *(name for name in names if name not in written)])
