"""结案审查表: head by head what was ordered, performed, proven and checked, before a case is closed (C12)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from casework.documents.common import basis_told, day
from casework.documents.dossier import SIDE
from casework.documents.matter import COURT, RULED, Json, Matter
from casework.documents.owed import amount, duty_told, rest_told
from casework.documents.paper_kind import PaperKind, Publication, Series, Subject, because
from rules.proceedings import clock
from rules.proceedings.state import Obligation
from rules.reading.messages import template

NOT_RULED = template("案件还没有审结")
ENDED = (*RULED, "settled", "in_performance", "not_prosecuted")
RESULTS = {"pass": "合格", "part": "部分合格", "fail": "不合格"}


class Closing(PaperKind):
    """One for the case."""

    name = "closing"
    title = _("结案审查表")
    says = _("逐项列明应当履行、已经履行、凭据和核验的情况，没有履行的注明去向。")
    rank = 240
    position = SIDE
    layout = "F"
    offices = (COURT,)
    series = Series.CASE
    copies = 1
    publication = Publication.NEVER
    words = ("结案理由", "承办人签名", "逐项履行情况")
    styles = ("css/papers/closing.css",)

    def undue(self, matter: Matter) -> str:
        """The case must be decided."""
        ended = any(track.state in ENDED for track in matter.case.tracks.values())
        return "" if ended else because(NOT_RULED, "rule")

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Every duty with its ground, what was done, what proves it."""
        rows = [_row(matter, duty) for duty in matter.duties()]
        return {
            "case": matter.case_name,
            "persons": matter.everybody,
            "rows": [[str(at), *row] for at, row in enumerate(rows, 1)],
            "open": sum(1 for duty in matter.duties() if not _is_done(duty)),
            "held": [
                f"{amount(duty.held, 'amount')}（担保{duty_told(duty)}）" for duty in matter.duties() if duty.held
            ],
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """How far everything is performed."""
        return {"履行情况": "；".join("，".join(_row(matter, duty)) for duty in matter.duties()) or "没有义务"}


def _is_done(duty: Obligation) -> bool:
    return duty.state in clock.DONE


def _row(matter: Matter, duty: Obligation) -> list[str]:
    """Ordered of whom, on what ground, done on which day, proof, inspection, what is left."""
    last = duty.counted[-1] if duty.counted else None
    seen = duty.looks[-1] if duty.looks else None
    files = dict.fromkeys(name for one in duty.counted for name in one.files)
    return [
        f"{duty_told(duty)}（{'、'.join(duty.obligors)}）" if duty.obligors else duty_told(duty),
        basis_told(matter, duty) or "—",
        f"{amount(duty.done, duty.unit) if duty.done else '已登记'}，{day(last.at)}" if last is not None else "—",
        "、".join(files) or "—",
        f"{day(seen.at)}{RESULTS.get(seen.result, '')}" if seen is not None else "—",
        _left(duty),
    ]


def _left(duty: Obligation) -> str:
    if _is_done(duty):
        return "履行完毕"
    rest = f"尚余{rest_told(duty)}" if duty.rest else ""
    if duty.state == "enforced":
        return f"强制执行中{f'，{rest}' if rest else ''}"
    if not duty.counted:
        return "没有履行"
    return rest or "没有履行完毕"


KIND = Closing()
