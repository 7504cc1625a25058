"""What the pages say of number and digest, and whether the file is one that this system writes."""

from __future__ import annotations

import re

from flask_babel import gettext

from casework.documents.pdf import ACTIVE, ENCRYPTED, REVISED, Pdf
from casework.documents.verifying.carried import Carried
from casework.documents.verifying.finding import (
    DIGEST,
    FILE,
    NUMBER,
    Finding,
    State,
    failed,
    passed,
)
from rules.reading.messages import template

STRANGE = {
    ENCRYPTED: template("文件加了密，不能核对"),
    REVISED: template("文件在写成之后又追加过内容（增量更新），或前后有多余的内容"),
    ACTIVE: template("文件含有脚本、表单或批注，签发的文书没有这些"),
}
WHOLE = template("PDF 完整，除电子签名外没有追加的内容、脚本、表单和批注")
NO_DIGEST = template("这类文书正文不印摘要，附件由审计链中的签发记录证明；附件的 SHA-256 为 %(digest)s")
NOT_PRINTED = template("文末没有印出数据摘要")
OTHER_DIGEST = template("附件的 SHA-256 为 %(digest)s，文末所印为 %(printed)s")
OTHER_PIN = template("第 %(page)s 页页脚的数据摘要不是 %(digest)s")
SAME_DIGEST = template("文末与各页所印的摘要就是附件的 SHA-256：%(digest)s")
NUMBERLESS = template("这类文书没有编号")
OTHER_NUMBER = template("附件所载编号为 %(number)s，第 %(page)s 页没有印出这一编号")
OTHER_TITLE = template("附件所载为《%(title)s》%(number)s，文件属性写作“%(found)s”")
SAME_NUMBER = template("页面、文件属性与附件所载的编号一致：%(number)s")

_PRINTED = re.compile("数据摘要([0-9a-f]{64})")
_SHORT = 16


def file_finding(pdf: Pdf) -> Finding:
    """Whether the file is as a paper is written, once."""
    if pdf.strange:
        return failed(FILE, "；".join(gettext(STRANGE[one]) for one in pdf.strange))
    return passed(FILE, gettext(WHOLE))


def digest_finding(pdf: Pdf, data: Carried) -> Finding:
    """Whether the digest on the pages is that of the attachment."""
    digest = data.digest
    if not data.paper.bears_digest:
        return Finding(DIGEST, State.NOTHING, gettext(NO_DIGEST, digest=digest))
    found = set(_PRINTED.findall("".join(page.text for page in pdf.pages)))
    if not found:
        return failed(DIGEST, gettext(NOT_PRINTED))
    if found != {digest}:
        return failed(DIGEST, gettext(OTHER_DIGEST, digest=digest, printed="、".join(sorted(found))))
    for at, page in enumerate(pdf.pages, 1):
        if f"数据摘要{digest[:_SHORT]}" not in page.text:
            return failed(DIGEST, gettext(OTHER_PIN, page=at, digest=digest[:_SHORT]))
    return passed(DIGEST, gettext(SAME_DIGEST, digest=digest))


def number_finding(pdf: Pdf, data: Carried) -> Finding:
    """Whether pages and title of the file bear the number of the data."""
    paper = data.paper
    titled = f"{paper.title} {paper.number}".strip()
    if pdf.title != titled:
        return failed(NUMBER, gettext(OTHER_TITLE, title=paper.title, number=paper.number, found=pdf.title))
    if not paper.number:
        return Finding(NUMBER, State.NOTHING, gettext(NUMBERLESS))
    number = "".join(paper.number.split())
    pages = pdf.pages if paper.bears_digest else pdf.pages[:1]
    wanted = f"编号{number}" if paper.bears_digest else number
    for at, page in enumerate(pages, 1):
        if wanted not in page.text:
            return failed(NUMBER, gettext(OTHER_NUMBER, number=paper.number, page=at))
    return passed(NUMBER, gettext(SAME_NUMBER, number=paper.number))
