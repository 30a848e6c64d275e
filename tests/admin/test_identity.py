"""How an owner's identity stands is seen in the list, on the page and in its window; an officer acts on it there."""

import pytest
from django.urls import reverse

from dossiers.models import Dossier, IdentityCheck
from dossiers.states import Identity
from kernel import clock
from tests.admin.conftest import act_url, told
from tests.api import situations
from tests.calendars import at
from tests.refusals import everything

LIST = reverse("admin:dossiers_dossier_changelist")


@pytest.fixture
def unknown(world) -> Dossier:
    """A dossier whose owner the population database does not know."""
    with clock.held(at("2024-04-01 09:00")):
        return situations.unknown_there(world)


def row(answer, label):
    return {row.label: row.value for row in answer.context["page"].rows}[label]


def test_the_list_is_narrowed_to_what_does_not_agree(unknown, world, screen):
    with clock.held(at("2024-04-01 09:00")):
        situations.file(world, unknown.terms)

    listed = screen("an").get(LIST, {"identity__exact": "not-found"}).context["cl"].result_list

    assert list(listed) == [unknown]


def test_the_page_flags_it_and_acceptance_says_why_it_waits(unknown, screen):
    answer = screen("an").page(unknown)

    assert row(answer, "identity") == "⚠; nobody is recorded under the number"
    blocked = {button.name: button.blocked for button in answer.context["page"].buttons}
    assert blocked["accept"] == "The owner's identity is not settled: nobody is recorded under the number."
    assert (blocked["check_identity"], blocked["confirm_identity"]) == ("", "")


def test_an_officer_confirms_it_with_a_reason_and_the_page_says_who_and_why(unknown, screen):
    an = screen("an")

    answer = an.do(unknown, "confirm_identity", reason="Đã đối chiếu căn cước")

    assert told(answer) == ["Done: Confirm the identity."]
    assert Dossier.objects.get().identity == Identity.CONFIRMED
    page = an.page(unknown)
    assert row(page, "identity") == "confirmed by an officer; Nguyễn Thị An; Đã đối chiếu căn cước"
    assert act_url(unknown, "confirm_identity") not in page.content.decode()


def test_a_clerk_without_the_right_sees_no_such_button(unknown, world, screen):
    binh = screen("binh")
    before = everything()

    names = [button.name for button in binh.page(unknown).context["page"].buttons]
    answer = binh.do(unknown, "confirm_identity", reason="Quen biết")

    assert {"check_identity", "confirm_identity"}.isdisjoint(names)
    assert answer.status_code in (302, 400)
    assert everything() == before


def test_a_mismatch_names_the_particulars(unknown, screen):
    IdentityCheck.objects.update(outcome="mismatch", fields=["HoVaTen", "NgayThangNam"])
    Dossier.objects.update(identity=Identity.MISMATCH)

    assert row(screen("an").page(unknown), "identity") == (
        "⚠; other particulars are recorded; full name; date of birth"
    )


def test_a_check_that_waits_says_why(unknown, screen):
    IdentityCheck.objects.update(outcome="unavailable", next_attempt_at=at("2024-04-01 10:00"))
    Dossier.objects.update(identity=Identity.WAITING)

    assert row(screen("an").page(unknown), "identity") == "not checked yet; the population database did not answer"


def test_the_window_on_checks_is_the_keepers(unknown, screen):
    window = reverse("admin:dossiers_identitycheck_changelist")

    assert list(screen("trang").get(window).context["cl"].result_list) == [IdentityCheck.objects.get()]
    assert screen("an").get(window).status_code == 403
