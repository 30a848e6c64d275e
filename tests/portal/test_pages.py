"""The dress of the public pages: two languages, no script, nothing from elsewhere, and failures in words."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import translation

from config import failures
from dossiers.states import State
from portal import views
from portal.wording import STATES, VERDICTS
from signing.states import Verdict
from tests.portal.conftest import text_of

PAGES = ("/", "/tra-cuu", "/xac-minh")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_page_opens_in_both_languages_and_offers_the_other(db, visit, path, language):
    page = visit(path, language)

    assert page.status_code == 200
    assert f'<html lang="{language}">' in text_of(page)
    other = {"vi": 'value="en" lang="en"', "en": 'value="vi" lang="vi"'}[language]
    assert other in text_of(page)


def test_vietnamese_comes_first(db, client):
    assert '<html lang="vi">' in text_of(client.get("/"))
    assert '<html lang="vi">' in text_of(client.get("/", headers={"accept-language": "fr"}))


def test_the_switch_keeps_the_page_and_the_choice(db):
    visitor = Client(enforce_csrf_checks=True)
    page = text_of(visitor.get("/xac-minh"))
    [token] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)

    answer = visitor.post(
        "/i18n/setlang/", {"language": "en", "next": "/xac-minh", "csrfmiddlewaretoken": token}, follow=True
    )

    assert answer.redirect_chain == [("/xac-minh", 302)]
    assert '<html lang="en">' in text_of(answer)
    assert '<html lang="en">' in text_of(visitor.get("/"))


def test_a_form_without_its_token_is_answered_in_words(db):
    answer = Client(enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "en"})

    assert answer.status_code == 403
    assert 'class="masthead"' in text_of(answer)


def test_a_visitor_without_cookies_can_verify(db):
    assert Client(enforce_csrf_checks=True).post("/xac-minh").status_code == 400


def test_the_simulated_hour_is_on_every_page(db, visit, on):
    with on("2024-04-26 09:05"):
        pages = [text_of(visit(path)) for path in (*PAGES, "/nowhere")]

    assert all('<time datetime="2024-04-26T09:05:00+07:00">09:05, 26/04/2024</time>' in page for page in pages)


@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/tra-cuu/H99", "/xac-minh/H99"])
def test_a_page_needs_no_script_and_nothing_from_elsewhere(db, visit, path):
    page = visit(path)

    assert page["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self';")
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["X-Frame-Options"] == "DENY"
    assert page["Referrer-Policy"] == "same-origin"
    assert not re.search(r"<script|style=|<style|\bon\w+=|(?:src|href|action)=\"(?:https?:|//)", text_of(page))


@pytest.mark.parametrize("path", PAGES)
def test_every_control_has_its_label_and_every_id_is_one(db, visit, path):
    page = text_of(visit(path))

    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    controls = re.findall(r'<input type="(?:text|file)"[^>]*\bid="([^"]+)"', page)
    assert set(controls) == set(re.findall(r'<label for="([^"]+)"', page))
    described = " ".join(re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page)).split()
    assert set(described) <= set(ids)


def test_what_the_pages_wear_is_there():
    assert finders.find("portal/portal.css")
    assert finders.find("portal/mark.svg")


def test_an_unknown_address_is_a_page_in_words(db, visit):
    page = visit("/nowhere")

    assert page.status_code == 404
    assert "There is no such page" in text_of(page)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (lambda request: failures.bad_request(request, ValueError()), 400),
        (lambda request: views.forbidden(request, PermissionError()), 403),
    ],
)
def test_other_failures_wear_the_same_dress(db, rf, answer, status):
    page = answer(rf.get("/"))

    assert page.status_code == status
    assert 'class="masthead"' in text_of(page)


def test_a_fault_of_the_house_is_told_without_asking_the_database(rf):
    with translation.override("en"):
        page = failures.broken(rf.get("/"))

    assert page.status_code == 500
    assert "Something went wrong here" in text_of(page)


@pytest.mark.parametrize("path", ["/", "/tra-cuu", "/tra-cuu/H99", "/xac-minh/H99"])
def test_the_pages_only_read(db, client, path):
    assert client.post(path).status_code == 405


def test_there_are_words_for_every_state_and_every_verdict():
    assert set(STATES) == set(State)
    assert set(VERDICTS) == set(Verdict)


def test_the_front_page_costs_one_look_at_the_clock(db, visit, django_assert_num_queries):
    with django_assert_num_queries(1):
        visit("/")
