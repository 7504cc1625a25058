"""A volume holds every paper as it was issued and every material as it came, in order, and whatever is altered in its
archive is told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pypdf
import pytest
from flask import Flask

from casework import db
from casework.audit.export import NotWhole
from casework.audit.keys import keyring
from casework.bundles import archive, binding, checking, dossier, service
from casework.bundles.binding import Part
from casework.documents import papers
from casework.documents.life import standing
from casework.jobs import running
from casework.proceedings import files
from casework.proceedings.service import Doing, record
from tests.casework.documents import former, issuing
from tests.casework.documents.conftest import with_fonts
from tests.casework.office import TODAY, Office
from tests.casework.prepared import office_after
from tests.conftest import dispose, make_app
from tests.databases import Databases

OUR_KEY = keyring("a-key-of-the-log-for-tests")
OTHER_KEY = keyring("another-key-of-some-log")


def blank(count: int, turned: int = 0) -> bytes:
    """Empty pages, all turned."""
    writer, out = pypdf.PdfWriter(), io.BytesIO()
    for _ in range(count):
        writer.add_blank_page(595, 842).rotate(turned)
    writer.write(out)
    return out.getvalue()


def prepare(office: Office) -> None:
    """A case with a report that was issued, a material of two pages, one that is no page, and one of text."""
    office.file()
    office.accept()
    office.measure()
    with_fonts(Path(office.app.instance_path))
    issuing.issue(office)
    handed_in = (("两页的材料", blank(2)), ("坏的材料", b"%PDF-1.7 broken"), ("文字材料", "经询问，其认可。".encode()))
    with office.work():
        sent = tuple(files.Paper(name, content) for name, content in handed_in)
        record(office.folder, office.person("judge"), Doing("hearing", TODAY, papers=sent))


@pytest.fixture
def office(databases: Databases, tmp_path: Path) -> Iterator[Office]:
    with office_after(databases, with_fonts(tmp_path), "a case with papers", prepare) as found:
        yield found


@pytest.fixture(scope="module")
def office_of_fonts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application without records, with the faces of papers."""
    folder = with_fonts(tmp_path_factory.mktemp("binding"))
    made = make_app(f"sqlite:///{folder / 'none.sqlite'}", folder)
    yield made
    dispose(made)


def made(office: Office, username: str = "officer") -> dict[str, bytes]:
    """The files of the main volume, by their endings."""
    with office.app.app_context():
        job = service.ask_dossier(office.folder, office.person(username), "main").id
        running.run(job)
        page = service.dossiers(office.folder, office.person(username))
        (one,) = [each for each in page.jobs if each.job.id == job]
        assert one.state == "done", one.end and one.end.reason
        return {file.name.rpartition(".")[2]: file.content for file in one.files}


def altered(packed: bytes, change: Callable[[dict[str, bytes]], None]) -> io.BytesIO:
    """The archive with other members."""
    with zipfile.ZipFile(io.BytesIO(packed)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name, data in members.items():
            new.writestr(name, data)
    out.seek(0)
    return out


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_volume_is_what_was_issued_and_handed_in(office: Office, tmp_path: Path) -> None:
    found = made(office)
    reader = pypdf.PdfReader(io.BytesIO(found["pdf"]))
    with office.app.app_context():
        report = next(row.standing for row in papers.rows(office.folder) if row.standing.issued)
        assert report.issued is not None
        issued, title = report.issued.pdf, report.issued.title
    originals = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(issued)).pages]

    (first,) = [one for one in reader.outline if str(one.title).startswith(title)]  # type: ignore[union-attr]
    begins = reader.get_destination_page_number(first)  # type: ignore[arg-type]
    assert begins is not None
    assert all(faces_in(found["pdf"]).values())
    contents = reader.outline[0]
    assert reader.get_destination_page_number(contents) == 0  # type: ignore[arg-type]
    number = int(reader.page_labels[begins])
    for offset, original in enumerate(originals):
        told = reader.pages[begins + offset].extract_text()
        assert told.split() == [*original.split(), str(number + offset)]
    assert reader.page_labels[-1] == str(len(reader.pages) - begins + number - 1)
    with zipfile.ZipFile(io.BytesIO(found["zip"])) as packed:
        assert issued in [packed.read(name) for name in packed.namelist()]
        assert b"%PDF-1.7 broken" in [packed.read(name) for name in packed.namelist()]

    file, log = tmp_path / "volume.zip", tmp_path / "log.jsonl"
    file.write_bytes(found["zip"])
    run = office.app.test_cli_runner().invoke
    assert run(args=["audit", "export", str(log)]).exit_code == 0
    checked = checking.check(file, OUR_KEY, log)
    assert (checked.papers, checked.sealed, checked.unchecked, checked.in_chain) == (1, True, 0, True)
    elsewhere = checking.check(file, OTHER_KEY)
    assert (elsewhere.sealed, elsewhere.unchecked) == (False, checked.entries)
    assert run(args=["dossier-verify", str(file), "--chain", str(log)]).exit_code == 0
    file.write_bytes(found["zip"][:-40])
    assert run(args=["dossier-verify", str(file)]).exit_code == 1
    assert run(args=["dossier-verify", str(tmp_path / "none.zip")]).exit_code == 2
    whatever_is_altered_is_told(found["zip"])


