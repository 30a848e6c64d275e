"""What a request is answered with that no view could answer: problem+json below /api/, a page elsewhere."""

from django.http import HttpRequest, HttpResponse

from kernel import api
from kernel.http_errors import BodyUnreadable, Broken
from portal import views as portal


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return api.answer(BodyUnreadable()) if _is_api(request) else portal.bad_request(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    return api.answer(Broken()) if _is_api(request) else portal.broken(request)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
