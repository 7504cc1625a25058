"""What two case files say differently is told in words."""

from __future__ import annotations

from rules.carbon.comparison.differences import NO_MATTER, field_name
from rules.casefile.stand import Damage, Stand


def test_every_field_of_a_stand_and_its_damage_has_a_name() -> None:
    """So that no difference is told by the name that a field has in the file."""
    fields = {*Stand.model_fields} - {*NO_MATTER, "damage"} | {f"damage.{name}" for name in Damage.model_fields}
    assert {name for name in fields if field_name(("stands", "A", *name.split("."))) == name} == set()
