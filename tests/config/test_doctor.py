"""`manage.py doctor` says what the house sees of itself, in two languages; red ends with exit code 1."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from dossiers.models import Fee, PaperRequirement, Procedure, ProcedureTerms
from dossiers.services import catalogue
from interlink.models import Line
from kernel import clock, clock_store, findings, pulse, telephone
from kernel.errors import LANGUAGES
from kernel.models import CalendarYear, ClockSetting, Delivery, JournalEntry, Pulse
from payments.models import Discrepancy, Notice
from payments.states import DiscrepancyKind
from signing.models import Certificate
from tests.brokers import broker
from tests.calendars import at
from tests.sandbox import loopback
from tests.sandbox.loopback import Loopback
from tests.world import certify

ALL = [
    "database",
    "migrations",
    "broker",
    "workers",
    "cache",
    "clock",
    "calendar",
    "news",
    "disk",
    "signing",
    "bank",
    "payments",
    "agencies",
    "linked-services",
    "catalogue",
]


@pytest.fixture
def house(world):
    """A house as `make up` leaves it a minute later, and the outside world at the other end of the wire."""
    certify(world)
    catalogue.load()
    clock_store.open_world(at("2024-03-04 07:00"))
    pulse.beat("celery@house")
    Delivery.objects.all().delete()
    with telephone.through(Loopback({"127.0.0.1": loopback.outside()})):
        yield world


def ask(*options):
    """Return the exit code and what is printed."""
    said = io.StringIO()
    try:
        call_command("doctor", *options, stdout=said)
    except CommandError as failure:
        return failure.returncode, said.getvalue()
    return 0, said.getvalue()


def seen():
    """Return the exit code and the colours by name."""
    code, said = ask("--json")
    return code, {each["name"]: each["colour"] for each in json.loads(said)["findings"]}


def test_a_house_that_runs_is_green_all_over(house):
    code, colours = seen()

    assert list(colours) == ALL
    assert {name for name, colour in colours.items() if colour != "green"} == set()
    assert code == 0


def test_it_speaks_vietnamese_and_english(house):
    document = json.loads(ask("--json")[1])

    assert document["colour"] == "green"
    assert all(set(each["told"]) == set(LANGUAGES) for each in document["findings"])
    clock_told = next(each for each in document["findings"] if each["name"] == "clock")["told"]["en"]
    assert clock_told == "It shows 07:00 04/03/2024 and runs 1 times as fast as the real one."
    assert "Beat and workers live" in ask("--lang", "en")[1]


def no_worker(world):
    Pulse.objects.update(beaten_at=clock.wall() - timedelta(minutes=2))


def no_pulse_ever(world):
    Pulse.objects.all().delete()


def no_calendar(world):
    CalendarYear.objects.all().delete()


def no_authority(world):
    Certificate.objects.update(not_before=at("2024-03-05 07:00"))


def no_catalogue(world):
    for rows in (Fee, PaperRequirement, ProcedureTerms, Procedure):
        rows.objects.all().delete()


def poison(world):
    entry = JournalEntry.objects.earliest("pk")
    Delivery.objects.create(entry=entry, listener="payments.subscriptions.apply_the_notice", attempts=2, error="Boom")


@pytest.mark.parametrize(
    ("harm", "name"),
    [
        (no_worker, "workers"),
        (no_pulse_ever, "workers"),
        (no_calendar, "calendar"),
        (no_authority, "signing"),
        (no_catalogue, "catalogue"),
        (poison, "news"),
    ],
)
def test_what_does_not_work_is_red_and_the_exit_code_says_so(house, harm, name):
    harm(house)

    code, colours = seen()

    assert {each for each, colour in colours.items() if colour != "green"} == {name}
    assert (colours[name], code) == ("red", 1)


def frozen(world):
    clock_store.freeze()


def clockless(world):
    ClockSetting.objects.all().delete()


def agency_down(world):
    Line.objects.create(agency="insurance", failures=5, opened_at=clock.now(), next_probe_at=clock.now())


def undecided_money(world):
    notice = Notice.objects.create(
        event_key="1", gateway="vnpay", raw="", raw_sha256="", origin="notice", is_trusted=True, received_at=clock.now()
    )
    Discrepancy.objects.create(notice=notice, kind=DiscrepancyKind.LATE_SUCCESS, found_at=clock.now())


@pytest.mark.parametrize(
    ("harm", "names"),
    [
        (frozen, {"clock"}),
        (agency_down, {"linked-services"}),
        (undecided_money, {"payments"}),
    ],
)
def test_what_a_person_should_look_at_is_yellow_and_no_failure(house, harm, names):
    harm(house)

    code, colours = seen()

    assert {name for name, colour in colours.items() if colour == "yellow"} == names
    assert (set(colours.values()), code) == ({"green", "yellow"}, 0)


def test_an_outside_world_that_does_not_answer_is_red(house):
    with telephone.through(Loopback({})):
        code, colours = seen()

    assert {name for name, colour in colours.items() if colour != "green"} == {"bank", "agencies"}
    assert (colours["bank"], colours["agencies"], code) == ("red", "red", 1)


def test_an_outside_world_that_does_not_share_our_secrets_is_red_and_the_advice_says_which(house, settings):
    settings.SANDBOX_INTERLINK_SECRET = settings.SANDBOX_BANK_VNPAY_SECRET = "another"

    code, said = ask("--lang", "en")

    assert code == 1
    assert "Give both sides the same INTERLINK_SECRET." in " ".join(said.split())
    assert "PAYMENT_VNPAY_SECRET." in said


def test_a_broker_that_does_not_answer_is_red(house):
    with broker():
        code, colours = seen()

    assert {name for name, colour in colours.items() if colour != "green"} == {"broker"}
    assert code == 1


def test_without_tables_everything_that_rests_on_them_is_told_to_be_so(house, monkeypatch):
    def broken():
        raise DatabaseError("no such table")

    monkeypatch.setattr(findings, "_checks", [broken])

    code, colours = seen()

    assert (colours, code) == ({"broken": "red"}, 1)
