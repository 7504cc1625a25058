"""公开案例: all of them, each once, with what is reproduced and why not."""

from __future__ import annotations

from collections import Counter

from click.testing import CliRunner

from casework.cli.published import published_command
from rules.published_cases import FOLDER, GRADES, NOT_HELD, PublishedCase, published_cases
from rules.reading.messages import Message


def by_file(name: str) -> PublishedCase:
    (found,) = [one for one in published_cases() if one.file == f"{name}.yaml"]
    return found


def test_every_example_and_every_case_left_out_is_listed_once_and_says_why() -> None:
    found = published_cases()
    assert {one.file for one in found if one.file} == {path.name for path in FOLDER.glob("*.yaml")}
    assert len([one for one in found if one.file is None]) == 32
    assert all(one.why and one.title and one.offence for one in found)
    assert max(Counter(one.file for one in found if one.file).values()) == 1


def test_what_is_reproduced_is_told_apart_from_what_is_taken_over_and_what_is_not() -> None:
    hezhou, nanjing, xixiu = map(
        by_file, ("2023-guangxi-hezhou-feng", "2022-fujian-nanjing-zhang", "2025-guizhou-xixiu-luo")
    )
    assert (hezhou.tier, nanjing.tier, xixiu.tier) == ("A", "C", "照录")
    assert "碳汇损失量（吨）：公布 57.527，计算 57.527，一致" in hezhou.figures
    assert "碳汇损失量（吨）：公布 47.07，计算 30.86，未能复现" in nanjing.figures
    assert "碳汇损失量（吨）：公布 55，照录 55，一致" in xixiu.figures
    assert "金额（元）：公布 4675，计算 4675.00，一致" in xixiu.figures


def test_a_tier_is_one_that_the_readme_explains() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert {one.tier for one in published_cases() if one.file} == {"A", "B", "C", "照录", "无"}
    assert all(f"| {tier} |" in readme for tier in ("A", "B", "C", "照录", "无"))


def test_the_command_lists_what_the_page_lists() -> None:
    told = CliRunner().invoke(published_command).output
    assert all(one.title in told and one.why in told for one in published_cases())


def test_every_grade_is_explained_and_the_products_own_words_can_be_said_in_another_language() -> None:
    assert {one.tier for one in published_cases() if one.file} <= set(GRADES)
    assert list(GRADES)[-1] == NOT_HELD
    for one in published_cases():
        own = [*one.figures, *([one.tier] if one.file else [])]
        assert all(isinstance(word, Message) for word in own), one.file
    told = next(one for one in published_cases() if one.file == "2023-guangxi-hezhou-feng.yaml").figures[0]
    assert isinstance(told, Message)
    assert told.put(lambda text: text.replace("公布", "published"), ", ").count("published") == 1
