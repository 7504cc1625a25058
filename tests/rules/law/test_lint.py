"""A lawbook that is wrong does not load, and says in which file, on which line and why."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from rules.casefile.offences import OFFENCES
from rules.deciding.book import LAW, load, load_lawbook
from rules.deciding.book.base import LawError
from rules.deciding.book.lint import EDITIONS_OVERLAP, OTHER_STAGE
from rules.reading.messages import Message
from rules.reading.yaml_reader import TWICE
from tests.rules.law.small import FACTS, FIGURES, RULE, TEXTS, lawbook, write
from tests.told import says


def reasons(folder: Path, rules: str = RULE, **files: str) -> list[tuple[str, int, str]]:
    """What is wrong, as (file, line, reason)."""
    with pytest.raises(LawError) as caught:
        load(write(folder, rules, **files))
    return [(mistake.file, mistake.line, mistake.reason) for mistake in caught.value.mistakes]


def told(folder: Path) -> list[tuple[str, int, str, str]]:
    """What is wrong, as (file, line, path in the entry, template of the reason)."""
    with pytest.raises(LawError) as caught:
        load(folder)
    found = []
    for mistake in caught.value.mistakes:
        path, reason = "", mistake.reason
        assert isinstance(reason, Message)
        if reason.template == "{path}：{reason}":
            path, reason = reason.values["path"], reason.values["reason"]
        found.append((mistake.file, mistake.line, path, reason.template))
    return found


def rule(when: str = "{fact: wild, is: true}", then: str = "{verdict: 是}", **changed: str) -> str:
    """One rule, with some of its keys changed; a key given as "-" is left out."""
    keys = {
        "id": "r",
        "says": "一条规则",
        "basis": "{text: 新法, article: 第一条}",
        "in_force": "{from: 2010-01-01}",
        "stage": "loss_gate",
        "when": when,
        "then": then,
    } | changed
    lines = [f"{key}: {value}" for key, value in keys.items() if value != "-"]
    return "- " + "\n  ".join(lines) + "\n"


def test_the_small_lawbook_of_these_tests_loads(tmp_path: Path) -> None:
    assert [r.id for r in lawbook(tmp_path, RULE).rules] == ["r"]


def test_the_lawbook_that_ships_loads() -> None:
    assert len(load_lawbook().rules) > 50


ONE_MISTAKE = {
    "a rule without a basis": (rule(basis="-"), 1, "basis", "缺少必填项"),
    "a rule without an article": (rule(basis="{text: 新法}"), 3, "basis.article", "缺少必填项"),
    "a rule with an empty article": (rule(basis="{text: 新法, article: ''}"), 3, "basis.article", "不能为空"),
    "a rule with an article of blanks": (rule(basis="{text: 新法, article: ' 　'}"), 3, "basis.article", "不能为空"),
    "a rule that says nothing": (rule(says="'  '"), 2, "says", "不能为空"),
    "a rule that concludes nothing": (rule(then="{}"), 7, "then", "至少 {min_length} 项"),
    "a threshold below nothing": (
        rule("{fact: stock, at_least: -1}"),
        6,
        "when",
        "{name} 的界限不得为负，现为 {value}",
    ),
    "a threshold that is no number": (rule("{fact: stock, at_least: .nan}"), 6, "", "{text} 应写成十进制数"),
    "a threshold without end": (rule("{fact: stock, at_least: .inf}"), 6, "", "{text} 应写成十进制数"),
    "a hexadecimal threshold": (rule("{fact: trees, at_least: 0x10}"), 6, "", "{text} 应写成十进制数"),
    "a threshold of hours and minutes": (rule("{fact: trees, at_least: 1:30}"), 6, "", "{text} 应写成十进制数"),
    "a threshold longer than can be written": (
        rule("{fact: stock, at_least: 1.0e+999}"),
        6,
        "",
        "{text} 应写成十进制数",
    ),
    "a threshold that is a day": (
        rule("{fact: stock, at_least: 2023-08-15}"),
        6,
        "when",
        "{name} 是 {type}，不能与 {value} 比较",
    ),
    "a threshold in quotes": (rule("{fact: stock, at_least: '5'}"), 6, "when", "{name} 是 {type}，不能与 {value} 比较"),
    "a conclusion that is a mapping": (rule(then="{verdict: {is: 是}}"), 7, "then.verdict", "应为文字"),
    "a list of conditions without all or any": (
        rule("[{fact: wild, is: true}]"),
        6,
        "when",
        "条件应为 all、any、not 之一，或对一个事实（fact）的比较",
    ),
    "a choice that is no list": (rule("{fact: kind, in: 甲}"), 6, "when.in", "没有“{name}”这份列表，可用的有：{known}"),
    "a stage that is a list": (rule(stage="[loss_gate]"), 5, "stage", "应为 {expected} 之一，现为 {input}"),
    "an id that is a number": (rule(id="12"), 1, "id", "应为文字"),
    "a rule of an unknown text": (
        rule(basis="{text: 某法, article: 第一条}"),
        3,
        "basis",
        "依据 {text} 不在 texts.yaml 中",
    ),
    "a rule in force longer than its text": (
        rule(in_force="{from: 2009-12-31}"),
        1,
        "",
        "{id} 的施行期间超出 {text} 的施行期间",
    ),
    "a rule in force after its text": (
        rule(basis="{text: 旧法, article: 第一条}", in_force="{from: 2001-01-01}"),
        1,
        "",
        "{id} 的施行期间超出 {text} 的施行期间",
    ),
    "a period that ends before it begins": (
        rule(in_force="{from: 2012-01-01, to: 2011-12-31}"),
        4,
        "in_force",
        "施行期间颠倒：自 {start} 至 {end}",
    ),
    "a period without a beginning": (rule(in_force="{to: 2011-12-31}"), 4, "in_force.from", "缺少必填项"),
    "a period that is no date": (rule(in_force="{from: 昨天}"), 4, "in_force.from", "应为日期"),
    "an unknown stage": (rule(stage="sentence"), 5, "stage", "应为 {expected} 之一，现为 {input}"),
    "an unknown key": (rule(penalty="三年"), 8, "penalty", "不认识的字段，请核对拼写"),
    "an unknown confidence": (rule(confidence="sure"), 8, "confidence", "应为 {expected} 之一，现为 {input}"),
    "an unknown fact": (rule("{fact: moon, is: full}"), 6, "when", "未知的事实 {name}"),
    "an unknown conclusion": (rule(then="{guilt: 是}"), 7, "then", "未知的结论 {name}"),
    "an unknown value of a conclusion": (rule(then="{verdict: 也许}"), 7, "then", "结论 {name} 没有 {value} 这个值"),
    "two values where one is due": (rule(then="{verdict: [是, 否]}"), 7, "then", "结论 {name} 只能有一个值"),
    "a conclusion without a value": (rule(then="{heads: []}"), 7, "then.heads", "至少 {min_length} 项"),
    "an unknown comparison": (rule("{fact: wild, equals: true}"), 6, "when.equals", "不认识的字段，请核对拼写"),
    "two comparisons at once": (
        rule("{fact: trees, at_least: 1, at_most: 3}"),
        6,
        "when",
        "对 {name} 应恰好写一种比较：{known}",
    ),
    "text compared with a number": (
        rule("{fact: offence, at_least: 5}"),
        6,
        "when",
        "{name} 不是数或日期，不能用 {op} 比较",
    ),
    "a number compared with text": (rule("{fact: trees, is: 五}"), 6, "when", "{name} 是 {type}，不能与 {value} 比较"),
    "yes or no compared with text": (rule("{fact: wild, is: 是}"), 6, "when", "{name} 是 {type}，不能与 {value} 比较"),
    "a whole number compared with a fraction": (
        rule("{fact: trees, at_least: 1.5}"),
        6,
        "when",
        "{name} 是 {type}，不能与 {value} 比较",
    ),
    "a threshold finer than the fact": (
        rule("{fact: stock, at_least: 0.00001}"),
        6,
        "when",
        "{name} 的界限至多 {decimals} 位小数，现为 {value}",
    ),
    "a value outside a closed list": (rule("{fact: kind, is: 丙}"), 6, "when", "{name} 没有 {value} 这个值"),
    "an empty list of choices": (rule("{fact: kind, in: []}"), 6, "when.in", "至少 {min_length} 项"),
    "existence that is not yes or no": (rule("{fact: kind, exists: 甲}"), 6, "when.exists", "应为 true 或 false"),
    "membership asked of a plain fact": (
        rule("{fact: kind, includes: 甲}"),
        6,
        "when",
        "{name} 的比较 {op} 不合类型：includes 只用于、也只能用于集合型结论",
    ),
    "identity asked of a set": (
        rule("{fact: heads, is: 一}", stage="duties") + rule(id="s", then="{heads: 一}"),
        6,
        "when",
        "{name} 的比较 {op} 不合类型：includes 只用于、也只能用于集合型结论",
    ),
    "an empty all": (rule("{all: []}"), 6, "when.all", "至少 {min_length} 项"),
    "a condition of two kinds": (
        rule("{all: [{fact: wild, is: true}], any: [{fact: wild, is: true}]}"),
        6,
        "when",
        "条件应为 all、any、not 之一，或对一个事实（fact）的比较",
    ),
    "a condition that is text": (rule("野生"), 6, "when", "条件应为 all、any、not 之一，或对一个事实（fact）的比较"),
    "only what is not": (
        rule("{fact: kind, is_not: 甲}"),
        1,
        "",
        "规则 {id} 只有否定条件：每一种触发情形都要有一个肯定的条件",
    ),
    "only what is not known": (
        rule("{fact: kind, exists: false}"),
        1,
        "",
        "规则 {id} 只有否定条件：每一种触发情形都要有一个肯定的条件",
    ),
    "only a negation": (
        rule("{not: {fact: kind, is: 甲}}"),
        1,
        "",
        "规则 {id} 只有否定条件：每一种触发情形都要有一个肯定的条件",
    ),
    "one way that is only negative": (
        rule("{any: [{fact: wild, is: true}, {fact: kind, is_not: 甲}]}"),
        1,
        "",
        "规则 {id} 只有否定条件：每一种触发情形都要有一个肯定的条件",
    ),
    "a conclusion not yet drawn": (
        rule("{fact: verdict, is: 是}", then="{heads: 一}"),
        6,
        "",
        "规则 {id} 用到的结论 {name} 在更早的阶段还没有规则得出",
    ),
    "a conclusion drawn by nobody": (
        rule("{fact: heads, includes: 一}", stage="duties"),
        6,
        "",
        "规则 {id} 用到的结论 {name} 在更早的阶段还没有规则得出",
    ),
    "a route that says not who decides": (
        rule(then="{routes: 原地补植}", stage="routing"),
        1,
        "",
        "规则 {id}：得出赔偿方式的规则、也只有这种规则，应写明 approval（尚待谁决定）",
    ),
    "an approval where there is no route": (
        rule(approval="尚需法官准许"),
        1,
        "",
        "规则 {id}：得出赔偿方式的规则、也只有这种规则，应写明 approval（尚待谁决定）",
    ),
    "an unknown figure": (rule("{fact: stock, at_least: {figure: none}}"), 6, "when", "未知的数额 {figure}"),
    "a figure as an upper mark": (
        rule("{fact: stock, below: {figure: start}}"),
        6,
        "when",
        "幅度内的数额是起点，只能用 at_least 比较",
    ),
    "a figure against yes or no": (
        rule("{fact: wild, at_least: {figure: start}}"),
        6,
        "when",
        "{name} 不能与数额 {figure} 比较",
    ),
    "a key written twice": (rule() + "  id: again\n", 8, "", TWICE),
    "broken YAML": ("- id: [\n", 2, "", "YAML 有语法错误：{problem}"),
    "a file that is no list": ("id: r\n", 1, "", "应为条目的列表，每个条目是键与值"),
}


@pytest.mark.parametrize(("rules", "line", "path", "template"), ONE_MISTAKE.values(), ids=ONE_MISTAKE)
def test_a_bad_rule_is_refused_with_file_line_path_and_reason(
    tmp_path: Path, rules: str, line: int, path: str, template: str
) -> None:
    assert told(write(tmp_path, rules)) == [("subject.yaml", line, path, template)]


def test_a_mistake_names_the_value_and_where_the_column_is(tmp_path: Path) -> None:
    with pytest.raises(LawError) as caught:
        load(write(tmp_path, rule("{fact: stock, at_least: '5'}", stage="sentence")))
    stage, when = caught.value.mistakes
    assert (stage.line, stage.column) == (5, 3)
    assert "sentence" in stage.reason
    assert (when.line, when.column) == (6, 3)
    assert when.reason.endswith("stock 是 decimal，不能与 “5” 比较")


def test_a_mistake_deep_in_a_condition_has_the_line_of_its_part(tmp_path: Path) -> None:
    when = """
    all:
      - {fact: wild, is: true}
      - any:
          - {fact: kind, is: 甲}
          - not: {all: {fact: moon, is: full}}
