"""How often the collector of cycles looks: a matter of the whole process, settled where it starts.

Worksheets and decisions hold no cycles, and a large tally makes hundreds of thousands of lines: looking through them at
every 700 new objects, as Python does by itself, takes a quarter to a third of the time of a tally of 5,000 to 20,000
different trees. At every 50,000 it takes less than a tenth.
"""

from __future__ import annotations

import gc

NEW_OBJECTS = 50_000


def seldom() -> None:
    """Let the collector look at every 50,000 new objects."""
    gc.set_threshold(NEW_OBJECTS, 20, 10)
