"""Hard guards and warnings: small named functions that rows of the table name. Importing registers them."""

from rules.proceedings.guards import (
    administrative,
    benches,
    civil,
    conversion,
    disposal,
    folder,
    following,
    insured,
    measuring,
    obligations,
    retrial,
    said,
    terms,
    trial,
    wards,
)

__all__ = [
    "administrative",
    "benches",
    "civil",
    "conversion",
    "disposal",
    "folder",
    "following",
    "insured",
    "measuring",
    "obligations",
    "retrial",
    "said",
    "terms",
    "trial",
    "wards",
]
