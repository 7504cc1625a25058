"""The electronic signature of an issued paper: who signs (a port), how it stands in the file, who is trusted."""

import logging

# It tells names of certificates in its warnings; the log of this application holds nobody's name.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