"""
    assert told(write(tmp_path, rule(when))) == [
        ("subject.yaml", 11, "when.all[1].any[1].not.all", "未知的事实 {name}"),
    ]


def test_the_same_rule_twice_is_refused(tmp_path: Path) -> None:
    assert reasons(tmp_path, rule() + rule()) == [
        ("subject.yaml", 8, "规则 r 重复（另见 subject.yaml 第 1 行）"),
    ]


def test_overlapping_editions_of_one_rule_are_refused(tmp_path: Path) -> None:
    rules = rule(in_force="{from: 2010-01-01, to: 2015-01-01}") + rule(in_force="{from: 2015-01-01}")
    ((file, line, reason),) = reasons(tmp_path, rules)
    assert (file, line) == ("subject.yaml", 8)
    assert says(reason, EDITIONS_OVERLAP, id="r")


def test_editions_that_follow_each_other_are_accepted(tmp_path: Path) -> None:
    rules = rule(in_force="{from: 2010-01-01, to: 2014-12-31}") + rule(in_force="{from: 2015-01-01}")
    assert len(lawbook(tmp_path, rules).rules) == 2


def test_an_edition_that_moves_to_another_stage_is_refused(tmp_path: Path) -> None:
    rules = rule(in_force="{from: 2010-01-01, to: 2014-12-31}") + rule(
        in_force="{from: 2015-01-01}", stage="civil_heads"
    )
    assert says(reasons(tmp_path, rules)[0][2], OTHER_STAGE, id="r")


def test_contradictory_conclusions_of_the_same_condition_are_refused(tmp_path: Path) -> None:
    first = "{all: [{fact: wild, is: true}, {fact: trees, at_least: 5}]}"
    second = "{all: [{fact: trees, at_least: 5}, {fact: wild, is: true}]}"
    rules = rule(first) + rule(second, then="{verdict: 否}", id="s")
    ((file, line, reason),) = reasons(tmp_path, rules)
    assert (file, line) == ("subject.yaml", 8)
    assert "相互矛盾：是、否" in reason


def test_contradictory_conclusions_that_never_meet_in_time_are_accepted(tmp_path: Path) -> None:
    rules = rule(in_force="{from: 2010-01-01, to: 2014-12-31}") + rule(
        then="{verdict: 否}", id="s", in_force="{from: 2015-01-01}"
    )
    assert len(lawbook(tmp_path, rules).rules) == 2


def test_all_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    found = reasons(
        tmp_path,
        rule("{fact: moon, is: full}") + rule(id="s", basis="-"),
        facts=FACTS + "    - {fact: x, type: colour, label: 颜色}\n",
        texts=TEXTS + "    - {text: 无名}\n",
    )
    assert [(file, line) for file, line, _ in found] == [
        ("facts.yaml", 13),
        ("subject.yaml", 6),
        ("subject.yaml", 8),
        *[("texts.yaml", 3)] * 4,
    ]


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ("{fact: sid, type: string, label: 号}", "不得名为 sid"),
        ("{fact: verdict, type: string, label: 结论}", "既是事实又是结论"),
        ("{fact: wild, type: bool, label: 又一个}", "重复"),
        ("{fact: s, type: decimal, label: 和, sum: [{fact: wild, per: 5}]}", "wild 不是"),
        ("{fact: s, type: decimal, label: 和, sum: [{fact: fold, per: 5}]}", "fold 不是"),
        ("{fact: s, type: decimal, label: 和, sum: [{fact: stock, per: 3}]}", "sum[0].per：应为能整除的正数"),
        ("{fact: s, type: decimal, label: 和, sum: [{fact: stock, per: 0}]}", "sum[0].per：应为能整除的正数"),
        ("{fact: s, type: decimal}", "label：缺少必填项"),
        ("{fact: s, type: bool, label: 是否, detail: moon}", "moon 不是事实"),
    ],
)
def test_a_bad_vocabulary_is_refused(tmp_path: Path, fact: str, reason: str) -> None:
    found = reasons(tmp_path, facts=FACTS + f"    - {fact}\n")
    assert [file for file, _, _ in found] == ["facts.yaml"]
    assert reason in found[0][2]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("range: [2, 5]", "range: [5, 2]"), "幅度颠倒"),
        (("range: [2, 5]", "range: [2]"), "range[1]：缺少必填项"),
        (("value: null", "value: 6"), "不在幅度"),
        (("reason: 未查到", "reason: ''"), "reason：不能为空"),
        (("basis: {text: 旧法, article: 第一条}", "basis: 旧法"), "basis：应为一组字段（映射）"),
    ],
)
def test_a_bad_provincial_figure_is_refused(tmp_path: Path, change: tuple[str, str], reason: str) -> None:
    found = reasons(tmp_path, figures=FIGURES.replace(*change))
    assert [file for file, _, _ in found] == ["figures.yaml"]
    assert reason in found[0][2]


def test_a_missing_figure_may_only_lead_to_a_conclusion_that_has_an_order(tmp_path: Path) -> None:
    rules = rule(
        "{fact: stock, at_least: {figure: start}}",
        basis="{text: 旧法, article: 第一条}",
        in_force="{from: 2000-01-01, to: 2009-12-31}",
    )
    assert all("merge: max" in reason for _, _, reason in reasons(tmp_path, rules))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("conclusion: routes", "conclusion: ways"), "应有结论 routes（merge: set）"),
        (("label: 档次, merge: max", "label: 档次, merge: single"), "应有结论 offence_grade（merge: max）"),
        (("{fact: offence, type: string", "{fact: offence, type: bool"), "应有事实 offence（type: string）"),
        (("decimals: 4, unit: 立方米", "decimals: 四, unit: 立方米"), "decimals：应为整数"),
        (("values: [甲, 乙]", "values: 甲"), "values：应为列表"),
        (("sum: [{fact: stock, per: 5}, {fact: trees, per: 200}]", "sum: [stock]"), "sum[0]：应为一组字段（映射）"),
    ],
)
def test_a_vocabulary_the_program_cannot_use_is_refused(tmp_path: Path, change: tuple[str, str], reason: str) -> None:
    found = reasons(tmp_path, facts=FACTS.replace(*change))
    assert [told for file, _, told in found if file == "facts.yaml" and reason in told]


def test_a_rule_about_an_offence_that_nobody_is_charged_with_is_refused(tmp_path: Path) -> None:
    folder = copytree(LAW, tmp_path / "law")
    theft = (folder / "theft.yaml").read_text(encoding="utf-8")
    (folder / "theft.yaml").write_text(theft.replace("is: 盗伐林木", "is: 盗伐树木", 1), encoding="utf-8")
    with pytest.raises(LawError, match="offence 没有 “盗伐树木” 这个值"):
        load(folder)


def test_the_charges_of_the_vocabulary_are_those_of_the_case_file() -> None:
    assert set(load_lawbook().book.facts["offence"].values) == set(OFFENCES)
