"""A ZIP with a manifest: what it is of, and of each file its size and SHA-256, sealed by the key of the audit log.

Who has no such key sees all the same whether every file is as the manifest says. The archive is read as one of
anybody's: nothing is unpacked to disk, and what it would unpack to is bounded before it is read.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import orjson
from flask_babel import gettext

from casework.audit.keys import Keyring
from rules.casefile import canonical
from rules.reading.messages import template

MANIFEST = "manifest.json"
LARGEST = 2 * 1024**3
"""Bytes to which an archive may unpack."""

_DAY = (1980, 1, 1, 0, 0, 0)

NO_ARCHIVE = template("不是压缩包，或者已损坏：%(why)s")
NO_MANIFEST = template("没有可读的清单 %(name)s：%(why)s")
OTHER_FORMAT = template("格式为“%(found)s”，本系统只认“%(wanted)s”")
TOO_LARGE = template("解开后超过 %(most)s MB，没有读取")
TWICE = template("文件“%(name)s”在压缩包中不止一个")
GONE = template("缺少文件“%(name)s”")
ALTERED = template("文件“%(name)s”被改动：散列值与清单不符")
UNKNOWN = template("多出清单没有列明的文件“%(name)s”")
FORGED = template("清单被改动：签章不符")


class BadArchive(ValueError):
    """What is wrong with an archive, first of all."""


@dataclass(frozen=True)
class Archive:
    """An archive whose files are as its manifest says. ``sealed``: whether its seal could be checked, and holds."""

    content: Mapping[str, Any]
    files: Mapping[str, bytes]
    sealed: bool


def write(form: str, content: Mapping[str, Any], files: Mapping[str, bytes], keys: Keyring) -> bytes:
    """The archive, its files in the order that is given."""
    listed = {name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()}
    told = {"format": form, "content": dict(content), "files": listed}
    manifest = orjson.dumps(told | {"seal": keys.seal(_hash(told))}, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in ((MANIFEST, manifest + b"\n"), *files.items()):
            packed.writestr(zipfile.ZipInfo(name, _DAY), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read(source: Path | IO[bytes], form: str, keys: Keyring | None) -> Archive:
    """Check an archive of a format, and give what it holds. Raises ``BadArchive``, ``OSError``."""
    try:
        with zipfile.ZipFile(source) as packed:
            _refuse_large(packed)
            told, manifest = _manifest(packed, form)
            files = {name: _checked(packed, name, kept) for name, kept in manifest.items()}
    except BadArchive:
        raise
    # What the library raises of damaged archives: unknown ways of packing, an early end, encryption, sizes that differ.
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError) as problem:
        raise BadArchive(gettext(NO_ARCHIVE, why=problem)) from problem
    seal = told.pop("seal")
    known = keys is not None and keys.knows(seal)
    if keys is not None and known and not keys.holds(_hash(told), seal):
        raise BadArchive(gettext(FORGED))
    return Archive(told["content"], files, known)


def _refuse_large(packed: zipfile.ZipFile) -> None:
    if sum(one.file_size for one in packed.infolist()) > LARGEST:
        raise BadArchive(gettext(TOO_LARGE, most=LARGEST // 1024**2))
    seen = set()
    for one in packed.infolist():
        if one.filename in seen:
            raise BadArchive(gettext(TWICE, name=one.filename))
        seen.add(one.filename)


def _manifest(packed: zipfile.ZipFile, form: str) -> tuple[dict[str, Any], Mapping[str, Any]]:
    try:
        told = orjson.loads(packed.read(MANIFEST))
        files = told["files"]
        fine = isinstance(told["content"], dict) and isinstance(told["seal"], str) and "format" in told
        fine = fine and all({"size", "sha256"} == set(kept) for kept in files.values())
        if not fine:
            raise ValueError(gettext("内容不完整"))
    except (LookupError, ValueError, TypeError, AttributeError, zlib.error) as problem:
        raise BadArchive(gettext(NO_MANIFEST, name=MANIFEST, why=problem)) from problem
    if told["format"] != form:
        raise BadArchive(gettext(OTHER_FORMAT, found=told["format"], wanted=form))
    there = {one.filename for one in packed.infolist()} - {MANIFEST}
    for name in sorted(files.keys() - there):
        raise BadArchive(gettext(GONE, name=name))
    for name in sorted(there - files.keys()):
        raise BadArchive(gettext(UNKNOWN, name=name))
    return told, files


def _checked(packed: zipfile.ZipFile, name: str, kept: Mapping[str, Any]) -> bytes:
    data = b""
    try:
        with packed.open(name) as member:
            data = member.read(packed.getinfo(name).file_size + 1)
    except (zipfile.BadZipFile, zlib.error, ValueError) as problem:  # its own check of the file does not hold
        raise BadArchive(gettext(ALTERED, name=name)) from problem
    if (len(data), hashlib.sha256(data).hexdigest()) != (kept["size"], kept["sha256"]):
        raise BadArchive(gettext(ALTERED, name=name))
    return data


def _hash(told: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(dict(told)).encode()).hexdigest()
