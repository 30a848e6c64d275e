"""Addresses of the invented outside world, below /sandbox/: each office behind its own."""

from django.urls import include, path

from sandbox.agencies import views

urlpatterns = [
    path("", views.index, name="sandbox"),
    path("authority.pem", views.authority, name="sandbox-authority"),
    path("agencies/", include("sandbox.agencies.urls")),
    path("bank/", include("sandbox.bank.urls")),
    path("population/", include("sandbox.population.urls")),
    path("portal/", include("sandbox.portal.urls")),
]
