"""The owner of every dossier is looked up once in the population database: claimed, asked, recorded (rule O-7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from dossiers.errors import ApplicantDeceased, CheckUnderWay, IdentitySettled
from dossiers.events import IdentityChecked, IdentityConfirmed
from dossiers.models import Dossier, IdentityCheck
from dossiers.permissions import AtOffice, Either, desk, office
from dossiers.services import closing
from dossiers.states import Identity
from identity import population
from identity.actors import officer_actor
from identity.errors import (
    InvalidPersonalNumber,
    PopulationDeceased,
    PopulationMismatch,
    PopulationNotFound,
    PopulationRateLimited,
    PopulationUnavailable,
)
from identity.models import Appointment, Person
from identity.roles import Role
from interlink.services import breaker
from interlink.services.breaker import Call
from kernel import clock, delivery, journal
from kernel.actors import SYSTEM, Actor, ActorKind
from kernel.errors import Problem
from kernel.moves import NotYourMove

Outcome = IdentityCheck.Outcome
POPULATION = "population"
PURPOSE = "Kiểm tra danh tính chủ hồ sơ {code} khi tiếp nhận"
BATCH = 100
# Real time: longer than a call can take (kernel.telephone.PATIENCE).
LEASE = timedelta(seconds=60)
# Simulated: before the second, third, ... try; the last one repeats. A quota is by the hour.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
AN_HOUR = timedelta(hours=1)
SETTLED = (Identity.MATCHED, Identity.CONFIRMED)
MAY_CHECK = desk(Role.POPULATION)
# Answering for somebody's identity is for whoever may ask about it, or for the leader of the office.
MAY_CONFIRM = Either(desk(Role.POPULATION), office(Role.LEADER))
ANSWERS: dict[type[Problem], Outcome] = {
    PopulationMismatch: Outcome.MISMATCH,
    PopulationNotFound: Outcome.NOT_FOUND,
    # A number that cannot be one is nobody's.
    InvalidPersonalNumber: Outcome.NOT_FOUND,
    PopulationDeceased: Outcome.DECEASED,
}
IDENTITY = {
    Outcome.MATCHED: Identity.MATCHED,
    Outcome.MISMATCH: Identity.MISMATCH,
    Outcome.NOT_FOUND: Identity.NOT_FOUND,
    Outcome.DECEASED: Identity.DECEASED,
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is on the telephone; `until` (real) tells whether the row is still ours."""

    check_id: int
    dossier_id: int
    owner: Person
    purpose: str
    officer: Actor
    call: Call
    until: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    outcome: Outcome
    fields: tuple[str, ...] = ()
    cause: str = ""


def open_for(dossier_id: int, filed_by: str) -> int:
    """Note that a dossier's owner is to be checked, and return the id of the check. Runs in the delivery of the news.

    filed_by  the actor as the journal writes him; a desk's officer asks in his own name if he may
    """
    kind, _colon, officer_id = filed_by.partition(":")
    filer = int(officer_id) if kind == ActorKind.OFFICER and officer_id else None
    defaults = {"filed_by_id": filer, "next_attempt_at": clock.now()}
    check, _created = IdentityCheck.objects.get_or_create(dossier_id=dossier_id, defaults=defaults)
    return check.pk


def perform_due() -> int:
    """Ask about every owner whose hour has come, oldest first; return how many were answered.

    While the population database is down only one question goes out as a probe (interlink.services.breaker).
    """
    if POPULATION in breaker.unreachable():
        return 0
    due = IdentityCheck.objects.due(clock.now(), clock.wall()).order_by("next_attempt_at", "pk")
    answered: list[bool] = []
    for pk in list(due.values_list("pk", flat=True)[:BATCH]):
        delivery.isolated("identity-checks", pk, lambda row: answered.append(perform(row)))
    return sum(answered)


def perform(check_id: int) -> bool:
    """Ask about one owner, if it is time and nobody else does; tell whether there was an answer."""
    question = _claim(check_id)
    return question is not None and _ask(question).outcome in IDENTITY


def ask_now(dossier_id: int, *, by: Actor) -> Dossier:
    """Ask at once, in the name of the officer at the desk; what came of it stands in the dossier and its check.

    Raises DossierMissing, NotYourMove, IdentitySettled, CheckUnderWay.
    """
    _ask(_claim_for(dossier_id, by))
    return Dossier.objects.visible_to(by).get(pk=dossier_id)


@transaction.atomic
def confirm(dossier_id: int, *, by: Actor, reason: str) -> Dossier:
    """Answer by hand for an owner's identity; for one who is recorded as deceased nobody can.

    Raises DossierMissing, NotYourMove, IdentitySettled, ApplicantDeceased, ReasonMissing.
    """
    dossier = Dossier.objects.locked(dossier_id, by)
    _check_permitted(dossier, by, MAY_CONFIRM, "confirm_identity")
    if dossier.identity == Identity.DECEASED:
        raise ApplicantDeceased
    why, before = closing.given(reason), str(dossier.identity)
    check, _created = IdentityCheck.objects.get_or_create(dossier=dossier)
    check.confirmed_by_id, check.confirmed_at, check.reason = by.id, clock.now(), why
    check.next_attempt_at = None
    check.save()
    dossier.identity = Identity.CONFIRMED
    journal.append(dossier, IdentityConfirmed(dossier.pk, before, why), by, changed=["identity"])
    return dossier


