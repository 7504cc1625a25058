"""Forms of the register, of purchases and of retirements."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from casework.credits import purchases, register, registration, retirements
from casework.web.formfields import Day, ExactNumber, MarkNeeded, Needed, WholeNumber

_NEEDED = Needed()


def _serial(label: Any) -> WholeNumber:
    """Left empty where the credit has no serial numbers."""
    hint = _("填写编号末段的数字；没有序列号的不填")
    return WholeNumber(label, description=hint, render_kw={"inputmode": "numeric"})


def _tonnes() -> ExactNumber:
    return ExactNumber(
        _("数量"),
        [_NEEDED],
        description=_("应等于区间长度乘每个单位的吨数"),
        render_kw={"inputmode": "decimal"},
    )


def _follows(label: Any, hint: Any) -> ExactNumber:
    """A number that the system works out where it is left empty."""
    return ExactNumber(label, description=hint, render_kw={"inputmode": "decimal"})


def _ticket() -> StringField:
    return StringField(_("票号或凭证编号"), description=_("没有序列号的才填，与数量一并填写"))


class ProjectForm(FlaskForm):
    registry_name = StringField(_("登记机构"), [_NEEDED], description=_("如：海峡资源环境交易中心"))
    name = StringField(_("项目名称"), [_NEEDED])
    code = StringField(_("项目编号"), [_NEEDED], description=_("登记机构给的编号"))
    credit_type = StringField(
        _("碳汇品种"),
        [_NEEDED],
        description=_("照登记机构的名称填写；没有收录的品种也可以登记"),
        render_kw={"list": "credit-types", "autocomplete": "off"},
    )
    methodology = StringField(_("方法学及版本"), [_NEEDED])
    unit_t = ExactNumber(
        _("每个单位的吨数"),
        description=_("不填的，按品种：多为 1 t，一元碳汇 0.01 t"),
        render_kw={"inputmode": "decimal"},
    )

    def entry(self) -> registration.ProjectEntry:
        return registration.ProjectEntry(
            registry_name=self.registry_name.data or "",
            name=self.name.data or "",
            code=self.code.data or "",
            credit_type=self.credit_type.data or "",
            methodology=self.methodology.data or "",
            unit_t=self.unit_t.data,
        )


class LotForm(FlaskForm):
    vintage = StringField(_("监测期或年份"), [_NEEDED], description=_("如：2021-01-01 至 2022-12-31"))
    serial_from = _serial(_("起始序列号"))
    serial_to = _serial(_("终止序列号"))
    quantity_t = _tonnes()
    ticket_no = _ticket()
    source = StringField(_("签发依据"), [_NEEDED], description=_("签发公告或登记系统页面及其日期"))

    def entry(self) -> registration.LotEntry:
        return registration.LotEntry(
            vintage=self.vintage.data or "",
            serial_from=self.serial_from.data,
            serial_to=self.serial_to.data,
            quantity_t=self.quantity_t.data,
            source=self.source.data or "",
            ticket_no=self.ticket_no.data or "",
        )


class UseForm(FlaskForm):
    """A use outside this system."""

    use = SelectField(
        _("用途"), [_NEEDED], choices=[SelectChoice(use, register.USE_NAMES[use]) for use in register.OTHER_USES]
    )
    serial_from = _serial(_("起始序列号"))
    serial_to = _serial(_("终止序列号"))
    quantity_t = _tonnes()
    ticket_no = _ticket()
    holder = StringField(_("使用人"), [_NEEDED])
    evidence = StringField(_("依据"), [_NEEDED], description=_("注销公告、凭证编号或登记系统页面及其日期"))

    def entry(self, project_id: int) -> registration.UseEntry:
        return registration.UseEntry(
            project_id=project_id,
            use=self.use.data or "",
            serial_from=self.serial_from.data,
            serial_to=self.serial_to.data,
            quantity_t=self.quantity_t.data,
            holder=self.holder.data or "",
            evidence=self.evidence.data or "",
            ticket_no=self.ticket_no.data or "",
        )


class ReasonForm(FlaskForm):
    row_version = IntegerField()
    reason = TextAreaField(_("理由"), [_NEEDED], render_kw={"rows": 3})


class DutyPurchaseForm(FlaskForm):
    """What the purchase contract says. ``offer`` fills in the choices. What follows from the rest may be left out."""

    row_version = IntegerField()
    project_id = SelectField(_("碳汇项目"), [_NEEDED], coerce=int)
    seller = StringField(_("出让方"), [_NEEDED])
    contract_no = StringField(_("合同编号"), [_NEEDED])
    trade_date = Day(_("交易日期"), [_NEEDED])
    serial_from = _serial(_("起始序列号"))
    serial_to = _serial(_("终止序列号"))
    price_cny = ExactNumber(_("单价"), [_NEEDED], render_kw={"inputmode": "decimal"})
    quantity_t = _follows(_("数量"), _("不填的，为区间长度乘每个单位的吨数；按票号认购的须填"))
    amount_cny = _follows(_("合同总价"), _("不填的，为数量乘单价，四舍五入到分"))
    ticket_no = _ticket()

    def offer(self, projects: list[tuple[int, str]]) -> None:
        self.project_id.choices = [SelectChoice(str(key), name) for key, name in projects]

    def entry(self) -> purchases.PurchaseEntry:
        return purchases.PurchaseEntry(
            project_id=self.project_id.data,
            seller=self.seller.data or "",
            contract_no=self.contract_no.data or "",
            trade_date=self.trade_date.data,
            serial_from=self.serial_from.data,
            serial_to=self.serial_to.data,
            quantity_t=self.quantity_t.data,
            price_cny=self.price_cny.data,
            amount_cny=self.amount_cny.data,
            ticket_no=self.ticket_no.data or "",
        )


class DutyRetirementForm(FlaskForm):
    """What the registry's certificate says, copied from it and not from the purchase; it is the paper of an act."""

    row_version = IntegerField()
    certificate_no = StringField(_("注销凭证编号"), [_NEEDED])
    registry_name = StringField(_("出具机构"), [_NEEDED], description=_("凭证上的登记机构，不是出让方"))
    certificate_date = Day(_("注销日期"), [_NEEDED])
    serial_from = _serial(_("起始序列号"))
    serial_to = _serial(_("终止序列号"))
    quantity_t = _follows(_("数量"), _("不填的，为区间长度乘每个单位的吨数；没有序列号的须填"))
    purpose = SelectField(
        _("凭证载明的用途"),
        [_NEEDED],
        choices=[
            SelectChoice("", _("（请选择）")),
            *(SelectChoice(*purpose) for purpose in retirements.PURPOSES.items()),
        ],
    )
    certificate = FileField(_("凭证文件"), [MarkNeeded()], description=_("PDF、PNG 或 JPG，至多 5 MB"))

    def entry(self) -> retirements.RetirementEntry:
        given = self.certificate.data
        return retirements.RetirementEntry(
            certificate_no=self.certificate_no.data or "",
            registry_name=self.registry_name.data or "",
            certificate_date=self.certificate_date.data,
            serial_from=self.serial_from.data,
            serial_to=self.serial_to.data,
            quantity_t=self.quantity_t.data,
            purpose=self.purpose.data or "",
            content=given.read() if given and given.filename else None,
        )
