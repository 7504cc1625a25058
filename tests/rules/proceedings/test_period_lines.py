"""Periods follow from acts alone: every event can be made, each belongs to its person, guards and periods agree."""

from __future__ import annotations

import datetime
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from rules.deciding.deadlines.book import load_book
from rules.deciding.deadlines.counting import corresponding_day
from rules.deciding.deadlines.results import Deadline
from rules.proceedings.acts import Act, Actor
from rules.proceedings.book import load_table
from rules.proceedings.choices import EVENTS
from rules.proceedings.clock import DAYS_TO_APPEAL, due_on, happened, notice_end
from rules.proceedings.course import apply
from rules.proceedings.events import events, kind_of, named
from rules.proceedings.periods import KINDS, Period, periods
from rules.proceedings.playing import play
from rules.proceedings.registry import CHOOSERS
from rules.proceedings.script import read_script
from rules.proceedings.stage import PureStage
from rules.proceedings.state import Case, Party, Seat
from tests.rules.proceedings.walking import HERE, NAMES, script

DAY = datetime.date.fromisoformat
PROCURATORATE, COURT, BUREAU = "甲检察院", "甲法院", "甲林业局"
PROSECUTOR = Actor("检一", PROCURATORATE, "procuratorate", ("prosecutor",), sole=True)
JUDGE = Actor("法一", COURT, "court", ("judge",), sole=True)
OFFICER = Actor("林一", BUREAU, "bureau", ("officer",), sole=True)
OF_ROLE = {"prosecutor": PROSECUTOR, "judge": JUDGE, "forestry_officer": OFFICER}

BOOK = load_book()
NAMED = sorted({*named(BOOK.rules), *(one.event for one in BOOK.exclusions)})
BY_ACT = {
    event
    for kind in load_table().tracks.values()
    for row in kind.rows
    for event in (*((row.event,) if row.event else ()), *EVENTS.get(row.events_by or "", ()))
}
"""What acts other than 程序事项 make of themselves."""


def seated(*persons: str) -> Case:
    seats = (Seat("procuratorate", PROCURATORATE), Seat("court", COURT), Seat("bureau", BUREAU))
    return Case(parties=tuple(Party(name, "natural") for name in persons), seats=seats)


def done(case: Case, by: Actor, do: str, at: str, on: tuple[str, ...] = (), **args: Any) -> Case:
    return apply(case, Act(do, DAY(at), by, on, args))


@pytest.mark.parametrize("name", NAMED)
def test_every_event_that_a_period_asks_for_is_made_by_an_act(name: str) -> None:
    """程序事项 makes each, by everybody whom the law lets put it down; a stretch of time with its last day."""
    known = BOOK.events[name]
    for role in known.by:
        args = {"event": name, "date": DAY("2025-03-03")}
        if known.span:
            args["until"] = DAY("2025-03-20")
        case = done(seated("甲"), OF_ROLE[role], "event", "2025-04-01", (), **args)
        [made] = events(case)
        assert (made.event, made.date) == (name, DAY("2025-03-03"))
        assert made.until == args.get("until")


def test_what_an_act_makes_of_itself_is_an_event_of_the_book() -> None:
    assert set(BOOK.events) >= BY_ACT
    choices = {row.events_by for kind in load_table().tracks.values() for row in kind.rows if row.events_by}
    assert choices == set(EVENTS) <= set(CHOOSERS)


@pytest.mark.parametrize("rule", [rule.id for rule in BOOK.rules if kind_of(rule.id) in ("criminal", "civil")])
def test_what_begins_with_an_act_also_ends_with_one(rule: str) -> None:
    """Else it would be told as overdue for ever, unless somebody put down what the acts say already."""
    found = BOOK.rule(rule)
    if found.kind == "limit" and not found.right and set(found.starts) & BY_ACT and rule not in BY_HAND:
        assert set(found.ends) & BY_ACT


