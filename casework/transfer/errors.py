"""Why a case is not given away or not taken in."""

from __future__ import annotations

from casework.errors import Impossible


class NotMoved(Impossible):
    """The message names what is in the way; nothing was written."""
