"""A lawbook that is wrong does not load, and says in which file, on which line and why."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from rules.casefile.offences import OFFENCES
from rules.deciding.book import LAW, load, load_lawbook
from rules.deciding.book.located import LawError
from tests.rules.law.small import FACTS, FIGURES, RULE, TEXTS, lawbook, write


def reasons(folder: Path, rules: str = RULE, **files: str) -> list[tuple[str, int, str]]:
    """What is wrong, as (file, line, reason)."""
    with pytest.raises(LawError) as caught:
        load(write(folder, rules, **files))
    return [(mistake.file, mistake.line, mistake.reason) for mistake in caught.value.mistakes]


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
    "a rule without a basis": (rule(basis="-"), 1, "缺少 basis"),
    "a rule without an article": (rule(basis="{text: 新法}"), 1, "没有依据"),
    "a rule with an empty article": (rule(basis="{text: 新法, article: ''}"), 1, "没有依据"),
    "a rule with an article of blanks": (rule(basis="{text: 新法, article: ' 　'}"), 1, "没有依据"),
    "a rule that says nothing": (rule(says="'  '"), 1, "缺少 says"),
    "a rule that concludes nothing": (rule(then="{}"), 1, "缺少 then"),
    "a threshold below nothing": (rule("{fact: stock, at_least: -1}"), 6, "不得为负"),
    "a threshold that is no number": (rule("{fact: stock, at_least: .nan}"), 6, "应写成十进制数"),
    "a threshold without end": (rule("{fact: stock, at_least: .inf}"), 6, "应写成十进制数"),
    "a hexadecimal threshold": (rule("{fact: trees, at_least: 0x10}"), 6, "应写成十进制数"),
    "a threshold of hours and minutes": (rule("{fact: trees, at_least: 1:30}"), 6, "应写成十进制数"),
    "a threshold longer than can be written": (rule("{fact: stock, at_least: 1.0e+999}"), 6, "应写成十进制数"),
    "a threshold that is a day": (rule("{fact: stock, at_least: 2023-08-15}"), 6, "不能与 '2023-08-15' 比较"),
    "a threshold in quotes": (rule("{fact: stock, at_least: '5'}"), 6, "不能与 '5' 比较"),
    "a conclusion that is a mapping": (rule(then="{verdict: {is: 是}}"), 7, "这个值"),
    "a list of conditions without all or any": (rule("[{fact: wild, is: true}]"), 1, "条件应为"),
    "a choice that is no list": (rule("{fact: kind, in: 甲}"), 6, "非空的列表"),
    "a stage that is a list": (rule(stage="[loss_gate]"), 1, "stage 应为"),
    "an id that is a number": (rule(id="12"), 1, "id 应为文字，现为 '12'"),
    "a rule of an unknown text": (rule(basis="{text: 某法, article: 第一条}"), 3, "不在 texts.yaml"),
    "a rule in force longer than its text": (rule(in_force="{from: 2009-12-31}"), 1, "超出"),
    "a rule in force after its text": (
        rule(basis="{text: 旧法, article: 第一条}", in_force="{from: 2001-01-01}"),
        1,
        "超出",
    ),
    "a period that ends before it begins": (rule(in_force="{from: 2012-01-01, to: 2011-12-31}"), 4, "颠倒"),
    "a period without a beginning": (rule(in_force="{to: 2011-12-31}"), 4, "缺少 from"),
    "a period that is no date": (rule(in_force="{from: 昨天}"), 4, "应为日期"),
    "an unknown stage": (rule(stage="sentence"), 1, "stage 应为"),
    "an unknown key": (rule(penalty="三年"), 1, "不认识的键 penalty"),
    "an unknown confidence": (rule(confidence="sure"), 1, "confidence 应为"),
    "an unknown fact": (rule("{fact: moon, is: full}"), 6, "未知的事实 moon"),
    "an unknown conclusion": (rule(then="{guilt: 是}"), 7, "未知的结论 guilt"),
    "an unknown value of a conclusion": (rule(then="{verdict: 也许}"), 7, "没有 '也许' 这个值"),
    "two values where one is due": (rule(then="{verdict: [是, 否]}"), 7, "只能有一个值"),
    "an unknown comparison": (rule("{fact: wild, equals: true}"), 6, "恰好写一种比较"),
    "two comparisons at once": (rule("{fact: trees, at_least: 1, at_most: 3}"), 6, "恰好写一种比较"),
    "text compared with a number": (rule("{fact: offence, at_least: 5}"), 6, "不能用 at_least"),
    "a number compared with text": (rule("{fact: trees, is: 五}"), 6, "不能与 '五' 比较"),
    "yes or no compared with text": (rule("{fact: wild, is: 是}"), 6, "不能与 '是' 比较"),
    "a whole number compared with a fraction": (rule("{fact: trees, at_least: 1.5}"), 6, "不能与"),
    "a threshold finer than the fact": (rule("{fact: stock, at_least: 0.00001}"), 6, "至多 4 位小数"),
    "a value outside a closed list": (rule("{fact: kind, is: 丙}"), 6, "没有 '丙' 这个值"),
    "an empty list of choices": (rule("{fact: kind, in: []}"), 6, "非空的列表"),
    "existence that is not yes or no": (rule("{fact: kind, exists: 甲}"), 6, "exists 应为"),
    "membership asked of a plain fact": (rule("{fact: kind, includes: 甲}"), 6, "includes"),
    "identity asked of a set": (
        rule("{fact: heads, is: 一}", stage="duties") + rule(id="s", then="{heads: 一}"),
        6,
        "includes",
    ),
    "an empty all": (rule("{all: []}"), 6, "没有条件"),
    "a condition of two kinds": (rule("{all: [{fact: wild, is: true}], any: [{fact: wild, is: true}]}"), 6, "之一"),
    "a condition that is text": (rule("野生"), 1, "条件应为"),
    "only what is not": (rule("{fact: kind, is_not: 甲}"), 1, "只有否定条件"),
    "only what is not known": (rule("{fact: kind, exists: false}"), 1, "只有否定条件"),
    "only a negation": (rule("{not: {fact: kind, is: 甲}}"), 1, "只有否定条件"),
    "one way that is only negative": (
        rule("{any: [{fact: wild, is: true}, {fact: kind, is_not: 甲}]}"),
        1,
        "只有否定条件",
    ),
    "a conclusion not yet drawn": (rule("{fact: verdict, is: 是}", then="{heads: 一}"), 6, "更早的阶段"),
    "a conclusion drawn by nobody": (rule("{fact: heads, includes: 一}", stage="duties"), 6, "更早的阶段"),
    "a route that says not who decides": (rule(then="{routes: 原地补植}", stage="routing"), 1, "approval"),
    "an approval where there is no route": (rule(approval="尚需法官准许"), 1, "approval"),
    "an unknown figure": (rule("{fact: stock, at_least: {figure: none}}"), 6, "未知的数额"),
    "a figure as an upper mark": (rule("{fact: stock, below: {figure: start}}"), 6, "只能用 at_least"),
    "a figure against yes or no": (rule("{fact: wild, at_least: {figure: start}}"), 6, "不能与数额"),
    "a key written twice": (rule() + "  id: again\n", 8, "重复"),
    "broken YAML": ("- id: [\n", 2, "YAML 有误"),
    "a file that is no list": ("id: r\n", 1, "应为条目的列表"),
}


@pytest.mark.parametrize(("rules", "line", "reason"), ONE_MISTAKE.values(), ids=ONE_MISTAKE)
def test_a_bad_rule_is_refused_with_file_line_and_reason(tmp_path: Path, rules: str, line: int, reason: str) -> None:
    found = reasons(tmp_path, rules)
    assert len(found) == 1, found
    assert found[0][:2] == ("subject.yaml", line)
    assert reason in found[0][2]


def test_the_same_rule_twice_is_refused(tmp_path: Path) -> None:
    assert reasons(tmp_path, rule() + rule()) == [
        ("subject.yaml", 8, "规则 r 重复（另见 subject.yaml 第 1 行）"),
    ]


def test_overlapping_editions_of_one_rule_are_refused(tmp_path: Path) -> None:
    rules = rule(in_force="{from: 2010-01-01, to: 2015-01-01}") + rule(in_force="{from: 2015-01-01}")
    ((file, line, reason),) = reasons(tmp_path, rules)
    assert (file, line) == ("subject.yaml", 8)
    assert "施行期间重叠" in reason


def test_editions_that_follow_each_other_are_accepted(tmp_path: Path) -> None:
    rules = rule(in_force="{from: 2010-01-01, to: 2014-12-31}") + rule(in_force="{from: 2015-01-01}")
    assert len(lawbook(tmp_path, rules).rules) == 2


def test_an_edition_that_moves_to_another_stage_is_refused(tmp_path: Path) -> None:
    rules = rule(in_force="{from: 2010-01-01, to: 2014-12-31}") + rule(
        in_force="{from: 2015-01-01}", stage="civil_heads"
    )
    assert "不在同一阶段" in reasons(tmp_path, rules)[0][2]


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
        ("texts.yaml", 3),
    ]


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ("{fact: sid, type: string, label: 号}", "不得名为 sid"),
        ("{fact: verdict, type: string, label: 结论}", "既是事实又是结论"),
        ("{fact: wild, type: bool, label: 又一个}", "重复"),
        ("{fact: s, type: decimal, label: 和, sum: [{fact: wild, per: 5}]}", "wild 不是"),
        ("{fact: s, type: decimal, label: 和, sum: [{fact: fold, per: 5}]}", "fold 不是"),
        ("{fact: s, type: decimal, label: 和, sum: [{fact: stock, per: 3}]}", "per 应为"),
        ("{fact: s, type: decimal, label: 和, sum: [{fact: stock, per: 0}]}", "per 应为"),
        ("{fact: s, type: decimal}", "缺少 label"),
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
        (("range: [2, 5]", "range: [2]"), "两个数"),
        (("value: null", "value: 6"), "不在幅度"),
        (("reason: 未查到", "reason: ''"), "缺少 reason"),
        (("basis: {text: 旧法, article: 第一条}", "basis: 旧法"), "basis 应写明"),
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
        (("decimals: 4, unit: 立方米", "decimals: 四, unit: 立方米"), "decimals 应为 0 至 9 的整数"),
        (("values: [甲, 乙]", "values: 甲"), "values 应为文字的列表"),
        (("sum: [{fact: stock, per: 5}, {fact: trees, per: 200}]", "sum: [stock]"), "sum 应为列表"),
    ],
)
def test_a_vocabulary_the_program_cannot_use_is_refused(tmp_path: Path, change: tuple[str, str], reason: str) -> None:
    found = reasons(tmp_path, facts=FACTS.replace(*change))
    assert [told for file, _, told in found if file == "facts.yaml" and reason in told]


def test_a_rule_about_an_offence_that_nobody_is_charged_with_is_refused(tmp_path: Path) -> None:
    folder = copytree(LAW, tmp_path / "law")
    theft = (folder / "theft.yaml").read_text(encoding="utf-8")
    (folder / "theft.yaml").write_text(theft.replace("is: 盗伐林木", "is: 盗伐树木", 1), encoding="utf-8")
    with pytest.raises(LawError, match="offence 没有 '盗伐树木' 这个值"):
        load(folder)


def test_the_charges_of_the_vocabulary_are_those_of_the_case_file() -> None:
    assert set(load_lawbook().book.facts["offence"].values) == set(OFFENCES)
