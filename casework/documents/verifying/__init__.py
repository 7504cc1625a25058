"""An issued paper checked by the file alone: what it carries, whether its pages say it, whether the figures follow."""
