"""Scripts of courses for tests: read once, played on the pure model, played with a step left out."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from rules.proceedings.playing import Played, play
from rules.proceedings.script import Script, read_script, script_of
from rules.proceedings.stage import PureStage
from rules.reading.yaml_reader import read
from tests.rules.cases import WALKS

NAMES = sorted(path.name for path in WALKS.glob("*.yaml"))
HERE = Path(__file__).parent
COURSES = sorted(HERE.joinpath("courses").glob("*.yaml"))


@cache
def script(name: str) -> Script:
    return read_script(WALKS / name)


@cache
def variations() -> dict[str, Script]:
    """Courses that are nobody's, by their titles: turns that a case can take beside those that were published."""
    written = read(HERE.joinpath("variations.yaml").read_bytes())
    texts = {one["case"]: json.dumps(one, ensure_ascii=False, default=str) for one in written}
    return {title: script_of(text.encode(), "variations.yaml", HERE) for title, text in texts.items()}


def played(of: Script) -> list[Played]:
    return list(play(of, PureStage()))


def acts(of: Script) -> list[int]:
    """The places of steps that do something: no expectation, nothing that must be refused."""
    return [place for place, step in enumerate(of.steps) if step.do and step.refused is None]


def without(of: Script, place: int) -> Script:
    return replace(of, steps=of.steps[:place] + of.steps[place + 1 :])


def walks_through(of: Script) -> bool:
    return played(of)[-1].ok
