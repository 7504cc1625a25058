"""Whether the archive of a volume is as it was made: asks no database.

Its files are held against the manifest, the papers against the entries of the log that issued them, the entries
against their hashes and, where the whole log is at hand, against the chain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_babel import gettext

from casework.audit import excerpt, export
from casework.audit.chain import Chain
from casework.audit.excerpt import Excerpt
from casework.audit.keys import Keyring
from casework.bundles import archive
from casework.bundles.archive import Archive
from casework.bundles.dossier import FORMAT, ISSUED_HERE, LOG
from rules.reading.messages import template

NOT_ISSUED = template("审计记录中没有签发“%(name)s”这一文件的记录，或者文件的散列值不同")
NOT_IN_CHAIN = template("摘录的第 %(seq)s 条不在完整的审计记录中，或者与其不同")


@dataclass(frozen=True)
class Checked:
    """A volume that holds. ``papers``: how many; ``sealed``: whether the seal of the manifest could be checked;
    ``unchecked``: how many seals of entries could not; ``in_chain``: whether the whole log was held against them."""

    content: Mapping[str, Any]
    files: int
    papers: int
    entries: int
    sealed: bool
    unchecked: int
    in_chain: bool


def check(path: Path, keys: Keyring | None, log: Path | None = None) -> Checked:
    """Check a volume. Raises ``BadArchive`` or ``NotWhole`` with the first thing that is wrong, ``OSError``."""
    found = archive.read(path, FORMAT, keys)
    said = excerpt.read(found.files.get(LOG, b""), keys)
    papers = _papers(found, said)
    if log is not None:
        in_chain(said, log, keys)
    return Checked(
        found.content, len(found.files), papers, len(said.entries), found.sealed, said.unchecked, log is not None
    )


def _papers(found: Archive, said: Excerpt) -> int:
    issued = {detail["pdf"] for action in ("issue_paper", "issue_document") for detail in said.details(action)}
    papers = [one for one in found.content["papers"] if one["is"] in ISSUED_HERE]
    for one in papers:
        if hashlib.sha256(found.files.get(one["file"], b"")).hexdigest() not in issued:
            raise archive.BadArchive(gettext(NOT_ISSUED, name=one["name"]))
    return len(papers)


def in_chain(said: Excerpt, log: Path, keys: Keyring | None) -> None:
    """Hold the entries against the whole log. Raises ``NotWhole``, ``OSError``."""
    wanted = {one.seq: one.hash for one in said.entries} | ({said.seq: said.head} if said.seq else {})
    empty = Keyring({}, "")
    for entry in export.follow(log, Chain(keys or empty, strict=False)):
        if entry.hash == wanted.get(entry.seq):
            del wanted[entry.seq]
    for seq in sorted(wanted):
        raise export.NotWhole(gettext(NOT_IN_CHAIN, seq=seq))
