"""What is shipped is listed with versions and digests, and under licences that a court may use it by."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from importlib import metadata
from pathlib import Path

import pytest

from tests.guards.tree import ROOT

TAKEN = (
    # by their beginnings: licences that allow use and giving on without opening the application
    "0BSD", "Apache", "BSD", "MIT", "MPL", "PSF", "Python Software Foundation", "LGPL", "CC0", "Zlib",
    "GNU Lesser General Public License", "Mozilla Public License",
)  # fmt: skip


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sbom")
    told = subprocess.run(["tools/sbom", folder], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    return folder


def locked() -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE))


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_list_names_every_package_of_the_lock_with_version_and_digests(lists: Path) -> None:
    told = json.loads((lists / "tanheng.cdx.json").read_text(encoding="utf-8"))
    assert (told["bomFormat"], told["metadata"]["component"]["name"]) == ("CycloneDX", "tanheng")
    assert {one["name"]: one["version"] for one in told["components"]} == locked()
    for one in told["components"]:
        (source,) = one["externalReferences"]
        assert {digest["alg"] for digest in source["hashes"]} == {"SHA-256"}


def test_every_package_that_runs_in_a_court_is_under_a_licence_that_it_may_be_used_by(lists: Path) -> None:
    with (lists / "licences.csv").open(encoding="utf-8") as file:
        found = {plain(row["Name"]): row["License"] for row in csv.DictReader(file)}
    here = {plain(name) for name in locked()}
    assert found.keys() <= here
    assert here - found.keys() <= {"brotlicffi", "greenlet", "colorama", "tomli"}, "of other systems"
    assert [f"{name}: {said}" for name, said in found.items() if not free(said) and not free(read(name))] == []


def read(name: str) -> str:
    """The licence of a package that names it only in its file: by the words that MIT begins with; else none."""
    text = metadata.distribution(name).read_text("licenses/LICENSE") or ""
    return "MIT" if "Permission is hereby granted, free of charge" in text else "none"


def free(said: str) -> bool:
    """Whether one of the licences that may be chosen, with all that go with it, is taken."""
    choices = re.split(r"; | OR ", re.sub(r"[()]", "", said))
    return any(all(part.strip().startswith(TAKEN) for part in one.split(" AND ")) for one in choices)


def test_a_licence_that_would_open_the_application_is_seen() -> None:
    assert not free("GPL-3.0-only")
    assert not free("MIT AND AGPL-3.0")
    assert free("GPL-2.0 OR MIT")
