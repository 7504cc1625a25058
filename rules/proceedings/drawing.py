"""The table of proceedings as a document: for every track its diagram (Mermaid) and its rows, with who and by what law.

``docs/proceedings.md`` is made of this: .venv/bin/python -m tools.proceedings
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rules.deciding.book.base import Basis
from rules.proceedings.book import NOTHING, load_table
from rules.proceedings.registry import EVERY, GUARDS, WARNINGS
from rules.proceedings.seats import PLACES, SEATS
from rules.proceedings.table import ANY, Row, Table, TrackKind, trusted

HEAD = """# 办案流程

本页由 `rules/proceedings/` 的数据生成（`.venv/bin/python -m tools.proceedings`），不手工修改。

一个案件是若干程序和义务的集合，同时进行；只有办理的事项（act）改变它们。下列每一行是一个转移：
什么事项、从何状态到何状态、由谁、依据哪一条。“硬”是不满足即不得办理的条件，“理由”是须写明书面理由的情形，
“后补”是可以以后补上的。条件与效果是 `rules/proceedings/guards/`、`rules/proceedings/effects/` 中同名的函数。
每一事项都须符合：{every}。
依据后的“待核”表示所引文本没有逐条读过；没有条文的，写明没有读到。
"""


def drawn() -> str:
    """The whole document."""
    table = load_table()
    every = [*_every("硬", GUARDS), *_every("理由", WARNINGS)]
    parts = [
        HEAD.format(every="；".join(every)),
        *(part for kind in table.tracks.values() for part in _track(table, kind)),
        *_acts(table),
    ]
    return "\n".join(parts) + "\n"


def _every(how: str, registry: Mapping[str, object]) -> list[str]:
    return [f"{how}：`{name}`" for name in registry if name in EVERY]


def _track(table: Table, kind: TrackKind) -> Iterator[str]:
    yield f"## {kind.label}（{kind.name}）\n"
    if kind.name != "folder":
        yield from _diagram(table, kind)
    yield "| # | 事项 | 从 | 到 | 由谁 | 条件 | 依据 |"
    yield "|--:|---|---|---|---|---|---|"
    yield from (_row(table, kind, row) for row in kind.rows)
    yield ""


def _diagram(table: Table, kind: TrackKind) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for state in kind.states.values():
        if not state.within:
            yield f"    {state.name}: {state.label}"
    edges: dict[tuple[str, str], list[str]] = {}
    for row in kind.rows:
        for source in _sources(kind, row):
            for target in row.to:
                edges.setdefault((source, target), []).append(table.acts[row.act].label)
    for (source, target), labels in edges.items():
        yield f"    {source} --> {target}: {'、'.join(dict.fromkeys(labels))}"
    for state in kind.states.values():
        if state.ended:
            yield f"    {state.name} --> [*]"
    yield "```\n"


def _sources(kind: TrackKind, row: Row) -> list[str]:
    if not row.from_:
        return ["[*]"]
    return ["[*]" if name == NOTHING else name for name in row.from_ if name in kind.states or name == NOTHING]


def _row(table: Table, kind: TrackKind, row: Row) -> str:
    act = table.acts[row.act]
    source = "、".join(_state(kind, name) for name in row.from_) or "（无）"
    target = "、".join(_state(kind, name) for name in row.to) or "不变"
    who = "、".join(seat(name) for name in row.who)
    needs = [f"硬：`{name}`" for name in row.guards] + [f"理由：`{name}`" for name in row.warnings]
    needs += [f"后补：`{name}`" for name in row.reminders]
    needs += [f"批准：{row.head}"] if row.head else []
    needs += [f"后补：{row.paper.name}"] if row.paper else []
    return f"| {row.no} | {act.label} `{act.name}` | {source} | {target} | {who} | {'；'.join(needs)} | {basis(row)} |"


def _state(kind: TrackKind, name: str) -> str:
    if name == NOTHING:
        return "（无）"
    return "任何状态" if name == ANY else kind.states[name].label if name in kind.states else name


def seat(name: str) -> str:
    """A seat of a row in words."""
    role, _, place = name.partition("@")
    return f"{PLACES[place]}{SEATS[role]}" if place else SEATS[role]


def basis(row: Row) -> str:
    """The article of a row with how far it was read, or why there is none."""
    if not isinstance(row.basis, Basis):
        return row.basis.none
    doubt = "" if trusted(row) == "verified" else "（待核）"
    return f"{row.basis}{doubt}" + (f"；{row.note}" if row.note else "")


def _acts(table: Table) -> Iterator[str]:
    yield "## 事项的参数\n"
    yield "所有事项都可以写明：说明、理由、文件、日期、批准。"
    yield "可以设立义务的事项（＋）还可以以 `o1`、`o2` 为名写明各项义务。\n"
    yield "| 事项 | 参数 |"
    yield "|---|---|"
    for act in table.acts.values():
        names = [*act.takes, *act.papers]
        told = "、".join(f"{table.arguments[name].label} `{name}`" for name in names)
        yield f"| {act.label} `{act.name}`{'＋' if act.obligations else ''} | {told} |"
    yield ""
    yield "义务的参数：" + "、".join(f"{one.label} `{one.name}`" for one in table.arguments.values() if one.obligation)
    yield ""
    yield "义务的种类：" + "、".join(table.duties)
