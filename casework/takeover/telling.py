"""The old line of stages, step by step, as acts: what each step of a case is in the table of what can be done."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

from casework.takeover.course import Course, Paper, Told, day_of
from casework.takeover.duties import perform_of, retirement_of, spec_of
from casework.takeover.errors import NotTaken
from casework.takeover.models import Judgment, Plan, PlanItem, RecordedEvent
from casework.takeover.records import Measured, OldRecord, Step
from casework.takeover.stages import STAGES
from rules.proceedings.state import Case

MEASURING = "m1"
OPEN = ("proposed", "undertaken", "fixed", "performing", "part_failed", "failed")
DONE = ("performed", "proven")
TOLD_BY_ACTS = {"提起公诉": "file", "受理公诉案件": "accept", "定期宣告判决": "rule", "当庭宣告判决": "rule"}
"""Events that an act of the course is itself -> the step of which it is."""


def told_as_acts(old: OldRecord, now: datetime.datetime) -> tuple[Case, list[Told], Case]:
    """What was known at the beginning, the acts, and the case that they make. Raises ``NotTaken``."""
    story = _Story(old)
    for step in old.steps:
        handler = STEPS.get(step.action)
        if handler is None:
            raise NotTaken(f"不认识的办理步骤 {step.action}")
        handler(story, step)
    course = story.course
    course.conclude(f"由旧系统转入，当时处于“{STAGES[old.stage]}”阶段", old.steps[0].who.person_id, now)
    return course.beginning, course.told, course.case


class _Story:
    """A course with what later steps refer to: obligations by plan item, acts by what they recorded."""

    def __init__(self, old: OldRecord) -> None:
        self.old, self.course = old, Course(old)
        self.duties: dict[int, str] = {}
        self.bought: dict[int, int] = {}
        self.recorded: dict[int, int] = {}
        self.signed: str | None = None
        self.own = {} if old.stage == "withdrawn" else dict(_own_events(old))

    def file(self, step: Step) -> None:
        old, course = self.old, self.course
        conduct, parties = old.casefile.case.conduct, [one.name for one in course.case.parties]
        args: dict[str, Any] = {"tracks": {"criminal": "examining"}, "persons": parties}
        args |= {"procuratorate": old.procuratorate, "court": old.court, "bureau": old.bureau}
        if conduct.ended <= day_of(step):
            args["conduct"] = conduct.ended.isoformat()
        if not course.possible(step, "open_case", args):
            raise NotTaken("不能以立案开始")
        args = {"court": old.court, "date": self._day_told("file")}
        course.do(step, "prosecute", args, else_in=course.all_in("prosecuted"), words="立案，移送人民法院")

    def accept(self, step: Step) -> None:
        old, course = self.old, self.course
        args = {"number": old.number, "date": self._day_told("accept")}
        course.do(step, "receive", args, else_in=course.all_in("first_instance"), words="受理")
        order = {"measurer": old.bureau, "object": "碳汇损失"}
        course.do(step, "order", order, on=(MEASURING,), else_in={MEASURING: "ordered"}, words="委托测算")

    def amend(self, step: Step) -> None:
        self._corrected(step, "案情", "修改案件")

    def enter(self, step: Step) -> None:
        self._corrected(step, "地块数据", "补录地块数据")

    def _corrected(self, step: Step, what: str, words: str) -> None:
        told = f"{what}（案件文件第 {step.told.get('version', '—')} 版）"
        self.course.do(step, "correct", {"fact": told}, else_in={}, words=f"{words}：{told}")

    def supplement(self, step: Step) -> None:
        """What came in later left the measurement as it was, so nothing that rests on the facts is marked."""
        told = f"补充案情（案件文件第 {step.told.get('version', '—')} 版）"
        self.course.do(step, "fact", {"facts": told}, else_in={}, words=told)

    def withdraw(self, step: Step) -> None:
        """The procuratorate took the case back before the court received it; the table has no act for that."""
        self.course.put_down(step, "撤回案件", self.course.all_in("withdrawn"))

    def measure(self, step: Step) -> None:
        found = self._measured(step)
        officer = step.who
        same = [one for one in self.old.steps if one.who.name == officer.name and one.who.kind != officer.kind]
        args = {
            "tonnes": found.tonnes,
            "value": found.value,
            "own": True,
            "author": f"{officer.name}（{officer.institution}）" if same else None,
            "method": found.method,
            "assessment": found.number,
        }
        self.course.do(
            step, "submit", args, on=(MEASURING,), else_in={MEASURING: "submitted"}, words=_measurement(found)
        )

    def send_back(self, step: Step) -> None:
        found = self._measured(step)
        args = {"ground": step.reason, "note": _remarks(found)}
        self.course.do(step, "return", args, on=(MEASURING,), else_in={MEASURING: "returned"}, words="退回重新测算")

    def confirm(self, step: Step) -> None:
        args = {"note": _remarks(self._measured(step))}
        self.course.do(step, "adopt", args, on=(MEASURING,), else_in={MEASURING: "adopted"}, words="确认损失")

    def _measured(self, step: Step) -> Measured:
        number = step.told.get("assessment") or max(self.old.measured, default=0)
        if number not in self.old.measured:
            raise NotTaken(f"没有第 {number} 次计量")
        return self.old.measured[number]

    def propose(self, step: Step) -> None:
        plan, items = self._plan(step)
        specs = {}
        for item in items:
            self.duties[item.id] = f"o{len(self.duties) + 1}"
            specs[self.duties[item.id]] = spec_of(item, plan.undertaking_by)
        proposed = dict.fromkeys(specs, "proposed")
        words = _proposal(plan)
        args = {**specs, "signed": plan.undertaking_by, "note": words}
        self.course.do(step, "propose", args, on=tuple(specs), else_in=proposed, words=words)

    def return_plan(self, step: Step) -> None:
        names = self._names(step)
        args = {"ground": step.reason}
        self.course.do(step, "drop", args, on=names, else_in=dict.fromkeys(names, "dropped"), words="退回方案")

    def approve(self, step: Step) -> None:
        plan, _ = self._plan(step)
        names = self._names(step)
        self.signed = plan.undertaking_by
        args = {"note": f"准许第 {plan.number} 次方案", "signed": plan.undertaking_by}
        self.course.do(step, "fix", args, on=names, else_in=dict.fromkeys(names, "fixed"), words="准许方案")

    def _plan(self, step: Step) -> tuple[Plan, Sequence[PlanItem]]:
        number = step.told.get("plan") or max(self.old.plans, default=0)
        if number not in self.old.plans:
            raise NotTaken(f"没有第 {number} 次方案")
        return self.old.plans[number]

    def _names(self, step: Step) -> tuple[str, ...]:
        return tuple(self.duties[item.id] for item in self._plan(step)[1])

    def purchase(self, step: Step) -> None:
        found = self.old.bought[step.row]
        name = self._duty(found.purchase.plan_item_id)
        args = perform_of(found)
        self.course.do(step, "perform", args, on=(name,), else_in={name: "performing"}, words="登记认购")
        self.bought[found.purchase.id] = len(self.course.case.acts)

    def cancel(self, step: Step) -> None:
        number = self.bought[step.row]
        args = {"number": number, "ground": step.reason}
        self.course.do(step, "void", args, else_in={}, words="撤销认购登记")

    def retire(self, step: Step) -> None:
        row = self.old.retired[step.row]
        found = self.old.bought[row.purchase_id]
        name = self._duty(found.purchase.plan_item_id)
        args, paper = retirement_of(row, found)
        papers = (Paper(paper, row.id),) if row.certificate_sha256 is not None else ()
        self.course.do(step, "perform", args, on=(name,), else_in={name: "performing"}, words="确认注销", papers=papers)

    def proof(self, step: Step) -> None:
        row = step.row
        name = self._duty(row.plan_item_id)
        told = {"note": "；".join(filter(None, (row.document, row.note))), "date": row.document_date.isoformat()}
        self.course.do(step, "perform", told, on=(name,), else_in={name: "performed"}, words=row.document)
        if self.course.case.obligations[name].state != "proven":
            told = {"result": "合格", **told}
            self.course.do(step, "inspect", told, on=(name,), else_in={name: "proven"}, words=row.document)

    def _duty(self, item_id: int | None) -> str:
        if item_id is None or item_id not in self.duties:
            raise NotTaken(f"方案中没有第 {item_id} 项")
        return self.duties[item_id]

    def verify(self, step: Step) -> None:
        done = [name for name in self.duties.values() if self.course.case.obligations[name].state in DONE]
        self.course.do(step, "note_performance", {"statement": done, "note": "履行核验"}, else_in={}, words="履行核验")

    def rule(self, step: Step) -> None:
        judgment = self._judgment()
        duties = self.course.case.obligations
        args = {
            "performed": [name for name, one in duties.items() if one.state in DONE],
            "ordered": [name for name, one in duties.items() if one.state in OPEN],
            "signed": self.signed,
            "date": judgment.date.isoformat(),
            "outcome": "当庭宣告" if "当庭宣告判决" in self.own.values() else None,
            "note": "；".join(filter(None, (judgment.number, judgment.note))),
        }
        words = f"裁判：{args['note']}"
        self.course.do(step, "rule", args, else_in=self.course.all_in("judged_1"), words=words)

    def _judgment(self) -> Judgment:
        if self.old.judgment is None:
            raise NotTaken("裁判没有文书号和日期")
        return self.old.judgment

    def close(self, step: Step) -> None:
        """The judge closed the case (了结). Whether the judgment was served the records do not say; nobody is asked."""
        self.course.put_down(step, "结案", {**self.course.all_in("done"), "folder": "archived"})

    def event(self, step: Step) -> None:
        row: RecordedEvent = step.row
        if row.corrects is not None:
            args = {"number": self.recorded[row.corrects], "ground": row.reason}
            self.course.do(step, "void", args, else_in={}, words="更正程序事项")
        if not row.struck:
            self._put_event(step, row)
        self.recorded[row.id] = len(self.course.case.acts)

    def _put_event(self, step: Step, row: RecordedEvent) -> None:
        course = self.course
        parties = {one.name for one in course.case.parties}
        whom = row.whom if row.whom in parties else None
        note = "；".join(filter(None, (row.note, row.ground, row.whom if whom is None else None)))
        told = {"note": note, "date": row.date.isoformat(), "persons": whom}
        if row.id in self.own and course.possible(step, "fact", {**told, "facts": row.event}):
            return
        if row.event == "送达判决书" and course.possible(step, "serve", told):
            return
        if row.event == "判决生效" and course.possible(step, "take_effect", told):
            return
        until = row.until.isoformat() if row.until else None
        course.do(
            step, "event", {**told, "event": row.event, "until": until}, else_in={}, words=f"{row.event} {row.date}"
        )

    def _day_told(self, step: str) -> str | None:
        """The day on which it really was, where that was recorded beside the step."""
        rows = {row.id: row for row in self.old.events}
        days = [rows[id].date for id, name in self.own.items() if TOLD_BY_ACTS[name] == step]
        return days[-1].isoformat() if days else None


def _own_events(old: OldRecord) -> list[tuple[int, str]]:
    """The recorded events that steps of the course are themselves, of each step the last that stands."""
    taken = {step.action for step in old.steps}
    corrected = {row.corrects for row in old.events}
    found: dict[str, tuple[int, str]] = {}
    for row in old.events:
        step = TOLD_BY_ACTS.get(row.event)
        if step in taken and row.id not in corrected and not row.struck:
            found[str(step)] = (row.id, row.event)
    return list(found.values())


def _proposal(plan: Plan) -> str:
    signed = f"{plan.undertaking_by}承诺（{plan.undertaking_date}）" if plan.undertaking_by else ""
    return "；".join(filter(None, (f"提出第 {plan.number} 次方案", signed, plan.note)))


def _measurement(found: Measured) -> str:
    return f"提交第 {found.number} 次计量：{found.tonnes or '—'} t"


def _remarks(found: Measured) -> str:
    return "；".join(f"第 {one.line_no} 行：{one.text}" for one in found.remarks)


STEPS: dict[str, Callable[[_Story, Step], None]] = {
    "file": _Story.file,
    "amend": _Story.amend,
    "withdraw": _Story.withdraw,
    "accept": _Story.accept,
    "enter": _Story.enter,
    "measure": _Story.measure,
    "return": _Story.send_back,
    "confirm": _Story.confirm,
    "supplement": _Story.supplement,
    "propose": _Story.propose,
    "return_plan": _Story.return_plan,
    "approve": _Story.approve,
    "purchase": _Story.purchase,
    "cancel": _Story.cancel,
    "retire": _Story.retire,
    "proof": _Story.proof,
    "verify": _Story.verify,
    "rule": _Story.rule,
    "close": _Story.close,
    "event": _Story.event,
}
