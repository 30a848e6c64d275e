"""The public pages: each reads, none changes anything, and none needs a log-in or a script."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from rest_framework.throttling import AnonRateThrottle

from dossiers import ledger_text
from kernel import clock
from kernel.errors import Problem
from portal import queries
from portal.errors import NoPaperGiven, PaperIsNoPdf, PaperTooLarge, TooManyPapers
from portal.forms import CodeForm
from portal.wording import VERDICTS
from signing import services as signing
from signing.states import Verdict
from signing.verify import Report

# Own style sheet, own images, own forms; no script, no frame, nothing from elsewhere.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What a form adds around its file.
ENVELOPE_BYTES = 10_000
FAILURES = {
    400: {"title": _("This request makes no sense"), "advice": _("Go back and try again.")},
    403: {"title": _("This is not open to you"), "advice": _("Log in with an account that may see it, or go back.")},
    404: {"title": _("There is no such page"), "advice": _("Check the address, or start from one of the pages below.")},
    500: {
        "title": _("Something went wrong here"),
        "advice": _("The fault is ours and has been noted. Try again in a few minutes."),
    },
}

View = Callable[..., HttpResponse]


class VerifyThrottle(AnonRateThrottle):
    """The same allowance, and the same count of it, as the verification of the API."""

    scope = "verify"


def problems_in_words(view: View) -> View:
    """Turn a Problem that a view raises into a page with its status and its sentence."""

    @wraps(view)
    def answer(request: HttpRequest, **address: Any) -> HttpResponse:
        try:
            return view(request, **address)
        except Problem as problem:
            facts = {"problem": problem, "form": CodeForm(initial=address), **address}
            return _page(request, "portal/problem.html", status=problem.status, **facts)

    return answer


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return _page(request, "portal/home.html", form=CodeForm())


@require_safe
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and lead to the page of its dossier."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("portal:track", code=form.cleaned_data["code"])
    return _page(request, "portal/look_up.html", status=400 if form.is_bound else 200, form=form)


@require_safe
@problems_in_words
def track(request: HttpRequest, code: str) -> HttpResponse:
    weekdays = [str(weekday) for weekday in ledger_text.WEEKDAYS]
    return _page(request, "portal/track.html", dossier=queries.track(code), weekdays=weekdays)


# Exempt, because it changes nothing and because the check would read the whole body before it can be measured.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Judge an uploaded PDF, which is kept nowhere; or lead to the result of a dossier by its code."""
    if request.method == "POST":
        return _judge(request)
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("portal:vouch", code=form.cleaned_data["code"])
    return _verify_page(request, status=400 if form.is_bound else 200, form=form)


@require_safe
@problems_in_words
def vouch(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, "portal/vouch.html", result=queries.vouch(code), most_mb=_most_mb())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _failure(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _failure(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _failure(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer without the hour: it is in the database, which may be what has failed."""
    return _dressed(request, "portal/failure.html", status=500, **FAILURES[500])


def _judge(request: HttpRequest) -> HttpResponse:
    try:
        name, report = _report(request)
    except Problem as problem:
        return _verify_page(request, status=problem.status, form=CodeForm(), problem=problem)
    return _page(
        request, "portal/report.html", name=name, report=report, said=VERDICTS[report.verdict], most_mb=_most_mb()
    )


def _report(request: HttpRequest) -> tuple[str, Report]:
    """Return the name and the report of the file that was sent. Raises the errors of this room."""
    if not VerifyThrottle().allow_request(request, None):  # type: ignore[arg-type]  # it only counts addresses
        raise TooManyPapers
    # Before the body is read: what is far too large does not reach the disk.
    _within_bounds(int(request.META.get("CONTENT_LENGTH") or 0) - ENVELOPE_BYTES)
    paper = request.FILES.get("paper")
    if paper is None or not paper.size:
        raise NoPaperGiven
    _within_bounds(paper.size)
    report = signing.verify_pdf(paper.read())
    if report.verdict == Verdict.NOT_A_PDF:
        raise PaperIsNoPdf
    return paper.name or "", report


def _within_bounds(size: int) -> None:
    if size > settings.PAPER_MAX_BYTES:
        raise PaperTooLarge(most_mb=_most_mb())


def _most_mb() -> int:
    return settings.PAPER_MAX_BYTES // 1_000_000


def _verify_page(request: HttpRequest, *, status: int, **facts: Any) -> HttpResponse:
    return _page(request, "portal/verify.html", status=status, most_mb=_most_mb(), **facts)


def _failure(request: HttpRequest, status: int) -> HttpResponse:
    return _page(request, "portal/failure.html", status=status, **FAILURES[status])


def _page(request: HttpRequest, template: str, *, status: int = 200, **facts: Any) -> HttpResponse:
    return _dressed(request, template, status=status, now=clock.now(), **facts)


def _dressed(request: HttpRequest, template: str, *, status: int, **facts: Any) -> HttpResponse:
    response = render(request, template, facts, status=status)
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response
