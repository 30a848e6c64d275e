"""Addresses of the public pages; those with a code are what the QR codes on the papers lead to."""

from django.urls import path, register_converter

from portal import forms, views


class DossierCode:
    """A dossier code in an address, however it is spelt."""

    regex = forms.CODE

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


register_converter(DossierCode, "dossier_code")

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("tra-cuu", views.look_up, name="look-up"),
    path("tra-cuu/<dossier_code:code>", views.track, name="track"),
    path("xac-minh", views.verify, name="verify"),
    path("xac-minh/<dossier_code:code>", views.vouch, name="vouch"),
]
