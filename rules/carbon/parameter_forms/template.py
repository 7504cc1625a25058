"""The empty form of a method edition: a workbook with Chinese headings, or the same as YAML text."""

from __future__ import annotations

import io
from collections.abc import Iterator

from rules.carbon.declaration import Declaration
from rules.carbon.parameter_forms.findings import MEANING, WORDS
from rules.carbon.parameter_forms.form import FORMAT
from rules.carbon.parameter_forms.reading import COLUMNS, HEAD
from rules.carbon.parameter_forms.slots import slots_of
from rules.carbon.parameters.species import vocabulary
from rules.values.quantity import plain

HEADINGS = (
    "参数",
    "名称",
    "树种",
    "符号",
    "数值",
    "单位",
    "来源文件",
    "页",
    "表",
    "置信",
    "生效",
    "失效",
    "标准误",
    "备注",
)
_WIDTHS = (10, 26, 12, 8, 12, 10, 40, 8, 10, 10, 13, 13, 10, 24)

EXPLAINED = (
    "一行一个数值，数值、单位、来源文件、页、表、置信都要填写；没有数值的行留空，不要填 0。",
    "来源文件写文件全名及版本；没有页码或表号的，写明在文件中的位置，如“网页”“正文”“附录二”。",
    "置信：已核对（照原件填写）、转引（照他人转载填写）、待核（没有见到出处）。",
    "生效、失效写作 2022-09-20，两日都在施行期内；没有写明的留空。同一数值前后不同的，分行填写，日期不得重叠。",
    "标准误与数值同单位，文件没有给出的留空。",
    f"导入前检查：{'；'.join(f'{WORDS[level]}，{MEANING[level]}' for level in WORDS)}。",
    "换算常数已按通用换算填好，与所持文件不同的可以改，改后须说明理由。",
)


def rows_of(declaration: Declaration) -> Iterator[dict[str, str]]:
    """The rows of the form: conversions filled in, every other parameter of the edition empty."""
    slots = slots_of(declaration)
    for slot in slots.by_key.values():
        if slot.by_species:
            continue
        row = {"参数": slot.key, "名称": slot.title, "符号": slot.symbol, "单位": slot.unit}
        if slot.conversion:
            row |= {
                "数值": plain(slot.shipped[""]),
                "来源文件": declaration.shipped.parameters[slot.key].source,
                "页": "通用",
                "表": "通用",
                "置信": "已核对",
            }
        yield row
    for table in slots.tables:
        for species in vocabulary().canonical:
            for slot in slots.of_table(table):
                yield {
                    "参数": slot.key,
                    "名称": slot.title,
                    "树种": species,
                    "符号": slot.symbol,
                    "单位": slot.unit,
                }


def workbook(declaration: Declaration) -> bytes:
    """The form as XLSX: the values on the first sheet, how to fill it in on the second."""
    import openpyxl  # loads here: few commands need it
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "参数"
    bold, grey, thin = Font(bold=True), PatternFill("solid", fgColor="E7EFEA"), Side(style="thin", color="B8C4BD")
    for name, value in _head(declaration).items():
        sheet.append([name, value])
        sheet.cell(sheet.max_row, 1).font = bold
    sheet.append([])
    sheet.append(list(HEADINGS))
    head = sheet.max_row
    for place, width in enumerate(_WIDTHS, 1):
        cell = sheet.cell(head, place)
        cell.font, cell.fill, cell.border = bold, grey, Border(bottom=thin)
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row in rows_of(declaration):
        sheet.append([row.get(heading) for heading in HEADINGS])
    for cells in sheet.iter_rows(min_row=head + 1):
        for entry in cells:
            entry.number_format = "@"  # text: a spreadsheet would drop the last zero of 0.520
    sheet.freeze_panes = f"A{head + 1}"
    trust = DataValidation(type="list", formula1='"已核对,转引,待核"', allow_blank=True)
    column = get_column_letter(HEADINGS.index("置信") + 1)
    trust.add(f"{column}{head + 1}:{column}{sheet.max_row}")
    sheet.add_data_validation(trust)
    notes = book.create_sheet("填写说明")
    notes.column_dimensions["A"].width = 100
    for text in EXPLAINED:
        notes.append([text])
        notes.cell(notes.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _head(declaration: Declaration) -> dict[str, str]:
    return {HEAD["method"]: declaration.name, HEAD["id"]: "", HEAD["title"]: "", HEAD["note"]: ""}


def yaml_text(declaration: Declaration) -> str:
    """The form as YAML: conversions filled in, the parameters of one species as the pattern for the others."""
    names = {title: key for key, title in COLUMNS.items()}
    first = vocabulary().canonical[0]
    lines = [
        f"# 参数集导入表（{declaration.title}）。",
        *(f"# {text}" for text in EXPLAINED),
        f"# 分树种的参数只列出{first}，其他树种照此添加。",
        f"format: {FORMAT}",
        f"method: {declaration.name}",
        "id: ",
        "title: ",
        "note: ",
        "parameters:",
    ]
    for row in rows_of(declaration):
        if row.get("树种", first) != first:
            continue
        lines.append(f"  # {row['名称']}")
        known = {names[title]: text for title, text in row.items() if title in names}
        for number, key in enumerate(
            ("parameter", "species", "value", "unit", "source", "page", "table", "confidence")
        ):
            if key == "species" and "species" not in known:
                continue
            text = known.get(key, "")
            lines.append(f"  {'- ' if number == 0 else '  '}{key}: {_quoted(text)}".rstrip())
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return f'"{text}"' if text else ""
