"""Ways in which somebody may tamper with a signed paper. The forger has the paper, the signature, keys of his own."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from casework.documents import pdf as files
from casework.documents import typesetting
from casework.documents.signing import revision
from casework.documents.signing.pkcs12 import FileSigner
from casework.documents.signing.waiting import finished
from casework.documents.verifying.finding import CHAIN, FILE
from casework.documents.verifying.signature import (
    CONTINUED,
    FOREIGN,
    FORGED,
    OTHER_CONTENT,
    OTHER_SIGNATURE,
    STRIPPED,
    UNREADABLE,
)
from tests.casework.documents.signing.conftest import Signed
from tests.casework.documents.verifying.tampering import edited


@dataclass(frozen=True)
class Forgery:
    """``told``: the sentence that names it; ``also``: other checks that must fail. ``make``: the forged file."""

    name: str
    told: str
    make: Callable[[Signed], bytes]
    also: tuple[str, ...] = ()


def behind(signed: Signed) -> bytes:
    """The signature as it stands behind the paper."""
    return signed.content[len(signed.paper) :]


def signature(signed: Signed) -> revision.Signed:
    """The signature as it is read."""
    found = revision.read(revision.taken_apart(signed.content), files.ground(signed.paper))
    assert found is not None
    return found


def signed_by(paper: bytes, signer: FileSigner, signed: Signed) -> bytes:
    """A paper with a signature as this program writes it, by whoever holds the keys."""
    update = revision.update(paper, files.ground(paper), signature(signed).at, revision.ROOM)
    with signed.app.app_context():
        return paper + update.filled(signer.sign(update.digest(paper)))


def holding(paper: bytes, content: bytes, signed: Signed) -> bytes:
    """A paper with a container of our form, whatever is in it."""
    at = signature(signed).at
    return paper + revision.update(paper, files.ground(paper), at, revision.ROOM).filled(content)


def updated(content: bytes, change: Callable[[PdfWriter], object]) -> bytes:
    """The file with an update behind it, as a program for PDF files writes it."""
    writer = PdfWriter(io.BytesIO(content), incremental=True)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def other_words(writer: PdfWriter) -> None:
    """Other content behind the first page, the old one kept in the file."""
    page = writer.pages[0]
    stream = StreamObject()
    stream.set_data(page.get_contents().get_data() + b"\nq 1 g 90 500 300 40 re f Q")  # type: ignore[union-attr]
    page[NameObject("/Contents")] = writer._add_object(stream)


def store_of_proofs(writer: PdfWriter) -> None:
    """A store for later proofs (DSS) with a certificate that nobody asked for."""
    stream = StreamObject()
    stream.set_data(b"0" * 64)
    certificates = ArrayObject([writer._add_object(stream)])
    writer._root_object[NameObject("/DSS")] = writer._add_object(DictionaryObject({NameObject("/Certs"): certificates}))


def note_over(writer: PdfWriter) -> None:
    """A note that covers words, drawn by the reader and not by the page."""
    writer.add_annotation(0, FreeText(text="0", rect=(50, 550, 300, 650)))


def signed_again(content: bytes, signer: FileSigner) -> bytes:
    """A second signature behind the first, by another program, covering the whole file."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner

    writer = IncrementalPdfFileWriter(io.BytesIO(content))

    class Forger(PdfSigner):
        """Does not mind that the first signature forbids a second."""

        def _enforce_certification_constraints(self, reader: object) -> None:
            pass

    meta = PdfSignatureMetadata(field_name="Signature2", md_algorithm="sha256")
    made = finished(Forger(meta, signer._signer).async_sign_pdf(writer))
    return bytes(made.getvalue())


def flipped(content: bytes, at: int) -> bytes:
    """One bit of a byte is another."""
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def moved(signed: Signed) -> bytes:
    """The moment of the signature, a day earlier."""
    earlier = signature(signed).at - datetime.timedelta(days=1)
    update = revision.update(signed.paper, files.ground(signed.paper), earlier, revision.ROOM)
    return signed.paper + update.filled(signature(signed).container)


