"""Signing by a key in a file (PKCS#12): for the demonstration, and where an office has nothing better."""

from __future__ import annotations

import datetime
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import gettext

from casework.documents.errors import NotSigned
from casework.documents.signing.port import UNREACHABLE, Certificate, certificate_of, container

if TYPE_CHECKING:
    from cryptography.x509 import Certificate as Made

DEMONSTRATION = "演示签名（不具法律效力）"
YEARS = 10


@dataclass(frozen=True)
class FileSigner:
    """The port by a file. ``phrase``: what opens it; empty where it stands open."""

    file: Path
    phrase: str
    room: int
    timestamper: Any | None = None

    @cached_property
    def _signer(self) -> Any:
        from pyhanko.sign.signers import SimpleSigner

        try:
            return SimpleSigner.load_pkcs12_data(self.file.read_bytes(), [], self.phrase.encode() or None)
        except (OSError, ValueError, TypeError, AttributeError) as problem:
            current_app.logger.error("signing: %s", type(problem).__name__)
            raise NotSigned(gettext(UNREACHABLE)) from None  # its cause may tell what it was opened with

    def certificate(self) -> Certificate:
        return certificate_of(self._signer.signing_cert)

    def sign(self, digest: bytes) -> bytes:
        return container(self._signer, digest, self.timestamper)


def demonstration(file: Path) -> Path:
    """The file of the demonstration: a certificate that says of itself that it is none, made when it is first asked
    for, readable to nobody else."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        # Whole or not at all; of several workers that begin at once the first one wins.
        handle, whole = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(_made())
        with suppress(FileExistsError):
            os.link(whole, file)
        os.unlink(whole)
    return file


def _made() -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DEMONSTRATION)])
    return pkcs12.serialize_key_and_certificates(None, key, self_signed(name, key), None, NoEncryption())


def self_signed(name: Any, key: Any) -> Made:
    """A certificate that nobody else vouches for, for signatures and nothing else."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    enciphering = ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")
    usage = dict.fromkeys((*enciphering, "key_cert_sign", "crl_sign"), False)
    builder = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(key, hashes.SHA256())
