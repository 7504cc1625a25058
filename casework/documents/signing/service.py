"""Signing an issued paper by the signer that this installation names."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select

from casework import db
from casework.documents import pdf as files
from casework.documents.errors import NotSigned
from casework.documents.models import IssuedPaper, PaperSignature
from casework.documents.signing import revision, settings
from casework.documents.signing.port import Certificate
from rules.reading.messages import template

NO_GROUND = template("文书或者签名的形式不能写入文件")


@dataclass(frozen=True)
class Signature:
    """``revision``: what stands behind the PDF; ``file_sha256``: of both together."""

    revision: bytes
    file_sha256: str
    certificate: Certificate
    at: datetime.datetime

    def row(self, issued: IssuedPaper) -> PaperSignature:
        """As it is kept."""
        return PaperSignature(
            issued_paper_id=issued.id,
            revision=self.revision,
            file_sha256=self.file_sha256,
            signer=self.certificate.name[:300],
            issuer=self.certificate.issuer[:300],
            certificate_sha256=self.certificate.sha256,
            at=self.at,
        )


def sign(pdf: bytes, at: datetime.datetime, place: settings.Place | None = None) -> Signature | None:
    """The signature of a paper of an institution; None where this installation signs none. Raises ``NotSigned``. Reads
    no database."""
    by = settings.signer(place)
    if by is None:
        return None
    try:
        update = revision.update(pdf, files.ground(pdf), at, by.room)
        behind = update.filled(by.sign(update.digest(pdf)))
    except revision.NoGround as problem:
        raise NotSigned(gettext(NO_GROUND)) from problem
    return Signature(behind, hashlib.sha256(pdf + behind).hexdigest(), by.certificate(), at)


def of(issued: IssuedPaper) -> PaperSignature | None:
    """The signature of an issued paper; None where it was issued without."""
    return db.session().scalar(select(PaperSignature).where(PaperSignature.issued_paper_id == issued.id))


def file_of(issued: IssuedPaper) -> bytes:
    """The PDF as it is given out, with its signature where it has one."""
    signature = of(issued)
    return issued.pdf if signature is None else issued.pdf + signature.revision
