"""用过的编号: every serial by which an act performed an obligation, in the register or not, has one home.

Kept with the act, in its transaction; the database refuses what is used already. What the register holds is bought and
retired through the register, so that its own certificate and uses stand behind it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from flask_babel import gettext
from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from casework import db
from casework.credits.checks import Range
from casework.credits.models import CreditLot, CreditProject, Retirement, UsedSerials
from casework.credits.refusals import flush
from casework.credits.register import codes_of
from casework.proceedings import Folder, RecordedAct
from casework.proceedings.hooks import Recorded
from casework.proceedings.intake import TAKE_OVER, last_told
from rules.proceedings.acts import Act
from rules.proceedings.arguments import read
from rules.proceedings.book import load_table
from rules.proceedings.refusals import Refused
from rules.reading.messages import msg, template
from rules.settlement.serials import Serials, code_of, read_serials, told

PERFORM, VOID = "perform", "void"
IN_USE = template("编号 {serials} 已经用于一项义务的履行，同一编号只能使用一次")
IN_REGISTER = template("编号 {serials} 在碳汇登记簿的项目“{project}”中，应由登记簿认购、注销")
BY_REGISTER = template("这次认购是从登记簿登记的，登记有误的，在该笔认购下撤销")
IRREVERSIBLE = template("这次履行凭注销凭证 {certificate} 登记，注销不可逆，不能作废")
NOT_AT_HOME = template("案件 {reference} 第 {act} 次办理使用的碳汇编号没有登记，或者与他案重复")


def keep(recorded: Recorded) -> None:
    """Keep the serials that an act uses, or end the use of an act that it voids. Raises ``Refused``."""
    act, folder = recorded.act, recorded.folder
    if act.do == VOID:
        _end(recorded)
    elif act.do == PERFORM and not recorded.registered:
        for serials in serials_of(act):
            use(folder, act, serials, None)


def serials_of(act: Act) -> tuple[Serials, ...]:
    """The serials that an act names; none of an act that names none."""
    # Whatever is no argument was understood as a party of the case when the act was recorded.
    args = read(load_table(), PERFORM, act.args, list(act.args))
    return read_serials(args.text("serials"), args.text("credit"))


def voided(act: Act) -> int:
    """The number of the act that another voids; 0 of one that voids none."""
    if act.do != VOID:
        return 0
    number = read(load_table(), VOID, act.args, list(act.args)).text("number")
    return int(number) if number.isdigit() else 0


def use(folder: Folder, act: Act, serials: Serials, project: CreditProject | None) -> None:
    """Keep serials as used by an act. Raises ``Refused`` where they are in use, or in the register without it."""
    db.take_turns("used_serials")
    label = told(serials.code, serials.first, serials.last)
    if project is None and (held := _in_register(serials)) is not None:
        opens = msg("在该项义务下办理“从登记簿认购”")
        raise Refused("impossible", msg(IN_REGISTER, serials=label, project=held.name), opens, "serials_free")
    if in_use(serials):
        raise _taken(label)
    db.session().add(
        UsedSerials(
            folder_id=folder.id,
            act=act.number,
            obligation=act.on[0] if act.on else "",
            code=serials.code,
            serial_from=serials.first,
            serial_to=serials.last,
            project_id=project.id if project else None,
        )
    )
    flush()


def _taken(label: str) -> Refused:
    return Refused("impossible", msg(IN_USE, serials=label), msg("换用没有使用的编号"), "serials_free")


def in_use(serials: Serials) -> bool:
    """Whether an act uses any of these serials already."""
    meets = select(UsedSerials.id).where(
        UsedSerials.code == serials.code,
        UsedSerials.serial_from <= serials.last,
        UsedSerials.serial_to >= serials.first,
        UsedSerials.ended.is_(None),
    )
    return db.session().scalar(meets.limit(1)) is not None


def in_any_use(project: CreditProject, units: Range) -> bool:
    """Whether an act uses any of these serials of a project of the register, under whatever code it names them."""
    return any(in_use(Serials(code, units.first, units.last)) for code in codes_of(project))


def _in_register(serials: Serials) -> CreditProject | None:
    """The project of the register that holds any of these: by their code and numbers, or by the number of a ticket."""
    code = func.lower(CreditProject.code)
    numbers = (
        ((code == serials.code) | (CreditLot.code == serials.code))
        & (CreditLot.serial_from <= serials.last)
        & (CreditLot.serial_to >= serials.first)
        & CreditLot.ticket_no.is_(None)
    )
    ticket = func.lower(CreditLot.ticket_no).in_({serials.code, f"{serials.code}{serials.first}"}) | (
        (CreditLot.code == serials.code)
        & (CreditLot.ticket_serial >= serials.first)
        & (CreditLot.ticket_serial <= serials.last)
    )
    query = select(CreditProject).join(CreditLot, CreditLot.project_id == CreditProject.id)
    return db.session().scalar(query.where(or_(numbers, ticket)).limit(1))


def _end(recorded: Recorded) -> None:
    number, folder = voided(recorded.act), recorded.folder
    _refuse_what_the_register_told(recorded, number)
    certificate = db.session().scalar(
        select(Retirement.certificate_no).where(Retirement.case_id == folder.case_id, Retirement.act == number)
    )
    if certificate is not None:
        raise Refused("impossible", msg(IRREVERSIBLE, certificate=certificate), "", "not_sealed")
    found = select(UsedSerials).where(
        UsedSerials.folder_id == folder.id, UsedSerials.act == number, UsedSerials.ended.is_(None)
    )
    for row in db.session().scalars(found):
        row.ended = recorded.act.number
    db.session().flush()


def _refuse_what_the_register_told(recorded: Recorded, number: int) -> None:
    """An act that tells of a purchase or retirement of the former register is void by the register alone."""
    if recorded.registered or number > last_told(recorded.case) or not number:
        return
    told = recorded.case.acts[number - 1]
    if told.do != PERFORM or not serials_of(told):
        return
    args = read(load_table(), PERFORM, told.args, list(told.args))
    if args.retires:
        certificate = "、".join(args.texts("certificate"))
        raise Refused("impossible", msg(IRREVERSIBLE, certificate=certificate), "", "not_sealed")
    raise Refused("impossible", msg(BY_REGISTER), "", "not_sealed")


def follow_from_the_acts() -> str | None:
    """The check of the audit log: the home holds what the acts use, and nothing else. None, or what is wrong."""
    kept: dict[tuple[int, int], set[Serials]] = {}
    ended: dict[tuple[int, int], int | None] = {}
    for row in db.session().scalars(select(UsedSerials)):
        key = (row.folder_id, row.act)
        kept.setdefault(key, set()).add(Serials(row.code, row.serial_from, row.serial_to))
        ended[key] = row.ended
    retired = _retired()
    for folder, act in _acts():
        key = (folder.id, act.number)
        if act.do == VOID:
            of = (folder.id, voided(act))
            wrong = of in ended and ended.pop(of) != act.number
        else:
            wanted = retired.get((folder.case_id, act.number)) or set(serials_of(act))
            wrong = kept.pop(key, set()) != wanted
        if wrong:
            return str(NOT_AT_HOME.format(reference=folder.reference, act=act.number))
    if kept or any(number is not None for number in ended.values()):
        return gettext("登记的碳汇编号没有相应的办理记录")
    return None


def _retired() -> dict[tuple[int | None, int], set[Serials]]:
    """By case and act, the serials of the register that a retirement used."""
    query = select(Retirement, CreditProject).join(CreditProject, CreditProject.id == Retirement.project_id)
    rows = db.session().execute(query.where(Retirement.act.is_not(None)))
    return {(row.case_id, row.act or 0): {of_project(project, row.serial_from, row.serial_to)} for row, project in rows}


def _acts() -> Iterable[tuple[Folder, Act]]:
    """Acts that use serials or end their use; not those told from a former register, which keeps its own uses."""
    other = aliased(RecordedAct)
    told = select(func.max(other.number)).where(other.folder_id == Folder.id, other.act == TAKE_OVER)
    query = (
        select(Folder, RecordedAct.document)
        .join(RecordedAct, RecordedAct.folder_id == Folder.id)
        .where(RecordedAct.act.in_((PERFORM, VOID)))
        .where(RecordedAct.number > func.coalesce(told.scalar_subquery(), 0))
        .order_by(RecordedAct.id)
    )
    for folder, document in db.session().execute(query):
        yield folder, Act.from_json(json.loads(document))


def of_project(project: CreditProject, first: int, last: int) -> Serials:
    """Serials of a project of the register, in the one spelling."""
    return Serials(code_of(project.code), first, last)
