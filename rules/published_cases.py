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
from rules.settlement.published import Comparison, compare_published
from rules.settlement.settle import settle

FOLDER = Path(__file__).parents[1] / "examples"

_NAMES = {"loss_tco2e": "碳汇损失量（吨）", "required_credits_t": "应认购量（吨）", "amount_cny": "金额（元）"}


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
        tier=grade[:1] if grade[:1] in "ABC" else grade.rstrip("。"),
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


def _meaning(grade: str) -> str:
    if grade[:1] in "ABC":
        return (
            grade[1:].strip("。")
            or {"A": "与公布的数字一位不差", "B": "在事先说明的误差之内", "C": "不能复现"}[grade[0]]
        )
    return "照录认定的数额，未经系统计算" if grade.startswith("照录") else "没有公布可以比较的损失量"


def _figures(casefile: CaseFile) -> Iterator[str]:
    measured = measure(casefile)
    for item in compare_published(casefile, measured, settle(casefile, measured)):
        yield _told(item, stated=casefile.stated_loss is not None and item.quantity != "required_credits_t")


def _told(item: Comparison, *, stated: bool) -> str:
    name, computed = _NAMES[item.quantity], item.computed
    reported = f"{name}：公布 {item.reported:f}"
    if computed is None:
        return f"{reported}，未能计算"
    how = "照录" if stated and computed.kind == "input" else "计算"
    return f"{reported}，{how} {computed.text}，{'一致' if item.agrees else '未能复现'}"


def _left_out() -> Iterator[PublishedCase]:
    with (FOLDER / "left_out.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield PublishedCase(row["case"], row["day"], row["offence"], row["source"], row["why"])
