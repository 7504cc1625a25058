"""A signed paper proves itself; whatever is done to it or its signature is caught and named."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from casework import db
from casework.audit import verification
from casework.cli.signing import NONE, NOT_TRUSTED
from casework.documents import life, papers, release
from casework.documents import pdf as files
from casework.documents.errors import NotSigned
from casework.documents.models import IssuedPaper, PaperSignature
from casework.documents.signing import revision, settings
from casework.documents.signing.pkcs12 import DEMONSTRATION, FileSigner, demonstration
from casework.documents.signing.waiting import finished
from casework.documents.verifying import chain, signature
from casework.documents.verifying.chain import Issue
from casework.documents.verifying.families import OfPaper
from casework.documents.verifying.finding import Finding, State
from casework.documents.verifying.service import Verdict, verify
from tests.casework.documents.issuing import drawn_up
from tests.casework.documents.signing.conftest import Signed
from tests.casework.documents.signing.forging import KINDS, Forgery, holding, signed_by
from tests.casework.documents.signing.keys import PHRASE, Authority
from tests.casework.office import Office
from tests.conftest import Attempts
from tests.told import says

one_database = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def set_once(monkeypatch: pytest.MonkeyPatch, signed: Signed) -> None:
    """Setting it anew gives the same bytes (``test_layouts``): a test of the signature need not do so each time."""
    monkeypatch.setattr(OfPaper, "set_anew", lambda *_: signed.paper)


def checked(signed: Signed, content: bytes) -> Verdict:
    with signed.app.app_context():
        return verify(content, signed.log)


def by(verdict: Verdict) -> dict[str, Finding]:
    return {one.check: one for one in verdict.findings}


def told(verdict: Verdict) -> str:
    return "\n".join(f"{one.check} {one.state} {one.reason}" for one in verdict.findings)


def test_a_signed_paper_passes_and_says_who_signed_it(signed: Signed) -> None:
    verdict = checked(signed, signed.content)
    assert verdict.proven, told(verdict)
    assert verdict.sha256 == hashlib.sha256(signed.content).hexdigest()
    assert DEMONSTRATION in by(verdict)["signature"].reason


def test_another_program_finds_the_signature_valid_and_the_whole_file_covered(signed: Signed) -> None:
    found = PdfFileReader(io.BytesIO(signed.content)).embedded_signatures[0]
    trust = ValidationContext(trust_roots=[found.signer_cert])
    status = finished(async_validate_pdf_signature(found, trust))
    assert status.bottom_line
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    assert status.docmdp_ok


def test_the_signature_draws_nothing_and_leaves_the_paper_what_it_was(signed: Signed) -> None:
    before, after = PdfReader(io.BytesIO(signed.paper)), PdfReader(io.BytesIO(signed.content), strict=True)
    assert signed.content.startswith(signed.paper), "an update changes no byte before it"
    assert [page.get_contents().get_data() for page in before.pages] == [  # type: ignore[union-attr]
        page.get_contents().get_data()  # type: ignore[union-attr]
        for page in after.pages
    ]
    assert before.attachments == after.attachments
    assert before.xmp_metadata is not None
    assert after.xmp_metadata is not None
    assert after.xmp_metadata.pdfaid_part == before.xmp_metadata.pdfaid_part == "3"
    (field,) = after.root_object["/AcroForm"]["/Fields"]  # type: ignore[index]
    widget = field.get_object()
    # What PDF/A asks of a field that is not seen: no size, to be printed, not hidden, no action.
    assert (list(widget["/Rect"]), widget["/F"] & 4, widget["/F"] & 2, "/A" in widget) == ([0, 0, 0, 0], 4, 0, False)
    assert "/NeedAppearances" not in after.root_object["/AcroForm"]  # type: ignore[operator]


def missed(kind: Forgery, signed: Signed) -> list[str]:
    forged = kind.make(signed)
    assert forged != signed.content, kind.name
    verdict = checked(signed, forged)
    found = by(verdict)
    named = found["signature"].state is State.FAILED and says(found["signature"].reason, kind.told)
    others = all(found[check].state is State.FAILED for check in kind.also)
    return [] if named and others and not verdict.proven else [f"{kind.name}\n{told(verdict)}"]


def test_whatever_is_done_to_a_signed_paper_is_caught_and_named(signed: Signed, attempts: Attempts) -> None:
    found = [each for number in attempts(2, len(KINDS)) for each in missed(KINDS[number], signed)]
    assert not found, "\n".join(found)


# Certificates, without a log


@pytest.fixture
def trusting(signed: Signed, authority: Authority) -> Iterator[Flask]:
    """The application trusts the authority of the tests and nobody else, and signs nothing."""
    before = {name: signed.app.config[name] for name in ("SIGNING", "SIGNING_TRUST")}
    signed.app.config.update(SIGNING="", SIGNING_TRUST=str(authority.root))
    with signed.app.app_context():
        yield signed.app
    signed.app.config.update(before)


def judged(content: bytes, issue: Issue | None = None) -> Finding:
    return signature.finding(signature.brought(content), issue, hashlib.sha256(content).hexdigest())


def test_a_certificate_under_a_root_that_is_trusted_passes(
    trusting: Flask, signed: Signed, authority: Authority
) -> None:
    found = judged(signed_by(signed.paper, authority.signer("某某机关"), signed))
    assert found.state is State.PASSED
    assert says(found.reason, signature.VALID, issuer="测试用根证书")


def test_a_certificate_that_nobody_vouches_for_is_named(trusting: Flask, signed: Signed) -> None:
    found = judged(signed.content)
    assert found.state is State.FAILED
    assert says(found.reason, signature.UNKNOWN, issuer=DEMONSTRATION)


def test_without_any_root_it_is_told_that_nobody_was_asked(trusting: Flask, signed: Signed) -> None:
    trusting.config["SIGNING_TRUST"] = ""
    found = judged(signed.content)
    assert (found.state, says(found.reason, signature.NO_ROOTS)) == (State.OPEN, True)


def test_a_certificate_that_was_taken_back_is_named(trusting: Flask, signed: Signed, authority: Authority) -> None:
    signer = authority.signer("被吊销的机关")
    content = signed_by(signed.paper, signer, signed)
    assert judged(content).state is State.PASSED
    trusting.config["SIGNING_TRUST"] = os.pathsep.join(map(str, (authority.root, authority.revoking(signer))))
    found = judged(content)
    assert (found.state, says(found.reason, signature.REVOKED)) == (State.FAILED, True)


def test_a_certificate_that_was_not_valid_when_it_signed_is_named(
    trusting: Flask, signed: Signed, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = db.now() + datetime.timedelta(days=2)
    signer = authority.signer("尚未生效的机关", begin=begin)
    with monkeypatch.context() as later:
        later.setattr(db, "now", lambda: begin + datetime.timedelta(days=1))
        content = signed_by(signed.paper, signer, signed)  # with the moment of today
        found = judged(content)
    assert (found.state, says(found.reason, signature.NOT_THEN)) == (State.FAILED, True)


def test_a_certificate_that_ran_out_later_passes_by_the_log_alone(
    trusting: Flask, signed: Signed, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = signed_by(signed.paper, authority.signer("到期的机关"), signed)
    at, digest = db.now(), hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(db, "now", lambda: at + datetime.timedelta(days=100))
    found = judged(content)
    assert (found.state, says(found.reason, signature.NOT_NOW)) == (State.OPEN, True)
    found = judged(content, Issue(7, at, "", "", "", digest))
    assert (found.state, found.reason.endswith(signature.BY_LOG)) == (State.PASSED, True)


def test_a_time_stamp_proves_that_a_certificate_had_not_run_out(
    trusting: Flask, signed: Signed, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = dataclasses.replace(authority.signer("到期的机关"), timestamper=authority.timestamper())
    content = signed_by(signed.paper, signer, signed)
    now = db.now()
    monkeypatch.setattr(db, "now", lambda: now + datetime.timedelta(days=100))
    found = judged(content)
    assert (found.state, found.reason.endswith(signature.BY_STAMP)) == (State.PASSED, True), found.reason


def test_a_file_of_trust_that_is_none_is_named(trusting: Flask, signed: Signed, tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text("no certificate")
    for named in (tmp_path / "root.pem", tmp_path / "none.pem"):
        trusting.config["SIGNING_TRUST"] = str(named)
        found = judged(signed.content)
        assert (found.state, str(named) in found.reason) == (State.OPEN, True)


def test_an_unsigned_paper_is_told_apart_by_what_the_log_says_and_whether_this_installation_signs(
    trusting: Flask, signed: Signed
) -> None:
    at = db.now()
    assert judged(signed.paper, Issue(7, at, "", "", "", "")).state is State.NOTHING
    assert judged(signed.paper, Issue(7, at, "", "", "", "ab")).state is State.FAILED
    assert judged(signed.paper).state is State.NOTHING
    trusting.config["SIGNING"] = "demo"
    found = judged(signed.paper)
    assert (found.state, found.reason) == (State.OPEN, signature.NOT_TOLD)


def test_a_signature_that_the_log_does_not_know_is_named(trusting: Flask, signed: Signed) -> None:
    found = judged(signed.content, Issue(7, db.now(), "", "", "", ""))
    assert (found.state, says(found.reason, signature.NOT_BY_LOG, seq=7)) == (State.FAILED, True)


@pytest.mark.parametrize("content", [b"", b"\x30", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff", b"\x00" * 40])
def test_a_container_of_any_bytes_is_unreadable_and_nothing_worse(
    trusting: Flask, signed: Signed, content: bytes
) -> None:
    assert judged(holding(signed.paper, content, signed)).state is State.FAILED


# Issuing


@one_database
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SIGNING": "seal"}, settings.UNKNOWN),
        ({"SIGNING": "pkcs12"}, settings.LACKING),
        ({"SIGNING": "pkcs11", "SIGNING_MODULE": "x"}, settings.LACKING),
        ({"SIGNING": "pkcs12", "SIGNING_FILE": "none.p12", "SIGNING_PIN_FILE": "none"}, settings.UNREAD),
    ],
)
def test_settings_that_are_not_whole_are_named(office: Office, given: dict[str, str], said: str) -> None:
    office.app.config.update(given)
    with office.app.test_request_context(), pytest.raises(NotSigned) as refused:
        settings.signer()
    assert says(refused.value.message, said)


@pytest.fixture
def draft(office: Office, signed: Signed, monkeypatch: pytest.MonkeyPatch) -> int:
    """A paper that is ready to be issued; what is set of it is another, which spares the seconds of a PDF."""
    monkeypatch.setattr(release, "pdf_of", lambda *_: signed.paper)
    office.file()
    office.accept()
    office.measure()
    return drawn_up(office, "loss_report")


def issued(office: Office, draft: int) -> IssuedPaper:
    return release.issue(life.find(office.folder, draft), office.person("officer"))


@one_database
def test_the_paper_and_its_stored_signature_give_the_file_and_the_log_names_both(office: Office, draft: int) -> None:
    office.app.config["SIGNING"] = "demo"
    with office.app.app_context():
        row = issued(office, draft)
        kept = db.session().query(PaperSignature).one()
        content, _name = papers.content(life.standing(row.paper))
        assert content == row.pdf + kept.revision
        assert (row.pdf_sha256, kept.file_sha256) == tuple(
            hashlib.sha256(one).hexdigest() for one in (row.pdf, content)
        )
        assert kept.signer == DEMONSTRATION
        (found,) = chain.stored(chain.Asked(0, row.number, row.data_hash)).issues
        assert (found.pdf, found.signed) == (row.pdf_sha256, kept.file_sha256)
        verification.verify()
        page = office.browser("officer").get(f"/folders/{office.folder.id}/documents/{draft}").text
        assert DEMONSTRATION in page
        assert kept.file_sha256 in page
        with pytest.raises(DBAPIError), db.writing():
            db.session().execute(delete(PaperSignature))


@one_database
def test_a_paper_is_not_issued_where_it_cannot_be_signed_and_no_phrase_is_told(
    office: Office, draft: int, authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    file = authority.signer("某某机关").file
    office.app.config.update(SIGNING="pkcs12", SIGNING_FILE=str(file), SIGNING_PIN="not the phrase")
    with office.app.app_context():
        with pytest.raises(NotSigned) as refused:
            issued(office, draft)
        assert db.session().query(IssuedPaper).count() == 0
    assert "not the phrase" not in refused.value.message + caplog.text
    office.app.config["SIGNING_PIN"] = PHRASE
    with office.app.app_context():
        issued(office, draft)
        assert db.session().query(PaperSignature).one().signer == "某某机关"


def test_a_certificate_that_has_run_out_signs_nothing(
    signed: Signed, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer, now = authority.signer("到期的机关"), db.now()
    monkeypatch.setattr(db, "now", lambda: now + datetime.timedelta(days=100))
    with signed.app.test_request_context(), pytest.raises(NotSigned):
        signer.sign(b"0" * 32)


def test_the_certificate_of_the_demonstration_is_made_once_and_for_nobody_else_to_read(tmp_path: Path) -> None:
    file = demonstration(tmp_path / "new" / "demo.p12")
    made = file.read_bytes()
    assert demonstration(file).read_bytes() == made
    assert file.stat().st_mode & 0o077 == 0
    assert [one.name for one in file.parent.iterdir()] == ["demo.p12"]
    assert FileSigner(file, "", revision.ROOM).certificate().name == DEMONSTRATION


def test_a_file_of_another_form_is_not_signed(signed: Signed) -> None:
    plain = b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\nstartxref\n0\n%%EOF\n"
    with pytest.raises(revision.NoGround):
        revision.update(plain, None, db.now(), revision.ROOM)
    ground = files.ground(signed.paper)
    with pytest.raises(revision.NoGround):
        revision.update(signed.paper, ground, db.now(), 16).filled(b"0" * 17)


def test_the_command_tells_the_signature_in_a_line_of_its_own(
    signed: Signed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "stored", signed.log)
    for content, state, status in ((signed.content, "passed", 0), (signed.paper, "failed", 1)):
        (tmp_path / "paper.pdf").write_bytes(content)
        done = signed.app.test_cli_runner().invoke(args=["verify", str(tmp_path / "paper.pdf"), "--json"])
        found = {one["check"]: one["state"] for one in json.loads(done.output)["checks"]}
        assert (found["signature"], done.exit_code) == (state, status)


def told_by_the_command(signed: Signed, **settings: str) -> tuple[int, str]:
    before = {name: signed.app.config[name] for name in settings}
    signed.app.config.update(settings)
    done = signed.app.test_cli_runner().invoke(args=["signing"])
    signed.app.config.update(before)
    return done.exit_code, done.output


def test_the_command_tells_whether_signing_works_and_is_trusted(signed: Signed, authority: Authority) -> None:
    assert told_by_the_command(signed, SIGNING="") == (0, f"{NONE}\n")
    status, said = told_by_the_command(signed)
    assert (status, DEMONSTRATION in said) == (0, True)
    own = {"SIGNING": "pkcs12", "SIGNING_FILE": str(authority.signer("某某机关").file)}
    assert told_by_the_command(signed, **own, SIGNING_PIN="wrong")[0] == 1
    status, said = told_by_the_command(signed, **own, SIGNING_PIN=PHRASE)
    assert (status, NOT_TRUSTED in said) == (1, True)
    assert told_by_the_command(signed, **own, SIGNING_PIN=PHRASE, SIGNING_TRUST=str(authority.root))[0] == 0


@one_database
def test_each_institution_signs_by_the_certificate_that_is_named_after_it(
    office: Office, authority: Authority, tmp_path: Path
) -> None:
    folder = tmp_path / "certificates"
    folder.mkdir()
    for name, file in (
        ("某法院", "350627-court.p12"),
        ("某林业局", "南靖县林业局.p12"),
        ("另一处", "350627-forestry_bureau.p12"),
    ):
        (folder / file).write_bytes(authority.signer(name).file.read_bytes())
    (folder / "350627-court.pin").write_text(PHRASE + "\n", encoding="utf-8")
    (folder / "nobody.p12").write_bytes(b"")
    office.app.config.update(SIGNING="pkcs12", SIGNING_FOLDER=str(folder), SIGNING_PIN=PHRASE)
    with office.app.test_request_context():
        places = [settings.place_of(office.person(one).institution) for one in ("judge", "officer", "prosecutor")]
        signers = [settings.signer(one) for one in places[:2]]
        assert [one.certificate().name for one in signers if one] == ["某法院", "某林业局"], "the name counts first"
        with pytest.raises(NotSigned) as refused:
            settings.signer(places[2])
        assert says(refused.value.message, settings.NO_FILE)
        with pytest.raises(NotSigned):
            settings.signer()
    office.app.config["SIGNING_TRUST"] = str(authority.root)
    told = office.app.test_cli_runner().invoke(args=["signing"])
    assert told.exit_code == 0, told.output
    assert all(word in told.output for word in ("某法院", "某林业局", "nobody.p12"))
