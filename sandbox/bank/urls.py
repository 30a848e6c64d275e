"""Addresses of the bank."""

from datetime import date

from django.urls import path, register_converter

from sandbox.bank import views


class DayConverter:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "bank_day")

urlpatterns = [
    path("", views.index, name="sandbox-bank"),
    path("vnpay/pay", views.open_vnpay, name="sandbox-bank-vnpay"),
    path("vnpay/api", views.vnpay_api, name="sandbox-bank-vnpay-api"),
    path("platform", views.platform_api, name="sandbox-bank-platform"),
    path("pay/<uuid:key>", views.pay, name="sandbox-bank-pay"),
    path("transfer", views.transfer, name="sandbox-bank-transfer"),
    path("statements/<bank_day:on>.csv", views.statement, name="sandbox-bank-statement"),
]
