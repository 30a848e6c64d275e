"""Addresses of the reports, below /api/v1/reports/."""

from django.urls import path

from reports.api import DossiersBehindView, OnTimeView

urlpatterns = [
    path("on-time", OnTimeView.as_view(), name="report-on-time"),
    path("on-time/dossiers", DossiersBehindView.as_view(), name="report-on-time-dossiers"),
]
