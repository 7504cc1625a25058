"""Ways in which somebody may tamper with a paper, each with the check that must name it.

The forger is given much: this very program to set what he has changed, the true attachment, the true digest.
"""

from __future__ import annotations

import copy
import datetime
import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.annotations import FreeText
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from casework.documents import paper, typesetting
from casework.documents.verifying.finding import (
    ASSESSMENT,
    ATTACHMENT,
    CHAIN,
    DIGEST,
    DRAWING,
    FILE,
    NUMBER,
    PAGES,
    WORDS,
)
from rules.casefile import canonical
from tests.casework.documents.conftest import Issued, Paper

Data = dict[str, Any]
STYLES = ("css/worksheet.css", "css/paper.css")


@dataclass(frozen=True)
class Tampering:
    """``caught``: the check that must fail. ``make``: the forged file, in the context of an application."""

    name: str
    caught: str
    make: Callable[[Issued], bytes]


# What the forger sets anew


def set_forged(of: Paper, data: Data, text: str, digest: str, change: Callable[[str], str] = str) -> bytes:
    """A paper that says ``data``, carries ``text``, and shows ``digest`` as the one of what it carries."""
    html = change(paper.render_html(of.kind, data, digest))
    at = datetime.datetime.fromisoformat(data["issued"]["at"])
    return typesetting.set_pdf(html, STYLES, (typesetting.Attached(paper.ATTACHMENT, text, "本文书所载全部数据", at),))


def said_otherwise(of: Paper, change: Callable[[Data], None]) -> bytes:
    """Only the pages say something else; attachment and digest are the true ones."""
    data = json.loads(of.data)
    change(data)
    return set_forged(of, data, of.data, of.data_hash)


def made_up(of: Paper, change: Callable[[Data], None]) -> bytes:
    """Pages, attachment and digest agree with one another."""
    data = json.loads(of.data)
    change(data)
    text = canonical(data)
    return set_forged(of, data, text, hashlib.sha256(text.encode()).hexdigest())


def worded_otherwise(of: Paper, old: str, new: str) -> bytes:
    """The words of the pages are changed, and nothing else."""

    def change(html: str) -> str:
        assert old in html, old
        return html.replace(old, new)

    return set_forged(of, json.loads(of.data), of.data, of.data_hash, change)


# What he does to the file


def edited(content: bytes, edit: Callable[[PdfWriter], object]) -> bytes:
    """The file after an edit in a program for PDF files."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    edit(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def rearranged(content: bytes, order: Callable[[list[Any]], list[Any]]) -> bytes:
    """The pages in another order, with all that the file carries beside them."""

    def edit(writer: PdfWriter) -> None:
        pages: Any = writer._pages.get_object()
        kids = order(list(pages["/Kids"]))
        pages[NameObject("/Kids")] = type(pages["/Kids"])(kids)
        pages[NameObject("/Count")] = type(pages["/Count"])(len(kids))

    return edited(content, edit)


def carrying(content: bytes, change: Callable[[bytes], bytes], name: str = paper.ATTACHMENT) -> bytes:
    """The file with another attachment."""
    (old,) = PdfReader(io.BytesIO(content)).attachments[paper.ATTACHMENT]

    def edit(writer: PdfWriter) -> None:
        names: Any = writer._root_object["/Names"]
        del names.get_object()["/EmbeddedFiles"]
        writer.add_attachment(name, change(old))

    return edited(content, edit)


def without_attachment(content: bytes) -> bytes:
    def edit(writer: PdfWriter) -> None:
        names: Any = writer._root_object["/Names"]
        del names.get_object()["/EmbeddedFiles"]

    return edited(content, edit)


def drawn_over(content: bytes, operators: bytes) -> bytes:
    """A page with more operators at the end of its content."""

    def edit(writer: PdfWriter) -> None:
        page: Any = writer.pages[0]
        stream = StreamObject()
        stream.set_data(page.get_contents().get_data() + b"\n" + operators)
        page[NameObject("/Contents")] = writer._add_object(stream)

    return edited(content, edit)


def with_page_of(content: bytes, other: bytes, at: int) -> bytes:
    """A page is replaced by the same page of another paper."""

    def edit(writer: PdfWriter) -> None:
        writer.insert_page(PdfReader(io.BytesIO(other)).pages[at], at)
        pages: Any = writer._pages.get_object()
        del pages["/Kids"][at + 1]
        pages[NameObject("/Count")] = type(pages["/Count"])(len(pages["/Kids"]))

    return edited(content, edit)


def updated(content: bytes) -> bytes:
    """The file with an incremental update: a page turned, the first version kept whole before it."""
    writer = PdfWriter(io.BytesIO(content), incremental=True)
    writer.pages[0].rotate(180)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def moved(content: bytes) -> bytes:
    return edited(content, lambda writer: writer.pages[0].add_transformation(Transformation().translate(3, 0)))


def annotated(content: bytes) -> bytes:
    note = FreeText(text="86", rect=(50, 550, 200, 650))
    return edited(content, lambda writer: writer.add_annotation(0, note))


def scripted(content: bytes) -> bytes:
    def edit(writer: PdfWriter) -> None:
        script = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
        )
        writer._root_object[NameObject("/OpenAction")] = writer._add_object(script)

    return edited(content, edit)


def encrypted(content: bytes) -> bytes:
    return edited(content, lambda writer: writer.encrypt("", "owner", algorithm="AES-256"))


def retitled(content: bytes) -> bytes:
    return edited(content, lambda writer: writer.add_metadata({"/Title": "碳汇注销确认书"}))


def with_another(content: bytes) -> bytes:
    return edited(content, lambda writer: writer.add_attachment("more.json", b"{}"))


def carrying_that_of(of: Paper, other: Paper) -> bytes:
    return carrying(of.pdf, lambda _: other.data.encode())


def digest_forged(of: Paper) -> bytes:
    """The pages show a digest that is nobody's."""
    return set_forged(of, json.loads(of.data), of.data, "ab" * 32)


