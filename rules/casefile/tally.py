"""每木检尺表: trees measured one by one, and what leads from a stump to a tree.

Diameters are centimetres, heights metres.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rules.casefile.base import Part
from rules.casefile.fact import CENTIMETRES, LINES, METRES, STEMS, Fact, beside
from rules.reading.messages import msg, template
from rules.values.fields import Amount, Count, LongText, Signed, Text

_FITTED = msg("由样木拟合的，写明出处")


class TallyRow(Part):
    """每木检尺: one row per tree, stump or diameter class. Centimetres and metres."""

    species: Annotated[Text, Fact(msg("树种"))]
    dbh_cm: Annotated[Amount | None, Fact(msg("胸径"), CENTIMETRES)] = None
    stump_cm: Annotated[Amount | None, Fact(msg("地径"), CENTIMETRES)] = None
    height_m: Annotated[Amount | None, Fact(msg("树高"), METRES)] = None
    count: Annotated[Count, Fact(msg("株数"), STEMS, unstated=msg("未写明，一行为一株"))] = 1


class StumpEquation(Part):
    """胸径 = intercept_cm + slope × 地径, for one species, with the standard error of the DBH it gives."""

    intercept_cm: Annotated[Signed, Fact(msg("截距"), CENTIMETRES)]
    slope: Annotated[Amount, Fact(msg("斜率"))]
    standard_error_cm: Annotated[Amount, Fact(msg("胸径的标准误"), CENTIMETRES)]
    source: Annotated[Text, Fact(msg("关系式的出处"), hint=_FITTED)]


class HeightCurve(Part):
    """树高曲线 of one species: height in m from DBH in cm by the formula ``form``."""

    form: Annotated[Literal["a × D^b", "1.3 + a × D^b", "a + b × ln(D)"], Fact(msg("树高曲线的形式"))]
    a: Annotated[Signed, Fact(msg("系数 a"))]
    b: Annotated[Signed, Fact(msg("系数 b"))]
    source: Annotated[Text, Fact(msg("曲线的出处"), hint=_FITTED)]


class TallyRemark(Part):
    """One thing that was left out of a tally or taken for granted, and why."""

    text: Annotated[LongText, Fact(msg("说明"), personal="text")]


class TallyReading(Part):
    """Where the rows of a tally come from, and what was read of it, left out or taken for granted, and why."""

    file: Annotated[Text, Fact(msg("检尺表文件名"))]
    sha256: Annotated[Text, Fact(msg("文件的 SHA-256"))]
    sheet: Annotated[Text | None, Fact(msg("工作表"), unstated=msg("不分工作表"))] = None
    lines: Annotated[Count, Fact(msg("读入的行数"), LINES)]
    remarks: Annotated[list[TallyRemark], Fact(msg("读入说明"), entry=template("第{number}条"))] = Field(
        default_factory=list
    )


class Tally(Part):
    """``basis`` says which diameter was measured; equations and curves are by species.

    A stump tally needs a stump equation for each species; a row without height needs a height curve. ``sheet_name``: of
    a workbook with several tallies, the one of this stand.
    ``counted_kinds`` and ``left_out_kinds`` are what columns of the sheet write of trees that count as felled and of
    those that do not. A reason answers a doubt about the sheet: sizes that hardly go together, columns that may hold
    numbers of trees, cells that are crossed out. ``read`` is kept with rows that came from a file.
    ``class_width_cm``: the trees were called out by diameter classes (径阶) so wide; the rows hold their middles.
    """

    basis: Annotated[
        Literal["dbh", "stump"],
        Fact(
            msg("检尺依据"),
            hint=msg("活立木、倒木量胸径；只剩伐桩的量地径"),
            words={"dbh": msg("按胸径"), "stump": msg("按地径")},
        ),
    ]
    class_width_cm: Annotated[
        Amount | None,
        Fact(
            msg("径阶距"),
            CENTIMETRES,
            hint=msg("只在按径阶登记时填写，如 2"),
            unstated=msg("未写明，按实测直径"),
        ),
    ] = None
    volume_equation: Annotated[
        Text | None, Fact(msg("材积式"), listed="volume_equations", unstated=msg("未选定材积式"))
    ] = None
    biomass_equation: Annotated[
        Text | None,
        Fact(
            msg("单株生物量式"),
            hint=msg("选用后，所选计量方法支持的，乔木层改按生物量式计量"),
            listed="biomass_equations",
            unstated=msg("未选定单株生物量式"),
        ),
    ] = None
    stump_equations: Annotated[
        dict[Text, StumpEquation],
        Fact(msg("地径推算胸径的公式"), when=(beside("basis", "stump"),)),
    ] = Field(default_factory=dict)
    height_curves: Annotated[dict[Text, HeightCurve], Fact(msg("树高曲线"), on_demand=True)] = Field(
        default_factory=dict
    )
    rows: Annotated[
        list[TallyRow] | None, Fact(msg("检尺记录"), entry=template("第{number}行"), entered="upload", counted=True)
    ] = None
    file: Annotated[Text | None, Fact(msg("检尺表文件名"), entered="upload", on_demand=True)] = None
    sheet_name: Annotated[
        Text | None,
        Fact(
            msg("读哪一张工作表"),
            hint=msg("工作簿有几张检尺表时，写明本地块的一张"),
            entered="upload",
            on_demand=True,
        ),
    ] = None
    counted_kinds: Annotated[
        Text | None,
        Fact(
            msg("计入的立木类型"),
            hint=msg("检尺表分采伐木、枯立木、保留木等的，写明计入的，以顿号分开"),
            entered="upload",
            on_demand=True,
        ),
    ] = None
    left_out_kinds: Annotated[
        Text | None,
        Fact(
            msg("不计的立木类型"),
            hint=msg("检尺表分采伐木、枯立木、保留木等的，写明不计的，以顿号分开；空白的写“空”"),
            entered="upload",
            on_demand=True,
        ),
    ] = None
    sizes_reason: Annotated[
        Text | None,
        Fact(
            msg("尺寸疑点的理由"),
            hint=msg("系统提出疑点时才填写，如：实测确有此树，已复核"),
            entered="upload",
            on_demand=True,
        ),
    ] = None
    columns_reason: Annotated[
        Text | None,
        Fact(
            msg("列疑点的理由"),
            hint=msg("系统提出疑点时才填写，如：该列是样方内编号，不是株数"),
            entered="upload",
            on_demand=True,
        ),
    ] = None
    struck_reason: Annotated[
        Text | None,
        Fact(
            msg("划去字迹的理由"),
            hint=msg("系统提出疑点时才填写，如：划去的是复核记号，仍应计入"),
            entered="upload",
            on_demand=True,
        ),
    ] = None
    read: Annotated[TallyReading | None, Fact(msg("检尺表的读入"), entered="upload", on_demand=True)] = None
