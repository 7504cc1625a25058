"""Forms of the register of bank accounts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import StringField

from casework.money.banking import AccountEntry
from casework.web.formfields import Day, MarkNeeded, Needed, WholeForm

_NEEDED, _MARKED = Needed(), MarkNeeded()


class AccountForm(WholeForm):
    """An account of one's own institution."""

    name = StringField(_("账户名称"), [_MARKED], description=_("户名全称，如：某县人民法院案款专户"))
    bank = StringField(_("开户银行"), [_MARKED])
    number = StringField(
        _("账号"),
        [_MARKED],
        description=_("只保存末 4 位，可以只填末 4 位"),
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    purpose = StringField(_("用途"), [_MARKED], description=_("如：案款、生态环境修复资金、履约保证金"))
    valid_from = Day(_("启用日"), [_NEEDED])
    valid_until = Day(_("止日"), description=_("仍在使用的不填"))

    def entry(self) -> AccountEntry:
        texts = ("name", "bank", "number", "purpose")
        said = {name: self[name].data or "" for name in texts}
        return AccountEntry(**said, valid_from=self.valid_from.data, valid_until=self.valid_until.data)


class EndForm(WholeForm):
    """The last day of an account."""

    valid_until = Day(_("止日"), [_NEEDED])
