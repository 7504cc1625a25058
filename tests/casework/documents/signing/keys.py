"""An authority of the tests: certificates under its root, valid when it is asked to, and lists of those taken back."""

from __future__ import annotations

import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from casework import db
from casework.documents.signing import revision
from casework.documents.signing.pkcs12 import FileSigner

PHRASE = "a phrase of the tests"
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class Authority:
    """Keeps its files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = named("测试用根证书")

    @cached_property
    def root(self) -> Path:
        """The file of its root."""
        begin, end = self._around(3650)
        builder = self._builder(self._name, self._key, begin, end)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        usage = self._usage(authority=True)
        file = self.folder / "root.pem"
        file.write_bytes(
            builder.add_extension(usage, critical=True).sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM)
        )
        return file

    def certificate(self, name: str, key: Key, begin: datetime.datetime, end: datetime.datetime) -> x509.Certificate:
        """A certificate for signing, under the root."""
        builder = self._builder(named(name), key, begin, end)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        return builder.add_extension(self._usage(authority=False), critical=True).sign(self._key, hashes.SHA256())

    def signer(self, name: str, days: int = 30, begin: datetime.datetime | None = None) -> FileSigner:
        """Somebody who signs by a certificate that is valid for so many days, from now or the moment given."""
        key = ec.generate_private_key(ec.SECP256R1())
        begin = begin or db.now() - datetime.timedelta(days=1)
        made = self.certificate(name, key, begin, begin + datetime.timedelta(days=days))
        file = self.folder / f"{name}.p12"
        lock = BestAvailableEncryption(PHRASE.encode())
        file.write_bytes(pkcs12.serialize_key_and_certificates(None, key, made, None, lock))
        return FileSigner(file, PHRASE, revision.ROOM)

    def timestamper(self) -> Any:
        """Somebody who tells the moment of a signature, without a network."""
        from pyhanko.sign.timestamps import DummyTimeStamper

        key, now = rsa.generate_private_key(65537, 2048), db.now()
        begin, end = now - datetime.timedelta(days=1), now + datetime.timedelta(days=3650)
        builder = self._builder(named("测试用时间戳"), key, begin, end)
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(self._usage(authority=False), critical=True)
        made = builder.add_extension(usage, critical=True).sign(self._key, hashes.SHA256())
        private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        certificate = Certificate.load(made.public_bytes(Encoding.DER))
        return DummyTimeStamper(certificate, PrivateKeyInfo.load(private))

    def revoking(self, signer: FileSigner) -> Path:
        """The list by which it takes the certificate of a signer back."""
        found = pkcs12.load_pkcs12(signer.file.read_bytes(), PHRASE.encode()).cert
        assert found is not None
        begin, end = self._around(5)
        builder = x509.CertificateRevocationListBuilder(self._name, begin, end)
        entry = x509.RevokedCertificateBuilder(found.certificate.serial_number, begin)
        file = self.folder / "revoked.crl"
        made = builder.add_revoked_certificate(entry.build()).sign(self._key, hashes.SHA256())
        file.write_bytes(made.public_bytes(Encoding.DER))
        return file

    def _builder(
        self, name: x509.Name, key: Key, begin: datetime.datetime, end: datetime.datetime
    ) -> x509.CertificateBuilder:
        number = x509.random_serial_number()
        return x509.CertificateBuilder(self._name, name, key.public_key(), number, begin, end)

    def _around(self, days: int) -> tuple[datetime.datetime, datetime.datetime]:
        now = db.now()
        return now - datetime.timedelta(days=days), now + datetime.timedelta(days=days)

    def _usage(self, *, authority: bool) -> x509.KeyUsage:
        others = dict.fromkeys(("key_encipherment", "data_encipherment", "key_agreement"), False)
        only = dict.fromkeys(("encipher_only", "decipher_only"), False)
        signs = {"digital_signature": not authority, "content_commitment": not authority}
        return x509.KeyUsage(**signs, key_cert_sign=authority, crl_sign=authority, **others, **only)
