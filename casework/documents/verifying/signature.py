"""The electronic signature of a paper, and what the log says of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from flask_babel import gettext

from casework import db
from casework.documents.pdf import REVISED, Pdf, Unreadable, read_apart
from casework.documents.signing import judging, revision, settings
from casework.documents.signing.judging import Broken, Judged, Trusted
from casework.documents.signing.revision import Signed
from casework.documents.verifying.chain import Issue
from casework.documents.verifying.finding import SIGNATURE, Finding, State, failed, left_open, passed
from rules.reading.messages import template
from rules.values.clock import BEIJING

NEVER = template("审计链第 %(seq)s 条签发时没有电子签名，本文件也没有")
NONE = template("没有电子签名")
NOT_TOLD = template("没有电子签名；本系统签发的文书有电子签名，而没有审计链可以核对签发时有无")
STRIPPED = template("审计链第 %(seq)s 条签发时有电子签名，本文件没有：签名被去除")
FOREIGN = template("文件末尾追加的内容不是本系统写入的电子签名，或者电子签名所在的部分被改动")
CONTINUED = template("电子签名之后又追加了 %(count)s 个字节的内容")
UNREADABLE = template("电子签名不能读取")
OTHER_CONTENT = template("电子签名所签的不是本文件：文件在签名后被改动，或者签名取自其他文件")
FORGED = template("电子签名不是证书“%(name)s”的密钥所作")
NOT_BY_LOG = template("审计链第 %(seq)s 条签发时没有电子签名，本文件的签名（%(name)s）是后来加上的")
OTHER_SIGNATURE = template("审计链第 %(seq)s 条签发时的签名不是本文件的签名（%(name)s）：签名被换过")
NO_ROOTS = template("电子签名有效，覆盖整个文件（%(signed)s）；没有设置受信任的证书，未核对证书由谁签发")
WRONG_TRUST = template("电子签名有效，覆盖整个文件（%(signed)s）；受信任的证书不能读取：%(why)s")
UNKNOWN = template("电子签名覆盖整个文件（%(signed)s），但是证书不在受信任之列，由“%(issuer)s”签发")
REVOKED = template("电子签名覆盖整个文件（%(signed)s），但是证书已被吊销")
NOT_THEN = template("电子签名覆盖整个文件（%(signed)s），但是签名时证书不在有效期内（%(since)s 至 %(until)s）")
NOT_NOW = template(
    "电子签名覆盖整个文件（%(signed)s），证书已于 %(until)s 到期；没有时间戳和审计链可以证明签名在到期之前"
)
VALID = template("电子签名有效，覆盖整个文件（%(signed)s），证书由“%(issuer)s”签发，有效期至 %(until)s")
SIGNED = template("%(name)s，%(at)s")
BY_STAMP = template("；签名时间由时间戳证明")
BY_LOG = template("；证书现已到期，签名在到期之前，由审计链证明")


@dataclass(frozen=True)
class Brought:
    """A file as it is checked. ``paper``: without its signature where it has one of ours, else the whole file;
    ``more``: how many bytes follow the signature; ``behind``: whether anything stands behind the paper."""

    content: bytes
    paper: bytes
    pdf: Pdf
    signed: Signed | None
    behind: bool


def brought(content: bytes) -> Brought:
    """Take a file apart. What a reader would show is the paper only where nothing but a signature of ours follows it;
    any other file is read whole. Raises ``Unreadable``."""
    parts = revision.taken_apart(content)
    if not parts.behind:
        return Brought(content, content, read_apart(content), None, False)
    try:
        pdf = read_apart(parts.paper)
    except Unreadable:
        return Brought(content, content, read_apart(content), None, True)
    signed = revision.read(parts, pdf.ground)
    if signed is not None and not signed.more:
        return Brought(content, parts.paper, pdf, signed, True)
    try:
        whole = read_apart(content)
    except Unreadable:  # what follows the paper destroys it
        whole = replace(pdf, strange=(REVISED,))
    return Brought(content, content, whole, signed, True)


def finding(file: Brought, issue: Issue | None, sha256: str) -> Finding:
    """The signature, and whether it is the one of the issue, as the log tells it where it knows the data."""
    if file.signed is None:
        return failed(SIGNATURE, gettext(FOREIGN)) if file.behind else _unsigned(issue)
    if file.signed.more:
        return failed(SIGNATURE, gettext(CONTINUED, count=file.signed.more))
    try:
        trust, problem = settings.trust(), ""
    except settings.WrongTrust as wrong:
        trust, problem = settings.Trust((), ()), str(wrong)
    proven = issue.at if issue is not None and issue.signed == sha256 else None
    try:
        judged = judging.judge(file.signed.container, file.signed.covered, trust, proven or db.now())
        if proven is None and judged.stamped is not None:
            judged = judging.judge(file.signed.container, file.signed.covered, trust, judged.stamped)
    except Broken:
        return failed(SIGNATURE, gettext(UNREADABLE))
    return _judged(judged, file.signed, issue, sha256, problem)


def _unsigned(issue: Issue | None) -> Finding:
    if issue is None:
        if settings.signs():
            return left_open(SIGNATURE, gettext(NOT_TOLD))
        return Finding(SIGNATURE, State.NOTHING, gettext(NONE))
    if issue.signed:
        return failed(SIGNATURE, gettext(STRIPPED, seq=issue.seq))
    return Finding(SIGNATURE, State.NOTHING, gettext(NEVER, seq=issue.seq))


def _judged(judged: Judged, signed: Signed, issue: Issue | None, sha256: str, problem: str) -> Finding:
    name = judged.certificate.name
    if not judged.intact:
        return failed(SIGNATURE, gettext(OTHER_CONTENT))
    if not judged.valid:
        return failed(SIGNATURE, gettext(FORGED, name=name))
    if issue is not None and not issue.signed:
        return failed(SIGNATURE, gettext(NOT_BY_LOG, seq=issue.seq, name=name))
    if issue is not None and issue.signed != sha256:
        return failed(SIGNATURE, gettext(OTHER_SIGNATURE, seq=issue.seq, name=name))
    return _of_certificate(judged, signed, issue, problem)


def _of_certificate(judged: Judged, signed: Signed, issue: Issue | None, problem: str) -> Finding:
    own = judged.certificate
    told = {
        "signed": gettext(SIGNED, name=own.name, at=_moment(signed.at)),
        "issuer": own.issuer,
        "since": _day(own.since),
        "until": _day(own.until),
    }
    if not own.since <= signed.at <= own.until:
        return failed(SIGNATURE, gettext(NOT_THEN, **told))
    if problem:
        return left_open(SIGNATURE, gettext(WRONG_TRUST, why=problem, **told))
    over = db.now() > own.until
    if over and judged.stamped is None and issue is None:
        return left_open(SIGNATURE, gettext(NOT_NOW, **told))
    match judged.trusted:
        case Trusted.UNASKED:
            return left_open(SIGNATURE, gettext(NO_ROOTS, **told))
        case Trusted.REVOKED:
            return failed(SIGNATURE, gettext(REVOKED, **told))
        case Trusted.UNKNOWN:
            return failed(SIGNATURE, gettext(UNKNOWN, **told))
    more = gettext(BY_STAMP) if judged.stamped is not None else gettext(BY_LOG) if over else ""
    return passed(SIGNATURE, gettext(VALID, **told) + more)


def _moment(at: datetime.datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def _day(at: datetime.datetime) -> str:
    return at.astimezone(BEIJING).date().isoformat()
