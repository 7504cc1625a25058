"""Every hard guard refuses once, under its own name and kind, and says what would open it; so does every warning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rules.proceedings.acts import Act
from rules.proceedings.playing import play
from rules.proceedings.refusals import Refused
from rules.proceedings.registry import GUARDS, WARNINGS
from rules.proceedings.script import Script, script_of
from rules.proceedings.stage import PureStage
from rules.reading.messages import Message
from rules.reading.yaml_reader import read
from tests.rules.proceedings.walking import NAMES, script

REFUSALS: list[dict[str, Any]] = read(Path(__file__).with_name("refusals.yaml").read_bytes())

RULED = {"sentence": "1年", "o1": "修复费用 100", "due": "2025-03-01"}
IN_EFFECT = [{"do": "serve", "by": "clerk"}, {"at": "2025-02-15", "do": "take_effect", "by": "clerk"}]

BEFORE: dict[str, list[dict[str, Any]]] = {
    "prosecuted": [
        {"at": "2025-03-01", "do": "prosecute", "by": "prosecutor", "with": {"court": "甲法院"}},
        {"do": "receive", "by": "judge"},
    ],
    "sued": [
        {"at": "2025-01-01", "do": "open_claim", "by": "prosecutor"},
        {"do": "notice", "by": "prosecutor"},
        {
            "at": "2025-03-01",
            "do": "sue",
            "by": "prosecutor",
            "with": {"alone": True, "jurisdiction": "指定管辖", "claims": {"o1": "补植 3亩"}},
        },
    ],
    "penalty": [
        {"at": "2025-01-02", "do": "open_case", "by": "officer", "with": {"tracks": ["administrative"]}},
        {"at": "2025-02-01", "do": "decide", "by": "officer", "with": {"o1": "罚款 100", "due": "2025-03-01"}},
    ],
    "ordered": [
        {"at": "2025-01-02", "do": "prosecute", "by": "prosecutor", "with": {"court": "甲法院"}},
        {"do": "receive", "by": "judge"},
        {"at": "2025-02-01", "do": "rule", "by": "judge", "with": RULED},
    ],
    "owed": [
        {"at": "2025-01-02", "do": "prosecute", "by": "prosecutor", "with": {"court": "甲法院"}},
        {"do": "receive", "by": "judge"},
        {"at": "2025-02-01", "do": "rule", "by": "judge", "with": RULED},
        *IN_EFFECT,
    ],
    "enforced": [
        {"at": "2025-01-02", "do": "prosecute", "by": "prosecutor", "with": {"court": "甲法院"}},
        {"do": "receive", "by": "judge"},
        {"at": "2025-02-01", "do": "rule", "by": "judge", "with": RULED},
        *IN_EFFECT,
        {"at": "2025-04-01", "do": "refer", "by": "judge", "on": "o1"},
    ],
    "appealed": [
        {"at": "2025-03-01", "do": "prosecute", "by": "prosecutor", "with": {"court": "甲法院"}},
        {"do": "receive", "by": "judge"},
        {"do": "rule", "by": "judge", "with": {"sentence": "1年"}},
        {"do": "appeal", "by": "clerk", "with": {"by": "甲"}},
    ],
}
"""What has happened before, by a name that stands for it."""

LATER = {"lawyer_named", "conditional_on_what"}
"""What only keeps something open; it refuses nothing."""


class Listening(PureStage):
    """A stage that keeps every refusal."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[Refused] = []

    def act(self, act: Act) -> None:
        try:
            super().act(act)
        except Refused as refusal:
            self.refused.append(refusal)
            raise


def of(entry: dict[str, Any]) -> Script:
    steps = [step for one in entry["steps"] for step in (BEFORE[one] if isinstance(one, str) else [one])]
    steps = (
        [{"at": "2025-01-01", **steps[0]}, *steps[1:-1], {**steps[-1], "refused": []}]
        if len(steps) > 1
        else [{"at": "2025-01-01", **steps[0], "refused": []}]
    )
    seats = {"procuratorate": "甲院", "court": "甲法院", "bureau": "甲局", "court2": "中院"}
    written = {
        "case": entry["rule"],
        "facts": entry.get("facts", {"offence": "滥伐林木", "persons": ["甲"]}),
        "seats": entry.get("seats", seats),
        "people": entry.get("people", {}),
        "steps": steps,
    }
    return script_of(json.dumps(written, ensure_ascii=False, default=str).encode(), "refusal.yaml", Path())


def heard(course: Script) -> tuple[list[Refused], bool, str]:
    stage = Listening()
    last = list(play(course, stage))[-1]
    return stage.refused, last.ok, str(last.told)


@pytest.mark.parametrize("entry", REFUSALS, ids=lambda entry: entry["rule"])
def test_the_last_act_is_refused_by_its_guard(entry: dict[str, Any]) -> None:
    refused, ok, told = heard(of(entry))
    assert ok, told
    assert [(one.rule, one.kind) for one in refused] == [(entry["rule"], entry["kind"])]


@pytest.mark.parametrize("entry", REFUSALS, ids=lambda entry: entry["rule"])
def test_a_refusal_can_be_said_in_another_language(entry: dict[str, Any]) -> None:
    refused, _, _ = heard(of(entry))
    assert all(isinstance(one.why, Message) and isinstance(one.opens, Message | str) for one in refused)


@pytest.mark.parametrize("entry", REFUSALS, ids=lambda entry: entry["rule"])
def test_a_refusal_says_what_would_open_it(entry: dict[str, Any]) -> None:
    refused, _, _ = heard(of(entry))
    assert all(one.opens for one in refused)


def test_who_else_may_is_told_where_somebody_may_not() -> None:
    for name in NAMES:
        for one in heard(script(name))[0]:
            assert one.opens or one.rule == "who", str(one)


def test_every_guard_and_every_warning_is_met_by_a_refusal() -> None:
    met = {one.rule for name in NAMES for one in heard(script(name))[0]} | {entry["rule"] for entry in REFUSALS}
    assert {*GUARDS, *WARNINGS} - met - LATER == set()


def test_what_is_unusual_passes_with_a_written_reason_that_is_kept() -> None:
    for entry in REFUSALS:
        if entry["kind"] != "reason_wanted":
            continue
        steps = [*entry["steps"][:-1], {**entry["steps"][-1], "reason": "特殊情况"}]
        course = of({**entry, "steps": steps})
        stage = Listening()
        list(play(course, stage))
        assert stage.refused == []
        assert (entry["rule"], "特殊情况") in [(one.rule, one.reason) for one in stage.case.warnings]
