"""卷宗: one volume of a case as a PDF to be read, and as a ZIP that proves what is in it.

Papers stand in it as they were issued, materials as they were handed in; what is no page lies in the ZIP alone, and a
sheet in its place says so. What one office keeps to itself (副卷) is a volume of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from casework import db
from casework.audit import excerpt
from casework.audit import service as audit
from casework.audit.keys import present
from casework.bundles import apart, archive, binding
from casework.bundles.binding import Part, Run
from casework.documents import Document, IssuedPaper, life, typesetting, words
from casework.documents.errors import MissingGlyphs, NotIssued
from casework.documents.framing import told
from casework.documents.gathering import former_of, matter_of
from casework.documents.kinds import dossier_index
from casework.documents.kinds.dossier_index import INNER, MAIN, DossierIndex, Item, items_of
from casework.documents.life import standing
from casework.documents.matter import Matter
from casework.documents.paper_kind import Subject
from casework.documents.signing.service import file_of
from casework.jobs import Job
from casework.jobs.registry import Done, Made, Outcome, Step, Work
from casework.permissions import KEEP_DOSSIERS
from casework.proceedings import files
from rules.carbon.workbook.book import workbook
from rules.reading.messages import template

FORMAT = "tanheng-dossier/1"
VOLUMES = {one.key: one for one in (MAIN, INNER)}
MOST_BYTES = 256 * 1024 * 1024
LONGEST_TEXT = 100_000
ISSUED_HERE = ("paper", "former")
PDF, ZIP = "application/pdf", "application/zip"
LOG = "审计记录摘录.jsonl"

EMPTY = template("这一卷还没有文书和材料。")
ALTERED = template("“%(name)s”与存入时的散列值不符，卷宗没有制作。请管理员执行 audit verify。")
TOO_LARGE = template("卷内文件共 %(size)s MB，超过一卷 %(most)s MB 的上限。")
NOT_PAGES = template("电子文件，不能编入页中，原件在压缩包内")
NOT_THERE = template("未随案移送原件")
BOOK = template("计量底稿（第 %(number)s 次）")
FILE = template("%(volume)s（%(case)s）")


class _Contents(DossierIndex):
    """The index with the pages entered."""

    @property
    def template(self) -> str:
        return "documents/dossier_contents.html"


class Dossier(Work):
    """See the module."""

    kind = "dossier"
    title = _("卷宗")

    def plan(self, job: Job) -> Sequence[Step]:
        """Each paper, material and worksheet of the volume, in its order."""
        life.require(job.folder, job.person, KEEP_DOSSIERS)
        matter, volume = _matter(job), volume_of(job)
        planned = [*_items(matter, volume), *_worksheets(matter, volume)]
        if not planned:
            raise NotIssued(gettext(EMPTY))
        return planned

    def do(self, job: Job, step: Step) -> Outcome:
        """The pages of a material, the workbook of a worksheet; of a paper that it is as it was issued."""
        match step.detail["is"]:
            case "paper" | "former":
                _paper(job, step)
                return Outcome(True)
            case "file":
                return _pages(job, step)
            case "worksheet":
                result = _matter(job).results[step.detail["number"]].record
                return Outcome(True, content=workbook(result))
        return Outcome(True, reason=gettext(NOT_THERE), content=_sheet(step, gettext(NOT_THERE)))

    def finish(self, job: Job, steps: Sequence[Done]) -> Sequence[Made]:
        """The volume and the archive."""
        items = [one for one in steps if one.step.detail["is"] != "worksheet"]
        parts = [Part(one.step.name, _content(job, one)) for one in items]
        pages = binding.runs(parts)
        volume, name = volume_of(job), _name(job)
        contents = _contents(job, items, pages)
        pdf = binding.bound(name, Part(gettext("卷宗目录"), contents), parts, job.at)
        packed = archive.write(FORMAT, _about(job, items, pages), _files(job, volume, pdf, steps), present())
        return [Made(f"{name}.pdf", PDF, pdf), Made(f"{name}.zip", ZIP, packed)]


def volume_of(job: Job) -> Subject:
    """The volume that was asked for."""
    return VOLUMES[json.loads(job.wanted)["volume"]]


def _matter(job: Job) -> Matter:
    return matter_of(job.folder, job.person.institution, job.person.name)


def _name(job: Job) -> str:
    return gettext(FILE, volume=volume_of(job).name, case=job.folder.reference)


def _items(matter: Matter, volume: Subject) -> Iterator[Step]:
    kept = matter.files()
    for item in items_of(matter, volume):
        of_here = "former" if item.former else "paper"
        what = of_here if item.paper else "file" if item.name in kept else "missing"
        detail = {
            "is": what,
            "paper": item.paper,
            "sha256": kept.get(item.name, ""),
            "row": dossier_index.row(0, item),
        }
        yield Step(f"{what}:{item.paper or item.name}", _called(item), detail)


def _called(item: Item) -> str:
    return f"{item.name} {item.number}".strip()


def _worksheets(matter: Matter, volume: Subject) -> Iterator[Step]:
    if volume == MAIN:
        for number in sorted(matter.results):
            yield Step(f"worksheet:{number}", gettext(BOOK, number=number), {"is": "worksheet", "number": number})


def _paper(job: Job, step: Step) -> bytes:
    """The PDF of a paper as it was issued. Raises ``NotIssued`` where it is another."""
    issued = _issued(job, step)
    if issued is None or hashlib.sha256(issued.pdf).hexdigest() != issued.pdf_sha256:
        raise NotIssued(gettext(ALTERED, name=step.name))
    return issued.pdf


def _given_out(job: Job, step: Step) -> bytes:
    """The same with its electronic signature, where it has one. Raises ``NotIssued``."""
    pdf, issued = _paper(job, step), _issued(job, step)
    return file_of(issued) if isinstance(issued, IssuedPaper) else pdf


def _issued(job: Job, step: Step) -> IssuedPaper | Document | None:
    number = step.detail["paper"]
    if step.detail["is"] == "former":
        return next((row for row in former_of(job.folder) if row.id == number), None)
    return standing(life.find(job.folder, number)).issued


def _original(job: Job, step: Step) -> bytes:
    """A material as it was handed in. Raises ``NotIssued`` where it is another."""
    content = files.get(job.folder, step.detail["row"][1]).content
    if hashlib.sha256(content).hexdigest() != step.detail["sha256"]:
        raise NotIssued(gettext(ALTERED, name=step.name))
    return content


def _pages(job: Job, step: Step) -> Outcome:
    content, kind = _original(job, step), files.get(job.folder, step.detail["row"][1]).media_type
    db.end_reading()
    try:
        if kind == "text/plain" and len(content) <= LONGEST_TEXT:
            return Outcome(True, content=_sheet(step, "", content.decode()))
        return Outcome(True, content=apart.pages_apart(kind, content))
    except (apart.NoPages, MissingGlyphs):
        return Outcome(True, gettext(NOT_PAGES), _sheet(step, gettext(NOT_PAGES)))


def _sheet(step: Step, why: str, text: str = "") -> bytes:
    """A sheet in the place of a material: what it is called, why it is no page, or its text."""
    page = words.environment().get_template("documents/dossier_sheet.html")
    said = {"name": step.name, "why": why, "text": text, "sha256": step.detail["sha256"]}
    return typesetting.set_pdf(page.render(**said), words.sheets_of("F"))


def _content(job: Job, one: Done) -> bytes:
    return _paper(job, one.step) if one.step.detail["is"] in ISSUED_HERE else one.outcome.content or b""


def _contents(job: Job, items: Sequence[Done], pages: Sequence[Run]) -> bytes:
    """The index, set as a paper is."""
    kind = _Contents()
    snapshot = told(kind, _matter(job), volume_of(job), at=job.at).snapshot
    rows = []
    for at, (one, run) in enumerate(zip(items, pages, strict=True), 1):
        _no, *said = one.step.detail["row"][:5]
        rows.append([str(at), *said, str(run), one.outcome.reason])
    said = snapshot | {"said": snapshot["said"] | {"rows": rows}}
    return typesetting.set_pdf(words.sheet(kind, said), words.sheets_of("F"))


def _about(job: Job, items: Sequence[Done], pages: Sequence[Run]) -> Mapping[str, Any]:
    """What the manifest says of the volume: of which case, by whom, the pages of each paper and its digests."""
    seq, head = audit.head()
    listed = []
    for at, (one, run) in enumerate(zip(items, pages, strict=True), 1):
        row = one.step.detail["row"]
        told_of = {"name": row[1], "number": row[2], "by": row[3], "day": row[4], "pages": str(run)}
        listed.append(told_of | {"is": one.step.detail["is"], "file": _member(at, one.step)})
    return {
        "case": {"reference": job.folder.reference, "title": job.folder.title},
        "volume": volume_of(job).name,
        "made": {"at": job.at.isoformat(), "by": job.person.name, "institution": job.person.institution.name},
        "audit": {"seq": seq, "hash": head},
        "papers": listed,
    }


def _member(at: int, step: Step) -> str:
    """How the original of an item is called in the archive; empty where there is none."""
    plain = "".join("_" if char in '/\\:*?"<>|' or ord(char) < ord(" ") else char for char in step.name)
    folder, ending = {"paper": ("文书", ".pdf"), "former": ("文书", ".pdf"), "file": ("材料", "")}.get(
        step.detail["is"], ("", "")
    )
    return f"{folder}/{at:03d} {plain}{ending}" if folder else ""


def _files(job: Job, volume: Subject, pdf: bytes, steps: Sequence[Done]) -> dict[str, bytes]:
    found = {f"{volume.name}.pdf": pdf}
    items = [one for one in steps if one.step.detail["is"] != "worksheet"]
    for at, one in enumerate(items, 1):
        if name := _member(at, one.step):
            found[name] = (
                _given_out(job, one.step) if one.step.detail["is"] in ISSUED_HERE else _original(job, one.step)
            )
    for one in steps:
        if one.step.detail["is"] == "worksheet":
            found[f"底稿/{one.step.name}.xlsx"] = one.outcome.content or b""
    subjects = [f"folder:{job.folder_id}"] + ([f"case:{job.folder.case_id}"] if job.folder.case_id else [])
    found[LOG] = excerpt.write(subjects)
    size = sum(map(len, found.values()))
    if size > MOST_BYTES:
        raise NotIssued(gettext(TOO_LARGE, size=size // 1024**2, most=MOST_BYTES // 1024**2))
    return found


WORK = Dossier()
