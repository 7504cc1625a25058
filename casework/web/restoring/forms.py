"""Forms of planting and labour. Rows left empty say nothing; a button gives more of them, without script."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from wtforms import Field, FieldList, Form, FormField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.widgets import HiddenInput

from casework.proceedings.files import Paper
from casework.restoring import designing, surveying, working
from casework.web.formfields import Day, ExactNumber, MarkNeeded, Needed, TimeOfDay, WholeNumber
from rules.carbon.recovery.growth import growth
from rules.restoring import survey
from rules.restoring.labour import DAYS, HOURS

MORE = "more"
"""The button that adds rows and saves nothing."""
ADDED = 5
DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}
NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}

METHODS = {survey.COUNT: _("全部清查"), survey.PLOTS: _("样地（抽样）")}
_NEEDED, _MARKED = Needed(), MarkNeeded()


def _said(row: Any) -> bool:
    """Whether anything was typed into a row."""
    return any(field.raw_data and str(field.raw_data[0]).strip() for field in row.form)


class RowsForm(FlaskForm):
    """A form with rows under ``of``. ``fewest``: shown where nothing was typed yet."""

    of = "rows"
    fewest = 5
    seen = IntegerField(widget=HiddenInput())

    @property
    def rows_field(self) -> FieldList:
        found: FieldList = self[self.of]
        return found

    @property
    def said(self) -> list[Any]:
        """The rows into which something was typed."""
        return [row for row in self.rows_field if _said(row)]

    @property
    def wants_more(self) -> bool:
        """Whether the button for more rows was pressed."""
        return MORE in request.values

    def fill_up(self, count: int = 0) -> None:
        """Rows to type into: at least so many as are usual, or some more."""
        wanted = max(self.fewest, len(self.rows_field) + count)
        while len(self.rows_field) < wanted:
            self.rows_field.append_entry()

    def at_rows(self) -> dict[str, Field]:
        """By the path of a mistake, the field that it belongs to: empty rows are not counted by it."""
        return {
            f"{self.of}-{number}-{field.short_name}": field
            for number, row in enumerate(self.said)
            for field in row.form
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """Only rows into which something was typed are looked at."""
        self.rows_field.entries = self.said
        return bool(super().validate(extra_validators))


class PlotForm(Form):
    """A parcel of a design."""

    county = StringField(_("县（市、区）"), [_MARKED])
    town = StringField(_("乡镇或者林场"), [_MARKED])
    compartment = StringField(_("林班"), [_MARKED])
    subcompartment = StringField(_("小班"), [_MARKED])
    part = StringField(_("细班或者部位"), description=_("一个小班分几处造林的才填"))
    area_mu = ExactNumber(_("造林面积"), [_MARKED], render_kw=DECIMAL)
    species = StringField(_("树种"), [_MARKED], render_kw={"list": "species-names", "autocomplete": "off"})
    trees = WholeNumber(_("株数"), [_MARKED], render_kw=NUMERIC)
    series = SelectField(_("生长序列"), description=_("选了，推算逐年固碳；没有资料的不选"), validate_choice=False)
    polygon = TextAreaField(
        _("界线坐标"),
        description=_("经度,纬度，点与点以分号分开，如 117.361,24.514; 117.362,24.514; 117.362,24.515"),
        render_kw={"rows": 2},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [SelectChoice(one.id, one.title) for one in growth().series.values()]
        self.series.choices = [SelectChoice("", _("（不推算）")), *known]


class DesignForm(RowsForm):
    """作业设计书."""

    of = "plots"
    fewest = 1
    season = StringField(_("造林季节"), [_MARKED], description=_("如：2027年春季"))
    plant_by = Day(_("栽植完成日期"))
    site = TextAreaField(_("立地条件"), description=_("坡度、土壤、植被和受损的现状"), render_kw={"rows": 3})
    planting = TextAreaField(
        _("苗木、整地和栽植"), description=_("苗龄和苗高、株行距、整地方式、栽植方法"), render_kw={"rows": 3}
    )
    tending = TextAreaField(_("抚育"), description=_("年数、每年的次数和内容、补植"), render_kw={"rows": 3})
    budget = TextAreaField(
        _("经费预算"), description=_("一行一项：项目、数量、单价、金额，最后一行写总额"), render_kw={"rows": 4}
    )
    plots = FieldList(FormField(PlotForm), _("造林地块"))

    def entry(self) -> designing.DesignEntry:
        return designing.DesignEntry(
            season=self.season.data or "",
            plant_by=self.plant_by.data,
            **{name: self[name].data or "" for name in designing.TEXTS},
            plots=tuple(_plot(row.form) for row in self.said),
        )


def _plot(form: Any) -> designing.PlotEntry:
    words = ("county", "town", "compartment", "subcompartment", "part", "species", "series", "polygon")
    texts = {name: (form[name].data or "").strip() for name in words}
    return designing.PlotEntry(**texts, area_mu=form.area_mu.data, trees=form.trees.data)


class CountForm(Form):
    """A sample plot, or a parcel that was counted whole."""

    name = StringField(_("编号或者名称"))
    designed = WholeNumber(_("设计株（穴）数"), render_kw=NUMERIC)
    living = WholeNumber(_("成活株（穴）数"), render_kw=NUMERIC)
    area_mu = ExactNumber(_("面积（亩）"), render_kw=DECIMAL)


class SurveyForm(RowsForm):
    """检查验收 with its figures."""

    of = "plots"
    on = Day(_("检查日期"), [_NEEDED])
    year = WholeNumber(_("造林后第几年"), description=_("不填的，按栽植日期推算"), render_kw=NUMERIC)
    method = RadioField(
        _("检查方法"),
        [_NEEDED],
        choices=[SelectChoice(*method) for method in METHODS.items()],
        default=survey.COUNT,
    )
    whole_mu = ExactNumber(_("现场造林面积"), description=_("全部造林地的面积，不是样地的面积"), render_kw=DECIMAL)
    plots = FieldList(FormField(CountForm), _("地块或者样地"))
    attended_by = StringField(_("参加检查的人"), description=_("两人以上的，以顿号分开"))
    rectify_by = Day(_("整改期限"), description=_("部分合格、不合格的须填写"))
    look_again = Day(_("下次检查日期"))
    note = TextAreaField(_("说明"), render_kw={"rows": 2})
    report = FileField(_("验收报告"), description=_("PDF、图片、OFD 或者 DOCX，与照片合计不超过 8 MB"))
    photos = MultipleFileField(
        _("现场照片"), description=_("JPEG、PNG，用相机原文件：经聊天软件转发的多已去除时间和位置")
    )
    reason = TextAreaField(_("理由"), description=_("系统提示须说明理由的才填"), render_kw={"rows": 2})

    def entry(self) -> surveying.SurveyEntry:
        return surveying.SurveyEntry(
            on=self.on.data,
            method=self.method.data,
            plots=tuple(_counted(row.form) for row in self.said),
            whole_mu=self.whole_mu.data,
            year=self.year.data or None,
            attended_by=self.attended_by.data or "",
            rectify_by=self.rectify_by.data,
            look_again=self.look_again.data,
            note=self.note.data or "",
            reason=self.reason.data or "",
            photos=_papers(self.photos.data),
            report=_papers([self.report.data]),
        )


def _counted(form: Any) -> survey.Plot:
    return survey.Plot(
        (form.name.data or "").strip(), form.designed.data or 0, form.living.data or 0, form.area_mu.data
    )


def _papers(given: Iterable[Any]) -> tuple[Paper, ...]:
    return tuple(Paper(one.filename, one.read()) for one in given or () if getattr(one, "filename", ""))


class LabourPlanForm(FlaskForm):
    """Days or hours that a sum is at a wage."""

    seen = IntegerField(widget=HiddenInput())
    amount_cny = ExactNumber(_("以劳务代偿的金额"), [_NEEDED], render_kw=DECIMAL)
    per = RadioField(
        _("工资标准以何计"),
        [_NEEDED],
        choices=[SelectChoice(DAYS, _("日")), SelectChoice(HOURS, _("小时"))],
        default=DAYS,
    )
    wage_cny = ExactNumber(_("工资标准"), [_NEEDED], render_kw=DECIMAL)
    wage_source = StringField(_("工资标准的来源"), [_NEEDED], description=_("发布机关和文件名称、文号"))
    wage_date = Day(_("工资标准的日期"), [_NEEDED], description=_("文件的发布日期"))
    overseer = StringField(_("监督单位或者监督人"), [_NEEDED], description=_("林业主管部门、村民委员会或者其指定的人"))
    begins_on = Day(_("劳务起日"), description=_("文书以缓刑考验期或者刑满释放起算的不填，系统按登记的日期起算"))

    def entry(self) -> working.PlanEntry:
        return working.PlanEntry(
            amount_cny=self.amount_cny.data,
            wage_cny=self.wage_cny.data,
            per=self.per.data,
            wage_source=self.wage_source.data or "",
            wage_date=self.wage_date.data,
            overseer=self.overseer.data or "",
            begins_on=self.begins_on.data,
        )


class WorkRowForm(Form):
    """Work of a day."""

    day = Day(_("日期"), [_NEEDED])
    begins = TimeOfDay(_("起"), [_NEEDED])
    ends = TimeOfDay(_("止"), [_NEEDED])
    place = StringField(_("地点"))
    task = StringField(_("任务"))


class SheetForm(RowsForm):
    """履行记录 of one person."""

    fewest = 7
    worker = SelectField(_("履行人"), [_NEEDED], validate_choice=False)
    overseer = StringField(_("监督人"), [_NEEDED], description=_("在现场监督、在纸质记录上签名的人"))
    month = SelectField(_("第几个月"), [_MARKED], coerce=int, validate_choice=False)
    rows = FieldList(FormField(WorkRowForm), _("履行记录"))

    def entry(self) -> working.SheetEntry:
        return working.SheetEntry(
            worker=self.worker.data or "",
            overseer=self.overseer.data or "",
            rows=tuple(_worked(row.form) for row in self.said),
            month=self.month.data or None if self.month is not None else None,
        )


def _worked(form: Any) -> working.Row:
    return working.Row(
        form.day.data, form.begins.data, form.ends.data, (form.place.data or "").strip(), (form.task.data or "").strip()
    )


class ReasonForm(FlaskForm):
    reason = TextAreaField(_("不符之处"), [_NEEDED], render_kw={"rows": 3})
