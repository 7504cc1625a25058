"""裁判文书碳汇部分: facts, reasons and heads that the judgment has of the loss; without a claim no head (C9)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework.documents.claims import answers, defendants, jointly, performance_told
from casework.documents.common import (
    PLANTING,
    day,
    loss_told,
    number_told,
    site_denies_planting,
    stands_told,
    views,
)
from casework.documents.matter import COURT, Json, Matter
from casework.documents.owed import amount, doing, due_said, duty_told, measured_told, otherwise_told
from casework.documents.paper_kind import Lack, PaperKind, Passage, Publication, Series, Subject, because
from rules.proceedings.state import Obligation, Performance
from rules.reading.messages import template
from rules.values.chinese import counted

NOT_TRIED = template("案件没有在审理中")
NO_RATE = template("“%(duty)s”没有确定成活率或者保存率")
NO_INSPECTOR = template("“%(duty)s”没有确定验收的单位")
NO_FALLBACK = template("“%(duty)s”没有确定不履行时应当支付的费用")
NO_MEASURE = template("“%(duty)s”没有确定数量或者金额")
NO_HEADS = template("没有登记诉讼请求的各项责任")
DONE = ("proven", "discharged")


class JudgmentPart(PaperKind):
    """One for the case."""

    name = "judgment_part"
    title = _("裁判文书碳汇部分")
    says = _("损失的事实、已经履行的情况、理由和主文；没有附带民事或者公益诉讼请求的，不列民事主文。")
    rank = 40
    position = 31
    layout = "A"
    offices = (COURT,)
    series = Series.CASE
    copies = 1
    publication = Publication.MASKED
    passages = (
        Passage("facts", _("查明的事实"), _("行为、地块、测算和现场的情况。")),
        Passage("reasons", _("理由"), _("各项责任及数额的理由，对各方意见采纳与否。")),
    )
    words = ("经审理查明", "关于生态环境损害赔偿", "判决内容")

    def undue(self, matter: Matter) -> str:
        """The case must be tried."""
        return "" if matter.is_tried else because(NOT_TRIED, "receive")

    def lacks(self, matter: Matter, subject: Subject) -> list[Lack]:
        """What a head that can be enforced must fix."""
        found: list[Lack] = []
        if matter.claim is not None and not matter.amends:
            found.append(Lack(gettext(NO_HEADS), "change_claim"))
        for duty in _ordered(matter):
            named = duty_told(duty)
            if duty.quantity is None and duty.kind != "赔礼道歉":
                found.append(Lack(gettext(NO_MEASURE, duty=named), "change_claim"))
            if duty.kind in PLANTING:
                for there, why in (
                    (duty.rate is not None, NO_RATE),
                    (duty.inspector, NO_INSPECTOR),
                    (duty.fallback, NO_FALLBACK),
                ):
                    if not there:
                        found.append(Lack(gettext(why, duty=named), "change_claim"))
        return found

    def gather(self, matter: Matter, subject: Subject) -> Json:
        """What was performed, and the heads that a claim asks for."""
        heads = [_head(matter, duty) for duty in _ordered(matter)]
        return {
            "claim": matter.claim is not None,
            "performed": [_performed(matter, duty) for duty in matter.amends if duty.counted],
            "heads": [{"no": counted(at)} | head for at, head in enumerate(heads, 1)],
            "persons": matter.everybody,
        }

    def written(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """What is on record: the stands, the result, the visit, the opinions."""
        facts = [f"{matter.everybody}因{matter.offence or '破坏森林资源'}，致使森林生态环境受到损害。"]
        rows = [row for row in stands_told(matter) if row[4] != "—"]
        if rows:
            told = "；".join(
                f"地块{row[0]}（{row[1].strip('—') or '树种未查明'}）立木蓄积{row[4]}立方米" for row in rows
            )
            facts.append(f"受损的地块：{told}。")
        if matter.adopted is not None:
            facts.append(_result(matter))
        if site_denies_planting(matter):
            facts.append("经现场踏勘，原地、异地均不能补植。")
        return {"facts": "\n".join(facts), "reasons": _reasons(matter)}

    def rests_on(self, matter: Matter, subject: Subject) -> Mapping[str, str]:
        """The result, what was performed, what is claimed."""
        loss = loss_told(matter.adopted) if matter.adopted is not None else {}
        return {
            "采信的测算结果": "；".join(one for one in loss.values() if one) or "没有",
            "已经履行的": "；".join(_sum_performed(duty) for duty in matter.amends if duty.counted) or "没有",
            "判令履行的": "；".join(duty_told(duty) for duty in _ordered(matter)) or "没有",
        }


def _ordered(matter: Matter) -> list[Obligation]:
    """What a judgment may order: only where somebody sued, of whom is sued, and what is not performed already."""
    claim = matter.claim
    if claim is None:
        return []
    sued = defendants(matter, claim)
    return [one for one in matter.amends if one.state not in DONE and one.kind and answers(matter, one, sued)]


def _performed(matter: Matter, duty: Obligation) -> str:
    """Each performance: who, on which day, what, and the credits that were retired with it."""
    return "；".join(
        f"{one.by if one.by in matter.names else '、'.join(duty.obligors)}于{day(one.at)}{performance_told(duty, one)}"
        f"{_retired(duty, one)}"
        for one in duty.counted
    )


def _retired(duty: Obligation, one: Performance) -> str:
    return f"，注销碳汇{number_told(one.used)}吨" if one.retired and duty.unit != "tonnes" else ""


def _sum_performed(duty: Obligation) -> str:
    """By which a change is noticed: papers that were issued keep it as it was told then."""
    last = duty.counted[-1]
    done = amount(duty.done, duty.unit) if duty.done else ""
    retired = sum((one.used for one in duty.counted if one.retired), Decimal())
    told = f"{'、'.join(duty.obligors)}已履行{duty.kind or '赔偿'}{done}"
    return f"{told}{f'，注销碳汇{number_told(retired)}吨' if retired else ''}（{day(last.at)}）"


def _result(matter: Matter) -> str:
    assert matter.adopted is not None, "it is asked before"
    loss = loss_told(matter.adopted)
    told = f"经{loss['measurer']}测算，本案碳汇损失"
    told += f"为{loss['tonnes']}吨二氧化碳当量" if loss["tonnes"] else ""
    told += f"{'，' if loss['tonnes'] else ''}价值人民币{loss['value']}元" if loss["value"] else ""
    return f"{told}（{loss['on']}）。" if loss["on"] else f"{told}。"


def _reasons(matter: Matter) -> str:
    told = ["行为人违反国家规定造成森林生态环境损害，应当承担修复、赔偿责任。"]
    said = views(matter)
    if said:
        told.append("关于各方意见：" + "；".join(f"{one.by}意见为“{one.view}”" for one in said) + "。")
    if any(duty.counted for duty in matter.amends):
        weighed = "，并作为悔罪表现予以考虑" if matter.case.of_kind("criminal") else ""
        told.append(f"已经履行的部分，不再判令履行{weighed}。")
    if matter.claim is None:
        told.append("本案没有提起附带民事诉讼或者公益诉讼，不就民事赔偿作出判决。")
    return "\n".join(told)


def _head(matter: Matter, duty: Obligation) -> dict[str, str]:
    """A head of the judgment: who, by when (empty where nothing says so), what and what follows otherwise."""
    assert matter.claim is not None, "nothing is ordered without a claim"
    names = answers(matter, duty, defendants(matter, matter.claim))
    together = jointly(duty, names)
    head = {"who": f"被告{'、'.join(map(matter.answering, names))}", "due": due_said(duty)}
    if duty.unit == "amount":
        payee = f"，款项缴入{duty.payee}" if duty.payee else ""
        return head | {"what": f"{together}{doing(duty, measured_told(duty, duty.rest))}{payee}"}
    standard = f"，成活率（保存率）不低于{number_told(duty.rate)}%" if duty.rate is not None else ""
    standard += f"，抚育{counted(duty.years)}年" if duty.years else ""
    standard += f"，由{duty.inspector}验收" if duty.inspector else ""
    otherwise = f"；逾期不履行或者验收不合格的，{otherwise_told(duty)}" if otherwise_told(duty) else ""
    return head | {"what": f"{together}{measured_told(duty, duty.rest)}{standard}{otherwise}"}


KIND = JudgmentPart()
