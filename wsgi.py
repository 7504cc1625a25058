"""The WSGI entry: ``gunicorn wsgi:app`` and ``flask --app wsgi``."""

import sys

from casework import cli, collector, create_app

collector.seldom()
app = create_app(records=not cli.suffice(sys.argv))
