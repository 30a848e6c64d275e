"""The national portal is told of every dossier and every step: noted, claimed, sent and recorded (rules S-7 to S-9)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import DateTimeField, F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import translation

from dossiers import portal_messages, queries
from dossiers.labels import label_of
from dossiers.models import Dossier, PortalSync, ProgressRecord
from dossiers.portal_messages import Doer, Message, Setting
from dossiers.states import State
from interlink.adapters import portal
from interlink.adapters.portal import PORTAL
from interlink.errors import AgencyRefusesMessage, AgencySilent
from interlink.services import breaker
from interlink.services.breaker import Call
from kernel import calendar_store, clock
from kernel.models import JournalEntry

# Dossiers in one message; each also has its progress to tell, one call a record.
BATCH = 200
# Real time: what a batch may take; then its dossiers are anybody's, and what comes twice changes nothing there.
LEASE = timedelta(minutes=10)
# Simulated: before the second, third, ... try; the last one repeats.
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60))
LONGEST_ERROR = 300
CITIZEN, HOUSE = "Người nộp hồ sơ", "Hệ thống thông tin giải quyết thủ tục hành chính"


@dataclass(frozen=True, slots=True)
class Claim:
    """A dossier taken in hand: its row, and what the portal has of it so far."""

    sync_id: int
    dossier_id: int
    tries: int
    is_known: bool
    reported_sha256: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What is on the telephone, until when (real) nobody else sends it, and the leave to call."""

    call: Call
    until: datetime
    claims: tuple[Claim, ...]


@dataclass(slots=True)
class Outcome:
    """What came of a batch, by id of the row: told, or refused with the cause; `silence` ended it early."""

    done: list[int]
    refused: dict[int, str]
    silence: str = ""


def note(dossier_id: int, entry: JournalEntry) -> bool:
    """Note that the portal is to know of a line of the journal; tell whether it knew everything until now.

    Runs in the transaction of the delivery, once per line and in their order.
    """
    if entry.move or entry.sequence == 1:
        _note_progress(dossier_id, entry)
    rows = PortalSync.objects.filter(dossier_id=dossier_id)
    synced = rows.filter(next_attempt_at=None)
    since = {"waiting_since_at": entry.at, "next_attempt_at": entry.at}
    if synced.update(wanted_sequence=entry.sequence, **since):
        return True
    # What waits keeps its turn: another event is no reason to ask a silent portal sooner.
    at = Value(entry.at, DateTimeField())
    if rows.update(wanted_sequence=entry.sequence, waiting_since_at=Coalesce(F("waiting_since_at"), at)):
        return False
    PortalSync.objects.create(dossier_id=dossier_id, wanted_sequence=entry.sequence, **since)
    return True


def send_due() -> int:
    """Tell the portal what is due, batch after batch; return how many dossiers were told.

    A portal that is silent ends it; one that is down is only probed (interlink.services.breaker).
    """
    told = 0
    while (batch := _claim()) is not None:
        outcome = _send(batch)
        _record(batch, outcome)
        told += len(outcome.done)
        if outcome.silence:
            break
    return told


def make_due() -> int:
    """Let everything that waits be tried at once, whatever its back-off says; return how many wait."""
    return PortalSync.objects.waiting().update(next_attempt_at=clock.now())


@transaction.atomic(durable=True)
def _claim() -> Batch | None:
    due = PortalSync.objects.due(clock.now(), clock.wall())
    rows = list(due.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)[:BATCH])
    call = breaker.connect(PORTAL) if rows else None
    if call is None:
        return None
    taken, until = rows[: 1 if call.probe else BATCH], clock.wall() + LEASE
    ids = [row.pk for row in taken]
    PortalSync.objects.filter(pk__in=ids).update(
        leased_until=until, taken_sequence=F("wanted_sequence"), tries=F("tries") + 1
    )
    claims = (
        Claim(row.pk, row.dossier_id, row.tries + 1, row.reported_at is not None, row.reported_sha256) for row in taken
    )
    return Batch(call, until, tuple(claims))


def _send(batch: Batch) -> Outcome:
    """Send states, then the steps of whoever's state arrived: the portal takes none of a dossier unknown to it."""
    outcome = Outcome([], {})
    messages = _messages(batch.claims)
    digests = {pk: portal_messages.digest(message) for pk, message in messages.items()}
    changed = [claim for claim in batch.claims if digests[claim.dossier_id] != claim.reported_sha256]
    try:
        for is_known in (False, True):
            rows = [claim for claim in changed if claim.is_known is is_known]
            outcome.refused |= _send_states(rows, messages, is_updating=is_known)
            _record_states(batch, [claim for claim in rows if claim.sync_id not in outcome.refused], digests)
        for claim in batch.claims:
            if claim.sync_id not in outcome.refused:
                _send_steps(claim, outcome)
    except AgencySilent as silence:
        outcome.silence = str(silence.params["cause"])
    return outcome


