"""The data that a PDF carries: found, canonical, of a known form."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import orjson
from flask_babel import gettext
from pydantic import ValidationError

from casework.documents.pdf import Pdf
from casework.documents.verifying.families import FAMILIES, Family, family_of
from casework.documents.verifying.finding import ATTACHMENT, Finding, failed, passed
from rules.casefile import canonical
from rules.reading.messages import template

MOST = 32 * 1024 * 1024

NONE = template("没有附件：文书所载的数据应以附件“%(name)s”嵌入")
SEVERAL = template("附件应只有一份“%(name)s”，现有：%(names)s")
TOO_LARGE = template("附件超过 %(most)s MB")
NO_JSON = template("附件不是 JSON：%(why)s")
NOT_CANONICAL = template("附件不是规范形式的 JSON（键的次序、空白或写法与签发时不同）")
FORM = template("附件的内容不合文书的格式：%(where)s")
UNKNOWN_KIND = template("没有“%(kind)s”这种文书")
IN_ORDER = template("附件“%(name)s”在，是规范形式的 JSON，为《%(title)s》的数据")


@dataclass(frozen=True)
class Carried:
    """The text that is attached, and the paper that it is the data of."""

    text: str
    paper: Family

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def carried(pdf: Pdf) -> tuple[Carried | None, Finding]:
    """The data of a paper, or what is wrong with them."""
    known = [family.attachment for family in FAMILIES]
    if not pdf.files:
        return None, failed(ATTACHMENT, gettext(NONE, name=known[0]))
    ((name, content), *others) = pdf.files
    if others or name not in known:
        names = "、".join(each for each, _ in pdf.files)
        return None, failed(ATTACHMENT, gettext(SEVERAL, name=known[0], names=names))
    if len(content) > MOST:
        return None, failed(ATTACHMENT, gettext(TOO_LARGE, most=MOST // 1024 // 1024))
    try:
        data = orjson.loads(content)
        if canonical(data).encode() != content:
            return None, failed(ATTACHMENT, gettext(NOT_CANONICAL))
        family = family_of(data)
        if name != family.attachment:
            return None, failed(ATTACHMENT, gettext(SEVERAL, name=family.attachment, names=name))
        paper = family(data)
    except ValidationError as problem:
        where = "；".join(".".join(str(part) for part in one["loc"]) or "—" for one in problem.errors()[:5])
        return None, failed(ATTACHMENT, gettext(FORM, where=where))
    except (ValueError, TypeError) as problem:
        return None, failed(ATTACHMENT, gettext(NO_JSON, why=problem))
    if not paper.known:
        return None, failed(ATTACHMENT, gettext(UNKNOWN_KIND, kind=paper.kind))
    return Carried(content.decode(), paper), passed(ATTACHMENT, gettext(IN_ORDER, name=name, title=paper.title))
