"""From the entries of the files of deadlines to typed records; every mistake is kept with its line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rules.deciding.book.located import Mapped
from rules.deciding.book.parse import Parser
from rules.deciding.book.shape import misshapen
from rules.deciding.book.types import CONFIDENCES, LawText, Period
from rules.deciding.deadlines.counting import Length
from rules.deciding.deadlines.shapes import SHAPES
from rules.deciding.deadlines.types import (
    Bar,
    Basis,
    Choice,
    Counting,
    DeadlineRule,
    Event,
    Exclusion,
    Extension,
)

KINDS = ("limit", "wait", "custody")
ROLES = ("prosecutor", "judge", "forestry_officer")
UNITS = ("years", "months", "days", "working_days")


class Reader(Parser):
    """Reads the entries of one file of deadlines; mistakes grow as it goes."""

    texts: Mapping[str, LawText]
    events: Mapping[str, Event]
    choices: Mapping[str, Choice]
    counting: Mapping[str, Counting]

    def keys(self, entry: Mapped, wanted: str, optional: str = "") -> None:
        super().keys(entry, wanted, optional)
        reasons = misshapen(entry, SHAPES)
        if reasons:
            raise self.refuse(entry.line, "{name}：{reasons}", name=_named(entry), reasons=reasons)

    def basis(self, entry: Mapped, key: str = "basis") -> Basis:
        raw = entry.get(key)
        if not isinstance(raw, Mapped) or not raw.get("text") or not raw.get("article"):
            raise self.refuse(
                entry.line,
                "{entry} 没有依据：{key} 应写明 text（规范文件）与 article（条款）",
                entry=_named(entry),
                key=key,
            )
        self.keys(raw, "text article")
        if self.text(raw, "text") not in self.texts or not self.text(raw, "article"):
            raise self.refuse(raw.line, "{entry} 的依据 {raw} 不在 texts.yaml 中", entry=_named(entry), raw=raw["text"])
        return Basis(str(raw["text"]), str(raw["article"]), self.texts[raw["text"]].confidence)

    def dated(self, entry: Mapped) -> tuple[Basis, Period]:
        """The basis of an entry and its days in force, which lie within those of the text."""
        basis, period = self.basis(entry), self.period(entry)
        if not self.texts[basis.text].in_force.covers(period):
            raise self.refuse(
                entry.line, "{entry} 的施行期间超出 {text} 的施行期间", entry=_named(entry), text=basis.text
            )
        return basis, period

    def length(self, raw: Any, line: int) -> Length:
        if not isinstance(raw, Mapped) or not raw:
            raise self.refuse(line, "长度应写作 {{days: 10}} 一类，现为 {raw!r}", raw=raw)
        self.keys(raw, "", " ".join(UNITS))
        counts = {unit: self._count(raw, unit) for unit in UNITS if unit in raw}
        if counts.get("working_days") and len(counts) > 1:
            raise self.refuse(raw.line, "工作日不与其他单位并用")
        return Length(**counts)

    def _count(self, raw: Mapped, unit: str) -> int:
        value = raw[unit]
        if not isinstance(value, Decimal) or value != int(value) or value < 0:
            raise self.refuse(raw.line, "{unit} 应为不小于 0 的整数，现为 {value!r}", unit=unit, value=value)
        return int(value)

    def names(self, entry: Mapped, key: str) -> tuple[str, ...]:
        """Names of known events."""
        found = tuple(str(name) for name in entry.get(key) or ())
        for name in found:
            if name not in self.events:
                raise self.refuse(
                    entry.line, "{entry} 的 {key}：没有程序事项 {name}", entry=_named(entry), key=key, name=name
                )
        return found

    def choice_entry(self, entry: Mapped) -> Choice:
        self.keys(entry, "choice label values default")
        values = tuple(str(value) for value in entry["values"])
        return Choice(
            self.text(entry, "choice"), self.text(entry, "label"), values, self.choice(entry, "default", values)
        )

    def event(self, entry: Mapped) -> Event:
        self.keys(entry, "event group by", "span sets planned note")
        by = tuple(str(role) for role in entry["by"])
        if not set(by) <= set(ROLES):
            raise self.refuse(entry.line, "{entry} 的 by 应在 {known} 之内", entry=entry["event"], known=ROLES)
        sets = dict(entry.get("sets") or {})
        for name, value in sets.items():
            if name not in self.choices or value not in self.choices[name].values:
                raise self.refuse(
                    entry.line,
                    "{entry} 的 sets：{name} 没有 {value!r} 这个值",
                    entry=entry["event"],
                    name=name,
                    value=value,
                )
        return Event(
            self.text(entry, "event"),
            self.text(entry, "group"),
            by,
            entry.get("span") is True,
            sets,
            entry.get("planned") is True,
            entry.line,
        )

    def counting_entry(self, entry: Mapped) -> Counting:
        self.keys(entry, "counting months moves start_basis months_basis moves_basis", "backwards note")
        return Counting(
            self.text(entry, "counting"),
            self.choice(entry, "months", ("same_date", "corresponding")),
            entry["moves"] is True,
            entry.get("backwards") is True,
            self.basis(entry, "start_basis"),
            self.basis(entry, "months_basis"),
            self.basis(entry, "moves_basis"),
            self.text(entry, "note"),
        )

    def exclusion(self, entry: Mapped) -> Exclusion:
        self.keys(entry, "id says event excluded tracks basis in_force", "at_most confidence note")
        event = str(entry["event"])
        if event not in self.events or not self.events[event].span:
            raise self.refuse(entry.line, "{entry}：{event} 不是有起止两日的程序事项", entry=entry["id"], event=event)
        basis, period = self.dated(entry)
        return Exclusion(
            self.text(entry, "id"),
            self.text(entry, "says"),
            event,
            entry["excluded"] is True,
            tuple(str(track) for track in entry["tracks"]),
            self.length(entry["at_most"], entry.line) if "at_most" in entry else None,
            basis,
            period,
            self.choice(entry, "confidence", CONFIDENCES, "verified"),
            self.text(entry, "note"),
            self.file,
            entry.line,
        )

    def bar(self, entry: Mapped) -> Bar:
        self.keys(entry, "id says basis in_force", "when event more_than confidence note")
        if ("when" in entry) == ("event" in entry) or ("event" in entry) != ("more_than" in entry):
            raise self.refuse(entry.line, "{entry}：应写明 when，或者 event 与 more_than", entry=entry["id"])
        if "event" in entry and entry["event"] not in self.events:
            raise self.refuse(entry.line, "没有程序事项 {entry}", entry=entry["event"])
        basis, period = self.dated(entry)
        return Bar(
            self.text(entry, "id"),
            self.text(entry, "says"),
            self.when(entry),
            self.text(entry, "event"),
            self._count(entry, "more_than") if "more_than" in entry else 0,
            basis,
            period,
            self.choice(entry, "confidence", CONFIDENCES, "verified"),
            self.text(entry, "note"),
        )

    def when(self, entry: Mapped) -> dict[str, tuple[str, ...]]:
        """States of the proceedings under which an entry applies, each with its values."""
        found = {str(name): tuple(map(str, values)) for name, values in (entry.get("when") or {}).items()}
        for name, values in found.items():
            if name not in self.choices or not set(values) <= set(self.choices[name].values):
                raise self.refuse(
                    entry.line, "{entry} 的 when：{name} 没有 {values}", entry=_named(entry), name=name, values=values
                )
        return found

    def extension(self, entry: Mapped) -> Extension:
        self.keys(entry, "granted_by says basis", "add up_to")
        if ("add" in entry) == ("up_to" in entry):
            raise self.refuse(entry.line, "延长应写明 add（增加多少）或者 up_to（延长至多少）之一")
        if entry["granted_by"] not in self.events:
            raise self.refuse(entry.line, "没有程序事项 {entry}", entry=entry["granted_by"])
        return Extension(
            str(entry["granted_by"]),
            self.text(entry, "says"),
            self.length(entry["add"], entry.line) if "add" in entry else None,
            self.length(entry["up_to"], entry.line) if "up_to" in entry else None,
            self.basis(entry),
        )

    def rule(self, entry: Mapped) -> DeadlineRule:
        self.keys(
            entry,
            "id title says basis in_force track kind counting who",
            "starts restarts stops_at after ends bars unless when length at_latest given each holds right "
            "extensions confidence note unsettled_before",
        )
        kind = self.choice(entry, "kind", KINDS)
        given = entry.get("given") is True
        starts, bars = self.names(entry, "starts"), self.names(entry, "bars")
        if bool(starts) == bool(entry.get("after")):
            raise self.refuse(
                entry.line, "{entry}：应写明 starts（起算事项）或者 after（前一期限）之一", entry=entry["id"]
            )
        if bool(bars) != (kind == "wait"):
            raise self.refuse(
                entry.line, "{entry}：wait 应写明 bars（期满前不得做的事项），其他不写", entry=entry["id"]
            )
        if given != ("length" not in entry) or (given and not all(self.events[name].span for name in starts)):
            raise self.refuse(entry.line, "{entry}：应写明 length，或者 given 并由有止日的事项给定", entry=entry["id"])
        if entry["counting"] not in self.counting:
            raise self.refuse(
                entry.line, "{entry}：没有这种计算方法 {counting}", entry=entry["id"], counting=entry["counting"]
            )
        basis, period = self.dated(entry)
        length = Length() if given else self.length(entry["length"], entry.line)
        at_latest = self.length(entry["at_latest"], entry.line) if "at_latest" in entry else None
        if at_latest and (at_latest.all_months, at_latest.days) <= (length.all_months, length.days):
            raise self.refuse(entry.line, "{entry}：at_latest 应长于 length", entry=entry["id"])
        return DeadlineRule(
            id=self.text(entry, "id"),
            title=self.text(entry, "title"),
            says=self.text(entry, "says"),
            basis=basis,
            in_force=period,
            track=self.text(entry, "track"),
            kind=kind,
            counting=self.counting[entry["counting"]],
            who=self.text(entry, "who"),
            starts=starts,
            restarts=self.names(entry, "restarts"),
            stops_at=self.names(entry, "stops_at"),
            after=self.text(entry, "after"),
            ends=self.names(entry, "ends"),
            bars=bars,
            unless=self.names(entry, "unless"),
            when=self.when(entry),
            length=length,
            at_latest=at_latest,
            given=given,
            each=entry.get("each") is True,
            holds=entry.get("holds") is True,
            right=entry.get("right") is True,
            extensions=tuple(self.extension(raw) for raw in entry.get("extensions") or ()),
            confidence=self.choice(entry, "confidence", CONFIDENCES, "verified"),
            note=self.text(entry, "note"),
            unsettled_before=self.text(entry, "unsettled_before"),
            file=self.file,
            line=entry.line,
        )


def _named(entry: Mapped) -> str:
    return str(entry.get("id") or entry.get("counting") or entry.get("granted_by") or "条目")
