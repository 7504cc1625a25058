"""Forms of sign-in and password change."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from casework.web.formfields import WholeForm

NO_USERNAME = _("请填写用户名")
NO_PASSWORD = _("请填写密码")


class SignInForm(WholeForm):
    username = StringField(
        _("用户名"),
        [DataRequired(NO_USERNAME), Length(max=60, message=_("用户名至多 60 个字符"))],
        render_kw={"autocomplete": "username", "spellcheck": "false", "autocapitalize": "none"},
    )
    password = PasswordField(_("密码"), [DataRequired(NO_PASSWORD)], render_kw={"autocomplete": "current-password"})


class NewPasswordForm(WholeForm):
    new = PasswordField(_("新密码"), [DataRequired(_("请填写新密码"))], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        _("再输一次新密码"),
        [DataRequired(_("请再输一次新密码")), EqualTo("new", _("两次输入的新密码不一致"))],
        render_kw={"autocomplete": "new-password"},
    )


class PasswordForm(NewPasswordForm):
    old = PasswordField(_("原密码"), [DataRequired(_("请填写原密码"))], render_kw={"autocomplete": "current-password"})


class CodeForm(WholeForm):
    code = StringField(
        _("动态验证码"),
        [DataRequired(_("请填写六位验证码"))],
        description=_("手机上身份验证应用显示的六位数字，每半分钟更换。"),
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "7", "spellcheck": "false"},
    )
