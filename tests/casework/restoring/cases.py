"""Cases whose party plants, tends or works, and what is entered for them."""

from __future__ import annotations

import copy
import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image
from PIL.TiffImagePlugin import IFDRational

from casework import db
from casework.proceedings import Folder, facts, service
from casework.proceedings.service import Doing
from casework.restoring.designing import DesignEntry, PlotEntry
from casework.restoring.surveying import SurveyEntry
from casework.restoring.working import Row, SheetEntry
from rules.casefile import parse
from rules.proceedings.course import begin
from rules.proceedings.state import Case, Obligation, Party, Seat
from rules.restoring.survey import COUNT, Plot
from tests.casework.office import FACTS, TODAY, Office

LONG_AGO = TODAY - datetime.timedelta(days=900)
PLANTED = TODAY - datetime.timedelta(days=400)
PLANTING = {"kind": "原地补植", "area_mu": "10", "trees": "1000"}
LABOUR = {"kind": "劳务代偿", "days": "3"}
CARE = {"kind": "管护", "months": "6"}


def owing(office: Office, duty: dict[str, Any], county: str = "南靖县", suffix: str = "") -> int:
    """A case kept by its acts whose party undertook something; gives the folder's id."""
    seats = [Seat("procuratorate", f"{county}人民检察院"), Seat("court", f"{county}人民法院")]
    begun = begin(
        title="张某滥伐林木案",
        seats=[*seats, Seat("bureau", f"{county}林业局")],
        parties=[Party("张某")],
        offences={"": ("滥伐林木",)},
    )
    with office.work():
        person = office.person(f"prosecutor{suffix}")
        undertaken = Doing("undertake", LONG_AGO, ("o1",), {"o1": duty, "signed": "张某", "request": True})
        folder = service.open_folder(person, begun, (Doing("open_case", LONG_AGO), undertaken))
        facts.keep(folder, person, facts.completed(folder, parse(copy.deepcopy(FACTS))), "立案")
        return folder.id


def planted(office: Office, **duty: Any) -> int:
    """One that planted what it undertook."""
    folder_id = owing(office, PLANTING | duty)
    with office.work():
        doing = Doing("perform", PLANTED, ("o1",), {"area_mu": "10"})
        service.record(folder_of(folder_id), office.person("officer"), doing)
    return folder_id


def folder_of(folder_id: int) -> Folder:
    return db.session().get_one(Folder, folder_id)


def state_of(office: Office, folder_id: int) -> Case:
    with office.app.app_context():
        return service.state(folder_of(folder_id))


def duty_of(office: Office, folder_id: int) -> Obligation:
    return state_of(office, folder_id).obligations["o1"]


def plot(sub: str = "3", **fields: Any) -> PlotEntry:
    given: dict[str, Any] = {
        **{"county": "南靖县", "town": "船场镇", "compartment": "12", "subcompartment": sub, "part": ""},
        **{"area_mu": Decimal(10), "species": "杉木", "trees": 1000},
    }
    return PlotEntry(**given | fields)


def design(*plots: PlotEntry, **fields: Any) -> DesignEntry:
    given = {"season": "春季", "plant_by": None, "site": "红壤", "planting": "穴状整地", "tending": "", "budget": ""}
    return DesignEntry(**given | fields, plots=plots or (plot(),))


def survey(living: int, **fields: Any) -> SurveyEntry:
    given: dict[str, Any] = {
        "on": TODAY,
        "method": COUNT,
        "plots": (Plot("", 1000, living),),
        "whole_mu": Decimal(10),
    }
    return SurveyEntry(**given | fields)


def row(day: datetime.date, begins: int = 8, ends: int = 16, **fields: Any) -> Row:
    given = {"place": "船场镇", "task": "巡护"}
    return Row(day, datetime.time(begins), datetime.time(ends), **given | fields)


def sheet(*rows: Row, **fields: Any) -> SheetEntry:
    return SheetEntry(**{"worker": "张某", "overseer": "船场村", "rows": rows} | fields)


def photo(**exif: Any) -> bytes:
    """A JPEG of one point with what its camera wrote: ``taken``, ``offset``, ``place`` (longitude, latitude)."""
    image, out = Image.new("RGB", (1, 1)), BytesIO()
    data = image.getexif()
    own, gps = data.get_ifd(ExifTags.IFD.Exif), data.get_ifd(ExifTags.IFD.GPSInfo)
    if "taken" in exif:
        own[ExifTags.Base.DateTimeOriginal] = exif["taken"]
    if "offset" in exif:
        own[ExifTags.Base.OffsetTimeOriginal] = exif["offset"]
    if "place" in exif:
        names = ((ExifTags.GPS.GPSLongitude, "E"), (ExifTags.GPS.GPSLatitude, "N"))
        for (name, side), (degrees, minutes, seconds) in zip(names, exif["place"], strict=True):
            gps[name] = (IFDRational(degrees), IFDRational(minutes), IFDRational(seconds, 10))
            gps[name - 1] = side
    image.save(out, "JPEG", exif=data)
    return out.getvalue()
