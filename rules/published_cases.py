"""公开案例: every published case that was found – what of it is reproduced, what is not, and why.

One source: the heads of the files of ``examples/`` and, for cases that lack facts, ``examples/left_out.csv``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from rules.carbon.measure import measure
from rules.casefile import CaseFile, load
from rules.reading.messages import Message, msg
from rules.settlement.published import Comparison, compare_published
from rules.settlement.settle import settle

FOLDER = Path(__file__).parents[1] / "examples"

_NAMES = {
    "loss_tco2e": msg("碳汇损失量（吨）"),
    "required_credits_t": msg("应认购量（吨）"),
    "amount_cny": msg("金额（元）"),
}

EXACT, NEAR, APART = msg("A"), msg("B"), msg("C")
TAKEN_OVER, NOTHING, NOT_HELD = msg("照录"), msg("无"), msg("没有收入")

GRADES: Mapping[Message, Message] = {
    EXACT: msg("与公布的数字一位不差"),
    NEAR: msg("在事先说明的误差之内"),
    APART: msg("不能复现"),
    TAKEN_OVER: msg("照录认定的数额，未经系统计算"),
    NOTHING: msg("没有公布可以比较的损失量"),
    NOT_HELD: msg("公布的事实不足以成为算例，只列缘由"),
}
"""What each grade of reproduction means; the last is that of a case which is no example."""


@dataclass(frozen=True, slots=True)
class PublishedCase:
    """One case. ``file`` is None where it is no example; ``why`` then says what it lacks, else what is made of it.

    ``published``, ``unpublished``, ``tier``: as the head of the file says. ``figures``: published beside computed.
    """

    title: str
    day: str
    offence: str
    source: str
    why: str
    file: str | None = None
    published: str = ""
    unpublished: str = ""
    tier: str = ""
    figures: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__} | {"figures": list(self.figures)}


@cache
def published_cases() -> tuple[PublishedCase, ...]:
    """The examples by their names, then the cases that are none in the order of their list."""
    return (*map(_example, sorted(FOLDER.glob("*.yaml"))), *_left_out())


def _example(path: Path) -> PublishedCase:
    content = path.read_bytes()
    casefile, head = load(content), _head(content.decode())
    published = casefile.published
    grade, _, why = head["等级"].partition("（")
    return PublishedCase(
        title=head[""],
        day=casefile.options.on.isoformat() if casefile.options.on else "",
        offence=casefile.case.offence,
        source=(published.source or "") if published else "",
        why=why.rstrip("）。") or _meaning(grade),
        file=path.name,
        published=head["公布"],
        unpublished=head["未公布"],
        tier=_tier(grade),
        figures=tuple(_figures(casefile)),
    )


def _head(text: str) -> Mapping[str, str]:
    """The first lines of a file: its title under the empty name, then what each named line says."""
    lines = [line[1:].strip() for line in text.splitlines() if line.startswith("#")]
    found = {"": lines[0].rstrip("。"), "公布": "", "未公布": "", "等级": ""}
    for line in lines[1:]:
        name, colon, said = line.partition("：")
        if colon and name in found:
            found[name] = said
    return found


def _tier(grade: str) -> str:
    """The grade that the head of a file gives, in the words of ``GRADES``; another word as it stands."""
    said = grade[:1] if grade[:1] in "ABC" else grade.rstrip("。")
    return next((known for known in GRADES if known == said), said)


def _meaning(grade: str) -> str:
    if grade[:1] in "ABC":
        return grade[1:].strip("。") or next(meaning for known, meaning in GRADES.items() if known == grade[0])
    return GRADES[TAKEN_OVER] if grade.startswith(TAKEN_OVER) else GRADES[NOTHING]


def _figures(casefile: CaseFile) -> Iterator[str]:
    measured = measure(casefile)
    for item in compare_published(casefile, measured, settle(casefile, measured)):
        yield _told(item, stated=casefile.stated_loss is not None and item.quantity != "required_credits_t")


def _told(item: Comparison, *, stated: bool) -> str:
    name, computed = _NAMES[item.quantity], item.computed
    reported = f"{item.reported:f}"
    if computed is None:
        return msg("{name}：公布 {reported}，未能计算", name=name, reported=reported)
    how = TAKEN_OVER if stated and computed.kind == "input" else msg("计算")
    verdict = msg("一致") if item.agrees else msg("未能复现")
    return msg(
        "{name}：公布 {reported}，{how} {computed}，{verdict}",
        name=name,
        reported=reported,
        how=how,
        computed=computed.text,
        verdict=verdict,
    )


def _left_out() -> Iterator[PublishedCase]:
    with (FOLDER / "left_out.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield PublishedCase(row["case"], row["day"], row["offence"], row["source"], row["why"])
