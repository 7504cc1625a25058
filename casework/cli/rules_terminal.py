"""The difference of two editions of the law, and a rehearsal, as text to read. Takes the JSON twins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from rules.lawchange.diff import KINDS, STATES
from rules.lawchange.rehearsal import APPLIED

SAME = "两个版本没有区别。"
TOTALS = "演练 {cases} 件：结论改变 {changed} 件，不变 {unchanged} 件，不能裁量 {refused} 件。没有保存任何内容。"
ONE_CAUSE = "原因：以下改动，单独恢复，原结论即恢复（已验证）"

Json = Mapping[str, Any]


def render_diff(found: Json) -> str:
    """Both editions, then every change with the old text above the new."""
    lines = [_editions(found)]
    if found["same"]:
        lines.append(SAME)
    else:
        counts = "，".join(
            f"{label} {sum(1 for change in found['changes'] if change['state'] == state)} 处"
            for state, label in STATES.items()
        )
        lines.append(counts)
        lines += ["\n".join(_change(change)) for change in found["changes"]]
    return "\n\n".join(lines)


def render_rehearsal(found: Json) -> str:
    """The totals, every changed case with its causes, the cases refused, and what no case touched."""
    totals = found["totals"]
    changes = {(change["kind"], _ref(change)): change for change in found["changes"]}
    lines = [
        _editions(found),
        TOTALS.format_map(totals),
    ]
    lines += ["\n".join(_case(case, changes)) for case in found["cases"]]
    lines += ["\n".join(_refused(case)) for case in found["refused"]]
    if found["untouched"]:
        told = [f"  {item['ref']}  {item['title']}" for item in found["untouched"]]
        lines.append("\n".join(["以下改动没有一件案件看到（日期或者案由不及，期限没有起算）：", *told]))
    if found["unanswered"]:
        told = [f"  {item['title']}（{item['ref']}）" for item in found["unanswered"]]
        lines.append("\n".join(["新版本要问而案件文件没有写的事实，均按不明处理：", *told]))
    return "\n\n".join(lines)


def _editions(found: Json) -> str:
    return "\n".join(f"{label}：{_edition(found[side])}" for side, label in (("old", "旧"), ("new", "新")))


def _edition(told: Json) -> str:
    periods = "没有期限"
    if "deadlines" in told:
        periods = f"{told['deadlines']} 项期限，SHA-256 {told['deadlines_hash'][:16]}…"
    return f"{told['name']}（{told['rules']} 条规则，SHA-256 {told['hash'][:16]}…；{periods}）"


def _change(change: Json) -> Iterator[str]:
    yield f"〔{STATES[change['state']]}〕{KINDS[change['kind']]} {_ref(change)}  {change['title']}"
    yield from _fields(change["fields"], "    ")


def _fields(fields: Sequence[Json], indent: str) -> Iterator[str]:
    for field in fields:
        yield f"{indent}{field['label']}"
        for mark, line in _beside((field["old"] or "").splitlines(), (field["new"] or "").splitlines()):
            yield f"{indent}  {mark} {line}"


def _beside(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The lines of both texts: － of the old only, ＋ of the new only."""
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (("　", line) for line in old[i:j])
        else:
            yield from (("－", line) for line in old[i:j])
            yield from (("＋", line) for line in new[k:m])


def _case(case: Json, changes: Mapping[tuple[str, str], Json]) -> Iterator[str]:
    number = f"{case['number']}  " if case["number"] else ""
    head = f"■ {case['name']}  {number}{case['offence']}"
    yield f"{head}  行为日 {case['conduct_ended']}  裁量日 {case['on']}"
    told: set[str] = set()
    for changed in case["changed"]:
        yield f"  {changed['label']}"
        for mark, side in (("－", changed["old"]), ("＋", changed["new"])):
            basis = f"（{'、'.join(side['basis'])}）" if side["basis"] else ""
            yield f"    {mark} {side['value']}{basis}"
        yield from _causes(changed["causes"], changes, told)
    if case["rules"]:
        yield "  适用与否改变的规则"
        for rule in case["rules"]:
            basis = f"{rule['basis']['text']}{rule['basis']['article']}"
            yield f"    {rule['id']}（{basis}）：原{APPLIED[rule['old']]}，现{APPLIED[rule['new']]}"
            yield f"      {'；'.join(rule['decided_by'])}"


def _causes(causes: Sequence[Sequence[Json]], changes: Mapping[tuple[str, str], Json], told: set[str]) -> Iterator[str]:
    if not causes:
        yield "    原因：没有找到恢复后即恢复原结论的改动"
    elif len(causes) > 1:
        yield "    原因：以下改动，恢复其中任何一处，原结论即恢复（已逐一验证）"
    elif len(causes[0]) > 1:
        yield "    原因：以下改动须一并恢复，原结论才恢复（已验证，缺一不可）"
    else:
        yield f"    {ONE_CAUSE}"
    for cause in causes:
        for item in cause:
            yield f"      {KINDS[item['kind']]} {item['ref']}〔{STATES[item['state']]}〕{item['title']}"
            if item["ref"] not in told:
                told.add(item["ref"])
                yield from _fields(changes[item["kind"], item["ref"]]["fields"], "        ")


def _refused(case: Json) -> Iterator[str]:
    under = {"old": "旧版本", "new": "新版本", "both": "两个版本"}[case["under"]]
    yield f"□ {case['name']}  依{under}不能裁量："
    for error in case["errors"]:
        yield f"    {error['path'] or '文件'}：{error['message']}"


def _ref(change: Json) -> str:
    return f"{change['id']}@{change['edition']}" if change["edition"] else str(change["id"])
