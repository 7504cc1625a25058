"""From an accepted form to the parameter set that a measurement uses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from rules.carbon.methods import registry
from rules.carbon.parameter_forms.form import Form, FormValue
from rules.carbon.parameter_forms.slots import Slots, slots_of
from rules.carbon.parameters.sets import Parameter, ParameterSet, Provenance
from rules.values.quantity import Quantity, unit
from rules.values.records import InForce
from rules.values.spread import Spread

UNCHECKED = "参数由文件提供，没有第二人核对，没有冻结"
"""The status of a set that was given for one calculation."""


def parameter_set(
    form: Form,
    *,
    provenance: Provenance = "file",
    status: str = UNCHECKED,
    verification: Mapping[str, str] | None = None,
    doubts: Mapping[str, str] | None = None,
) -> ParameterSet:
    """The set of a form, known by the form's own hash. ``status`` follows what the form says of itself.
    ``doubts``: by parameter id, what speaks against its value and why it was used all the same.

    ``verification`` (``entered_by``, ``verified_by``, ``frozen_on``) is given for a frozen set and no other.
    """
    slots = slots_of(registry.load(*registry.named(form.method)).declaration)
    by_id: dict[str, list[Parameter]] = {}
    for value in form.parameters:
        by_id.setdefault(value.id, []).append(_parameter(value, slots, doubts or {}))
    for periods in by_id.values():
        periods.sort(key=lambda parameter: parameter.in_force.from_ or date.min)
    return ParameterSet(
        id=form.id,
        title=form.title,
        status="；".join(part for part in (form.note, status) if part),
        frozen=verification is not None,
        parameters={id: periods[-1] for id, periods in by_id.items()},
        missing={},
        sha256=form.sha256,
        method=form.method,
        provenance=provenance,
        other_periods={id: tuple(periods[:-1]) for id, periods in by_id.items() if len(periods) > 1},
        verification=verification,
    )


def _parameter(value: FormValue, slots: Slots, doubts: Mapping[str, str]) -> Parameter:
    return Parameter(
        id=value.id,
        group=value.species or "",
        symbol=value.symbol,
        title=slots.by_key[value.parameter].title,
        value=Quantity(value.value, unit(value.unit)),
        source=value.cited,
        confidence=value.confidence,
        note=doubts.get(value.id),
        in_force=InForce.model_validate({"from": value.from_, "to": value.to}),
        spread=Spread(value.standard_error, value.cited, "standard_error") if value.standard_error else None,
        exact=slots.by_key[value.parameter].conversion and value.value == slots.by_key[value.parameter].shipped[""],
    )
