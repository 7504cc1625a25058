"""A change of the periods rehearsed: each changed end with the change that undoes it, and nothing else."""

from __future__ import annotations

import datetime
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from rules.carbon.measure import measure
from rules.casefile import parse
from rules.casefile.procedure import ProcedureEvent
from rules.deciding.book import LAW
from rules.deciding.book.base import LawError
from rules.deciding.deadlines.types import NO_SUCH_COUNTING
from rules.deciding.edition import LawSource, shipped, source_of, uploaded
from rules.lawchange.rehearsal import Given, Rehearsal, rehearse
from tests.rules.law.rehearsals import causes, edition, facts, told
from tests.told import says

ON = datetime.date(2026, 11, 23)
ACCEPTED = {"event": "受理公诉案件", "date": "2026-10-12"}
SERVED = {"event": "送达判决书", "date": "2026-11-13", "whom": "林某"}


def with_events(*events: dict[str, Any]) -> Given:
    return Given("案", partial(parse, facts(procedure={"events": list(events)})))


def changed(tmp_path: Path, file: str, *replaced: tuple[str, str]) -> LawSource:
    """The law that ships with something replaced in a file of deadlines, once each."""
    place = Path(shutil.copytree(LAW, tmp_path / "law")) / "deadlines" / file
    stated = place.read_text(encoding="utf-8")
    for old, new in replaced:
        assert old in stated
        stated = stated.replace(old, new, 1)
    place.write_text(stated, encoding="utf-8")
    return source_of(str(tmp_path / "law"))


def rehearsed(new: LawSource, *cases: Given, old: LawSource | None = None) -> Rehearsal:
    *_, made = rehearse(cases, old or shipped(), new, ON)
    return made


def test_a_longer_period_is_told_with_its_old_and_new_end_and_its_cause(tmp_path: Path) -> None:
    new = changed(tmp_path, "trial.yaml", ("length: {months: 2}\n  at_latest: {months: 3}", "length: {months: 4}"))
    made = rehearsed(new, with_events(ACCEPTED), Given("无", partial(parse, facts())))
    # 2026-10-12 and two months is a Saturday, three months 2027-01-12; four months 2027-02-12
    assert told(made) == {
        "案": {
            "period.trial.ordinary.1": (
                "自 2026-10-12 至 2026-12-14，至迟 2027-01-12，进行中",
                "自 2026-10-12 至 2027-02-12，进行中",
            )
        }
    }
    assert causes(made, "案", "period.trial.ordinary.1") == [["trial.trial.ordinary@2018-10-26"]]
    assert made.unchanged == ["无"]


def test_a_period_that_is_gone_and_one_that_comes_are_told_each_with_its_cause(tmp_path: Path) -> None:
    new = changed(tmp_path, "trial.yaml", ("id: appeal.judgment", "id: appeal.criminal"))
    made = rehearsed(new, with_events(SERVED))
    end = "自 2026-11-13 至 2026-11-23，进行中"
    assert told(made)["案"] == {
        "period.appeal.judgment.1": (end, "无"),
        "period.appeal.criminal.1": ("无", end),
    }
    assert causes(made, "案", "period.appeal.judgment.1") == [["trial.appeal.judgment@2018-10-26"]]
    assert causes(made, "案", "period.appeal.criminal.1") == [["trial.appeal.criminal@2018-10-26"]]


def test_an_article_that_alone_changes_keeps_the_end(tmp_path: Path) -> None:
    new = changed(tmp_path, "trial.yaml", ("第二百三十条", "第二百三十一条"))
    (case,) = rehearsed(new, with_events(SERVED)).as_json()["cases"]
    (one,) = case["changed"]
    assert (one["kind"], one["label"]) == ("basis", "期限：对判决上诉、抗诉（林某）")
    assert (one["old"]["basis"], one["new"]["basis"]) == (["刑事诉讼法第二百三十条"], ["刑事诉讼法第二百三十一条"])


def test_what_now_stops_the_clock_is_the_cause_of_the_later_end(tmp_path: Path) -> None:
    measuring = {"event": "碳汇损失计量", "date": "2026-11-01", "until": "2026-11-11"}
    says = "says: 碳汇损失计量的期间计入刑事办案期限，不停止审理期限\n  event: 碳汇损失计量\n  excluded: "
    new = changed(tmp_path, "exclusions.yaml", (f"{says}false", f"{says}true"))
    made = rehearsed(new, with_events(ACCEPTED, measuring))
    assert "至 2026-12-22" in told(made)["案"]["period.trial.ordinary.1"][1]
    assert causes(made, "案", "period.trial.ordinary.1") == [["exclusions.include.carbon-measurement@2018-10-26"]]


