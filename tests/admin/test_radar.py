"""The orphan radar and the page of stuck work: what somebody should look after, each with its cause and its dossier."""

import pytest
from django.urls import reverse

from kernel import clock
from kernel.models import Delivery, JournalEntry
from tests import linked
from tests.calendars import at
from tests.interlink.conftest import CARD, REGISTRATION, RESIDENCE, number, reply
from tests.interlink.test_orphans import registered_children
from tests.refusals import everything
from tests.world import settle

RADAR, STUCK = "admin:dossiers_dossier_orphans", "admin:dossiers_dossier_stuck"
# Five working days after the Monday on which the child was registered.
LATER = "2024-04-08 10:00"


@pytest.fixture
def agencies():
    with linked.partners() as made:
        yield made


@pytest.fixture
def registered(world, agencies):
    """A birth whose child is registered on Monday at nine; residence and card lie with their agencies."""
    dossier = linked.begun(world)
    settle()
    reply(agencies, number(dossier.chain, REGISTRATION))
    settle()
    return dossier


def radar(screen, name="binh", when=LATER, **asked):
    with clock.held(at(when)):
        return screen(name).get(reverse(RADAR), asked)


def stuck(screen, name="binh", when="2024-04-01 09:00"):
    with clock.held(at(when)):
        return screen(name).get(reverse(STUCK))


def test_the_radar_shows_who_lacks_what_since_when_and_why(registered, agencies, screen):
    reply(agencies, number(registered.chain, RESIDENCE), "refused", reason="Chủ hộ không đồng ý")
    settle()

    page = radar(screen)

    assert [(line.number, line.lacks, line.agency, str(line.cause), line.reason) for line in page.context["lines"]] == [
        ("003•••••0777", "Permanent residence", "Residence police", "Refused by the agency", "Chủ hộ không đồng ý"),
        ("003•••••0777", "Health-insurance card", "Viet Nam Social Security", "With the agency", ""),
    ]
    assert {line.working_days for line in page.context["lines"]} == {5}
    assert {line.since for line in page.context["lines"]} == {at("2024-04-01 09:00")}
    html = page.content.decode()
    assert reverse("admin:dossiers_dossier_change", args=[registered.pk]) in html
    assert "003224000777" not in html
    assert "Phan Minh Anh" not in html


@pytest.mark.parametrize(("asked", "found"), [({}, 0), ({"days": "3"}, 0), ({"days": "2"}, 2), ({"days": "0"}, 2)])
def test_after_how_many_days_a_child_counts_is_chosen_on_the_page(asked, found, registered, screen):
    page = radar(screen, when="2024-04-03 10:00", **asked)

    assert len(page.context["lines"]) == found
    assert ("No child lacks anything for so long." in page.content.decode()) == (found == 0)
    assert page.context["form"]["days"].value() == asked.get("days", 5)


@pytest.mark.parametrize("days", ["-1", "251", "five", ""])
def test_a_number_of_days_that_makes_no_sense_is_told(days, registered, screen):
    page = radar(screen, days=days)

    assert (page.status_code, page.context["lines"]) == (400, [])
    assert page.context["form"].errors["days"]


@pytest.mark.parametrize(("name", "lines"), [("an", 2), ("binh", 2), ("chi", 2), ("dung", 0), ("trang", 2)])
def test_an_officer_sees_the_children_of_his_own_office(name, lines, registered, screen):
    assert len(radar(screen, name).context["lines"]) == lines


@pytest.mark.parametrize("page", [RADAR, STUCK])
def test_neither_page_takes_a_post_or_shows_itself_to_a_citizen(page, registered, screen):
    before = everything()

    assert screen("binh").post(reverse(page)).status_code == 405
    assert screen("lan").get(reverse(page)).status_code == 302
    assert screen("binh").get(reverse(page)).status_code == 200
    assert everything()["interlink.Step"] == before["interlink.Step"]
    assert everything()["kernel.JournalEntry"] == before["kernel.JournalEntry"]


def test_the_pages_cost_as_much_for_many_as_for_one(world, registered, agencies, screen):
    binh = screen("binh")
    with clock.held(at(LATER)):
        one = [binh.queries(reverse(page)) for page in (RADAR, STUCK)]
    registered_children(world, agencies, 4)
    with clock.held(at(LATER)):
        many = [binh.queries(reverse(page)) for page in (RADAR, STUCK)]
        assert len(binh.get(reverse(RADAR)).context["lines"]) == 10

    assert many == one


def test_a_request_that_is_not_taken_and_one_that_waits_for_its_next_try_are_stuck(world, agencies, screen):
    agencies.says["civil-status", "inbox"] = (422, {"code": "proof-unknown"})
    failed = linked.begun(world)
    settle()
    del agencies.says["civil-status", "inbox"]
    agencies.down.add("civil-status")
    linked.begun(world)
    settle()

    page = stuck(screen)

    lines = page.context["lines"]
    assert [(line.name, str(line.state), line.is_silent) for line in lines] == [
        ("Birth registration", "Not taken by the agency", False),
        ("Birth registration", "To be sent again", False),
    ]
    assert [[button.name for button in line.buttons] for line in lines] == [["resume", "resend"], ["resume"]]
    assert reverse("admin:dossiers_dossier_change", args=[failed.pk]) in page.content.decode()


def test_an_agency_is_silent_once_its_hour_has_gone_by(registered, screen):
    due_at = {step.code: step.answer_due_at for step in registered.chain.steps.all()}
    assert max(due_at[CARD], due_at[RESIDENCE]) < at("2024-04-08 10:00")
    assert stuck(screen).context["lines"] == []

    found = stuck(screen, when=LATER).context["lines"]

    assert [(line.name, line.is_silent) for line in found] == [
        ("Permanent residence", True),
        ("Health-insurance card", True),
    ]


def test_another_commune_has_none_of_the_stuck_work(registered, screen):
    assert stuck(screen, "dung", LATER).context["lines"] == []


def test_news_that_a_listener_failed_on_is_shown_to_keepers_alone(registered, screen):
    entry = JournalEntry.objects.first()
    Delivery.objects.create(entry=entry, listener="x.deaf", attempts=3, error="ValueError: deaf")
    Delivery.objects.create(entry=entry, listener="x.on_its_way")

    page, binh = stuck(screen, "trang"), stuck(screen)

    assert [each.listener for each in page.context["news"]] == ["x.deaf"]
    assert "ValueError: deaf" in page.content.decode()
    assert (binh.context["may_see_news"], binh.context["news"]) == (False, [])
    assert "x.deaf" not in binh.content.decode()


def test_the_desk_leads_to_both_pages(screen):
    index = screen("binh").get("/admin/").content.decode()

    assert reverse(RADAR) in index
    assert reverse(STUCK) in index
