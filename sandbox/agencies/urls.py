"""Addresses of the partner agencies, below /sandbox/agencies/."""

from django.urls import path

from sandbox.agencies import views

urlpatterns = [
    path("<slug:agency>/inbox", views.receive, name="sandbox-agency-inbox"),
    path("<slug:agency>/nudge", views.nudge, name="sandbox-agency-nudge"),
    path("<slug:agency>/messages", views.messages, name="sandbox-agency-messages"),
    path("<slug:agency>/health", views.health, name="sandbox-agency-health"),
]
