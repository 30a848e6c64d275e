"""Stuck parts of a linked service are looked after on the screen: asked about, tried again, corrected, given up."""

import pytest
from django.urls import reverse

from dossiers.models import Dossier
from interlink.models import Chain
from kernel import journal
from tests import linked
from tests.admin.conftest import told
from tests.interlink.conftest import BIRTH_FACTS, CARD, REGISTRATION, RESIDENCE, number, reply, start, states, step_of
from tests.refusals import everything
from tests.world import settle

WHY = {"reason": "Nhập sai số giấy chứng sinh"}
PLACE = ("soDangKy", "quyenSo", "trangSo")
NOT_YOURS = "This act is not possible now, or not yours."


@pytest.fixture
def agencies():
    with linked.partners() as made:
        yield made


@pytest.fixture
def failed(world, agencies):
    """A birth that civil status does not take because of the number of its proof."""
    agencies.says["civil-status", "inbox"] = (422, {"code": "proof-unknown"})
    dossier = linked.begun(world)
    settle()
    del agencies.says["civil-status", "inbox"]
    return dossier


@pytest.fixture
def waiting(world, agencies):
    """A birth whose child is registered; residence and card lie with their agencies."""
    dossier = linked.begun(world)
    settle()
    reply(agencies, number(dossier.chain, REGISTRATION))
    settle()
    return dossier


def url(step, act):
    return reverse("admin:interlink_step_act", args=[step.pk, act])


def offered(screen, name, step):
    page = screen(name).get(reverse("admin:interlink_step_change", args=[step.pk]))
    return {button.name: button.blocked for button in page.context["buttons"]}


def posted(form, **changed):
    return {name: form[name].value() or "" for name in form.fields} | changed


def last_line(step):
    entry = journal.history(step.stream).last()
    return entry.name, entry.move, entry.actor


@pytest.mark.parametrize(
    ("name", "of_failed", "of_waiting"),
    [
        ("an", set(), set()),
        ("binh", {"resume", "resend"}, {"nudge"}),
        ("chi", {"resume", "resend", "abandon"}, {"nudge", "abandon"}),
        ("trang", set(), set()),
    ],
)
def test_a_step_offers_what_its_reader_may_do(name, of_failed, of_waiting, failed, agencies, screen, world):
    assert set(offered(screen, name, step_of(failed.chain, REGISTRATION))) == of_failed

    step = step_of(failed.chain, REGISTRATION)
    screen("binh").post(url(step, "resume"))
    settle()
    reply(agencies, number(failed.chain, REGISTRATION))
    settle()
    assert set(offered(screen, name, step_of(failed.chain, CARD))) == of_waiting


def test_what_is_registered_for_good_is_not_given_up_and_the_button_says_so(world, agencies, screen):
    dossier = linked.begun(world)
    settle()
    step = step_of(dossier.chain, REGISTRATION)
    sentence = "The agency has the request, and what it registers stands for good: the answer must be awaited."
    assert offered(screen, "chi", step) == {"nudge": "", "abandon": sentence}
    chi, before = screen("chi"), everything()

    asked, answer = chi.get(url(step, "abandon")), chi.post(url(step, "abandon"), WHY)

    assert (asked.status_code, answer.status_code, told(answer)) == (302, 302, [sentence, sentence])
    assert everything() == before


@pytest.mark.parametrize(
    ("act", "facts", "line"),
    [
        ("resume", {}, ("interlink.StepResumed", "resume")),
        ("abandon", WHY, ("interlink.StepAbandoned", "abandon")),
    ],
)
def test_an_act_is_asked_first_and_then_done_under_the_name_of_who_sits_there(act, facts, line, failed, screen, world):
    chi, step = screen("chi"), step_of(failed.chain, REGISTRATION)
    before = everything()
    assert chi.get(url(step, act)).status_code == 200
    assert everything() == before

    answer = chi.post(url(step, act), facts)

    assert (answer.status_code, answer["Location"]) == (302, reverse("admin:interlink_step_change", args=[step.pk]))
    assert last_line(step) == (*line, str(world.chi.actor))


def test_an_agency_is_asked_where_its_answer_is(waiting, agencies, screen, world):
    step = step_of(waiting.chain, CARD)

    answer = screen("binh").post(url(step, "nudge"))
    assert last_line(step) == ("interlink.StepNudged", "nudge", str(world.binh.actor))
    settle()

    assert told(answer) == ["Done: Ask where the answer is."]
    assert agencies.calls["insurance", "nudge"] == 1