def narrowed(signed: Signed) -> bytes:
    """The stretch that the signature covers ends before the end of the file."""
    return signed.paper + re.sub(rb"([0-9]{10})\]/Contents", b"0000000001]/Contents", behind(signed))


def hiding(signed: Signed) -> bytes:
    """Something hidden in what fills the room of the container."""
    return signed.paper + behind(signed).replace(b"0000000000>", b"00000000ff>")


def saved_again(signed: Signed) -> bytes:
    """The signed file, written anew by a program for PDF files."""
    return edited(signed.content, lambda writer: None)


def altered_paper(signed: Signed) -> bytes:
    """A byte of a compressed stream is another; the signature stands where it stood."""
    place = signed.paper.index(b"stream\n") + 40
    return flipped(signed.paper, place) + behind(signed)


def overlaid(signed: Signed) -> bytes:
    """The paper with other words behind its first page, signed by the forger as any program signs."""
    return signed_again(updated(signed.paper, other_words), signed.stranger)


def turned(signed: Signed) -> bytes:
    return updated(signed.content, lambda writer: writer.pages[0].rotate(180))


def certificate_of_own(signed: Signed) -> bytes:
    """The signature taken off, and one by a certificate of the forger's own put in its place."""
    return signed_by(signed.paper, signed.stranger, signed)


def of_the_same_signer(signed: Signed) -> bytes:
    """A true signature of the office, on another file."""
    other = edited(signed.paper, lambda writer: None)
    update = revision.update(signed.paper, files.ground(signed.paper), signature(signed).at, revision.ROOM)
    with signed.app.app_context():
        return signed.paper + update.filled(signed.own.sign(update.digest(other)))


def of_another_paper(signed: Signed) -> bytes:
    """What stands behind another paper that the office signed."""
    with signed.app.app_context():
        other = typesetting.set_pdf("<html lang=zh><title>other</title><p>other", ())
    return signed_by(other, signed.own, signed)[len(other) :]


def broken_value(signed: Signed) -> bytes:
    """The last byte of the signature itself is another."""
    content = signature(signed).container
    return holding(signed.paper, flipped(content, len(content) - 1), signed)


KINDS: tuple[Forgery, ...] = (
    Forgery("the signature taken off", STRIPPED, lambda s: s.paper),
    Forgery("the signed file saved again", STRIPPED, saved_again, (FILE, CHAIN)),
    Forgery("a signature of the office on another file", OTHER_CONTENT, of_the_same_signer),
    Forgery("a byte of the paper", OTHER_CONTENT, altered_paper, (CHAIN,)),
    Forgery("the moment of the signature", OTHER_CONTENT, moved),
    Forgery("a byte of the signature", FORGED, broken_value),
    Forgery("no container", UNREADABLE, lambda s: holding(s.paper, b"\x30\x03\x02\x01\x00", s)),
    Forgery("a certificate of another", OTHER_SIGNATURE, certificate_of_own),
    Forgery("a page turned behind the signature", CONTINUED, turned, (FILE, CHAIN)),
    Forgery("other words behind the signature", CONTINUED, lambda s: updated(s.content, other_words), (FILE, CHAIN)),
    Forgery("a note behind the signature", CONTINUED, lambda s: updated(s.content, note_over), (FILE, CHAIN)),
    Forgery("a store of proofs", CONTINUED, lambda s: updated(s.content, store_of_proofs), (FILE, CHAIN)),
    Forgery("a second signature", CONTINUED, lambda s: signed_again(s.content, s.stranger), (FILE, CHAIN)),
    Forgery("something after the end", CONTINUED, lambda s: s.content + b"%more\n", (FILE, CHAIN)),
    Forgery("other words beneath another's signature", FOREIGN, overlaid, (FILE, CHAIN)),
    Forgery("the signature twice", CONTINUED, lambda s: s.content + behind(s), (FILE, CHAIN)),
    Forgery("less covered than all", FOREIGN, narrowed, (FILE, CHAIN)),
    Forgery("something hidden beside the container", FOREIGN, hiding, (FILE, CHAIN)),
    Forgery("the signature of another paper", FOREIGN, lambda s: s.paper + of_another_paper(s), (FILE, CHAIN)),
)
