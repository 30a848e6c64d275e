"""What the room of dossiers can see of itself: whether there is a catalogue to work by."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from dossiers.models import Procedure
from kernel.findings import Finding, check, green, red


@check
def catalogue() -> Iterator[Finding]:
    """Say how many procedures there are."""
    count = Procedure.objects.count()
    if count:
        yield green("catalogue", _("%(count)s procedures."), count=count)
    else:
        yield red("catalogue", _("There is no procedure."), _("Run `manage.py seed_world`."))
