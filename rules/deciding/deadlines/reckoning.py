"""From the events of a case to its periods: begun by what, ending when, why then, and how they stand on a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rules.casefile.procedure import ProcedureEvent, in_order
from rules.deciding.deadlines.book import DeadlineBook, load_book
from rules.deciding.deadlines.calendar import YearNotPublished, load_calendar
from rules.deciding.deadlines.counting import Length, corresponding_day, same_date
from rules.deciding.deadlines.results import Deadline, Step
from rules.deciding.deadlines.spans import DAY, Span, pushed, spans_of
from rules.deciding.deadlines.starts import Start, starts_of
from rules.deciding.deadlines.state import state
from rules.deciding.deadlines.types import DeadlineRule, Extension

IN_CUSTODY = "在押"


NO_EARLIER = "起算日早于所收录文本的施行日（{start}），此前的文本未收录，不作计算"
EARLIER_TEXT = "起算日早于所收录文本的施行日（{start}），不按本条计算；此前的规定见“{titles}”"
LATER_TEXT = "期满日在 {last} 以后，其时另一规定已经施行：哪一规定适用没有写明，是否期满未行使由法官认定"


def deadlines(events: Iterable[ProcedureEvent], on: datetime.date, book: DeadlineBook | None = None) -> list[Deadline]:
    """Every period of the book that can matter to these proceedings, as it stands on a day.

    Those whose conditions do not hold are left out; those whose start has not been recorded are ``not_started``.
    ``book``: the one that ships unless given; events it does not know play no part.
    """
    book = book or load_book()
    told = [event for event in in_order(events) if event.event in book.events]
    now = state(told, on, book)
    found: dict[str, list[Deadline]] = {}
    for rule in sorted(book.rules, key=lambda item: bool(item.after)):
        holds = all(now[name] in values for name, values in rule.when.items())
        if holds and not any(event.event in rule.unless for event in told):
            found[rule.id] = list(_of_rule(rule, told, on, found, book))
    return [item for rule in book.rules for item in found.get(rule.id, ())]


def _of_rule(
    rule: DeadlineRule,
    events: Sequence[ProcedureEvent],
    on: datetime.date,
    found: dict[str, list[Deadline]],
    book: DeadlineBook,
) -> Iterator[Deadline]:
    starts = starts_of(rule, events, found, book)
    if not starts:
        if not _past(rule, on):
            yield Deadline(rule, "not_started", notes=_rule_notes(rule))
        return
    for place, start in enumerate(starts):
        following = starts[place + 1].date if place + 1 < len(starts) else None
        if rule.in_force.end is not None and start.date > rule.in_force.end:
            continue
        if start.date < rule.in_force.start and not rule.unsettled_before:
            note = _before(rule, book)
            yield Deadline(rule, "unclear", start=start.date, started_by=start.event, notes=(note, *_rule_notes(rule)))
            continue
        yield _Reckoning(rule, _broken(rule, start, events, on, book), events, on, following, book).result()


def _past(rule: DeadlineRule, on: datetime.date) -> bool:
    """Whether the text has ended so long ago that even a period begun on its last day has run out."""
    last = rule.in_force.end
    if last is None or rule.given or rule.length.working_days:
        return False
    length = rule.at_latest or rule.length
    return same_date(last, length.all_months) + length.days * DAY < on


def _before(rule: DeadlineRule, book: DeadlineBook) -> str:
    """Why a period that began before its text was in force is not reckoned by it: where the earlier text is told."""
    eve = rule.in_force.start - DAY
    earlier = [one.title for one in book.rules if one.in_force.end == eve and set(one.ends) & set(rule.ends)]
    return (EARLIER_TEXT if earlier else NO_EARLIER).format(start=rule.in_force.start, titles="、".join(earlier))


def _broken(
    rule: DeadlineRule, start: Start, events: Sequence[ProcedureEvent], on: datetime.date, book: DeadlineBook
) -> Start:
    """Where the period begins after what broke it (中断); what happened after it had run out breaks nothing."""
    for event in events:
        if event.event in rule.breaks and start.date <= event.date <= on:
            end = _Reckoning(rule, start, (), event.date, None, book).result().end
            if end is None or event.date <= end:
                start = Start(event.date, event, event.event, event.date)
    return start


def _rule_notes(rule: DeadlineRule) -> tuple[str, ...]:
    counting = rule.counting.note if rule.length.all_months or not rule.counting.moves else ""
    return tuple(note for note in (rule.note, counting) if note)


class _Reckoning:
    """One period of one rule, reckoned step by step."""

    def __init__(
        self,
        rule: DeadlineRule,
        start: Start,
        events: Sequence[ProcedureEvent],
        on: datetime.date,
        following: datetime.date | None,
        book: DeadlineBook,
    ) -> None:
        self.rule, self.start, self.events, self.on, self.following = rule, start, events, on, following
        self.book = book
        self.spans = spans_of(rule, events, on, book)
        self.steps: list[Step] = []
        self.notes: list[str] = []
        self.taken: list[tuple[Span, int]] = []
        self.may_move_to: datetime.date | None = None

    def result(self) -> Deadline:
        rule, start = self.rule, self.start
        begun = "，当日不计入" if not rule.given else ""
        self.steps.append(Step(f"自{start.says}起算{begun}", start.date, rule.counting.start_basis))
        if rule.unsettled_before and start.date < rule.in_force.start:
            self.notes.append(rule.unsettled_before)
        closing = self._closing()
        if closing is not None:  # what happened after the act was done takes no part
            self.spans = [span for span in self.spans if span.start <= closing.date]
        nominal, end = self._end(closing)
        latest = self._latest(end)
        made = Deadline(
            rule,
            "running",
            start=start.date,
            started_by=start.event,
            end=end,
            nominal_end=nominal,
            latest_end=latest,
            may_move_to=self.may_move_to,
            steps=tuple(self.steps),
            excluded=tuple(self.taken),
            counted=tuple(span for span in self.spans if self._counts(span, end)),
            closed_by=closing,
            notes=(*self.notes, *_rule_notes(rule)),
        )
        status = self._status(made)
        if status == "unclear" and end is not None and self.on > end and self._lapsed_under_later_law(end):
            made = replace(made, notes=(LATER_TEXT.format(last=rule.in_force.end), *made.notes))
        live = end is not None and status in ("running", "stopped", "missed", "unclear") and closing is None
        return replace(made, status=status, days_left=(end - self.on).days if live and end is not None else None)

    def _counts(self, span: Span, end: datetime.date | None) -> bool:
        return not span.rule.excluded and span.until >= self.start.date and (end is None or span.start <= end)

    # where it ends

    def _end(self, closing: ProcedureEvent | None) -> tuple[datetime.date | None, datetime.date | None]:
        rule = self.rule
        if rule.given:
            until = self.start.event.until if self.start.event else None
            if until is None:
                self.notes.append("没有写明期满日")
            else:
                self.steps.append(Step("裁判或者通知书确定的期满日", until, rule.basis))
            return until, until
        halted = self._halted()
        if halted is not None:
            self.notes.append(f"{halted.date} {halted.event}，期限停止；重新移送后重新计算")
            return None, None
        mark, kept = len(self.steps), list(self.notes)
        nominal, end = self._reckon(rule.length, extended=not rule.at_latest)
        reached = closing.date if closing else self.on
        if rule.at_latest and end is not None and (reached > end or self._granted()):
            del self.steps[mark:]
            self.may_move_to = None
            self.notes = [*kept, f"{rule.length.chinese}已于 {end} 期满，至迟不得超过{rule.at_latest.chinese}"]
            nominal, end = self._reckon(rule.at_latest, extended=True)
        return nominal, end

    def _latest(self, end: datetime.date | None) -> datetime.date | None:
        """The end by ``at_latest`` while the first end has not passed; the steps told so far stay as they are."""
        if self.rule.at_latest is None or end is None:
            return None
        told = self.steps, self.notes, self.taken, self.may_move_to
        self.steps, self.notes = [], []
        _, latest = self._reckon(self.rule.at_latest, extended=True)
        unknown = [f"至迟：{note}" for note in self.notes if "未收录" in note]
        self.steps, self.notes, self.taken, self.may_move_to = told
        self.notes += unknown
        return latest

    def _reckon(self, length: Length, *, extended: bool) -> tuple[datetime.date | None, datetime.date | None]:
        rule = self.rule
        end = self._add(length)
        self.steps.append(Step(length.chinese, end, rule.basis))
        if end is None:
            return None, None
        if extended:
            for event, extension in self._granted():
                length = extension.up_to if extension.up_to is not None else length + (extension.add or Length())
                if event.date > end:
                    self.notes.append(f"{event.date} {event.event}，其时期限已于 {end} 届满")
                end = (event.until if extension.given else self._add(length)) or end
                self.steps.append(Step(f"{event.date} {event.event}：{extension.says}", end, extension.basis))
                if extension.given:  # the day that was granted stands as it is
                    return end, end
        if rule.counting.backwards:
            return end, end
        end, self.taken = pushed(self.start.date, end, self.spans)
        for span, days in self.taken:
            until = f"{span.until}" if not span.open else "仍在进行"
            most = "（以上限为止）" if span.capped else ""
            said = f"{span.rule.event} {span.start} 至 {until}{most}，{days} 日不计入"
            self.steps.append(Step(said, end if span is self.taken[-1][0] else None, span.rule.basis))
        return end, self._moved(end)

    def _add(self, length: Length) -> datetime.date | None:
        counting, start = self.rule.counting, self.start.date
        if length.working_days:
            try:
                return load_calendar().working_days_after(start, length.working_days)
            except YearNotPublished as unknown:
                self.notes.append(f"{unknown}，工作日无法计算，期满日待收录后得出")
                return None
        if counting.backwards:
            return corresponding_day(start, -length.all_months) - length.days * DAY
        months = same_date if counting.months == "same_date" else corresponding_day
        return months(start, length.all_months) + length.days * DAY

    def _moved(self, end: datetime.date) -> datetime.date:
        counting = self.rule.counting
        if not counting.moves:
            return end
        held = self.rule.holds and state(self.events, end, self.book).get("custody") == IN_CUSTODY
        try:
            off = load_calendar().day_off(end)
            if off is None:
                return end
            if held:
                says = f"期满日适逢{off}；在押期间至期满之日为止，不顺延"
                self.steps.append(Step(says, end, counting.moves_basis))
                return end
            moved = load_calendar().next_working(end)
        except YearNotPublished as unknown:
            if held:
                return end  # whatever the holidays will be, it does not move
            days = load_calendar().longest_break
            self.may_move_to = end + days * DAY
            self.notes.append(
                f"{unknown}，期满日是否为节假日未核，未作顺延；收录后可能顺延，"
                f"按已收录各年连续放假最长 {days} 日，不晚于 {self.may_move_to}"
            )
            return end
        self.steps.append(Step(f"期满日适逢{off}，顺延至其后第一个工作日", moved, counting.moves_basis))
        return moved

    def _granted(self) -> list[tuple[ProcedureEvent, Extension]]:
        return [
            (event, extension)
            for event in self.events
            for extension in self.rule.extensions
            if extension.granted_by == event.event and self.start.date <= event.date <= self.on
        ]

    # how it stands

    def _halted(self) -> ProcedureEvent | None:
        """What stopped the period for good until it begins anew."""
        return next(
            (e for e in self.events if e.event in self.rule.stops_at and self.start.date <= e.date <= self.on), None
        )

    def _closing(self) -> ProcedureEvent | None:
        rule, whom = self.rule, self.start.event.whom if self.start.event else None
        names = rule.bars or rule.ends
        for event in self.events:
            if event.event not in names or event.date > self.on:
                continue
            if whom and event.whom and event.whom != whom:
                continue
            if rule.counting.backwards:
                if not rule.after or event.date >= self.start.first:
                    return event
            elif event.date >= (self.start.first if rule.after else self.start.date) and not (
                rule.each and self._belongs_later(event)
            ):
                return event
        return None

    def _belongs_later(self, event: ProcedureEvent) -> bool:
        return self.following is not None and event.date >= self.following > self.start.date

    def _status(self, made: Deadline) -> str:
        rule, end, closing = self.rule, made.end, made.closed_by
        if rule.kind == "wait":
            if end is None:
                return "unclear"
            if closing is not None and closing.date <= end:
                return "breached"
            if self.on <= end:
                return "running"
            return "unclear" if self._may_still_run(closing.date if closing else self.on) else "over"
        if rule.unsettled_before and self.start.date < rule.in_force.start:
            return "unclear"
        if end is None:
            return "stopped" if self._halted() is not None and closing is None else "unclear"
        if closing is not None and closing.date > end:
            return "unclear" if self._may_still_run(closing.date) else "missed"
        if closing is not None:
            return "met"
        if any(span.open for span, _ in self.taken):
            return "stopped"
        if self.on <= end:
            return "running"
        if self._may_still_run(self.on):
            return "unclear"
        if self._lapsed_under_later_law(end):
            return "unclear"
        return "lapsed" if rule.right else "missed"

    def _lapsed_under_later_law(self, end: datetime.date) -> bool:
        """Whether a right ran out only when another text on it was in force: which of them counts is not settled."""
        last = self.rule.in_force.end
        return self.rule.right and last is not None and end > last

    def _may_still_run(self, day: datetime.date) -> bool:
        """Whether holidays that are not published yet could move the end to this day or beyond."""
        return self.may_move_to is not None and day <= self.may_move_to
