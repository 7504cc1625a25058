"""People and institutions: who may enter, and on whose behalf they act."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _

from casework.accounts.models import (
    DatabasePurpose,
    FormerName,
    FormerPersonName,
    Institution,
    OneTimeLink,
    Person,
    PersonRole,
    SecondFactor,
    SignIn,
    SignInFailure,
)
from casework.audit import service as audit
from casework.audit.proofs import Proven
from casework.retention.holdings import Holding, declare

__all__ = ["Institution", "Person", "init_app"]

PROVEN = (
    *(Proven(model, changes=True) for model in (Institution, Person, FormerName, FormerPersonName)),
    *(Proven(model, changes=True) for model in (SignIn, OneTimeLink, DatabasePurpose)),
    *(Proven(model, changes=True, key="person_id") for model in (PersonRole, SecondFactor)),
)


def _hold(app: Flask) -> None:
    declare(
        app,
        Holding(
            "accounts",
            what=_("姓名、用户名、所在单位、岗位及其变动"),
            whom=_("办案人员"),
            ground=_("写在其经办的案件记录里，随案件保存；停用账号后不能再登录。"),
        ),
        Holding(
            "sign_ins",
            what=_("登录的时间、网络地址和浏览器"),
            whom=_("办案人员"),
            ground=_("网络安全法第二十三条：网络日志留存不少于六个月。具体日数由本系统的运行单位设定。"),
            days="KEEP_SIGN_INS",
            needed=SignIn.at,
        ),
        Holding(
            "one_time_links",
            what=_("一次性链接的发放（不含链接本身）"),
            whom=_("办案人员"),
            ground=_("网络安全法第二十三条：网络日志留存不少于六个月。具体日数由本系统的运行单位设定。"),
            days="KEEP_SIGN_INS",
            needed=OneTimeLink.expires_at,
        ),
        Holding(
            "sign_in_failures",
            what=_("登录失败的次数（只存不可还原的摘要）"),
            whom=_("尝试登录的人"),
            ground=_("个人信息保护法第十九条：为实现处理目的所必要的最短时间。只为防止猜测密码而计数。"),
            days=1,
            needed=SignInFailure.last_at,
        ),
    )


def init_app(app: Flask) -> None:
    """What the log proves of people and institutions, and the names of its actions."""
    from casework.accounts import queries

    _hold(app)
    audit.declare(
        app,
        proves=PROVEN,
        tells={"person": queries.people_of, "institution": queries.institutions_of},
        names={
            "begin_demonstration": _("设为演示数据库"),
            "begin_office": _("设为正式办案数据库"),
            "sign_in": _("登录"),
            "address_locked": _("因登录失败过多暂停一个地址"),
            "guessed": _("因连续输错退出全部登录"),
            "sign_in_locked": _("因连续输错密码暂停登录"),
            "sign_out": _("退出登录"),
            "change_password": _("更改密码"),
            "create_institution": _("新增单位"),
            "correct_institution": _("更正或者确认单位名称"),
            "close_institution": _("停用单位"),
            "reopen_institution": _("恢复单位"),
            "create_person": _("新增人员"),
            "rename_person": _("更正姓名"),
            "set_roles": _("更改岗位"),
            "transfer": _("调动"),
            "disable_person": _("停用账号"),
            "enable_person": _("恢复账号"),
            "reset_password": _("重置密码"),
            "end_sign_ins": _("强制退出全部登录"),
            "begin_second_factor": _("开始设置动态验证码"),
            "set_second_factor": _("启用动态验证码"),
            "remove_second_factor": _("停用动态验证码"),
            "reset_second_factor": _("重置动态验证码"),
            "seal_second_factors": _("重新加密动态验证码的密钥"),
            "give_code": _("通过动态验证码"),
            "wrong_code": _("输错动态验证码"),
            "use_link": _("以一次性链接设置密码"),
        },
    )