BOX = b"q 1 g 90 500 300 40 re f Q"
"""A white box."""


# The changes


def _spaced(content: bytes) -> bytes:
    return content.replace(b",", b", ", 1)


def _loss(data: Data) -> None:
    data["assessment"]["result"]["loss_tco2e"] = "24.90"


def _line(data: Data) -> None:
    line = next(one for one in data["assessment"]["result"]["worksheet"] if one["kind"] == "computed")
    line["result"] = f"9{line['result']}"


def _facts(data: Data) -> None:
    data["assessed_of"]["stands"][0]["area_mu"] = "0.5"


def _hash(data: Data) -> None:
    data["assessment"]["result"]["hash"] = data["assessment"]["hash"] = "0" * 64


def _retired(data: Data) -> None:
    data["totals"]["retired_t"] = "860"


def _party(data: Data) -> None:
    data["parties"] = ["李某"]


def _day(data: Data) -> None:
    data["issued"]["at"] = "2020-01-01T08:00:00+00:00"


def _number(data: Data) -> None:
    data["number"] = "2026-0001-99"


def _head(data: Data) -> None:
    data["audit"] = {"seq": data["audit"]["seq"], "hash": "ab" * 32}


def _later_head(data: Data) -> None:
    data["audit"] = {"seq": 999_999, "hash": data["audit"]["hash"]}


def _edition(data: Data) -> None:
    data["template"] = "retirement/3@000000000000"


def _code_of(other: Paper) -> Callable[[Paper], bytes]:
    """The code of another paper, in the place of the true one."""

    def make(of: Paper) -> bytes:
        mine, theirs = (paper._qr(json.loads(one.data), one.data_hash) for one in (of, other))
        mine, theirs = (text.replace("'", "&#39;") for text in (mine, theirs))
        return worded_otherwise(of, mine, theirs)

    return make


def _swapped(kids: list[Any]) -> list[Any]:
    return [kids[1], kids[0], *kids[2:]]


def _json(change: Callable[[Data], None]) -> Callable[[bytes], bytes]:
    def changed(content: bytes) -> bytes:
        data = copy.deepcopy(json.loads(content))
        change(data)
        return canonical(data).encode()

    return changed


