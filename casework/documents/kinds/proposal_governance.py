"""检察建议书 (社会治理): what a case shows of a unit's management, and what it is asked to mend (P9b).

人民检察院检察建议工作规定 (高检发释字〔2019〕1号): when (11), the parts (16), the term of the answer (19).
The department of law and policy of the procuratorate examines it (17) before the chief procurator or the committee
decides (15).
How long objections may be made the norm leaves open (16(5)): the office says it.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import stands_told
from casework.documents.matter import PROCURATORATE, Json, Matter
from casework.documents.paper_kind import PaperKind, Passage, Publication, Series, Subject
from rules.reading.messages import template

USUAL = "两个月"
"""检察建议工作规定 19; urgent matters have a term of their own."""
DECIDES = ("检察长", "检察委员会", "检委会")
NOT_DECIDED = template("“决定”应写明由检察长或者检察委员会决定（检察建议工作规定第十五条）")


class GovernanceProposal(PaperKind):
    """One at a time, to whichever unit."""

    name = "proposal_governance"
    title = _("检察建议书（社会治理）")
    says = _("办案中发现的制度、管理漏洞，应当消除的隐患，改进工作、完善治理的建议和依据，异议和回复的期限。")
    rank = 401
    layout = "C"
    offices = (PROCURATORATE,)
    series = Series.ENTERED
    copies = 4
    publication = Publication.PARTIES
    served = True
    checked = True
    passages = (
        Passage(
            "to",
            _("被建议单位"),
            _("全称。上级主管机关须层报，下级单位由对应的下级院提出，异地单位先征求当地同级院意见（第三条）。"),
        ),
        Passage("source", _("案件或者问题的来源")),
        Passage("facts", _("认定的事实和证据"), _("依法认定的案件事实，或者经调查核实的事实及其证据。")),
        Passage("hazards", _("存在的违法情形或者应当消除的隐患")),
        Passage(
            "asked",
            _("建议的内容和依据"),
            _("一行一项，写明所依据的法律、法规和文件。对被不起诉人的行政处罚用检察意见书（第十二条）。"),
        ),
        Passage("objection", _("提出异议的期限"), _("如：十日。规定没有定期限，由本院确定。")),
        Passage("term", _("书面回复的期限"), _("两个月；情况紧急的，根据实际情况确定（第十九条）。")),
        Passage("copied", _("抄送"), _("按第二十条抄送的机关；不抄送的不填。"), optional=True),
        Passage("decided", _("决定"), _("不印在文书上。如：检察长2026年3月2日决定。")),
    )
    words = ("改进工作、完善治理", "提出异议", "书面回复落实情况")

    def titled(self, matter: Matter) -> str:
        """As both kinds of proposals are headed."""
        return "检察建议书"

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """In which case it was found."""
        return {"case": matter.case_name}

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The case and its stands are on record; what is wrong elsewhere, and what to do, is for who inquired."""
        rows = [row for row in stands_told(matter) if row[4] != "—"]
        stands = "；".join(f"地块{row[0]}{row[1].strip('—')}立木蓄积{row[4]}立方米" for row in rows)
        return {
            "source": f"本院在办理{matter.case_name}中发现本建议所述的问题。",
            "facts": f"{matter.case_name}中，森林资源受到破坏（{stands}）。" if stands else "",
            "term": USUAL,
        }

    def unready(self, passages: Mapping[str, str], said: Json) -> list[str]:
        """Who decides."""
        decided = passages["decided"]
        return [] if not decided.strip() or any(one in decided for one in DECIDES) else [gettext(NOT_DECIDED)]

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The case in which it was found."""
        return {"案件": matter.case_name}


KIND = GovernanceProposal()
