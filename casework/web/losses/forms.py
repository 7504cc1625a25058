"""Forms of the measurement. Numbers stay as typed: the case file's own checks speak, with their paths."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, FieldList, Form, FormField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.widgets import DateInput

from casework.cases import stand_numbers
from casework.losses import measuring
from casework.losses import queries as loss_queries
from casework.web.formfields import MarkNeeded
from rules.carbon.declaration import Declaration
from rules.reading.errors import FieldError
from rules.reading.messages import template

_PARAMETER = "parameter_"
_SET = "parameterset_"
FROZEN_SET = template("%(title)s（已核对并冻结）")
SHIPPED_SET = template("%(title)s（随系统附带）")


def _number(label: Any, **options: Any) -> StringField:
    return StringField(label, render_kw={"inputmode": "decimal", "autocomplete": "off"}, **options)


def _choice(label: Any, *words: str, empty: bool = True) -> SelectField:
    choices = [*([SelectChoice("", _("（未填）"))] if empty else []), *map(SelectChoice, words)]
    return SelectField(label, [] if empty else [MarkNeeded()], choices=choices, validate_choice=False)


class StandardErrorForm(Form):
    """How far one of the stand's numbers may be off."""

    field = SelectField(
        _("哪个数字"),
        choices=[
            SelectChoice("", _("（未填）")),
            *(SelectChoice(name, told) for name, told in stand_numbers.NUMBERS.items()),
        ],
        validate_choice=False,
    )
    value = _number(_("标准误"), description=_("与该数字同一单位"))
    source = StringField(_("标准误的来源"), description=_("如：鉴定意见书第 4 页，样木 24 株"))


class StandForm(Form):
    """The data of one stand that the officer may correct."""

    species = StringField(_("树种"), [MarkNeeded()], description=_("几个树种写明份额，如：木荷 0.75；硬阔类 0.25"))
    forest_type = _choice(_("林地类型"), "乔木林", "竹林", "灌木林", "经济林", empty=False)
    damage_type = _choice(_("受损方式"), "采伐", "烧毁", "毁坏", "占用", "部分损伤", empty=False)
    damage_fraction = _number(_("受损份额"), description=_("0 至 1；全部损失的可不填"))
    damage_severity = _choice(_("烧毁程度"), "轻度", "中度", "重度")
    damage_burned_area_ha = _number(_("过火面积"), description=_("与地块面积不同的才填"))
    damage_soil_disturbed_share = _number(_("土壤受扰动面积的份额"), description=_("0 至 1"))
    standing_stock_m3 = _number(_("立木蓄积"))
    timber_volume_m3 = _number(_("原木材积"))
    outturn_rate = _number(_("出材率"), description=_("0 至 1；立木蓄积 = 原木材积 ÷ 出材率"))
    stock_per_ha = _number(_("每公顷蓄积"))
    area_ha = _number(_("面积（公顷）"))
    area_mu = _number(_("面积（亩）"), description=_("公顷与亩只填一个"))
    origin = _choice(_("起源"), "天然", "人工")
    age_a = _number(_("林龄"))
    trees = _number(_("树木株数"))
    saplings = _number(_("幼树株数"))
    culms = _number(_("竹株数"))
    mean_dbh_cm = _number(_("平均胸径"))
    shrub_cover = _number(_("灌木盖度"), description=_("0 至 1"))
    standard_errors = FieldList(FormField(StandardErrorForm), _("标准误"))


class PriceForm(Form):
    cny_per_t = _number(_("单价"))
    rule = StringField(_("取价规则"), description=_("如：前一交易日收盘价"))
    source = StringField(_("价格来源"))
    date = StringField(_("价格日期"), widget=DateInput())


class MeasureForm(FlaskForm):
    """Method with its parameters, settlement, stand data. Built by ``measure_form``, which adds the parameters."""

    row_version = IntegerField()
    previewed = StringField()
    method = RadioField(_("计量方法"), [MarkNeeded()])
    multiplier = _number(_("认购倍数"), description=_("不填按一倍计"))
    price = FormField(PriceForm, _("碳汇单价"))
    stands = FieldList(FormField(StandForm), _("地块"))
    reason = TextAreaField(
        _("更正理由"),
        description=_("更正了地块数据的，写明理由和依据；原数据仍留在前一版案件文件中。"),
        render_kw={"rows": 3},
    )

    known: tuple[Declaration, ...] = ()
    stand_names: tuple[str, ...] = ()

    def parameters_of(self, number: int) -> list[Field]:
        """The fields of the options that the method declares."""
        return [self[f"{_PARAMETER}{number}_{key}"] for key in self.known[number].options]

    def set_of(self, number: int) -> Field:
        """The field of the parameter set of the method."""
        return self[f"{_SET}{number}"]

    def choice(self) -> measuring.Choice:
        """What was typed."""
        number = self._chosen()
        options = self.known[number].options if number is not None else {}
        return measuring.Choice(
            method=self.method.data or "",
            parameters={key: self[f"{_PARAMETER}{number}_{key}"].data or "" for key in options},
            multiplier=self.multiplier.data or "",
            price={field.short_name: field.data or "" for field in self.price.form},
            stands=tuple(_typed(entry.form) for entry in self.stands),
            reason=self.reason.data or "",
            parameter_set=(self.set_of(number).data or "") if number is not None else "",
        )

    def fields(self, errors: Iterable[FieldError]) -> dict[str, Field]:
        """Path in the case file -> the field where its mistake is shown."""
        found: dict[str, Field] = {
            "options.method": self.method,
            "options.multiplier": self.multiplier,
            "options.price": self.price,
        }
        found |= {f"options.price.{field.short_name}": field for field in self.price.form}
        number = self._chosen()
        if number is not None:
            found["parameters"] = self.set_of(number)
            for key in self.known[number].options:
                found[f"options.parameters.{key}"] = self[f"{_PARAMETER}{number}_{key}"]
        for position, entry in enumerate(self.stands):
            at = f"stands[{position}]"
            found |= {f"{at}.{name}": entry.form[name] for name in measuring.CORRECTABLE}
            found |= {f"{at}.damage.{name}": entry.form[f"damage_{name}"] for name in measuring.DAMAGE}
            for row, stated in enumerate(_filled(entry.form)):
                places = {name: stated.form[name] for name in _STATED}
                found[f"{at}.standard_errors[{row}].field"] = places["field"]
                told = f"{at}.standard_errors.{places['field'].data}"
                found |= {told: places["field"], f"{told}.value": places["value"], f"{told}.source": places["source"]}
            for error in errors:
                if error.path.startswith(f"{at}.species"):
                    found[error.path] = entry.form.species
        return found

    def _chosen(self) -> int | None:
        names = [item.name for item in self.known]
        return names.index(self.method.data) if self.method.data in names else None


