"""碳汇损失计量报告: who asked for what, the stands, the method and why, the steps, the result, two signatures (F1)."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.common import day, loss_told, materials, on_paper, order_of
from casework.documents.matter import BUREAU, Json, Matter
from casework.documents.paper_kind import Lack, PaperKind, Passage, Series, Subject, because, without_facts
from casework.documents.stands import stand_rows
from casework.wording import sentence, without_keys
from rules.carbon.concerned import SECTION
from rules.reading.messages import template

NOT_MEASURED = template("还没有在系统中计量并提交的结果")
NOT_ENTRUSTED = template("没有委托测算的记录")


class LossReport(PaperKind):
    """One for each result of this bureau that answers an order."""

    name = "loss_report"
    title = _("碳汇损失计量报告")
    says = _("委托、材料、现场、林分、方法及理由、参数、计算过程、结果、价格、局限和结论，两名测算人签名，另一人复核。")
    rank = 20
    position = 20
    layout = "H"
    offices = (BUREAU,)
    series = Series.OWN
    word = "报告"
    copies = 3
    served = True
    checked = True
    edition = 6
    styles = ("css/worksheet.css", "css/papers/worksheet.css")
    passages = (
        Passage("site", _("现场调查"), _("时间、地点（林班、小班、坐标）、参加人、调查方法。")),
        Passage("why", _("选用方法的理由")),
        Passage("limits", _("局限")),
    )
    words = ("受托事项", "选用方法的理由", "测算人（签名）", "声明")

    def undue(self, matter: Matter) -> str:
        """A result of the system must answer an order."""
        return "" if self.subjects(matter) else because(NOT_MEASURED, "submit")

    def subjects(self, matter: Matter) -> tuple[Subject, ...]:
        """Each result of this bureau."""
        return tuple(
            Subject(one.id, f"{one.measurer}，{day(one.submitted)}" if one.submitted else one.measurer)
            for one in matter.case.measurings.values()
            if (found := matter.result_of(one)) is not None and found.institution == matter.office.name
        )

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """Who asked, the facts."""
        entrusted = [] if order_of(matter, subject.key) else [Lack(gettext(NOT_ENTRUSTED), "order")]
        return [*entrusted, *without_facts(matter)]

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """Who asked for what, the stands, the whole result."""
        measuring = matter.case.measurings[subject.key]
        found, order = matter.result_of(measuring), order_of(matter, subject.key)
        assert found is not None, "only such are asked for"
        assert order is not None, "nothing is missing"
        basis = found.basis()
        request = next((one for one in matter.sent if measuring.measurer in one.persons), None)
        return {
            "asked_by": order.by.institution,
            "asked_on": day(order.at),
            "request": f"{request.title}{request.number}" if request is not None else "",
            "asked": list(measuring.heads) or ["碳汇损失"],
            "case": matter.numbered_case,
            "materials": [str(name) for name in materials(matter)],
            "stated": stand_rows(basis.facts, {one.id: one.lost_stock_m3 for one in found.record.stands}),
            "author": found.person,
            "measured_on": day(found.day),
            "result": found.record.as_json(),
            # With the facts, and the set where it does not ship, whoever holds the paper alone redoes the result.
            "assessed_of": basis.facts.as_json(),
            "parameter_set": basis.parameter_set,
            "set_withdrawn": [day(basis.withdrawn[0]), basis.withdrawn[1]] if basis.withdrawn is not None else None,
            "left_to_the_court": SECTION,
            "edition": on_paper(found.record.method.edition),
            "choices": [
                on_paper(f"{one.title}为{without_keys(str(one.meaning))}") for one in found.record.method.choices
            ],
            "cautions": [on_paper(sentence(one)) for one in found.record.warnings if not is_of_law(one)],
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The method's own scope and ground; what the result leaves out; the site is for who was there."""
        found = matter.result_of(matter.case.measurings[subject.key])
        assert found is not None, "only such are asked for"
        method = found.record.method
        why = [f"所用方法的适用范围：{on_paper(without_keys(method.scope))}。"]
        if method.edition_ground:
            why.append(f"版本的选用：{on_paper(without_keys(method.edition_ground))}。")
        left = [f"{one.what}（{without_keys(str(one.reason))}）" for one in found.record.parts_left_out]
        limits = [f"没有计入：{'；'.join(left)}。"] if left else []
        limits.append("结果依所列材料和参数得出；材料或者参数有变化的，应当重新测算。")
        return {"site": "", "why": "\n".join(why), "limits": "\n".join(limits)}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The result, and the facts that it was measured from."""
        measuring = matter.case.measurings[subject.key]
        return {
            "测算结果": "；".join(one for one in loss_told(measuring).values() if one),
            "所据的案情": "已经更正" if measuring.basis_changed else "没有更正",
        }

    def recipients(self, matter: Matter, subject: Subject) -> tuple[str, ...]:
        """Who asked."""
        order = order_of(matter, subject.key)
        return () if order is None else (order.by.institution,)


OF_LAW = (
    "档次", "一档", "达标准", "只按已查明", "入罪", "被控", "数罪", "本罪", "由法官判断", "所依据的规则", "案情要素",
    "误差额", "此前", "行为能力", "刑事责任", "侵权责任", "行政责任", "被写明", "被追究", "与案由", "行为终了",
    "盗窃罪",
)  # fmt: skip
"""Words by which a caution of a result is one about the law, or about the form: results keep cautions as texts."""


def is_of_law(caution: str) -> bool:
    """Whether a caution is not about the measurement: it stands in the legal analysis, not in a report of an office
    that gives no opinion on the act."""
    return any(word in caution for word in OF_LAW)


KIND = LossReport()
