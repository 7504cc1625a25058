"""Forms of insurance: a policy, a claim, what became of it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from casework.insurance import claiming
from casework.insurance.policies import OTHER, PolicyEntry
from casework.web.formfields import Day, ExactNumber, MarkNeeded, Needed, WholeForm, several
from rules.settlement.insurance_kinds import insurance_kinds

_NEEDED, _MARKED = Needed(), MarkNeeded()
DECIMAL = {"inputmode": "decimal", "autocomplete": "off"}


class PolicyForm(WholeForm):
    """What a policy says."""

    insurer = StringField(_("保险人"), [_MARKED])
    policy_no = StringField(_("保险单号"), [_MARKED])
    kind = SelectField(_("险种"), [_MARKED], choices=[], validate_choice=False, description=_("各险种的出处见下"))
    other = StringField(_("其他险种的名称"), description=_("险种选“其他”的才填"))
    holder = StringField(_("投保人和被保险人"), [_MARKED])
    beneficiary = StringField(_("受益人"), [_MARKED])
    perils = TextAreaField(_("保险责任"), [_MARKED], description=_("承保的灾害和赔付的条件"), render_kw={"rows": 3})
    sum_cny = ExactNumber(_("保险金额"), [_MARKED], render_kw=DECIMAL)
    begins_on = Day(_("保险期间起日"), [_NEEDED])
    ends_on = Day(_("保险期间止日"), [_NEEDED])
    others = several(_("同一保险单还承保的补植"), choices=[], description=_("保险金额是各项合计的"))

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        known = [SelectChoice(one.id, gettext(one.title)) for one in insurance_kinds().values()]
        self.kind.choices = [SelectChoice("", "—"), *known, SelectChoice(OTHER, gettext("其他"))]

    def entry(self) -> PolicyEntry:
        texts = ("insurer", "policy_no", "kind", "other", "holder", "beneficiary", "perils")
        return PolicyEntry(
            **{name: self[name].data or "" for name in texts},
            sum_cny=self.sum_cny.data,
            begins_on=self.begins_on.data,
            ends_on=self.ends_on.data,
        )


class ClaimForm(WholeForm):
    """A claim."""

    act = SelectField(_("依据的检查验收"), coerce=lambda value: int(value or 0), validate_choice=False)
    cause = TextAreaField(
        _("损失的原因和范围"), description=_("没有选择检查验收的须填写，如火灾、冻害及其面积"), render_kw={"rows": 3}
    )
    happened_on = Day(_("损失发生日"), [_NEEDED])
    claimed_on = Day(_("索赔日"), [_NEEDED])
    claimed_cny = ExactNumber(_("索赔金额"), [_MARKED], render_kw=DECIMAL)
    lost_t = ExactNumber(_("损失的碳汇"), description=_("经过测算的才填"), render_kw=DECIMAL)

    def entry(self) -> claiming.ClaimEntry:
        return claiming.ClaimEntry(
            happened_on=self.happened_on.data,
            claimed_on=self.claimed_on.data,
            claimed_cny=self.claimed_cny.data,
            cause=self.cause.data or "",
            act=self.act.data or None,
            lost_t=self.lost_t.data,
        )


class StepForm(WholeForm):
    """What became of a claim."""

    step = SelectField(
        _("登记什么"),
        [_NEEDED],
        choices=[SelectChoice("", "—"), *(SelectChoice(*one) for one in claiming.STEPS.items())],
    )
    done_on = Day(_("日期"), [_NEEDED])
    amount_cny = ExactNumber(_("金额"), description=_("赔付、退回赔款的才填"), render_kw=DECIMAL)
    payee = StringField(_("收款人"), description=_("赔付的才填：账户所在单位，或者受益人"))
    act = SelectField(
        _("收到保险赔款的办理"),
        coerce=lambda value: int(value or 0),
        description=_("赔款进入案款账户的才选，金额须相同；付给受益人本人的不选"),
        validate_choice=False,
    )
    evidence = StringField(_("依据"), [_NEEDED], description=_("赔付通知、付款凭证或者拒赔通知的名称、编号"))

    def entry(self) -> claiming.StepEntry:
        return claiming.StepEntry(
            step=self.step.data or "",
            done_on=self.done_on.data,
            amount_cny=self.amount_cny.data,
            evidence=self.evidence.data or "",
            payee=self.payee.data or "",
            act=self.act.data or None,
        )
