"""The address of the national portal, below /sandbox/portal/."""

from django.urls import path

from sandbox.portal import views

urlpatterns = [
    path("api", views.api, name="sandbox-portal-api"),
]
