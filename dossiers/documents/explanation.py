"""Says in a few lines how a due date was counted, for the slip the citizen keeps: the ledger's days in spans."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from kernel.working_time import LedgerLine, LineKind

_OFF = (LineKind.WEEKEND, LineKind.HOLIDAY)
_HEADINGS: dict[tuple[LineKind, ...], str] = {
    (LineKind.AFTER_HOURS,): "Nhận sau giờ, tính từ ngày làm việc kế tiếp",
    (LineKind.RECEIVED,): "Ngày nhận hồ sơ không tính",
    (LineKind.SAME_DAY,): "Trả trong ngày",
    (LineKind.RESTARTED,): "Tính lại từ đầu, bỏ các ngày",
    (LineKind.PAUSED,): "Tạm dừng",
    _OFF: "Nghỉ, không tính",
    (LineKind.COUNTED,): "Tính {days} ngày",
    (LineKind.MOVED,): "Hạn rơi vào ngày nghỉ, dời qua",
}


def sentences(lines: Sequence[LedgerLine]) -> tuple[str, ...]:
    """Return one sentence for each way in which days were counted or not, such as "Tính 2 ngày: 03/06–04/06."."""
    return tuple(_sentences(lines))


def _sentences(lines: Sequence[LedgerLine]) -> Iterator[str]:
    for kinds, heading in _HEADINGS.items():
        concerned = [line for line in lines if line.kind in kinds]
        if concerned:
            yield f"{heading.format(days=len(concerned))}: {_by_reason(concerned)}."


def _by_reason(lines: list[LedgerLine]) -> str:
    reasons: dict[str, list[LedgerLine]] = {}
    for line in lines:
        reasons.setdefault(_reason(line), []).append(line)
    return "; ".join(_reasoned(reason, _spans(line.on for line in days)) for reason, days in reasons.items())


def _reason(line: LedgerLine) -> str:
    if line.kind is LineKind.AFTER_HOURS and line.name:
        return f"sau {line.name}"
    if line.kind is LineKind.COUNTED:
        return "làm bù" if line.make_up else ""
    return line.name or ("cuối tuần" if line.kind is LineKind.WEEKEND else "")


def _reasoned(reason: str, spans: str) -> str:
    return f"{spans} ({reason})" if reason else spans


def _spans(days: Iterable[date]) -> str:
    """26/04/2024 alone, 27/04 and 28/04 as "27/04–28/04"; days that follow one another make one span."""
    neighbours = groupby(enumerate(days), key=lambda numbered: numbered[1].toordinal() - numbered[0])
    return ", ".join(_span([day for _, day in group]) for _, group in neighbours)


def _span(days: list[date]) -> str:
    return f"{days[0]:%d/%m}" if len(days) == 1 else f"{days[0]:%d/%m}–{days[-1]:%d/%m}"
