"""What acts do to a case: small named functions that rows and acts of the table name. Importing registers them."""

from rules.proceedings.effects import (
    appeals,
    enforcement,
    folder,
    grounds,
    instances,
    insured,
    measuring,
    money,
    payments,
    performing,
    quashing,
    retrial,
    substitution,
    succession,
    takeover,
    tracks,
)

__all__ = [
    "appeals",
    "enforcement",
    "folder",
    "grounds",
    "instances",
    "insured",
    "measuring",
    "money",
    "payments",
    "performing",
    "quashing",
    "retrial",
    "substitution",
    "succession",
    "takeover",
    "tracks",
]
