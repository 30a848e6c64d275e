"""The slip says in a few lines how its date was counted; every day of the ledger is in one of them."""

from datetime import date, datetime, time

from dossiers.documents import explanation
from kernel.clock import TZ
from kernel.working_calendar import Calendar
from kernel.working_time import Pause, PauseRule, due

CALENDAR = Calendar.build(
    first_year=2024,
    last_year=2024,
    off={
        date(2024, 4, 29): "Nghỉ hoán đổi",
        date(2024, 4, 30): "Ngày Chiến thắng",
        date(2024, 5, 1): "Ngày Quốc tế Lao động",
    },
    make_up={date(2024, 5, 4): "Làm bù cho 29/04"},
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TZ)


def explain(received: str, days: int, **terms: object) -> tuple[str, ...]:
    return explanation.sentences(due(at(received), days=days, calendar=CALENDAR, **terms).lines)


def test_days_off_are_named_and_neighbours_run_together():
    assert explain("2024-04-26T09:00", 3) == (
        "Ngày nhận hồ sơ không tính: 26/04.",
        "Nghỉ, không tính: 27/04–28/04 (cuối tuần); 29/04 (Nghỉ hoán đổi); 30/04 (Ngày Chiến thắng); "
        "01/05 (Ngày Quốc tế Lao động).",
        "Tính 3 ngày: 02/05–03/05; 04/05 (làm bù).",
    )


def test_a_reason_that_returns_is_told_once():
    assert explain("2024-06-03T09:00", 10) == (
        "Ngày nhận hồ sơ không tính: 03/06.",
        "Nghỉ, không tính: 08/06–09/06, 15/06–16/06 (cuối tuần).",
        "Tính 10 ngày: 04/06–07/06, 10/06–14/06, 17/06.",
    )


def test_a_paper_filed_after_the_cut_off_says_so():
    assert explain("2024-06-03T15:00", 0, cut_off=time(15)) == (
        "Nhận sau giờ, tính từ ngày làm việc kế tiếp: 03/06 (sau 15:00).",
        "Trả trong ngày: 04/06.",
    )


def test_a_pause_is_told_with_its_cause():
    pause = Pause(at("2024-04-03T16:00"), at("2024-04-10T08:30"), "chờ bổ sung hồ sơ")

    assert explain("2024-04-01T09:00", 5, pauses=[pause]) == (
        "Ngày nhận hồ sơ không tính: 01/04.",
        "Tạm dừng: 04/04–05/04, 08/04–10/04 (chờ bổ sung hồ sơ).",
        "Nghỉ, không tính: 06/04–07/04, 13/04–14/04 (cuối tuần).",
        "Tính 5 ngày: 02/04–03/04, 11/04–12/04, 15/04.",
    )


def test_days_before_a_restart_are_told_apart():
    pause = Pause(at("2024-06-04T09:00"), at("2024-06-06T09:00"), "chờ bổ sung hồ sơ", PauseRule.RESTART)

    sentences = explain("2024-06-03T09:00", 1, pauses=[pause])

    assert sentences[-1] == "Tính 1 ngày: 07/06."
    assert "Tính lại từ đầu, bỏ các ngày: 03/06–05/06 (chờ bổ sung hồ sơ)." in sentences


def test_a_calendar_term_that_ends_on_a_day_off_moves():
    assert explain("2024-06-05T09:00", 3, unit="calendar") == (
        "Ngày nhận hồ sơ không tính: 05/06.",
        "Tính 3 ngày: 06/06–08/06.",
        "Hạn rơi vào ngày nghỉ, dời qua: 09/06–10/06.",
    )
