"""规则适用分析: which rules of law apply to the facts of a day, with their reasons; for those who decide alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from flask_babel import lazy_gettext as _

from casework.documents.common import day, loss_told, on_paper
from casework.documents.dossier import SIDE
from casework.documents.matter import COURT, PROCURATORATE, Json, Matter
from casework.documents.paper_kind import PaperKind, Publication, Subject, because
from casework.wording import reason, sentence
from rules.reading.messages import template

NOT_MEASURED = template("还没有在系统中计量并提交的结果")
NOT_AMONG = "，不包括"
"""Before an exception of a rule in its reasons."""


class LegalAnalysis(PaperKind):
    """One for each result of the system, dated: it stands on the facts of its day."""

    name = "legal_analysis"
    title = _("规则适用分析")
    says = _("数量档次、赔偿与修复方式是否可用，各条规则的依据与理由；只供办案人员参考。")
    rank = 900
    position = SIDE
    edition = 2
    layout = "F"
    offices = (COURT, PROCURATORATE)
    copies = 1
    publication = Publication.NEVER
    words = ("赔偿与修复的方式", "适用的规则", "只供办案人员参考")

    def undue(self, matter: Matter) -> str:
        """A result of the system must be there."""
        return "" if self.subjects(matter) else because(NOT_MEASURED, "submit")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each result of the system."""
        return tuple(
            Subject(one.id, one.measurer)
            for one in matter.case.measurings.values()
            if matter.result_of(one) is not None
        )

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """The result, with the day it was decided for and what it was decided of."""
        found = matter.result_of(matter.case.measurings[subject.key])
        assert found is not None, "only such are asked for"
        basis = found.basis()
        return {
            "case": matter.numbered_case,
            "on": day(found.record.on),
            "result": found.record.as_json(),
            "routes": [
                {"name": one.route, "open": one.open, "why": reasons_told(one.reasons)} for one in found.record.routes
            ],
            "rules": [
                {"says": f"{one.says}（{_basis(one.basis)}）", "why": reasons_told(one.decided_by)}
                for one in found.record.rules
                if one.fired
            ],
            "cautions": [on_paper(sentence(one)) for one in found.record.warnings],
            # With the facts, and the set where it does not ship, whoever holds the paper alone redoes the result.
            "assessed_of": basis.facts.as_json(),
            "parameter_set": basis.parameter_set,
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The result, and what has been said of the facts since."""
        said = sum(1 for _act in matter.acts("correct", "fact", "site_visit", "opinion", "hearing", "undertake"))
        measuring = matter.case.measurings[subject.key]
        return {
            "测算结果": "；".join(one for one in loss_told(measuring).values() if one),
            "案情": f"更正、踏勘、意见和承诺的记录共{said}项",
        }


FEW = 2
"""Exceptions that a reason tells one by one."""


def reasons_told(reasons: Sequence[Any]) -> str:
    """Why, as one text: what is said of one fact stands together, and of many exceptions their number is enough."""
    texts = [reason(str(one if isinstance(one, str) else one.text)) for one in reasons]
    told = []
    for fact, run in groupby(texts, key=lambda text: text.partition(NOT_AMONG)[0]):
        every = list(run)
        if len(every) > FEW:
            every = [f"{fact}（规则所列的{len(every)}种例外均不是）"]
        told += every
    return on_paper("；".join(told))


def _basis(value: Any) -> str:
    return value if isinstance(value, str) else f"{value.text}{value.article}" if value else ""


KIND = LegalAnalysis()
