"""Signing by a device that keeps its key (PKCS#11): a token, a card, a module of the network.

The device is asked anew for each paper: a session that was open too long, or a device that was away, troubles nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from flask_babel import gettext

from casework.documents.errors import NotSigned
from casework.documents.signing.port import NO_KEY, UNREACHABLE, Certificate, certificate_of, container


@dataclass(frozen=True)
class DeviceSigner:
    """The port by a device. ``module``: the library of its maker; ``token`` and ``key``: labels, of the key and its
    certificate; ``pin``: never told."""

    module: str
    token: str
    key: str
    pin: str = field(repr=False)
    room: int
    timestamper: Any | None = None

    def certificate(self) -> Certificate:
        with self._signer() as signer:
            return certificate_of(signer.signing_cert)

    def sign(self, digest: bytes) -> bytes:
        with self._signer() as signer:
            return container(signer, digest, self.timestamper)

    @contextmanager
    def _signer(self) -> Iterator[Any]:
        from pkcs11.exceptions import PKCS11Error
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

        try:
            with open_pkcs11_session(
                self.module, token_criteria=TokenCriteria(label=self.token), user_pin=self.pin
            ) as session:
                yield _ready(PKCS11Signer(session, cert_label=self.key, key_label=self.key))
        except (PKCS11Error, RuntimeError, OSError) as problem:
            current_app.logger.error("signing: %s", type(problem).__name__)
            raise NotSigned(gettext(UNREACHABLE)) from None  # its cause may tell what it was opened with


def _ready(signer: Any) -> Any:
    """A signer that has its certificate. Raises ``NotSigned``."""
    from pkcs11.exceptions import PKCS11Error

    try:
        certificate = signer.signing_cert
    except PKCS11Error:
        raise NotSigned(gettext(NO_KEY)) from None
    # Every device signs a digest by an elliptic curve, not every one makes the digest itself.
    signer.use_raw_mechanism = certificate.public_key.algorithm == "ec"
    return signer
