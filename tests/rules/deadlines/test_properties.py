"""What holds for the periods of any proceedings."""

from __future__ import annotations

import datetime
import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.casefile.procedure import ProcedureEvent
from rules.deciding.deadlines.barred import objections
from rules.deciding.deadlines.book import load_book
from rules.deciding.deadlines.calendar import NOT_PUBLISHED, load_calendar
from rules.deciding.deadlines.reckoning import deadlines
from rules.deciding.deadlines.results import STATUSES
from rules.deciding.deadlines.types import DeadlineRule
from tests.testrun import examples
from tests.told import says

DATES = st.dates(datetime.date(2020, 1, 1), datetime.date(2026, 6, 30))
NAMES = sorted(load_book().events)
ONE_START = [rule for rule in load_book().rules if len(rule.starts) == 1 and not rule.given and not rule.restarts]


@st.composite
def events(draw: st.DrawFn) -> ProcedureEvent:
    name, date = draw(st.sampled_from(NAMES)), draw(DATES)
    lasts = load_book().events[name].span and draw(st.booleans())
    until = date + datetime.timedelta(days=draw(st.integers(0, 90))) if lasts else None
    return ProcedureEvent(event=name, date=date, until=until, whom=draw(st.sampled_from([None, "甲", "乙"])))


@settings(max_examples=examples(100, 1000))
@given(st.lists(events(), max_size=14), DATES)
def test_any_proceedings_give_periods_that_make_sense(told: list[ProcedureEvent], on: datetime.date) -> None:
    for item in deadlines(told, on):
        assert item.status in STATUSES
        assert item.rule.basis.article
        json.dumps(item.as_json(), allow_nan=False)
        if item.start is None:
            assert (item.status, item.end) == ("not_started", None)
            continue
        if item.end is None:
            assert item.days_left is None
            continue
        if item.rule.counting.backwards:
            assert item.end <= item.start
        else:
            assert item.end >= item.start
        if item.days_left is not None:
            assert item.end == on + datetime.timedelta(days=item.days_left)
        assert item.end >= item.nominal_end  # type: ignore[operator]
        dated = [step.date for step in item.steps if step.date is not None]
        assert dated[-1] == item.end
    json.dumps([item.as_json() for item in objections(told, on)])


@settings(max_examples=examples(100, 1000))
@given(st.lists(events(), max_size=14), DATES, st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_told_changes_no_end(
    told: list[ProcedureEvent], on: datetime.date, mix: random.Random
) -> None:
    # Events of one day keep the order in which they were told; so each has a day of its own here.
    apart = list({event.date: event for event in told}.values())
    mixed = list(apart)
    mix.shuffle(mixed)
    assert [item.as_json() for item in deadlines(apart, on)] == [item.as_json() for item in deadlines(mixed, on)]


@given(st.sampled_from(ONE_START), DATES, DATES)
def test_a_later_start_never_ends_earlier(rule: DeadlineRule, one: datetime.date, other: datetime.date) -> None:
    ends = []
    for date in sorted((one, other)):
        told = [ProcedureEvent(event=rule.starts[0], date=date)]
        ends += [item.end for item in deadlines(told, date) if item.rule is rule and item.end is not None]
    assert ends == sorted(ends)


@given(st.sampled_from(ONE_START), DATES)
def test_an_end_that_may_move_is_a_working_day_unless_its_year_is_unknown(
    rule: DeadlineRule, date: datetime.date
) -> None:
    told = [ProcedureEvent(event=rule.starts[0], date=date)]
    for item in deadlines(told, date):
        if item.rule.counting.moves and item.end is not None:
            if item.end.year in load_calendar().years:
                assert load_calendar().day_off(item.end) is None
            else:
                assert any(says(note, NOT_PUBLISHED, year=item.end.year) for note in item.notes)


@given(DATES, st.integers(0, 80), st.integers(0, 60))
def test_time_left_out_moves_the_end_by_its_days_and_no_more(start: datetime.date, after: int, length: int) -> None:
    begun = start + datetime.timedelta(days=after)
    trial = ProcedureEvent(event="受理公诉案件", date=start)
    span = ProcedureEvent(event="精神病鉴定", date=begun, until=begun + datetime.timedelta(days=length))
    on = start + datetime.timedelta(days=1)
    plain = {item.rule.id: item for item in deadlines([trial], on)}.get("trial.ordinary")
    longer = {item.rule.id: item for item in deadlines([trial, span], max(on, span.until or on))}["trial.ordinary"]
    if plain is None or plain.end is None or longer.end is None:
        assert longer.status == "unclear"
        return
    assert longer.end >= plain.end
    assert all(days <= length for _, days in longer.excluded)


@given(DATES, st.integers(0, 400))
def test_carbon_measurement_never_moves_the_end_of_a_criminal_trial(start: datetime.date, length: int) -> None:
    trial = ProcedureEvent(event="受理公诉案件", date=start)
    measured = ProcedureEvent(event="碳汇损失计量", date=start, until=start + datetime.timedelta(days=length))
    ends = [
        next(item.end for item in deadlines(told, start) if item.rule.id == "trial.ordinary")
        for told in ([trial], [trial, measured])
    ]
    assert ends[0] == ends[1]
