"""Supplements: asked for once, item by item; the clock pauses and runs again (docs/sources.md, D-6 to D-10, D-18)."""

from datetime import date

import pytest

from dossiers.models import Dossier, Pause, Supplement
from dossiers.services import closing, intake, papers, supplement
from dossiers.states import PauseCause, State, SupplementRule
from kernel import journal
from tests.calendars import at
from tests.factories.dossiers import RequirementFactory
from tests.refusals import refused
from tests.stages import Stage

ITEMS = {"declaration": "Thiếu chữ ký"}


@pytest.fixture
def ask(world):
    """Bình asks for the declaration."""
    return lambda dossier, by=None, **other: supplement.request(
        dossier.pk, by=by or world.binh.actor, **{"items": ITEMS, "reason": "Tờ khai chưa ký"} | other
    )


@pytest.fixture
def bring(world):
    """An takes it at the counter."""
    return lambda dossier, code="declaration": papers.present(
        dossier.pk, requirement=code, originals=1, by=world.an.actor
    )


@pytest.fixture
def at_work(dossier_in):
    """Accepted on Monday 1 April with five days, due on 8 April, and at work since."""
    return lambda **promised: dossier_in(Stage.PROCESSING, papers=("declaration",), **promised)


@pytest.fixture
def waited(world, on, at_work, ask, bring):
    """Wait for a supplement between two hours; return the dossier as it stands then."""

    def wait(asked, confirmed, **promised):
        dossier = at_work(**promised)
        with on(asked):
            ask(dossier)
        with on(confirmed):
            bring(dossier)
            return supplement.confirm(dossier.pk, by=world.an.actor)

    return wait


# --- asking ----------------------------------------------------------------------------------------------------------
def test_a_request_names_what_is_wrong_and_the_clock_stands(world, on, at_work, ask):
    dossier = at_work()

    with on("2024-04-03 16:00"):
        ask(dossier)

    asked, request, pause = Dossier.objects.get(), Supplement.objects.get(), Pause.objects.get()
    assert (asked.state, asked.paused_from, asked.supplements_count) == (State.AWAITING_SUPPLEMENT, "processing", 1)
    assert (request.requested_by, request.requested_at) == (world.binh.officer, at("2024-04-03 16:00"))
    assert (request.reason, request.previous_due_on, request.due_on) == ("Tờ khai chưa ký", date(2024, 4, 8), None)
    assert [(item.requirement.code, item.defect) for item in request.items.all()] == [("declaration", "Thiếu chữ ký")]
    assert (pause.cause, pause.started_at, pause.ended_at) == (PauseCause.SUPPLEMENT, at("2024-04-03 16:00"), None)


@pytest.mark.parametrize(
    ("asked", "answer_due_on"),
    [("2024-04-01 10:00", date(2024, 4, 10)), ("2024-04-26 10:00", date(2024, 5, 9))],
    ids=["in plain weeks", "over a holiday week with a Saturday that is worked"],
)
def test_the_citizen_has_7_working_days(on, at_work, ask, asked, answer_due_on):
    dossier = at_work()

    with on(asked):
        ask(dossier)

    assert Dossier.objects.get().supplement_due_on == Supplement.objects.get().answer_due_on == answer_due_on


def test_everything_is_asked_for_in_one_request(on, at_work, ask):
    dossier = at_work()
    RequirementFactory(terms=dossier.terms, code="photo", required=False)

    with on("2024-04-03 16:00"):
        ask(dossier, items={"photo": " Thiếu ", "declaration": "Mờ"})

    items = Supplement.objects.get().items.all()
    assert {item.requirement.code: item.defect for item in items} == {"photo": "Thiếu", "declaration": "Mờ"}
    entry = journal.history(dossier.stream).last()
    assert set(journal.facts_of(entry)["items"]) == {"photo", "declaration"}


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"items": {}}, "supplement-empty"),
        ({"reason": "  "}, "reason-missing"),
        ({"items": {"passport": "Thiếu"}}, "requirement-unknown"),
    ],
)
def test_a_request_that_says_too_little_changes_nothing(on, at_work, ask, other, code):
    dossier = at_work()

    with on("2024-04-03 16:00"), refused(code):
        ask(dossier, **other)


def test_nothing_more_is_asked_while_something_is_awaited(world, on, at_work, ask):
    dossier = at_work()

    with on("2024-04-03 16:00"):
        ask(dossier)
        with refused("wrong-state") as refusal:
            ask(dossier, by=world.chi.actor)

    assert refusal.value.params["allowed"] == ["stop"]


# --- the date --------------------------------------------------------------------------------------------------------
def test_days_spent_waiting_for_the_citizen_are_not_counted(waited):
    dossier = waited("2024-04-03 16:00", "2024-04-10 08:30")

    # Three days were left.
    assert (dossier.state, dossier.due_on) == (State.PROCESSING, date(2024, 4, 15))


def test_under_restart_the_full_term_runs_anew(waited):
    dossier = waited("2024-04-03 16:00", "2024-04-10 08:30", supplement_rule=SupplementRule.RESTART)

    assert dossier.due_on == date(2024, 4, 17)


