"""What the signing room can see of itself: whether there is an authority, and whether its certificates are in force."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.findings import Finding, check, green, red
from signing.models import AUTHORITIES, Certificate

SEED = _("Run `manage.py seed_world`, or `manage.py make_certificates` for your own officers.")


@check
def authority() -> Iterator[Finding]:
    """Say whether the authority is founded, and how many may sign now."""
    now = clock.now()
    in_force = Certificate.objects.filter(revoked_at=None, not_before__lte=now, not_after__gt=now)
    founded = in_force.filter(kind__in=AUTHORITIES).values("kind").distinct().count()
    holders = in_force.exclude(kind__in=AUTHORITIES).count()
    if founded < len(AUTHORITIES):
        yield red("signing", _("The signing authority is not founded, or is out of force."), SEED)
    elif not holders:
        yield red("signing", _("Nobody has a certificate in force."), SEED)
    else:
        yield green("signing", _("The authority is in force, and so are %(count)s certificates."), count=holders)
