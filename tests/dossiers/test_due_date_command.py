"""`manage.py due_date` prints the date and, asked to, the ledger; what it cannot compute it refuses in one sentence."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from kernel import calendar_data, calendar_store
from kernel.models import CalendarDay, CalendarYear

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def calendar() -> None:
    for year in calendar_data.years():
        calendar_store.load(year, replace=True)


def due_date(*arguments: str) -> str:
    out = StringIO()
    call_command("due_date", *arguments, stdout=out)
    return out.getvalue()


def lines(*arguments: str) -> list[str]:
    return [" ".join(line.split()) for line in due_date(*arguments).splitlines()]


def test_it_prints_the_date():
    assert due_date("--received", "2024-04-26T09:00", "--days", "3", "--lang", "en") == "Due: Saturday 04/05/2024\n"


def test_it_explains_the_date_day_by_day():
    assert lines("--received", "2024-04-26T09:00", "--days", "3", "--explain", "--lang", "en") == [
        "Due: Saturday 04/05/2024",
        "Friday 26/04/2024 received; this day is not counted",
        "Saturday 27/04/2024 weekend",
        "Sunday 28/04/2024 weekend",
        "Monday 29/04/2024 day off: Swapped with Saturday 04/05/2024",
        "Tuesday 30/04/2024 day off: Liberation Day/Reunification Day",
        "Wednesday 01/05/2024 day off: International Labor Day",
        "Thursday 02/05/2024 day 1",
        "Friday 03/05/2024 day 2",
        "Saturday 04/05/2024 day 3: Worked in exchange for Monday 29/04/2024",
    ]


def test_it_speaks_vietnamese_unless_told_otherwise():
    told = due_date("--received", "2024-04-26T09:00", "--days", "3", "--explain")

    assert "04/05/2024" in told
    assert "Ngày Quốc tế Lao động" in told
    assert "Làm bù cho Thứ Hai 29/04/2024" in told


def test_json_is_one_document_with_date_and_ledger():
    document = json.loads(due_date("--received", "2024-04-26T09:00", "--days", "3", "--json", "--lang", "en"))

    assert list(document) == ["due_on", "ledger"]
    assert document["due_on"] == "2024-05-04"
    assert [line["kind"] for line in document["ledger"]] == [
        *("received", "weekend", "weekend", "holiday", "holiday", "holiday"),
        *("counted", "counted", "counted"),
    ]
    assert document["ledger"][-1] == {
        "on": "2024-05-04",
        "weekday": "Saturday",
        "kind": "counted",
        "count": 3,
        "name": "Worked in exchange for Monday 29/04/2024",
        "make_up": True,
        "text": "day 3: Worked in exchange for Monday 29/04/2024",
    }


@pytest.mark.parametrize(
    ("arguments", "day"),
    [
        ("--received 2024-06-07T15:00 --days 0 --cut-off 15:00", "Monday 10/06/2024"),
        ("--received 2024-06-07T14:59 --days 0 --cut-off 15:00", "Friday 07/06/2024"),
        ("--received 2024-04-25T09:00 --days 3 --unit calendar", "Thursday 02/05/2024"),
        ("--received 2024-04-25T20:00+00:00 --days 3", "Saturday 04/05/2024"),
        ("--received 2024-04-26 --days 3", "Saturday 04/05/2024"),
    ],
)
def test_unit_cut_off_and_time_zone_are_heeded(arguments, day):
    assert due_date(*arguments.split(), "--lang", "en") == f"Due: {day}\n"


@pytest.mark.parametrize("arguments", ["--received 2029-04-26T09:00 --days 3", "--received 2028-12-30T09:00 --days 1"])
def test_a_year_that_is_not_loaded_is_refused_with_its_number(arguments):
    year = arguments.split()[1][:4]

    with pytest.raises(CommandError) as refusal:
        due_date(*arguments.split(), "--lang", "en")

    assert str(refusal.value) == f"The working calendar of {year} is not loaded (loaded: 2023-2027)."
    assert refusal.value.returncode == 1


def test_without_a_calendar_every_date_is_refused():
    CalendarYear.objects.all().delete()
    CalendarDay.objects.all().delete()

    with pytest.raises(CommandError, match=r"2024 is not loaded \(loaded: -\)"):
        due_date("--received", "2024-04-26T09:00", "--days", "3", "--lang", "en")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("--received yesterday --days 3", "'yesterday' is not an hour such as 2024-04-26T09:00"),
        ("--received 2024-02-30T09:00 --days 3", "'2024-02-30T09:00' is not an hour"),
        ("--received 0001-01-01T00:00+09:00 --days 3", "is not an hour"),
        ("--received 2024-04-26T09:00 --days -1", "'-1' is not a number of days from 0 on"),
        ("--received 2024-04-26T09:00 --days 1.5", "'1.5' is not a number of days from 0 on"),
        ("--received 2024-04-26T09:00 --days 3 --cut-off 25:00", "'25:00' is not a time of day such as 15:00"),
        ("--received 2024-04-26T09:00 --days 3 --unit weeks", "invalid choice: 'weeks'"),
        ("--received 2024-04-26T09:00", "--days"),
    ],
)
def test_input_that_makes_no_sense_is_refused(arguments, complaint):
    with pytest.raises(CommandError) as refusal:
        due_date(*arguments.split())

    assert complaint in str(refusal.value)
