"""The house's settings with nothing between the server and the minimal view."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.bare_intake"
MIDDLEWARE = []
