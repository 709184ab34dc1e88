import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

GUNICORN_BOOT_ERROR = 3

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    # The sentence alone, and the code by which gunicorn knows that starting again would not help.
    sys.stderr.write(f"{error}\n")
    sys.exit(GUNICORN_BOOT_ERROR)
