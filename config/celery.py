"""The Celery application: it executes; waiting and deciding live in the database."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

# Kombu's own broker of plain files ends a worker that meets a half-written message.
TRANSPORT_ALIASES["filesystem"] = "config.folders:Transport"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Whoever migrates runs Django's checks; a worker that did would load every page of the house, a third of its weight.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("motcua")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
