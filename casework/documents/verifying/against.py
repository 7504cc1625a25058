"""The pages of a file against those that its data give when the paper is set anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import zip_longest

from flask_babel import gettext
from jinja2 import TemplateError

from casework.documents.errors import MissingGlyphs
from casework.documents.pdf import Page, Pdf, read
from casework.documents.verifying.carried import Carried
from casework.documents.verifying.finding import (
    DRAWING,
    EDITION,
    PAGES,
    WORDS,
    Finding,
    State,
    failed,
    left_open,
    passed,
)
from rules.reading.messages import template

OTHER_EDITION = template(
    "模板在签发后有改动（签发时为 %(theirs)s，本程序为 %(ours)s），不能重排比对，这不表示文书被改动；"
    "请连同审计链核对，或者用签发时版本的程序核对"
)
LATER_EDITION = template("模板在签发后有改动（签发时为 %(theirs)s，现为 %(ours)s），与文书是否原件无关")
SAME_EDITION = template("模板 %(edition)s 与本程序的相同")
NOT_SET = template("没有重排，未核对")
BY_LOG = template("文件与审计链中签发记录的散列值相同，逐字节就是签发的原件；没有另行重排")
NO_PAPER = template("附件所载的数据排不成文书：%(why)s")
COUNT = template("应有 %(wanted)s 页，现有 %(found)s 页")
LACKING = template("缺第 %(pages)s 页")
FOREIGN = template("第 %(pages)s 页不是本文书的")
REORDERED = template("页的次序不对：第 %(page)s 页应为现在的第 %(found)s 页")
WHOLE = template("%(count)s 页齐全，次序正确")
OTHER_WORDS = template("第 %(page)s 页文字与数据不符：应为“%(wanted)s”，现为“%(found)s”")
SAME_WORDS = template("各页文字与数据依模板所得的逐字相同")
OTHER_DRAWING = template("第 %(pages)s 页画出的内容（字形、图、二维码）与数据依模板所得的不同")
OTHER_BYTES = template("各页画面相同，但文件不是逐字节相同：签发后被重新保存或改动过")
OTHER_PROGRAM = template("排版软件或字体与签发时不同（%(theirs)s，本程序 %(ours)s），只能核对文字")
SAME_DRAWING = template("与重排所得的文件逐字节相同")

_WRONG_DATA = (TemplateError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, MissingGlyphs)
"""What a template, or what it asks, raises where the data are not those of a paper."""


@dataclass(frozen=True)
class Anew:
    """The paper as this program sets it."""

    content: bytes
    pdf: Pdf


def findings(content: bytes, pdf: Pdf, data: Carried, *, original: bool = False) -> list[Finding]:
    """Edition, pages, words and drawing. ``original``: the log has proven that this very file was issued, byte for
    byte; then a template, a typesetter or a face that is another since is nothing against it."""
    ours = data.paper.present_edition()
    if ours != data.paper.edition:
        return _of_other_edition(data.paper.edition, ours, original)
    same = passed(EDITION, gettext(SAME_EDITION, edition=ours))
    try:
        made = data.paper.set_anew(data.text, data.digest)
    except _WRONG_DATA as problem:
        why = gettext(NO_PAPER, why=f"{type(problem).__name__}: {problem}")
        return [same, *(failed(check, why) for check in (PAGES, WORDS, DRAWING))]
    anew = Anew(made, pdf if made == content else read(made))
    drawing = drawing_finding(content, pdf, anew)
    if original and drawing.state is State.OPEN:
        drawing = passed(DRAWING, gettext(BY_LOG))
    return [same, pages_finding(pdf, anew.pdf), words_finding(pdf, anew.pdf), drawing]


def _of_other_edition(theirs: str, ours: str, original: bool) -> list[Finding]:
    if not original:
        return [left_open(EDITION, gettext(OTHER_EDITION, theirs=theirs, ours=ours)), *not_set(gettext(NOT_SET))]
    edition = Finding(EDITION, State.NOTHING, gettext(LATER_EDITION, theirs=theirs, ours=ours))
    return [edition, *(passed(check, gettext(BY_LOG)) for check in (PAGES, WORDS, DRAWING))]


def not_set(why: str) -> list[Finding]:
    """The checks that take the paper set anew, where it is not."""
    return [left_open(check, why) for check in (PAGES, WORDS, DRAWING)]


def pages_finding(pdf: Pdf, anew: Pdf) -> Finding:
    """Whether every page is there, in its order, and no other."""
    found, wanted = [page.text for page in pdf.pages], [page.text for page in anew.pages]
    if len(found) == len(wanted):
        if found != wanted and Counter(found) == Counter(wanted):
            at = next(at for at, page in enumerate(wanted) if page != found[at])
            return failed(PAGES, gettext(REORDERED, page=at + 1, found=found.index(wanted[at]) + 1))
        return passed(PAGES, gettext(WHOLE, count=len(wanted)))
    told = [gettext(COUNT, wanted=len(wanted), found=len(found))]
    if lacking := _left(wanted, found):
        told.append(gettext(LACKING, pages=lacking))
    if foreign := _left(found, wanted):
        told.append(gettext(FOREIGN, pages=foreign))
    return failed(PAGES, "；".join(told))


def _left(pages: list[str], others: list[str]) -> str:
    """The places of pages that have no like among the others."""
    rest, left = Counter(others), []
    for at, page in enumerate(pages, 1):
        if rest[page]:
            rest[page] -= 1
        else:
            left.append(str(at))
    return "、".join(left)


def words_finding(pdf: Pdf, anew: Pdf) -> Finding:
    """Whether the words of each page are those that the data give."""
    nothing = Page("", "")
    for at, (found, wanted) in enumerate(zip_longest(pdf.pages, anew.pages, fillvalue=nothing), 1):
        if found.text != wanted.text:
            ours, theirs = _apart(wanted.text, found.text)
            return failed(WORDS, gettext(OTHER_WORDS, page=at, wanted=ours, found=theirs))
    return passed(WORDS, gettext(SAME_WORDS))


_AROUND = 12


def _apart(wanted: str, found: str) -> tuple[str, str]:
    """Where two texts first differ, with a few characters around."""
    pairs = enumerate(zip(wanted, found, strict=False))
    at = next((at for at, (ours, theirs) in pairs if ours != theirs), min(len(wanted), len(found)))
    start, end = max(0, at - _AROUND), at + _AROUND
    return wanted[start:end] or "—", found[start:end] or "—"


def drawing_finding(content: bytes, pdf: Pdf, anew: Anew) -> Finding:
    """Whether the pages draw what the data give, and the file is the very one."""
    if content == anew.content:
        return passed(DRAWING, gettext(SAME_DRAWING))
    pairs = enumerate(zip_longest(pdf.pages, anew.pdf.pages), 1)
    other = [str(at) for at, (found, wanted) in pairs if found is None or wanted is None or found.drawn != wanted.drawn]
    if other and (pdf.producer, pdf.faces) != (anew.pdf.producer, anew.pdf.faces):
        told = gettext(OTHER_PROGRAM, theirs=pdf.producer or "—", ours=anew.pdf.producer)
        return left_open(DRAWING, told)
    if other:
        return failed(DRAWING, gettext(OTHER_DRAWING, pages="、".join(other)))
    return failed(DRAWING, gettext(OTHER_BYTES))
