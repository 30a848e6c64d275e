"""Addresses of identity, below /api/v1/."""

from django.urls import path

from identity.api import AgenciesView, LogInView, LogOutView, MeView, MyLookupsView

urlpatterns = [
    path("auth/login", LogInView.as_view(), name="login"),
    path("auth/logout", LogOutView.as_view(), name="logout"),
    path("auth/me", MeView.as_view(), name="me"),
    path("me/lookups", MyLookupsView.as_view(), name="my-lookups"),
    path("agencies", AgenciesView.as_view(), name="agencies"),
]
