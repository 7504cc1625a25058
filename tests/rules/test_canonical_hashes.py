"""What is stored and sealed of every example: its canonical JSON and the hash of its assessment stay as they were.

``canonical_hashes.csv`` holds, for each case file of ``examples/``, the SHA-256 of ``canonical(load(…).as_json())``
and ``assess(load(…)).hash`` on the day that the file names. The code of 021677e gives the same first column for every
case file that it can read; the others state facts that it did not know, as charges or a stated loss. The second column
was written anew when decision 7 gave each quantity and fact one name, and again whenever the law of an example changed.
A change of the first column would mean that stored versions no longer read the same; a change of the second needs a
decision record or a change of law, and the commit that makes it writes the column anew.
"""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from rules.assess import assess
from rules.casefile import canonical, load, parse
from tests.rules.cases import example_files

FOLDER = Path(__file__).parents[2] / "examples"
FROZEN = {
    row["example"]: row
    for row in csv.DictReader((Path(__file__).parent / "canonical_hashes.csv").read_text(encoding="utf-8").splitlines())
}


def test_every_example_has_its_hashes_on_record() -> None:
    assert sorted(FROZEN) == sorted(path.relative_to(FOLDER).as_posix() for path in example_files())


@pytest.mark.parametrize("name", FROZEN)
def test_the_canonical_case_file_and_the_assessment_of_an_example_are_unchanged(name: str) -> None:
    casefile = load((FOLDER / name).read_bytes())
    document = canonical(casefile.as_json())
    assert casefile.options.on is not None, "the hash of an assessment is that of a day"
    assert hashlib.sha256(document.encode()).hexdigest() == FROZEN[name]["casefile"]
    assert canonical(parse(casefile.as_json()).as_json()) == document
    assert assess(casefile).hash == FROZEN[name]["assessment"]
