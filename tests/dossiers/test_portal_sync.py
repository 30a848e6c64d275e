"""The national portal learns of every dossier and every step, each once and in order; what it does not know is seen."""

from datetime import timedelta

import httpx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import tasks
from dossiers.models import Dossier, PortalSync, ProgressRecord
from dossiers.services import intake, portal, processing
from dossiers.states import State
from interlink.adapters.portal import Known, find
from interlink.errors import AgencyRefusesMessage, AgencySilent
from interlink.models import Line as Circuit
from kernel import clock, delivery
from kernel.models import Delivery
from sandbox.behaviours import steering
from sandbox.portal.models import PortalDossier, PortalProgress, Session
from tests.calendars import at
from tests.dossiers.portal_line import MONDAY
from tests.factories.dossiers import TermsFactory
from tests.stages import Stage, file

STEPS = ["1", "2", "2", "4"]


def sync() -> PortalSync:
    return PortalSync.objects.get()


def test_a_dossier_and_its_steps_reach_the_portal_in_order(line, dossier_in):
    dossier = dossier_in(Stage.PROCESSING)
    delivery.drain()

    assert portal.send_due() == 1

    known = PortalDossier.objects.get()
    assert (known.code, known.status, known.unit, known.reports) == (dossier.code, "4", "H99", 1)
    steps = list(PortalProgress.objects.order_by("pk").values_list("content", flat=True))
    assert [step["TrangThai"] for step in steps] == STEPS
    assert [step["NguoiXuLy"] for step in steps] == ["Nguyễn Thị An"] * 4
    assert (steps[0]["ChucDanh"], steps[0]["PhongBanXuLy"]) == ("Công chức", "Ủy ban nhân dân xã An Phú")
    assert line.services == {"login": 1, "DongBoHoSoMC": 1, "CapNhatTienDoHoSoMC": 4}
    assert (sync().is_synced, sync().synced_at, sync().error) == (True, at(MONDAY), "")


def test_only_the_latest_state_is_sent_and_an_unchanged_one_not_again(line, dossier_in, world, on):
    dossier = dossier_in(Stage.DIGITIZED)
    delivery.drain()
    portal.send_due()
    line.services.clear()

    PortalSync.objects.update(next_attempt_at=clock.now(), waiting_since_at=clock.now())
    assert portal.send_due() == 1
    assert line.services == {}
    with on("2024-04-02 09:00"):
        processing.begin(dossier.pk, by=world.an.actor, officer_id=world.binh.id)
        delivery.drain()
        assert portal.send_due() == 1

    assert line.services == {"DongBoHoSoMC": 1, "CapNhatTienDoHoSoMC": 1}
    assert (PortalDossier.objects.get().status, PortalDossier.objects.get().reports) == ("4", 2)
    assert [told["data"]["isUpdating"] for told in line.sent if told["service"] == "DongBoHoSoMC"] == [False, True]


def test_many_dossiers_go_in_one_message(line, world):
    terms = TermsFactory()
    codes = [file(world, terms).code for _ in range(7)]
    delivery.drain()

    assert portal.send_due() == 7

    assert line.services == {"login": 1, "DongBoHoSoMC": 1, "CapNhatTienDoHoSoMC": 7}
    assert line.codes("DongBoHoSoMC") == codes


def test_an_act_writes_nothing_for_the_portal_and_its_delivery_does_without_calling(line, dossier_in):
    dossier_in(Stage.FILED)
    assert not PortalSync.objects.exists()

    delivery.drain()

    assert (sync().wanted_sequence, sync().waiting_since_at, sync().next_attempt_at) == (1, at(MONDAY), at(MONDAY))
    assert ProgressRecord.objects.get().sent_at is None
    assert not line.services


def test_a_line_delivered_twice_is_one_step(line, dossier_in):
    dossier_in(Stage.RECEIVED)
    delivery.drain()
    Delivery.objects.update(done_at=None)
    delivery.drain()

    assert list(ProgressRecord.objects.values_list("sequence", flat=True)) == [1, 2]


def test_a_silent_portal_means_waiting_and_is_left_alone_for_a_while(line, dossier_in, caplog):
    dossier_in(Stage.RECEIVED)
    delivery.drain()
    line.down = True

    assert portal.send_due() == 0
    assert portal.send_due() == 0

    row = sync()
    assert (row.tries, row.error, row.next_attempt_at) == (1, "no-answer", at(MONDAY) + timedelta(minutes=1))
    assert (row.waiting_since_at, row.leased_until) == (at(MONDAY), None)
    assert line.services == {"login": 1}
    assert [record for record in caplog.records if record.levelname != "INFO"] == []


def test_what_waits_keeps_its_turn_when_more_happens(line, dossier_in, world):
    dossier = dossier_in(Stage.FILED)
    delivery.drain()
    line.down = True
    portal.send_due()

    intake.accept(dossier.pk, by=world.an.actor)
    delivery.drain()

    row = sync()
    assert (row.wanted_sequence, row.next_attempt_at) == (2, at(MONDAY) + timedelta(minutes=1))


def test_a_portal_that_is_down_is_only_probed_and_everything_goes_when_it_is_back(line, world, on):
    terms, hours = TermsFactory(), [f"2024-04-01 {hour}:00" for hour in range(10, 16)]
    line.down = True
    for hour in hours:
        with on(hour):
            file(world, terms)
            delivery.drain()
            portal.send_due()
    assert Circuit.objects.get(pk="portal").is_open
    calls = line.services["login"]
    with on("2024-04-01 15:00"):
        portal.send_due()
        assert line.services["login"] == calls

    line.down = False
    with on("2024-04-01 16:00"):
        assert portal.send_due() == 6

    assert not Circuit.objects.get(pk="portal").is_open
    assert not PortalSync.objects.waiting().exists()
    assert PortalDossier.objects.count() == 6


