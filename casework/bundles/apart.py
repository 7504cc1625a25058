"""A file of anybody's as pages of a PDF, made in a process of its own within limits of time and memory.

Run as a script this module takes the kind of the file in a first line, then the file, on standard input, and gives the
PDF on standard output. It imports nothing of this application. Nothing that acts is carried over: no scripts, no forms,
no files within, of the remarks on pages only links.
"""

from __future__ import annotations

import io
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

SECONDS, MEMORY, MOST_PAGES = 60, 1536 * 1024 * 1024, 2000
PDF, PICTURES = "application/pdf", ("image/jpeg", "image/png")
A4 = (595, 842)
"""Points."""

_EDGE = 57


class NoPages(ValueError):
    """It cannot be read, or asks for more than reading may take."""


def pages_apart(media_type: str, content: bytes) -> bytes:
    """The PDF. Raises ``NoPages``."""
    script = [sys.executable, "-I", str(Path(__file__).resolve())]
    asked = media_type.encode() + b"\n" + content
    try:
        done = subprocess.run(script, input=asked, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - this module
    except subprocess.TimeoutExpired as problem:
        raise NoPages(f"more than {SECONDS} s") from problem
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise NoPages(done.stderr.decode(errors="replace")[-300:])
    return done.stdout


def made(media_type: str, content: bytes) -> bytes:
    """The same, in this process."""
    if media_type == PDF:
        return _of_pdf(content)
    if media_type in PICTURES:
        return _of_picture(content)
    raise NoPages(media_type)


def _of_pdf(content: bytes) -> bytes:
    from pypdf import PdfReader, PdfWriter

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise NoPages("encrypted")
    if not 0 < len(reader.pages) <= MOST_PAGES:
        raise NoPages(f"{len(reader.pages)} pages")
    writer = PdfWriter()
    for page in reader.pages:
        _quiet(writer.add_page(page))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _quiet(page: Any) -> None:
    from pypdf.generic import ArrayObject, NameObject

    for key in ("/AA", "/StructParents", "/B"):
        page.pop(key, None)
    links = [one for one in page.get("/Annots", ()) or () if _leads(one.get_object())]
    page.pop("/Annots", None)
    if links:
        page[NameObject("/Annots")] = ArrayObject(links)


def _leads(annotation: Any) -> bool:
    """Whether it is a link to an address, which does nothing else."""
    action = annotation.get("/A")
    kind = action.get_object().get("/S") if action is not None else None
    return annotation.get("/Subtype") == "/Link" and kind == "/URI" and "/AA" not in annotation


def _of_picture(content: bytes) -> bytes:
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content)) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    wide = picture.width > picture.height
    sheet = (max(A4), min(A4)) if wide else A4
    scale = min(1.0, *((edge - 2 * _EDGE) / size for edge, size in zip(sheet, picture.size, strict=True)))
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=72 / scale)
    return _on_sheet(out.getvalue(), sheet)


def _on_sheet(content: bytes, sheet: tuple[int, int]) -> bytes:
    """A page laid into the middle of a sheet."""
    from pypdf import PageObject, PdfReader, PdfWriter, Transformation

    page = PdfReader(io.BytesIO(content)).pages[0]
    blank = PageObject.create_blank_page(width=sheet[0], height=sheet[1])
    left, below = ((float(edge) - float(size)) / 2 for edge, size in zip(sheet, page.mediabox[2:], strict=True))
    blank.merge_transformed_page(page, Transformation().translate(left, below))
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_page(blank)
    writer.write(out)
    return out.getvalue()


def main() -> int:
    """Make the pages of one file. The exit status tells that there are none."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    media_type = sys.stdin.buffer.readline().decode().strip()
    try:
        sys.stdout.buffer.write(made(media_type, sys.stdin.buffer.read()))
    except Exception as problem:  # a broken file makes its reader fail in any way whatever
        sys.stderr.write(f"{type(problem).__name__}: {problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
