"""The page to enter a tally: a sheet or pasted cells, and what must be stated with them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    Field,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.widgets import HiddenInput

from casework.tallies import drafting, service
from casework.web.fact_fields import FactChoice, FactNumber, FactText, FactWords
from casework.web.formfields import MarkNeeded, WholeForm
from rules.casefile.schema import facts_by_path

_CURVES = tuple(facts_by_path()["stands[].tally.height_curves{}.form"].words)

STUMP = {
    "intercept_cm": "intercept_cm",
    "slope": "slope",
    "standard_error_cm": "standard_error_cm",
    "source": "stump_source",
}
CURVE = {"form": "curve_form", "a": "curve_a", "b": "curve_b", "source": "curve_source"}
"""Key of the case file -> name of the field."""


PASTED = "粘贴的内容.csv"
"""The name under which pasted cells are kept."""

_TEXTS = (
    "class_width_cm",
    "volume_equation",
    "biomass_equation",
    "sheet_name",
    "counted_kinds",
    "left_out_kinds",
    "sizes_reason",
    "columns_reason",
    "struck_reason",
)


class SpeciesForm(Form):
    """What is stated for one species."""

    species = HiddenField()
    intercept_cm = FactNumber("stands[].tally.stump_equations{}.intercept_cm")
    slope = FactNumber("stands[].tally.stump_equations{}.slope")
    standard_error_cm = FactNumber("stands[].tally.stump_equations{}.standard_error_cm")
    stump_source = FactText("stands[].tally.stump_equations{}.source")
    curve_form = FactChoice(
        "stands[].tally.height_curves{}.form",
        choices=[SelectChoice("", _("（不用树高曲线）")), *map(SelectChoice, _CURVES)],
    )
    curve_a = FactNumber("stands[].tally.height_curves{}.a")
    curve_b = FactNumber("stands[].tally.height_curves{}.b")
    curve_source = FactText("stands[].tally.height_curves{}.source")


class TallyForm(WholeForm):
    row_version = IntegerField(widget=HiddenInput())
    basis = FactWords("stands[].tally.basis", [MarkNeeded()], default="dbh")
    file = FileField(_("检尺表文件"), description=_("CSV、XLSX、XLS 或 ODS，不超过 8 MB；隐藏的工作表不读"))
    pasted = TextAreaField(
        _("或从电子表格粘贴"), description=_("在电子表格中选定表头与各行，复制后粘贴到这里"), render_kw={"rows": 6}
    )
    class_width_cm = FactNumber("stands[].tally.class_width_cm")
    volume_equation = FactChoice("stands[].tally.volume_equation")
    biomass_equation = FactChoice("stands[].tally.biomass_equation")
    species = FieldList(FormField(SpeciesForm))
    sheet_name = FactText("stands[].tally.sheet_name")
    counted_kinds = FactText("stands[].tally.counted_kinds")
    left_out_kinds = FactText("stands[].tally.left_out_kinds")
    sizes_reason = FactText("stands[].tally.sizes_reason")
    columns_reason = FactText("stands[].tally.columns_reason")
    struck_reason = FactText("stands[].tally.struck_reason")

    @property
    def uploaded(self) -> bool:
        """Whether a file was chosen."""
        return bool(getattr(self.file.data, "filename", ""))

    @property
    def given(self) -> int:
        """In how many ways a sheet was sent; it should be one."""
        return int(self.uploaded) + bool((self.pasted.data or "").strip())

    @cached_property
    def sent(self) -> drafting.Sent:
        """The sheet: what was uploaded, else what was pasted."""
        if self.uploaded and self.file.data is not None:
            data: bytes = self.file.data.read()
            return drafting.Sent(os.path.basename(self.file.data.filename.replace("\\", "/"))[:200], data)
        return drafting.Sent(PASTED, (self.pasted.data or "").encode())

    def entry(self) -> drafting.Entry:
        """What was stated, as typed."""
        return drafting.Entry(
            basis="stump" if self.basis.data == "stump" else "dbh",
            class_width_cm=self.class_width_cm.data or "",
            volume_equation=self.volume_equation.data or "",
            biomass_equation=self.biomass_equation.data or "",
            stump_equations=self._by_species(STUMP),
            height_curves=self._by_species(CURVE),
            sheet_name=self.sheet_name.data or "",
            counted_kinds=self.counted_kinds.data or "",
            left_out_kinds=self.left_out_kinds.data or "",
            sizes_reason=self.sizes_reason.data or "",
            columns_reason=self.columns_reason.data or "",
            struck_reason=self.struck_reason.data or "",
        )

    def _by_species(self, names: Mapping[str, str]) -> dict[str, dict[str, str]]:
        return {
            entry.form.species.data: {key: entry.form[name].data or "" for key, name in names.items()}
            for entry in self.species
        }

    def places(self) -> dict[str, Field]:
        """Path below the tally -> the field where its mistake is shown."""
        found: dict[str, Field] = {}
        for entry in self.species:
            name = entry.form.species.data
            for group, names in (("stump_equations", STUMP), ("height_curves", CURVE)):
                found[f"{group}.{name}"] = entry.form[next(iter(names.values()))]
                found |= {f"{group}.{name}.{key}": entry.form[field] for key, field in names.items()}
        return found


def tally_form(place: service.Place, tally: Mapping[str, Any] | None = None) -> TallyForm:
    """The form for a stand, filled as typed, else from ``tally``, else from the tally the stand has."""
    given = tally
    if given is None and place.stand.tally is not None:
        given = place.stand.tally.model_dump(mode="json")
    given = given or {}
    data = {key: given.get(key) or "" for key in _TEXTS}
    # What was submitted comes first, unless the page is filled again from its own tally.
    afresh: dict[str, Any] = {} if tally is None else {"formdata": None}
    form = TallyForm(
        data={**data, "basis": given.get("basis", "dbh"), "species": _species(place.species, given)}, **afresh
    )
    known = service.equations(place.species)
    none = SelectChoice("", _("（未选）"))
    form.volume_equation.choices = [none, *(SelectChoice(*pair) for pair in known["volume"])]
    form.biomass_equation.choices = [none, *(SelectChoice(*pair) for pair in known["biomass"])]
    return form


def _species(names: tuple[str, ...], given: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for name in names:
        stump = (given.get("stump_equations") or {}).get(name, {})
        curve = (given.get("height_curves") or {}).get(name, {})
        row = {field: stump.get(key) for key, field in STUMP.items()}
        row |= {field: curve.get(key) for key, field in CURVE.items()}
        rows.append({"species": name, **row})
    return rows