def _typed(form: Any) -> dict[str, Any]:
    typed: dict[str, Any] = {name: form[name].data or "" for name in ("species", *measuring.CORRECTABLE)}
    typed["damage"] = {name: form[f"damage_{name}"].data or "" for name in measuring.DAMAGE}
    typed["standard_errors"] = [{name: row.form[name].data or "" for name in _STATED} for row in _filled(form)]
    return typed


_STATED = ("field", "value", "source")


def _filled(stand: Any) -> list[Any]:
    """The rows of standard errors in which something is typed."""
    return [row for row in stand.standard_errors if any((row.form[name].data or "").strip() for name in _STATED)]


def measure_form(start: loss_queries.Beginning) -> MeasureForm:
    """The form for these methods and sets, filled from the case file or, after a submission, as typed."""
    known, casefile = start.methods, start.casefile
    fields: dict[str, Any] = {"known": tuple(known), "stand_names": tuple(stand.id for stand in casefile.stands)}
    for number, declaration in enumerate(known):
        for key, option in declaration.options.items():
            choices = [SelectChoice(value, _shown(value, meaning)) for value, meaning in option.choices.items()]
            fields[f"{_PARAMETER}{number}_{key}"] = SelectField(
                option.title, [MarkNeeded()], choices=choices, validate_choice=False
            )
        fields[f"{_SET}{number}"] = SelectField(
            _("参数集"), [MarkNeeded()], choices=_sets(declaration, start), validate_choice=False
        )
    form: MeasureForm = type("MeasureForm", (MeasureForm,), fields)(data=_answers(start))
    form.method.choices = [SelectChoice(item.name, item.title) for item in known]
    for entry in form.stands:
        rows = entry.form.standard_errors
        if len(_filled(entry.form)) == len(rows):
            rows.append_entry()  # always a row to fill in; the button for one more only shows the page again
    return form


def _sets(declaration: Declaration, start: loss_queries.Beginning) -> list[SelectChoice]:
    shipped = SelectChoice("", gettext(SHIPPED_SET, title=declaration.shipped.title))
    frozen = [
        SelectChoice(str(item.row.id), gettext(FROZEN_SET, title=item.row.title))
        for item in start.sets[declaration.name]
    ]
    return [shipped, *frozen]


def _shown(value: str, meaning: str) -> str:
    """A number stands beside its meaning; a code word says nothing to a forester."""
    return f"{value}：{meaning}" if value[:1].isdigit() else meaning


def _answers(start: loss_queries.Beginning) -> dict[str, Any]:
    known, data = start.methods, start.casefile.as_json()
    options = data.get("options", {})
    wanted, _at, edition = (options.get("method") or "").partition("@")
    answers: dict[str, Any] = {
        "multiplier": options.get("multiplier"),
        "price": options.get("price", {}),
        "stands": [_stand_answers(stand) for stand in data.get("stands", [])],
    }
    for number, declaration in enumerate(known):
        mine = declaration.id == wanted and edition in ("", declaration.edition)
        if mine:
            answers["method"] = declaration.name
        if start.used in [item.row.id for item in start.sets[declaration.name]]:
            answers[f"{_SET}{number}"] = str(start.used)
        for key, option in declaration.options.items():
            given = options.get("parameters", {}).get(key) if mine else None
            answers[f"{_PARAMETER}{number}_{key}"] = given or option.default
    return answers


def _stand_answers(stand: dict[str, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {name: str(stand[name]) for name in measuring.CORRECTABLE if name in stand}
    answers["species"] = measuring.species_text(stand["species"])
    damage = stand["damage"]
    answers |= {f"damage_{name}": str(damage[name]) for name in measuring.DAMAGE if name in damage}
    answers["standard_errors"] = [{"field": field, **row} for field, row in stand.get("standard_errors", {}).items()]
    return answers


class DecisionForm(FlaskForm):
    """The judge's decision: remarks travel beside it, one field for each line."""

    row_version = IntegerField()
    reason = TextAreaField(_("理由或说明"), description=_("退回必须写明理由；确认可不填。"), render_kw={"rows": 3})