def test_a_request_goes_out_anew_corrected_at_the_agency_and_in_the_dossier(failed, agencies, screen, world):
    binh, step = screen("binh"), step_of(failed.chain, REGISTRATION)
    form = binh.get(url(step, "resend")).context["form"]
    assert form["form-birth_proof_number"].value() == "GCS-2024-000123"
    assert "form-first_care_facility" not in form.fields

    binh.post(url(step, "resend"), posted(form, **{"form-birth_proof_number": "GCS-2024-000124", **WHY}))
    resent = journal.event_of(journal.history(step.stream).last())
    settle()

    assert (resent.attempt, resent.corrected, resent.reason) == (2, ("birth_proof_number",), WHY["reason"])
    envelope = agencies.envelope(number(failed.chain, REGISTRATION, attempt=2))
    assert envelope["data"]["maGCS"] == "GCS-2024-000124"
    assert Dossier.objects.get().form == {**failed.form, "birth_proof_number": "GCS-2024-000124"}
    corrected = [entry for entry in journal.history(failed.stream) if entry.name == "dossiers.DeclarationCorrected"]
    assert [(journal.event_of(entry).fields, entry.actor) for entry in corrected] == [
        (("birth_proof_number",), str(world.binh.actor))
    ]


@pytest.mark.parametrize(
    "changed",
    [WHY, {"form-birth_proof_number": "GCS-2024-000124"}, {"form-birth_proof_on": "hôm qua", **WHY}],
    ids=["nothing corrected", "no reason", "no date"],
)
def test_a_resend_without_a_correction_a_reason_or_sense_changes_nothing(changed, failed, screen):
    binh, step = screen("binh"), step_of(failed.chain, REGISTRATION)
    facts = posted(binh.get(url(step, "resend")).context["form"], **changed)
    before = everything()

    answer = binh.post(url(step, "resend"), facts)

    assert answer.status_code == 400
    assert everything() == before


@pytest.mark.parametrize("name", ["an", "dung", "trang"])
@pytest.mark.parametrize("act", ["nudge", "resume", "resend", "abandon"])
def test_who_is_not_on_the_case_changes_nothing(name, act, failed, screen):
    step = step_of(failed.chain, REGISTRATION)
    form = screen("chi").get(url(step, "resend")).context["form"]
    facts = posted(form, **{"form-birth_proof_number": "GCS-2024-000124", **WHY})
    clerk, before = screen(name), everything()

    answer = clerk.post(url(step, act), facts)

    assert answer.status_code == 404 if name == "dung" else told(answer) == [NOT_YOURS]
    assert everything() == before


def test_giving_up_is_a_leader_s_and_needs_a_reason(failed, screen):
    step = step_of(failed.chain, REGISTRATION)
    binh, chi, before = screen("binh"), screen("chi"), everything()

    refused, empty = binh.post(url(step, "abandon"), WHY), chi.post(url(step, "abandon"), {"reason": " "})

    assert (told(refused), empty.status_code) == ([NOT_YOURS], 400)
    assert everything() == before


def test_an_act_that_there_is_not_is_a_404(failed, screen):
    step = step_of(failed.chain, REGISTRATION)

    assert screen("chi").post(url(step, "complete")).status_code == 404
    assert states(failed.chain)[REGISTRATION] == "failed"


def test_the_dossiers_page_leads_to_each_step_its_acts_and_back(waiting, screen):
    page = screen("chi").page(waiting)

    steps = {step.name: [button.name for button in step.buttons] for step in page.context["page"].linked.steps}
    assert steps == {
        "Birth registration": [],
        "Permanent residence": ["nudge", "abandon"],
        "Health-insurance card": ["nudge", "abandon"],
    }
    card, here = step_of(waiting.chain, CARD), reverse("admin:dossiers_dossier_change", args=[waiting.pk])
    assert f"{url(card, 'nudge')}?next={here}" in page.content.decode()
    assert screen("chi").post(f"{url(card, 'nudge')}?next={here}")["Location"] == here
    of_step = screen("chi").get(reverse("admin:interlink_step_change", args=[card.pk]))
    assert f'href="{here}"' in of_step.content.decode()


@pytest.mark.parametrize("next_page", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_a_foreign_page(next_page, waiting, screen):
    step = step_of(waiting.chain, RESIDENCE)

    answer = screen("binh").post(f"{url(step, 'nudge')}?next={next_page}")

    assert answer["Location"] == reverse("admin:interlink_step_change", args=[step.pk])


def test_a_service_that_stands_alone_has_no_declaration_to_correct(world, agencies, screen):
    agencies.says["residence", "inbox"] = (422, {"code": "unknown"})
    told_there = {"soDinhDanh": "003224000777", "ngayDangKy": "2024-03-29"} | dict.fromkeys(PLACE, "1")
    start(world, route="paper:residence", facts=BIRTH_FACTS, earlier={REGISTRATION: told_there})
    settle()

    assert set(offered(screen, "binh", step_of(Chain.objects.get(), RESIDENCE))) == {"resume"}
