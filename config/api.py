"""Every address below /api/v1/, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("identity.urls")),
    path("", include("signing.urls")),
    path("", include("dossiers.urls")),
    path("reports/", include("reports.urls")),
    path("interlink/", include("interlink.urls")),
    path("payments/", include("payments.urls")),
]
