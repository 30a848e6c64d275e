"""What can be wrong with a scenario or with the world it is played in."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Invalid, Refused


class ScenarioInvalid(Invalid):
    """A scenario file does not say what it should. params: file, where, what."""

    code = "scenario-invalid"
    sentence = _("%(file)s, %(where)s: %(what)s")


class WorldAlreadyPlayed(Refused):
    """The world's clock is past the first act; going back is a new world. params: shown_at, starts_at."""

    code = "world-already-played"
    sentence = _("This world's clock shows %(shown_at)s, after the first act at %(starts_at)s; play in a new world.")


class ActTurnedOut(Refused):
    """An act of a scenario did not end as the scenario says. params: dossier, at, act, expected, found."""

    code = "act-turned-out-otherwise"
    sentence = _("%(dossier)s, %(at)s, %(act)s: expected %(expected)s, found %(found)s.")


class ActNeverComes(Refused):
    """An act waits for something that will not happen any more. params: act."""

    code = "act-never-comes"
    sentence = _("Nothing happens any more, and %(act)s still waits.")


class OfficeRefused(Refused):
    """An office did not do its part, so the papers go no further. params: dossier, service."""

    code = "office-refused"
    sentence = _("%(dossier)s: %(service)s was not done, so the papers go no further.")
