"""Addresses of the signing room, below /api/v1/."""

from django.urls import path

from signing.api import VerifyView

urlpatterns = [path("verify", VerifyView.as_view(), name="verify")]
