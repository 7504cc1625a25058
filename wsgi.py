"""The WSGI entry: ``gunicorn wsgi:app`` and ``flask --app wsgi``."""

import sys

from casework import cli, create_app

app = create_app(records=not cli.suffice(sys.argv))
