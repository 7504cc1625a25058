"""``flask --app wsgi accounts``: institutions and people from the server's own command line.

Whoever sits there looks after everybody; the log names no person for what is done here.
"""

from __future__ import annotations

from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from casework import permissions
from casework.accounts import Person, administration, institutions, purpose, queries, second_factor
from casework.accounts import service as accounts
from casework.accounts.errors import NotNow
from casework.cli.errors import RecordCommand
from casework.cli.tables import bring_up
from casework.errors import CaseworkError, Invalid, NotFound
from rules.reading.errors import FieldError

ADDRESS = "http://127.0.0.1:8000"

accounts_group = AppGroup("accounts", help="单位与人员：首个管理员、新增、停用、调动、重置密码。")


class WrongInput(click.ClickException):
    """Exit 2, as of a misspelt option."""

    exit_code = 2


class AccountCommand(RecordCommand):
    """Tells a refusal in one line, without a stack of calls: exit 2 for wrong input, 1 for what cannot be done now."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except CaseworkError as refusal:
            errors: tuple[FieldError, ...] = getattr(refusal, "errors", ())
            wrong = isinstance(refusal, Invalid | NotFound)
            told = " ".join([refusal.message, *(str(error.message) for error in errors)])
            raise (WrongInput if wrong else click.ClickException)(told) from refusal


command = accounts_group.command
username = click.argument("username", metavar="用户名")
reason = click.option("--reason", required=True, metavar="理由", help="记入审计记录。")
roles = click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    metavar="岗位",
    help="可写多次：" + "、".join(str(role.title) for role in permissions.ROLES.values()) + "。",
)
address = click.option(
    "--address", default=ADDRESS, show_default=True, metavar="网址", help="本系统的网址，写进一次性链接。"
)


@command("first-administrator", cls=AccountCommand)
@click.option("--username", default="admin", show_default=True, metavar="用户名", help="首个管理员的用户名。")
@click.option("--name", default="系统管理员", show_default=True, metavar="姓名", help="首个管理员的姓名。")
@address
@with_appcontext
def first_administrator(username: str, name: str, address: str) -> None:
    """建立管理全部单位的首个管理员，显示供其设置密码的一次性链接。"""
    _show_link(username, administration.first_administrator(username, name), address)


@command("open-office", cls=AccountCommand)
@address
@with_appcontext
def open_office(address: str) -> None:
    """建立或者打开正式办案的数据库：登记各单位；还没有管理员的，显示首个管理员的一次性链接。"""
    bring_up()
    purpose.mark(purpose.OFFICE)
    if added := institutions.load_reference():
        click.echo(f"已登记 {added} 个单位")
    try:
        token = administration.first_administrator("admin", "系统管理员")
    except NotNow as already:
        click.echo(already.message)
    else:
        _show_link("admin", token, address)


@command("list", cls=AccountCommand)
@click.option("--all", "every", is_flag=True, help="连同已停用的账号。")
@with_appcontext
def list_people(every: bool) -> None:
    """列出人员：用户名、姓名、单位、岗位、状态。"""
    found = queries.everybody(queries.Filter(state="" if every else "active"))
    for person in found:
        state = "" if person.active else "  已停用"
        titles = permissions.titles(person.roles)
        click.echo(f"{person.username}  {person.name}  {person.institution.name}  {titles}{state}")
    if not found:
        click.echo("还没有人员。首个管理员：flask --app wsgi accounts first-administrator", err=True)


@command("add", cls=AccountCommand)
@username
@click.option("--name", required=True, metavar="姓名", help="显示在页面和文书上的姓名。")
@click.option("--institution", required=True, metavar="单位", help="单位全称。")
@roles
@address
@with_appcontext
def add(username: str, name: str, institution: str, roles: tuple[str, ...], address: str) -> None:
    """新增人员，显示供其设置密码的一次性链接。"""
    entry = administration.PersonEntry(_institution(institution), username, name, _roles(roles))
    _show_link(username, administration.add_person(None, entry)[1], address)


@command("roles", cls=AccountCommand)
@username
@roles
@reason
@with_appcontext
def set_roles(username: str, roles: tuple[str, ...], reason: str) -> None:
    """更改岗位：以所列岗位代替现有岗位。"""
    administration.set_roles(None, _person(username).id, _roles(roles), reason)
    click.echo(f"{username} 的岗位已更改为：{permissions.titles(_person(username).roles)}")


@command("transfer", cls=AccountCommand)
@username
@click.option("--institution", required=True, metavar="单位", help="调入单位的全称。")
@roles
@reason
@with_appcontext
def transfer(username: str, institution: str, roles: tuple[str, ...], reason: str) -> None:
    """调动到另一单位，并给以所列岗位。"""
    administration.transfer(None, _person(username).id, _institution(institution), _roles(roles), reason)
    click.echo(f"{username} 已调入{institution}")


@command("disable", cls=AccountCommand)
@username
@reason
@with_appcontext
def disable(username: str, reason: str) -> None:
    """停用账号，立即退出其全部登录；记录保留。"""
    administration.disable(None, _person(username).id, reason)
    click.echo(f"{username} 已停用")


@command("enable", cls=AccountCommand)
@username
@reason
@address
@with_appcontext
def enable(username: str, reason: str, address: str) -> None:
    """恢复已停用的账号，显示供其重新设置密码的一次性链接。"""
    _show_link(username, administration.enable(None, _person(username).id, reason), address)


@command("reset", cls=AccountCommand)
@username
@address
@with_appcontext
def reset(username: str, address: str) -> None:
    """作废密码并退出全部登录，显示供其重新设置密码的一次性链接。"""
    _show_link(username, administration.reset(None, _person(username).id), address)


@command("reset-second-factor", cls=AccountCommand)
@username
@with_appcontext
def reset_second_factor(username: str) -> None:
    """取消遗失手机者的动态验证码，并退出其全部登录。"""
    administration.reset_second_factor(None, _person(username).id)
    click.echo(f"{username} 的动态验证码已取消，请本人登录后重新设置")


@command("seal-second-factors", cls=AccountCommand)
@with_appcontext
def seal_second_factors() -> None:
    """以 TANHENG_FACTOR_KEYS 的第一个口令，重新加密全部动态验证码的密钥（更换口令时用）。"""
    count = second_factor.seal_anew()
    click.echo(f"已用新口令重新加密 {count} 人的动态验证码；原口令可以从 TANHENG_FACTOR_KEYS 中去掉")


@command("sign-out", cls=AccountCommand)
@username
@with_appcontext
def sign_out(username: str) -> None:
    """退出此人在所有设备上的登录，密码不变。"""
    administration.sign_out_everywhere(None, _person(username).id)
    click.echo(f"{username} 的全部登录已退出")


@command("add-institution", cls=AccountCommand)
@click.argument("name", metavar="单位名称")
@click.option("--kind", required=True, type=click.Choice(list(permissions.KINDS)), help="单位类别。")
@click.option("--area", required=True, metavar="行政区划代码", help="六位数字（GB/T 2260），如 350627。")
@with_appcontext
def add_institution(name: str, kind: str, area: str) -> None:
    """登记一个单位。"""
    institutions.add_institution(None, name, kind, area)
    click.echo(f"{name}已登记")


@command("load-institutions", cls=AccountCommand)
@with_appcontext
def load_institutions() -> None:
    """登记福建省各市、县的检察院、法院和林业主管部门（已有的不重复；名称未见的不登记）。"""
    added = institutions.load_reference()
    click.echo(f"新登记 {added} 个单位。名称“待核”的，请由管理员核对后更正。")


def _show_link(username: str, token: str, address: str) -> None:
    hours = int(administration.LINK_LASTS.total_seconds() // 3600)
    click.echo(f"{username} 设置密码的一次性链接（{hours} 小时内有效，只能使用一次，请当面或者以安全方式转交本人）：")
    click.echo(f"  {address.rstrip('/')}/link/{token}")


def _person(username: str) -> Person:
    found = accounts.person_named(username)
    if found is None:
        raise click.BadParameter(f"没有用户名为“{username}”的人员", param_hint="用户名")
    return found


def _institution(name: str) -> int:
    found = queries.institution_by_name(name)
    if found is None:
        raise click.BadParameter(f"没有名称为“{name}”的单位", param_hint="--institution")
    return found.id


def _roles(given: tuple[str, ...]) -> tuple[str, ...]:
    found = {text: permissions.role_named(text) for text in given}
    if unknown := [text for text, role in found.items() if role is None]:
        known = "、".join(str(role.title) for role in permissions.ROLES.values())
        raise click.BadParameter(f"没有岗位“{unknown[0]}”，应为{known}之一", param_hint="--role")
    return tuple(role for role in found.values() if role is not None)
