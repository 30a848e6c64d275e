"""The database sorts every dossier as the one definition of "late" does, and the form's identities hold for any
population (docs/sources.md, rules D-13, M-1 to M-3 and M-8 to M-11)."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dossiers import deadlines
from dossiers.deadlines import Timeliness
from dossiers.models import Dossier, Pause
from dossiers.states import PORTAL_CODE, Channel, PauseCause, State, SupplementRule
from kernel import calendar_store, clock
from reports import queries
from reports.columns import COLUMNS, Arrival, By, Figures, Standing
from reports.period import Period
from reports.queries import Cell
from tests.factories.dossiers import DossierFactory, ProcedureFactory, TermsFactory
from tests.factories.identity import AgencyFactory, PersonFactory
from tests.reports.test_columns import assert_identities

JANUARY, MARCH = date(2024, 1, 1), date(2024, 3, 31)
ENDS = (State.SIGNED, State.RETURNED, State.WITHDRAWN, State.STOPPED)
# From six weeks before the period to a few days after it.
HOURS = st.datetimes(datetime(2023, 11, 20), datetime(2024, 4, 10), timezones=st.just(clock.TZ))
# The hours at which a day is another one in Vietnam than in UTC are met often.
WAITS = st.builds(timedelta, days=st.integers(0, 40), hours=st.integers(0, 23), minutes=st.sampled_from([0, 30]))
TODAYS = st.dates(JANUARY, date(2024, 5, 1))
PERIODS = st.tuples(st.dates(JANUARY, MARCH), st.dates(JANUARY, MARCH)).map(sorted)
bounded = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """The columns of a dossier whose story could have happened, and its pauses."""
    submitted_at = draw(HOURS)
    story: dict[str, Any] = {
        "office": draw(st.integers(0, 1)),
        "matter": draw(st.integers(0, 1)),
        "channel": draw(st.sampled_from(Channel)),
        "submitted_at": submitted_at,
        "state": draw(st.sampled_from([State.REGISTERED, State.REFUSED, State.PROCESSING, *ENDS])),
    }
    if story["state"] == State.REFUSED:
        story["finished_at"] = story["closed_at"] = submitted_at + draw(WAITS)
    if story["state"] in (State.REGISTERED, State.REFUSED):
        return story
    received_at = submitted_at + draw(WAITS)
    story |= {"received_at": received_at, "due_on": received_at.date() + timedelta(days=draw(st.integers(0, 30)))}
    if draw(st.booleans()):
        story["extended_to_on"] = story["due_on"] + timedelta(days=draw(st.integers(1, 10)))
    paused_at = received_at + draw(WAITS)
    resumed_at = paused_at + draw(WAITS) if draw(st.booleans()) or story["state"] in ENDS else None
    if draw(st.booleans()):
        story["pause"] = (paused_at, resumed_at)
        if resumed_at is None:
            story["state"] = State.AWAITING_SUPPLEMENT
    if story["state"] in ENDS:
        story["finished_at"] = (resumed_at or received_at) + draw(WAITS)
        story["closed_at"] = None if story["state"] == State.SIGNED else story["finished_at"]
    return story


@pytest.fixture
def places(db):
    offices = [AgencyFactory(), AgencyFactory(code="H99.35.23")]
    terms = [TermsFactory(), TermsFactory(procedure=ProcedureFactory(code="2.000815"))]
    return offices, terms, PersonFactory()


@contextmanager
def stored(stories: list[dict[str, Any]], places: Any) -> Iterator[list[Dossier]]:
    """Keep these dossiers in the database, as long as it takes to look at them."""
    with transaction.atomic():
        dossiers = Dossier.objects.bulk_create(_row(number, story, *places) for number, story in enumerate(stories))
        Pause.objects.bulk_create(
            Pause(
                dossier=dossier,
                cause=PauseCause.SUPPLEMENT,
                rule=SupplementRule.EXTEND,
                started_at=story["pause"][0],
                ended_at=story["pause"][1],
            )
            for dossier, story in zip(dossiers, stories, strict=True)
            if "pause" in story
        )
        yield dossiers
        transaction.set_rollback(True)


def _row(number: int, story: dict[str, Any], offices: Any, terms: Any, person: Any) -> Dossier:
    columns = {name: value for name, value in story.items() if name not in ("office", "matter", "pause")}
    return DossierFactory.build(
        code=f"H99.35.22-240101-{number:04d}",
        reception=offices[story["office"]],
        terms=terms[story["matter"]],
        applicant=person,
        **columns,
    )


def arrival_of(dossier: Dossier, period: Period) -> Arrival:
    if dossier.received_at.astimezone(clock.TZ).date() < period.from_on:
        return Arrival.CARRIED_OVER
    return Arrival.ONLINE if dossier.channel == Channel.ONLINE else Arrival.COUNTER_POST


def standing_of(dossier: Dossier, story: dict[str, Any], period: Period) -> Standing | None:
    """The rules 1.5 in Python, dossier by dossier; None for what is not in the report."""
    if PORTAL_CODE[State(dossier.state)] in (1, 3) or dossier.received_at.astimezone(clock.TZ).date() > period.as_of:
        return None
    finished_on = dossier.finished_at and dossier.finished_at.astimezone(clock.TZ).date()
    if finished_on and finished_on < period.from_on:
        return None
    if finished_on and finished_on <= period.as_of:
        return end_of(dossier, finished_on)
    evening = datetime.combine(period.as_of, time.max, clock.TZ)
    paused_at, resumed_at = story.get("pause", (None, None))
    if paused_at and paused_at <= evening and (resumed_at is None or resumed_at > evening):
        return Standing.PAUSED
    return Standing.OVERDUE if dossier.due_on < period.as_of else Standing.WITHIN_TIME


def end_of(dossier: Dossier, finished_on: date) -> Standing:
    verdict = deadlines.lateness(dossier.due_on, finished_on, calendar_store.loaded()).verdict
    if dossier.state == State.STOPPED:
        return Standing.STOPPED
    if dossier.state == State.WITHDRAWN:
        return Standing.WITHDRAWN_AFTER_DUE if verdict == Timeliness.LATE else Standing.WITHDRAWN
    if verdict == Timeliness.LATE and dossier.extended_to_on and finished_on <= dossier.extended_to_on:
        return Standing.LATE_APOLOGY_KEPT
    return Standing(verdict)


@bounded
@given(stories=st.lists(facts(), max_size=30), days=PERIODS, today=TODAYS)
def test_the_database_sorts_each_dossier_as_the_definition_does(places, stories, days, today):
    from_on, to_on = days
    period = Period(from_on, to_on, min(to_on, max(today, from_on)))

    with stored(stories, places) as dossiers:
        found = {row.pk: (row.arrival, row.standing) for row in queries.sorted_dossiers(period)}
        sorted_here = {
            dossier.pk: (arrival_of(dossier, period), standing)
            for dossier, story in zip(dossiers, stories, strict=True)
            if (standing := standing_of(dossier, story, period))
        }

    assert found == sorted_here


@bounded
@given(stories=st.lists(facts(), max_size=30), days=PERIODS, today=TODAYS)
def test_every_row_keeps_the_identities_and_opens_what_it_counts(places, stories, days, today):
    now = datetime.combine(max(today, days[0]), time(10), clock.TZ)

    with stored(stories, places), clock.held(now):
        for by in By:
            report = queries.on_time(*days, by)
            for key, figures in [("", report.total), *((row.key, row.figures) for row in report.rows)]:
                assert_identities(figures)
                assert figures == Figures.of(opened(days, by, key))


def opened(days: list[date], by: By, key: str) -> Counter[tuple[str, str]]:
    """Count the lists that a row opens, arrival by arrival and standing by standing."""
    behind = queries.dossiers_behind(Cell(*days, by, "total", key))
    return Counter((dossier.arrival, dossier.standing) for dossier in behind)


@bounded
@given(stories=st.lists(facts(), max_size=30), days=PERIODS)
def test_agencies_and_procedures_add_up_to_the_same_total(places, stories, days):
    with stored(stories, places), clock.held(datetime(2024, 5, 1, tzinfo=clock.TZ)):
        by_agency, by_procedure, by_month = (queries.on_time(*days, by) for by in By)

    assert by_agency.total == by_procedure.total == by_month.total
    for report in (by_agency, by_procedure):
        for path in COLUMNS:
            assert sum(figure(row.figures, path) for row in report.rows) == figure(report.total, path)


@bounded
@given(stories=st.lists(facts(), max_size=30))
def test_months_hand_over_what_is_unfinished(places, stories):
    with stored(stories, places), clock.held(datetime(2024, 5, 1, tzinfo=clock.TZ)):
        report = queries.on_time(JANUARY, MARCH, By.MONTH)

    months = [row.figures for row in report.rows]
    for month, following in pairwise(months):
        assert following.received.carried_over == month.in_process.total - month.of_which.stopped
    for path in ("received.online", "received.counter_post", "resolved.early", "resolved.on_time", "resolved.late"):
        assert sum(figure(month, path) for month in months) == figure(report.total, path)
    assert months[0].received.carried_over == report.total.received.carried_over
    assert months[-1].in_process.overdue == report.total.in_process.overdue


def figure(figures: Figures, path: str) -> int:
    group, _dot, name = path.rpartition(".")
    return getattr(getattr(figures, group) if group else figures, name)
