"""The trainer sees the offices on one page and switches their behaviours in the admin (product, section 1)."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from sandbox.behaviours import steering
from sandbox.behaviours.models import Behaviour
from tests.calendars import at
from tests.sandbox import declared

ROW = {"office": "insurance", "service": "", "name": "slow", "share": 50, "parameters": "{}", "is_on": "on"}


@pytest.fixture
def admin(world):
    def logged_in(persona):
        client = Client()
        client.force_login(persona.user)
        return client

    return logged_in


def text_of(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page.text).split())


def test_the_page_shows_each_office_with_its_hours_behaviour_and_queue(wire):
    steering.switch_on("slow", office="insurance", share=40, until_at=at("2024-06-07 17:00"))
    wire.ask("civil-status", "birth-registration", declared.BIRTH)

    page = wire.call("GET", "", **{"Accept-Language": "en"})

    text = text_of(page)
    assert page.status_code == 200
    assert "simulation" in text
    assert text.count("behaves well") == 3
    assert "Civil status, Ministry of Justice civil-status open 07:00-11:30, 13:30-17:00 On the desk 1" in text
    assert "slow 40 % until 17:00 07/06/2024" in text


def test_the_page_speaks_vietnamese_first(wire):
    text = text_of(wire.call("GET", ""))

    assert "Hệ thống hộ tịch điện tử, Bộ Tư pháp" in text


def test_the_trainer_switches_a_behaviour_on_in_the_admin(world, admin):
    answer = admin(world.trang).post(reverse("admin:sandbox_behaviours_behaviour_add"), ROW)

    assert answer.status_code == 302
    assert Behaviour.objects.get().share == 50


@pytest.mark.parametrize("wrong", [{"parameters": '{"speed": 2}'}, {"parameters": "[]"}, {"share": 101}, {"name": "x"}])
def test_the_admin_takes_only_what_is_on_the_menu(world, admin, wrong):
    answer = admin(world.trang).post(reverse("admin:sandbox_behaviours_behaviour_add"), {**ROW, **wrong})

    assert answer.status_code == 200
    assert not Behaviour.objects.exists()


def test_an_officer_switches_nothing(world, admin):
    answer = admin(world.binh).post(reverse("admin:sandbox_behaviours_behaviour_add"), ROW)

    assert answer.status_code == 403
    assert not Behaviour.objects.exists()