@pytest.mark.parametrize(
    ("asked", "confirmed", "due_on"),
    [
        ("2024-04-03 09:00", "2024-04-03 16:00", date(2024, 4, 8)),
        ("2024-04-03 16:00", "2024-04-04 08:00", date(2024, 4, 9)),
        ("2024-04-03 16:00", "2024-04-10 17:30", date(2024, 4, 16)),
        ("2024-04-05 16:00", "2024-04-06 09:00", date(2024, 4, 9)),
        ("2024-04-08 16:00", "2024-04-10 08:00", date(2024, 4, 10)),
        ("2024-04-09 08:00", "2024-04-12 08:00", date(2024, 4, 8)),
    ],
    ids=[
        "within a day",
        "over night",
        "confirmed after closing",
        "confirmed on a Saturday",
        "asked on the due day",
        "asked when it was late",
    ],
)
def test_the_working_days_of_a_wait_are_added(waited, asked, confirmed, due_on):
    assert waited(asked, confirmed).due_on == due_on


@pytest.mark.parametrize(
    ("asked", "confirmed", "due_on"),
    [
        ("2024-04-03 09:00", "2024-04-03 16:00", date(2024, 4, 10)),
        ("2024-04-03 16:00", "2024-04-10 17:30", date(2024, 4, 19)),
        ("2024-04-08 16:00", "2024-05-03 08:00", date(2024, 5, 9)),
    ],
    ids=["within a day", "confirmed after closing", "over a holiday week"],
)
def test_a_restarted_term_begins_on_the_day_the_confirmation_counts_for(waited, asked, confirmed, due_on):
    assert waited(asked, confirmed, supplement_rule=SupplementRule.RESTART).due_on == due_on


def test_a_wait_over_the_holiday_week_costs_its_working_days_only(waited):
    dossier = waited("2024-04-05 16:00", "2024-05-06 08:00")

    # 8 April was left. Between: 15 working days, with Saturday 4 May and without 18, 29, 30 April and 1 May.
    assert dossier.due_on == date(2024, 5, 7)


def test_two_waits_are_both_left_out(world, on, waited, ask, bring):
    dossier = waited("2024-04-02 16:00", "2024-04-04 08:00")
    with on("2024-04-05 09:00"):
        ask(dossier, by=world.chi.actor)
    with on("2024-04-09 09:00"):
        bring(dossier)
        supplement.confirm(dossier.pk, by=world.an.actor)

    assert Dossier.objects.get().due_on == date(2024, 4, 12)
    dates = Supplement.objects.order_by("pk").values_list("previous_due_on", "due_on")
    assert list(dates) == [(date(2024, 4, 8), date(2024, 4, 10)), (date(2024, 4, 10), date(2024, 4, 12))]


def test_the_story_says_which_date_became_which(world, waited):
    dossier = waited("2024-04-03 16:00", "2024-04-10 08:30")

    request, pause = Supplement.objects.get(), Pause.objects.get()
    assert (request.completed_at, request.completed_by) == (at("2024-04-10 08:30"), world.an.officer)
    assert (request.previous_due_on, request.due_on) == (date(2024, 4, 8), date(2024, 4, 15))
    assert pause.ended_at == at("2024-04-10 08:30")
    assert journal.facts_of(journal.history(dossier.stream).last()) == {
        "dossier_id": dossier.pk,
        "number": 1,
        "previous_due_on": "2024-04-08",
        "due_on": "2024-04-15",
    }


# --- answering -------------------------------------------------------------------------------------------------------
def test_the_citizen_sends_and_a_clerk_confirms(world, on, at_work, ask, bring):
    dossier = at_work()
    with on("2024-04-03 16:00"):
        ask(dossier)
    with on("2024-04-05 20:00"):
        bring(dossier)
        supplement.send(dossier.pk, by=world.lan.actor)

    sent = Dossier.objects.get()
    assert (sent.state, sent.supplement_sent_at) == (State.AWAITING_SUPPLEMENT, at("2024-04-05 20:00"))
    assert Supplement.objects.get().sent_at == at("2024-04-05 20:00")

    with on("2024-04-08 09:00"):
        confirmed = supplement.confirm(dossier.pk, by=world.an.actor)
    assert (confirmed.state, confirmed.due_on) == (State.PROCESSING, date(2024, 4, 11))


def test_the_wait_ends_with_the_confirmation_and_not_with_the_sending(world, on, at_work, ask, bring):
    dossier = at_work()
    with on("2024-04-02 09:00"):
        ask(dossier)
        bring(dossier)
        supplement.send(dossier.pk, by=world.lan.actor)
    with on("2024-04-04 09:00"):
        supplement.confirm(dossier.pk, by=world.an.actor)

    assert Dossier.objects.get().due_on == date(2024, 4, 10)


