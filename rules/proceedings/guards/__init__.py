"""Hard guards and warnings: small named functions that rows of the table name. Importing registers them."""

from rules.proceedings.guards import administrative, civil, conversion, folder, measuring, obligations, said, trial

__all__ = ["administrative", "civil", "conversion", "folder", "measuring", "obligations", "said", "trial"]
