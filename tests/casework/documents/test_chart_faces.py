"""Letters in the charts of a paper: Chinese faces also on a machine without the document fonts."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from weasyprint import HTML

from casework.web import charts
from tests.conftest import make_app


def test_a_chart_without_the_document_fonts_is_set_in_chinese_letters_not_japanese_ones(tmp_path: Path) -> None:
    app = make_app("sqlite://", tmp_path)
    drawing = charts.interval([("与叶含因", "1", "3")], "2", "tCO2e", "t")
    with app.test_request_context():
        piece = '{% from "macros/charts.html" import chart %}{{ chart(drawing) }}'
        svg = app.jinja_env.from_string(piece).render(drawing=drawing).replace("FandolHei", "No such face")
    page = PdfReader(io.BytesIO(HTML(string=f'<html lang="zh-CN"><body>{svg}</body></html>').write_pdf())).pages[0]
    resources: Any = page["/Resources"]
    faces = {str(font["/BaseFont"]).partition("+")[2] for font in resources["/Font"].values()}
    assert faces == {"Noto-Sans-CJK-SC"}
