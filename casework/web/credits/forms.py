"""Forms of the register, of purchases and of retirements."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from casework.credits import COMPLIANCE, confirming, paying, purchases, register, registration, reserving, retirements
from casework.credits.offsetting import OffsetEntry
from casework.credits.sharing import field_of
from casework.web.formfields import Day, ExactNumber, MarkNeeded, Needed, WholeForm, WholeNumber

_NEEDED = Needed()


def _serial(label: Any) -> StringField:
    """As the registry prints it, one or a whole range; left empty where the credit has no serial numbers."""
    hint = _("照登记系统填写或整段粘贴；没有序列号的不填")
    return StringField(label, description=hint, render_kw={"autocomplete": "off"})


def _tonnes() -> ExactNumber:
    hint = _("起始序列号、终止序列号、数量填写两项即可，三项都填的须一致")
    return ExactNumber(_("数量"), description=hint, render_kw={"inputmode": "decimal"})


def _follows(label: Any, hint: Any) -> ExactNumber:
    """A number that the system works out where it is left empty."""
    return ExactNumber(label, description=hint, render_kw={"inputmode": "decimal"})


def _ticket() -> StringField:
    return StringField(_("票号或凭证编号"), description=_("没有序列号的才填，与数量一并填写"))


class ProjectForm(WholeForm):
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


class LotForm(WholeForm):
    vintage = StringField(_("监测期或年份"), [_NEEDED], description=_("如：2021-01-01 至 2022-12-31"))
    serial_from = _serial(_("起始序列号"))
    serial_to = _serial(_("终止序列号"))
    quantity_t = _tonnes()
    ticket_no = _ticket()
    source = StringField(_("签发依据"), [_NEEDED], description=_("签发公告或登记系统页面及其日期"))
    elsewhere = TextAreaField(
        _("另有登记的说明"), description=_("同一项目在另一登记机构也有登记的才填"), render_kw={"rows": 2}
    )

    def entry(self) -> registration.LotEntry:
        return registration.LotEntry(
            vintage=self.vintage.data or "",
            serial_from=self.serial_from.data,
            serial_to=self.serial_to.data,
            quantity_t=self.quantity_t.data,
            source=self.source.data or "",
            ticket_no=self.ticket_no.data or "",
            elsewhere=self.elsewhere.data or "",
        )


class UseForm(WholeForm):
    """A use outside this system."""

    use = SelectField(
        _("用途"), [_NEEDED], choices=[SelectChoice(use, register.USE_NAMES[use]) for use in register.OTHER_USES]
    )
    serial_from = _serial(_("起始序列号"))
    serial_to = _serial(_("终止序列号"))
    quantity_t = _tonnes()
    ticket_no = _ticket()
    holder = StringField(_("使用人"), [_NEEDED], description=_("履约抵消的，照核查文书写控排单位的全称"))
    evidence = StringField(_("依据"), [_NEEDED], description=_("注销公告、凭证编号或登记系统页面及其日期"))
    emitter_code = StringField(_("统一社会信用代码"), description=_("控排单位的，18 位"))
    year = WholeNumber(_("履约年度"), render_kw={"inputmode": "numeric"})
    emission_t = ExactNumber(
        _("经确认排放量"), description=_("该年度已登记过的不填"), render_kw={"inputmode": "decimal"}
    )
    paper = StringField(_("确认排放量的文书"), description=_("名称、文号及其日期"))
    not_first = TextAreaField(_("没有先用 FFCER 的理由"), description=_("用其他品种的才填"), render_kw={"rows": 2})

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
            offset=self._offset() if self.use.data == COMPLIANCE else None,
        )

    def _offset(self) -> OffsetEntry:
        return OffsetEntry(
            self.year.data,
            self.emission_t.data,
            self.paper.data or "",
            not_first=self.not_first.data or "",
            emitter_code=self.emitter_code.data or "",
        )


class ReasonForm(WholeForm):
    row_version = IntegerField()
    reason = TextAreaField(_("理由"), [_NEEDED], render_kw={"rows": 3})


class DutyPurchaseForm(WholeForm):
    """What the purchase contract says. ``offer`` fills in the choices. What follows from the rest may be left out."""

    row_version = IntegerField()
    project_id = SelectField(_("碳汇项目"), [_NEEDED], coerce=int)
    seller = StringField(_("出让方"), [_NEEDED])
    contract_no = StringField(_("合同编号"), [_NEEDED])
    trade_date = Day(_("交易日期"), [_NEEDED])
    serial_from = _serial(_("起始序列号"))
    serial_to = _serial(_("终止序列号"))
    price_cny = ExactNumber(_("单价"), [_NEEDED], render_kw={"inputmode": "decimal"})
    quantity_t = _tonnes()
    amount_cny = _follows(_("合同总价"), _("不填的，为数量乘单价，四舍五入到分"))
    ticket_no = _ticket()
    buyer = StringField(_("认购人"), description=_("不是义务人本人的才填"))
    buyer_is = SelectField(
        _("认购人与义务人的关系"),
        choices=[SelectChoice("", "—"), *(SelectChoice(*each) for each in purchases.BUYERS.items())],
    )

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
            buyer=self.buyer.data or "",
            buyer_is=self.buyer_is.data or "",
        )


class SharedPurchaseForm(DutyPurchaseForm):
    """A contract for several duties: one field more for each, by its key."""

    of_duties: ClassVar[tuple[str, ...]] = ()

    @property
    def shares(self) -> dict[str, Decimal]:
        """The tonnes of each duty for which some are bought."""
        said = {key: self[field_of(key)].data for key in self.of_duties}
        return {key: share for key, share in said.items() if share}


def shared_form(names: Mapping[str, str]) -> type[SharedPurchaseForm]:
    """The form for the duties of these keys and names."""
    numeric = {"inputmode": "decimal", "autocomplete": "off"}
    fields = {field_of(key): ExactNumber(name, render_kw=numeric) for key, name in names.items()}
    return type("SharedPurchaseForm", (SharedPurchaseForm,), {**fields, "of_duties": tuple(names)})


class ReservationForm(WholeForm):
    """What is held until a day, and the price that was quoted with its rule, source and day."""

    row_version = IntegerField()
    project_id = SelectField(_("碳汇项目"), [_NEEDED], coerce=int)
    serial_from = _serial(_("起始序列号"))
    serial_to = _serial(_("终止序列号"))
    quantity_t = _tonnes()
    ticket_no = _ticket()
    price_cny = ExactNumber(_("单价"), [_NEEDED], render_kw={"inputmode": "decimal"})
    price_rule = StringField(_("取价规则"), [_NEEDED], render_kw={"list": "price-rules", "autocomplete": "off"})
    price_source = StringField(_("价格来源"), [_NEEDED])
    price_date = Day(_("价格日期"), [_NEEDED])
    expires_on = Day(_("预留至"), [_NEEDED], description=_("这一天过后，他人可以认购"))

    def offer(self, projects: list[tuple[int, str]]) -> None:
        self.project_id.choices = [SelectChoice(str(key), name) for key, name in projects]

    def entry(self) -> reserving.ReservationEntry:
        return reserving.ReservationEntry(
            project_id=self.project_id.data,
            serial_from=self.serial_from.data,
            serial_to=self.serial_to.data,
            quantity_t=self.quantity_t.data,
            price_cny=self.price_cny.data,
            price_rule=self.price_rule.data or "",
            price_source=self.price_source.data or "",
            price_date=self.price_date.data,
            expires_on=self.expires_on.data,
            ticket_no=self.ticket_no.data or "",
        )


class StepForm(WholeForm):
    """That a contract was paid, transferred or paid back."""

    row_version = IntegerField()
    step = SelectField(
        _("登记什么"), [_NEEDED], choices=[SelectChoice("", "—"), *(SelectChoice(*one) for one in paying.STEPS.items())]
    )
    done_on = Day(_("日期"), [_NEEDED])
    amount_cny = ExactNumber(_("金额"), description=_("付款、退款的才填"), render_kw={"inputmode": "decimal"})
    evidence = StringField(_("依据"), [_NEEDED], description=_("付款凭证、交割单或者退款凭证的名称、编号"))
    act = WholeNumber(
        _("使用案款的办理序号"), description=_("以案款支付的才填，金额须相同"), render_kw={"inputmode": "numeric"}
    )

    def entry(self) -> paying.StepEntry:
        return paying.StepEntry(
            step=self.step.data or "",
            done_on=self.done_on.data,
            amount_cny=self.amount_cny.data,
            evidence=self.evidence.data or "",
            act=self.act.data,
        )


class DutyRetirementForm(WholeForm):
    """What the registry's certificate says, copied from it and not from the purchase; it is the paper of an act."""

    row_version = IntegerField()
    certificate_no = StringField(_("注销凭证编号"), [_NEEDED])
    registry_name = StringField(_("出具机构"), [_NEEDED], description=_("凭证上的登记机构，不是出让方"))
    certificate_date = Day(_("注销日期"), [_NEEDED])
    serial_from = _serial(_("起始序列号"))
    serial_to = _serial(_("终止序列号"))
    quantity_t = _tonnes()
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


class ConfirmationForm(WholeForm):
    """What a second officer holds against the certificate, field by field."""

    certificate_no = BooleanField(confirming.FIELDS["certificate_no"])
    registry_name = BooleanField(confirming.FIELDS["registry_name"])
    certificate_date = BooleanField(confirming.FIELDS["certificate_date"])
    serials = BooleanField(confirming.FIELDS["serials"])
    quantity_t = BooleanField(confirming.FIELDS["quantity_t"])
    purpose = BooleanField(confirming.FIELDS["purpose"])

    @property
    def checked(self) -> list[str]:
        """The fields that agree with the certificate."""
        return [name for name in confirming.FIELDS if self[name].data]


class SendBackForm(WholeForm):
    reason = TextAreaField(_("与凭证不符之处"), [_NEEDED], render_kw={"rows": 3})


class LotFileForm(WholeForm):
    file = FileField(_("批次文件"), [MarkNeeded()], description=_("CSV、XLSX，或者本系统导出的 JSON，至多 10 MB"))


class LookupForm(WholeForm):
    number = StringField(
        _("序列号、票号或者注销凭证编号"), [MarkNeeded()], render_kw={"autocomplete": "off", "maxlength": 200}
    )
