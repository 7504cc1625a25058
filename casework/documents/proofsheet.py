"""核对页: what proves a paper, on a sheet of its own, since no official layout has room for it on the face of a paper.

All of it follows from the PDF as it was issued and the data that it carries; the same paper gives the same sheet.
"""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass

from casework.documents import release, typesetting, words
from casework.documents.matter import Json
from rules.casefile import canonical
from rules.values.clock import BEIJING

TEMPLATE = "documents/proof_sheet/sheet.html"
STYLES = (words.SHARED, "css/papers/proof.css")


@dataclass(frozen=True)
class Proof:
    """``data``: SHA-256 of what the paper says; ``file``: of the PDF; ``seq`` and ``head``: the head of the audit log
    before the paper was issued; ``template``: the edition of its template; ``signature``: by whom and when, empty where
    it was issued without one."""

    title: str
    number: str
    institution: str
    day: str
    at: str
    data: str
    file: str
    seq: int
    head: str
    template: str
    signature: str = ""

    @property
    def code(self) -> str:
        """What the code says: number, both digests, head of the log."""
        return f"tanheng:{self.number}?data=sha256-{self.data}&file=sha256-{self.file}&audit={self.seq}-{self.head}"


def proof_of(data: Json, pdf: bytes, signature: str = "") -> Proof:
    """What proves an issued paper, from its frozen data, its PDF as it is given out, and who signed that."""
    frame, proof = data["paper"], data["proof"]
    return Proof(
        title=frame["title"],
        number=frame["number"] or "",
        institution=frame["institution"],
        day=frame["day"],
        at=frame["at"],
        data=hashlib.sha256(canonical(data).encode()).hexdigest(),
        file=hashlib.sha256(pdf).hexdigest(),
        seq=proof["audit"]["seq"],
        head=proof["audit"]["hash"],
        template=proof["template"],
        signature=signature,
    )


def signed(name: str, certificate_sha256: str, at: datetime.datetime) -> str:
    """Who signed, as the sheet says it."""
    return f"{name}，{at.astimezone(BEIJING):%Y-%m-%d %H:%M}，证书 SHA-256 {certificate_sha256}"


def sheet(proof: Proof) -> bytes:
    """The sheet as PDF. Raises ``MissingGlyphs``."""
    import segno

    code = segno.make(proof.code, error="m").svg_data_uri(border=4)
    html = words.environment().get_template(TEMPLATE).render(proof=proof, code=code, attachment=release.ATTACHMENT)
    return typesetting.set_pdf(html, STYLES)
