"""What can be wrong with persons, offices and log-ins."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Forbidden, Invalid, Missing, Refused, Unavailable


class InvalidPersonalNumber(Invalid):
    """A personal number does not hold. params: number, masked so that no log or answer repeats it."""

    code = "personal-number"
    sentence = _("The personal number %(number)s is not valid.")


class PersonalNumberMisshapen(InvalidPersonalNumber):
    """It is not twelve digits. params: number (masked)."""

    code = "personal-number-shape"
    sentence = _("The personal number %(number)s is not made of 12 digits.")


class PersonalNumberOfNoProvince(InvalidPersonalNumber):
    """Its first three digits belong to no province. params: number (masked), prefix."""

    code = "personal-number-prefix"
    sentence = _("The personal number %(number)s begins with %(prefix)s, which is the prefix of no province.")


class PersonalNumberContradictsSex(InvalidPersonalNumber):
    """Its fourth digit says another sex than declared. params: number (masked)."""

    code = "personal-number-sex"
    sentence = _("The fourth digit of the personal number %(number)s contradicts the declared sex.")


class PersonalNumberContradictsBirthYear(InvalidPersonalNumber):
    """Its digits 4 to 6 say another year of birth than declared. params: number (masked), year (declared)."""

    code = "personal-number-birth-year"
    sentence = _("The personal number %(number)s contradicts the year of birth %(year)s.")


class PersonalNumberOfSomebody(InvalidPersonalNumber):
    """Its prefix is a province's, so it may be somebody's; only invented ones are entered. params: number (masked)."""

    code = "personal-number-real"
    sentence = _("The personal number %(number)s may be a real person's; only invented prefixes are entered here.")


class PersonUnknown(Invalid):
    """Nobody is known under the personal number. params: number (masked)."""

    code = "person-unknown"
    sentence = _("Nobody is known under the personal number %(number)s.")


class PersonIncomplete(Invalid):
    """Nobody is known under the number, and too little is declared to enter them. params: number (masked), fields."""

    code = "person-incomplete"
    sentence = _("Nobody is known under the personal number %(number)s; to enter a person, declare: %(fields)s.")


class PersonDiffers(Invalid):
    """Somebody else is known under the number. params: number (masked), fields."""

    code = "person-differs"
    sentence = _("The person known under the personal number %(number)s differs in: %(fields)s.")


class BornInTheFuture(Invalid):
    """Nobody is born after today (simulated). params: born_on."""

    code = "born-in-the-future"
    sentence = _("The date of birth %(born_on)s lies in the future.")


class LookupForbidden(Forbidden):
    """Asking the population database is a right of its own (docs/sources.md, rule R-9)."""

    code = "population-forbidden"
    sentence = _("Your post does not give the right to ask the population database.")


class PurposeMissing(Invalid):
    """Nobody asks the population database without saying why."""

    code = "purpose-missing"
    sentence = _("Say for what purpose the population database is asked.")


class PopulationNotFound(Missing):
    """The population database knows nobody of that number. params: number (masked)."""

    code = "population-not-found"
    sentence = _("The population database knows nobody under %(number)s.")


class PopulationMismatch(Refused):
    """Somebody else has that number, or was born on another day. params: number (masked), fields."""

    code = "population-mismatch"
    sentence = _("The population database has other particulars under %(number)s: %(fields)s.")


class PopulationDeceased(Refused):
    """The person is recorded as deceased. params: number (masked)."""

    code = "population-deceased"
    sentence = _("The person under %(number)s is recorded as deceased.")


class PopulationUnavailable(Unavailable):
    """The population database does not answer; the particulars are checked by hand. params: cause."""

    code = "population-unavailable"
    sentence = _("The population database does not answer at the moment.")


class PopulationRateLimited(Unavailable):
    """The officer, or the house, has asked too often; ask again later."""

    code = "population-rate-limited"
    sentence = _("Too many questions to the population database; ask again later.")
