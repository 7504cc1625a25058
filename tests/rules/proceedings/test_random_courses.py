"""Random legal acts of all seats: whatever is reached can be brought to its end, and the record stays what it was."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rules.proceedings.acts import Act, Actor
from rules.proceedings.asking import archivable, matters, possible, statement_of_performance
from rules.proceedings.book import load_table
from rules.proceedings.course import apply, begin, fold
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case, Party, Seat
from tests.rules.proceedings.finishing import finished
from tests.testrun import examples

SEATS = (
    Seat("procuratorate", "甲院"),
    Seat("court", "甲法院"),
    Seat("bureau", "甲局"),
    Seat("court", "中院"),
    Seat("authority", "丙局"),
)
CAST = {
    "prosecutor": Actor("检", "甲院", "procuratorate", ("prosecutor",), True),
    "judge": Actor("法", "甲法院", "court", ("judge",), True),
    "judge2": Actor("上", "中院", "court", ("judge",), True),
    "clerk": Actor("书", "甲法院", "court", ("clerk",), True),
    "clerk2": Actor("记", "中院", "court", ("clerk",), True),
    "officer": Actor("林", "甲局", "bureau", ("officer",), True),
    "officer2": Actor("土", "丙局", "authority", ("officer",), True),
    "head": Actor("长", "甲法院", "court", ("head",)),
    "panel": Actor("审", "甲法院", "court", ("judge",)),
    "deputy": Actor("代", "甲法院", "court", ("judge",)),
}
BEGUN = begin(
    seats=SEATS, parties=(Party("甲"), Party("乙")), offences={"": ("滥伐林木",)}, day=datetime.date(2024, 1, 2)
)
APART = {"recuse", "decide_recusal", "transfer", "accept_transfer", "split", "merge", "archive"}
"""What moves people and seats; it has scripts of its own."""

STARTS: list[tuple[str, str, tuple[str, ...], dict[str, Any]]] = [
    ("prosecutor", "open_case", (), {"tracks": ["criminal", "civil"]}),
    ("officer", "open_case", (), {"tracks": ["administrative"]}),
    ("prosecutor", "prosecute", (), {"court": "甲法院"}),
    ("prosecutor", "open_claim", (), {}),
    ("officer", "start", (), {}),
    ("prosecutor", "open_supervision", (), {"bureau": "丙局"}),
    (
        "judge",
        "undertake",
        (),
        {
            "o1": {"kind": "认购碳汇", "tonnes": 10, "obligors": ["甲"]},
            "o2": {"kind": "修复费用", "amount": 500, "joint": True},
        },
    ),
    ("prosecutor", "undertake", (), {"o3": {"kind": "原地补植", "area_mu": 5, "due": "2024-06-01"}}),
    ("prosecutor", "group", ("g1",), {"persons": ["甲", "乙"], "mode": "joint", "amount": 900}),
    ("judge", "group", ("g2",), {"concerns": ["o2", "o3"], "amount": 600}),
    (
        "judge",
        "undertake",
        (),
        {
            "o11": {"kind": "修复费用", "amount": 300, "obligors": ["甲"]},
            "o12": {"kind": "修复费用", "amount": 300, "obligors": ["乙"]},
        },
    ),
    ("judge", "group", ("g3",), {"concerns": ["o11", "o12"], "amount": 300}),
    ("prosecutor", "amend_charges", (), {"persons": ["丙"], "charges": "追加", "paper": "决定书"}),
    ("judge", "order", (), {"measurer": "甲局"}),
    ("officer", "order", (), {"measurer": "某公司"}),
]
COMMON: dict[str, Any] = {"ground": "写明的理由", "approval": "负责人", "note": "说明"}
WORDS: dict[str, dict[str, Any]] = {
    "perform": {"amount": 200, "tonnes": 4, "days": 2, "area_mu": 2},
    "inspect": {"result": "part"},
    "deposit_paid": {"amount": 30},
    "deposit_used": {"amount": 10},
    "submit": {"tonnes": 9, "value": 700, "report": "报告"},
    "order": {"measurer": "甲局"},
    "convert": {"o7": "劳务代偿 3 天", "request": "申请", "rest": 10},
    "settle_enforcement": {"o8": "劳务代偿 3 天", "rest": 10},
    "agree": {"o4": {"kind": "修复费用", "amount": 300}, "request": "申请"},
    "decide": {"o5": {"kind": "罚款", "amount": 100, "due": "2024-03-01"}},
    "sue": {"alone": True, "o6": {"kind": "修复费用", "amount": 300}},
    "rule": {"sentence": "1年", "ordered": ["o3"]},
    "rule_2": {"sentence": "1年"},
    "not_prosecute": {"kind": "相对", **COMMON},
    "revoke_non_prosecution": {"ground": "原决定错误", "approval": "检察长"},
    "event": {"event": "刑满释放"},
    "void": {"number": 1},
    "substitute": {"performer": "某公司"},
    "support_suit": {"plaintiff": "某组织"},
    "notify": {"to": "甲局"},
    "correct": {"fact": "面积"},
    "appeal": {"requested_by": "甲", "court": "中院"},
    "protest": {"court": "中院"},
}


class Courses(RuleBasedStateMachine):
    """A case that anybody does anything to that he may."""

    def __init__(self) -> None:
        super().__init__()
        self.case = BEGUN
        self.past: list[Case] = [BEGUN]

    def _day(self, later: int) -> datetime.date:
        assert self.case.day is not None
        return self.case.day + datetime.timedelta(days=later)

    def _do(self, act: Act) -> None:
        try:
            after = apply(self.case, act)
        except Refused:
            return
        assert after.acts[:-1] == self.case.acts, "a history only grows"
        self.case = after
        self.past.append(after)

    @initialize(start=st.sampled_from(STARTS[:6]))
    def opens(self, start: tuple[str, str, tuple[str, ...], dict[str, Any]]) -> None:
        self.starts(start, 0)

    @rule(start=st.sampled_from(STARTS), later=st.integers(0, 40))
    def starts(self, start: tuple[str, str, tuple[str, ...], dict[str, Any]], later: int) -> None:
        who, act, on, args = start
        self._do(Act(act, self._day(later), CAST[who], on, args, "写明的理由"))

    @rule(who=st.sampled_from(sorted(CAST)), later=st.integers(0, 60), pick=st.randoms(use_true_random=False))
    def acts(self, who: str, later: int, pick: Any) -> None:
        found = [one for one in possible(self.case, CAST[who], self._day(later)) if one.act not in APART]
        if found:
            one = pick.choice(found)
            args = {**COMMON, **WORDS.get(one.act, {})}
            if one.act == "absent":
                args |= {"to": "代", "until": self._day(later + 5)}
            self._do(Act(one.act, self._day(later), CAST[who], (one.on,) if one.on else (), args, "写明的理由"))

    @invariant()
    def nothing_is_adopted_by_its_author(self) -> None:
        for measuring in self.case.measurings.values():
            assert measuring.author not in {adoption.by for adoption in measuring.adoptions}

    @invariant()
    def nothing_is_reviewed_or_inspected_by_whoever_made_it(self) -> None:
        for measuring in self.case.measurings.values():
            assert not measuring.reviewed_by or measuring.reviewed_by != measuring.author
        for duty in self.case.obligations.values():
            assert not duty.performer or duty.performer not in {one.by for one in duty.inspections}

    @invariant()
    def a_common_debt_is_owed_once(self) -> None:
        for group in self.case.groups.values():
            members = [self.case.obligations[name] for name in group.obligations if name in self.case.obligations]
            done = sum((one.done for one in members), Decimal())
            owed = [one.id for one in members if one.state in ("proposed", "undertaken", "fixed") and one.rest]
            assert not owed or done < group.total or group.unit != members[0].unit

    @invariant()
    def everything_stands_in_a_state_of_the_table(self) -> None:
        table = load_table()
        for track in self.case.tracks.values():
            assert track.state in table.tracks[track.kind].states
        for duty in self.case.obligations.values():
            assert duty.state in table.tracks["obligation"].states

    @invariant()
    def somebody_is_told_what_to_do_until_all_has_ended(self) -> None:
        day = self._day(0)
        assert not self.case.acts or archivable(self.case, day) or matters(self.case, day)

    @invariant()
    def an_act_is_stored_and_read_back_whole(self) -> None:
        for act in self.case.acts[-1:]:
            assert Act.from_json(json.loads(json.dumps(act.as_json()))).as_json() == act.as_json()

    @invariant()
    def what_is_done_and_what_is_left_make_what_is_owed(self) -> None:
        for line in statement_of_performance(self.case, self._day(0)).lines:
            assert line.held >= 0
            if line.quantity is not None and line.rest is not None:
                assert line.done + line.rest - line.over == line.quantity
                assert not (line.rest and line.over)

    @precondition(lambda self: len(self.past) > 3)
    @rule(pick=st.randoms(use_true_random=False))
    def a_history_tells_the_case_at_every_moment(self, pick: Any) -> None:
        at = pick.randrange(len(self.past))
        assert fold(self.case.acts[:at], BEGUN) == self.past[at]

    def teardown(self) -> None:
        if self.case.acts:
            finished(self.case, CAST)


TestCourses = Courses.TestCase
TestCourses.settings = settings(
    max_examples=examples(8, 300),
    stateful_step_count=20,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a course takes too long for hundreds of shorter ones
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
