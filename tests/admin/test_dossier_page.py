"""The page of a dossier: what may be done from here, why its date is its date, and all that happened to it."""

import pytest
from django.urls import reverse

from dossiers.models import Dossier, Result
from dossiers.services import decision, papers, supplement
from dossiers.states import FeeTiming
from kernel import clock, journal, moves
from tests.admin.conftest import act_url
from tests.calendars import at
from tests.factories.dossiers import RequirementFactory
from tests.refusals import everything
from tests.stages import Stage

LIST = "admin:dossiers_dossier_changelist"


@pytest.mark.parametrize("name", ["an", "binh", "chi", "trang"])
@pytest.mark.parametrize("stage", Stage)
def test_the_buttons_are_the_moves_that_are_available_to_the_reader(name, stage, certified, dossier_in, screen):
    dossier = dossier_in(stage)

    shown = screen(name).page(dossier).context["page"].buttons

    offers = moves.available(Dossier.objects.get(pk=dossier.pk), by=getattr(certified, name).actor)
    assert {(button.name, not button.blocked) for button in shown} == {(offer.name, offer.is_open) for offer in offers}


def test_a_blocked_move_is_shown_disabled_with_the_reason(dossier_in, screen):
    dossier = dossier_in(Stage.FILED, papers=("residence-proof",), required=True)

    answer = screen("an").page(dossier)

    assert '<button class="act" type="button" disabled>Accept</button>' in answer.content.decode()
    assert "Required papers are missing: Proof." in answer.content.decode()
    assert act_url(dossier, "accept") not in answer.content.decode()
    assert act_url(dossier, "refuse") in answer.content.decode()


def test_looking_changes_nothing(certified, dossier_in, screen):
    dossier = dossier_in(Stage.SIGNED)
    an, before = screen("an"), everything()

    an.get(reverse(LIST))
    an.page(dossier)

    assert everything() == before


def test_the_page_takes_no_post(dossier_in, screen):
    dossier = dossier_in(Stage.FILED)
    root, before = screen("root"), everything()

    answer = root.post(reverse("admin:dossiers_dossier_change", args=[dossier.pk]), {"state": "returned"})

    assert answer.status_code == 403
    assert everything() == before


@pytest.mark.parametrize("page", ["delete", "history"])
def test_nobody_deletes_a_dossier_and_another_commune_has_no_history_of_it(page, dossier_in, screen):
    url = reverse(f"admin:dossiers_dossier_{page}", args=[dossier_in(Stage.FILED).pk])

    assert screen("dung").get(url).status_code in (403, 404)
    assert screen("root").get(url).status_code == {"delete": 403, "history": 200}[page]


def test_an_officer_of_another_commune_finds_nothing(certified, dossier_in, screen):
    dossier = dossier_in(Stage.SIGNED, papers=("residence-proof",))
    dung, before = screen("dung"), everything()
    sha256 = Result.objects.get(dossier=dossier).file_id

    assert dung.page(dossier).status_code == 404
    for act in ("return_result", "withdraw", "record_fee", "residence-proof/present"):
        assert dung.ask(dossier, act).status_code == 404
        assert dung.do(dossier, act, reason="Thử", method="counter", originals=1).status_code == 404
    assert dung.get(reverse("admin:dossiers_dossier_file", args=[dossier.pk, sha256])).status_code == 404
    assert dung.get(reverse("admin:dossiers_dossier_form", args=[dossier.pk, "form-01"])).status_code == 404
    assert dung.get(reverse(LIST), {"q": dossier.code}).context["cl"].result_count == 0
    assert everything() == before


def test_the_due_date_is_explained_day_by_day(dossier_in, screen, world):
    dossier = dossier_in(Stage.PROCESSING, papers=("residence-proof",), sla_days=3)
    with clock.held(at("2024-04-02 10:00")):
        supplement.request(dossier.pk, by=world.binh.actor, items={"residence-proof": "Mờ"}, reason="Mờ")
    with clock.held(at("2024-04-03 10:00")):
        papers.present(dossier.pk, requirement="residence-proof", originals=1, by=world.an.actor)
        supplement.confirm(dossier.pk, by=world.an.actor)

    page = screen("binh").page(dossier).context["page"]

    assert page.deadline == "due on Friday 05/04/2024"
    assert [(day.day, day.text) for day in page.days] == [
        ("Monday 01/04/2024", "received; this day is not counted"),
        ("Tuesday 02/04/2024", "day 1"),
        ("Wednesday 03/04/2024", "the clock stands still: waiting for a supplement"),
        ("Thursday 04/04/2024", "day 2"),
        ("Friday 05/04/2024", "day 3"),
    ]


def test_before_acceptance_the_desks_eight_hours_are_explained(dossier_in, screen):
    page = screen("an").page(dossier_in(Stage.FILED)).context["page"]

    assert page.deadline == "to be accepted or refused by 09:00, Tuesday 02/04/2024"
    assert [(day.day, day.text) for day in page.days] == [
        ("Monday 01/04/2024", "09:00-11:30: 150 minutes"),
        ("Monday 01/04/2024", "13:30-17:00: 210 minutes"),
        ("Tuesday 02/04/2024", "07:00-09:00: 120 minutes"),
    ]


