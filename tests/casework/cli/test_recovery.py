"""``assess`` of a case file that asks for its recovery, as a person reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from casework.cli.assess import assess_command

CASE = """
case: {offence: 滥伐林木, conduct: {from: 2021-12-01}}
stands:
  - {id: A, species: 杉木, origin: 人工, age_a: 12, area_ha: "1.5", damage: {type: 采伐}, standing_stock_m3: "180"}
options: {method: national-default, on: 2022-11-08}
"""
# 180 m³ × 1.634 × 0.307 × 1.246 × 0.52 × 44/12 = 214.51 tCO2e; 2 ha of the second rotation hold 230.07 at 10 years.
ASKED = "recovery: {series: huitong-fir-2, replanted_on: 2023-03-01, %s}\n"


def told(tmp_path: Path, text: str) -> str:
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(assess_command, [str(path)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize(
    ("wish", "line"),
    [
        ('area_ha: "2"', "恢复年份    补植 2 ha，第 10 年（2033 年），碳储量 230.07 tCO₂e"),
        ('area_ha: "20"', "恢复年份    补植 20 ha，不迟于第 7 年（2030 年），碳储量 1380.73 tCO₂e"),
        ('area_ha: "0.1"', "恢复年份    不能得出：到序列最后的 25 年时为 36.23"),
        ('by_year: 2041, trees_per_ha: "2500"', "补足所需    到 2041 年：0.8899 ha，2225 株"),
        ("by_year: 2099", "补足所需    不能得出：2099 年时补植 76 年"),
        ('area_ha: "2", forgone_series: huitong-fir-1', "到 2033 年 495.74 tCO₂e（不与碳汇损失量相加）"),
        ('area_ha: "2"', "期间损失    案件文件没有写明受损林木的生长序列"),
    ],
)
def test_the_recovery_stands_after_the_results(tmp_path: Path, wish: str, line: str) -> None:
    text = told(tmp_path, CASE + ASKED % wish)
    assert line in text
    assert text.index("碳汇损失量  214.51") < text.index("\n恢复\n") < text.index("数量档次")


def test_a_case_that_asks_for_none_reads_as_before(tmp_path: Path) -> None:
    assert "\n恢复\n" not in told(tmp_path, CASE)
