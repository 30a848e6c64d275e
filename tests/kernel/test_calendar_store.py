"""The calendar is rows that an officer may edit; a year that is not loaded is refused aloud, never guessed.

Source: docs/sources.md, rules C-6 and C-11.
"""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from kernel import calendar_store
from kernel.models import CalendarDay, CalendarYear
from kernel.working_time import CalendarGap
from tests.calendars import vietnam

pytestmark = pytest.mark.django_db


def rows() -> list[tuple]:
    return list(CalendarDay.objects.values_list("on", "kind", "name_vi", "name_en", "source"))


def load(*arguments: str, **options: object) -> str:
    call_command("load_calendar", *arguments, **options)
    return calendar_store.loaded().loaded


@pytest.fixture(autouse=True)
def no_calendar() -> None:
    CalendarDay.objects.all().delete()
    CalendarYear.objects.all().delete()


@pytest.fixture
def calendar_2024(no_calendar: None) -> None:
    calendar_store.load(2024)


def test_the_stored_calendar_is_that_of_the_files():
    load()
    stored = calendar_store.loaded("vi")

    days = [date.fromordinal(n) for n in range(date(2023, 1, 1).toordinal(), date(2028, 1, 1).toordinal())]
    assert stored.loaded == "2023-2027"
    assert [(stored.kind(day), stored.name(day)) for day in days] == [
        (vietnam().kind(day), vietnam().name(day)) for day in days
    ]


def test_loading_twice_changes_nothing(calendar_2024):
    before = rows()

    again = calendar_store.load(2024)

    assert rows() == before
    assert (again.added, again.kept, again.differing, again.removed) == (0, 15, (), 0)


def test_a_year_remembers_its_source_and_whether_it_was_announced(calendar_2024):
    calendar_store.load(2027)

    assert CalendarYear.objects.get(year=2024).is_announced
    assert not CalendarYear.objects.get(year=2027).is_announced
    assert CalendarYear.objects.get(year=2027).source.endswith("[found:F14]")


def test_a_year_that_is_not_loaded_is_refused(calendar_2024):
    with pytest.raises(CalendarGap) as gap:
        calendar_store.loaded().add_days(date(2025, 1, 2), 1)

    assert gap.value.code == "calendar-not-loaded"
    assert gap.value.status == 400
    assert gap.value.params == {"year": 2025, "loaded": "2024"}


def test_without_any_year_every_date_is_refused():
    with pytest.raises(CalendarGap) as gap:
        calendar_store.loaded().is_working(date(2024, 4, 26))

    assert gap.value.params == {"year": 2024, "loaded": "-"}


def test_a_lone_day_does_not_load_its_year(calendar_2024):
    CalendarDay.objects.create(on=date(2025, 1, 1), kind="off", name_vi="Tết", name_en="New Year", source="-")

    with pytest.raises(CalendarGap):
        calendar_store.loaded().is_working(date(2025, 1, 2))


def test_years_after_a_hole_do_not_count_until_it_is_filled(calendar_2024):
    calendar_store.load(2026)
    assert calendar_store.loaded().loaded == "2024"

    calendar_store.load(2025)
    assert calendar_store.loaded().loaded == "2024-2026"


def test_an_edited_row_counts_from_the_next_call_on(calendar_2024):
    monday = date(2024, 6, 3)
    assert calendar_store.loaded().is_working(monday)

    CalendarDay.objects.create(on=monday, kind="off", name_vi="Bão", name_en="Storm", source="an officer")
    assert not calendar_store.loaded().is_working(monday)

    CalendarDay.objects.filter(on=monday).update(name_vi="Bão số 1")
    assert calendar_store.loaded("vi").name(monday) == "Bão số 1"

    CalendarDay.objects.filter(on=monday).delete()
    assert calendar_store.loaded().is_working(monday)


def test_an_officers_row_outlives_loading_again_unless_the_year_is_replaced(calendar_2024):
    before = rows()
    CalendarDay.objects.create(on=date(2024, 6, 3), kind="off", name_vi="Bão", name_en="Storm", source="an officer")
    CalendarDay.objects.filter(on=date(2024, 9, 2)).update(name_vi="Tết Độc lập")

    again = calendar_store.load(2024)

    assert (again.added, again.kept, again.removed) == (0, 16, 0)
    assert [day.on for day in again.differing] == [date(2024, 9, 2)]
    assert CalendarDay.objects.get(on=date(2024, 9, 2)).name_vi == "Tết Độc lập"

    replaced = calendar_store.load(2024, replace=True)

    assert (replaced.added, replaced.kept, replaced.removed) == (15, 0, 16)
    assert rows() == before


def test_names_come_in_the_language_asked_or_in_force(calendar_2024):
    assert calendar_store.loaded("vi").name(date(2024, 9, 2)) == "Quốc khánh"
    assert calendar_store.loaded("en").name(date(2024, 9, 2)) == "National Day"
    with translation.override("en"):
        assert calendar_store.loaded().name(date(2024, 9, 2)) == "National Day"
    with translation.override("vi"):
        assert calendar_store.loaded().name(date(2024, 9, 2)) == "Quốc khánh"


def test_the_calendar_costs_one_query(calendar_2024, django_assert_num_queries):
    for _n in range(2):
        with django_assert_num_queries(1):
            calendar_store.loaded()


def test_unchanged_rows_are_not_built_anew(calendar_2024):
    assert calendar_store.loaded("vi") is calendar_store.loaded("vi")


def test_the_command_loads_the_years_named_or_all():
    assert load("2024", "2025") == "2024-2025"
    assert load() == "2023-2027"


def test_the_command_refuses_a_year_without_a_file_and_says_which_there_are():
    with translation.override("en"), pytest.raises(CommandError) as refusal:
        load("2031")

    assert str(refusal.value) == "There is no calendar file for 2031; there are files for 2023, 2024, 2025, 2026, 2027."
    assert CalendarYear.objects.count() == 0
