"""Every page says that it is a simulation, which hour it shows, and who sits there; what else is kept by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kernel import clock, delivery
from kernel.models import CalendarDay, ClockSetting, Delivery
from tests.admin.conftest import told
from tests.refusals import everything
from tests.stages import Stage

DAYS = "admin:kernel_calendarday_"


def banner(answer) -> str:
    page = " ".join(answer.content.decode().split())
    return page[page.index('<div class="simulation"') : page.index("</div>", page.index("simulation"))]


@pytest.mark.parametrize(
    ("rate", "words"), [(0, "the clock stands"), (60, "the clock runs at 60 times real time"), (None, "real time")]
)
def test_the_banner_shows_the_simulated_hour(rate, words, screen):
    if rate is not None:
        ClockSetting.objects.create(pk=1, anchor_real=clock.wall(), anchor_shown=clock.now(), rate=Decimal(rate))

    shown = banner(screen("an").get("/admin/"))

    assert "Simulation for training" in shown
    assert "09:00, Monday 01/04/2024" in shown
    assert f"({words})" in shown


def test_the_banner_is_on_every_page(screen, dossier_in):
    dossier = dossier_in(Stage.FILED)
    an = screen("an")
    pages = ["/admin/", reverse("admin:dossiers_dossier_changelist"), reverse("admin:dossiers_dossier_add")]
    pages += [
        reverse("admin:dossiers_dossier_change", args=[dossier.pk]),
        reverse("admin:kernel_calendarday_changelist"),
    ]
    pages += [reverse("admin:password_change"), reverse("admin:dossiers_dossier_act", args=[dossier.pk, "refuse"])]

    for page in pages:
        assert "09:00, Monday 01/04/2024" in banner(an.get(page))
    assert "09:00" in banner(Client(headers={"accept-language": "en"}).get(reverse("admin:login")))


def test_the_page_says_who_sits_there_under_which_post(screen):
    page = " ".join(screen("an").get("/admin/").content.decode().split())

    assert "<strong>Nguyễn Thị An</strong>, Reception clerk, Return-desk clerk, Cashier;" in page
    assert "Ủy ban nhân dân xã An Phú" in page


def test_vietnamese_comes_first(world):
    answer = Client().get(reverse("admin:login"))

    assert '<html lang="vi"' in answer.content.decode()
    assert "Một Cửa" in answer.content.decode()


def test_a_trainer_moves_a_day_and_due_dates_follow(screen, world):
    day = {"on": "2024-04-05", "kind": "off", "name_vi": "Nghỉ tập huấn", "name_en": "Training", "source": "exercise"}

    answer = screen("trang").post(reverse(f"{DAYS}add"), day)

    assert answer.status_code == 302
    assert CalendarDay.objects.get(on=date(2024, 4, 5)).name_vi == "Nghỉ tập huấn"


def test_a_day_of_a_year_that_is_not_loaded_is_refused(screen, world):
    before = CalendarDay.objects.count()
    day = {"on": "2031-04-05", "kind": "off", "name_vi": "Nghỉ", "name_en": "Off", "source": "exercise"}

    answer = screen("trang").post(reverse(f"{DAYS}add"), day)

    assert answer.context["adminform"].form.errors["on"] == ["The year 2031 is not loaded; load it first."]
    assert CalendarDay.objects.count() == before


def test_an_officer_looks_at_the_calendar_and_changes_nothing(screen, world):
    day = CalendarDay.objects.first()
    an = screen("an")

    assert an.get(reverse(f"{DAYS}change", args=[day.pk])).status_code == 200
    assert an.post(reverse(f"{DAYS}change", args=[day.pk]), {"kind": "make_up"}).status_code == 403
    assert an.post(reverse(f"{DAYS}delete", args=[day.pk]), {"post": "yes"}).status_code == 403
    assert CalendarDay.objects.get(pk=day.pk).kind == day.kind


@pytest.fixture
def stuck(certified, dossier_in) -> Delivery:
    """A delivery that failed and waits for an hour."""
    dossier_in(Stage.APPROVED)
    waiting = delivery.pending().get(listener="dossiers.subscriptions.issue_the_result")
    for other in delivery.pending().exclude(pk=waiting.pk):
        delivery.deliver(other.pk)
    waiting.attempts, waiting.next_attempt_at, waiting.error = 5, clock.wall() + timedelta(hours=1), "KeyError: 'x'"
    waiting.save()
    return waiting


def test_a_stuck_delivery_is_tried_again_by_a_button(stuck, screen):
    trang = screen("trang")
    page = reverse("admin:kernel_delivery_change", args=[stuck.pk])
    listed = trang.get(reverse("admin:kernel_delivery_changelist"), {"stage": "stuck"})

    assert listed.context["cl"].result_count == 1
    assert reverse("admin:kernel_delivery_retry", args=[stuck.pk]) in trang.get(page).content.decode()
    answer = trang.post(reverse("admin:kernel_delivery_retry", args=[stuck.pk]))

    assert told(answer) == ["It will be tried again at once."]
    assert Delivery.objects.get(pk=stuck.pk).next_attempt_at is None
    assert delivery.drain() == 1


def test_a_delivery_is_retried_by_post_and_by_trainers_only(stuck, screen):
    retry = reverse("admin:kernel_delivery_retry", args=[stuck.pk])
    trang, an, before = screen("trang"), screen("an"), everything()

    assert trang.get(retry).status_code == 405
    assert an.post(retry).status_code == 403
    assert everything() == before


def test_what_is_delivered_is_not_tried_again(stuck, screen):
    Delivery.objects.filter(pk=stuck.pk).update(done_at=datetime(2024, 4, 1, tzinfo=UTC))

    answer = screen("trang").post(reverse("admin:kernel_delivery_retry", args=[stuck.pk]))

    assert told(answer) == ["Nothing is left to deliver here."]
