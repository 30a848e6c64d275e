"""Addresses of the population database, below /sandbox/population/."""

from django.urls import path

from sandbox.population import views

urlpatterns = [
    path("lookup", views.lookup, name="sandbox-population-lookup"),
]
