"""The QR code as printed on the page, read by another program."""

from __future__ import annotations

import hashlib
import json

import pypdfium2
import zxingcpp

from tests.casework.documents.conftest import Paper, squeezed


def codes(paper: Paper) -> list[str]:
    """The texts of all QR codes on the pages, drawn as a printer at 150 dots to the inch would."""
    document = pypdfium2.PdfDocument(paper.pdf)
    try:
        pages = [page.render(scale=150 / 72, grayscale=True).to_numpy() for page in document]
        return [code.text for page in pages for code in zxingcpp.read_barcodes(page)]
    finally:
        document.close()


def test_the_code_names_the_document_its_data_and_the_audit_head_as_printed(made: Paper) -> None:
    (text,) = codes(made)
    audit = json.loads(made.data)["audit"]
    assert text == f"tanheng:{made.number}?data=sha256-{made.data_hash}&audit={audit['seq']}-{audit['hash']}"
    for printed in (made.number, made.data_hash, audit["hash"]):
        assert squeezed(printed) in made.text


def test_the_code_proves_the_data_that_the_paper_carries(made: Paper) -> None:
    (text,) = codes(made)
    (attached,) = made.reader.attachments["tanheng-data.json"]
    assert f"data=sha256-{hashlib.sha256(attached).hexdigest()}&" in text
