"""The bank's doors: payment pages for browsers, messages for merchants, the statement for whoever shares the secret."""

import json
from datetime import date
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kernel import clock, signed_http
from kernel.signed_http import SealBroken, SealExpired
from sandbox.bank import bill, desk, platform, vietqr, vnpay, wire
from sandbox.bank.desk import PaymentDecided
from sandbox.bank.models import Payment
from sandbox.bank.states import COURSES, Outcome, PaymentState, Service

SHOWN = 50


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The latest payments, each with the last answer to its notices, and the days that have a statement."""
    payments = Payment.objects.prefetch_related("notices")[:SHOWN]
    days = Payment.objects.exclude(booked_at=None).datetimes("booked_at", "day", order="DESC", tzinfo=clock.TZ)[:14]
    return render(request, "bank/index.html", {"payments": payments, "days": days, "now": clock.now()})


@require_GET
def open_vnpay(request: HttpRequest) -> HttpResponse:
    """Take a signed payment request and lead the payer to the page of the payment."""
    try:
        payment = vnpay.opened(request.META["QUERY_STRING"])
    except vnpay.Rejected as rejection:
        page = {"code": rejection.code, "message": rejection.message, "now": clock.now()}
        return render(request, "bank/rejected.html", page, status=HTTPStatus.BAD_REQUEST)
    return HttpResponseRedirect(reverse("sandbox-bank-pay", args=[payment.key]))


# Whoever has the address of a payment may pay it, as at a till: there is no session that a forged page could use.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the menu of outcomes; a POST plays one, sends its notices at once and leads back to the merchant."""
    payment = get_object_or_404(Payment, key=key)
    if request.method == "POST" and payment.state == PaymentState.OPEN:
        chosen = request.POST.get("outcome", "")
        if chosen not in Outcome.values:
            raise Http404
        payment = _played(payment, Outcome(chosen))
        if payment.service == Service.VNPAY:
            return HttpResponseRedirect(_back(payment))
    page = {"payment": payment, "menu": [(outcome, COURSES[outcome]) for outcome in Outcome], "now": clock.now()}
    page["back"] = _back(payment) if payment.state != PaymentState.OPEN and payment.return_url else ""
    return render(request, "bank/pay.html", page)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest) -> HttpResponse:
    """Play a bank's app: the text of a scanned VietQR is shown, then transferred."""
    text, page = request.POST.get("text", request.GET.get("text", "")).strip(), dict[str, Any]()
    amount = request.POST.get("amount_vnd", "")
    try:
        page["scanned"] = vietqr.scanned(text) if text else None
        if request.method == "POST" and text:
            wanted = int(amount) if amount.isascii() and amount.isdigit() and 0 < len(amount) < 13 else None
            page["payment"] = desk.transfer(text, amount_vnd=wanted)
    except vietqr.QrUnreadable as failure:
        page["failure"] = failure.told()
    return render(request, "bank/transfer.html", page | {"text": text, "now": clock.now()})


@csrf_exempt
@require_POST
def vnpay_api(request: HttpRequest) -> JsonResponse:
    """Answer querydr and refund."""
    return JsonResponse(vnpay.answered(_document(request)))


@csrf_exempt
@require_POST
def platform_api(request: HttpRequest) -> HttpResponse:
    """Answer INIT, QUERY and GET_BILL."""
    message = _document(request)
    try:
        match message.get("LoaiBanTin"):
            case "INIT":
                return JsonResponse(platform.init(message))
            case "QUERY":
                return JsonResponse(platform.queried(platform.asked(message)))
            case "GET_BILL":
                return _bill(platform.asked(message))
        raise platform.Rejected("3", "Loại bản tin không hợp lệ")
    except platform.Rejected as rejection:
        return JsonResponse({"error_code": rejection.code, "message": rejection.message})


@require_GET
def statement(request: HttpRequest, on: date) -> HttpResponse:
    """Hand out the statement of a day that is over, to whoever shares the secret."""
    path = f"{on:%Y-%m-%d}.csv"
    try:
        # The outside world has its own names for what it shares with the house, hence the look at settings.
        signed_http.check(path.encode(), request.headers, settings.SANDBOX_BANK_VNPAY_SECRET)
    except (SealBroken, SealExpired) as refusal:
        return JsonResponse(refusal.as_body(), status=HTTPStatus.UNAUTHORIZED)
    if on >= clock.today():
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    return HttpResponse(desk.statement(on), content_type="text/csv; charset=utf-8")


def _played(payment: Payment, outcome: Outcome) -> Payment:
    """Play an outcome and send its notices at once; one that is due later is left to the sweep."""
    try:
        payment = desk.play(payment.pk, outcome)
    except PaymentDecided:
        # Two clicks at once: the first has decided.
        return Payment.objects.get(pk=payment.pk)
    for notice_id in payment.notices.order_by("pk").values_list("pk", flat=True):
        wire.send(notice_id)
    return payment


def _bill(payment: Payment) -> HttpResponse:
    if payment.state != PaymentState.PAID:
        raise platform.Rejected("1", "Giao dịch chưa thanh toán")
    return HttpResponse(bill.printed(payment), content_type="application/pdf")


def _back(payment: Payment) -> str:
    joint = "&" if "?" in payment.return_url else "?"
    return f"{payment.return_url}{joint}{vnpay.result_query(payment)}"


def _document(request: HttpRequest) -> dict[str, Any]:
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
