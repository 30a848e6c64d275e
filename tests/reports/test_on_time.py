"""The on-time report counts as form II.06a does (docs/sources.md, rules S-5, D-13, M-1 to M-3 and M-8 to M-11)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple
from datetime import date

import pytest
from django.db import connection
from django.utils import translation

from dossiers.models import Dossier, ProcedureTerms
from dossiers.services import closing, intake
from dossiers.states import Channel, State
from reports import queries
from reports.columns import By, Figures
from reports.errors import RowUnknown
from reports.queries import Cell
from tests.factories.dossiers import DossierFactory, ProcedureFactory, TermsFactory
from tests.factories.identity import AgencyFactory
from tests.personas import Cast
from tests.reports.filing import at, filed, pause

APRIL = (date(2024, 4, 1), date(2024, 4, 30))
FORWARD = date(2024, 4, 26)


@pytest.fixture(autouse=True)
def long_after(db: None, on) -> Iterator[None]:
    """Reports of 2024 are asked for in 2025, unless a test says otherwise."""
    with on("2025-02-03 08:00"):
        yield


def reported(by: By = By.AGENCY, period: tuple[date, date] = APRIL) -> dict[str, Figures]:
    report = queries.on_time(*period, by)
    return {"": report.total} | {row.key: row.figures for row in report.rows}


def behind(column: str, row: str = "", by: By = By.AGENCY, period: tuple[date, date] = APRIL) -> list[str]:
    return queries.rows_behind(Cell(*period, by, column, row))


def standing(dossier: Dossier, period: tuple[date, date] = APRIL) -> str | None:
    """Return how the report of a period sorts a dossier; None if it is not in it."""
    found = queries.dossiers_behind(Cell(*period, By.AGENCY, "total")).filter(pk=dossier.pk).first()
    return found and found.standing


def accepted(world: Cast, terms: ProcedureTerms) -> Dossier:
    dossier = intake.submit(
        procedure=terms.procedure.code,
        reception=world.commune.code,
        applicant_id=world.lan.id,
        submitter_id=world.lan.id,
        channel=Channel.COUNTER,
        form={},
        by=world.an.actor,
    )
    return intake.accept(dossier.pk, by=world.an.actor)


@contextmanager
def no_date_demanded() -> Iterator[None]:
    """Our own rows always have a date once they are received; rows taken over from elsewhere may not."""
    table, constraint = Dossier._meta.db_table, "received_dossier_has_a_date"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Rolled back with the test.
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
            yield
        else:
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            yield
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_a_month_of_two_communes_fills_the_form():
    an_phu, binh_minh = AgencyFactory(), AgencyFactory(code="H99.35.23")
    here, there = {"reception": an_phu}, {"reception": binh_minh}
    filed("2024-03-20", "2024-04-02", "2024-04-01", **here)
    filed("2024-03-25", "2024-03-29", channel=Channel.ONLINE, **here)
    filed("2024-04-01", "2024-04-08", "2024-04-08", channel=Channel.ONLINE, **here)
    filed("2024-04-01", "2024-04-08", "2024-04-09", channel=Channel.POST, **here)
    filed("2024-04-02", "2024-04-09", "2024-04-11", extended_to_on=date(2024, 4, 12), **here)
    filed("2024-04-03", "2024-04-10", "2024-04-05", state=State.WITHDRAWN, channel=Channel.ONLINE, **here)
    filed("2024-04-25", "2024-05-06", **here)
    waiting = filed("2024-04-04", "2024-04-11", state=State.AWAITING_SUPPLEMENT, **here)
    pause(waiting, "2024-04-05")
    filed("2024-04-05", "2024-04-12", "2024-04-29", state=State.STOPPED, **there)
    filed("2024-04-05", "2024-04-12", "2024-04-29", state=State.WITHDRAWN, **there)
    filed("2024-04-22", "2024-04-29", channel=Channel.ONLINE, **there)

    figures = reported()

    #                                      total  received    resolved       in process   of which
    assert astuple(figures["H99.35.22"]) == (8, (2, 2, 4), (5, 1, 2, 2), (3, 2, 1), (1, 1, 0, 1, 0))
    assert astuple(figures["H99.35.23"]) == (3, (0, 1, 2), (1, 0, 1, 0), (2, 1, 1), (0, 1, 1, 0, 1))
    assert astuple(figures[""]) == (11, (2, 3, 6), (6, 1, 3, 2), (5, 3, 2), (1, 2, 1, 1, 1))


def test_each_figure_opens_the_dossiers_that_it_counts():
    early = filed("2024-04-01", "2024-04-08", "2024-04-05")
    late = filed("2024-04-01", "2024-04-08", "2024-04-09")
    elsewhere = filed("2024-04-01", "2024-04-08", "2024-04-09", reception=AgencyFactory(code="H99.35.23"))

    assert behind("total") == [early.code, late.code, elsewhere.code]
    assert behind("resolved.late") == [late.code, elsewhere.code]
    assert behind("resolved.late", "H99.35.22") == [late.code]
    assert behind("resolved.late", "2024-04", By.MONTH) == [late.code, elsewhere.code]
    assert behind("in_process.total") == []


@pytest.mark.parametrize(("by", "row"), [(By.AGENCY, "H00"), (By.PROCEDURE, "9.9"), (By.MONTH, "2024-05")])
def test_a_row_that_the_report_cannot_have_opens_nothing(by, row):
    with pytest.raises(RowUnknown):
        behind("total", row, by)


@pytest.mark.parametrize("state", [State.REGISTERED, State.REFUSED, State.AWAITING_SUPPLEMENT])
def test_what_was_never_accepted_is_not_received(state):
    ended = at("2024-04-03") if state == State.REFUSED else None
    DossierFactory(state=state, submitted_at=at("2024-04-01"), finished_at=ended, closed_at=ended)

    assert reported()[""].total == 0


@pytest.mark.parametrize(
    ("state", "standing_in_april"),
    [
        (State.SIGNED, "late"),
        (State.RETURNED, "late"),
        (State.WITHDRAWN, "withdrawn_after_due"),
        (State.STOPPED, "stopped"),
    ],
)
def test_every_end_after_the_due_date_has_its_place(state, standing_in_april):
    assert standing(filed("2024-04-01", "2024-04-08", "2024-04-09", state=state)) == standing_in_april


@pytest.mark.parametrize("finished", ["2024-04-08 00:00", "2024-04-08 16:59", "2024-04-08 23:30", "2024-04-08 23:59"])
def test_the_date_decides_and_not_the_hour(finished):
    assert standing(filed("2024-04-01", "2024-04-08", finished)) == "on_time"


def test_the_day_begins_at_midnight_in_vietnam():
    assert standing(filed("2024-04-01", "2024-04-08", "2024-04-07 23:59")) == "early"
    assert standing(filed("2024-04-01", "2024-04-08", "2024-04-09 00:00")) == "late"


def test_half_past_eleven_on_the_last_evening_belongs_to_the_month():
    came_and_went = filed("2024-04-30 23:30", "2024-05-07", "2024-04-30 23:45")
    came_next = filed("2024-05-01 00:00", "2024-05-08")

    assert behind("resolved.early") == [came_and_went.code]
    assert behind("total") == [came_and_went.code]
    assert behind("total", period=(date(2024, 5, 1), date(2024, 5, 31))) == [came_next.code]


def test_the_first_day_parts_what_is_carried_over_from_what_came():
    carried = filed("2024-03-31 23:30", "2024-04-08")
    came = filed("2024-04-01 00:00", "2024-04-08")
    gone = filed("2024-03-20", "2024-03-27", "2024-03-31 23:30")
    ended_on_the_first_day = filed("2024-03-20", "2024-03-27", "2024-04-01 00:00")

    assert behind("received.carried_over") == [carried.code, ended_on_the_first_day.code]
    assert behind("received.counter_post") == [came.code]
    assert gone.code not in behind("total")


def test_a_paused_dossier_is_within_time_however_old_its_date():
    dossier = filed("2024-04-01", "2024-04-08", state=State.AWAITING_PAYMENT)
    pause(dossier, "2024-04-08")

    assert standing(dossier) == "paused"
    assert behind("in_process.within_time") == [dossier.code]


def test_due_on_the_day_of_the_report_is_within_time_and_a_day_before_is_overdue():
    assert standing(filed("2024-04-22", "2024-04-30")) == "within_time"
    assert standing(filed("2024-04-22", "2024-04-29")) == "overdue"


def test_an_apology_does_not_launder_a_delay():
    kept = filed("2024-04-01", "2024-04-08", "2024-04-12", extended_to_on=date(2024, 4, 12))
    broken = filed("2024-04-01", "2024-04-08", "2024-04-15", extended_to_on=date(2024, 4, 12))
    overdue = filed("2024-04-01", "2024-04-08", extended_to_on=date(2024, 5, 8))

    assert behind("resolved.late") == [kept.code, broken.code]
    assert behind("of_which.late_apology_kept") == [kept.code]
    assert behind("in_process.overdue") == [overdue.code]


def test_what_has_no_due_date_is_on_time():
    with no_date_demanded():
        resolved = filed("2024-04-01", None, "2024-04-29")
        at_work = filed("2024-04-01", None)

        assert standing(resolved) == "on_time"
        assert standing(at_work) == "within_time"


def test_a_later_look_sees_the_day_as_it_was():
    signed_in_may = filed("2024-04-01", "2024-04-08", "2024-05-02")
    withdrawn_in_may = filed("2024-04-22", "2024-05-06", "2024-05-02", state=State.WITHDRAWN)
    resumed_in_may = filed("2024-04-01", "2024-05-10")
    pause(resumed_in_may, "2024-04-03", "2024-05-02")
    resumed_in_april = filed("2024-04-01", "2024-04-11")
    pause(resumed_in_april, "2024-04-03", "2024-04-08")

    assert standing(signed_in_may) == "overdue"
    assert standing(withdrawn_in_may) == "within_time"
    assert standing(resumed_in_may) == "paused"
    assert standing(resumed_in_april) == "overdue"


def test_a_period_that_lasts_still_is_told_as_of_today(on):
    dossier = filed("2024-04-01", "2024-04-08")

    with on("2024-04-08 10:00"):
        today = queries.on_time(*APRIL, By.AGENCY)
    with on("2024-04-09 10:00"):
        tomorrow = queries.on_time(*APRIL, By.AGENCY)

    assert (today.period.as_of, today.total.in_process.overdue) == (date(2024, 4, 8), 0)
    assert (tomorrow.period.as_of, tomorrow.total.in_process.overdue) == (date(2024, 4, 9), 1)
    assert standing(dossier) == "overdue"


def test_by_month_each_row_is_the_form_of_its_month():
    filed("2024-01-10", "2024-01-17", "2024-01-17")
    filed("2024-01-30", "2024-02-06", "2024-03-01")
    filed("2024-02-05", "2024-02-21", "2024-02-20", channel=Channel.ONLINE)
    filed("2024-02-05", "2024-02-21", "2024-02-22", state=State.STOPPED)

    quarter = reported(By.MONTH, (date(2024, 1, 1), date(2024, 3, 31)))

    #                               total  received    resolved       in process   of which
    assert {key: astuple(row) for key, row in quarter.items()} == {
        "2024-01": (2, (0, 0, 2), (1, 0, 1, 0), (1, 1, 0), (0, 0, 0, 0, 0)),
        "2024-02": (3, (1, 1, 1), (1, 1, 0, 0), (2, 1, 1), (0, 0, 0, 0, 1)),
        "2024-03": (1, (1, 0, 0), (1, 0, 0, 1), (0, 0, 0), (0, 0, 0, 0, 0)),
        "": (4, (0, 1, 3), (3, 1, 1, 1), (1, 1, 0), (0, 0, 0, 0, 1)),
    }


def test_rows_are_named_in_the_language_asked():
    filed("2024-04-01", "2024-04-08")

    assert [row.name for row in queries.on_time(*APRIL, By.PROCEDURE).rows] == ["Cấp Giấy xác nhận tình trạng hôn nhân"]
    with translation.override("en"):
        assert [row.name for row in queries.on_time(*APRIL, By.PROCEDURE).rows] == ["Marital-status certificate"]
    assert [row.name for row in queries.on_time(*APRIL, By.MONTH).rows] == ["04/2024"]


def test_what_the_services_wrote_is_what_the_report_reads(world, on):
    terms = TermsFactory(sla_days=5)
    with on("2024-04-01 09:00"):
        withdrawn, stopped = (accepted(world, terms) for _ in range(2))
    with on("2024-04-09 09:00"):
        closing.withdraw(withdrawn.pk, by=world.lan.actor, reason="Không còn nhu cầu")
        closing.stop(stopped.pk, by=world.chi.actor, reason="Hồ sơ trùng")

    assert standing(withdrawn) == "withdrawn_after_due"
    assert standing(stopped) == "stopped"


@pytest.mark.parametrize(("by", "queries_made"), [(By.AGENCY, 2), (By.PROCEDURE, 2), (By.MONTH, 1)])
@pytest.mark.parametrize("size", [1, 30])
def test_a_report_costs_a_fixed_number_of_queries(django_assert_num_queries, by, queries_made, size):
    for number in range(size):
        terms = TermsFactory(procedure=ProcedureFactory(code=f"1.{number:06d}"))
        filed("2024-01-10", "2024-01-17", reception=AgencyFactory(code=f"H99.35.{number}"), terms=terms)

    with django_assert_num_queries(queries_made):
        report = queries.on_time(date(2024, 1, 1), date(2024, 12, 31), by)

    assert report.total.total == size


def test_the_longest_report_is_still_one_query(django_assert_num_queries):
    filed("2024-04-01", "2024-04-08")

    with django_assert_num_queries(1):
        report = queries.on_time(date(2015, 3, 1), date(2025, 2, 28), By.MONTH)

    assert [row.figures.total for row in report.rows] == [0] * 109 + [1] * 11


@pytest.mark.parametrize(("by", "queries_made"), [(By.AGENCY, 2), (By.PROCEDURE, 2), (By.MONTH, 1)])
def test_the_list_behind_a_figure_costs_a_fixed_number_of_queries(django_assert_num_queries, by, queries_made):
    for _ in range(5):
        filed("2024-04-01", "2024-04-08")
    row = {By.AGENCY: "H99.35.22", By.PROCEDURE: "1.004873", By.MONTH: "2024-04"}[by]

    with django_assert_num_queries(queries_made):
        assert len(behind("in_process.overdue", row, by)) == 5
