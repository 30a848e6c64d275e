"""Every address of the outside world's own process: the same as behind the house's door, and nothing of the house."""

from django.urls import include, path
from django.views.generic import RedirectView

from kernel.health import health

urlpatterns = [
    path("health", health, name="health"),
    path("sandbox/", include("sandbox.urls")),
    path("", RedirectView.as_view(pattern_name="sandbox")),
]
