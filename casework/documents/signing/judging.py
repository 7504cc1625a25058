"""Whether a container signs what it stands behind, and who vouches for its certificate. Asks no network."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum
from typing import Any

from casework.documents.signing.port import Certificate, certificate_of
from casework.documents.signing.settings import Trust
from casework.documents.signing.waiting import finished

MOST = 64 * 1024
"""Bytes of a container, with the certificates above it and a token of a time-stamping authority."""

_USES = {"non_repudiation", "digital_signature"}


class Trusted(Enum):
    """Whether somebody who is trusted vouches for the certificate at the moment in question."""

    YES = "yes"
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    UNASKED = "unasked"


class Broken(ValueError):
    """It is no container of a signature."""


@dataclass(frozen=True)
class Judged:
    """``intact``: it signs this very content; ``valid``: the signature itself is by the key of its certificate.
    ``stamped``: the moment that a trusted time-stamping authority vouches for."""

    intact: bool
    valid: bool
    certificate: Certificate
    trusted: Trusted
    stamped: datetime.datetime | None


def judge(container: bytes, covered: bytes, trust: Trust, at: datetime.datetime) -> Judged:
    """A container against what it must cover, its certificate as of a moment. Raises ``Broken``."""
    from asn1crypto import cms

    if len(container) > MOST:
        raise Broken
    try:
        content = cms.ContentInfo.load(container, strict=True)
        if content["content_type"].native != "signed_data":
            raise Broken
        found = finished(_status(content["content"], covered, trust, at))
    except Broken:
        raise
    except Exception as problem:  # it comes from anybody, and fails in any way whatever
        raise Broken from problem
    return Judged(
        found.intact, found.valid, certificate_of(found.signing_cert), _trusted(found, trust), _stamped(found)
    )


def certificate_in(container: bytes) -> Certificate:
    """The certificate by which a container says that it was signed; nothing is judged. Raises ``Broken``."""
    from asn1crypto import cms
    from pyhanko.sign.general import extract_certificate_info

    try:
        return certificate_of(extract_certificate_info(cms.ContentInfo.load(container)["content"]).signer_cert)
    except Exception as problem:  # it comes from anybody
        raise Broken from problem


async def _status(signed: Any, covered: bytes, trust: Trust, at: datetime.datetime) -> Any:
    from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    return await async_validate_detached_cms(
        covered,
        signed,
        signer_validation_context=_context(trust, at, signed),
        ts_validation_context=_context(trust, at),
        key_usage_settings=KeyUsageConstraints(key_usage=_USES),
    )


def _context(trust: Trust, at: datetime.datetime, signed: Any | None = None) -> Any:
    from asn1crypto import x509
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(
        trust_roots=[x509.Certificate.load(one) for one in trust.roots],
        crls=list(trust.revoked),
        moment=at,
        allow_fetching=False,
        revinfo_policy=_asking(trust, signed),
    )


_ANY_AGE = datetime.timedelta(days=36_500)


def _asking(trust: Trust, signed: Any | None) -> Any:
    """Lists of certificates that were taken back are asked where one is of the authority that gave this one, whether
    or not the certificate names where they are found; an old list, too, still tells who had been taken back by then."""
    from asn1crypto import crl
    from pyhanko.sign.general import extract_certificate_info
    from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule

    authorities = {crl.CertificateList.load(one).issuer.hashable for one in trust.revoked}
    listed = signed is not None and extract_certificate_info(signed).signer_cert.issuer.hashable in authorities
    rule = RevocationCheckingRule.CRL_REQUIRED if listed else RevocationCheckingRule.NO_CHECK
    policy = RevocationCheckingPolicy(rule, RevocationCheckingRule.NO_CHECK)
    return CertRevTrustPolicy(policy, freshness=_ANY_AGE, retroactive_revinfo=True)


def _trusted(found: Any, trust: Trust) -> Trusted:
    if not trust.roots:
        return Trusted.UNASKED
    if found.revoked:
        return Trusted.REVOKED
    return Trusted.YES if found.trusted else Trusted.UNKNOWN


def _stamped(found: Any) -> datetime.datetime | None:
    token = found.timestamp_validity
    if token is None or not (token.intact and token.valid and token.trusted):
        return None
    moment: datetime.datetime = token.timestamp
    return moment