BY_HAND = {
    "suit.report": "报备是另一机关收到的，办案规则第九十二条",
    "suit.copy": "送达起诉书副本没有单独的办案事项，检察公益诉讼解释第十七条",
    "suit.acceptance-notice": "没有诉前公告时才有，环境民事公益诉讼解释第十条",
    "publication.seven-working-days": "公布裁判文书不改变案件，互联网公布裁判文书规定第七条",
    "fine.payment": "罚金不是本案义务，由法院执行，刑法第五十三条",
    "fine.enforcement-2000": "罚金不是本案义务，由法院执行，法释〔2000〕29号第五条",
}
"""Periods that an act begins and only 程序事项 ends, with the reason."""


def two_prosecuted() -> Case:
    case = seated("甲", "乙")
    case = done(case, PROSECUTOR, "prosecute", "2025-03-03", ("criminal:甲", "criminal:乙"), court=COURT)
    return done(case, JUDGE, "receive", "2025-03-05", ("criminal:甲", "criminal:乙"))


def of_rule(found: list[Period], rule: str) -> list[Period]:
    return [one for one in found if one.deadline.rule.id == rule]


def test_a_period_that_two_persons_have_alike_is_told_once() -> None:
    [trial] = of_rule(periods(two_prosecuted(), DAY("2025-03-10")), "trial.ordinary")
    assert trial.deadline.whom is None
    assert trial.of == ("criminal:甲", "criminal:乙")


def test_periods_that_part_are_told_apart_by_name_and_end_each_with_its_own() -> None:
    case = done(two_prosecuted(), JUDGE, "rule", "2025-04-01", ("criminal:甲",), sentence="拘役一个月")
    found = of_rule(periods(case, DAY("2025-04-02")), "trial.ordinary")
    assert {one.deadline.whom: one.deadline.status for one in found} == {"甲": "met", "乙": "running"}
    assert {one.deadline.whom: one.of for one in found} == {"甲": ("criminal:甲",), "乙": ("criminal:乙",)}


def test_the_suspension_of_one_leaves_the_trial_of_the_other_running() -> None:
    case = done(two_prosecuted(), JUDGE, "suspend", "2025-03-10", ("criminal:乙",), ground="被告人患病")
    found = of_rule(periods(case, DAY("2025-03-20")), "trial.ordinary")
    assert {one.deadline.whom: one.deadline.status for one in found} == {"甲": "running", "乙": "stopped"}


@pytest.mark.parametrize(("act", "args"), [("terminate", {"ground": "被告人死亡"})])
def test_a_trial_that_ends_without_a_judgment_ends_its_period(act: str, args: dict[str, str]) -> None:
    case = done(two_prosecuted(), JUDGE, act, "2025-03-10", ("criminal:甲", "criminal:乙"), **args)
    [trial] = of_rule(periods(case, DAY("2025-12-01")), "trial.ordinary")
    assert trial.deadline.status == "met"


def test_an_event_that_came_with_the_file_counts_until_an_act_says_it() -> None:
    [told] = events(done(seated("甲"), PROSECUTOR, "event", "2025-03-03", event="移送审查起诉"))
    beside = [told.model_copy(update={"date": DAY("2025-02-03")})]
    [review] = of_rule(periods(seated("甲"), DAY("2025-02-10"), beside), "review.ordinary")
    assert review.deadline.start == DAY("2025-02-03")
    case = done(seated("甲"), PROSECUTOR, "event", "2025-03-03", event="移送审查起诉")
    [review] = of_rule(periods(case, DAY("2025-03-10"), beside), "review.ordinary")
    assert review.deadline.start == DAY("2025-03-03")


@cache
def moments(name: str) -> tuple[Case, ...]:
    """The case of a walk after each of its steps."""
    stage = PureStage()
    return tuple(stage.case for _ in play(script(name), stage) if stage.case.day is not None)


def deadlines_of(case: Case, rule: str, of: str, on: datetime.date) -> list[Deadline]:
    found = of_rule(periods(case, on), rule)
    return [one.deadline for one in found if of in one.of and one.deadline.start is not None]


def counted(found: Deadline) -> bool:
    """Whether the text in force when it began is at hand. Guards count older cases too, the book leaves them open."""
    before = found.start is not None and found.start < found.rule.in_force.start
    if before:
        assert (found.status, found.end) == ("unclear", None)
    return not before


