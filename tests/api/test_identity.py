"""The check of an owner over REST: its standing for everybody, its story for officers, its log for whom it is about."""

from datetime import date

import pytest

from dossiers.models import IdentityCheck
from identity.models import Person, PopulationLookup
from kernel import clock
from sandbox.agencies import seeding
from sandbox.behaviours import steering
from tests.api import situations
from tests.calendars import at
from tests.loopback import loopback
from tests.refusals import everything

LAN = {"personal_number": "003190000001", "full_name": "Trần Thị Lan", "born_on": date(1990, 5, 12)}


@pytest.fixture
def dossier(world):
    """Filed for a person whom the population database knows, at a desk that may ask; both ends of the wire are here."""
    seeding.seed()
    Person.objects.filter(pk=world.lan.id).update(**LAN)
    with clock.held(at("2024-06-03 09:00")), loopback():
        yield situations.may_ask(world)


def test_the_desk_checks_at_once_and_is_told_where_the_dossier_stands(dossier, calls):
    answer = calls("an").post(f"dossiers/{dossier.code}/check-identity")

    assert (answer.json()["identity"], answer.json()["identity_label"]) == ("matched", "khớp thông tin")


def test_what_does_not_agree_is_told_to_officers_with_its_particulars(dossier, calls):
    Person.objects.update(full_name="Trần Thị Lành")
    calls("an").post(f"dossiers/{dossier.code}/check-identity")

    shown = {name: calls(name).get(f"dossiers/{dossier.code}").json() for name in ("an", "lan")}

    assert [shown[name]["identity"] for name in shown] == ["mismatch", "mismatch"]
    assert shown["lan"]["identity_check"] is None
    assert shown["an"]["identity_check"] == {
        "outcome": "mismatch",
        "outcome_label": "other particulars are recorded",
        "fields_differing": ["HoVaTen"],
        "answered_at": "2024-06-03T09:00:00+07:00",
        "next_attempt_at": None,
        "confirmed_by": None,
        "confirmed_at": None,
        "reason": "",
    }


def test_an_unsettled_identity_refuses_acceptance_and_changes_nothing(dossier, calls):
    Person.objects.update(full_name="Trần Thị Lành")
    an = calls("an")
    an.post(f"dossiers/{dossier.code}/check-identity")
    before = everything()

    answer = an.post(f"dossiers/{dossier.code}/accept")

    assert (answer.status_code, answer.json()["code"]) == (409, "identity-unresolved")
    assert answer.json()["detail"] == "The owner's identity is not settled: other particulars are recorded."
    assert everything() == before


def test_a_confirmed_identity_is_accepted(dossier, calls):
    Person.objects.update(full_name="Trần Thị Lành")
    an = calls("an")
    an.post(f"dossiers/{dossier.code}/check-identity")

    confirmed = an.post(f"dossiers/{dossier.code}/confirm-identity", {"reason": "Đã đối chiếu căn cước"})

    assert confirmed.json()["identity"] == "confirmed"
    assert an.post(f"dossiers/{dossier.code}/accept").json()["state"] == "received"
    shown = an.get(f"dossiers/{dossier.code}").json()["identity_check"]
    assert (shown["confirmed_by"], shown["reason"]) == ("Nguyễn Thị An", "Đã đối chiếu căn cước")


def test_the_list_is_narrowed_by_identity(dossier, calls):
    an = calls("an")

    assert [row["code"] for row in an.get("dossiers?identity=waiting").json()["results"]] == [dossier.code]
    assert an.get("dossiers?identity=mismatch&identity=not-found").json()["results"] == []


def test_a_citizen_sees_who_asked_about_him_and_why_and_nobody_else_does(dossier, calls, world):
    calls("an").post(f"dossiers/{dossier.code}/check-identity")

    seen = calls("lan").get("me/lookups").json()["results"]

    assert seen == [
        {
            "asked_at": "2024-06-03T09:00:00+07:00",
            "officer": "Nguyễn Thị An",
            "agency": {"code": "H99.35.22", "name": "People's Committee of An Phú Commune"},
            "purpose": f"Kiểm tra danh tính chủ hồ sơ {dossier.code} khi tiếp nhận",
            "outcome": "found",
            "outcome_label": "found",
        }
    ]
    assert calls("an").get("me/lookups").json()["results"] == []
    assert calls().get("me/lookups").status_code == 401


def test_the_log_costs_the_same_however_long_it_is(dossier, calls, django_assert_num_queries):
    lan = calls("lan")
    calls("an").post(f"dossiers/{dossier.code}/check-identity")
    line = PopulationLookup.objects.get()
    lan.get("me/lookups")

    for _ in range(2):
        with django_assert_num_queries(3):
            lan.get("me/lookups")
        line.pk = None
        line.save()


def test_a_silent_database_is_no_failure_of_the_act(world, calls):
    with clock.held(at("2024-06-03 09:00")):
        dossier = situations.may_ask(world)
        steering.switch_on("down", office="population")
        with loopback():
            answer = calls("an").post(f"dossiers/{dossier.code}/check-identity")

    assert (answer.status_code, answer.json()["identity"]) == (200, "waiting")
    assert IdentityCheck.objects.get().outcome == "unavailable"
