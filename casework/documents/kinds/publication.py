"""公开审批表: which papers of a case are made public, what is hidden in them, why others are not; approved by hand.

人民法院在互联网公布裁判文书的规定 (法释〔2016〕19号) 4, 6, 8–12, 15, 16; what is hidden since 2024 see ``masks``.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import day
from casework.documents.dossier import SIDE
from casework.documents.masks import forbidden, masks
from casework.documents.matter import COURT, PROCURATORATE, Json, Matter, Sent
from casework.documents.paper_kind import PaperKind, Publication, Subject
from rules.reading.messages import template

NOTHING_ISSUED = template("本单位在本案还没有签发文书")
DECISIONS = {
    Publication.MASKED: "隐去当事人信息后公开",
    Publication.PARTIES: "不公开：只送当事人和有关单位",
    Publication.NEVER: "不公开：内部文书或者当事人自己的文书",
}
OF_MINORS = "不公开：涉及未成年人犯罪"


class PublicationForm(PaperKind):
    """One for the case, of the own office's papers."""

    name = "publication"
    title = _("文书公开审批表")
    says = _("本单位签发的各件文书是否公开及理由、隐去的姓名和信息、审批人签名。")
    rank = 460
    position = SIDE
    layout = "F"
    offices = (COURT, PROCURATORATE)
    copies = 1
    publication = Publication.NEVER
    words = ("拟公开的文书", "隐去的姓名", "不隐去")

    def undue(self, matter: Matter) -> str:
        """Something must have been issued."""
        return "" if _own(matter) else gettext(NOTHING_ISSUED)

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Every paper with what its kind says of publication; the names with what stands for them."""
        hidden = {} if forbidden(matter) else masks(matter)
        return {
            "case": matter.numbered_case,
            "minors": forbidden(matter),
            "rows": [[str(at), *row] for at, row in enumerate(_rows(matter), 1)],
            "names": [[name, mask] for name, mask in hidden.items()],
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Which papers, which names."""
        return {
            "文书": "；".join(f"{sent.title}{sent.number}" for sent in _own(matter)),
            "隐去的姓名": "、".join(masks(matter)) or "没有",
        }


def _own(matter: Matter) -> list[Sent]:
    return [
        sent for sent in matter.sent if sent.institution == matter.office.name and sent.kind != PublicationForm.name
    ]


def _rows(matter: Matter) -> list[list[str]]:
    return [
        [sent.title, sent.number or "—", day(sent.day), OF_MINORS if forbidden(matter) else _decision(sent)]
        for sent in _own(matter)
    ]


def _decision(sent: Sent) -> str:
    return DECISIONS[Publication(sent.publication)]


KIND = PublicationForm()
