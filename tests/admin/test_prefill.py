"""At the counter's page a look-up fills the form; what it filled is told apart on the dossier's page."""

import pytest
from django.urls import reverse

from dossiers.models import Dossier
from identity.roles import Role
from kernel import clock
from sandbox.agencies import seeding
from tests.admin.conftest import told
from tests.calendars import at
from tests.factories.dossiers import ProcedureFactory, TermsFactory
from tests.loopback import loopback
from tests.refusals import everything

ADD = reverse("admin:dossiers_dossier_add") + "?procedure=1.004873"
LAN = {"personal_number": "003190000001", "full_name": "trần thị lan", "born_on": "1990-05-12", "channel": "1"}
FIELDS = [
    {"name": name, "type": "text", "required": False, "label_vi": name, "label_en": name}
    for name in ("mother_name", "purpose")
]


@pytest.fixture
def an(world, screen):
    """An's screen, whose post gives the right to ask."""
    seeding.seed()
    post = world.an.officer.appointments.get()
    post.roles = [*post.roles, str(Role.POPULATION)]
    post.save()
    TermsFactory(procedure=ProcedureFactory(form_fields=FIELDS))
    browser = screen("an")
    with clock.held(at("2024-06-03 09:00")), loopback():
        yield browser


def test_a_look_up_fills_the_form_and_files_nothing(an):
    shown = an.post(ADD, {**LAN, "look_up": "1", "form-purpose": "Kết hôn"}).context["form"].initial

    assert (shown["full_name"], shown["sex"]) == ("Trần Thị Lan", "female")
    assert (shown["form-mother_name"], shown["form-purpose"]) == ("Trần Thị Lan", "Kết hôn")
    assert not Dossier.objects.exists()


def test_the_page_tells_apart_what_was_typed(an):
    filled = an.post(ADD, {**LAN, "look_up": "1"}).context["form"].initial
    posted = {name: value for name, value in filled.items() if name != "look_up"}

    an.post(ADD, {**posted, "form-purpose": "Kết hôn"})

    declared = an.page(Dossier.objects.get()).context["page"].declared
    assert declared == {"mother_name": "Trần Thị Lan (population database)", "purpose": "Kết hôn"}


@pytest.mark.parametrize("changed", [{"personal_number": "003190000077"}, {"born_on": ""}])
def test_a_look_up_in_vain_says_why_and_keeps_what_was_typed(an, changed):
    answer = an.post(ADD, {**LAN, **changed, "look_up": "1"})

    assert answer.context["form"].initial["full_name"] == "trần thị lan"
    (message,) = told(answer)
    # In whose language depends on the wire: both ends of it are in this process.
    assert f"003•••••{({**LAN, **changed})['personal_number'][-4:]}" in message


def test_a_clerk_without_the_right_sees_no_button_and_asks_nothing(an, screen, world):
    post = world.an.officer.appointments.get()
    post.roles = [Role.RECEPTION]
    post.save()
    browser = screen("an")
    before = everything()

    assert b'name="look_up"' not in browser.get(ADD).content
    answer = browser.post(ADD, {**LAN, "look_up": "1"})

    assert told(answer) == ["Your post does not give the right to ask the population database."]
    assert everything() == before
