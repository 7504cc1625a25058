"""A tally from a file of this machine: mistakes shown in the sheet's own rows, the corrected file accepted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.casework.office import FACTS, PASSWORD, Office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("databases", ["sqlite"], indirect=True),
]

HEADINGS = ["序号", "树种", "胸径（cm）", "树高（m）", "株数"]


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("检尺")
    for row in (HEADINGS, *rows):
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_officer_corrects_a_workbook_and_the_stand_is_measured_by_it(
    app: Flask, open_page: Callable[..., Page], tmp_path: Path, javascript: bool
) -> None:
    office = Office(app)
    office.open()
    office.file(
        {**FACTS, "stands": [{"id": "甲", "species": "杉木", "damage": {"type": "采伐"}, "standing_stock_m3": "9"}]}
    )
    office.accept()
    bad = workbook(tmp_path / "bad.xlsx", [1, "杉木", 10, 6, 5], [2, "铁树", -8, 6, 12])
    good = workbook(tmp_path / "good.xlsx", [1, "杉木", 10, 6, 5], [2, "杉木", 8, 6, 12])

    page = open_page(java_script_enabled=javascript)
    page.goto("/sign-in?next=/folders/1/measurings/m1/stands/1/tally/enter")
    page.get_by_label("用户名").fill("officer")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("检尺表文件").set_input_files(bad)
    page.get_by_label("材积式").select_option("LY208-fir")
    page.get_by_role("button", name="读取并核对").click()
    expect(page.get_by_role("alert")).to_contain_text("检尺表有 1 行需要改正")
    row = page.get_by_role("row", name="3 2 铁树")
    expect(row).to_contain_text("不认识的树种“铁树”")
    expect(row).to_contain_text("应大于 0，现为 -8")
    expect(page.get_by_label("材积式")).to_have_value("LY208-fir")

    page.get_by_label("检尺表文件").set_input_files(good)
    page.get_by_role("button", name="读取并核对").click()
    # Printed table of LY 208-77 at H 6 m: 5 × 0.027 + 12 × 0.018 = 0.351 m³.
    expect(page.get_by_role("region", name="各树种合计")).to_contain_text("0.351")
    page.get_by_label("检尺说明").fill("2025年1月21日现场检尺")
    page.get_by_role("button", name="采用并保存").click()
    expect(page.locator(".flashes")).to_contain_text("共 17 株")
    office.measure()
    page.goto("/folders/1/measurings/m1")
    expect(page.locator("main")).to_contain_text("立木蓄积（由每木检尺表推算）")
