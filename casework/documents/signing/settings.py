"""Which signer and which roots of trust the settings of this installation name."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext

from casework.documents.errors import NotSigned
from casework.documents.signing.pkcs11 import DeviceSigner
from casework.documents.signing.pkcs12 import FileSigner, demonstration
from casework.documents.signing.port import Signer
from casework.documents.signing.revision import ROOM, ROOM_WITH_TIMESTAMP
from casework.permissions import OfInstitution
from rules.reading.messages import template

DEMO, FILE, DEVICE = "demo", "pkcs12", "pkcs11"
UNKNOWN = template("TANHENG_SIGNING 应为 demo、pkcs12、pkcs11 之一或者不设，现为“%(found)s”")
LACKING = template("没有设置 %(names)s")
NO_FILE = template("%(folder)s 中没有%(name)s的证书（%(file)s）")
UNREAD = template("不能读取 %(file)s")
NO_CERTIFICATE = template("%(file)s 不是 PEM 或者 DER 的证书、吊销列表")

_WANTED = {DEMO: (), FILE: (), DEVICE: ("SIGNING_MODULE", "SIGNING_TOKEN", "SIGNING_KEY")}


@dataclass(frozen=True)
class Place:
    """An institution whose papers are signed."""

    name: str
    kind: str
    area_code: str

    @property
    def files(self) -> tuple[str, str]:
        """How its certificate may be called: by its name, else by division code and kind (350627-court)."""
        return f"{self.name}.p12", f"{self.area_code}-{self.kind}.p12"


def place_of(institution: OfInstitution) -> Place:
    """An institution as its certificate is found."""
    return Place(institution.name, institution.kind, institution.area_code)


def signs() -> bool:
    """Whether this installation signs the papers that it issues."""
    return bool(current_app.config["SIGNING"])


def signer(place: Place | None = None) -> Signer | None:
    """Who signs papers of an institution here; None where nobody does. Raises ``NotSigned`` where the settings are not
    whole, or that institution has no certificate of its own where each has one."""
    config = current_app.config
    how = config["SIGNING"]
    if not how:
        return None
    if how not in _WANTED:
        raise NotSigned(gettext(UNKNOWN, found=how))
    if lacking := [f"TANHENG_{name}" for name in _WANTED[how] if not config[name]]:
        raise NotSigned(gettext(LACKING, names="、".join(lacking)))
    timestamper, room = _timestamper(config["SIGNING_TSA"])
    if how == DEVICE:
        return DeviceSigner(
            config["SIGNING_MODULE"], config["SIGNING_TOKEN"], config["SIGNING_KEY"], _pin(), room, timestamper
        )
    if how == DEMO:
        return FileSigner(demonstration(demonstration_file()), "", room, timestamper)
    return FileSigner(*_file(place), room, timestamper)


def _file(place: Place | None) -> tuple[Path, str]:
    """Key and certificate, and what opens them: the institution's where there is a folder for all, else the house's."""
    config = current_app.config
    if not config["SIGNING_FOLDER"] or place is None:
        if not config["SIGNING_FILE"]:
            raise NotSigned(gettext(LACKING, names="TANHENG_SIGNING_FILE、TANHENG_SIGNING_FOLDER"))
        return Path(config["SIGNING_FILE"]), _pin()
    folder = Path(config["SIGNING_FOLDER"])
    found = next((folder / name for name in place.files if (folder / name).is_file()), None)
    if found is None:
        raise NotSigned(gettext(NO_FILE, folder=folder, name=place.name, file=" / ".join(place.files)))
    beside = found.with_suffix(".pin")
    return found, _phrase(beside) if beside.is_file() else _pin()


def demonstration_file() -> Path:
    """Where the certificate of the demonstration is kept."""
    return Path(current_app.instance_path) / "signing_demo.p12"


def _timestamper(url: str) -> tuple[Any | None, int]:
    if not url:
        return None, ROOM
    from pyhanko.sign.timestamps import HTTPTimeStamper

    return HTTPTimeStamper(url, timeout=20), ROOM_WITH_TIMESTAMP


def _pin() -> str:
    config = current_app.config
    if not config["SIGNING_PIN_FILE"]:
        return str(config["SIGNING_PIN"])
    return _phrase(Path(config["SIGNING_PIN_FILE"]))


def _phrase(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError:
        raise NotSigned(gettext(UNREAD, file=file)) from None


class WrongTrust(ValueError):
    """A file that should say who is trusted does not; the message names it."""


@dataclass(frozen=True)
class Trust:
    """``roots``: certificates; ``revoked``: lists of those that were taken back (CRL). DER, each."""

    roots: tuple[bytes, ...]
    revoked: tuple[bytes, ...]


def trust() -> Trust:
    """Whose signatures are trusted: what ``TANHENG_SIGNING_TRUST`` names (files and folders), and the certificate of
    the demonstration where this installation signs by it. Raises ``WrongTrust``."""
    roots: list[bytes] = []
    revoked: list[bytes] = []
    for file in _files(current_app.config["SIGNING_TRUST"]):
        for taken_back, content in _read(file):
            (revoked if taken_back else roots).append(content)
    if current_app.config["SIGNING"] == DEMO:
        roots.append(_own())
    return Trust(tuple(roots), tuple(revoked))


def _own() -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

    found = pkcs12.load_pkcs12(demonstration(demonstration_file()).read_bytes(), None)
    assert found.cert is not None, "it was made with one"
    return found.cert.certificate.public_bytes(Encoding.DER)


def _files(named: str) -> Iterator[Path]:
    for each in filter(None, named.split(os.pathsep)):
        place = Path(each)
        yield from sorted(one for one in place.iterdir() if one.is_file()) if place.is_dir() else [place]


def _read(file: Path) -> Iterator[tuple[bool, bytes]]:
    """Certificates and lists of a file, each with whether it is a list."""
    from asn1crypto import pem

    try:
        content = file.read_bytes()
    except OSError:
        raise WrongTrust(gettext(UNREAD, file=file)) from None
    try:
        pieces = [body for _, _, body in pem.unarmor(content, multiple=True)] if pem.detect(content) else [content]
        yield from [(_is_list(piece), piece) for piece in pieces]
    except (ValueError, TypeError):
        raise WrongTrust(gettext(NO_CERTIFICATE, file=file)) from None


def _is_list(content: bytes) -> bool:
    """Whether it is a list of certificates that were taken back. Raises ``ValueError``: it is no certificate either."""
    from asn1crypto import crl, x509

    try:
        _whole = x509.Certificate.load(content, strict=True).native
    except ValueError:
        _whole = crl.CertificateList.load(content, strict=True).native
        return True
    return False
