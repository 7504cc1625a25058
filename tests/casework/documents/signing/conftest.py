"""A paper with a signature as it is given out, and the keys of whoever else signs."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from casework import db
from casework.documents import framing, release, words
from casework.documents.shelf import shelf
from casework.documents.signing import revision
from casework.documents.signing.pkcs12 import FileSigner, demonstration
from casework.documents.signing.service import sign
from casework.documents.verifying.chain import Asked, Found, Issue
from rules.casefile import canonical
from tests.casework.documents.conftest import with_fonts
from tests.casework.documents.matters import asked
from tests.casework.documents.signing.keys import Authority
from tests.conftest import dispose, make_app

HEAD = "ab" * 32


@dataclasses.dataclass(frozen=True)
class Signed:
    """``paper``: its PDF without the signature; ``content``: with it; ``issue``: as a log tells it."""

    app: Flask
    folder: Path
    paper: bytes
    content: bytes
    issue: Issue

    def log(self, asked: Asked) -> Found:
        """What the log says of whatever is asked."""
        return Found(HEAD, [self.issue] if asked.data == self.issue.data else [])

    @property
    def own(self) -> FileSigner:
        """The signer of the office."""
        return FileSigner(self.folder / "signing_demo.p12", "", revision.ROOM)

    @property
    def stranger(self) -> FileSigner:
        """Somebody with a key and a certificate of his own making."""
        return FileSigner(demonstration(self.folder / "stranger.p12"), "", revision.ROOM)


@pytest.fixture(scope="session")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signed]:
    """A paper of an office that signs by the certificate of the demonstration; there are no records."""
    instance = with_fonts(tmp_path_factory.mktemp("signing"))
    app = make_app(f"sqlite:///{instance / 'none' / 'x.sqlite'}", instance, SIGNING="demo")
    kind, at = shelf()["undertaking"], db.now()
    with app.test_request_context():
        snapshot = framing.told(kind, *next(asked(kind)), at=at).snapshot
        snapshot |= {"proof": {"template": words.edition(kind, "G"), "audit": {"seq": 7, "hash": HEAD}}}
        paper = release.pdf_of(kind, snapshot)
        made = sign(paper, at)
    assert made is not None
    data, digest = (hashlib.sha256(one).hexdigest() for one in (canonical(snapshot).encode(), paper))
    issue = Issue(8, at, snapshot["paper"]["number"] or "", data, digest, made.file_sha256)
    yield Signed(app, instance, paper, paper + made.revision, issue)
    dispose(app)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority that gives certificates, made for the tests."""
    return Authority(tmp_path_factory.mktemp("authority"))
