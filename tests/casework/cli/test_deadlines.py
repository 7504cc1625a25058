"""``flask --app wsgi deadlines``: periods with their steps, to read or as one object; exit 0 or 2."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from casework.cli.deadlines import LEFT_OUT, NO_EVENTS, deadlines_command
from tests.told import says

CASE = """
case: {offence: 滥伐林木, conduct: {from: 2025-01-05, to: 2025-01-20}}
procedure:
  events:
    - {event: 诉前公告, date: 2026-01-05}
    - {event: 提起刑事附带民事公益诉讼, date: 2026-02-04}
    - {event: 受理公诉案件, date: 2026-02-12}
    - {event: 碳汇损失计量, date: 2026-02-20, until: 2026-03-10}
options: {on: 2026-04-02}
"""


def run(*arguments: str, text: str = CASE) -> Result:
    return CliRunner().invoke(deadlines_command, ["-", *arguments], input=text.encode(), catch_exceptions=False)


def test_the_periods_are_told_as_one_object() -> None:
    result = run("--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    found = {item["id"]: item for item in told["deadlines"]}
    trial = found["trial.ordinary"]
    assert (trial["start"], trial["end"], trial["latest_end"]) == ("2026-02-12", "2026-04-13", "2026-05-12")
    assert (trial["days_left"], trial["status"]) == (11, "running")
    assert trial["basis"] == {"text": "刑事诉讼法", "article": "第二百零八条第一款"}
    assert [span["event"] for span in trial["not_excluded"]] == ["碳汇损失计量"]
    assert [item["possible_from"] for item in told["objections"]] == ["2026-02-05"]
    assert "appeal.judgment" in told["not_started"]


def test_the_periods_are_told_to_read_with_steps_and_articles() -> None:
    told = run().stdout
    assert "截至 2026-04-02" in told
    assert "! 检察院拟提起公益诉讼的，应当依法公告，公告期间为三十日" in told
    assert "进行中    至 2026-04-13，剩余 11 日    人民法院" in told
    assert "2026-04-12  2 个月〔刑事诉讼法第二百零八条第一款〕" in told
    assert "碳汇损失计量的期间计入刑事办案期限，不停止审理期限" in told


def test_another_day_can_be_asked_for() -> None:
    trial = {item["id"]: item for item in json.loads(run("--json", "--on", "2026-04-20").stdout)["deadlines"]}
    assert (trial["trial.ordinary"]["end"], trial["trial.ordinary"]["days_left"]) == ("2026-05-12", 22)


def test_a_case_file_without_events_says_so() -> None:
    told = run(text="case: {offence: 滥伐林木, conduct: {from: 2025-01-05}}")
    assert told.exit_code == 0
    assert NO_EVENTS in told.stdout


def test_a_wrong_event_is_refused_and_nothing_else_is_printed() -> None:
    told = run("--json", text=CASE.replace("诉前公告", "公告诉前"))
    assert told.exit_code == 2
    (error,) = json.loads(told.stdout)["errors"]
    assert error["path"] == "procedure.events[0].event"


def test_the_example_with_events_tells_its_periods() -> None:
    file = Path(__file__).parents[3] / "examples" / "teaching" / "replanting.yaml"
    result = CliRunner().invoke(deadlines_command, [str(file), "--json"], catch_exceptions=False)
    told = json.loads(result.stdout)
    trial = {item["id"]: item for item in told["deadlines"]}["trial.ordinary"]
    # two months from 12 October end on Saturday 12 December, so on Monday the 14th; asked on 20 November
    assert (trial["end"], trial["days_left"], trial["status"]) == ("2026-12-14", 24, "running")
    assert told["objections"] == []  # the notice of thirty days ended on 27 September


THEFT = "case: {offence: 盗伐林木, conduct: {from: 2022-11-11, to: 2022-11-11}}"


def test_limitations_and_what_is_not_reckoned_are_told_without_events() -> None:
    found = json.loads(run("--json", text=THEFT).stdout)
    prosecution = [(item["case"], item["years"], item["end"], item["holds"]) for item in found["limitations"]]
    assert prosecution == [
        ("数量较大", 5, "2027-11-10", None),
        ("数量巨大", 10, "2032-11-10", None),
        ("数量特别巨大", 15, "2037-11-10", None),
    ]
    assert any("磋商" in item["title"] for item in found["left_out"])
    told = run(text=THEFT).stdout
    assert "数量较大：5 年，至 2027-11-10〔刑法第八十七条第一项〕【待核】" in told
    assert says(told, LEFT_OUT)
    assert all(item["title"] in told for item in found["left_out"])
