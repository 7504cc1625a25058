"""The demonstration: three institutions of Nanjing county with their people, and cases at all stages.

``small`` makes the six cases that ``./run`` shows, ``many`` any number of varied ones.
"""

from __future__ import annotations

from casework.demo.people import PEOPLE

__all__ = ["PEOPLE"]
