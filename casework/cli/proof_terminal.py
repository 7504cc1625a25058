"""A proof of the law as text to read: what was shown of each offence, every fault with its place, and the case files
that show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

PROVEN = "全部证明，没有发现问题。"
FOUND = "发现 {count} 处问题："
NO_SOLVER = "没有安装 z3-solver。它是开发依赖，运行本系统不需要；安装：.venv/bin/pip install -r requirements-dev.txt"
NO_PLACE = "案件文件没有位置写明这些事实，故按规则词汇（facts.yaml）的名称列出"

FAULTS: Mapping[str, str] = {
    "never_fires": "规则永远不会适用：任何区间、任何事实都不满足它的条件",
    "conflict": "两条规则可以同时适用，对“{label}”的结论却相互矛盾：{one}、{other}",
    "no_reason": "既没有档次，也没有说明理由",
    "error": "裁量以错误告终：{error}",
    "differs": "裁量对两个文本的解读与证明所得不同：证明为 {ours}，裁量为 {theirs}",
    "grade_falls": "“{quantity}”增加，其他事实不变，结论却从“{from}”降为“{to}”",
    "choice_falls": "各项解读都不低于前者，选定的档次却从“{from}”降为“{to}”",
    "inverted": "界限倒置：达到“{one}”的，却没有达到同一标准较低的“{other}”",
    "idle": "较低的界限从不单独起作用：达到这条“{value}”的，同时总是达到更高的档次",
    "overlap": "两条界限重叠：同样的数量既为“{one}”又为“{other}”，谁也不包含谁",
    "edition_gap": "规则的两个版本之间有空缺，{from} 至 {to} 没有施行中的版本，后一版本的 note 没有写明理由",
    "edition_overlap": "规则的两个版本同时适用于一案：行为日 {conduct}，裁判日 {on}",
    "text_gap": "两个定档次的文本之间有空缺：{from} 至 {to} 没有施行中的规定",
    "text_overlap": "{day} 有两个文本对该罪同时定档次",
    "text_torn": "行为日 {conduct}、裁判日 {on} 的案件，裁判时的文本只读到新施行的规则，行为时已经施行的没有一并读到",
    "unnamed": "赔偿方式“{route}”不可用，理由却没有指明任何事实或者施行日：{reasons}",
}

Json = Mapping[str, Any]


def render_proof(found: Json) -> str:
    """What was shown, then what was found."""
    parts = [f"规则版本：{found['name']}（{found['rules']} 条规则，SHA-256 {found['hash'][:16]}…）"]
    parts += ["\n".join(_offence(one)) for one in found["offences"]]
    whole = sum(one["milliseconds"] for one in found["offences"])
    parts.append(f"用时 {_seconds(whole)}。" + _about(found))
    parts.append(FOUND.format(count=len(found["findings"])) if found["findings"] else PROVEN)
    parts += ["\n".join(_fault(one)) for one in found["findings"]]
    return "\n\n".join(parts)


def _about(found: Json) -> str:
    """What the proof takes for granted."""
    told = "证明所及：以规则的条件为准，数量不为负，事实可以查明也可以不明；后一阶段问及档次的，任何档次都算可能。"
    return told if found["whole"] else f"{told}只证明了部分案由，没有检查永远不会适用的规则。"


def _offence(one: Json) -> Iterator[str]:
    head = f"■ {one['offence']}：{one['intervals']} 个区间（行为日×裁判日），用时 {_seconds(one['milliseconds'])}"
    yield head
    yield (
        f"  新证明可以适用的规则 {one['fired']} 条；数量增加不降档 {one['rises']} 项；"
        f"赔偿方式不可用时均指明事实或者施行日 {one['routings']} 组区间"
    )
    for group in one["graded"]:
        conduct, decision = (_span(*group[day]) for day in ("conduct", "decision"))
        read = f"{group['readings']} 种解读" if group["readings"] else "没有定档次的文本"
        yield (
            f"  {group['intervals']} 个区间，行为日 {conduct}、裁判日 {decision}：{read}，"
            f"事实归为 {group['combinations']} 类，每类有档次或者有理由"
        )


def _span(first: str, last: str | None) -> str:
    return f"{first} 至 {last}" if last else f"{first} 起"


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds // 1000}.{milliseconds % 1000 // 100} 秒"


def _fault(one: Json) -> Iterator[str]:
    offence = f"{one['offence']}：" if one["offence"] else ""
    yield f"✗ {offence}{one['message']}"
    yield from (f"  {rule['file']} 第 {rule['line']} 行：{rule['ref']}" for rule in one["rules"])
    for number, case in enumerate(one["cases"], start=1):
        which = f"反例 {number}" if len(one["cases"]) > 1 else "反例"
        told = f"，结论：{case['told']}" if case["told"] else ""
        yield f"# {which}{told}"
        yield _written(case).rstrip()


def _written(case: Json) -> str:
    """A case file; where it has no place for the facts, these by their names with the days."""
    if case["casefile"] is not None:
        return _yaml(case["casefile"])
    days = {"conduct": case["conduct"], "on": case["on"]}
    return f"# {NO_PLACE}\n{_yaml({**days, 'facts': case['facts']})}"


def _yaml(data: Any) -> str:
    return str(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def message(kind: str, values: Mapping[str, str]) -> str:
    """A fault in words."""
    return FAULTS[kind].format_map(values)