KINDS: tuple[Tampering, ...] = (
    # words
    Tampering("a quantity on the pages", WORDS, lambda i: said_otherwise(i.complete, _retired)),
    Tampering("a person on the pages", WORDS, lambda i: said_otherwise(i.complete, _party)),
    Tampering("a day on the pages", WORDS, lambda i: said_otherwise(i.complete, _day)),
    Tampering("one character of a sentence", WORDS, lambda i: worded_otherwise(i.complete, "不少于", "不大于")),
    Tampering("a sentence left out", WORDS, lambda i: worded_otherwise(i.complete, "本确认书不替代登记机构的凭证", "")),
    Tampering("the loss on the pages", WORDS, lambda i: said_otherwise(i.report, _loss)),
    # number
    Tampering("the number on the pages", NUMBER, lambda i: said_otherwise(i.complete, _number)),
    Tampering("the number everywhere", CHAIN, lambda i: made_up(i.complete, _number)),
    Tampering("the title of the file", NUMBER, lambda i: retitled(i.complete.pdf)),
    # attachment
    Tampering("no attachment", ATTACHMENT, lambda i: without_attachment(i.complete.pdf)),
    Tampering("an attachment of another name", ATTACHMENT, lambda i: carrying(i.complete.pdf, bytes, "data.json")),
    Tampering("a second attachment", ATTACHMENT, lambda i: with_another(i.complete.pdf)),
    Tampering("an attachment with other blanks", ATTACHMENT, lambda i: carrying(i.complete.pdf, _spaced)),
    Tampering("an attachment that is no JSON", ATTACHMENT, lambda i: carrying(i.complete.pdf, lambda c: c[:-1])),
    Tampering("an attachment of another format", ATTACHMENT, lambda i: carrying(i.complete.pdf, lambda _: b"{}")),
    Tampering("the attachment of another paper", DIGEST, lambda i: carrying_that_of(i.complete, i.partly)),
    Tampering("a figure of the attachment", DIGEST, lambda i: carrying(i.complete.pdf, _json(_retired))),
    Tampering("a figure of the attachment, and its digest", CHAIN, lambda i: made_up(i.complete, _retired)),
    Tampering("the printed digest", DIGEST, lambda i: digest_forged(i.complete)),
    # assessment
    Tampering("the loss everywhere", ASSESSMENT, lambda i: made_up(i.report, _loss)),
    Tampering("a line of the worksheet everywhere", ASSESSMENT, lambda i: made_up(i.report, _line)),
    Tampering("the facts everywhere", ASSESSMENT, lambda i: made_up(i.report, _facts)),
    Tampering("the hash of the assessment everywhere", ASSESSMENT, lambda i: made_up(i.report, _hash)),
    # log
    Tampering("another head of the log", CHAIN, lambda i: made_up(i.complete, _head)),
    Tampering("a head that the log has not", CHAIN, lambda i: made_up(i.complete, _later_head)),
    Tampering("another edition of the template", CHAIN, lambda i: made_up(i.complete, _edition)),
    # pages
    Tampering("the last page missing", PAGES, lambda i: rearranged(i.complete.pdf, lambda k: k[:-1])),
    Tampering("a page in the middle missing", PAGES, lambda i: rearranged(i.complete.pdf, lambda k: [k[0], *k[2:]])),
    Tampering("two pages swapped", PAGES, lambda i: rearranged(i.complete.pdf, _swapped)),
    Tampering("an empty page added", PAGES, lambda i: edited(i.complete.pdf, lambda w: w.add_blank_page())),
    Tampering("a page twice", PAGES, lambda i: rearranged(i.complete.pdf, lambda k: [*k, k[-1]])),
    Tampering("a page of another paper", DIGEST, lambda i: with_page_of(i.complete.pdf, i.partly.pdf, 1)),
    # looks
    Tampering("the code of another paper", DRAWING, lambda i: _code_of(i.partly)(i.complete)),
    Tampering("a white box over a figure", DRAWING, lambda i: drawn_over(i.complete.pdf, BOX)),
    Tampering("the words of a page moved", DRAWING, lambda i: moved(i.complete.pdf)),
    Tampering("a page turned", DRAWING, lambda i: edited(i.complete.pdf, lambda w: w.pages[0].rotate(180))),
    # file
    Tampering("saved again", CHAIN, lambda i: edited(i.complete.pdf, lambda w: None)),
    Tampering("an incremental update", FILE, lambda i: updated(i.complete.pdf)),
    Tampering("something after the end", FILE, lambda i: i.complete.pdf + b"\n%more\n"),
    Tampering("a script", FILE, lambda i: scripted(i.complete.pdf)),
    Tampering("a note over the words", FILE, lambda i: annotated(i.complete.pdf)),
    Tampering("encrypted", FILE, lambda i: encrypted(i.complete.pdf)),
)
