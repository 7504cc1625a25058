"""``verify`` on the command line and the public page: what they say, and how they end."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfWriter

from casework import db
from casework.audit import service as audit
from casework.cli.verify import BAD_INPUT, NOT_PROVEN, PROVEN
from casework.documents import framing, pdf, release, words
from casework.documents.matter import Json
from casework.documents.shelf import shelf
from casework.documents.verifying import chain, public
from casework.documents.verifying.finding import State
from casework.documents.verifying.service import verify
from rules.casefile import canonical
from tests.casework.documents.conftest import Issued, Paper, squeezed, words_of
from tests.casework.documents.docx.reading import Docx
from tests.casework.documents.matters import asked
from tests.casework.documents.test_qr import codes
from tests.casework.documents.verifying.test_tampering import exported, states
from tests.casework.markup import holds
from tests.conftest import dispose, make_app


def run(app: Flask, *arguments: object) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["verify", *map(str, arguments)])
    return done.exit_code, done.output


@pytest.fixture
def confirmation(issued: Issued, tmp_path: Path) -> Path:
    file = tmp_path / "confirmation.pdf"
    file.write_bytes(issued.complete.pdf)
    return file


@pytest.fixture
def log(issued: Issued, tmp_path: Path) -> Path:
    with issued.app.app_context():
        return exported(tmp_path / "log")


def test_a_paper_passes_by_the_log_and_by_an_exported_one(issued: Issued, confirmation: Path, log: Path) -> None:
    assert run(issued.app, confirmation)[0] == PROVEN
    code, told = run(issued.app, confirmation, "--chain", log, "--json")
    assert (code, json.loads(told)["proven"]) == (PROVEN, True)


def test_an_altered_paper_exits_1_and_names_the_check(issued: Issued, confirmation: Path, log: Path) -> None:
    confirmation.write_bytes(issued.complete.pdf + b"%more\n")
    code, told = run(issued.app, confirmation, "--chain", log, "--json")
    failed = {one["check"] for one in json.loads(told)["checks"] if one["state"] == "failed"}
    assert (code, failed) == (NOT_PROVEN, {"file", "chain", "signature", "drawing"})


def test_without_any_log_a_paper_is_not_called_proven(issued: Issued, confirmation: Path) -> None:
    with issued.app.app_context():
        verdict = verify(confirmation.read_bytes(), None)
    assert states(verdict)["chain"] is State.OPEN
    assert not verdict.proven
    assert not verdict.failed


def test_a_machine_without_records_checks_by_the_exported_log(
    issued: Issued, confirmation: Path, log: Path, tmp_path: Path
) -> None:
    stranger = make_app(f"sqlite:///{tmp_path / 'none' / 'x.sqlite'}", Path(issued.app.instance_path))
    assert run(stranger, confirmation, "--chain", log)[0] == PROVEN
    code, told = run(stranger, confirmation, "--json")
    assert (code, json.loads(told)["proven"]) == (NOT_PROVEN, False)
    dispose(stranger)


@pytest.mark.parametrize("content", [b"", b"no paper", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_exits_2(issued: Issued, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "no.pdf"
    file.write_bytes(content)
    assert run(issued.app, file)[0] == BAD_INPUT
    code, told = run(issued.app, file, "--json")
    assert code == BAD_INPUT
    assert len(json.loads(told)["errors"]) == 1


def test_a_file_that_is_not_there_exits_2(issued: Issued, confirmation: Path, tmp_path: Path) -> None:
    assert run(issued.app, tmp_path / "none.pdf")[0] == BAD_INPUT
    assert run(issued.app, confirmation, "--chain", tmp_path / "none")[0] == BAD_INPUT


def test_a_chain_file_that_is_none_exits_2(issued: Issued, confirmation: Path, tmp_path: Path) -> None:
    for content in (b"", b"{}\n", b"no log\n"):
        (tmp_path / "log").write_bytes(content)
        assert run(issued.app, confirmation, "--chain", tmp_path / "log")[0] == BAD_INPUT


def altered(lines: list[bytes]) -> dict[str, list[bytes]]:
    """Ways to tamper with an exported log."""
    return {
        "an entry is changed": [*lines[:5], lines[5].replace(b'"action":"', b'"action":"x'), *lines[6:]],
        "an entry is left out": [*lines[:5], *lines[6:]],
        "two entries are swapped": [*lines[:5], lines[6], lines[5], *lines[7:]],
        "the end is cut off": lines[:-1],
    }


def test_a_tampered_chain_proves_nothing(issued: Issued, confirmation: Path, log: Path) -> None:
    for name, lines in altered(log.read_bytes().splitlines(keepends=True)).items():
        log.write_bytes(b"".join(lines))
        with issued.app.app_context():
            found = chain.exported(log)(chain.Asked(1, "", ""))
        assert found.problem, name


def test_the_log_of_another_office_does_not_know_the_paper(issued: Issued, confirmation: Path, log: Path) -> None:
    (head, first, *_) = log.read_bytes().splitlines()
    told = json.loads(head) | {"entries": 1, "head": json.loads(first)["hash"]}
    log.write_bytes(json.dumps(told).encode() + b"\n" + first + b"\n")
    code, said = run(issued.app, confirmation, "--chain", log, "--json")
    failed = {one["check"] for one in json.loads(said)["checks"] if one["state"] == "failed"}
    assert (code, failed) == (NOT_PROVEN, {"chain"})


# The page


def bring(client: FlaskClient, content: bytes) -> tuple[int, str]:
    answer = client.post("/verify", data={"file": (io.BytesIO(content), "paper.pdf")})
    return answer.status_code, answer.text


def test_anybody_may_bring_a_paper_and_nothing_is_stored(issued: Issued) -> None:
    client = issued.app.test_client()
    assert client.get("/verify").status_code == 200
    with issued.app.app_context():
        before = audit.head()
    status, page = bring(client, issued.complete.pdf)
    assert status == 200
    assert holds(page, "verdict")
    assert "notice done" in page
    with issued.app.app_context():
        assert audit.head() == before


def test_what_the_log_does_not_know_is_not_set_by_the_server(issued: Issued, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("set for a stranger")

    monkeypatch.setattr("casework.documents.verifying.families.OfDocument.set_anew", never)
    made_up = json.loads(issued.complete.data) | {"parties": ["李某"]}
    with issued.app.app_context():
        from rules.casefile import canonical
        from tests.casework.documents.verifying.tampering import carrying

        forged = carrying(issued.complete.pdf, lambda _: canonical(made_up).encode())
        verdict = verify(forged, chain.stored, issued_only=True)
    assert states(verdict)["words"] is State.OPEN
    assert states(verdict)["chain"] is State.FAILED


def test_what_is_no_pdf_is_refused_at_its_field(issued: Issued) -> None:
    for content in (b"", b"no paper"):
        status, page = bring(issued.app.test_client(), content)
        assert status == 422
        assert not holds(page, "verdict")


def test_an_address_that_checks_very_many_papers_waits(issued: Issued, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "PER_ADDRESS", 2)
    client = issued.app.test_client()
    client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert [bring(client, b"no paper")[0] for _ in range(3)] == [422, 422, 429]
    assert holds(bring(client, b"no paper")[1], "too-many")


def test_whoever_comes_while_another_paper_is_checked_is_told_to_come_again(
    issued: Issued, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "PATIENCE", 0)
    client = issued.app.test_client()
    with public.AT_ONCE:
        status, page = bring(client, b"no paper")
    assert (status, holds(page, "too-many")) == (429, True)
    assert bring(client, b"no paper")[0] == 422


def test_a_file_that_unpacks_to_more_than_a_paper_carries_is_not_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    for number in range(3):
        writer.add_attachment(f"{number}.json", bytes(400))
    writer.write(out)
    assert len(pdf.read(out.getvalue()).files) == 3
    monkeypatch.setattr(pdf, "MOST_CARRIED", 1000)
    with pytest.raises(pdf.Unreadable):
        pdf.read(out.getvalue())


@pytest.fixture
def undertaking(issued: Issued, tmp_path: Path) -> tuple[Path, Json]:
    """A paper of the layout classes as it is issued, and its data."""
    kind = shelf()["undertaking"]
    with issued.app.app_context():
        snapshot = framing.told(kind, *next(asked(kind)), at=db.now()).snapshot
        proof = {"template": words.edition(kind, "G"), "audit": {"seq": 7, "hash": "ab" * 32}}
        snapshot |= {"proof": proof}
        (tmp_path / "paper.pdf").write_bytes(release.pdf_of(kind, snapshot))
    return tmp_path / "paper.pdf", snapshot


def test_an_issued_paper_is_written_for_a_word_processor_from_its_pdf_alone(
    issued: Issued, undertaking: tuple[Path, Json]
) -> None:
    file, snapshot = undertaking
    done = issued.app.test_cli_runner().invoke(args=["docx", str(file), str(file.parent / "out.docx")])
    assert (done.exit_code, done.output) == (0, "")
    with issued.app.app_context():
        said = words_of(str(words.article(shelf()["undertaking"], snapshot)))
    assert Docx((file.parent / "out.docx").read_bytes()).words == said


def test_the_sheet_of_proof_names_number_digests_and_log_and_its_code_says_the_same(
    issued: Issued, undertaking: tuple[Path, Json]
) -> None:
    file, snapshot = undertaking
    out = file.parent / "proof.pdf"
    for _again in range(2):
        before = out.read_bytes() if out.exists() else None
        done = issued.app.test_cli_runner().invoke(args=["proof-sheet", str(file), str(out)])
        assert (done.exit_code, done.output) == (0, "")
    assert out.read_bytes() == before, "the same paper gives the same sheet"
    data = hashlib.sha256(canonical(snapshot).encode()).hexdigest()
    content = hashlib.sha256(file.read_bytes()).hexdigest()
    told = Paper("", "", "", "", out.read_bytes())
    assert len(told.reader.pages) == 1
    for each in (data, content, "ab" * 32, snapshot["proof"]["template"]):
        assert squeezed(each) in told.text
    assert codes(told) == [f"tanheng:?data=sha256-{data}&file=sha256-{content}&audit=7-{'ab' * 32}"]
    assert codes(Paper("", "", "", "", file.read_bytes())) == [], "no code stands on the face of a paper"


@pytest.mark.parametrize("command", ["docx", "proof-sheet"])
@pytest.mark.parametrize("name", ["confirmation.pdf", "none.pdf", "bad.pdf"])
def test_what_carries_no_paper_of_the_layout_classes_is_refused(
    issued: Issued, confirmation: Path, name: str, command: str
) -> None:
    (confirmation.parent / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    out = confirmation.parent / "out.docx"
    done = issued.app.test_cli_runner().invoke(args=[command, str(confirmation.parent / name), str(out)])
    assert done.exit_code == BAD_INPUT
    assert done.output.strip()
    assert not out.exists()