def _send_states(rows: Sequence[Claim], messages: dict[int, Message], *, is_updating: bool) -> dict[int, str]:
    """Send a message of several dossiers; return the causes of those that are refused.

    The portal takes all or none, so that a batch is halved until the ones that it refuses stand alone.
    """
    if not rows:
        return {}
    try:
        portal.send_dossiers([messages[claim.dossier_id] for claim in rows], is_updating=is_updating)
    except AgencyRefusesMessage as refusal:
        if len(rows) == 1:
            return {rows[0].sync_id: _cause(refusal)}
        middle = len(rows) // 2
        halves = (rows[:middle], rows[middle:])
        return {
            pk: cause for half in halves for pk, cause in _send_states(half, messages, is_updating=is_updating).items()
        }
    return {}


def _send_steps(claim: Claim, outcome: Outcome) -> None:
    """Send the steps of a dossier in their order; one that is refused holds up those after it."""
    for record in ProgressRecord.objects.filter(dossier_id=claim.dossier_id, sent_at=None).order_by("sequence"):
        try:
            portal.send_progress(record.content)
        except AgencyRefusesMessage as refusal:
            outcome.refused[claim.sync_id] = _cause(refusal)
            return
        ProgressRecord.objects.filter(pk=record.pk).update(sent_at=clock.now())
    outcome.done.append(claim.sync_id)


@transaction.atomic(durable=True)
def _record_states(batch: Batch, rows: Iterable[Claim], digests: dict[int, str]) -> None:
    held = _held(batch, [claim.sync_id for claim in rows]).only("pk", "dossier_id")
    told = [PortalSync(pk=row.pk, reported_at=clock.now(), reported_sha256=digests[row.dossier_id]) for row in held]
    PortalSync.objects.bulk_update(told, ["reported_at", "reported_sha256"])


@transaction.atomic(durable=True)
def _record(batch: Batch, outcome: Outcome) -> None:
    if outcome.silence:
        breaker.failed(batch.call, outcome.silence)
    else:
        # Whoever refuses has answered: the line is good.
        breaker.succeeded(batch.call)
    _record_done(batch, outcome.done)
    for claim in batch.claims:
        if claim.sync_id in outcome.refused:
            _postpone(batch, claim, outcome.refused[claim.sync_id])
        elif outcome.silence and claim.sync_id not in outcome.done:
            _postpone(batch, claim, outcome.silence)
    if batch.call.probe and not outcome.silence:
        make_due()


def _record_done(batch: Batch, done: Collection[int]) -> None:
    """What came meanwhile stays due; everything else is synchronised."""
    held = _held(batch, done)
    told = {"tries": 0, "error": "", "synced_at": clock.now()}
    whole = held.filter(wanted_sequence=F("taken_sequence"))
    whole.update(**told, leased_until=None, next_attempt_at=None, waiting_since_at=None)
    held.update(**told, leased_until=None)


def _postpone(batch: Batch, claim: Claim, cause: str) -> None:
    next_attempt_at = clock.now() + BACK_OFF[min(claim.tries, len(BACK_OFF)) - 1]
    _held(batch, [claim.sync_id]).update(
        leased_until=None, next_attempt_at=next_attempt_at, error=cause[:LONGEST_ERROR]
    )


def _held(batch: Batch, ids: Collection[int]) -> QuerySet[PortalSync]:
    """Return the rows that are still ours: nobody took them over when the lease ended."""
    return PortalSync.objects.filter(pk__in=ids, leased_until=batch.until)


def _messages(claims: Iterable[Claim]) -> dict[int, Message]:
    dossiers = queries.for_the_portal([claim.dossier_id for claim in claims])
    closes = calendar_store.loaded().closes
    setting = Setting(closes, f"{settings.PUBLIC_URL}/api/v1")
    return {dossier.pk: portal_messages.dossier_message(dossier, setting) for dossier in dossiers}


def _note_progress(dossier_id: int, entry: JournalEntry) -> None:
    dossier = Dossier.objects.select_related("applicant", "submitter", "agency", "reception").get(pk=dossier_id)
    with translation.override("vi"):
        what = label_of(entry.name)
    content = portal_messages.progress_message(
        dossier,
        at=entry.at,
        by=_doer(dossier, entry),
        what=what,
        state=State(entry.target or State.REGISTERED),
        closes=calendar_store.loaded().closes,
    )
    ProgressRecord.objects.get_or_create(dossier=dossier, sequence=entry.sequence, defaults={"content": content})


def _doer(dossier: Dossier, entry: JournalEntry) -> Doer:
    post = queries.post_of(entry.actor)
    if post is not None:
        return Doer(post.officer.full_name, post.officer.title, post.agency.name_vi)
    citizens = {f"citizen:{person.pk}": person.full_name for person in (dossier.submitter, dossier.applicant)}
    return Doer(citizens[entry.actor], CITIZEN) if entry.actor in citizens else Doer(HOUSE)


def _cause(refusal: AgencyRefusesMessage) -> str:
    return f"{refusal.params['status']} {refusal.params['cause']}".strip()
