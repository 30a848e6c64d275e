"""Addresses of the payments room, below /api/v1/payments/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from payments.api.discrepancies import AcceptView, DiscrepanciesView, DismissView, GiveBackView
from payments.api.notices import PlatformNotices, ReturnView, VnpayNotices
from payments.api.orders import (
    BillView,
    CheckoutView,
    CounterView,
    InquiryView,
    OrdersView,
    OrderView,
    QrView,
    RefundsView,
)


class OrderCodeConverter(StringConverter):
    """The code of an order; what no code can look like is an unknown address."""

    regex = r"[\w.-]{1,50}"


class PictureConverter(StringConverter):
    regex = r"svg|png"


register_converter(OrderCodeConverter, "order_code")
register_converter(PictureConverter, "picture")

urlpatterns = [
    path("orders", OrdersView.as_view(), name="payment-orders"),
    path("orders/<order_code:code>", OrderView.as_view(), name="payment-order"),
    path("orders/<order_code:code>/checkout", CheckoutView.as_view(), name="payment-checkout"),
    path("orders/<order_code:code>/collect", CounterView.as_view(), name="payment-collect"),
    path("orders/<order_code:code>/inquire", InquiryView.as_view(), name="payment-inquire"),
    path("orders/<order_code:code>/refunds", RefundsView.as_view(), name="payment-refunds"),
    path("orders/<order_code:code>/vietqr.<picture:kind>", QrView.as_view(), name="payment-vietqr"),
    path("orders/<order_code:code>/bill", BillView.as_view(), name="payment-bill"),
    path("return/vnpay", ReturnView.as_view(), name="payment-return"),
    path("notices/vnpay", VnpayNotices.as_view(), name="payment-notices-vnpay"),
    path("notices/platform", PlatformNotices.as_view(), name="payment-notices-platform"),
    path("discrepancies", DiscrepanciesView.as_view(), name="payment-discrepancies"),
    path("discrepancies/<int:pk>/accept", AcceptView.as_view(), name="payment-discrepancy-accept"),
    path("discrepancies/<int:pk>/give-back", GiveBackView.as_view(), name="payment-discrepancy-give-back"),
    path("discrepancies/<int:pk>/dismiss", DismissView.as_view(), name="payment-discrepancy-dismiss"),
]
