"""Measure forest-carbon loss and decide, by dated methods and dated law.

Pure Python: nothing here knows of the web or of a database. ``rules.assess.assess`` is the entry point.
"""
