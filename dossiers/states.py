"""The states of a dossier and of its parts, with the codes of the national portal (docs/sources.md, rule S-1)."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    REGISTERED = "registered", _("Newly registered")
    RECEIVED = "received", _("Received")
    DIGITIZED = "digitized", _("Digitized")
    PROCESSING = "processing", _("Processing")
    AWAITING_SUPPLEMENT = "awaiting_supplement", _("Supplement requested")
    AWAITING_PAYMENT = "awaiting_payment", _("Financial obligation requested")
    SIGNED = "signed", _("Result ready")
    RETURNED = "returned", _("Result returned")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn by the citizen")
    STOPPED = "stopped", _("Processing stopped")


# "MaTrangThai" of the status messages.
PORTAL_CODE: dict[State, int] = {
    State.REGISTERED: 1,
    State.RECEIVED: 2,
    State.DIGITIZED: 2,
    State.REFUSED: 3,
    State.PROCESSING: 4,
    State.AWAITING_SUPPLEMENT: 5,
    State.AWAITING_PAYMENT: 6,
    State.WITHDRAWN: 7,
    State.STOPPED: 8,
    State.SIGNED: 9,
    State.RETURNED: 10,
}

AT_WORK = (State.RECEIVED, State.DIGITIZED, State.PROCESSING)
PAUSED = (State.AWAITING_SUPPLEMENT, State.AWAITING_PAYMENT)
FINAL = (State.RETURNED, State.REFUSED, State.WITHDRAWN, State.STOPPED)


class Channel(IntegerChoices):
    """How a dossier came ("KenhThucHien")."""

    COUNTER = 1, _("counter")
    ONLINE = 2, _("online")
    POST = 3, _("public post")


class Level(TextChoices):
    """How much of a procedure happens online (Decree 42/2022)."""

    FULL = "full", _("full-process")
    PARTIAL = "partial", _("partial")


class Unit(TextChoices):
    WORKING = "working", _("working days")
    CALENDAR = "calendar", _("calendar days")


class SupplementRule(TextChoices):
    """What the days that a dossier waits for its citizen do to the due date (docs/sources.md, rules D-6 and D-7)."""

    EXTEND = "extend", _("the waiting days are added")
    RESTART = "restart", _("the full term starts again")


class FeeTiming(TextChoices):
    NONE = "none", _("no fee")
    FIRST = "first", _("before acceptance")
    LATER = "later", _("before the result is returned")
    FINDING = "finding", _("found during processing")


class Per(TextChoices):
    """What a fee is multiplied by (docs/sources.md, rule F-24)."""

    DOSSIER = "dossier", _("per dossier")
    COPY = "copy", _("per copy")
    PAGE = "page", _("per page of each copy")


class FeeKind(TextChoices):
    PHI = "phi", _("charge (phí)")
    LE_PHI = "le_phi", _("levy (lệ phí)")


class PaperState(IntegerChoices):
    """Digitization of a paper, with the codes of the field."""

    WAITING = 0, _("not digitized")
    DIGITIZED = 1, _("digitized")
    REUSED_COMPONENT = 2, _("reused from a paper of another dossier")
    REUSED_RESULT = 3, _("reused from the result of another dossier")


class PaperKind(TextChoices):
    ORIGINAL = "original", _("original")
    CERTIFIED_COPY = "certified_copy", _("certified copy")
    PHOTOCOPY = "photocopy", _("photocopy")
    EFORM = "eform", _("electronic form")


class VaultKind(IntegerChoices):
    COMPONENT = 0, _("component")
    RESULT = 1, _("result")


class Identity(TextChoices):
    """What the population database says of a dossier's owner (docs/sources.md, rules O-3 and O-7)."""

    WAITING = "waiting", _("not checked yet")
    MATCHED = "matched", _("identity matches")
    MISMATCH = "mismatch", _("other particulars are recorded")
    NOT_FOUND = "not-found", _("nobody is recorded under the number")
    DECEASED = "deceased", _("recorded as deceased")
    CONFIRMED = "confirmed", _("confirmed by an officer")


UNRESOLVED = (Identity.MISMATCH, Identity.NOT_FOUND, Identity.DECEASED)


class Origin(TextChoices):
    """Where an answer of the e-form is from."""

    TYPED = "typed", _("typed")
    POPULATION = "population", _("population database")
    EARLIER = "earlier", _("earlier result")


class PauseCause(TextChoices):
    SUPPLEMENT = "supplement", _("waiting for a supplement")
    PAYMENT = "payment", _("waiting for a payment")