def test_a_supplement_that_comes_late_is_taken_as_long_as_nobody_closed_the_dossier(waited):
    dossier = waited("2024-04-01 10:00", "2024-04-15 10:00")

    assert (dossier.state, dossier.due_on) == (State.PROCESSING, date(2024, 4, 23))


def test_the_citizen_does_not_confirm_his_own_supplement(world, on, at_work, ask, bring):
    dossier = at_work()

    with on("2024-04-03 16:00"):
        ask(dossier)
        bring(dossier)
        with refused("not-your-move"):
            supplement.confirm(dossier.pk, by=world.lan.actor)


def test_a_new_request_is_neither_sent_nor_late_because_the_last_one_was(world, on, waited, ask):
    dossier = waited("2024-04-02 16:00", "2024-04-04 08:00")

    with on("2024-04-05 09:00"):
        ask(dossier, by=world.chi.actor)

    asked = Dossier.objects.get()
    assert (asked.supplement_sent_at, asked.supplement_due_on) == (None, date(2024, 4, 16))


# --- before acceptance -----------------------------------------------------------------------------------------------
@pytest.fixture
def not_accepted(world, on, dossier_in, ask):
    """Filed on Monday 1 April; the desk asked for the declaration at 10:00."""
    dossier = dossier_in(Stage.FILED, papers=("declaration",))
    with on("2024-04-01 10:00"):
        ask(dossier, by=world.an.actor)
    return dossier


def test_before_acceptance_it_goes_back_to_the_desk_which_has_8_hours_again(world, on, not_accepted, bring):
    with on("2024-04-03 14:30"):
        bring(not_accepted)
        supplement.confirm(not_accepted.pk, by=world.an.actor)

    back = Dossier.objects.get()
    assert (back.state, back.due_on, back.supplement_due_on) == (State.REGISTERED, None, None)
    assert (back.reception_from_at, back.reception_due_at) == (at("2024-04-03 14:30"), at("2024-04-04 14:30"))


def test_what_was_waited_before_acceptance_is_not_part_of_the_term(world, on, not_accepted, bring):
    with on("2024-04-03 14:30"):
        bring(not_accepted)
        supplement.confirm(not_accepted.pk, by=world.an.actor)
        intake.accept(not_accepted.pk, by=world.an.actor)

    assert Dossier.objects.get().due_on == date(2024, 4, 10)


def test_during_processing_the_clock_of_the_desk_stays_as_it_was(waited):
    dossier = waited("2024-04-03 16:00", "2024-04-10 08:30")

    assert (dossier.reception_from_at, dossier.reception_due_at) == (at("2024-04-01 09:00"), at("2024-04-02 09:00"))


# --- the end of waiting ----------------------------------------------------------------------------------------------
def test_a_supplement_that_never_came_refuses_what_was_not_accepted(world, on, not_accepted):
    with on("2024-04-11 08:00"):
        lapsed = closing.lapse(not_accepted.pk, by=world.an.actor)

    assert (lapsed.state, lapsed.closed_at, lapsed.due_on) == (State.REFUSED, at("2024-04-11 08:00"), None)
    assert lapsed.closing_reason == "Quá thời hạn bổ sung hồ sơ"
    last = journal.history(lapsed.stream).last()
    assert (last.name, last.target) == ("dossiers.DossierRefused", "refused")


def test_a_supplement_that_never_came_stops_what_was_at_work(world, on, at_work, ask):
    dossier = at_work()
    with on("2024-04-01 10:00"):
        ask(dossier)
    with on("2024-04-11 08:00"):
        lapsed = closing.lapse(dossier.pk, by=world.an.actor)

    assert (lapsed.state, lapsed.finished_at) == (State.STOPPED, at("2024-04-11 08:00"))
    last = journal.history(lapsed.stream).last()
    assert (last.name, last.target) == ("dossiers.DossierStopped", "stopped")


def test_a_dossier_that_waited_to_its_end_was_not_late(world, on, at_work, ask):
    dossier = at_work()
    with on("2024-04-03 10:00"):
        ask(dossier)
    with on("2024-04-16 08:00"):
        lapsed = closing.lapse(dossier.pk, by=world.an.actor)

    assert (lapsed.due_on, Pause.objects.get().ended_at) == (date(2024, 4, 22), at("2024-04-16 08:00"))


# --- the price -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("others", [0, 9])
def test_asking_and_confirming_cost_the_same_queries_for_any_number_of_papers(
    world, on, dossier_in, ask, bring, django_assert_num_queries, others
):
    codes = ("declaration", *(f"other-{number}" for number in range(others)))
    dossier = dossier_in(Stage.PROCESSING, papers=codes)

    with on("2024-04-03 09:00"), django_assert_num_queries(12):
        ask(dossier, items=dict.fromkeys(codes, "Mờ"))
    with on("2024-04-03 10:00"):
        for code in codes:
            bring(dossier, code)
    with on("2024-04-03 11:00"), django_assert_num_queries(9):
        supplement.send(dossier.pk, by=world.lan.actor)
    with on("2024-04-03 12:00"), django_assert_num_queries(14):
        supplement.confirm(dossier.pk, by=world.an.actor)
