"""Forms of the plan: one group of fields for each open route, a decision, a proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    Form,
    FormField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.widgets import CheckboxInput

from casework.compensation import CREDITS, performance, plans, proposing
from casework.web.formfields import Day, ExactNumber, MarkNeeded, Needed
from rules.record.deciding import RouteRecord
from rules.settlement.plan import MAKES_GOOD

_ROUTE = "route_"
_DECIMAL = {"inputmode": "decimal"}


class CreditItemForm(Form):
    include = BooleanField(_("列入方案"))
    quantity_t = ExactNumber(_("认购量"), [MarkNeeded()], render_kw=_DECIMAL)
    price_cny = ExactNumber(_("单价"), [MarkNeeded()], render_kw=_DECIMAL)
    price_rule = StringField(_("取价规则"), [MarkNeeded()], description=_("如：前一交易日收盘价"))
    price_source = StringField(_("价格来源"), [MarkNeeded()])
    price_date = Day(_("价格日期"), [MarkNeeded()])
    terms = TextAreaField(_("要求"), description=_("如：认购平台、注销用途"), render_kw={"rows": 2})
    deadline = Day(_("履行期限"))


class OtherItemForm(Form):
    include = BooleanField(_("列入方案"))
    terms = TextAreaField(
        _("内容和要求"),
        [MarkNeeded()],
        description=_("如：地点、面积、树种、期限、验收标准、收款账户"),
        render_kw={"rows": 3},
    )
    amount_cny = ExactNumber(_("金额"), render_kw=_DECIMAL)
    deadline = Day(_("履行期限"))


class ChoosingItemForm(OtherItemForm):
    """A route that can make good several heads of loss: which ones is chosen."""

    covers = SelectMultipleField(
        _("针对的损失"),
        description=_("不选的，为其他方式没有涉及的各项"),
        widget=CheckboxInput(),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )


class PlanForm(FlaskForm):
    """The plan. ``plan_form`` adds a group for each open route; groups that are not included are not checked."""

    row_version = IntegerField()
    undertaking_by = SelectField(
        _("承诺人"), description=_("签署承诺书的当事人；认购碳汇须出于自愿"), validate_choice=False
    )
    undertaking_date = Day(_("承诺书日期"))
    note = TextAreaField(_("说明"), render_kw={"rows": 3})

    routes: Sequence[RouteRecord] = ()

    def groups(self) -> list[tuple[RouteRecord, FormField]]:
        """Each open route with its group of fields."""
        return [(route, self[f"{_ROUTE}{number}"]) for number, route in enumerate(self.routes)]

    def _included(self) -> list[tuple[str, Any]]:
        return [(route.route, group.form) for route, group in self.groups() if group.form.include.data]

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        for _route, group in self.groups():
            if not group.form.include.data:
                for field in group.form:
                    field.errors = []
        return not any(field.errors for field in self)

    def entry(self) -> proposing.PlanEntry:
        items = []
        for route, form in self._included():
            given = {field.short_name: field.data for field in form if field.short_name != "include"}
            if "covers" in given:
                given["covers"] = tuple(given["covers"] or ())
            for name in ("terms", "price_rule", "price_source"):
                if name in given:
                    given[name] = given[name] or ""
            items.append(proposing.ItemEntry(route=route, **given))
        return proposing.PlanEntry(
            items=tuple(items),
            undertaking_by=self.undertaking_by.data or "",
            undertaking_date=self.undertaking_date.data,
            note=self.note.data or "",
        )

    def fields(self) -> dict[str, Field]:
        """``items[0].quantity_t`` and the like -> the field."""
        found: dict[str, Field] = {}
        for number, (_route, form) in enumerate(self._included()):
            found |= {f"items[{number}].{field.short_name}": field for field in form}
            found[f"items[{number}].route"] = form.include
        groups = self.groups()
        if groups:
            found["items"] = groups[0][1].form.include
        return found


def plan_form(basis: plans.Basis) -> PlanForm:
    """The form for the routes that are open, filled with what is required and priced."""
    routes = [route for route in basis.result.routes if route.open]
    fields: dict[str, Any] = {"routes": tuple(routes)}
    answers: dict[str, Any] = {}
    for number, route in enumerate(routes):
        credit = route.route == CREDITS
        heads = MAKES_GOOD.get(route.route, ())
        kind = CreditItemForm if credit else ChoosingItemForm if len(heads) > 1 else OtherItemForm
        fields[f"{_ROUTE}{number}"] = FormField(kind, route.route)
        if credit:
            answers[f"{_ROUTE}{number}"] = _credit_answers(basis)
    form: PlanForm = type("PlanForm", (PlanForm,), fields)(data=answers)
    for route, group in form.groups():
        if "covers" in group.form:
            group.form.covers.choices = list(MAKES_GOOD[route.route])
    form.undertaking_by.choices = [SelectChoice("", _("（未填）")), *map(SelectChoice, basis.parties)]
    return form


def _credit_answers(basis: plans.Basis) -> dict[str, Any]:
    answers: dict[str, Any] = {"include": True, "quantity_t": basis.required_t}
    price = basis.casefile.options.price
    if price is not None:
        answers |= {
            "price_cny": price.cny_per_t,
            "price_rule": price.rule,
            "price_source": price.source,
            "price_date": price.date,
        }
    return answers


class DecisionForm(FlaskForm):
    row_version = IntegerField()
    reason = TextAreaField(
        _("理由"),
        description=_("退回必须写明理由；准许认购量少于应认购量的方案，或者修复义务未见处理的方案，也须写明理由。"),
        render_kw={"rows": 3},
    )


class ProofForm(FlaskForm):
    """The paper that proves an item done."""

    row_version = IntegerField()
    document = StringField(_("证明文件"), [Needed()], description=_("名称和编号，如：补植验收报告、缴款凭证、劳务台账"))
    document_date = Day(_("文件日期"), [Needed()])
    note = TextAreaField(_("说明"), render_kw={"rows": 3})

    def entry(self) -> performance.ProofEntry:
        return performance.ProofEntry(
            document=self.document.data or "", document_date=self.document_date.data, note=self.note.data or ""
        )
