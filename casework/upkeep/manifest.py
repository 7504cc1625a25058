"""What a copy holds: written last of all, so that a copy without it is half; sealed, so that none is passed off."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from casework.audit.keys import Keyring
from rules.casefile import canonical
from rules.reading.messages import template

NAME = "manifest.json"
FORMAT = "tanheng-backup/1"

HALF = template("{folder} 中没有 {name}：备份没有完成，或者不是本系统的备份")
NOT_READ = template("{folder} 的清单不能读取：{why}")
OTHER_KEY = template("备份以另一密钥签署（指纹 {fingerprint}）：请把当时的审计密钥放入 AUDIT_KEY 或 instance/audit_key")
FORGED = template("备份的清单被改动：签章不符")
GONE = template("备份不完整：缺少 {name}")
ALTERED = template("备份中的 {name} 被改动或者没有复制完整：散列值不符")
UNKNOWN = template("备份中多出清单没有列明的 {name}")


class BadCopy(Exception):
    """The copy is half, altered, or not one of this installation."""


@dataclass(frozen=True)
class Kept:
    """A file of the copy."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """``database``: sqlite or postgresql. ``revision``: of its tables. ``seq`` and ``head``: the end of its audit log.
    ``keys``: the fingerprints of the keys that are not in the copy, by their settings."""

    made: str
    database: str
    revision: str
    seq: int
    head: str
    keys: Mapping[str, str]
    files: Mapping[str, Kept]

    @property
    def made_at(self) -> datetime.datetime:
        """When."""
        return datetime.datetime.fromisoformat(self.made)


def digest_of(path: Path) -> Kept:
    """Size and SHA-256 of a file."""
    with path.open("rb") as file:
        return Kept(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def write(folder: Path, manifest: Manifest, keys: Keyring) -> None:
    """Write and seal it."""
    content = asdict(manifest)
    told = {"format": FORMAT, "content": content, "seal": keys.seal(_hash(content))}
    (folder / NAME).write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")


def read(folder: Path, keys: Keyring) -> Manifest:
    """The manifest of a whole copy. Raises ``BadCopy`` with what is missing, altered, or sealed by another key."""
    path = folder / NAME
    if not path.is_file():
        raise BadCopy(HALF.format(folder=folder, name=NAME))
    try:
        told = orjson.loads(path.read_bytes())
        content, seal = dict(told["content"]), str(told["seal"])
        if told["format"] != FORMAT:
            raise ValueError(told["format"])
        manifest = _made(content)
    except (ValueError, TypeError, LookupError, OSError) as problem:
        raise BadCopy(NOT_READ.format(folder=folder, why=problem)) from problem
    if not keys.knows(seal):
        raise BadCopy(OTHER_KEY.format(fingerprint=seal.partition(":")[0]))
    if not keys.holds(_hash(content), seal):
        raise BadCopy(FORGED)
    _check_files(folder, manifest)
    return manifest


def _made(content: dict[str, Any]) -> Manifest:
    files = {name: Kept(**kept) for name, kept in content["files"].items()}
    return Manifest(**{**content, "files": files})


def _hash(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _check_files(folder: Path, manifest: Manifest) -> None:
    for name, kept in manifest.files.items():
        if not (folder / name).is_file():
            raise BadCopy(GONE.format(name=name))
        if digest_of(folder / name) != kept:
            raise BadCopy(ALTERED.format(name=name))
    for path in sorted(folder.iterdir()):
        if path.name not in manifest.files and path.name != NAME:
            raise BadCopy(UNKNOWN.format(name=path.name))
