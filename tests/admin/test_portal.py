"""What the national portal does not know is seen: in a window with its cause, and on the dossier's page."""

import pytest
from django.urls import reverse

from dossiers.models import Dossier, PortalSync
from dossiers.services import portal
from kernel import clock, delivery
from tests.calendars import at
from tests.dossiers.portal_line import to_the_portal
from tests.factories.dossiers import TermsFactory
from tests.stages import file

WINDOW = "admin:dossiers_portalsync_changelist"


@pytest.fixture
def three(world) -> list[Dossier]:
    """Three dossiers: one that the portal knows, one that could not be told, one that nobody tried to tell."""
    terms = TermsFactory()
    with clock.held(at("2024-04-01 09:00")), to_the_portal() as line:
        made = [file(world, terms)]
        delivery.drain()
        portal.send_due()
        line.down = True
        made.append(file(world, terms))
        delivery.drain()
        portal.send_due()
        made.append(file(world, terms))
        delivery.drain()
    return made


@pytest.mark.parametrize(
    ("narrowed", "shown"), [({}, [1, 2]), ({"synchronised": "failed"}, [1]), ({"synchronised": "yes"}, [0])]
)
def test_the_window_opens_on_what_is_not_synchronised(three, screen, narrowed, shown):
    listed = screen("trang").get(reverse(WINDOW), narrowed).context["cl"].result_list

    assert [row.dossier for row in listed] == [three[number] for number in shown]


def test_the_window_shows_the_cause_and_searches_everywhere(three, screen):
    trang = screen("trang")

    assert "no-answer" in trang.get(reverse(WINDOW)).content.decode()
    found = trang.get(reverse(WINDOW), {"q": three[0].code, "synchronised": "all"}).context["cl"].result_list
    assert [row.dossier for row in found] == [three[0]]


def test_the_window_costs_the_same_however_many_wait(three, screen):
    trang, costs = screen("trang"), []

    for rows in (3, 1):
        PortalSync.objects.exclude(dossier__in=three[:rows]).delete()
        costs.append(trang.queries(reverse(WINDOW) + "?synchronised=all"))

    assert costs[0] == costs[1]


def test_an_officer_who_keeps_nothing_does_not_see_the_window(three, screen):
    assert screen("an").get(reverse(WINDOW)).status_code == 403


def test_the_page_of_a_dossier_says_how_it_stands_at_the_portal(three, screen):
    rows = [
        {row.label: row.value for row in screen("an").page(dossier).context["page"].rows}["national portal"]
        for dossier in three
    ]

    assert rows == [
        "synchronised at 09:00 01/04/2024",
        "not synchronised since 09:00 01/04/2024: no-answer",
        "not synchronised since 09:00 01/04/2024",
    ]