def test_one_dossier_that_is_refused_holds_up_nobody_else(line, world, on):
    terms = TermsFactory()
    dossiers = [file(world, terms) for _ in range(5)]
    delivery.drain()
    Dossier.objects.filter(pk=dossiers[2].pk).update(code="not-a-code")

    assert portal.send_due() == 4

    assert PortalDossier.objects.count() == 4
    refused = PortalSync.objects.waiting().get()
    assert (refused.dossier_id, refused.tries) == (dossiers[2].pk, 1)
    assert refused.error == "3 MaHoSo không đúng cấu trúc."
    assert ProgressRecord.objects.filter(sent_at=None).count() == 1


def test_a_step_that_is_refused_holds_up_the_steps_after_it(line, dossier_in):
    dossier_in(Stage.RECEIVED)
    delivery.drain()
    line.says["CapNhatTienDoHoSoMC"] = httpx.Response(200, json={"error_code": 3, "message": "Thiếu: NguoiXuLy."})

    assert portal.send_due() == 0

    assert (sync().is_synced, sync().error) == (False, "3 Thiếu: NguoiXuLy.")
    assert ProgressRecord.objects.filter(sent_at=None).count() == 2


def test_silence_in_the_middle_keeps_what_was_told(line, dossier_in, on):
    dossier_in(Stage.RECEIVED)
    delivery.drain()
    line.says["CapNhatTienDoHoSoMC"] = httpx.Response(503)

    assert portal.send_due() == 0
    with on("2024-04-01 10:00"):
        assert portal.send_due() == 1

    assert line.services["DongBoHoSoMC"] == 1
    assert PortalProgress.objects.count() == 2


def test_what_happens_while_a_message_is_out_is_sent_next(line, dossier_in, world, monkeypatch):
    dossier = dossier_in(Stage.FILED)
    delivery.drain()
    send = portal.portal.send_dossiers

    def meanwhile(rows, *, is_updating):
        send(rows, is_updating=is_updating)
        if not is_updating:
            intake.accept(dossier.pk, by=world.an.actor)
            delivery.drain()

    monkeypatch.setattr(portal.portal, "send_dossiers", meanwhile)

    portal.send_due()

    assert (PortalDossier.objects.get().status, sync().is_synced) == ("2", True)
    assert PortalProgress.objects.count() == 2


def test_a_log_in_that_the_portal_has_forgotten_is_renewed(line, world):
    terms = TermsFactory()
    file(world, terms)
    delivery.drain()
    portal.send_due()
    Session.objects.all().delete()
    file(world, terms)
    delivery.drain()

    assert portal.send_due() == 1

    assert line.services["login"] == 2


def test_a_wrong_password_is_a_cause_that_is_seen(line, dossier_in, settings):
    dossier_in(Stage.FILED)
    delivery.drain()
    settings.INTERLINK_SECRET = "another"

    assert portal.send_due() == 0

    assert sync().error == "1 Sai tên đăng nhập hoặc mật khẩu."


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"code": 0}),
    ],
)
def test_an_answer_that_is_none_is_silence(line, answer):
    line.says["login"] = answer

    with pytest.raises(AgencySilent):
        find("H99.35.22-240401-0001")


def test_a_dossier_is_looked_up_and_one_that_is_unknown_is_none(line, dossier_in):
    dossier = dossier_in(Stage.FILED)
    delivery.drain()
    portal.send_due()

    known = find(dossier.code)

    assert isinstance(known, Known)
    assert (known.dossier["MaHoSo"], len(known.progress)) == (dossier.code, 1)
    assert find("H99.35.22-240401-0099") is None


def test_a_look_up_without_a_code_is_refused(line):
    line.says["TraCuuHoSo"] = httpx.Response(200, json={"error_code": 3, "message": "Thiếu MaHoSo."})

    with pytest.raises(AgencyRefusesMessage) as refusal:
        find("H99.35.22-240401-0001")

    assert (refusal.value.params["status"], refusal.value.params["cause"]) == ("3", "Thiếu MaHoSo.")


def test_the_sweep_sends_and_an_idle_one_asks_once(line, dossier_in):
    dossier_in(Stage.FILED)
    delivery.drain()

    assert tasks.sweep_portal() == 1

    with CaptureQueriesContext(connection) as asked:
        assert tasks.sweep_portal() == 0
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) == 1


@pytest.mark.parametrize("rows", [1, 20])
def test_a_batch_costs_the_same_but_for_the_steps_it_sends(line, world, rows):
    terms = TermsFactory()
    for _ in range(rows):
        file(world, terms)
    delivery.drain()
    find("H99.35.22-240401-0099")

    with CaptureQueriesContext(connection) as asked:
        portal.send_due()

    ours = [query["sql"] for query in asked if "SAVEPOINT" not in query["sql"] and "sandbox" not in query["sql"]]
    # Per dossier: its steps are read, and each is noted as sent.
    assert len(ours) - 2 * rows == 14


def test_every_state_of_a_dossier_reaches_the_portal_under_its_code(line, certified, dossier_in):
    dossier_in(Stage.RETURNED)
    delivery.drain()
    portal.send_due()

    assert Dossier.objects.get().state == State.RETURNED
    steps = PortalProgress.objects.order_by("pk").values_list("content", flat=True)
    assert [step["TrangThai"] for step in steps] == ["1", "2", "2", "4", "4", "4", "9", "10"]


def test_the_outside_can_be_down_by_its_own_menu(line, dossier_in):
    dossier_in(Stage.FILED)
    delivery.drain()
    steering.switch_on("down", office="portal")

    assert portal.send_due() == 0

    assert sync().error == "HTTP 503"
