"""What every entry about planting or labour is checked for."""

from __future__ import annotations

from casework.mistakes import Mistakes as Checked
from casework.restoring.errors import WorkRefused


class Mistakes(Checked):
    """Collects mistakes; ``stop`` raises ``WorkRefused`` with all of them."""

    refusal = WorkRefused
