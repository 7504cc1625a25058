"""The WSGI entry: ``gunicorn wsgi:app`` and ``flask --app wsgi``."""

import sys

from casework import commands, create_app

app = create_app(records=not commands.suffice(sys.argv))