@pytest.mark.parametrize("name", NAMES)
def test_what_guards_count_and_the_periods_of_the_law_agree_on_every_day(name: str) -> None:
    for case in moments(name):
        assert case.day is not None
        on = case.day
        for track in case.tracks.values():
            if track.kind == "civil" and notice_end(case, on, track) is not None:
                [notice] = deadlines_of(case, "notice.thirty-days", track.id, on)
                assert notice.nominal_end == notice_end(case, on, track)
            served = list((track.data.get("served") or {}).values())
            if served and track.kind in ("criminal", "civil"):
                joined = track.kind == "civil" and track.data.get("attached")
                rule = "appeal.judgment" if joined or track.kind == "criminal" else "appeal.civil-judgment"
                of = track.id if not joined else next(one.id for one in case.of_kind("criminal"))
                begun = deadlines_of(case, rule, of, on)
                ends = [one.nominal_end for one in begun if counted(one)]
                # The law moves the last day off a holiday, for whoever must act by it; effect waits for the plain end.
                plain = max(served) + datetime.timedelta(days=10 if joined else DAYS_TO_APPEAL[track.kind])
                assert plain in ends or (begun and not ends)
            if track.kind == "administrative" and (final := happened(case, "复议和起诉期限届满")) is not None:
                [application] = deadlines_of(case, "compulsion.application", track.id, on)
                assert application.nominal_end == corresponding_day(final.at, 3)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_owed_has_one_last_day(name: str) -> None:
    for case in moments(name):
        assert case.day is not None
        for period in of_rule(periods(case, case.day), "performance.ordered"):
            for id in period.of:
                if period.deadline.start is not None and counted(period.deadline):
                    assert period.deadline.end == due_on(case, case.obligations[id])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_one_kind_is_reckoned_twice(name: str) -> None:
    for case in moments(name):
        assert case.day is not None
        found = [(one.deadline.rule.id, one.deadline.started_by, one.of) for one in periods(case, case.day)]
        seen = [repr(one) for one in found]
        assert len(seen) == len(set(seen))
        assert {one.kind for one in periods(case, case.day)} <= {*KINDS, "obligation"}


def test_the_term_of_a_claims_duty_runs_from_the_end_of_its_own_appeal() -> None:
    """法释〔2021〕1号408: the sentence takes effect alone; what is owed waits for the decision on the claim."""
    stage = PureStage()
    course = read_script(HERE / "courses" / "appeal-of-the-claim-alone.yaml")
    list(play(replace(course, steps=course.steps[:11]), stage))
    assert stage.case.tracks["criminal:甲"].data["effective"] == DAY("2024-03-12")
    assert not {one.deadline.rule.id for one in periods(stage.case, DAY("2024-04-20")) if one.of == ("o1",)}
    list(play(replace(course, steps=course.steps[:16]), stage))
    ordered = [one.deadline for one in periods(stage.case, DAY("2024-05-07")) if one.of == ("o1",)]
    assert ("performance.ordered", DAY("2024-06-05")) in [(one.rule.id, one.end) for one in ordered]


def test_the_time_to_decide_an_appeal_ends_where_it_is_withdrawn() -> None:
    stage = PureStage()
    list(play(read_script(HERE / "courses" / "appeal-withdrawn.yaml"), stage))
    second = [one.deadline for one in periods(stage.case, DAY("2024-06-01")) if one.deadline.rule.id == "trial.second"]
    assert {one.status for one in second} == {"met"}


def test_periods_after_a_judgment_begin_with_the_second_one_where_it_was_appealed() -> None:
    """解释413: final with its announcement, also for a fellow accused whose effect is put down two days later."""
    stage = PureStage()
    list(play(read_script(HERE / "courses" / "sent-back-and-decided.yaml"), stage))
    begun = {one.whom: one.at for one in stage.case.happened if one.name == "判决生效"}
    assert begun == {"甲": DAY("2024-06-20"), "乙": DAY("2024-06-20")}
    fines = [one.deadline for one in periods(stage.case, DAY("2024-07-01")) if one.deadline.rule.id == "fine.payment"]
    assert {one.end for one in fines} == {DAY("2024-09-20")}
