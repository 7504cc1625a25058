"""The keys by which entries of the log are sealed: kept outside the database, so that who rewrites it cannot seal it.

The setting ``AUDIT_KEY`` holds one key or several, apart by blanks or commas: the first one seals, the others still
tell whether a seal of theirs holds. A seal is ``fingerprint:HMAC-SHA-256`` over the hash of its entry.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from flask import current_app

from rules.reading.messages import template

SHORTEST = 16
"""Characters of a key."""

_FINGERPRINT = 16

FORGED = template("签章与散列值不符")
UNKNOWN_KEY = template("以本机没有的密钥签署（密钥指纹 %(fingerprint)s）")


class BadKeys(ValueError):
    """The setting holds no key, or one that is too short."""


class WrongKey(RuntimeError):
    """The log was sealed by a key that this machine does not have: nothing is added to it."""


def fingerprint(key: str) -> str:
    """What tells keys apart and betrays none."""
    return hashlib.sha256(b"audit key " + key.encode()).hexdigest()[:_FINGERPRINT]


@dataclass(frozen=True)
class Keyring:
    """The keys by their fingerprints, and the one that seals."""

    keys: Mapping[str, bytes]
    sealing: str

    def seal(self, hashed: str) -> str:
        """The seal of an entry of this hash."""
        return f"{self.sealing}:{_mac(self.keys[self.sealing], hashed)}"

    def knows(self, seal: str) -> bool:
        """Whether the key of this seal is here."""
        return seal.partition(":")[0] in self.keys

    def holds(self, hashed: str, seal: str) -> bool:
        """Whether a seal of a known key is that of an entry of this hash."""
        name, _, mac = seal.partition(":")
        return mac.isascii() and hmac.compare_digest(_mac(self.keys[name], hashed), mac)


def _mac(key: bytes, hashed: str) -> str:
    return hmac.digest(key, hashed.encode(), "sha256").hex()


@cache
def keyring(setting: str) -> Keyring:
    """The keys of a setting. Raises ``BadKeys`` where one is too short or there is none."""
    written = setting.replace(",", " ").split()
    if not written or min(map(len, written)) < SHORTEST:
        raise BadKeys(f"AUDIT_KEY: 每个密钥至少 {SHORTEST} 个字符，不含空格与逗号")
    return Keyring({fingerprint(key): key.encode() for key in written}, fingerprint(written[0]))


def present() -> Keyring:
    """The keys of this application."""
    return keyring(str(current_app.config["AUDIT_KEY"]))