def whatever_is_altered_is_told(packed: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(packed)) as old:
        names = old.namelist()

    def changed(name: str) -> Callable[[dict[str, bytes]], None]:
        return lambda members: members.update({name: members[name][:-2] + b"x\n"})

    def said(members: dict[str, bytes]) -> None:
        told = orjson.loads(members[archive.MANIFEST])
        told["content"]["case"]["reference"] = "2026-9999"
        members[archive.MANIFEST] = orjson.dumps(told)

    ways = [
        *map(changed, names),
        *((lambda members, name=name: members.pop(name)) for name in names),
        lambda members: members.update({"材料/999 多出的": b"x"}),
        said,
    ]
    for way in ways:
        with pytest.raises((archive.BadArchive, NotWhole)):
            archive.read(altered(packed, way), dossier.FORMAT, OUR_KEY)
    assert archive.read(io.BytesIO(packed), dossier.FORMAT, OUR_KEY).sealed
    with pytest.raises(archive.BadArchive):
        archive.read(io.BytesIO(packed), "tanheng-dossier/2", OUR_KEY)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_paper_that_is_altered_in_the_records_is_in_no_volume(office: Office) -> None:
    with office.app.app_context():
        job = service.ask_dossier(office.folder, office.person("officer"), "main").id
        with db.engine().begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER issued_papers_no_update")
            connection.exec_driver_sql("UPDATE issued_papers SET pdf = x'25504446'")
        running.run(job)
        (one,) = service.dossiers(office.folder, office.person("officer")).jobs
        assert (one.state, one.files) == ("failed", ())
        assert standing(next(row.standing.paper for row in papers.rows(office.folder))).issued is not None


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_the_page_asks_shows_and_hands_out_only_to_the_office_that_asked(office: Office) -> None:
    officer, judge = office.browser("officer"), office.browser("judge")
    place = f"/folders/{office.folder_id}/dossiers"
    assert officer.post(place, data={"volume": "main"}).status_code == 302
    assert officer.post(place, data={"volume": "main"}).status_code == 409, "it is under way"
    assert officer.post(place, data={"volume": "side"}).status_code == 409, "nothing lies in it"
    assert judge.get(place).text.count("<progress") == 0
    with office.app.app_context():
        job = service.dossiers(office.folder, office.person("officer")).jobs[0].job.id
        running.run(job)
        (file, _zip) = service.dossiers(office.folder, office.person("officer")).jobs[0].files
        address = f"{place}/{job}/{file.id}"
    assert address in officer.get(place).text
    answer = officer.get(address)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert judge.get(address).status_code == 404
    assert address not in judge.get(place).text


def faces_in(pdf: bytes) -> dict[str, bool]:
    """Face -> whether the file carries it."""
    found = {}
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        for font in resources.get_object().get("/Font", {}).values():
            inner = font.get_object().get("/DescendantFonts", [font])[0].get_object()
            kept = inner.get("/FontDescriptor", {})
            found[str(font.get_object()["/BaseFont"])] = any(key.startswith("/FontFile") for key in kept)
    return found


def test_a_volume_carries_the_face_of_its_numbers(office_of_fonts: Flask) -> None:
    with office_of_fonts.app_context():
        volume = binding.bound("卷", Part("目录", blank(1)), [Part("甲", blank(12))], db.now())
    assert len(faces_in(volume)) == 1
    assert all(faces_in(volume).values())
    assert pypdf.PdfReader(io.BytesIO(volume)).pages[12].extract_text().strip() == "12"


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_number_stands_upright_in_the_upper_right_corner_however_a_page_is_turned(
    office_of_fonts: Flask, turned: int
) -> None:
    part = Part("甲", blank(2, turned))
    assert [str(run) for run in binding.runs([part, part])] == ["1-2", "3-4"]
    with office_of_fonts.app_context():
        volume = binding.bound("卷", Part("目录", blank(1)), [part], db.now())
    page = pypdf.PdfReader(io.BytesIO(volume)).pages[1]
    places: list[tuple[float, ...]] = []

    def visit(text: str, matrix: list[float], inner: list[float], _font: object, _size: object) -> None:
        if text.strip() == "1":
            a, b, c, d, e, f = matrix
            places.append((a, b, inner[4] * a + inner[5] * c + e, inner[4] * b + inner[5] * d + f))

    page.extract_text(visitor_text=visit)
    ((across, up, x, y),) = places
    seen = {0: (x, y), 90: (y, 595 - x), 180: (595 - x, 842 - y), 270: (842 - y, x)}[turned]
    width, height = (595, 842) if turned % 180 == 0 else (842, 595)
    assert (across, up) == {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[turned]
    assert width - 60 < seen[0] < width - binding.INSET / 2
    assert height - 60 < seen[1] < height - binding.INSET / 2


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_paper_of_before_lies_among_the_evidence_of_the_volume(office: Office, tmp_path: Path) -> None:
    with office.work():
        pdf = former.issued(office.case, "report", office.person("officer")).pdf
    found = made(office)
    with zipfile.ZipFile(io.BytesIO(found["zip"])) as packed:
        (name,) = [each for each in packed.namelist() if packed.read(each) == pdf]
    file = tmp_path / "volume.zip"
    file.write_bytes(found["zip"])
    checked = checking.check(file, OUR_KEY)
    listed = checked.content["papers"]
    assert checked.papers == 2
    at = [one["file"] for one in listed].index(name)
    assert [one["is"] for one in listed[: at + 1]] == ["paper", "former"], "both are reports; the materials come later"
    file.write_bytes(altered(found["zip"], lambda members: members.update({name: pdf + b" "})).getvalue())
    with pytest.raises(archive.BadArchive):
        checking.check(file, OUR_KEY)
