"""What anybody sends is read in a process of its own where it is large: neither time nor memory of the service goes."""

from __future__ import annotations

import os
import pickle
import resource
import time
from functools import partial
from pathlib import Path

import pytest

from rules.carbon.parameter_forms.check import check
from rules.casefile import CaseFile, load
from rules.deciding.book.base import LawError
from rules.lawchange.uploading import Asked, answer
from rules.reading import apart
from rules.reading.apart import SMALL, Allowed, OverLimit, OverTime, text_read
from rules.reading.errors import FieldError, InputError
from rules.reading.located import Mistake
from rules.reading.yaml_reader import read

EXAMPLE = Path("examples/2020-fujian-shunchang-wu.yaml")
MEMORY = 256 * 1024 * 1024


def number_of_process(content: bytes) -> int:
    return os.getpid()


def niceness_and_limits() -> tuple[int, int, int]:
    """Of the process that asks."""
    return os.nice(0), resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0]


def test_a_large_text_is_read_in_another_process_and_a_small_one_here() -> None:
    assert text_read(number_of_process, b"x" * SMALL) == os.getpid()
    assert text_read(number_of_process, b"x" * (SMALL + 1)) != os.getpid()


def test_the_other_process_stands_behind_those_that_people_wait_for_and_is_limited() -> None:
    nice, memory, seconds = apart.apart(niceness_and_limits, (), Allowed(7, MEMORY))
    assert (nice - os.nice(0), memory, seconds) == (10, MEMORY, 7)


def test_a_large_case_file_is_the_same_read_apart() -> None:
    content = EXAMPLE.read_bytes()
    large = content + b"#" * SMALL + b"\n"
    found: CaseFile = text_read(load, large)
    assert found == load(content)
    assert found.as_json() == load(content).as_json()


def test_every_mistake_of_a_large_case_file_comes_back_with_its_path() -> None:
    with pytest.raises(InputError) as here:
        load(b"case: {offence: x}\n")
    with pytest.raises(InputError) as there:
        text_read(load, b"case: {offence: x}\n" + b"#" * SMALL)
    assert there.value.errors == here.value.errors
    assert len(here.value.errors) > 1


@pytest.mark.parametrize(
    "refusal",
    [
        InputError([FieldError("a", "x"), FieldError("", "y")]),
        LawError([Mistake("a.yaml", 2, "x", 3), Mistake("b.yaml", 1, "y")]),
    ],
)
def test_a_refusal_is_whole_on_the_other_side(refusal: Exception) -> None:
    back = pickle.loads(pickle.dumps(refusal))  # noqa: S301  # made in this line
    assert (type(back), str(back), vars(back)) == (type(refusal), str(refusal), vars(refusal))


HOSTILE = b"[" + b"{a: [1,2]}," * 150_000 + b"{}]"


def test_a_text_that_takes_too_long_is_refused_by_that_name() -> None:
    before = time.monotonic()
    with pytest.raises(InputError, match=r"上限 0\.5 秒"):
        text_read(partial(read), HOSTILE, Allowed(0.5))
    assert time.monotonic() - before < 5


def test_a_text_that_fills_memory_is_refused_by_that_name() -> None:
    with pytest.raises(InputError, match="上限 96 MB"):
        text_read(load, b"\n".join(b"k%d: 1" % n for n in range(200_000)), Allowed(60, 96 * 1024 * 1024))


def test_a_limit_of_time_is_told_from_one_of_memory() -> None:
    with pytest.raises(OverTime):
        apart.apart(time.sleep, (), Allowed(0.3), 5)
    with pytest.raises(OverLimit) as caught:
        apart.apart(bytes, (), Allowed(60, MEMORY), MEMORY)
    assert not isinstance(caught.value, OverTime)


def test_a_form_of_parameters_that_is_large_is_read_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def note(work: object, refusals: object, allowed: object, content: bytes) -> object:
        asked.append(len(content))
        return read(content)

    monkeypatch.setattr(apart, "apart", note)
    check(b"format: x\n" + b"#" * SMALL)
    assert asked == [10 + SMALL]


def test_a_law_of_very_many_entries_is_refused_before_their_mistakes_fill_memory() -> None:
    before = time.monotonic()
    told = answer(Asked("felling.yaml", b"[" + b"{}," * 20_000 + b"{}]", None, []))
    assert "20,001 条，上限为 5,000 条" in told["mistakes"][0]["reason"]
    assert time.monotonic() - before < 5


def test_of_very_many_mistakes_of_a_law_the_first_hundred_are_told() -> None:
    told = answer(Asked("felling.yaml", b"[" + b"{}," * 200 + b"{}]", None, []))["mistakes"]
    assert len(told) == 101
    assert told[-1]["reason"].startswith("另有 ")
    assert told[-1]["line"] == 0