def _check_permitted(dossier: Dossier, by: Actor, permission: Either | AtOffice, act: str) -> None:
    if not permission(dossier, by):
        raise NotYourMove(move=act, roles=sorted(permission.roles))
    if dossier.identity in SETTLED or dossier.closed_at is not None:
        raise IdentitySettled(identity=str(dossier.identity))


@transaction.atomic(durable=True)
def _claim(check_id: int) -> Question | None:
    rows = IdentityCheck.objects.due(clock.now(), clock.wall()).select_related("dossier__applicant")
    has_skip = connection.features.has_select_for_update_skip_locked
    check = rows.select_for_update(skip_locked=has_skip, of=("self",)).filter(pk=check_id).first()
    if check is None:
        return None
    if check.dossier.closed_at is not None or check.dossier.identity in SETTLED:
        # Nobody asks about a person without need.
        IdentityCheck.objects.filter(pk=check.pk).update(next_attempt_at=None)
        return None
    officer = _officer_of(check)
    if officer is None:
        _postpone(check, Outcome.NOBODY_MAY, AN_HOUR)
        return None
    call = breaker.connect(POPULATION)
    return _taken(check, officer, call) if call else None


@transaction.atomic(durable=True)
def _claim_for(dossier_id: int, by: Actor) -> Question:
    dossier = Dossier.objects.locked(dossier_id, by)
    _check_permitted(dossier, by, MAY_CHECK, "check_identity")
    check, _created = IdentityCheck.objects.get_or_create(dossier=dossier)
    check = IdentityCheck.objects.select_for_update().get(pk=check.pk)
    is_held = check.leased_until is not None and check.leased_until > clock.wall()
    call = None if is_held else breaker.connect(POPULATION)
    if call is None:
        raise CheckUnderWay
    check.dossier = dossier
    return _taken(check, by, call)


def _taken(check: IdentityCheck, officer: Actor, call: Call) -> Question:
    check.leased_until, check.tries, check.asked_by_id = clock.wall() + LEASE, check.tries + 1, officer.id
    check.save(update_fields=["leased_until", "tries", "asked_by"])
    dossier = check.dossier
    purpose = PURPOSE.format(code=dossier.code)
    return Question(check.pk, dossier.pk, dossier.applicant, purpose, officer, call, check.leased_until)


def _officer_of(check: IdentityCheck) -> Actor | None:
    """Return in whose name the desk asks: who filed the dossier if he may ask, else the first at the desk who may."""
    posts = Appointment.objects.on(clock.today()).filter(agency_id=check.dossier.reception_id)
    fit = sorted((post for post in posts if post.has(Role.POPULATION)), key=lambda post: post.officer_id)
    chosen = next((post for post in fit if post.officer_id == check.filed_by_id), fit[0] if fit else None)
    return officer_actor(chosen) if chosen else None


def _ask(question: Question) -> Answer:
    """Ask without a transaction and record the answer."""
    owner = question.owner
    try:
        population.lookup(
            owner.personal_number,
            name=owner.full_name,
            born_on=owner.born_on,
            purpose=question.purpose,
            officer=question.officer,
        )
        answer = Answer(Outcome.MATCHED)
    except PopulationUnavailable as silence:
        answer = Answer(Outcome.UNAVAILABLE, cause=str(silence.params.get("cause", silence.code)))
    except PopulationRateLimited:
        answer = Answer(Outcome.RATE_LIMITED)
    except (PopulationMismatch, PopulationNotFound, PopulationDeceased, InvalidPersonalNumber) as refusal:
        kind = next(kind for kind in ANSWERS if isinstance(refusal, kind))
        answer = Answer(ANSWERS[kind], tuple(refusal.params.get("fields", ())))
    _record(question, answer)
    return answer


@transaction.atomic(durable=True)
def _record(question: Question, answer: Answer) -> None:
    if answer.outcome == Outcome.UNAVAILABLE:
        breaker.failed(question.call, answer.cause)
    else:
        breaker.succeeded(question.call)
    dossier = Dossier.objects.locked(question.dossier_id, SYSTEM)
    check = IdentityCheck.objects.select_for_update().get(pk=question.check_id)
    if check.leased_until != question.until:
        return
    if answer.outcome in IDENTITY:
        _settle(dossier, check, answer, question.officer)
    else:
        wait = AN_HOUR if answer.outcome == Outcome.RATE_LIMITED else BACK_OFF[min(check.tries, len(BACK_OFF)) - 1]
        _postpone(check, answer.outcome, wait)
    if question.call.probe and answer.outcome != Outcome.UNAVAILABLE:
        IdentityCheck.objects.filter(next_attempt_at__gt=clock.now()).update(next_attempt_at=clock.now())


def _settle(dossier: Dossier, check: IdentityCheck, answer: Answer, officer: Actor) -> None:
    check.outcome, check.fields = answer.outcome, list(answer.fields)
    check.next_attempt_at, check.leased_until, check.answered_at = None, None, clock.now()
    check.save()
    # Confirmed by hand while the question was out: an officer has answered for it.
    if dossier.identity == Identity.CONFIRMED or dossier.identity == IDENTITY[answer.outcome]:
        return
    dossier.identity = IDENTITY[answer.outcome]
    event = IdentityChecked(dossier.pk, str(dossier.identity), answer.fields)
    journal.append(dossier, event, officer, changed=["identity"])


def _postpone(check: IdentityCheck, outcome: Outcome, wait: timedelta) -> None:
    check.outcome, check.leased_until, check.next_attempt_at = outcome, None, clock.now() + wait
    check.save(update_fields=["outcome", "leased_until", "next_attempt_at"])
