"""Every line of a ledger is a sentence, in either language."""

from datetime import date

import pytest
from django.utils import translation

from dossiers import deadlines, ledger_text
from dossiers.deadlines import Terms
from kernel.working_time import LedgerLine, LineKind, Pause, PauseRule
from tests.calendars import at, vietnam

MONDAY = date(2024, 6, 3)


@pytest.fixture
def _english():
    with translation.override("en"):
        yield


pytestmark = pytest.mark.usefixtures("_english")


def told(received: str, terms: Terms, *pauses: Pause) -> list[str]:
    lines = deadlines.explain(at(received), terms, pauses, vietnam()).lines
    return [f"{ledger_text.day(line.on)}: {ledger_text.sentence(line)}" for line in lines]


def test_a_swap_saturday_says_for_which_day_it_is_worked():
    assert told("2024-04-26 17:00", Terms(days=2)) == [
        "Friday 26/04/2024: filed after 17:00, counted from the next working day",
        "Saturday 27/04/2024: weekend",
        "Sunday 28/04/2024: weekend",
        "Monday 29/04/2024: day off: Hoán đổi với Thứ Bảy 04/05/2024",
        "Tuesday 30/04/2024: day off: Ngày Chiến thắng",
        "Wednesday 01/05/2024: day off: Ngày Quốc tế Lao động",
        "Thursday 02/05/2024: received; this day is not counted",
        "Friday 03/05/2024: day 1",
        "Saturday 04/05/2024: day 2: Làm bù cho Thứ Hai 29/04/2024",
    ]


def test_a_paused_day_says_why():
    pause = Pause(at("2024-06-03 10:00"), at("2024-06-04 10:00"), "waiting for a supplement")

    assert told("2024-06-03 09:00", Terms(days=0), pause) == [
        "Monday 03/06/2024: received; the result is due the same day",
        "Tuesday 04/06/2024: the clock stands still: waiting for a supplement",
    ]


def test_a_restarted_day_says_why():
    pause = Pause(at("2024-06-03 10:00"), at("2024-06-04 10:00"), "waiting for a supplement", PauseRule.RESTART)

    assert told("2024-06-03 09:00", Terms(days=1), pause)[0] == (
        "Monday 03/06/2024: no longer counted, the term began anew: waiting for a supplement"
    )


def test_a_moved_end_says_so():
    assert told("2024-06-07 09:00", Terms(days=2, unit="calendar"))[-1] == (
        "Monday 10/06/2024: the end fell on a day off and moves to the next working day"
    )


def test_stretches_of_minutes_are_told_with_their_hours():
    lines = deadlines.explain_reception(at("2024-06-07 17:30"), vietnam()).lines

    assert [ledger_text.minutes_sentence(line) for line in lines] == [
        "the office has closed",
        "weekend",
        "weekend",
        "07:00-11:30: 270 minutes",
        "13:30-17:00: 210 minutes",
    ]


def test_rows_for_json_are_plain_values():
    line = LedgerLine(MONDAY, LineKind.COUNTED, 2, "", make_up=False)

    assert ledger_text.as_rows([line]) == [
        {
            "on": "2024-06-03",
            "weekday": "Monday",
            "kind": "counted",
            "count": 2,
            "name": "",
            "make_up": False,
            "text": "day 2",
        }
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", LineKind)
def test_every_kind_of_line_has_its_sentence_in_every_language(kind, language):
    with translation.override(language):
        sentence = ledger_text.sentence(LedgerLine(MONDAY, kind, 1, "Tết"))

    assert sentence
    assert "%(" not in sentence
