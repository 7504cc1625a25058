"""What acts do to a case: small named functions that rows and acts of the table name. Importing registers them."""

from rules.proceedings.effects import (
    enforcement,
    folder,
    grounds,
    instances,
    measuring,
    money,
    performing,
    takeover,
    tracks,
)

__all__ = ["enforcement", "folder", "grounds", "instances", "measuring", "money", "performing", "takeover", "tracks"]
