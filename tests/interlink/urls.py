"""Linked services alone, at their address below /api/v1/."""

from django.urls import include, path

urlpatterns = [path("api/v1/interlink/", include("interlink.urls"))]
