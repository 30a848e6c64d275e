"""The admin is a window: officers look at what their agency asks of others, and have stuck steps looked after."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from interlink.models import Chain, Line, Message, RefusedCall, Step, Supplement
from tests.interlink.conftest import CARD, RESIDENCE, number, reply, step_of
from tests.world import settle


@pytest.fixture
def root(world):
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root"))
    return client


@pytest.mark.parametrize("model", [Chain, Step, Message, Supplement, Line, RefusedCall])
def test_every_list_opens_and_every_row_is_looked_at(registered, agencies, root, model):
    reply(agencies, number(registered, RESIDENCE), "supplement", items=[{"code": "x", "what": "y"}])
    agencies.down.add("insurance")
    settle()
    Line.objects.get_or_create(agency="insurance")
    RefusedCall.objects.create(
        agency="x", status=401, code="seal-refused", body_sha256="0" * 64, last_at="2024-06-03T00:00Z"
    )
    name = f"admin:interlink_{model._meta.model_name}"

    assert root.get(reverse(f"{name}_changelist")).status_code == 200
    page = root.get(reverse(f"{name}_change", args=[model.objects.first().pk]))
    assert page.status_code == 200
    assert "003224000777" not in page.content.decode()


def test_stuck_steps_are_looked_after_from_their_list_each_for_itself(registered, agencies, world):
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(world.binh.user)
    waiting, done = step_of(registered, CARD), Step.objects.get(state="completed")
    chosen = {"action": "nudge", "_selected_action": [waiting.pk, done.pk]}

    page = client.post(reverse("admin:interlink_step_changelist"), chosen, follow=True).content.decode()
    settle()

    assert agencies.calls["insurance", "nudge"] == 1
    assert "Done for 1 steps." in page
    assert "“nudge” is not possible in state “completed”" in page


def test_another_commune_sees_no_row(registered, world):
    client = Client()
    client.force_login(world.dung.user)

    page = client.get(reverse("admin:interlink_chain_changelist"))

    assert page.status_code == 200
    assert registered.code not in page.content.decode()
    assert client.get(reverse("admin:interlink_chain_change", args=[registered.pk])).status_code == 404
