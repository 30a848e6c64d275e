"""The doors of the agencies: inbox, nudges, reconciliation, health; the authority's certificate; a page for people."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.db.models import Count, Min, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from kernel import calendar_store, clock
from kernel.errors import Problem
from sandbox import door
from sandbox.agencies import envelopes, inbox, offices, papers, tasks
from sandbox.agencies.envelopes import MessageMalformed
from sandbox.agencies.models import Answer, Request, RequestState
from sandbox.agencies.offices import Office
from sandbox.behaviours import steering
from sandbox.behaviours.models import Behaviour

# Offices that answer at once: they have behaviours, but no desk and no hours.
SYNCHRONOUS = ("population", "portal")


def at_the_door(
    view: Callable[[Office, bytes, HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """Let a sealed call in, unless the office is down; whatever is refused is a problem+json."""

    def let_in(request: HttpRequest, agency: str) -> HttpResponseBase:
        office = _office(agency)
        try:
            body = door.body_of(request)
            manner = steering.manner(agency, _service(body), sha256(body).hexdigest())
            if "down" in manner:
                return door.closed(manner)
            door.check_seal(request, body, agency)
            return view(office, body, request)
        except Problem as refusal:
            return door.problem(refusal)

    return csrf_exempt(let_in)


@require_POST
@at_the_door
def receive(office: Office, body: bytes, request: HttpRequest) -> HttpResponseBase:
    """Take a request or a supplement: 202 the first time, 200 with the same words for a copy."""
    taken = inbox.receive(office, body)
    kept = taken.request
    if taken.is_first and kept.answer_due_at and kept.answer_due_at <= clock.now():
        tasks.start_answer(kept.pk)
    if taken.is_first and "lost-acknowledgement" in taken.manner:
        return door.hang_up()
    status = HTTPStatus.ACCEPTED if taken.is_first else HTTPStatus.OK
    return door.sealed(envelopes.ack(kept, office), office.code, status)


@require_POST
@at_the_door
def nudge(office: Office, body: bytes, request: HttpRequest) -> HttpResponseBase:
    """Say what became of a message; an answer that was given goes out again."""
    state, answer = inbox.nudge(office, envelopes.read_nudge(body))
    if answer is not None:
        tasks.start_sending(answer.pk)
    return door.sealed({"state": state}, office.code)


@require_GET
@at_the_door
def messages(office: Office, body: bytes, request: HttpRequest) -> HttpResponseBase:
    """List what came and went since an hour, for reconciliation."""
    return door.sealed(inbox.remembered(office, _since(request)), office.code)


@require_GET
@never_cache
def health(request: HttpRequest, agency: str) -> HttpResponse:
    """Say how the office is: whether it is open, and which behaviours are switched on."""
    is_open = agency in SYNCHRONOUS or _office(agency).hours.is_open(clock.now(), calendar_store.loaded())
    rows = steering.shown(agency)
    return JsonResponse({"agency": agency, "behaviour": ", ".join(map(_told, rows)), "open": is_open})


@require_GET
def authority(request: HttpRequest) -> HttpResponse:
    """Hand out the certificate of the authority behind the papers of the outside world."""
    return HttpResponse(papers.root().certificate, content_type="application/x-pem-file")


@dataclass(frozen=True, slots=True)
class OfficeShown:
    """An office on the page for people; `hours` is empty for one that is always open."""

    name: str
    code: str
    hours: str
    is_open: bool
    behaviours: list[Behaviour]
    waiting: int
    next_due_at: datetime | None
    answered: int
    unsent: int


@require_GET
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show the offices: whether they are open, how they behave, what waits on their desks and in their post."""
    return render(request, "agencies/index.html", {"offices": _offices_shown(), "now": clock.now()})


def _offices_shown() -> list[OfficeShown]:
    calendar, now = calendar_store.loaded(), clock.now()
    desks = (
        Request.objects.order_by()
        .values("agency")
        .annotate(
            waiting=Count("pk", Q(state=RequestState.WAITING)),
            answered=Count("pk", Q(state=RequestState.ANSWERED)),
            next_due_at=Min("answer_due_at"),
        )
    )
    by_agency: dict[str, dict[str, Any]] = {row["agency"]: dict(row) for row in desks}
    posts = Answer.objects.order_by().exclude(next_attempt_at=None).values_list("agency")
    unsent = dict(posts.annotate(Count("pk")))
    return [
        OfficeShown(
            name=office.name,
            code=office.code,
            hours=", ".join(f"{each.opens:%H:%M}-{each.closes:%H:%M}" for each in office.hours.sessions),
            is_open=office.hours.is_open(now, calendar),
            behaviours=steering.shown(office.code),
            waiting=by_agency.get(office.code, {}).get("waiting", 0),
            next_due_at=by_agency.get(office.code, {}).get("next_due_at"),
            answered=by_agency.get(office.code, {}).get("answered", 0),
            unsent=unsent.get(office.code, 0),
        )
        for office in offices.offices().values()
    ]


def _office(code: str) -> Office:
    try:
        return offices.office(code)
    except KeyError:
        raise Http404 from None


def _service(body: bytes) -> str:
    """Return the service that a call names, if it can be read at all."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return door.text_of(told, "service") if isinstance(told, dict) else ""


def _since(request: HttpRequest) -> datetime:
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        raise MessageMalformed(field="since") from None
    if since.tzinfo is None:
        raise MessageMalformed(field="since")
    return since


def _told(row: Behaviour) -> str:
    share = "" if row.share == 100 else f" {row.share}%"
    return f"{row.name}{share}"
