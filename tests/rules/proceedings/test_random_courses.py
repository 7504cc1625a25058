"""Random legal acts of all seats: whatever is reached can be brought to its end, and the record stays what it was."""

from __future__ import annotations

import datetime
import json
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rules.proceedings.acts import Act
from rules.proceedings.course import apply, fold
from rules.proceedings.possible import possible
from rules.proceedings.refusals import Refused
from rules.proceedings.state import Case
from tests.rules.proceedings.finishing import finished
from tests.rules.proceedings.random_acts import APART, BEGUN, CAST, STARTS, begun_by, broken, tried
from tests.testrun import examples


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
        assert after.postings[: len(self.case.postings)] == self.case.postings, "an account only grows"
        self.case = after
        self.past.append(after)

    @initialize(start=st.sampled_from(STARTS[:6]))
    def opens(self, start: tuple[str, str, tuple[str, ...], dict[str, Any]]) -> None:
        self.starts(start, 0)

    @rule(start=st.sampled_from(STARTS), later=st.integers(0, 40))
    def starts(self, start: tuple[str, str, tuple[str, ...], dict[str, Any]], later: int) -> None:
        self._do(begun_by(start, self._day(later)))

    @rule(who=st.sampled_from(sorted(CAST)), later=st.integers(0, 60), pick=st.randoms(use_true_random=False))
    def acts(self, who: str, later: int, pick: Any) -> None:
        found = [one for one in possible(self.case, CAST[who], self._day(later)) if one.act not in APART]
        if found:
            self._do(tried(self.case, pick.choice(found), CAST[who], self._day(later)))

    @invariant()
    def everything_holds(self) -> None:
        assert list(broken(self.case)) == []

    @invariant()
    def an_act_is_stored_and_read_back_whole(self) -> None:
        for act in self.case.acts[-1:]:
            assert Act.from_json(json.loads(json.dumps(act.as_json()))).as_json() == act.as_json()

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
