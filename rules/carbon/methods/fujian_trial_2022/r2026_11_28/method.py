"""The same steps as the edition before it; what differs is declared in ``parameters.yaml``."""

from __future__ import annotations

from rules.carbon.methods.fujian_trial_2022.r2026_11.method import cannot_measure, measure_stand

__all__ = ["cannot_measure", "measure_stand"]
