"""Who opened which case, and who took which file out: on record without any reader waiting for the write lock.

A request appends a line to a file (``spool``); a thread of the server puts the lines into the table soon after
(``collecting``). So a page is recorded before it is shown, and reading never writes to the database.
"""

from __future__ import annotations

from casework.accesses.models import DOWNLOAD, OPENING, AccessRecord

__all__ = ["DOWNLOAD", "OPENING", "AccessRecord"]
