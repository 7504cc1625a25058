"""The kinds of documents. A kind is one module and one template; it is added to this list and nowhere else."""

from __future__ import annotations

from casework.documents.kinds.kind import Kind
from casework.documents.kinds.report import Report
from casework.documents.kinds.retirement import RetirementConfirmation

KINDS: dict[str, Kind] = {kind.name: kind for kind in (Report(), RetirementConfirmation())}
"""By name, in the order in which a case comes to them."""
