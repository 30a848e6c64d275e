"""Gives out personal numbers of the right structure, under a prefix that no province has."""

from datetime import date

from sandbox.behaviours import drawing
from sandbox.population.models import Person, Sex

# docs/sources.md, rules N-2 and N-4.
PREFIX = "003"
FIRST_CENTURY = 1900
# Below lie the serials that data files write by hand.
FIRST_SERIAL, SERIALS = 100_000, 900_000


def head(sex: int, born_on: date) -> str:
    """Return the first six digits: prefix, century and sex, year of birth."""
    century, year = divmod(born_on.year - FIRST_CENTURY, 100)
    return f"{PREFIX}{2 * century + (sex == Sex.FEMALE)}{year:02}"


def free(sex: int, born_on: date, seed: str, *words: str) -> str:
    """Return a number that nobody has yet, the same for the same words; the caller holds whatever lock there is."""
    front, serial = head(sex, born_on), drawing.whole(seed, "personal-number", *words) % SERIALS
    while Person.objects.filter(number=(number := f"{front}{FIRST_SERIAL + serial}")).exists():
        serial = (serial + 1) % SERIALS
    return number
