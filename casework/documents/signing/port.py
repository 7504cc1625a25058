"""Who signs: the port, what it may answer, and the container that every adapter makes (CAdES, as PAdES wants it)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from flask_babel import gettext

from casework import db
from casework.documents.errors import NotSigned
from casework.documents.signing.waiting import finished
from rules.reading.messages import template

if TYPE_CHECKING:
    from asn1crypto import x509

UNREACHABLE = template("签名设备或者证书文件不可用，或者口令不对")
NO_KEY = template("签名设备中没有所配置的证书和密钥")
NOT_VALID_NOW = template("签名证书“%(name)s”的有效期为 %(since)s 至 %(until)s，现在不能用来签名")
NO_TIMESTAMP = template("时间戳服务没有应答")


@dataclass(frozen=True)
class Certificate:
    """``name``: whose it is, as it says itself; ``sha256``: of the certificate; until when it is valid, and since."""

    name: str
    issuer: str
    sha256: str
    since: datetime.datetime
    until: datetime.datetime


class Signer(Protocol):
    """Signs what has a digest. ``room``: bytes that the container may have."""

    @property
    def room(self) -> int: ...

    def certificate(self) -> Certificate:
        """With which it signs now. Raises ``NotSigned``."""

    def sign(self, digest: bytes) -> bytes:
        """The container (DER of a detached CMS) of a SHA-256. Raises ``NotSigned``."""


def certificate_of(found: x509.Certificate) -> Certificate:
    """A certificate as it is told."""
    names = [found.subject.native.get(key) for key in ("common_name", "organization_name")]
    issuers = [found.issuer.native.get(key) for key in ("common_name", "organization_name")]
    return Certificate(
        name="，".join(str(one) for one in names if one) or found.subject.human_friendly,
        issuer="，".join(str(one) for one in issuers if one) or found.issuer.human_friendly,
        sha256=found.sha256.hex(),
        since=found.not_valid_before,
        until=found.not_valid_after,
    )


def container(signer: Any, digest: bytes, timestamper: Any | None) -> bytes:
    """What a signer of pyHanko makes of a digest, by a certificate that is valid. Raises ``NotSigned``."""
    from pyhanko.sign.timestamps.common_utils import TimestampRequestError

    told = certificate_of(signer.signing_cert)
    if not told.since <= db.now() <= told.until:
        dates = {"since": told.since.date().isoformat(), "until": told.until.date().isoformat()}
        raise NotSigned(gettext(NOT_VALID_NOW, name=told.name, **dates))
    try:
        made = finished(signer.async_sign(digest, "sha256", use_pades=True, timestamper=timestamper))
    except (TimestampRequestError, TimeoutError) as problem:
        raise NotSigned(gettext(NO_TIMESTAMP)) from problem
    content: bytes = made.dump()
    return content