def test_changes_of_periods_that_only_work_together_are_told_together(tmp_path: Path) -> None:
    ten = "starts: [送达判决书]\n  each: true\n  ends: [上诉或者抗诉]\n  length: {days: 10}"
    new = changed(tmp_path, "trial.yaml", (ten, ten.replace("days: 10", "days: 30")))
    (tmp_path / "law" / "deadlines" / "counting.yaml").write_text(
        (LAW / "deadlines" / "counting.yaml")
        .read_text(encoding="utf-8")
        .replace("months: same_date\n  moves: true", "months: same_date\n  moves: false", 1),
        encoding="utf-8",
    )
    new = source_of(str(tmp_path / "law"))
    served = SERVED | {"date": "2026-11-12"}  # ten days on is Sunday 11-22, which moves; thirty days on is Saturday
    made = rehearsed(new, with_events(served))
    assert told(made)["案"]["period.appeal.judgment.1"] == (
        "自 2026-11-12 至 2026-11-23，进行中",
        "自 2026-11-12 至 2026-12-12，进行中",
    )
    assert causes(made, "案", "period.appeal.judgment.1") == [["counting.刑事期间", "trial.appeal.judgment@2018-10-26"]]


def test_a_suit_that_a_longer_notice_forbids_is_told(tmp_path: Path) -> None:
    new = changed(tmp_path, "public_interest.yaml", ("length: {days: 30}", "length: {days: 60}"))
    events = ({"event": "诉前公告", "date": "2026-09-01"}, {"event": "提起民事公益诉讼", "date": "2026-10-10"})
    made = told(rehearsed(new, with_events(*events)))["案"]  # sixty days on is Saturday 10-31, moved to 11-02
    assert made["objection.notice.thirty-days"] == ("无", "有，最早可于 2026-11-03 进行")


def test_a_changed_period_that_began_in_no_case_is_named(tmp_path: Path) -> None:
    new = changed(tmp_path, "trial.yaml", ("length: {months: 2}\n  at_latest: {months: 3}", "length: {months: 4}"))
    made = rehearsed(new, with_events(SERVED))
    assert made.unchanged == ["案"]
    assert [change.ref for change in made.untouched] == ["trial.trial.ordinary@2018-10-26"]


def test_an_edition_that_is_silent_on_deadlines_changes_none(tmp_path: Path) -> None:
    silent = edition(tmp_path)
    made = rehearsed(silent, with_events(ACCEPTED), old=silent)
    assert made.unchanged == ["案"]


def test_what_the_records_know_of_the_proceedings_counts_as_of_today(tmp_path: Path) -> None:
    new = changed(tmp_path, "criminal.yaml", ("length: {days: 7}", "length: {days: 9}"))
    today = datetime.date.today()
    asked = today - datetime.timedelta(days=1)
    dated = facts(options={"method": "national-default", "on": "2026-01-01"})
    case = Given("案", partial(parse, dated), events=[ProcedureEvent(event="提请批准逮捕", date=asked)])
    *_, made = rehearse([case], shipped(), new)
    ends = [asked + datetime.timedelta(days=days) for days in (7, 9)]
    assert told(made)["案"] == {
        "period.arrest.decision.1": tuple(f"自 {asked} 至 {end}，进行中" for end in ends),
    }


def test_a_case_is_decided_with_the_loss_that_its_own_measurement_gives(tmp_path: Path) -> None:
    shutil.copytree(LAW, tmp_path / "law")
    gate = tmp_path / "law" / "loss.yaml"
    gate.write_text(gate.read_text(encoding="utf-8").replace("above: 0}", "above: 40}"), encoding="utf-8")
    new = source_of(str(tmp_path / "law"))
    less = facts("9.3", "2026-10-20")  # about 21 t, where the case file itself tells about 43 t
    cases = [
        Given("册", partial(parse, facts(conduct="2026-10-20"))),
        Given("自", partial(parse, facts(conduct="2026-10-20")), measure=lambda _, *, on: measure(parse(less), on=on)),
    ]
    made = told(rehearsed(new, *cases))
    assert "册" not in made
    assert made["自"]["carbon_loss"] == ("有损失", "无")


@pytest.mark.parametrize("name", ["trial.yaml", "deadlines/trial.yaml"])
def test_one_file_of_deadlines_takes_the_place_of_its_namesake(name: str) -> None:
    stated = (LAW / "deadlines" / "trial.yaml").read_bytes().replace(b"length: {days: 5}", b"length: {days: 6}")
    made = uploaded(name, stated)
    assert made.deadlines is not None
    assert made.deadlines.rule("appeal.ruling").length.days == 6
    assert made.lawbook.hash == shipped().lawbook.hash


def test_texts_of_the_deadlines_are_told_from_those_of_the_law_by_their_folder() -> None:
    stated = (LAW / "deadlines" / "texts.yaml").read_bytes()
    made = uploaded("deadlines/texts.yaml", stated)
    assert made.periods is not None
    assert made.files["texts.yaml"] == shipped().files["texts.yaml"]


def test_a_faulty_file_of_deadlines_is_refused_with_file_line_and_reason() -> None:
    stated = (
        (LAW / "deadlines" / "trial.yaml").read_text(encoding="utf-8").replace("counting: 倒算", "counting: 倒着算", 1)
    )
    line = stated[: stated.index("counting: 倒着算")].count("\n") + 1
    with pytest.raises(LawError) as caught:
        uploaded("trial.yaml", stated.encode())
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.line) == ("trial.yaml", line)
    assert says(mistake.reason, NO_SUCH_COUNTING, counting="倒着算")
