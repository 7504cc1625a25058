"""Whatever a case file says, its warnings are sentences: each once, with every place of its template filled."""

from __future__ import annotations

import re

from rules.assess import assess
from tests.conftest import Attempts
from tests.rules.law.randomfiles import divided_files, random_files
from tests.testrun import examples

NOT_FILLED = re.compile(r"None|\{\w*\}|（）|“”|，，|；；|、、|：：|\bTrue\b|\bFalse\b|Decimal|datetime")


def test_warnings_of_random_case_files_are_whole_and_told_once(attempts: Attempts) -> None:
    for seed in attempts(1, 250):
        for draw in (random_files, divided_files):
            for one in draw(examples(12, 120), seed):
                told = [str(warning) for warning in assess(one.casefile, one.on).warnings]
                assert [text for text in told if NOT_FILLED.search(text)] == []
                assert len(set(told)) == len(told)
