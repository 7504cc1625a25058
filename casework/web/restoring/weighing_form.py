"""The form of 权衡履行方式. It is sent by GET: nothing is kept, and the address is the whole question."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field, FieldList, Form, FormField, SelectField, StringField
from wtforms.fields import SelectChoice

from casework.web.formfields import ExactNumber, Needed, WholeNumber
from casework.web.restoring.forms import DECIMAL, NUMERIC, RowsForm
from rules.carbon.recovery.growth import growth
from rules.restoring.ways import Bought, Harm, Mix, Planting, Tending, Terms

WAY_NAMES = {"planting": _("补植"), "tending": _("管护"), "credits": _("认购碳汇"), "money": _("赔偿金")}
_NEEDED = Needed()
OF_WAY = {
    "planting": ("species", "series", "year", "price", "source"),
    "tending": ("year", "years", "yearly_t", "price", "source"),
    "credits": ("year", "price", "source"),
    "money": ("year", "price", "source"),
}
"""The fields of each way: all of them, or none where it is in no mix."""
MAY_LACK = ("planting_series",)
"""Told by the rules, which know what there is to choose from."""


def _year() -> Any:
    return WholeNumber(_("年份"), render_kw=NUMERIC)


def _price(label: Any) -> Any:
    return ExactNumber(label, render_kw=DECIMAL)


def _source(label: Any) -> Any:
    return StringField(label, render_kw={"autocomplete": "off"})


class MixForm(Form):
    """So much of each way, and by which of them what lacks is made up."""

    planting = ExactNumber(_("补植（亩）"), render_kw=DECIMAL)
    tending = ExactNumber(_("管护（亩）"), render_kw=DECIMAL)
    credits = ExactNumber(_("认购碳汇（t）"), render_kw=DECIMAL)
    money = ExactNumber(_("赔偿金（元）"), render_kw=DECIMAL)
    fill = SelectField(_("其余由何方式补足"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fill.choices = [SelectChoice("", _("不补足")), *(SelectChoice(*one) for one in WAY_NAMES.items())]

    def mix(self) -> Mix:
        return Mix(self.planting.data, self.tending.data, self.credits.data, self.money.data, self.fill.data or "")


class WeighingForm(RowsForm):
    """What one account is made of, and the mixes."""

    class Meta:
        csrf = False

    of = "mixes"
    fewest = 4
    base = WholeNumber(_("基准年"), [_NEEDED], description=_("各年的损失和收益都折算到这一年"), render_kw=NUMERIC)
    rate = ExactNumber(_("年贴现率（%）"), [_NEEDED], description=_("系统没有默认值，须写明依据"), render_kw=DECIMAL)
    rate_source = StringField(_("贴现率的来源"), [_NEEDED], description=_("鉴定意见、专家意见或者标准的条款"))
    harm_year = WholeNumber(_("损害发生的年份"), [_NEEDED], render_kw=NUMERIC)
    harm_tonnes = ExactNumber(_("碳汇损失量"), [_NEEDED], render_kw=DECIMAL)
    harm_source = StringField(_("损失量的来源"), [_NEEDED])
    harm_yearly_t = ExactNumber(_("每年的期间损失"), description=_("损害后至恢复前每年少固的碳"), render_kw=DECIMAL)
    harm_years = WholeNumber(_("期间损失的年数"), render_kw=NUMERIC)
    harm_yearly_source = StringField(_("期间损失的来源"))
    planting_species = StringField(_("树种"), render_kw={"list": "species-names", "autocomplete": "off"})
    planting_series = SelectField(_("生长序列"), validate_choice=False)
    planting_year = WholeNumber(_("栽植的年份"), render_kw=NUMERIC)
    planting_price = _price(_("每亩费用（元，含抚育）"))
    planting_source = _source(_("费用的来源"))
    tending_year = WholeNumber(_("起始年份"), render_kw=NUMERIC)
    tending_years = WholeNumber(_("管护年数"), render_kw=NUMERIC)
    tending_yearly_t = ExactNumber(_("每亩每年增加的固碳（t）"), render_kw=DECIMAL)
    tending_price = _price(_("每亩每年费用（元）"))
    tending_source = _source(_("固碳增量和费用的来源"))
    credits_year = _year()
    credits_price = _price(_("每吨单价（元）"))
    credits_source = _source(_("单价的来源"))
    money_year = _year()
    money_price = _price(_("折算一吨的单价（元）"))
    money_source = _source(_("折算单价的来源"))
    mixes = FieldList(FormField(MixForm), _("拟比较的组合"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [SelectChoice(one.id, one.title) for one in growth().series.values()]
        self.planting_series.choices = [SelectChoice("", _("（没有选定）")), *known]

    def validate(self, extra_validators: Any = None) -> bool:
        """A way is stated whole or not at all."""
        fine = super().validate(extra_validators)
        for way in OF_WAY:
            lacking = [field for field in self.fields_of(way) if self._lacks(field)] if self.states(way) else []
            for field in lacking:
                field.errors = [*field.errors, gettext("不能为空")]
            fine = fine and not lacking
        return fine

    def _lacks(self, field: Field) -> bool:
        return field.data in (None, "") and not field.errors and field.name not in MAY_LACK

    def fields_of(self, way: str) -> list[Field]:
        """The fields of a way."""
        return [self[f"{way}_{name}"] for name in OF_WAY[way]]

    def states(self, way: str) -> bool:
        """Whether anything is said of a way."""
        return any(field.data not in (None, "") or field.errors for field in self.fields_of(way))

    def terms(self) -> Terms:
        """What the account is made of, once the form is valid."""
        harm = {name: self[f"harm_{name}"].data for name in ("year", "tonnes", "source", "yearly_t")}
        harm |= {"years": self.harm_years.data or 0, "yearly_source": self.harm_yearly_source.data or ""}
        made: dict[str, Any] = {"planting": Planting, "tending": Tending, "credits": Bought, "money": Bought}
        ways = {
            way: made[way](**{name: self[f"{way}_{name}"].data or "" for name in names}) if self.states(way) else None
            for way, names in OF_WAY.items()
        }
        return Terms(self.base.data, self.rate.data, self.rate_source.data or "", Harm(**harm), **ways)

    def entered(self) -> tuple[Mix, ...]:
        """The mixes."""
        return tuple(row.form.mix() for row in self.said)

    def at_mistakes(self) -> dict[str, Field]:
        """By the path of a mistake of the rules, the field that it belongs to."""
        found = {f"{way}.{name}": self[f"{way}_{name}"] for way, names in OF_WAY.items() for name in names}
        names = ("year", "tonnes", "source", "yearly_t", "years", "yearly_source")
        found |= {f"harm.{name}": self[f"harm_{name}"] for name in names}
        found |= {name: self[name] for name in ("base", "rate", "rate_source", "mixes")}
        rows = enumerate(self.said)
        return found | {f"mixes[{number}].{cell.short_name}": cell for number, row in rows for cell in row.form}