def test_what_happened_is_told_with_names(certified, dossier_in, screen):
    dossier = dossier_in(Stage.RETURNED)

    happenings = screen("an").page(dossier).context["page"].happenings

    assert [(line.label, line.step, line.actor, line.facts) for line in happenings] == [
        ("Filed", "", "Nguyễn Thị An", ""),
        ("Accepted", "Newly registered → Received", "Nguyễn Thị An", "due: 08/04/2024"),
        ("Digitization finished", "Received → Digitized", "Nguyễn Thị An", ""),
        ("Handed over for processing", "Digitized → Processing", "Nguyễn Thị An", "Lê Văn Bình"),
        ("Result proposed", "", "Lê Văn Bình", ""),
        ("Result approved", "", "Phạm Thị Chi", ""),
        ("Result signed and sealed", "Processing → Result ready", "the system", "number: 01/GXN-UBND"),
        ("Result returned", "Result ready → Result returned", "Nguyễn Thị An", ""),
    ]
    assert len(happenings) == journal.history(dossier.stream).count()


def test_the_forms_and_the_result_are_there_to_print(certified, dossier_in, screen):
    dossier = dossier_in(Stage.SIGNED)
    an = screen("an")

    page = an.page(dossier).context["page"]

    assert [form.code for form in page.forms] == ["form-01", "form-05"]
    for form in page.forms:
        answer = an.get(reverse("admin:dossiers_dossier_form", args=[dossier.pk, form.code]))
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    answer = an.get(reverse("admin:dossiers_dossier_file", args=[dossier.pk, page.result.file_id]))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert an.get(reverse("admin:dossiers_dossier_form", args=[dossier.pk, "form-03"])).status_code == 404


def test_a_file_of_another_dossier_is_not_there(certified, dossier_in, screen):
    mine, other = dossier_in(Stage.SIGNED), dossier_in(Stage.FILED, effective_on="2024-02-01")
    sha256 = Result.objects.get(dossier=mine).file_id

    assert screen("an").get(reverse("admin:dossiers_dossier_file", args=[other.pk, sha256])).status_code == 404


def test_the_list_opens_on_what_is_unfinished_and_a_search_looks_everywhere(certified, dossier_in, screen):
    returned, at_work = dossier_in(Stage.RETURNED), dossier_in(Stage.PROCESSING, effective_on="2024-02-01")
    an = screen("an")

    def codes(**asked):
        return [dossier.code for dossier in an.get(reverse(LIST), asked).context["cl"].result_list]

    assert codes() == codes(work="unfinished") == [at_work.code]
    assert codes(q=returned.code) == codes(q="240401-0001") == [returned.code]
    assert codes(q="trần thị") == [at_work.code, returned.code]
    assert codes(work="closed") == [returned.code]
    assert codes(work="all") == [at_work.code, returned.code]
    assert codes(work="reception") == codes(work="overdue") == codes(work="paused") == codes(work="ready") == []
    assert codes(work="mine") == []
    assert screen("binh").get(reverse(LIST), {"work": "mine"}).context["cl"].result_count == 1


def test_a_late_dossier_stands_out(dossier_in, screen):
    dossier = dossier_in(Stage.PROCESSING)

    with clock.held(at("2024-04-09 08:00")):
        listed = screen("an").get(reverse(LIST), {"work": "overdue"})
        page = screen("an").page(dossier).context["page"]

    assert '<span class="deadline late">08/04/2024 overdue</span>' in listed.content.decode()
    assert page.lateness.tone == "late"


def test_a_leader_sees_the_draft_before_he_approves(dossier_in, screen):
    answer = screen("chi").ask(dossier_in(Stage.DRAFTED), "approve")

    assert "<dt>Nội dung</dt><dd>Đồng ý</dd>" in answer.content.decode()


def test_the_page_costs_a_fixed_number_of_queries(dossier_in, screen, world):
    dossier = dossier_in(Stage.RECEIVED, papers=("paper-a",), fee_timing=FeeTiming.LATER)
    papers.present(dossier.pk, requirement="paper-a", originals=1, by=world.an.actor)
    an, url = screen("an"), reverse("admin:dossiers_dossier_change", args=[dossier.pk])

    few = an.queries(url)
    for number in range(20):
        RequirementFactory(terms=dossier.terms, code=f"more-{number}")
        papers.present(dossier.pk, requirement=f"more-{number}", originals=1, by=world.an.actor)

    assert an.queries(url) == few


@pytest.mark.parametrize("label", ["dossier", "paper", "handover", "result"])
def test_a_list_costs_a_fixed_number_of_queries(label, certified, dossier_in, screen):
    trang, url = screen("trang"), reverse(f"admin:dossiers_{label}_changelist")
    terms = dossier_in(Stage.RETURNED).terms
    dossier_in(Stage.PROCESSING, procedure=terms.procedure, effective_on="2024-02-01")

    few = trang.queries(url)
    for month in range(3, 8):
        dossier_in(Stage.RETURNED, procedure=terms.procedure, effective_on=f"2023-{month:02}-01")
        dossier_in(Stage.PROCESSING, procedure=terms.procedure, effective_on=f"2022-{month:02}-01")

    assert trang.queries(url) == few


def test_an_apology_is_shown_beside_the_date(dossier_in, screen, world):
    dossier = dossier_in(Stage.PROCESSING)
    decision.apologise(dossier.pk, by=world.chi.actor, new_date=at("2024-04-15 08:00").date(), reason="Quá tải")

    answer = screen("an").page(dossier)

    assert "new date after the apology: 15/04/2024" in " ".join(answer.content.decode().split())
    assert [form.code for form in answer.context["page"].forms] == ["form-01", "form-04", "form-05"]
