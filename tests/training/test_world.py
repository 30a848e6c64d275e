"""The training world: calendar, catalogue, agencies, cast and certificates; made again, it only adds what it lacks."""

import pytest
from django.contrib.auth import authenticate
from django.db import transaction

from dossiers.models import Procedure
from identity import personal_number
from identity.actors import actor_of
from identity.models import Agency, Appointment, Officer, Person, User
from kernel import calendar_store, journal
from kernel.models import CalendarYear
from signing.models import Certificate
from signing.states import CertificateKind
from tests.refusals import everything
from training import casting
from training.services import world

PASSWORD = "một mật khẩu dài"


@pytest.fixture(scope="module")
def world_of_its_own(django_db_setup, django_db_blocker):
    """Make the world once for all tests of this file, and take it back after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        world.seed(PASSWORD)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def seeded(world_of_its_own, db):
    """The world as it was made; what a test does to it is undone."""


def test_making_the_world_again_changes_nothing(seeded):
    before = everything()

    world.seed()

    assert everything() == before


def test_the_stages_are_made_from_the_ground_up():
    assert [name for name, _make in world.stages()] == [
        "calendar",
        "catalogue",
        "agencies",
        "cast",
        "certificates",
        "outside world",
    ]


def test_what_was_lost_is_made_again(seeded):
    before = everything()
    Appointment.objects.filter(officer__user__username="binh").delete()
    Officer.objects.filter(user__username="chi").update(full_name="Khác")

    world.seed()

    after = everything()
    assert Officer.objects.get(user__username="chi").full_name == "Phạm Thị Chi"
    assert Appointment.objects.get(officer__user__username="binh").roles == ["specialist"]
    assert len(after["identity.Appointment"]) == len(before["identity.Appointment"])


def test_the_province_has_three_tiers_each_agency_below_its_superior(seeded):
    tiers = set(Agency.objects.values_list("tier", flat=True))

    assert tiers == {"province", "district", "commune"}
    assert Agency.objects.get(code="H99.35.22").parent.tier == "district"
    assert list(Agency.objects.filter(parent=None).values_list("code", flat=True)) == ["H99"]


def test_every_agency_has_its_seal_and_every_posted_officer_his_hand(seeded):
    holders = dict(Certificate.objects.values_list("holder", "kind"))

    for agency in Agency.objects.all():
        assert holders[f"agency:{agency.code}"] == CertificateKind.ORGANISATION
    for post in Appointment.objects.select_related("officer"):
        assert holders[post.officer.holder] == CertificateKind.PERSON


def test_the_cast_of_the_file_is_there_with_posts_and_log_ins(seeded):
    cast = casting.load()

    for entry in cast.officers:
        post = Appointment.objects.get(officer__user__username=entry.username)
        assert (post.officer.full_name, post.agency.code) == (entry.full_name, entry.agency)
        assert actor_of(post.officer.user).roles == frozenset(entry.roles)
    assert set(Person.objects.values_list("full_name", flat=True)) == {entry.full_name for entry in cast.citizens}


def test_nobody_of_the_cast_has_a_number_that_could_be_somebodys(seeded):
    numbers = [personal_number.parse(person.personal_number) for person in Person.objects.all()]

    assert len(numbers) == len(casting.load().citizens)
    assert all(number.is_invented for number in numbers)


def test_everybody_logs_in_with_the_password_of_the_world(seeded):
    for username in ("an", "trang", "lan"):
        assert authenticate(username=username, password=PASSWORD).username == username


def test_a_new_password_is_given_and_none_is_taken_away(seeded):
    world.seed("một mật khẩu khác")
    world.seed()

    assert authenticate(username="an", password="một mật khẩu khác") is not None
    assert authenticate(username="an", password=PASSWORD) is None


def test_without_a_password_nobody_logs_in(seeded):
    User.objects.filter(username="trang").update(username="trang-before")
    world.seed()

    assert not User.objects.get(username="trang").has_usable_password()


def test_calendar_and_catalogue_are_loaded_and_the_journal_is_whole(seeded):
    assert set(CalendarYear.objects.values_list("year", flat=True)) >= {2023, 2024, 2025, 2026, 2027}
    assert calendar_store.loaded().loaded == "2023-2027"
    assert Procedure.objects.filter(code="1.004873").exists()
    assert journal.verify().verified
