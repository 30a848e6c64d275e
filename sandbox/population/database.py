"""Answers a question about a person by number, name and date of birth, and logs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from kernel import clock
from kernel.errors import Invalid, Missing, Problem, Refused
from kernel.http_errors import TooManyRequests
from sandbox.agencies.models import Resident
from sandbox.population.models import Lookup, Outcome, Person
from sandbox.population.names import same_name

# Per officer and hour: docs/sources.md, rule O-6.
QUOTA = 60
SPAN = timedelta(hours=1)
WANTED = ("HoVaTen", "SoDinhDanh", "MaYeuCau", "MaCanBo")


class QuestionIncomplete(Invalid):
    """Who asks says for whom and who he is. params: fields."""

    code = "question-incomplete"
    sentence = _("The question lacks: %(fields)s.")


class NotFound(Missing):
    """Nobody has that number."""

    code = "not-found"
    sentence = _("Nobody is recorded under this number.")


class Mismatch(Refused):
    """The number is somebody's with other particulars. params: fields."""

    code = "mismatch"
    sentence = _("Other particulars are recorded under this number: %(fields)s.")


class Deceased(Problem):
    """410: the person has died. params: died_on."""

    status = 410
    status_title = _("Gone")
    code = "deceased"
    sentence = _("The person is recorded as deceased on %(died_on)s.")


class RateLimited(TooManyRequests):
    """429: the officer has used his quota. params: seconds."""

    code = "rate-limited"


OUTCOMES: dict[type[Problem], Outcome] = {
    NotFound: Outcome.NOT_FOUND,
    Mismatch: Outcome.MISMATCH,
    Deceased: Outcome.DECEASED,
    RateLimited: Outcome.RATE_LIMITED,
}


@dataclass(frozen=True, slots=True)
class Question:
    """A look-up as it came; born is an ISO date, or a year alone ("Nam")."""

    number: str
    name: str
    born: str
    officer: str
    unit: str
    request_id: str

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Question":
        """Return the question. Raises QuestionIncomplete."""
        text = {name: value.strip() for name, value in told.items() if isinstance(value, str)}
        lacking = [name for name in WANTED if not text.get(name)]
        born = text.get("NgayThangNam") or text.get("Nam", "")
        if lacking or not born:
            raise QuestionIncomplete(fields=[*lacking, *([] if born else ["NgayThangNam"])])
        return cls(
            number=text["SoDinhDanh"],
            name=text["HoVaTen"],
            born=born,
            officer=text["MaCanBo"][:120],
            unit=text.get("MaDVC", "")[:60],
            request_id=text["MaYeuCau"][:120],
        )


def answer(question: Question, *, is_limited: bool = False) -> dict[str, Any]:
    """Return what is known of the person who is asked about; every question is logged, also a vain one.

    is_limited  the office plays "asked too often" whatever the quota says
    Raises NotFound, Mismatch, Deceased, RateLimited.
    """
    try:
        person = _found(question, is_limited=is_limited)
    except Problem as refusal:
        _log(question, OUTCOMES[type(refusal)])
        raise
    _log(question, Outcome.FOUND)
    return _facts(person)


def _found(question: Question, *, is_limited: bool) -> Person:
    asked = Lookup.objects.of(question.officer, clock.now() - SPAN).exclude(outcome=Outcome.RATE_LIMITED)
    if is_limited or asked.count() >= QUOTA:
        raise RateLimited(seconds=int(SPAN.total_seconds()))
    person = Person.objects.filter(number=question.number).first()
    if person is None:
        raise NotFound
    differing = list(_differing(question, person))
    if differing:
        raise Mismatch(fields=differing)
    if person.died_on is not None:
        raise Deceased(died_on=person.died_on.isoformat())
    return person


def _differing(question: Question, person: Person) -> list[str]:
    by_year = len(question.born) == len("1990")
    born = str(person.born_on.year) if by_year else person.born_on.isoformat()
    fields = {"HoVaTen": same_name(question.name, person.full_name), "NgayThangNam": question.born == born}
    return [field for field, agrees in fields.items() if not agrees]


def _log(question: Question, outcome: Outcome) -> None:
    Lookup.objects.create(
        officer=question.officer,
        unit=question.unit,
        request_id=question.request_id,
        at=clock.now(),
        number_sha256=sha256(question.number.encode()).hexdigest(),
        input="SoDinhDanh+HoVaTen+NgayThangNam",
        outcome=outcome,
    )


def _facts(person: Person) -> dict[str, Any]:
    kin = {"Cha": person.father_number, "Me": person.mother_number, "VoChong": person.spouse_number}
    resident = Resident.objects.filter(number=person.number, until_on=None).select_related("household").first()
    householder = resident.household.householder_number if resident else ""
    names = dict(
        Person.objects.filter(number__in=[*kin.values(), householder]).values_list("number", "full_name"),
    )
    facts: dict[str, Any] = {
        "SoDinhDanh": person.number,
        "HoVaTen": _split(person.full_name),
        "GioiTinh": person.sex,
        "NgayThangNamSinh": person.born_on.isoformat(),
        "DanToc": person.ethnicity,
        "QuocTich": person.nationality,
        "QueQuan": person.hometown,
        "NoiDangKyKhaiSinh": person.birthplace,
        "ThuongTru": person.residence,
        "NoiOHienTai": person.residence,
    }
    facts |= {role: _relative(number, names) for role, number in kin.items() if number in names}
    if resident and householder in names:
        facts["ChuHo"] = {**_relative(householder, names), "QuanHe": resident.relation}
    return {name: value for name, value in facts.items() if value not in ("", None)}


def _relative(number: str, names: Mapping[str, str]) -> dict[str, Any]:
    return {"SoDinhDanh": number, "HoVaTen": _split(names[number])}


def _split(full_name: str) -> dict[str, str]:
    first, *middle = full_name.split()
    last = middle.pop() if middle else ""
    return {"Ho": first, "ChuDem": " ".join(middle), "Ten": last}
