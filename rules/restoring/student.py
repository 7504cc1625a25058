"""Student's t: the value that 97.5 % of the distribution lie below, for two-sided intervals of 95 %.

To three decimals, as the definition of the distribution gives them; the tests integrate its density to them.
"""

from __future__ import annotations

from decimal import Decimal

_QUANTILES = (
    *("12.706", "4.303", "3.182", "2.776", "2.571", "2.447", "2.365", "2.306", "2.262", "2.228"),
    *("2.201", "2.179", "2.160", "2.145", "2.131", "2.120", "2.110", "2.101", "2.093", "2.086"),
    *("2.080", "2.074", "2.069", "2.064", "2.060", "2.056", "2.052", "2.048", "2.045", "2.042"),
)
_BEYOND = ((120, "1.980"), (60, "2.000"), (40, "2.021"))


def quantile(freedom: int) -> tuple[int, Decimal]:
    """The value for these degrees of freedom, with those it was read at: between the printed ones the fewer, by which
    an interval only gets wider. Raises ``ValueError`` below one."""
    if freedom < 1:
        raise ValueError("there is no t without a degree of freedom")
    if freedom <= len(_QUANTILES):
        return freedom, Decimal(_QUANTILES[freedom - 1])
    return next(
        ((known, Decimal(text)) for known, text in _BEYOND if freedom >= known),
        (len(_QUANTILES), Decimal(_QUANTILES[-1])),
    )
