"""What linked services can see: whether the partner agencies answer and share our secret, and what is stuck."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from interlink.adapters import partners
from interlink.errors import AgencySilent
from interlink.models import Line, Step
from interlink.states import StepState
from kernel import clock
from kernel.findings import Finding, check, green, red, yellow
from kernel.signed_http import SealBroken

REACH = _("Start the outside world (`make up` does), or set SANDBOX_URL to where it answers.")
SHARE = _("Give both sides the same INTERLINK_SECRET.")
WAIT = _("Its trainer has switched it off; nothing is lost meanwhile.")
ACT = _("Look at the steps in the admin: resume, correct and resend, or give up.")


@check
def agencies() -> Iterator[Finding]:
    """Ask every agency, under seal, for what it received since now: nothing, but told by the right hand."""
    silent: dict[str, str] = {}
    for code in partners.CODES:
        try:
            partners.agency(code).messages(clock.now())
        except AgencySilent as silence:
            silent[code] = str(silence.params["cause"])
    told = {"url": settings.SANDBOX_URL, "codes": ", ".join(silent), "cause": next(iter(silent.values()), "")}
    if not silent:
        yield green("agencies", _("All of them answer at %(url)s under our seal."), **told)
    elif any(SealBroken.code in cause for cause in silent.values()):
        yield red("agencies", _("%(codes)s at %(url)s: the seal is not ours (%(cause)s)."), SHARE, **told)
    elif all("503" in cause for cause in silent.values()):
        yield yellow("agencies", _("%(codes)s: closed at the moment (%(cause)s)."), WAIT, **told)
    else:
        yield red("agencies", _("%(codes)s at %(url)s: no answer (%(cause)s)."), REACH, **told)


@check
def steps() -> Iterator[Finding]:
    """Say what of the linked services is stuck, and who is taken to be down."""
    failed = Step.objects.filter(state=StepState.FAILED).count()
    silent = Step.objects.filter(state=StepState.WAITING).exclude(silent_at=None).count()
    down = ", ".join(Line.objects.exclude(opened_at=None).values_list("pk", flat=True))
    told = {"failed": failed, "silent": silent, "down": down or "-"}
    sentence = _("Steps that were not taken: %(failed)s; without an answer in time: %(silent)s; down: %(down)s.")
    if failed or silent or down:
        yield yellow("linked-services", sentence, ACT, **told)
    else:
        yield green("linked-services", sentence, **told)
