"""Whether a PDF is the paper that was issued: eleven checks, each with its reason. Nothing is stored."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from flask_babel import gettext

from casework.documents.verifying import against, printed, redone, signature
from casework.documents.verifying.carried import Carried, carried
from casework.documents.verifying.chain import Asked, Issue, Log
from casework.documents.verifying.finding import (
    ASSESSMENT,
    ATTACHMENT,
    CHAIN,
    CHECKS,
    EDITION,
    FILE,
    SIGNATURE,
    Finding,
    State,
    failed,
    left_open,
    passed,
)
from casework.documents.verifying.signature import Brought
from rules.reading.messages import template

NO_DATA = template("没有可用的附件，未核对")
NOT_SET = template("审计记录中没有这份数据的签发，不再重排和复算")
NO_LOG = template("没有给出审计链，未核对")
OTHER_HEAD = template("文书所载链首第 %(seq)s 条 %(hash)s 不在审计链中")
NOT_ISSUED = template("审计链中没有签发这份数据的记录")
OTHER_DATA = template("审计链第 %(seq)s 条签发 %(number)s 时数据摘要为 %(data)s，与附件不同")
OTHER_NUMBER = template("审计链第 %(seq)s 条签发这份数据时编号为 %(number)s")
OTHER_FILE = template("审计链第 %(seq)s 条记明的文件 SHA-256 为 %(theirs)s，本文件为 %(ours)s：签发后被改动或重新保存")
TOO_EARLY = template("审计链第 %(seq)s 条的签发早于文书所载的链首第 %(head)s 条")
PROVEN = template("结论：与签发的文书一致。")
WRONG = template("结论：不是签发的原件，或者其内容被改动：%(checks)s。")
NOT_PROVEN = template("结论：没有发现不符，但有未能核对的：%(checks)s。")
IN_PLACE = template("链首第 %(head)s 条在审计链中；第 %(seq)s 条签发的就是本文件（编号、数据和文件的散列值都相同）")


@dataclass(frozen=True)
class Verdict:
    """All findings in their order. ``sha256``: of the file."""

    sha256: str
    findings: tuple[Finding, ...]

    @property
    def failed(self) -> bool:
        """Whether something is wrong."""
        return any(one.state is State.FAILED for one in self.findings)

    @property
    def proven(self) -> bool:
        """Whether everything that can be asked of it was, and holds."""
        return all(one.state in (State.PASSED, State.NOTHING) for one in self.findings)

    @property
    def told(self) -> str:
        """The conclusion in a sentence."""
        if self.proven:
            return gettext(PROVEN)
        sought = State.FAILED if self.failed else State.OPEN
        names = "、".join(one.name for one in self.findings if one.state is sought)
        return gettext(WRONG if self.failed else NOT_PROVEN, checks=names)


def verify(content: bytes, log: Log | None, *, issued_only: bool = False) -> Verdict:
    """Check a file. ``issued_only``: set it and work it out anew only where the log knows its data, so that nobody can
    have a server set what he made up. Raises ``Unreadable``, and what ``log`` raises."""
    file = signature.brought(content)
    pdf, sha256 = file.pdf, _sha256(content)
    data, attachment = carried(pdf)
    found = [printed.file_finding(pdf), attachment]
    if data is None:
        rest = [check for check in CHECKS if check not in (FILE, ATTACHMENT, SIGNATURE)]
        found += [left_open(check, gettext(NO_DATA)) for check in rest]
        return _verdict(sha256, [*found, signature.finding(file, None, sha256)])
    chain, issue = _chain(file, data, log)
    found += [printed.digest_finding(pdf, data), printed.number_finding(pdf, data), chain]
    found.append(signature.finding(file, issue, sha256))
    if issued_only and issue is None:
        why = gettext(NOT_SET)
        found += [left_open(EDITION, why), *against.not_set(why), left_open(ASSESSMENT, why)]
    else:
        original = chain.state is State.PASSED
        found += [*against.findings(file.paper, pdf, data, original=original), redone.finding(data.paper.stated())]
    return _verdict(sha256, found)


def _verdict(sha256: str, found: list[Finding]) -> Verdict:
    order = list(CHECKS)
    return Verdict(sha256, tuple(sorted(found, key=lambda one: order.index(one.check))))


def _chain(file: Brought, data: Carried, log: Log | None) -> tuple[Finding, Issue | None]:
    """The place in the log, and the entry that issued the data where the log has it."""
    if log is None:
        return left_open(CHAIN, gettext(NO_LOG)), None
    head, number = data.paper.audit, data.paper.number
    found = log(Asked(head.seq, number, data.digest))
    if found.problem:
        return failed(CHAIN, found.problem), None
    issue = next((one for one in found.issues if one.data == data.digest), None)
    if found.hash != head.hash:
        return failed(CHAIN, gettext(OTHER_HEAD, seq=head.seq, hash=head.hash)), issue
    if issue is None:
        other = next(iter(found.issues), None)
        told = gettext(NOT_ISSUED) if other is None else _other_data(other)
        return failed(CHAIN, told), None
    return _issued(file, data, issue), issue


def _other_data(issue: Issue) -> str:
    return gettext(OTHER_DATA, seq=issue.seq, number=issue.number, data=issue.data)


def _issued(file: Brought, data: Carried, issue: Issue) -> Finding:
    head, ours = data.paper.audit, _sha256(file.paper)
    if issue.number != data.paper.number:
        return failed(CHAIN, gettext(OTHER_NUMBER, seq=issue.seq, number=issue.number))
    if issue.seq <= head.seq:
        return failed(CHAIN, gettext(TOO_EARLY, seq=issue.seq, head=head.seq))
    if issue.pdf != ours:
        return failed(CHAIN, gettext(OTHER_FILE, seq=issue.seq, theirs=issue.pdf, ours=ours))
    return passed(CHAIN, gettext(IN_PLACE, head=head.seq, seq=issue.seq))


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
