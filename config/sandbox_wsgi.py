"""The WSGI door of the outside world: the same image as the house, answering for bank, agencies and portal."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)


class OutsideRequest(WSGIRequest):
    """A request that came in at the outside world's door: nobody there knows the addresses of the house."""

    urlconf = "config.sandbox_urls"


class Outside(WSGIHandler):
    request_class = OutsideRequest


application = Outside()
