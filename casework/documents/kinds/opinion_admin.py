"""检察意见书: the authority is asked to punish who was not prosecuted, and told what he restored (P8)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.claims import performed_by, promised_by
from casework.documents.common import day
from casework.documents.matter import BUREAU, PROCURATORATE, Json, Matter
from casework.documents.paper_kind import Lack, PaperKind, Passage, Publication, Series, Subject, because
from rules.reading.messages import template

ALL_PROSECUTED = template("没有被不起诉的人")
NO_AUTHORITY = template("案件中还没有林业主管部门")


class OpinionToAuthority(PaperKind):
    """One for each person who was not prosecuted."""

    name = "opinion_admin"
    title = _("检察意见书")
    says = _("不起诉的情况、应当给予行政处罚的理由、已经履行的修复和赔偿，请行政机关处理并通报结果。")
    rank = 360
    layout = "C"
    offices = (PROCURATORATE,)
    series = Series.ENTERED
    copies = 3
    publication = Publication.PARTIES
    served = True
    passages = (
        Passage("reasons", _("处罚的理由"), _("事实、违反的条款。")),
        Passage("seized", _("扣押物和强制措施"), _("没有的，写没有。")),
    )
    words = ("需要给予行政处罚的理由", "将处理结果及时书面通知本院")

    def undue(self, matter: Matter) -> str:
        """Somebody must not have been prosecuted."""
        return "" if self.subjects(matter) else because(ALL_PROSECUTED, "not_prosecute")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each of them."""
        return tuple(
            Subject(name, name)
            for name in matter.names
            if (track := matter.track_of(name)) and track.state == "not_prosecuted"
        )

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """To whom it goes."""
        return [] if matter.first(BUREAU) else [Lack(gettext(NO_AUTHORITY), "opine")]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """To which authority, of whom, since when, what was restored."""
        track = matter.track_of(subject.key)
        on = track.since("not_prosecuted") if track is not None else None
        return {
            "to": matter.first(BUREAU),
            "person": subject.key,
            "offence": matter.offence,
            "on": day(on) if on is not None else "",
            "done": performed_by(matter, subject.key),
            "promised": promised_by(matter, subject.key),
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The act in one sentence; which article it broke, and what was seized, is for who knows the file."""
        told = f"{subject.key}的行为涉嫌{matter.offence or '破坏森林资源'}，虽不起诉，但违反森林资源保护的法律规定。"
        return {"reasons": told, "seized": ""}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What was performed and is still owed."""
        return {
            "已经履行的": "；".join(performed_by(matter, subject.key)) or "没有",
            "承诺履行的": "；".join(promised_by(matter, subject.key)) or "没有",
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The authority."""
        return (matter.first(BUREAU),)


KIND = OpinionToAuthority()
