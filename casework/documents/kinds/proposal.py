"""检察建议书 (行政公益诉讼): what an office has failed to do, and what it is asked to do by when (P9a).

The eight parts of 公益诉讼办案规则 75; served within three days, reported upwards within five (75, 76). A proposal on
social governance (检察建议工作规定 11) is another kind, ``proposal_governance``.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import day, stands_told
from casework.documents.matter import PROCURATORATE, Json, Matter
from casework.documents.owed import duty_told
from casework.documents.paper_kind import Lack, PaperKind, Passage, Publication, Series, Subject, because
from rules.proceedings.state import Obligation, Track
from rules.reading.messages import template

NO_SUPERVISION = template("没有行政公益诉讼立案；对被不起诉人的行政处罚用检察意见书，不用检察建议")
NO_OFFICE = template("没有写明不依法履行职责的行政机关")
URGENT, USUAL = "十五日", "两个月"
"""最高人民法院、最高人民检察院关于检察公益诉讼案件适用法律若干问题的解释 21."""


class Proposal(PaperKind):
    """One for each case that is opened against an office."""

    name = "proposal"
    title = _("检察建议书")
    says = _("案件来源、损害的事实、行政机关不依法履行职责的事实和理由、法律依据、建议内容、整改期限、提出异议的途径。")
    rank = 400
    position = 4
    layout = "C"
    offices = (PROCURATORATE,)
    series = Series.ENTERED
    copies = 4
    publication = Publication.PARTIES
    served = True
    passages = (
        Passage("source", _("案件来源")),
        Passage("damage", _("公共利益受到侵害的事实")),
        Passage("failure", _("不依法履行职责的事实和理由"), _("写明法定职责的依据、已经采取的措施和仍未履行的部分。")),
        Passage(
            "asked", _("建议的内容"), _("一行一项，与可能提起的行政公益诉讼请求相衔接，不写行政相对人的具体义务。")
        ),
        Passage("objection", _("提出异议的期限"), _("如：十日。规定没有定期限，由本院确定。")),
    )
    words = ("特提出如下检察建议", "整改期限", "提出异议")

    def undue(self, matter: Matter) -> str:
        """A case against an office must be opened."""
        return "" if self.subjects(matter) else because(NO_SUPERVISION, "open_supervision")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each of them that has not come to a court."""
        states = ("opened", "talking", "advised", "rectifying")
        return tuple(
            Subject(track.id, _office(track)) for track in matter.case.of_kind("supervision") if track.state in states
        )

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """Which office."""
        named = _office(matter.case.tracks[subject.key])
        return [] if named else [Lack(gettext(NO_OFFICE), "open_supervision")]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """To whom, opened when, how long it has."""
        track = matter.case.tracks[subject.key]
        opened = track.since("opened")
        return {
            "to": _office(track),
            "case": matter.case_name,
            "opened": day(opened) if opened is not None else "",
            "term": URGENT if track.data.get("urgent") else USUAL,
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is on record: the lead, the stands, what stands unperformed; what to do is for who knows the office."""
        track = matter.case.tracks[subject.key]
        act = matter.last("open_supervision")
        lead = str(act.args.get("lead") or "") if act is not None else ""
        rows = [row for row in stands_told(matter) if row[4] != "—"]
        told = "；".join(f"地块{row[0]}{row[1].strip('—')}立木蓄积{row[4]}立方米" for row in rows)
        left = "；".join(_left(duty) for duty in _concerned(matter, track))
        return {
            "source": f"本院在{lead or '办理' + matter.case_name + '中'}发现本案线索。".replace("在在", "在"),
            "damage": f"{matter.case_name}中，森林资源受到破坏{f'（{told}）' if told else ''}，社会公共利益受到侵害。",
            "failure": f"截至目前，{left}。" if left else "",
            "asked": "",
        }

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """Which office, what is left undone."""
        track = matter.case.tracks[subject.key]
        left = "；".join(_left(duty) for duty in _concerned(matter, track))
        return {"行政机关": _office(track), "没有履行的": left or "未列"}

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """The office."""
        return (_office(matter.case.tracks[subject.key]),)


def _office(track: Track) -> str:
    return track.bureau or "、".join(track.persons)


def _concerned(matter: Matter, track: Track) -> list[Obligation]:
    named = track.data.get("concerns") or ()
    return [duty for duty in matter.duties() if duty.id in named and duty.rest != 0]


def _left(duty: Obligation) -> str:
    return f"{duty_told(duty)}{f'（{chr(12289).join(duty.obligors)}）' if duty.obligors else ''}没有履行完毕"


KIND = Proposal()
