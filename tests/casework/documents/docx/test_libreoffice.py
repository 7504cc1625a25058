"""LibreOffice opens the papers and reads the words that were written. Where it is not installed, skipped."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest
from flask import Flask

from casework.documents import framing, words
from casework.documents.docx.form import docx_of
from casework.documents.shelf import shelf
from tests.casework.documents.conftest import squeezed, words_of
from tests.casework.documents.docx.test_form import app, told
from tests.casework.documents.matters import asked
from tests.conftest import Attempts

__all__ = ["app"]

OFFICE = shutil.which("soffice")
installed = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed on this machine")
KINDS = tuple(shelf().values())


def converted(folder: Path, files: dict[str, bytes], form: str) -> dict[str, bytes]:
    """Files as LibreOffice writes them again in another form."""
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    command = [str(OFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", form, "--outdir", str(folder), *(str(folder / f"{name}.docx") for name in files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    suffix = form.partition(":")[0]
    return {name: (folder / f"{name}.{suffix}").read_bytes() for name in files}


@installed
def test_libreoffice_reads_every_word(app: Flask, tmp_path: Path, attempts: Attempts) -> None:
    chosen = [KINDS[at] for at in attempts(2, len(KINDS))]
    snapshots = {kind.name: next(told(kind)).snapshot for kind in chosen}
    files = {name: docx_of(shelf()[name], snapshot) for name, snapshot in snapshots.items()}
    for name, text in converted(tmp_path, files, "txt:Text (encoded):UTF8").items():
        said = words_of(str(words.article(shelf()[name], snapshots[name])))
        read = squeezed(text.decode("utf-8-sig"))
        if snapshots[name]["paper"]["layout"] == "E":  # whose head stands in the head of the page
            said = said.removeprefix(snapshots[name]["paper"]["institution"])
        assert read == said


@installed
def test_a_full_page_has_twenty_two_lines_of_twenty_eight_characters(app: Flask, tmp_path: Path) -> None:
    kind = shelf()["opinions"]
    matter, subject = next(asked(kind))
    long = framing.told(kind, matter, subject, passages={"questions": "森林" * 900})
    [made] = converted(tmp_path, {"long": docx_of(kind, long.snapshot)}, "pdf").values()
    (tmp_path / "made.pdf").write_bytes(made)
    lines = pypdf.PdfReader(tmp_path / "made.pdf").pages[1].extract_text().splitlines()
    full = [line for line in lines if set(line.strip()) == {"森", "林"}]
    assert {len(line.strip()) for line in full} == {28}
    assert len(full) == 22
