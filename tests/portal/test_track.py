"""/tra-cuu: a code shows where a dossier stands and how its date was counted (docs/sources.md, rules D-2 to D-7)."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse

from dossiers import paperwork
from dossiers.models import Dossier
from dossiers.services import closing, decision, supplement
from kernel import clock
from tests.factories.dossiers import RequirementFactory
from tests.portal.conftest import text_of
from tests.stages import Stage

DAY = re.compile(r'<time datetime="(\d{4}-\d\d-\d\d)">.*?<span class="day-text">(.*?)</span>', re.DOTALL)
STEP = re.compile(r'<li class="step ?(\S*?)".*?<span class="step-name">(.*?)</span>', re.DOTALL)


def days_of(page) -> list[tuple[str, str]]:
    return DAY.findall(text_of(page))


def steps_of(page) -> list[tuple[str, str]]:
    return [(name, how.removeprefix("step-")) for how, name in STEP.findall(text_of(page))]


def test_every_day_up_to_the_due_date_is_shown_by_name(at_stage, visit, on):
    dossier = at_stage(Stage.PROCESSING)

    with on("2024-05-03 10:00"):
        page = visit(f"/tra-cuu/{dossier.code}")

    assert days_of(page) == [
        ("2024-04-26", "received; this day is not counted"),
        ("2024-04-27", "weekend"),
        ("2024-04-28", "weekend"),
        ("2024-04-29", "day off: Swapped with Saturday 04/05/2024"),
        ("2024-04-30", "day off: Liberation Day/Reunification Day"),
        ("2024-05-01", "day off: International Labor Day"),
        ("2024-05-02", "day 1"),
        ("2024-05-03", "day 2"),
        ("2024-05-04", "day 3: Worked in exchange for Monday 29/04/2024"),
        ("2024-05-05", "weekend"),
        ("2024-05-06", "day 4"),
        ("2024-05-07", "day 5"),
    ]
    assert text_of(page).count("day-due") == 1
    assert text_of(page).count('aria-current="date"') == 1


def test_the_steps_say_what_is_done_where_it_stands_and_what_is_ahead(at_stage, visit):
    dossier = at_stage(Stage.PROCESSING)

    page = visit(f"/tra-cuu/{dossier.code}")

    assert steps_of(page) == [
        ("Newly registered", "done"),
        ("Received", "done"),
        ("Digitized", "done"),
        ("Processing", "here"),
        ("Result ready", ""),
        ("Result returned", ""),
    ]


def test_the_page_speaks_the_language_of_the_visitor(at_stage, visit):
    dossier = at_stage(Stage.RECEIVED)

    vietnamese = text_of(visit(f"/tra-cuu/{dossier.code}", "vi"))
    english = text_of(visit(f"/tra-cuu/{dossier.code}", "en"))

    assert '<html lang="vi">' in vietnamese
    assert dossier.procedure.name_vi in vietnamese
    assert dossier.agency.name_vi in vietnamese
    assert '<html lang="en">' in english
    assert dossier.procedure.name_en in english
    assert "People&#x27;s Committee of An Phú Commune" in english


def test_a_dossier_that_is_not_accepted_yet_has_no_date_but_an_hour_of_acceptance(at_stage, visit):
    dossier = at_stage(Stage.FILED)

    page = visit(f"/tra-cuu/{dossier.code}")

    assert "The dossier is filed and waits" in text_of(page)
    assert "To be accepted by</dt><dd>09:00, 02/05/2024" in text_of(page)
    assert "Due date" not in text_of(page)
    assert days_of(page) == []


def test_a_refused_dossier_ends_where_it_left_the_straight_line(at_stage, visit, on, world):
    dossier = at_stage(Stage.FILED)
    with on("2024-04-26 10:00"):
        closing.refuse(dossier.pk, by=world.an.actor, reason="Nộp sai nơi")

    page = visit(f"/tra-cuu/{dossier.code}")

    assert steps_of(page) == [("Newly registered", "done"), ("Not accepted", "here")]
    assert "Nộp sai nơi" not in text_of(page)


def test_while_the_office_waits_the_page_says_until_when_and_that_the_date_will_move(at_stage, visit, on, world):
    dossier = at_stage(Stage.PROCESSING)
    RequirementFactory(terms=dossier.terms, code="residence-proof")
    with on("2024-05-02 09:00"):
        supplement.request(dossier.pk, by=world.binh.actor, items={"residence-proof": "Thiếu"}, reason="Thiếu giấy")

    page = visit(f"/tra-cuu/{dossier.code}")

    assert "They are awaited until 10/05/2024." in text_of(page)
    assert "when the wait is over, the date is counted again" in text_of(page)
    assert ("Processing", "here") in steps_of(page)


def test_a_late_dossier_says_so_and_shows_the_date_of_the_apology(at_stage, visit, on, world):
    dossier = at_stage(Stage.PROCESSING)
    with on("2024-05-07 16:00"):
        decision.apologise(dossier.pk, by=world.chi.actor, new_date=date(2024, 5, 9), reason="Chờ xác minh")

    with on("2024-05-08 08:00"):
        page = visit(f"/tra-cuu/{dossier.code}")

    assert "Its due date has passed." in text_of(page)
    assert "New date, with an apology</dt><dd>09/05/2024" in text_of(page)
    assert "Chờ xác minh" not in text_of(page)


@pytest.mark.parametrize(
    ("finished_at", "sentence"),
    [
        ("2024-05-06 15:00", "It was ready before its due date."),
        ("2024-05-07 16:59", "It was ready on time."),
        ("2024-05-09 08:00", "It was late. Working days over the due date: 2."),
    ],
)
def test_a_finished_dossier_says_how_it_kept_its_date(at_stage, visit, on, finished_at, sentence):
    dossier = at_stage(Stage.SIGNED)
    with on(finished_at):
        Dossier.objects.filter(pk=dossier.pk).update(finished_at=clock.now())

    assert sentence in text_of(visit(f"/tra-cuu/{dossier.code}"))


def test_an_unknown_code_is_a_page_in_words_that_asks_again(db, visit):
    page = visit("/tra-cuu/H99.35.22-240426-9999")

    assert page.status_code == 404
    assert "There is no such dossier here." in text_of(page)
    assert 'value="H99.35.22-240426-9999"' in text_of(page)


@pytest.mark.parametrize(
    "typed",
    ["H99.35.22-240426-0001", " h99.35.22-240426-0001 ", "H99.35.22–240426—0001", "H99.35.22 - 240426 - 0001"],
)
def test_a_code_is_understood_as_people_type_it(db, client, typed):
    answer = client.get("/tra-cuu", {"code": typed})

    assert (answer.status_code, answer["Location"]) == (302, "/tra-cuu/H99.35.22-240426-0001")


@pytest.mark.parametrize("typed", ["", "   ", "../admin", "a/b", "\x00", "H99'--", "x" * 41, ".."])
def test_what_is_no_code_is_asked_again(db, client, typed):
    answer = client.get("/tra-cuu", {"code": typed})

    assert answer.status_code == 400
    assert 'class="error-summary"' in text_of(answer)


@pytest.mark.parametrize("address", ["/tra-cuu/%00", "/tra-cuu/a b", "/tra-cuu/" + "x" * 41, "/tra-cuu/H99%27--"])
def test_an_address_that_holds_no_code_is_not_found(db, visit, address):
    assert visit(address).status_code == 404


def test_the_qr_code_of_a_slip_leads_here():
    code = "H99.35.22-240426-0001"

    assert paperwork.tracking_url(code) == settings.PUBLIC_URL + reverse("portal:track", args=[code])


@pytest.mark.parametrize(("stage", "queries"), [(Stage.FILED, 3), (Stage.PROCESSING, 5), (Stage.RETURNED, 6)])
def test_the_page_costs_a_fixed_number_of_queries(at_stage, visit, stage, queries, django_assert_num_queries):
    dossier = at_stage(stage)

    with django_assert_num_queries(queries):
        visit(f"/tra-cuu/{dossier.code}")
